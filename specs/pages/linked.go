package pages

// maxFields bounds the rows of one section after tables of members have been
// put in their places.
const maxFields = 20_000

// linked places the rows of pages whose tables of members are named by the
// rows they belong to.
func (u *reader) linked(secs []*section, kind sectionKind, sample *node) *forest {
	return &forest{root: &field{row: &row{}}}
}
