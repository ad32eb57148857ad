package blob

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"songnuan/internal/problem"
)

// cut gives the pieces of a stream.
func cut(t *testing.T, r io.Reader, most int64) (pieces [][]byte, size int64, digest string, err error) {
	t.Helper()
	size, digest, err = Cut(r, most, func(seq int64, piece []byte) error {
		if seq != int64(len(pieces)) {
			t.Errorf("piece %d after %d", seq, len(pieces))
		}
		pieces = append(pieces, bytes.Clone(piece))
		return nil
	})
	return pieces, size, digest, err
}

func TestCutAndPiecesGiveTheFileBack(t *testing.T) {
	for _, length := range []int{0, 1, PieceBytes - 1, PieceBytes, PieceBytes + 1, 11*PieceBytes + 7} {
		content := make([]byte, length)
		for i := range content {
			content[i] = byte(i * 7 / 3)
		}
		pieces, size, digest, err := cut(t, iotest.HalfReader(bytes.NewReader(content)), 1<<30)
		if err != nil || size != int64(length) || len(digest) != 64 {
			t.Fatalf("%d: %d %q %v", length, size, digest, err)
		}
		opened := 0
		p := NewPieces(size, func(seq int64) ([]byte, error) { opened++; return pieces[seq], nil })
		got, err := io.ReadAll(io.NewSectionReader(p, 0, size))
		if err != nil || !bytes.Equal(got, content) {
			t.Fatalf("%d: %d bytes came back, %v", length, len(got), err)
		}
		if opened != len(pieces) {
			t.Errorf("%d: %d pieces were opened for %d", length, opened, len(pieces))
		}
		if length > 2*PieceBytes {
			across := make([]byte, 100)
			if _, err := p.ReadAt(across, PieceBytes-50); err != nil || !bytes.Equal(across, content[PieceBytes-50:PieceBytes+50]) {
				t.Errorf("over the edge of two pieces: %v", err)
			}
		}
	}
}

func TestCutTellsTheEndFromABreak(t *testing.T) {
	for name, broken := range map[string]error{"a break": io.ErrUnexpectedEOF, "another": errors.New("gone")} {
		r := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))
		if _, _, _, err := cut(t, r, 1<<20); !problem.Is(err, problem.Unreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, _, err := cut(t, strings.NewReader("abcdef"), 5); !problem.Is(err, problem.TooLarge) {
		t.Errorf("over the most: %v", err)
	}
	full := errors.New("disk full")
	if _, _, err := Cut(strings.NewReader("a"), 5, func(int64, []byte) error { return full }); !errors.Is(err, full) {
		t.Errorf("what put said is lost: %v", err)
	}
}

func TestPiecesThatAreShort(t *testing.T) {
	p := NewPieces(PieceBytes+5, func(seq int64) ([]byte, error) { return []byte("ab"), nil })
	if _, err := p.ReadAt(make([]byte, 4), 1); !problem.Is(err, problem.Unreadable) {
		t.Errorf("a short piece: %v", err)
	}
	if _, err := p.ReadAt(make([]byte, 1), -1); err == nil {
		t.Error("before the beginning")
	}
}
