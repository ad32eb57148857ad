package fund

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"github.com/emmansun/gmsm/sm3"

	"songnuan/internal/area"
	"songnuan/internal/problem"
)

// BookOf names the book of a purse: its keeper's region, or the topmost unit.
// Each book is a chain of its own, so that offices never wait for each other.
func BookOf(where area.Code, unit string) string {
	if where == "" {
		return "unit/" + unit
	}
	return string(where)
}

// Link completes an entry as the successor of the last one of its book.
func (e *Entry) Link(seq int64, prev string) {
	e.Seq, e.Prev = seq+1, prev
	e.Hash = e.sum()
}

// CheckLink tells whether the entry is unchanged and follows prev.
func (e *Entry) CheckLink(seq int64, prev string) error {
	if e.Seq != seq+1 || e.Prev != prev || e.Hash != e.sum() {
		return problem.New(problem.Conflict, "fund.chain_broken", "book", e.Book, "seq", seq+1)
	}
	return nil
}

// sum is SM3 over what the entry says and what came before it, each field with
// its length in front, so that no two entries have the same bytes.
func (e *Entry) sum() string {
	var b []byte
	for _, text := range []string{e.Prev, e.Book, string(e.ID), e.Key, string(e.Kind), e.Effective.String(), string(e.Recorded), e.Actor, string(e.Reverses), e.Text} {
		b = appendText(b, text)
	}
	b = binary.AppendVarint(b, e.Seq)
	for _, p := range e.inOrder() {
		for _, text := range []string{string(p.Purse), string(p.Line), string(p.Place), string(p.Batch)} {
			b = appendText(b, text)
		}
		b = binary.AppendVarint(b, int64(p.Fen))
	}
	sum := sm3.Sum(b)
	return hex.EncodeToString(sum[:])
}

func appendText(dst []byte, text string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(text))), text...)
}

// inOrder are the postings by account: the order in which they were written
// says nothing.
func (e *Entry) inOrder() []Posting {
	return slices.SortedFunc(slices.Values(e.Postings), func(a, b Posting) int {
		return cmp.Or(cmp.Compare(a.Purse, b.Purse), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Batch, b.Batch), cmp.Compare(a.Fen, b.Fen))
	})
}

// Same tells whether two entries move the same money for the same reason: a
// command that comes again must not say something else.
func (e *Entry) Same(other *Entry) bool {
	return e.Kind == other.Kind && e.Effective == other.Effective && e.Reverses == other.Reverses && slices.Equal(e.inOrder(), other.inOrder())
}
