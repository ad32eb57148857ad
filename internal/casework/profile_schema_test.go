package casework

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// TestShippedProfilesFitTheSchema: what the program takes, editors take too, and
// what it refuses by its type they refuse.
func TestShippedProfilesFitTheSchema(t *testing.T) {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(ProfileSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(ProfileSchemaID, value); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(ProfileSchemaID)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../profiles/*" + ProfileSuffix)
	if err != nil || len(files) == 0 {
		t.Fatal("no profiles", err)
	}
	read := func(text []byte) (v map[string]any) {
		if err := yaml.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"from", "to"} { // a day is a text
			if at, ok := v[key].(time.Time); ok {
				v[key] = at.Format(time.DateOnly)
			}
		}
		return v
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(read(text)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		for _, wrong := range []string{"kinds: [dibbao]", "steps: [{do: guess}]", "total: {days: viele}", "award: {pay: weekly}", "stepps: []"} {
			v := read(text)
			maps.Copy(v, read([]byte(wrong)))
			if compiled.Validate(v) == nil {
				t.Errorf("%s fits with %s", file, wrong)
			}
		}
	}
}
