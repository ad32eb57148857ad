package blob

import (
	"encoding/hex"
	"errors"
	"hash"
	"io"

	"github.com/emmansun/gmsm/sm3"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// PieceBytes is the length of all pieces of a kept file but the last.
const PieceBytes = 256 << 10

// Kept is a file that is kept in pieces, each sealed by whoever keeps them: a
// list that was sent in, or what an export wrote. It is never whole in memory.
type Kept struct {
	ID      id.ID
	Kind    KeptKind
	Name    string // without the folder, no number of a person in it
	State   KeptState
	Size    int64  // bytes
	Digest  string // SM3 of the content
	Clear   bool   // holds clear numbers
	Account id.ID  // whose it is; "" at the command line
	Actor   string
	Area    area.Code
	Unit    string
	Form    string // key of the form it came with
	Made    day.Instant
	Until   day.Instant // it is cleared then
}

// KeptKind is why a file is kept.
type KeptKind string

// The kinds of kept files.
const (
	Upload KeptKind = "upload"
	Result KeptKind = "result"
)

// KeptState is whether the file is there.
type KeptState string

// The states of a kept file.
const (
	Coming  KeptState = "coming"
	Whole   KeptState = "whole"
	Cleared KeptState = "cleared" // its content is gone, what was known of it stays
)

// Cut reads a stream in pieces and gives each to put, which must not keep it.
// It gives the length and the SM3 digest of all. Error: TooLarge above most
// bytes; put's own.
func Cut(r io.Reader, most int64, put func(seq int64, piece []byte) error) (size int64, digest string, err error) {
	sum, piece := sm3.New(), make([]byte, PieceBytes)
	for seq := int64(0); ; seq++ {
		n, err := fill(r, piece)
		size += int64(n)
		if size > most {
			return size, "", problem.New(problem.TooLarge, "blob.too_large", "most", most>>20)
		}
		if n > 0 {
			sum.Write(piece[:n])
			if err := put(seq, piece[:n]); err != nil {
				return size, "", err
			}
		}
		switch {
		case err == io.EOF: //nolint:errorlint // only the plain end is the end
			return size, hexOf(sum), nil
		case err != nil:
			return size, "", problem.Wrap(err, problem.Unreadable, "blob.unreadable")
		}
	}
}

// fill reads until the piece is full. Unlike io.ReadFull it tells the end of a
// stream from one that broke off, whose error is io.ErrUnexpectedEOF.
func fill(r io.Reader, piece []byte) (n int, err error) {
	for n < len(piece) && err == nil {
		var more int
		more, err = r.Read(piece[n:])
		n += more
	}
	if n == len(piece) && errors.Is(err, io.EOF) {
		err = nil // the next piece finds it
	}
	return n, err
}

func hexOf(sum hash.Hash) string { return hex.EncodeToString(sum.Sum(nil)) }

// piecesHeld bounds the opened pieces that a Pieces keeps: a workbook is read
// in some places at once.
const piecesHeld = 8

// Pieces reads a kept file at any place. get opens a piece; a piece is opened
// once while it is among the last ones used. It is for one goroutine.
type Pieces struct {
	size int64
	get  func(seq int64) ([]byte, error)
	held []heldPiece // the one used last in front
}

type heldPiece struct {
	seq  int64
	body []byte
}

// NewPieces reads a file of so many bytes.
func NewPieces(size int64, get func(seq int64) ([]byte, error)) *Pieces {
	return &Pieces{size: size, get: get}
}

// Size is the length of the file in bytes.
func (p *Pieces) Size() int64 { return p.size }

// ReadAt is io.ReaderAt.
func (p *Pieces) ReadAt(into []byte, offset int64) (n int, err error) {
	if offset < 0 {
		return 0, problem.New(problem.Internal, "blob.unreadable")
	}
	for n < len(into) {
		if offset >= p.size {
			return n, io.EOF
		}
		body, err := p.piece(offset / PieceBytes)
		if err != nil {
			return n, err
		}
		from := offset % PieceBytes
		if from >= int64(len(body)) {
			return n, problem.New(problem.Unreadable, "blob.unreadable")
		}
		copied := copy(into[n:], body[from:])
		n, offset = n+copied, offset+int64(copied)
	}
	return n, nil
}

func (p *Pieces) piece(seq int64) ([]byte, error) {
	for i, h := range p.held {
		if h.seq == seq {
			copy(p.held[1:i+1], p.held[:i])
			p.held[0] = h
			return h.body, nil
		}
	}
	body, err := p.get(seq)
	if err != nil {
		return nil, err
	}
	if len(p.held) < piecesHeld {
		p.held = append(p.held, heldPiece{})
	}
	copy(p.held[1:], p.held)
	p.held[0] = heldPiece{seq, body}
	return body, nil
}

// Close is io.Closer: it forgets the opened pieces.
func (p *Pieces) Close() error {
	p.held = nil
	return nil
}
