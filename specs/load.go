package specs

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"
	"weak"

	"go.yaml.in/yaml/v3"

	"github.com/concord-dev/concord/specs/recent"
)

//go:embed catalog
var catalogFiles embed.FS

// embedded is the catalog of this build; its files do not change.
var embedded = sync.OnceValue(func() *Catalog {
	c, err := Load(EmbeddedLayer())
	if err != nil {
		panic("specs: the embedded catalog is broken: " + err.Error())
	}
	return c
})

// Embedded returns the catalog that concord is built with. Its operations are
// parsed when they are first asked for.
func Embedded() *Catalog { return embedded() }

// EmbeddedLayer returns the embedded catalog as the layer to lay others over.
func EmbeddedLayer() Layer {
	files, err := fs.Sub(catalogFiles, "catalog")
	if err != nil {
		panic(err)
	}
	return Layer{FS: files, Prefix: "specs/catalog"}
}

// Layer is one directory of catalog files.
type Layer struct {
	FS fs.FS
	// Prefix stands before the file names in sources and errors:
	// "specs/catalog", or the directory that the user named.
	Prefix string
}

// Catalog finds operations by address. It reads file names and the files of
// providers and products on loading, and an operation's own files when it is
// asked for. It keeps the operations that were used last, and finds those that
// somebody else still holds. Goroutines may share it.
type Catalog struct {
	providers map[string]*Provider
	products  map[string]*Product // by "provider/product"
	entries   map[string]*entry   // by full address
	addresses []string            // canonical, sorted
	entryOf   map[string]*entry   // by canonical and by full address
	byAction  map[string][]string // "version/action" -> canonical addresses
	kept      *recent.Cache[*entry, *Operation]
}

// maxKept is how many operations a catalog keeps, at least.
const maxKept = 64

// entry is one operation of a catalog.
type entry struct {
	address       Address
	page, overlay located
	product       *Product
	provider      *Provider

	mu  sync.Mutex
	op  weak.Pointer[Operation]
	err error // of files that cannot be read
}

// located is a file of a layer; the zero value is none.
type located struct {
	layer Layer
	name  string
}

func (l located) exists() bool { return l.layer.FS != nil }

func (l located) display() string { return path.Join(l.layer.Prefix, l.name) }

func (l located) read() ([]byte, error) {
	f, err := l.layer.FS.Open(l.name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

// Load reads layers of catalog files; of one address, product or provider the
// last layer wins. A layer that brings an operation's page brings its overlay
// too or goes without: the overlay of an earlier layer belongs to the earlier
// page. A layer may also bring the overlay alone. The error joins
// [FileErrors] of the provider and product files and misplaced files.
func Load(layers ...Layer) (*Catalog, error) {
	c := &Catalog{
		providers: map[string]*Provider{}, products: map[string]*Product{},
		entries: map[string]*entry{}, entryOf: map[string]*entry{}, byAction: map[string][]string{},
		kept: recent.New[*entry, *Operation](maxKept),
	}
	var problems []error
	for _, layer := range layers {
		err := fs.WalkDir(layer.FS, ".", func(name string, file fs.DirEntry, err error) error {
			if err != nil {
				return fmt.Errorf("read catalog %s: %w", layer.Prefix, err)
			}
			hidden := strings.HasPrefix(path.Base(name), ".") && name != "."
			switch ext := path.Ext(name); {
			case hidden && file.IsDir():
				return fs.SkipDir
			case hidden || file.IsDir() || ext != ".yaml" && ext != ".yml":
				return nil
			}
			if err := c.add(located{layer, name}); err != nil {
				problems = append(problems, err)
			}
			return nil
		})
		if err != nil {
			problems = append(problems, err)
		}
	}
	problems = append(problems, c.link()...)
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return c, nil
}

// add enters one file by its place.
func (c *Catalog) add(file located) error {
	segments := strings.Split(strings.TrimSuffix(file.name, ".yaml"), "/")
	for _, s := range segments {
		if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f || !plain(byte(r)) || r == '@' }) {
			return FileErrors{{file.display(), 1, 1, fmt.Sprintf("%q cannot be part of an address: want letters, digits and ._~+-", s)}}
		}
	}
	segments[len(segments)-1] += path.Ext(file.name)
	switch {
	case path.Ext(file.name) != ".yaml":
		return FileErrors{{file.display(), 1, 1, "catalog files end in .yaml"}}
	case len(segments) == 2 && segments[1] == "provider.yaml":
		p, err := decodeProvider(file)
		if err != nil {
			return err
		}
		c.providers[segments[0]] = p
	case len(segments) == 3 && segments[2] == "product.yaml":
		p, err := decodeProduct(file)
		if err != nil {
			return err
		}
		c.products[segments[0]+"/"+segments[1]] = p
	case len(segments) == 4:
		name, overlay := baseName(file.name)
		a := Address{Provider: segments[0], Product: segments[1], Version: segments[2], Name: name}
		e := c.entries[a.Full()]
		if e == nil {
			e = &entry{}
			c.entries[a.Full()] = e
		}
		e.address = a
		switch {
		case overlay:
			e.overlay = file
		case e.page.exists() && e.overlay.exists() && e.overlay.layer.Prefix != file.layer.Prefix:
			e.page, e.overlay = file, located{}
		default:
			e.page = file
		}
	default:
		return FileErrors{{file.display(), 1, 1,
			"want <provider>/provider.yaml, <provider>/<product>/product.yaml or <provider>/<product>/<version>/<Operation>[.overlay].yaml"}}
	}
	return nil
}

// link gives every operation its product and provider.
func (c *Catalog) link() []error {
	var problems []error
	for _, full := range sortedKeys(reflect.ValueOf(c.entries)) {
		e := c.entries[full]
		a := e.address
		if !e.page.exists() {
			problems = append(problems, FileErrors{{e.overlay.display(), 1, 1, "an overlay without " + a.Name + ".yaml"}})
			continue
		}
		if e.provider = c.providers[a.Provider]; e.provider == nil {
			problems = append(problems, FileErrors{{e.page.display(), 1, 1, "no " + a.Provider + "/provider.yaml"}})
			continue
		}
		key := a.Provider + "/" + a.Product
		if c.products[key] == nil {
			c.products[key] = &Product{Name: a.Product, Code: a.Product}
		}
		e.product = c.products[key]
		e.address = NewAddress(a.Provider, a.Product, a.Version, a.Name, e.product.DefaultVersion)
		canonical := e.address.String()
		c.entryOf[canonical], c.entryOf[full] = e, e
		c.addresses = append(c.addresses, canonical)
		action := a.Version + "/" + a.Name
		c.byAction[action] = append(c.byAction[action], canonical)
	}
	slices.Sort(c.addresses)
	return problems
}

// Addresses returns the canonical addresses of all operations, sorted. The
// caller must not change the list.
func (c *Catalog) Addresses() []string { return c.addresses }

// Address returns the address, parsed, of an operation of the catalog, and
// whether there is one. Its files are not read.
func (c *Catalog) Address(address string) (Address, bool) {
	e := c.entryOf[address]
	if e == nil {
		return Address{}, false
	}
	return e.address, true
}

// Operation returns the operation with an address of either form. An operation
// whose files are broken is [FileErrors]; goroutines share what is returned.
func (c *Catalog) Operation(address string) (*Operation, error) {
	e := c.entryOf[address]
	if e == nil {
		if _, err := ParseAddress(address); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("no operation %s in the catalog", address)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if op := e.op.Value(); op != nil || e.err != nil {
		return op, e.err
	}
	op, err := e.load(true)
	if err != nil {
		e.err = err
		return nil, err
	}
	e.op = weak.Make(op)
	c.kept.Put(e, op)
	return op, nil
}

// URLPath returns the path of an operation's URL, "" where it has none. Where
// the page states it in a line of its own, as import writes it, the rest of
// the page is not parsed.
func (c *Catalog) URLPath(address string) (string, error) {
	e := c.entryOf[address]
	if e == nil {
		return "", fmt.Errorf("no operation %s in the catalog", address)
	}
	data, err := e.page.read()
	if err != nil {
		return "", fmt.Errorf("read %s: %w", e.page.display(), err)
	}
	for line := range bytes.Lines(data) {
		if !bytes.HasPrefix(line, []byte("path:")) {
			continue
		}
		var page struct {
			Path string `yaml:"path"`
		}
		if yaml.Unmarshal(line, &page) == nil && page.Path != "" {
			return page.Path, nil
		}
	}
	op, err := c.Operation(address)
	if err != nil {
		return "", err
	}
	return op.URLPath, nil
}

// Page returns the operation as its page alone has it, without what people
// added in the overlay. It is read anew for each call.
func (c *Catalog) Page(address string) (*Operation, error) {
	e := c.entryOf[address]
	if e == nil {
		return nil, fmt.Errorf("no operation %s in the catalog", address)
	}
	return e.load(false)
}

// Overlay returns the bytes of an operation's overlay file, nil where it has
// none.
func (c *Catalog) Overlay(address string) ([]byte, error) {
	e := c.entryOf[address]
	if e == nil {
		return nil, fmt.Errorf("no operation %s in the catalog", address)
	}
	if !e.overlay.exists() {
		return nil, nil
	}
	return e.overlay.read()
}

// Operations returns the operations with these addresses, in order.
func (c *Catalog) Operations(addresses ...string) ([]*Operation, error) {
	ops := make([]*Operation, 0, len(addresses))
	var problems []error
	for _, address := range addresses {
		op, err := c.Operation(address)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		ops = append(ops, op)
	}
	return ops, errors.Join(problems...)
}

// Providers returns the providers, sorted by name.
func (c *Catalog) Providers() []*Provider {
	var list []*Provider
	for _, name := range sortedKeys(reflect.ValueOf(c.providers)) {
		list = append(list, c.providers[name])
	}
	return list
}

// Provider returns a provider by name, or nil.
func (c *Catalog) Provider(name string) *Provider { return c.providers[name] }

// Product returns a product, or nil.
func (c *Catalog) Product(provider, product string) *Product {
	return c.products[provider+"/"+product]
}

// ByAction returns the canonical addresses of the operations that a request's
// version and action name. The gateway does not go by the product, which has
// several names.
func (c *Catalog) ByAction(version, action string) []string {
	return c.byAction[version+"/"+action]
}

// load parses an operation's files, the overlay where it is wanted.
func (e *entry) load(overlay bool) (*Operation, error) {
	data, err := e.page.read()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", e.page.display(), err)
	}
	d := &decoder{file: e.page.display()}
	op := d.page(data)
	if op != nil {
		e.complete(d, op)
	}
	if err := d.err(); err != nil {
		return nil, err
	}
	if overlay && e.overlay.exists() {
		data, err := e.overlay.read()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", e.overlay.display(), err)
		}
		if err := applyOverlay(op, e.overlay.display(), data); err != nil {
			return nil, err
		}
	}
	op.finish()
	return op, nil
}

// complete fills in what the files beside the page say.
func (e *entry) complete(d *decoder, op *Operation) {
	at := FileError{d.file, 1, 1, ""}
	if op.Address.Name != "" && op.Address.Name != e.address.Name {
		at.Message = fmt.Sprintf("operation %s in the file of %s", op.Address.Name, e.address.Name)
		d.errs = append(d.errs, at)
	}
	if op.Address.Version != "" && op.Address.Version != e.address.Version {
		at.Message = fmt.Sprintf("version %s in the directory of %s", op.Address.Version, e.address.Version)
		d.errs = append(d.errs, at)
	}
	op.Address, op.Product, op.Provider = e.address, e.product, e.provider
	if op.Protocol == "" {
		op.Protocol = e.product.Protocol
	}
	if op.Protocol == "" {
		at.Message = "neither the page nor product.yaml states the protocol"
		d.errs = append(d.errs, at)
	}
	if len(op.Methods) == 0 {
		op.Methods = e.product.Methods
	}
	if len(op.Methods) == 0 && op.Protocol == RPC {
		op.Methods = []string{"POST", "GET"}
	}
	if op.Action == "" && op.Protocol != REST {
		op.Action = e.address.Name
	}
	if op.Effect == "" {
		op.Effect = Write
		if op.Protocol != RPC && slices.Equal(op.Methods, []string{"GET"}) {
			op.Effect = Read
		}
	}
}

func decodeProvider(file located) (*Provider, error) {
	p := &Provider{}
	d, err := decodeShared(file, p)
	if err != nil {
		return nil, err
	}
	if want := path.Base(path.Dir(file.name)); p.Name != want {
		d.errs = append(d.errs, FileError{d.file, 1, 1, fmt.Sprintf("provider %q in the directory of %q", p.Name, want)})
	}
	sharedErrors(p.Errors, p.Page, GatewayScope)
	for i := range p.Common {
		s := &p.Common[i].Source
		s.Page, s.Edition, s.Table, s.Row, s.From = p.Page.Title, p.Page.Edition, p.Page.Tables["request"], p.Common[i].Path, p.Common[i].From
	}
	p.File = d.file
	return p, d.err()
}

func decodeProduct(file located) (*Product, error) {
	p := &Product{}
	d, err := decodeShared(file, p)
	if err != nil {
		return nil, err
	}
	if want := path.Base(path.Dir(file.name)); p.Name != want {
		d.errs = append(d.errs, FileError{d.file, 1, 1, fmt.Sprintf("product %q in the directory of %q", p.Name, want)})
	}
	sharedErrors(p.Errors, p.Page, ServiceScope)
	p.File = d.file
	return p, d.err()
}

// decodeShared reads a provider's or product's file into v.
func decodeShared(file located, v any) (*decoder, error) {
	data, err := file.read()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file.display(), err)
	}
	d := &decoder{file: file.display()}
	if root := d.parseYAML(data); root != nil {
		d.value(root, reflect.ValueOf(v).Elem())
		if rows := reflect.ValueOf(v).Elem().FieldByName("Errors"); len(d.errs) == 0 {
			d.checkErrors(root, rows.Interface().([]ErrorCode))
		}
	}
	return d, d.err()
}

func sharedErrors(rows []ErrorCode, page Page, scope Scope) {
	for i := range rows {
		r := &rows[i]
		r.Scope = scope
		r.Source.Page, r.Source.Edition, r.Source.Table = page.Title, page.Edition, page.Tables["errors"]
		r.Source.Row, r.Source.From = r.Code, r.From
	}
}
