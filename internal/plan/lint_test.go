package plan

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"songnuan/internal/locale"
)

var marker = regexp.MustCompile(`#! ?(?:@(\d+) )?([a-z_ ]+)$`)

// unmade is a message without its text or its arguments.
var unmade = regexp.MustCompile(`plan\.[a-z]+\.|\{[a-z_]+\}`)

// expected reads the marks of a file: `#! code code` at the end of a line says
// what is found there, `#! @20 code` what is found on line 20.
func expected(src string) []string {
	var want []string
	for i, line := range strings.Split(src, "\n") {
		if m := marker.FindStringSubmatch(line); m != nil {
			at := cmp.Or(m[1], strconv.Itoa(i+1))
			for code := range strings.FieldsSeq(m[2]) {
				want = append(want, at+" "+code)
			}
		}
	}
	slices.Sort(want)
	return want
}

// TestLint reads each file of testdata/lint and compares what is found, line by
// line, with the marks in it: nothing missed and nothing more.
func TestLint(t *testing.T) {
	files, err := filepath.Glob("testdata/lint/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, found, err := Check(src, ReadOptions{Name: filepath.Base(file), Today: today(), Open: openIn("testdata/lint")})
			if err != nil {
				t.Fatal(locale.Error(locale.Chinese, err))
			}
			got := []string{}
			for _, f := range found {
				if f.Pos.File == "" {
					got = append(got, fmt.Sprintf("%d %s", f.Pos.Line, f.Code))
				}
				if text := f.Text(locale.Chinese); unmade.MatchString(text) && f.Code != "quote_param" && f.Code != "param_unused" {
					t.Errorf("%s: message %q", f.Code, text)
				}
			}
			slices.Sort(got)
			if d := diff.Diff(expected(string(src)), slices.Compact(got)); d != "" {
				t.Errorf("findings (-want +got):\n%s", d)
			}
		})
	}
}

func openIn(dir string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, filepath.Base(name))) }
}
