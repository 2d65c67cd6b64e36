package mock

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/concord-dev/concord/specs"
)

// maxFile bounds a script or state file.
const maxFile = 8 << 20

// Script says what goes wrong with requests in turn: "throttle twice, then
// answer".
//
//	steps:
//	  - {operation: alibaba/ecs/DescribeImages, fault: Throttling.User, times: 2}
type Script struct {
	Steps []ScriptStep `yaml:"steps"`
}

// ScriptStep applies to the next requests that no earlier step is for.
type ScriptStep struct {
	Operation string `yaml:"operation"` // address; empty: any
	Fault     string `yaml:"fault"`     // as FaultHeader names it; empty: answer properly
	Times     int    `yaml:"times"`     // 0: once
}

// ReadScript reads a script from YAML, strictly. name stands in the error.
func ReadScript(name string, r io.Reader) (*Script, error) {
	var s Script
	if err := readYAML(name, r, &s); err != nil {
		return nil, err
	}
	for i, step := range s.Steps {
		if step.Times < 0 {
			return nil, fmt.Errorf("%s: step %d: times %d is negative", name, i+1, step.Times)
		}
	}
	return &s, nil
}

func readYAML(name string, r io.Reader, v any) error {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > maxFile {
		return fmt.Errorf("%s: larger than %d bytes", name, maxFile)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(v); err != nil {
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: the file is empty", name)
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// player keeps the position in a script.
type player struct {
	script *Script
	mu     sync.Mutex
	used   []int
}

func (p *player) reset() {
	p.mu.Lock()
	p.used = nil
	p.mu.Unlock()
}

// next returns the fault of an operation's next request.
func (p *player) next(address string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.used == nil {
		p.used = make([]int, len(p.script.Steps))
	}
	for i, step := range p.script.Steps {
		if (step.Operation == "" || step.Operation == address) && p.used[i] < max(step.Times, 1) {
			p.used[i]++
			return step.Fault
		}
	}
	return ""
}

// State is what a mock holds at its start beside what it makes up.
//
//	operations:
//	  alibaba/ecs/DescribeImages:
//	    replace: true
//	    items:
//	      - {ImageId: m-1, ImageName: golden}
//	  huawei/modelarts/ShowImage:
//	    things:
//	      278e88d1-0000-4766-8502-b3ba72e824d9: {name: golden}
type State struct {
	Operations map[string]Seeds `yaml:"operations"`
}

// Seeds are the things of one operation. Each is laid over a made-up one: it
// names the members, as they stand in the answer, that are different.
type Seeds struct {
	// Replace leaves the made-up things out.
	Replace bool                      `yaml:"replace"`
	Items   []map[string]any          `yaml:"items"`  // of a list
	Things  map[string]map[string]any `yaml:"things"` // of a lookup, by id
}

// ReadState reads a state file from YAML, strictly. name stands in the error.
func ReadState(name string, r io.Reader) (*State, error) {
	var s State
	if err := readYAML(name, r, &s); err != nil {
		return nil, err
	}
	return &s, nil
}

// check holds seeds against what the operation can hold.
func (s Seeds) check(op *specs.Operation) error {
	m := &model{op: op}
	m.findItems()
	if len(s.Items) > 0 && m.items == "" {
		return errors.New("items, but the operation answers with no list")
	}
	if len(s.Things) > 0 && op.Behaviour.Lookup == nil {
		return errors.New("things, but the operation looks nothing up")
	}
	if _, err := json.Marshal(s.Items); err != nil {
		return fmt.Errorf("items: %w", err)
	}
	if _, err := json.Marshal(s.Things); err != nil {
		return fmt.Errorf("things: %w", err)
	}
	return nil
}

// lay puts the seeds over a model. A nil State lays nothing.
func (s *State) lay(m *model) {
	if s == nil {
		return
	}
	seeds, ok := s.Operations[m.op.Address.String()]
	if !ok {
		return
	}
	var items []*item
	for i, values := range seeds.Items {
		base := m.list[i%len(m.list)].body
		items = append(items, m.newItem(overlay(base, asNode(values))))
	}
	var things []*thing
	for _, id := range sortedKeys(seeds.Things) {
		body := overlay(m.things[0].body, asNode(seeds.Things[id]))
		if field := m.op.Behaviour.Lookup.Field; field != "" {
			body = body.set(m.wire(field), textNode(id))
		}
		things = append(things, &thing{id: id, body: body.keep()})
	}
	if seeds.Replace {
		m.list = nil
		if len(things) > 0 {
			m.things = nil
		}
	}
	m.list, m.things = append(items, m.list...), append(things, m.things...)
}

// asNode turns a YAML value into a node; check has seen that it can be.
func asNode(v map[string]any) *node {
	raw, err := json.Marshal(v)
	if err != nil {
		return &node{kind: 'o'}
	}
	return parseNode(raw)
}

// overlay lays the members of one object over another's.
func overlay(base, over *node) *node {
	if base.kind != 'o' || over.kind != 'o' {
		return over
	}
	out := base
	for i, name := range over.names {
		value := over.kids[i]
		if below := base.member(name); below != nil {
			value = overlay(below, value)
		}
		out = out.set(name, value)
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
