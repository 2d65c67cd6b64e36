package concordtest_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"testing"

	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/runner/concordtest"
	"github.com/concord-dev/concord/runner/mock"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// A test of a mock is one call; each case is a subtest.
func ExampleRun() {
	var cloud http.Handler // the mock that is tested

	_ = func(t *testing.T) { // TestCloud
		concordtest.Run(t, concordtest.Handler(t, cloud), "alibaba/ecs/DescribeImages", "huawei/**")
	}
}

// A test of a program that calls a cloud leads it to the gate; a request that
// the documentation forbids fails the test.
func ExampleGate() {
	var describe func(endpoint, imageID string) error // the program that is tested

	_ = func(t *testing.T) { // TestDescribe
		if err := describe(concordtest.Gate(t), "m-bp1g7004ksh0oeuc0000"); err != nil {
			t.Error(err)
		}
	}
}

// A target that runs already is named by its URL; what it offers is set on it.
func ExampleURL() {
	target := concordtest.URL("http://127.0.0.1:4566")
	target.Auth = runner.AuthVerify // cases of authentication are sent too
	target.Given = map[string]string{"alibaba/ecs/DescribeImages.ImageId": "m-bp1g7004ksh0oeuc0000"}
	fmt.Println(target.Held(), target.Credentials["alibaba"].KeyID)

	fmt.Println(concordtest.URL("https://ecs.example.com").Credentials)
	// Output:
	// mock testAccessKeyId
	// map[]
}

// The results say what was wrong and where that is documented.
func ExampleResults() {
	cloud, err := mock.New(specs.Embedded(), mock.Options{Faults: []string{"wrong-type=Images[].Size"}})
	if err != nil {
		log.Fatal(err)
	}
	base, stop, err := runner.Serve(cloud)
	if err != nil {
		log.Fatal(err)
	}
	defer stop()

	results, err := concordtest.Results(context.Background(), concordtest.URL(base), "alibaba/ecs/DescribeImages/sample")
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range results {
		fmt.Println(r.Verdict, r.Case.ID)
		for _, f := range r.Findings {
			fmt.Printf("%s: %s\n%s\n%s, row %s\n", f.Check, f.Message, f.Pointer, f.Source.Table, f.Source.Row)
		}
	}
	// Output:
	// fail alibaba/ecs/DescribeImages/sample/request
	// field-type: Images[].Size: want integer, got string "concord"
	// /Images/Image/0/Size
	// Response parameters, row Images[].Size
}

// A Suite chooses kinds of cases, adds contracts and says what fails.
func ExampleSuite_Results() {
	cloud, err := mock.New(specs.Embedded(), mock.Options{})
	if err != nil {
		log.Fatal(err)
	}
	base, stop, err := runner.Serve(cloud)
	if err != nil {
		log.Fatal(err)
	}
	defer stop()

	suite := concordtest.Suite{Kinds: []suites.Kind{suites.Sample}, FailOn: suites.SeverityWarning}
	results, err := suite.Results(context.Background(), concordtest.URL(base))
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range results {
		fmt.Println(r.Verdict, r.Case.ID)
	}
	// Output:
	// pass alibaba/ecs/DescribeImages/sample/request
	// pass alibaba/ehpc@2018-04-12/ListCommunityImages/sample/request
	// pass alibaba/ehpcinstant/AddImage/sample/request
	// skip alibaba/ehpcinstant/GetImage/sample/request
	// pass huawei/modelarts/ShowImage/sample/request
}
