// Package blob takes in the documents and photos that people attach: bounded in
// size, of a kind that its own bytes show, and named by the SM3 digest of the
// content. Whoever keeps them encrypts them.
package blob

import (
	"bytes"
	"encoding/hex"
	"io"

	"github.com/emmansun/gmsm/sm3"

	"songnuan/internal/problem"
)

// Most is the largest file in bytes: a photo of a telephone, a scan of some
// pages.
const Most = 10 << 20

// Type is a media type.
type Type string

// The types that are taken.
const (
	JPEG Type = "image/jpeg"
	PNG  Type = "image/png"
	WebP Type = "image/webp"
	HEIC Type = "image/heic"
	PDF  Type = "application/pdf"
	OFD  Type = "application/ofd" // GB/T 33190
	DOCX Type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// File is one document or photo.
type File struct {
	Digest  string // SM3 of the content, 64 hexadecimal digits
	Type    Type
	Content []byte
}

// Read takes a file in. Errors: TooLarge above Most, Invalid when it is empty
// or of no type that is taken.
func Read(r io.Reader) (*File, error) {
	content, err := io.ReadAll(io.LimitReader(r, Most+1))
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "blob.unreadable")
	}
	return Of(content)
}

// Of is Read of bytes at hand.
func Of(content []byte) (*File, error) {
	switch kind, ok := sniff(content); {
	case len(content) == 0:
		return nil, problem.New(problem.Invalid, "blob.empty")
	case len(content) > Most:
		return nil, problem.New(problem.TooLarge, "blob.too_large", "most", Most>>20)
	case !ok:
		return nil, problem.New(problem.Invalid, "blob.type")
	default:
		sum := sm3.Sum(content)
		return &File{Digest: hex.EncodeToString(sum[:]), Type: kind, Content: content}, nil
	}
}

// marks are the bytes that a type begins with, from a place on. A name or a
// stated type proves nothing.
var marks = []struct {
	at   int
	mark string
	kind Type
}{
	{0, "\xff\xd8\xff", JPEG},
	{0, "\x89PNG\r\n\x1a\n", PNG},
	{0, "%PDF-", PDF},
	{8, "WEBP", WebP},
	{4, "ftypheic", HEIC},
	{4, "ftypheix", HEIC},
	{4, "ftypmif1", HEIC},
}

func sniff(content []byte) (Type, bool) {
	for _, m := range marks {
		if len(content) >= m.at && bytes.HasPrefix(content[m.at:], []byte(m.mark)) {
			return m.kind, true
		}
	}
	if !bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		return "", false
	}
	switch { // names of members stand in clear in the directory at the end
	case bytes.Contains(content, []byte("OFD.xml")):
		return OFD, true
	case bytes.Contains(content, []byte("word/document.xml")):
		return DOCX, true
	}
	return "", false
}
