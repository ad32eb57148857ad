package pdf

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// output writes the objects of a document one after another and remembers where
// each began. The first failure stays.
type output struct {
	to     *bufio.Writer
	at     int64
	starts []int64 // by number, from 1
	err    error
	zip    *zlib.Writer
	packed bytes.Buffer
}

func newOutput(to io.Writer) *output {
	o := &output{to: bufio.NewWriterSize(to, 64<<10)}
	o.zip = zlib.NewWriter(&o.packed)
	o.print("%%PDF-1.7\n%%\xE5\xA5\xBD\xE7\x9A\x84\n")
	return o
}

func (o *output) print(format string, args ...any) {
	if o.err != nil {
		return
	}
	n, err := fmt.Fprintf(o.to, format, args...)
	o.at += int64(n)
	o.err = err
}

// reserve gives a number to an object that is written later.
func (o *output) reserve() int {
	o.starts = append(o.starts, 0)
	return len(o.starts)
}

// object writes a dictionary, or any other body.
func (o *output) object(number int, format string, args ...any) {
	o.starts[number-1] = o.at
	o.print("%d 0 obj\n", number)
	o.print(format, args...)
	o.print("\nendobj\n")
}

// stream writes a packed stream; more are entries of its dictionary.
func (o *output) stream(number int, more string, body []byte) {
	o.packed.Reset()
	o.zip.Reset(&o.packed)
	if _, err := o.zip.Write(body); err != nil && o.err == nil {
		o.err = err
	}
	if err := o.zip.Close(); err != nil && o.err == nil {
		o.err = err
	}
	o.starts[number-1] = o.at
	o.print("%d 0 obj\n<<%s /Filter/FlateDecode/Length %d>>\nstream\n", number, more, o.packed.Len())
	if o.err == nil {
		n, err := o.to.Write(o.packed.Bytes())
		o.at += int64(n)
		o.err = err
	}
	o.print("\nendstream\nendobj\n")
}

// end writes where every object stands.
func (o *output) end(root, info int) error {
	start := o.at
	o.print("xref\n0 %d\n0000000000 65535 f \n", len(o.starts)+1)
	for _, at := range o.starts {
		o.print("%010d 00000 n \n", at)
	}
	o.print("trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(o.starts)+1, root, info, start)
	if o.err != nil {
		return o.err
	}
	return o.to.Flush()
}

// textString is a text outside of pages: a title, what a mark stands for.
func textString(text string) string {
	return "<" + strings.ToUpper(hex.EncodeToString(utf16Bytes("\ufeff"+text))) + ">"
}

func utf16Bytes(text string) (b []byte) {
	for _, unit := range utf16.Encode([]rune(text)) {
		b = append(b, byte(unit>>8), byte(unit))
	}
	return b
}
