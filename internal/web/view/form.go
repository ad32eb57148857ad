package view

import (
	"strconv"

	"github.com/a-h/templ"
)

// shownValue is what stands in an input: a password is never sent back.
func shownValue(f Field) string {
	if f.Kind == "password" {
		return ""
	}
	return f.Value(f.Name)
}

func completion(f Field) string {
	if f.Complete == "" {
		return "off"
	}
	return f.Complete
}

func atMost(f Field) templ.Attributes {
	attrs := templ.Attributes{}
	if f.Most > 0 {
		attrs["maxlength"] = strconv.Itoa(f.Most)
	}
	if f.Mode != "" {
		attrs["inputmode"] = f.Mode
	}
	return attrs
}
