package dbtest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUnportable(t *testing.T) {
	got, err := unportable("testdata/store")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"testdata/store/001_down.sql: a way down; migrations only go forward",
		"testdata/store/001_down.sql: INTEGER does not run alike on both engines; instead: TEXT, BIGINT, BOOLEAN, DOUBLE PRECISION or BYTEA",
		"testdata/store/helper.go:3:14: OFFSET does not run alike on both engines; instead: paging by key",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
