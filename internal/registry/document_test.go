package registry

import (
	"os"
	"strings"
	"testing"
)

// TestTheDocumentNamesEveryField keeps docs/import.md, which clerks read,
// beside the table of fields.
func TestTheDocumentNamesEveryField(t *testing.T) {
	document, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range fields {
		for _, text := range append([]string{"`" + e.Name + "`", e.Heading}, e.Same...) {
			if !strings.Contains(string(document), text) {
				t.Errorf("docs/import.md doesn't mention %s of %s", text, e.Name)
			}
		}
	}
}
