package judge

// Tree is a compiled contract of one body. It is read-only once compiled and
// may be shared by goroutines.
type Tree struct{}
