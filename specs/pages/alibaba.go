package pages

import "strings"

func hasPipes(text string) bool           { return strings.Contains(text, "\n|") }
func outlineAlibaba(blocks []block) *page { return &page{} }
func markdownBlocks(text string) []block  { return nil }
func flatPage(text string) *page          { return &page{} }
