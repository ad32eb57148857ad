package plan

import (
	"os"
	"path/filepath"
	"testing"

	"songnuan/internal/day"
	"songnuan/internal/locale"
)

func today() day.Date {
	d, _ := day.New(2026, 11, 23)
	return d
}

func TestShippedPlansReadWithoutErrors(t *testing.T) {
	files, err := filepath.Glob("../../plans/*.plan.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no plans", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, found, err := Read(src, ReadOptions{Today: today()})
		if err != nil {
			t.Fatalf("%s: %s", file, locale.Error(locale.Chinese, err))
		}
		for _, f := range found {
			if f.Severity == Error {
				t.Errorf("%s:%d:%d %s %s", filepath.Base(file), f.Pos.Line, f.Pos.Column, f.Code, f.Text(locale.Chinese))
			}
		}
	}
}
