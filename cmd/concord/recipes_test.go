//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// bench is a workspace in which the jobs of a recipe are run: concord is
// installed, `go test` is a program that calls a cloud, gh writes down what it
// is asked for.
type bench struct {
	t      *testing.T
	dir    string
	values map[string]string // of expressions
	env    map[string]string
	groups []int // of processes that steps have left behind
}

// shims stand for programs that a recipe calls.
var shims = map[string]string{
	// Built from this tree, concord is installed; the tests of an SDK send $SENDS.
	"go": `case "$1 $2" in
"install github.com/concord-dev/concord/cmd/concord@latest" | "build -C") ;;
"test ./...") exec concord run --target "$CONCORD_ENDPOINT" --out sdk $SENDS ;;
*) echo "go $*: not in a recipe" >&2; exit 64 ;;
esac
`,
	// One issue may be open; its number is in open-issue.
	"gh": `echo "$*" >> gh.log
case "$1 $2" in
"issue list") cat open-issue 2> /dev/null || : ;;
"issue create") for last; do :; done; cat "$last" > issue-body; echo 7 > open-issue ;;
"issue edit") for last; do :; done; cat "$last" > issue-body ;;
"issue close") rm open-issue ;;
"label create") ;;
*) echo "gh $*: not in a recipe" >&2; exit 64 ;;
esac
`,
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, dir: t.TempDir()}
	bin := filepath.Join(b.dir, ".bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, script := range shims {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	b.values = map[string]string{
		"github.token": "token", "github.repository": "owner/project", "github.server_url": "https://github.com", "github.run_id": "42",
		"inputs.args": "run",
	}
	b.env = map[string]string{
		"PATH": bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME": b.dir, "RUNNER_TEMP": b.dir, "GITHUB_ACTION_PATH": b.dir,
		"GITHUB_PATH": b.path("github-path"), "GITHUB_OUTPUT": b.path("github-output"), "GITHUB_STEP_SUMMARY": b.path("summary.md"),
		"SENDS": "alibaba/ecs/DescribeImages/sample/request",
	}
	t.Cleanup(func() {
		for _, group := range b.groups {
			syscall.Kill(-group, syscall.SIGTERM)
		}
	})
	return b
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

func (b *bench) write(name, text string) {
	b.t.Helper()
	if err := os.MkdirAll(filepath.Dir(b.path(name)), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(b.path(name), []byte(text), 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// run runs the scripts of a job, with replacements in them and in their
// variables, until one fails, and returns its exit code.
func (b *bench) run(j job, replace ...string) int {
	b.t.Helper()
	replacer := strings.NewReplacer(replace...)
	for _, s := range j.steps {
		env := maps.Clone(b.env)
		for _, vars := range []map[string]string{j.env, s.env} {
			for name, value := range vars {
				env[name] = replacer.Replace(expand(b.t, value, b.values))
			}
		}
		code := b.script(s, replacer.Replace(expand(b.t, s.script, b.values)), env)
		outputs(b.env["GITHUB_OUTPUT"], s.id, b.values)
		if code != 0 {
			return code
		}
	}
	return 0
}

func (b *bench) script(s step, script string, env map[string]string) int {
	b.t.Helper()
	cmd := exec.Command(s.shell[0], append(slices.Clone(s.shell[1:]), script)...)
	cmd.Dir = b.dir
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	// A file, since what runs in the background keeps it open.
	log, err := os.OpenFile(b.path("log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		b.t.Fatal(err)
	}
	defer log.Close()
	fmt.Fprintf(log, "\n$ %s\n", strings.TrimSpace(script))
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.groups = append(b.groups, cmd.Process.Pid)
	if s.background {
		go cmd.Wait()
		return 0
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		b.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode()
}

func (b *bench) wants(j job, want int, replace ...string) {
	b.t.Helper()
	if code := b.run(j, replace...); code != want {
		log, _ := os.ReadFile(b.path("log"))
		b.t.Errorf("%s: exit code %d, want %d\n%s", j.name, code, want, log)
	}
}

func (b *bench) read(name string) string {
	b.t.Helper()
	data, err := os.ReadFile(b.path(name))
	if err != nil {
		b.t.Fatal(err)
	}
	return string(data)
}

// cloud starts a mock for the time of the test and returns its URL.
func cloud(t *testing.T, args ...string) string {
	t.Helper()
	address := freeAddress(t)
	cmd := exec.Command("concord", append([]string{"mock", "--addr", address}, args...)...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	})
	for range 100 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return "http://" + address
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the mock does not listen")
	return ""
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func recipeText(t *testing.T, file string) string {
	t.Helper()
	if file == "action.yml" {
		file = "../../action.yml"
	} else {
		file = filepath.Join("recipes", file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// jobOf returns the job of a recipe that a word of its name tells.
func jobOf(t *testing.T, system, file, word string) job {
	t.Helper()
	jobs := pipelines[system](t, recipeText(t, file))
	at := slices.IndexFunc(jobs, func(j job) bool { return strings.Contains(strings.ToLower(j.name), word) })
	if at < 0 {
		t.Fatalf("%s: no job %s among %d", file, word, len(jobs))
	}
	return jobs[at]
}

const (
	startsMock  = "concord mock --addr"
	startsWrong = "concord mock --fault wrong-type=Images[].Size --addr"
	atMock      = "127.0.0.1:4566"
)

// TestRecipesStopTheBuild runs every script of the recipes that hold a mock and
// a program: a mock and a program that are right pass, a mock with a wrong type
// and a program that sends a wrong value end the job with exit code 1.
func TestRecipesStopTheBuild(t *testing.T) {
	for _, r := range []struct{ system, file, report string }{
		{"github", "github.yaml", "concord-report"},
		{"gitlab", "gitlab.yaml", "concord-report"},
		{"jenkins", "jenkins.groovy", "reports/*"},
		{"circleci", "circleci.yaml", "concord-report"},
		{"buildkite", "buildkite.yaml", "concord-report"},
	} {
		t.Run(r.system, func(t *testing.T) {
			t.Parallel()
			holds := func(t *testing.T, word string, want int, env map[string]string, replace ...string) {
				t.Helper()
				t.Run(fmt.Sprintf("%s %d", word, want), func(t *testing.T) {
					b := newBench(t)
					maps.Copy(b.env, env)
					b.wants(jobOf(t, r.system, r.file, word), want, append(replace, atMock, freeAddress(t))...)
					if files, _ := filepath.Glob(b.path(filepath.Join(r.report, "junit.xml"))); len(files) != 1 {
						t.Errorf("%d JUnit files where the recipe keeps them", len(files))
					}
				})
			}
			holds(t, "mock", 0, nil)
			holds(t, "mock", 1, nil, startsMock, startsWrong)
			holds(t, "gate", 0, nil)
			holds(t, "gate", 1, map[string]string{"SENDS": "alibaba/ecs/DescribeImages/invalid/Architecture"})
		})
	}
}

func TestActionStopsTheBuild(t *testing.T) {
	t.Parallel()
	j := jobOf(t, "action", "action.yml", "action")
	b := newBench(t)
	b.values["inputs.args"] = "run alibaba/ecs/DescribeImages/**"
	b.env["GITHUB_ACTIONS"] = "true"
	b.wants(j, 0)
	if !strings.Contains(b.read("summary.md"), "alibaba/ecs/DescribeImages") {
		t.Error("no summary")
	}
	b.values["inputs.args"] = "run --target " + cloud(t, "--fault", "wrong-type=Images[].Size")
	b.wants(j, 1)
}

// everyAnswer spares a test the patience that a cloud is given.
var everyAnswer = []string{"concord drift --target live", "concord drift --rate 0 --confirm 0 --target live"}

func TestDriftKeepsOneIssue(t *testing.T) {
	t.Parallel()
	j := jobOf(t, "github", "github-drift.yaml", "drift")
	b := newBench(t)
	right, wrong := cloud(t), cloud(t, "--fault", "wrong-type=Images[].Size")
	at := func(url string) { b.write("concord.yaml", "targets: {live: {url: '"+url+"'}}\n") }
	asked := func() string {
		log := b.read("gh.log")
		b.write("gh.log", "")
		return log
	}
	b.env["ALIBABA_KEY_ID"] = "x"

	at(right)
	b.wants(j, 0, everyAnswer...)
	if log := asked(); strings.Count(log, "\n") != 1 {
		t.Errorf("nothing departs, and gh was asked for\n%s", log)
	}
	at(wrong)
	b.wants(j, 1, everyAnswer...)
	if log := asked(); !strings.Contains(log, "issue create --title The cloud departs from its documentation --label concord-drift") {
		t.Errorf("no issue was opened:\n%s", log)
	}
	if body := b.read("issue-body"); !strings.Contains(body, "Images[].Size") || !strings.Contains(body, "https://github.com/owner/project/actions/runs/42") {
		t.Errorf("the issue says\n%s", body)
	}
	b.wants(j, 1, everyAnswer...)
	if log := asked(); !strings.Contains(log, "issue edit 7 ") || strings.Contains(log, "create") {
		t.Errorf("the issue was not updated:\n%s", log)
	}
	at("http://127.0.0.1:1")
	b.wants(j, 3, everyAnswer...)
	if log := asked(); strings.Count(log, "\n") != 1 {
		t.Errorf("nothing is known, and gh was asked for\n%s", log)
	}
	at(right)
	b.wants(j, 0, everyAnswer...)
	if log := asked(); !strings.Contains(log, "issue close 7 ") {
		t.Errorf("the issue was not closed:\n%s", log)
	}
}

func TestGitLabDrift(t *testing.T) {
	t.Parallel()
	j := jobOf(t, "gitlab", "gitlab.yaml", "drift")
	for want, url := range []string{cloud(t), cloud(t, "--fault", "wrong-type=Images[].Size")} {
		b := newBench(t)
		b.write("concord.yaml", "targets: {live: {url: '"+url+"'}}\n")
		b.wants(j, want, everyAnswer...)
		if strings.Contains(b.read("drift.json"), "Images[].Size") != (want == 1) {
			t.Errorf("drift.json says\n%s", b.read("drift.json"))
		}
	}
}

// TestKubernetesMergesShards runs the pods of the Indexed Job one after the
// other, then the job that merges.
func TestKubernetesMergesShards(t *testing.T) {
	t.Parallel()
	shard, merge := jobOf(t, "kubernetes", "kubernetes.yaml", "concord"), jobOf(t, "kubernetes", "kubernetes.yaml", "concord-report")
	for want, url := range []string{cloud(t), cloud(t, "--fault", "wrong-type=Images[].Size")} {
		b := newBench(t)
		replace := []string{"/report/", b.dir + "/report/", "http://mock.default.svc:4566", url, "seq 600", "seq 1"}
		worst := 0
		for _, index := range []string{"0", "1", "2", "3"} {
			b.env["JOB_COMPLETION_INDEX"] = index
			worst = max(worst, b.run(shard, replace...))
			if index == "2" {
				b.wants(merge, 2, replace...)
			}
		}
		if worst != want {
			t.Errorf("the shards end with %d, want %d\n%s", worst, want, b.read("log"))
		}
		b.wants(merge, want, replace...)
		if !bytes.Contains([]byte(b.read("report/all/results.json")), []byte(`"shard": "1/1"`)) {
			t.Error("the merged results are no whole run")
		}
	}
}

func TestPreCommitChecksACatalog(t *testing.T) {
	t.Parallel()
	const page = `# DescribeLights

## Request parameters

| Parameter | Type | Required | Description | Example |
|---|---|---|---|---|
| Colour | string | No | The colour. Valid values: - red - green | red |

## Response parameters

| Parameter | Type | Description | Example |
|---|---|---|---|
| RequestId | string | The request ID. | 4C467B38-3910-447D-87BC-AC049166F216 |
`
	b := newBench(t)
	b.write("pages/DescribeLights.md", page)
	b.env["FILES"] = "pages/DescribeLights.md"
	imports := step{shell: sh, script: "concord import pages/DescribeLights.md --as alibaba/ecs/DescribeLights@2014-05-26 --out catalog"}
	b.wants(job{name: "import", steps: []step{imports}}, 0)
	lint, check := jobOf(t, "pre-commit", "pre-commit.yaml", "lint"), jobOf(t, "pre-commit", "pre-commit.yaml", "check")
	b.wants(lint, 0)
	b.wants(check, 0)

	b.write("pages/DescribeLights.md", strings.Replace(page, "red - green", "red - green - blue", 1))
	b.wants(check, 1)
	contract := "catalog/alibaba/ecs/2014-05-26/DescribeLights.yaml"
	b.write(contract, strings.Replace(b.read(contract), "type: string", "tpye: string", 1))
	b.wants(lint, 2)
}
