package sheet

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"songnuan/internal/problem"
)

// Encoding names the character encoding of a text table.
type Encoding string

// The encodings that are written; UTF-16 with a mark is read as well.
const (
	UTF8     Encoding = "utf-8"   // written with a byte order mark, without which Excel takes it for GBK
	GB18030  Encoding = "gb18030" // GB 18030, which holds GBK and GB 2312
	utf16BOM Encoding = "utf-16"
)

var (
	bomUTF8    = []byte{0xEF, 0xBB, 0xBF}
	bomUTF16LE = []byte{0xFF, 0xFE}
	bomUTF16BE = []byte{0xFE, 0xFF}
)

// encodingOf reads the whole table: its first Chinese character may stand in
// the last row, and only UTF-8 can be told for certain. Text that is not UTF-8
// is GB 18030 when it decodes without gaps.
func encodingOf(r io.ReaderAt, size int64) (Encoding, error) {
	head := make([]byte, 4)
	n, _ := r.ReadAt(head, 0)
	switch head = head[:n]; {
	case bytes.HasPrefix(head, bomUTF8):
		return UTF8, nil
	case bytes.HasPrefix(head, bomUTF16LE), bytes.HasPrefix(head, bomUTF16BE):
		return utf16BOM, nil
	}
	bad, err := firstInvalidUTF8(io.NewSectionReader(r, 0, size))
	if err != nil {
		return "", problem.Wrap(err, problem.Unreadable, "sheet.damaged")
	}
	if bad < 0 {
		return UTF8, nil
	}
	if !looksGB18030(r, bad, size) {
		return "", problem.New(problem.Unreadable, "sheet.encoding_unknown")
	}
	return GB18030, nil
}

// firstInvalidUTF8 is the offset of the chunk with the first byte that is no
// UTF-8, -1 when all of it is.
func firstInvalidUTF8(r io.Reader) (int64, error) {
	buf := make([]byte, 256<<10)
	var offset int64
	kept := 0
	for {
		n, err := io.ReadFull(r, buf[kept:])
		window := buf[:kept+n]
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			if utf8.Valid(window) {
				return -1, nil
			}
			return offset, nil
		}
		if err != nil {
			return 0, err
		}
		whole := len(window) - incompleteTail(window)
		if !utf8.Valid(window[:whole]) {
			return offset, nil
		}
		offset += int64(whole)
		kept = copy(buf, window[whole:])
	}
}

// incompleteTail is how many bytes at the end begin a character that goes on.
func incompleteTail(b []byte) int {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-i:]) {
				return i
			}
			return 0
		}
	}
	return 0
}

// looksGB18030 decodes a sample. The cut at its end may break one character.
func looksGB18030(r io.ReaderAt, offset, size int64) bool {
	sample := make([]byte, min(256<<10, size-offset))
	n, _ := r.ReadAt(sample, offset)
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(sample[:n])
	if err != nil {
		return false
	}
	gaps := bytes.Count(text, []byte("\uFFFD"))
	return gaps <= 1+len(text)/2000
}

// decode gives the table as UTF-8 without byte order mark.
func decode(r io.Reader, e Encoding) io.Reader {
	switch e {
	case GB18030:
		return transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder())
	case utf16BOM:
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder())
	}
	return transform.NewReader(r, unicode.UTF8BOM.NewDecoder())
}
