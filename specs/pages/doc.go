// Package pages reads a cloud's documentation pages into specs.Operation.
//
// A page may be in any form a person can save: HTML, Markdown, reStructuredText,
// or text in which the cells of tables have run together; in English or
// Chinese; in the old and the new layouts of Alibaba Cloud, and in those of
// Huawei Cloud and Open Telekom Cloud. The rendition is recognised, not asked
// for. Reading has three steps:
//
//	bytes -> blocks    one reader a rendition: headings, paragraphs, bullets, tables, code
//	blocks -> page     the outline: which table is the request, which code the sample
//	page -> Operation  one understanding for all: types, nesting, wire paths, facts in prose
//
// What a rendition lost is listed as lost and what was not understood is listed
// as unread; neither is ever filled in.
//
// The package does not fetch pages, does not know any operation by name and
// does not write the catalog.
package pages
