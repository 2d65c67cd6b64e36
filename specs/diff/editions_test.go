package diff_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/diff"
	"github.com/concord-dev/concord/specs/pages"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// editions are pairs of pages of one operation, older first.
var editions = []struct{ name, old, new string }{
	{"DescribeImages-2018-2019", "pages/alibaba-ecs-DescribeImages-2018-10-26-oldmd.md", "pages/alibaba-ecs-DescribeImages-2019-05-31-oldmd.md"},
	{"DescribeImages-2019-2021", "pages/alibaba-ecs-DescribeImages-2019-05-31-oldmd.md", "pages/alibaba-ecs-DescribeImages-2021-06-01-oldmd.md"},
	{"DescribeImages-2021-2024", "pages/alibaba-ecs-DescribeImages-2021-06-01-oldmd.md", "seeds/002_212371b1e433cadd.txt"},
	{"DescribeImages-2024-2025", "seeds/002_212371b1e433cadd.txt", "pages/alibaba-ecs-DescribeImages-2025-04-22-flat.txt"},
	{"DeleteImage-2018-2020", "pages/alibaba-ecs-DeleteImage-2018-11-15-oldmd.md", "pages/alibaba-ecs-DeleteImage-2020-09-28-oldmd.md"},
	{"ShowImage-2024-06-2024-11", "pages/otc-modelarts-ShowImage-2024-06-17-rst.rst", "pages/otc-modelarts-ShowImage-2024-11-28-rst.rst"},
	{"ShowImage-2024-11-2025-05", "pages/otc-modelarts-ShowImage-2024-11-28-rst.rst", "pages/otc-modelarts-ShowImage-2025-05-08-rst.rst"},
	{"ShowImage-2025-05-2025-08", "pages/otc-modelarts-ShowImage-2025-05-08-rst.rst", "pages/otc-modelarts-ShowImage-2025-08-26-rst.rst"},
	{"ShowImage-seed-2025-08", "seeds/004_0cc52b5181c98480.txt", "pages/otc-modelarts-ShowImage-2025-08-26-text.txt"},
	{"ListImage-2024-2025", "pages/otc-modelarts-ListImage-2024-06-17-rst.rst", "pages/otc-modelarts-ListImage-2025-05-08-rst.rst"},
}

// renditions are pairs of one edition in two renditions; nothing changed.
var renditions = []struct{ name, old, new string }{
	{"ShowImage-2025-05", "pages/otc-modelarts-ShowImage-2025-05-08-rst.rst", "pages/otc-modelarts-ShowImage-2025-05-08-text.txt"},
	{"ListImage-2025-05", "pages/otc-modelarts-ListImage-2025-05-08-rst.rst", "pages/otc-modelarts-ListImage-2025-05-08-text.txt"},
	{"DescribeImages-2025-04", "pages/alibaba-ecs-DescribeImages-2025-04-22-flat.txt", "pages/alibaba-ecs-DescribeImages-2025-04-22-linemd.md"},
	{"DeleteImage-2020-09", "pages/alibaba-ecs-DeleteImage-2020-09-28-flat.txt", "pages/alibaba-ecs-DeleteImage-2020-09-28-oldmd.md"},
	{"DescribeImages-2021-06", "pages/alibaba-ecs-DescribeImages-2021-06-01-flat.txt", "pages/alibaba-ecs-DescribeImages-2021-06-01-oldmd.md"},
}

func page(t *testing.T, name string) *specs.Operation {
	t.Helper()
	file := filepath.Join("..", "..", "..", "shared", filepath.FromSlash(name))
	data, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		t.Skip("the page is not at hand: ../shared/" + name)
	}
	if err != nil {
		t.Fatal(err)
	}
	op, err := pages.Read(filepath.Base(name), data, pages.Options{})
	if err != nil {
		t.Fatal(err)
	}
	op.Address = specs.Address{Provider: "cloud", Product: "product", Name: "Operation"}
	return op
}

func lines(changes []diff.Change) string {
	var b strings.Builder
	for _, c := range changes {
		b.WriteString(string(c.Severity) + " " + c.String() + "\n")
	}
	return b.String()
}

// TestEditions compares real editions; each golden file was reviewed against
// both pages.
func TestEditions(t *testing.T) {
	for _, e := range editions {
		t.Run(e.name, func(t *testing.T) {
			got := lines(diff.Compare(page(t, e.old), page(t, e.new)))
			golden := filepath.Join("testdata", "editions", e.name+".txt")
			if *update {
				if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Errorf("changes (-want +got):\n%s", d)
			}
		})
	}
}

func TestRenditionsAgree(t *testing.T) {
	for _, e := range renditions {
		t.Run(e.name, func(t *testing.T) {
			if got := lines(diff.Compare(page(t, e.old), page(t, e.new))); got != "" {
				t.Errorf("two renditions of one page differ:\n%s", got)
			}
		})
	}
}
