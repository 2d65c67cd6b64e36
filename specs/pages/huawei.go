package pages

func isHuawei(text string) bool                { return false }
func htmlBlocks(text string) []block           { return nil }
func rstBlocks(text string) []block            { return nil }
func textBlocks(text string) []block           { return nil }
func huaweiMarkdownBlocks(text string) []block { return nil }
func outlineHuawei(blocks []block) *page       { return &page{} }
