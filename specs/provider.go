package specs

// Envelope is the shape of an error answer. Members are JSON member names,
// dotted where nested ("error.code").
type Envelope struct {
	Name      string `yaml:"name"`
	Code      string `yaml:"code"`
	Message   string `yaml:"message"`
	RequestID string `yaml:"requestId,omitempty"` // empty: only in a header
	// Optional lists further members that may stand beside them.
	Optional []string `yaml:"optional,omitempty,flow"`
}

// Provider is what all products of a cloud share.
type Provider struct {
	Name            string     `yaml:"provider"`
	Envelopes       []Envelope `yaml:"envelopes"`
	RequestIDHeader []string   `yaml:"requestIdHeaders,omitempty,flow"`
	// CodePattern matches the provider's error codes (RE2, whole string).
	CodePattern string `yaml:"codePattern,omitempty"`
	// Schemes are the signature schemes: acs-v1, acs-v3, huawei-sdk-hmac, x-auth-token.
	Schemes []string `yaml:"schemes,flow"`
	// ContentTypes are the media types of answers, without parameters.
	ContentTypes []string `yaml:"contentTypes,flow"`
	// Common lists the gateway's own parameters and headers; they are known
	// in every request.
	Common []Parameter `yaml:"common,omitempty"`
	// Page is the document of the gateway's error codes.
	Page   Page        `yaml:"page,omitempty"`
	Errors []ErrorCode `yaml:"errors,omitempty"`
	File   string      `yaml:"-"`
}

// Endpoint is where a product answers in one region.
type Endpoint struct {
	Region string `yaml:"region,omitempty"` // empty: any region
	Host   string `yaml:"host"`             // may hold {region}
}

// Product is what the operations of one product share.
type Product struct {
	Name           string     `yaml:"product"`
	Code           string     `yaml:"code"` // as requests name it: EhpcInstant
	DefaultVersion string     `yaml:"default_version,omitempty"`
	Protocol       Protocol   `yaml:"protocol"`
	Methods        []string   `yaml:"methods,flow"`
	Regions        []string   `yaml:"regions,omitempty,flow"`
	Endpoints      []Endpoint `yaml:"endpoints,omitempty"`
	// Page is the document of the service's error codes.
	Page   Page        `yaml:"page,omitempty"`
	Errors []ErrorCode `yaml:"errors,omitempty"`
	File   string      `yaml:"-"`
}
