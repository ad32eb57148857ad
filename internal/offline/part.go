package offline

import (
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// PieceBytes is the length of all pieces of an envelope but the last.
const PieceBytes = 256 << 10

// PartMost is the largest sealed photo in bytes. Phones shrink to 300 KB; one
// that can't shrink may send the photo as it is.
const PartMost = 10<<20 + headBytes + nonceBytes + 16

// Part is a sealed photo on its way: it is named by the phone, and its pieces
// are taken in order. What comes twice changes nothing.
type Part struct {
	ID     id.ID
	Size   int64  // bytes of the envelope
	Digest string // of the envelope
	Have   int64  // bytes that are there, from the beginning on
	Whole  bool   // all there, and the digest is right
}

// Take says what to do with n bytes that begin at offset: keep them when keep is
// true, and begin anew before that when anew is true, since another envelope
// comes under the same id. Have tells the phone where to go on, whatever came.
// problem.Invalid for a piece that can be of no envelope.
func (p *Part) Take(size int64, digest string, offset, n int64) (keep, anew bool, err error) {
	if size <= 0 || size > int64(PartMost) {
		return false, false, problem.New(problem.TooLarge, "offline.part_large", "most", PartMost>>20)
	}
	if offset < 0 || n <= 0 || n > PieceBytes || offset%PieceBytes != 0 || offset+n > size || n < PieceBytes && offset+n != size || len(digest) != 64 {
		return false, false, problem.New(problem.Invalid, "offline.piece_wrong")
	}
	if p.Whole {
		return false, false, nil // the photo of this id is there; an id never changes what it shows
	}
	if p.Digest != digest || p.Size != size {
		anew = p.Digest != ""
		p.Size, p.Digest, p.Have = size, digest, 0
	}
	if offset != p.Have {
		return false, anew, nil
	}
	p.Have += n
	return true, anew, nil
}

// Check is called when Have has come to Size, with the digest of what lies there:
// either the part is whole, or it begins anew.
func (p *Part) Check(digest string) (whole bool) {
	if digest != p.Digest {
		p.Have = 0
		return false
	}
	p.Whole = true
	return true
}

// Full tells whether every byte is there.
func (p *Part) Full() bool { return p.Have == p.Size && p.Size > 0 }

// Standing is how an entry stands on the server, in the words of the phone's
// table: text tells whether its text was taken, aside whether the office has to
// look at it before it counts.
func Standing(text, aside bool, wanted []id.ID, parts map[id.ID]*Part) Event {
	if !text {
		return IsMissing
	}
	for _, of := range wanted {
		if p := parts[of]; p == nil || !p.Whole {
			return IsPartial
		}
	}
	if aside {
		return IsAside
	}
	return IsDelivered
}
