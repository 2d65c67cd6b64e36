// Package gosdk reads the request and response structs of a vendor's Go SDK
// into an Operation, without building or running it: Alibaba Cloud's two
// generations and Huawei Cloud's. It reads names, types, positions and the
// enumerations that Huawei's SDK lists; an SDK says nothing of error codes,
// ranges or what is required (but for Huawei), and those stay open.
package gosdk

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// Bounds on what is read of one directory.
const (
	maxFiles    = 20_000
	maxFileSize = 16 << 20
	maxDepth    = 16 // of structs within structs
)

// ErrNoOperation is returned where no struct is the operation's request or
// response.
var ErrNoOperation = errors.New("no request or response struct of the operation")

// Read returns the operation named name as the Go package in dir of fsys has
// it; dir is "." for the root. Request and response structs are looked for in
// dir and, for Huawei's layout, in dir/model. Rows stand in the order of the
// structs.
func Read(fsys fs.FS, dir, name string) (*specs.Operation, error) {
	p := &pkg{types: map[string]*ast.StructType{}, enums: map[string][]string{}, named: map[string]ast.Expr{}}
	for _, d := range []string{dir, path.Join(dir, "model")} {
		if err := p.parse(fsys, d, name); err != nil && !(errors.Is(err, fs.ErrNotExist) && d != dir) {
			return nil, err
		}
	}
	op := &specs.Operation{
		Address: specs.Address{Name: name},
		Page:    specs.Page{Title: name, Document: "sdk"},
		Action:  name,
		Open:    specs.Open{Errors: true, Statuses: true},
	}
	request := p.first(name + "Request")
	response := p.first(name+"ResponseBody", name+"Response")
	if request == nil && response == nil {
		return nil, fmt.Errorf("%s: %w %s", dir, ErrNoOperation, name)
	}
	op.Open.Request, op.Open.Response = request == nil, response == nil
	if request != nil {
		for _, m := range p.members(request, "", "", 0) {
			if m.path == "body" && m.typ == specs.Object && p.huawei {
				continue // the SDK's own carrier of the body; its members follow
			}
			prm := specs.Parameter{Row: m.row(), Style: m.style, In: m.in, Required: m.required}
			op.Request = append(op.Request, prm)
		}
	}
	if response != nil {
		for _, m := range p.members(response, "", "", 0) {
			f := specs.Field{Row: m.row()}
			if m.wire != m.path && m.wire != m.path+"[]" {
				f.Wire = m.wire
			}
			op.Response = append(op.Response, f)
		}
	}
	for _, name := range placeholders(p.urlPath) {
		// The client fills it in itself ("project_id").
		if op.Parameter(name) == nil {
			required := true
			op.Request = append(op.Request, specs.Parameter{Row: specs.Row{Path: name, Type: specs.String}, In: "path", Required: &required})
		}
	}
	op.Protocol, op.URLPath, op.Methods = p.protocol, p.urlPath, p.methods
	if p.protocol == "" {
		op.Protocol = specs.RPC
	}
	if p.version != "" {
		op.Address.Version = p.version
	}
	return op, nil
}

// placeholders lists the names in braces of a path.
func placeholders(urlPath string) []string {
	var names []string
	for segment := range strings.SplitSeq(urlPath, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			names = append(names, strings.TrimSuffix(name, "}"))
		}
	}
	return names
}

type pkg struct {
	types map[string]*ast.StructType
	named map[string]ast.Expr // other named types
	enums map[string][]string // Huawei: values by the enumeration's type

	huawei   bool
	protocol specs.Protocol
	urlPath  string
	methods  []string
	version  string
}

func (p *pkg) parse(fsys fs.FS, dir, operation string) error {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return err
	}
	if len(entries) > maxFiles {
		return fmt.Errorf("%s: more than %d files", dir, maxFiles)
	}
	fset := token.NewFileSet()
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := read(fsys, path.Join(dir, name))
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(fset, path.Join(dir, name), src, parser.SkipObjectResolution)
		if err != nil {
			return err // begins with file:line:column
		}
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					if t, ok := spec.(*ast.TypeSpec); ok {
						if s, ok := t.Type.(*ast.StructType); ok {
							p.types[t.Name.Name] = s
						} else {
							p.named[t.Name.Name] = t.Type
						}
					}
				}
			case *ast.FuncDecl:
				p.function(decl, operation)
			}
		}
	}
	return nil
}

func read(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxFileSize+1))
	if err == nil && len(src) > maxFileSize {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, maxFileSize)
	}
	return src, err
}

// function picks up what stands in code: the version and method of the legacy
// Alibaba SDK (InitWithApiInfo), Huawei's request definition and enumerations.
func (p *pkg) function(f *ast.FuncDecl, operation string) {
	if f.Body == nil {
		return
	}
	name := f.Name.Name
	switch {
	case name == "Create"+operation+"Request":
		ast.Inspect(f.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			switch args := literals(call); selector(call) {
			case "InitWithApiInfo":
				p.protocol = specs.RPC
				if len(args) > 1 {
					p.version = args[1]
				}
				if len(args) > 3 && strings.HasPrefix(args[3], "/") {
					p.protocol, p.urlPath = specs.ROA, args[3]
				}
			}
			return true
		})
	case name == "GenReqDefFor"+operation:
		p.huawei, p.protocol = true, specs.REST
		ast.Inspect(f.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			switch args := literals(call); selector(call) {
			case "WithPath":
				if len(args) == 1 {
					p.urlPath = args[0]
				}
			case "WithMethod":
				if len(call.Args) == 1 {
					if s, ok := call.Args[0].(*ast.SelectorExpr); ok {
						p.methods = []string{strings.ToUpper(strings.TrimPrefix(s.Sel.Name, "Method"))}
					}
				}
			}
			return true
		})
	case strings.HasPrefix(name, "Get") && strings.HasSuffix(name, "Enum") && f.Recv == nil:
		typ := strings.TrimSuffix(strings.TrimPrefix(name, "Get"), "Enum")
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if kv, ok := n.(*ast.KeyValueExpr); ok {
				key, isName := kv.Key.(*ast.Ident)
				if lit, ok := kv.Value.(*ast.BasicLit); ok && isName && key.Name == "value" {
					if v, err := strconv.Unquote(lit.Value); err == nil {
						p.enums[typ] = append(p.enums[typ], v)
					} else {
						p.enums[typ] = append(p.enums[typ], lit.Value)
					}
				}
			}
			return true
		})
	}
}

func selector(call *ast.CallExpr) string {
	if s, ok := call.Fun.(*ast.SelectorExpr); ok {
		return s.Sel.Name
	}
	return ""
}

func literals(call *ast.CallExpr) []string {
	var out []string
	for _, a := range call.Args {
		if lit, ok := a.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			s, _ := strconv.Unquote(lit.Value)
			out = append(out, s)
		}
	}
	return out
}

func (p *pkg) first(names ...string) *ast.StructType {
	for _, n := range names {
		if s := p.types[n]; s != nil {
			return s
		}
	}
	return nil
}

// member is one value of a struct, as a row.
type member struct {
	path, wire string
	typ, items specs.Type
	format     string
	enum       []string
	in, style  string
	required   *bool
}

func (m member) row() specs.Row {
	return specs.Row{Path: m.path, Type: m.typ, Items: m.items, Format: m.format, Enum: m.enum}
}

// members lists the members of s below a path, depth first.
func (p *pkg) members(s *ast.StructType, prefix, wire string, depth int) []member {
	if depth > maxDepth {
		return nil
	}
	var out []member
	for _, f := range s.Fields.List {
		if len(f.Names) != 1 || !f.Names[0].IsExported() {
			continue // embedded: the SDK's own plumbing
		}
		name, tag := fieldName(f)
		if name == "" {
			continue
		}
		m := member{path: prefix + name, wire: wire + name, in: strings.ToLower(tag.Get("position"))}
		if m.in == "query" && !p.huawei || m.in == "body" {
			m.in = "" // RPC makes no difference
		}
		if p.huawei && depth == 0 {
			optional := isPointer(f.Type) || strings.Contains(tag.Get("json"), "omitempty")
			required := !optional
			m.required = &required
		}
		switch tag.Get("type") {
		case "Struct":
			m.style = "dotted"
		case "Json":
			m.style = "json"
		}
		nested := p.describe(&m, f.Type)
		out = append(out, m)
		if nested == nil {
			continue
		}
		below, wireBelow := m.path+".", m.wire+"."
		if m.typ == specs.Array {
			below, wireBelow = m.path+"[].", strings.TrimSuffix(m.wire, "[]")+"[]."
		}
		out = append(out, p.members(nested, below, wireBelow, depth+1)...)
	}
	return out
}

// fieldName returns the wire name of a struct field; empty for what does not
// travel.
func fieldName(f *ast.Field) (string, reflect.StructTag) {
	var tag reflect.StructTag
	if f.Tag != nil {
		s, _ := strconv.Unquote(f.Tag.Value)
		tag = reflect.StructTag(s)
	}
	if n := tag.Get("name"); n != "" {
		return n, tag
	}
	n, _, _ := strings.Cut(tag.Get("json"), ",")
	if n == "-" {
		return "", tag
	}
	return n, tag
}

func isPointer(e ast.Expr) bool {
	_, ok := e.(*ast.StarExpr)
	return ok
}

// describe fills the types of m and returns the struct whose members stand
// below it, or nil. A struct that holds nothing but one slice is the wrapper
// of a list.
func (p *pkg) describe(m *member, e ast.Expr) *ast.StructType {
	switch e := e.(type) {
	case *ast.StarExpr:
		return p.describe(m, e.X)
	case *ast.ArrayType:
		item := member{}
		nested := p.describe(&item, e.Elt)
		m.typ, m.items, m.enum = specs.Array, item.typ, item.enum
		if !strings.HasSuffix(m.wire, "[]") {
			m.wire += "[]"
		}
		return nested
	case *ast.MapType:
		m.typ = specs.Map
		return nil
	case *ast.InterfaceType:
		m.typ = specs.Object
		return nil
	case *ast.SelectorExpr:
		m.typ = scalar(e.Sel.Name)
		if e.Sel.Name == "Time" || e.Sel.Name == "SdkTime" {
			m.typ, m.format = specs.String, "date-time"
		}
		return nil
	case *ast.Ident:
		if values := p.enums[e.Name]; values != nil {
			m.typ, m.enum = specs.String, slices.Clone(values)
			return nil
		}
		if s := p.types[e.Name]; s != nil {
			if name, elem := wrapped(s); elem != nil {
				m.wire += "." + name
				return p.describe(m, elem)
			}
			m.typ = specs.Object
			return s
		}
		if other := p.named[e.Name]; other != nil {
			return p.describe(m, other)
		}
		m.typ = scalar(e.Name)
		if e.Name == "int32" || e.Name == "int64" {
			m.format = e.Name
		}
		return nil
	}
	return nil
}

// wrapped returns the name and type of the only member of s where it is a
// slice.
func wrapped(s *ast.StructType) (string, ast.Expr) {
	if len(s.Fields.List) != 1 || len(s.Fields.List[0].Names) != 1 {
		return "", nil
	}
	f := s.Fields.List[0]
	if a, ok := f.Type.(*ast.ArrayType); ok {
		name, _ := fieldName(f)
		return name, a
	}
	return "", nil
}

func scalar(name string) specs.Type {
	switch name {
	case "string":
		return specs.String
	case "bool", "Boolean":
		return specs.Boolean
	case "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "Integer", "Integer64":
		return specs.Integer
	case "float32", "float64", "Float", "Float64", "Number":
		return specs.Number
	case "any":
		return specs.Object
	}
	return ""
}
