package reports

import (
	"encoding/json"
	"fmt"
	"io"
)

// Badge writes the JSON of which shields.io makes a badge (its "endpoint"
// schema): whether the target conforms, and how much of the documentation was
// shown.
func Badge(w io.Writer, r *Results) error {
	percent := Total(r.Coverage).Percent()
	verdict, colour := "conforms", "brightgreen"
	switch _, word := r.Sentence(); {
	case word == "fail" && r.Summary.Fail > 0:
		verdict, colour = fmt.Sprintf("%d failed", r.Summary.Fail), "red"
	case word == "fail":
		verdict, colour = "has problems", "red"
	case word == "error":
		verdict, colour = "undecided", "orange"
	case percent < 50:
		colour = "yellow"
	case percent < 80:
		colour = "green"
	}
	return json.NewEncoder(w).Encode(struct {
		SchemaVersion int    `json:"schemaVersion"`
		Label         string `json:"label"`
		Message       string `json:"message"`
		Colour        string `json:"color"`
	}{1, "concord", fmt.Sprintf("%s, %.0f%% covered", verdict, percent), colour})
}

// BadgeFile writes a badge to path; see WriteFile.
func BadgeFile(path string, r *Results) error {
	return WriteFile(path, func(w io.Writer) error { return Badge(w, r) }, nil)
}
