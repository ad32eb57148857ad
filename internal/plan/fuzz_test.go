package plan

import (
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// FuzzRead: whatever the file holds, reading and linting it ends, every
// message is made, and every place lies in the file.
func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"../../plans/*.plan.yaml", "testdata/lint/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatal(pattern, err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p, found, err := Check(src, ReadOptions{Today: today(), Params: map[string]string{"year": "2027"}})
		if err != nil {
			if code := problem.CodeOf(err); code != problem.Unreadable && code != problem.TooLarge {
				t.Fatalf("error %v", err)
			}
			return
		}
		if p == nil {
			t.Fatal("neither plan nor error")
		}
		for _, finding := range found {
			if finding.Pos.Line < 1 || finding.Pos.Column < 1 {
				t.Errorf("%s at %v", finding.Code, finding.Pos)
			}
			if text := finding.Text(locale.Chinese); text == "" || !utf8.ValidString(text) {
				t.Errorf("%s says %q", finding.Code, text)
			}
		}
	})
}
