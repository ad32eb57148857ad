package casework

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"songnuan/internal/locale"
	"songnuan/internal/yamldoc"
)

var update = flag.Bool("update", false, "write docs/profile-findings.md, docs/profile.schema.json and the keys of docs/profiles.md anew")

const (
	profileManual   = "../../docs/profiles.md"
	profileFindings = "../../docs/profile-findings.md"
	profileSchemaAt = "../../docs/profile.schema.json"
	keysBegin       = "<!-- keys: made by `go generate ./internal/casework`; do not edit below -->\n"
)

func TestPublishedFilesAreFresh(t *testing.T) {
	manual, err := os.ReadFile(profileManual)
	if err != nil {
		t.Fatal(err)
	}
	text, _, ok := strings.Cut(string(manual), keysBegin)
	if !ok {
		t.Fatal("the manual has no place for the keys")
	}
	for path, want := range map[string][]byte{profileFindings: FindingsDocument(), profileSchemaAt: ProfileSchema(), profileManual: []byte(text + keysBegin + KeysDocument())} {
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run go generate ./internal/casework (%v)", path, err)
		}
	}
}

// TestEveryKeyHasWords: the manual says what each key means.
func TestEveryKeyHasWords(t *testing.T) {
	for _, part := range profileParts {
		for _, key := range yamldoc.ShapeOf(part.of).Order {
			if profileWords[key] == "" && profileWords[part.of.Name()+"."+key] == "" {
				t.Errorf("%s.%s has no words", part.of.Name(), key)
			}
		}
	}
	seen := map[reflect.Type]bool{}
	for _, part := range profileParts {
		seen[part.of] = true
	}
	var walk func(t reflect.Type)
	walk = func(of reflect.Type) {
		for of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		if of.Kind() != reflect.Struct || of.PkgPath() != reflect.TypeFor[Profile]().PkgPath() || of == reflect.TypeFor[Ratio]() {
			return
		}
		if !seen[of] {
			t.Errorf("%s is not in the manual", of.Name())
		}
		for _, part := range yamldoc.ShapeOf(of).Names {
			walk(part.Type)
		}
	}
	walk(reflect.TypeFor[Profile]())
}

// TestTheManualsExamplesAreSound: what the manual shows can be copied.
func TestTheManualsExamplesAreSound(t *testing.T) {
	manual, err := os.ReadFile(profileManual)
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindAllSubmatch(manual, -1)
	if len(blocks) == 0 {
		t.Fatal("no example")
	}
	for _, block := range blocks {
		_, found, err := CheckProfile(block[1], known())
		if err != nil {
			t.Fatal(locale.Error(locale.Chinese, err))
		}
		for _, f := range found {
			t.Errorf("line %d of the example: %s %s", f.Pos.Line, f.Code, f.Text(locale.Chinese))
		}
	}
}
