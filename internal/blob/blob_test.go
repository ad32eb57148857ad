package blob

import (
	"strings"
	"testing"

	"songnuan/internal/problem"
)

func TestReadTellsTheTypeByTheContent(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		want    Type
		code    problem.Code
	}{
		"photo":         {"\xff\xd8\xff\xe0 JFIF", JPEG, ""},
		"picture":       {"\x89PNG\r\n\x1a\nrest", PNG, ""},
		"webp":          {"RIFF\x00\x00\x00\x00WEBPVP8 ", WebP, ""},
		"telephone":     {"\x00\x00\x00\x18ftypheic", HEIC, ""},
		"scan":          {"%PDF-1.7\n", PDF, ""},
		"ofd":           {"PK\x03\x04....OFD.xml....", OFD, ""},
		"document":      {"PK\x03\x04....word/document.xml....", DOCX, ""},
		"other archive": {"PK\x03\x04....a.exe", "", problem.Invalid},
		"page":          {"<html><script>", "", problem.Invalid},
		"program":       {"MZ\x90\x00", "", problem.Invalid},
		"short":         {"\xff\xd8", "", problem.Invalid},
		"empty":         {"", "", problem.Invalid},
		"largest":       {"%PDF-" + strings.Repeat("x", Most-5), PDF, ""},
		"too large":     {"%PDF-" + strings.Repeat("x", Most-4), "", problem.TooLarge},
	} {
		got, err := Read(strings.NewReader(c.content))
		if problem.CodeOf(err) != c.code || err == nil && got.Type != c.want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// The digest is SM3, as openssl dgst -sm3 computes it.
func TestDigestIsTheContents(t *testing.T) {
	a, err := Of([]byte("%PDF-a"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Of([]byte("%PDF-b"))
	if err != nil {
		t.Fatal(err)
	}
	if a.Digest == b.Digest || a.Digest != "7173cfdbf760b46f60d6974950cd95155fbfe19044f9d8e0a880c8479b7413f7" {
		t.Errorf("%s, %s", a.Digest, b.Digest)
	}
}
