package sheet

import (
	"errors"
	"io"
)

// maxPiece bounds what a parser may buffer for one XML token or one CSV
// record: neither encoding/xml nor encoding/csv has a limit of its own.
const maxPiece = 32 << 20

var errPieceTooLong = errors.New("token or record over the limit")

// guard passes a stream on, counts it, and fails when a parser takes more than
// maxPiece since the last call of reset.
type guard struct {
	r    io.Reader
	done int64
	left int
}

func newGuard(r io.Reader) *guard { return &guard{r: r, left: maxPiece} }

func (g *guard) reset() { g.left = maxPiece }

func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errPieceTooLong
	}
	n, err := g.r.Read(p[:min(len(p), g.left)])
	g.left -= n
	g.done += int64(n)
	return n, err
}

// meter fails when more than left bytes are read: a zip directory is read
// entry by entry, as long as the file goes on, before its count can be seen.
type meter struct {
	r    io.ReaderAt
	left int64
}

func (m *meter) ReadAt(p []byte, offset int64) (int, error) {
	if m.left -= int64(len(p)); m.left < 0 {
		return 0, errPieceTooLong
	}
	return m.r.ReadAt(p, offset)
}
