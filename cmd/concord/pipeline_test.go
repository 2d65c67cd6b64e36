//go:build unix

package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// job is what a CI system runs of a recipe in one workspace.
type job struct {
	name  string
	steps []step
	env   map[string]string
}

// step is one shell script of a job.
type step struct {
	id         string
	shell      []string // the script is the last argument
	script     string
	env        map[string]string
	background bool // the CI system does not wait for it
}

var (
	bash = []string{"bash", "-e", "-c"}
	sh   = []string{"sh", "-e", "-c"}
)

// pipelines reads the jobs of a recipe, one reader a CI system.
var pipelines = map[string]func(t *testing.T, text string) []job{
	"github":     githubJobs,
	"action":     actionJobs,
	"gitlab":     gitlabJobs,
	"jenkins":    jenkinsJobs,
	"circleci":   circleJobs,
	"buildkite":  buildkiteJobs,
	"kubernetes": kubernetesJobs,
	"pre-commit": hooks,
}

func parse(t *testing.T, text string, v any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(text), v); err != nil {
		t.Fatal(err)
	}
}

// githubStep is a step of a workflow or of a composite action.
type githubStep struct {
	ID, Name, If, Uses, Shell, Run string
	Env                            map[string]string
}

func githubSteps(t *testing.T, list []githubStep) []step {
	t.Helper()
	var steps []step
	for _, s := range list {
		switch {
		case (s.Uses == "") == (s.Run == ""):
			t.Errorf("step %q: want uses or run", s.Name)
		case s.Run != "" && s.If != "":
			t.Errorf("step %q: this reader knows no conditions of scripts", s.Name)
		case s.Run != "":
			steps = append(steps, step{id: s.ID, shell: bash, script: s.Run, env: s.Env})
		}
	}
	return steps
}

func githubJobs(t *testing.T, text string) []job {
	var workflow struct {
		Jobs map[string]struct {
			Env   map[string]string
			Steps []githubStep
		}
	}
	parse(t, text, &workflow)
	var jobs []job
	for _, name := range sortedKeys(workflow.Jobs) {
		j := workflow.Jobs[name]
		jobs = append(jobs, job{name, githubSteps(t, j.Steps), j.Env})
	}
	return jobs
}

func actionJobs(t *testing.T, text string) []job {
	var action struct{ Runs struct{ Steps []githubStep } }
	parse(t, text, &action)
	for _, s := range action.Runs.Steps {
		if s.Run != "" && s.Shell != "bash" {
			t.Errorf("step %q of an action must name its shell", s.Name)
		}
	}
	return []job{{"action", githubSteps(t, action.Runs.Steps), nil}}
}

func gitlabJobs(t *testing.T, text string) []job {
	type gitlabJob struct {
		Extends      yaml.Node
		Variables    map[string]string
		BeforeScript []string `yaml:"before_script"`
		Script       []string
	}
	var pipeline map[string]gitlabJob
	parse(t, text, &pipeline)
	var jobs []job
	for _, name := range sortedKeys(pipeline) {
		j := pipeline[name]
		if strings.HasPrefix(name, ".") {
			continue
		}
		var bases []string
		if j.Extends.Kind == yaml.ScalarNode {
			bases = []string{j.Extends.Value}
		} else if err := j.Extends.Decode(&bases); err != nil {
			t.Fatal(err)
		}
		for _, base := range bases {
			if _, ok := pipeline[base]; !ok {
				t.Errorf("%s extends %s, which is not there", name, base)
			}
			j.BeforeScript = append(pipeline[base].BeforeScript, j.BeforeScript...)
		}
		script := strings.Join(append(j.BeforeScript, j.Script...), "\n")
		jobs = append(jobs, job{name, []step{{shell: sh, script: script}}, j.Variables})
	}
	return jobs
}

var (
	jenkinsStage = regexp.MustCompile(`(?s)stage\('(\w+)'\)(.*?\n {8}\}\n)`)
	jenkinsShell = regexp.MustCompile(`(?s)\bsh (?:'''(.*?)'''|'([^'\n]*)')`)
)

// jenkinsJobs reads a declarative pipeline: its stages share a workspace, so
// each is a job of its own behind the first, which installs.
func jenkinsJobs(t *testing.T, text string) []job {
	if strings.Count(text, "{") != strings.Count(text, "}") {
		t.Error("braces do not match")
	}
	target := regexp.MustCompile(`TARGET = '(.*)'`).FindStringSubmatch(text)
	if target == nil {
		t.Fatal("no TARGET")
	}
	var install []step
	var jobs []job
	for _, stage := range jenkinsStage.FindAllStringSubmatch(text, -1) {
		steps := install
		for _, m := range jenkinsShell.FindAllStringSubmatch(stage[2], -1) {
			steps = append(steps, step{shell: []string{"sh", "-xe", "-c"}, script: m[1] + m[2]})
		}
		if stage[1] == "Install" {
			install = steps
			continue
		}
		jobs = append(jobs, job{stage[1], steps, map[string]string{"TARGET": target[1]}})
	}
	return jobs
}

func circleJobs(t *testing.T, text string) []job {
	type circleStep struct {
		Run struct {
			Name, Command string
			Background    bool
		}
	}
	type steps struct{ Steps []yaml.Node }
	var pipeline struct {
		Commands map[string]steps
		Jobs     map[string]struct {
			steps       `yaml:",inline"`
			Environment map[string]string
		}
	}
	parse(t, text, &pipeline)
	var read func(list []yaml.Node) []step
	read = func(list []yaml.Node) (out []step) {
		for _, n := range list {
			if n.Kind == yaml.ScalarNode {
				out = append(out, read(pipeline.Commands[n.Value].Steps)...)
				continue
			}
			var s circleStep
			if err := n.Decode(&s); err != nil {
				t.Fatal(err)
			}
			if s.Run.Command != "" {
				out = append(out, step{shell: []string{"bash", "-eo", "pipefail", "-c"}, script: s.Run.Command, background: s.Run.Background})
			}
		}
		return out
	}
	var jobs []job
	for _, name := range sortedKeys(pipeline.Jobs) {
		j := pipeline.Jobs[name]
		jobs = append(jobs, job{name, read(j.Steps), j.Environment})
	}
	return jobs
}

func buildkiteJobs(t *testing.T, text string) []job {
	var pipeline struct {
		Env   map[string]string
		Steps []struct {
			Label    string
			Commands []string
		}
	}
	parse(t, text, &pipeline)
	var jobs []job
	for _, s := range pipeline.Steps {
		script := strings.ReplaceAll(strings.Join(s.Commands, "\n"), "$$", "$")
		jobs = append(jobs, job{s.Label, []step{{shell: bash, script: script}}, pipeline.Env})
	}
	return jobs
}

func kubernetesJobs(t *testing.T, text string) []job {
	type manifest struct {
		Kind     string
		Metadata struct{ Name string }
		Spec     struct {
			Template struct {
				Spec struct {
					Containers []struct {
						Env           []struct{ Name, Value string }
						Command, Args []string
					}
				}
			}
		}
	}
	var jobs []job
	for _, document := range strings.Split(text, "\n---\n") {
		var m manifest
		parse(t, document, &m)
		if m.Kind != "Job" {
			continue
		}
		for _, c := range m.Spec.Template.Spec.Containers {
			j := job{m.Metadata.Name, []step{{shell: []string{"sh", "-e", "-c"}, script: strings.Join(c.Args, "\n")}}, map[string]string{}}
			if strings.Join(c.Command, " ") != "sh -ec" {
				t.Errorf("%s: command %q", j.name, c.Command)
			}
			for _, v := range c.Env {
				j.env[v.Name] = v.Value
			}
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// hooks reads a pre-commit configuration: one job a hook, $FILES being the
// files that are committed.
func hooks(t *testing.T, text string) []job {
	var c struct {
		Repos []struct {
			Hooks []struct {
				ID, Entry, Files string
				PassFilenames    *bool `yaml:"pass_filenames"`
			}
		}
	}
	parse(t, text, &c)
	var jobs []job
	for _, repo := range c.Repos {
		for _, h := range repo.Hooks {
			if _, err := regexp.Compile(h.Files); err != nil {
				t.Errorf("%s: %v", h.ID, err)
			}
			script := h.Entry
			if h.PassFilenames == nil || *h.PassFilenames {
				script += " $FILES"
			}
			jobs = append(jobs, job{h.ID, []step{{shell: sh, script: script}}, nil})
		}
	}
	return jobs
}

var expression = regexp.MustCompile(`\$\{\{\s*(.*?)\s*\}\}`)

// expand fills in the expressions of a workflow, with the outputs of earlier
// steps.
func expand(t *testing.T, text string, values map[string]string) string {
	return expression.ReplaceAllStringFunc(text, func(whole string) string {
		name := expression.FindStringSubmatch(whole)[1]
		value, ok := values[name]
		if !ok && !strings.HasPrefix(name, "secrets.") {
			t.Errorf("nothing gives %s", whole)
		}
		return value
	})
}

// outputs reads what a step wrote to $GITHUB_OUTPUT.
func outputs(file, id string, values map[string]string) {
	data, _ := os.ReadFile(file)
	for line := range strings.Lines(string(data)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			values["steps."+id+".outputs."+name] = value
		}
	}
}
