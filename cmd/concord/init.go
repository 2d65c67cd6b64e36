package main

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/reports"
)

//go:embed recipes/*.yaml recipes/*.groovy
var recipeFiles embed.FS

// recipe is a file of recipes/ and where it goes in a user's project.
type recipe struct {
	file, into string
}

// recipes are the recipes of each CI system, in the order of --help.
var recipes = []struct {
	system string
	files  []recipe
}{
	{"github", []recipe{{"github.yaml", ".github/workflows/concord.yaml"}, {"github-drift.yaml", ".github/workflows/concord-drift.yaml"}}},
	{"gitlab", []recipe{{"gitlab.yaml", ".gitlab-ci.yml"}}},
	{"jenkins", []recipe{{"jenkins.groovy", "Jenkinsfile"}}},
	{"circleci", []recipe{{"circleci.yaml", ".circleci/config.yml"}}},
	{"buildkite", []recipe{{"buildkite.yaml", ".buildkite/pipeline.yml"}}},
	{"kubernetes", []recipe{{"kubernetes.yaml", "concord-job.yaml"}}},
	{"pre-commit", []recipe{{"pre-commit.yaml", ".pre-commit-config.yaml"}}},
}

// configRecipe is what `concord init` writes.
var configRecipe = recipe{"concord.yaml", defaultConfig}

// initFlags are the flags of `concord init` and `concord init ci`.
type initFlags struct {
	force bool
	print bool
}

func (f *initFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.force, "force", false, "overwrite what is there")
	cmd.Flags().BoolVar(&f.print, "print", false, "write to standard output instead")
}

func newInit(a *app) *cobra.Command {
	var f initFlags
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a configuration or a recipe for CI to start from",
		Long: `Write a commented concord.yaml into the current directory. "concord init ci" writes
what a CI system reads. A file that is there is left as it is.`,
		Example: `  concord init
  concord init ci github
  concord init ci gitlab --print`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.writeRecipes(&f, []recipe{configRecipe}) },
	}
	f.add(cmd)
	cmd.AddCommand(newInitCI(a))
	return cmd
}

func newInitCI(a *app) *cobra.Command {
	var f initFlags
	var systems []string
	for _, r := range recipes {
		systems = append(systems, r.system)
	}
	cmd := &cobra.Command{
		Use:   "ci " + strings.Join(systems, "|"),
		Short: "Write the pipeline of a CI system",
		Long: `Write the pipeline of a CI system: it sends every case to a mock, judges what a
program's tests send, or both; github also compares the live cloud with its
documentation every night and keeps one issue about it. kubernetes spreads the
cases over the pods of an Indexed Job; pre-commit checks a catalog.`,
		Example:   "  concord init ci github\n  concord init ci kubernetes --print",
		ValidArgs: systems,
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.writeRecipes(&f, recipes[slices.Index(systems, args[0])].files)
		},
	}
	f.add(cmd)
	return cmd
}

// writeRecipes writes recipes to their places, all or, where one is taken,
// none.
func (a *app) writeRecipes(f *initFlags, list []recipe) error {
	if !f.print && !f.force {
		for _, r := range list {
			switch _, err := os.Lstat(r.into); {
			case err == nil:
				return fmt.Errorf("%s is there; --force overwrites it, --print shows what would be written", r.into)
			case !errors.Is(err, os.ErrNotExist):
				return err
			}
		}
	}
	for _, r := range list {
		text, err := recipeFiles.ReadFile(path.Join("recipes", r.file))
		if err != nil {
			return err
		}
		if f.print {
			if _, err := a.stdout.Write(text); err != nil {
				return err
			}
			continue
		}
		write := func(w io.Writer) error { _, err := w.Write(text); return err }
		if err := reports.WriteFile(r.into, write, nil); err != nil {
			return err
		}
		fmt.Fprintln(a.stdout, r.into)
	}
	return nil
}
