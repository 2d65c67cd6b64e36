package runner

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// lookUp returns the first value at a wire path ("ImageId",
// "Images.Image[].ImageId", "Images.Image[0].ImageId") of a JSON body that is
// no container and not empty, as text.
func lookUp(body []byte, path string) (string, bool) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var root any
	if dec.Decode(&root) != nil {
		return "", false
	}
	return find(root, strings.Split(path, "."))
}

func find(value any, path []string) (string, bool) {
	if len(path) == 0 {
		return text(value)
	}
	name, index, list := strings.Cut(path[0], "[")
	if object, ok := value.(map[string]any); ok {
		value = object[name]
	} else {
		return "", false
	}
	if !list {
		return find(value, path[1:])
	}
	items, _ := value.([]any)
	if at, err := strconv.Atoi(strings.TrimSuffix(index, "]")); err == nil {
		if at < 0 || at >= len(items) {
			return "", false
		}
		items = items[at : at+1]
	}
	for _, item := range items {
		if found, ok := find(item, path[1:]); ok {
			return found, true
		}
	}
	return "", false
}

func text(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, v != ""
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}
