package identity

import (
	"encoding/binary"
	"encoding/hex"
	"hash"

	"github.com/emmansun/gmsm/sm3"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// Record is one line of the audit log: who did what to which record, when. It
// is written in the transaction of the act itself and never changed.
type Record struct {
	Chain   string // region and day, see ChainOf
	Seq     int64  // from 1 within the chain
	ID      id.ID
	At      day.Instant
	Actor   string
	Role    Role      // in which the actor acted; CommandLine sets a name given with --as apart from an account
	Act     string    // household.import, member.unmask …
	Noun    string    // household, helper, campaign …
	Subject string    // id of the record, or of the batch of a bulk command
	Area    area.Code // of the record
	Unit    string    // path
	Count   int64     // records touched
	Digest  string    // SM3 over the rows of a bulk command, in key order
	Detail  string    // JSON, without personal data
	Prev    string    // hash of the record before, "" for the first
	Hash    string
}

// ChainOf names the chain a record belongs to: the first six digits of the
// area and the day in Beijing. Chains are narrow so that writers in different
// counties never wait for one row.
func ChainOf(where area.Code, at day.Instant) string {
	region := "000000"
	if len(where) >= 6 {
		region = string(where[:6])
	}
	return region + "/" + at.Date().String()
}

// Link completes a record as the successor of the last one of its chain.
func (r *Record) Link(seq int64, prev string) {
	r.Seq, r.Prev = seq+1, prev
	r.Hash = r.sum()
}

// Check tells whether the record is unchanged and follows prev.
func (r *Record) Check(seq int64, prev string) error {
	if r.Seq != seq+1 || r.Prev != prev || r.Hash != r.sum() {
		return Broken(r.Chain, seq+1)
	}
	return nil
}

// Broken is the error of a chain that was tampered with at a record.
func Broken(chain string, seq int64) error {
	return problem.New(problem.Conflict, "identity.chain_broken", "chain", chain, "seq", seq)
}

// sum is SM3 over the fields in order, each with its length in front, so that
// no two records have the same bytes. The role goes in last, where there is one:
// records that were written before it was noted keep their sum.
func (r *Record) sum() string {
	h := sm3.New()
	for _, field := range []string{
		r.Prev, r.Chain, string(r.ID), string(r.At), r.Actor, r.Act, r.Noun, r.Subject,
		string(r.Area), r.Unit, r.Digest, r.Detail,
	} {
		writeField(h, field)
	}
	var numbers [16]byte
	binary.BigEndian.PutUint64(numbers[:8], uint64(r.Seq))
	binary.BigEndian.PutUint64(numbers[8:], uint64(r.Count))
	h.Write(numbers[:])
	if r.Role != "" {
		writeField(h, string(r.Role))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Seal is one link of the chain over the chains: the last record of a chain at
// the time of sealing. A chain that grows later is sealed again.
type Seal struct {
	Seq   int64 // from 1
	Chain string
	Last  int64  // seq of the chain's last record
	Hash  string // of that record
	Prev  string // seal before, "" for the first
	Seal  string
	At    day.Instant
}

// Link completes a seal as the successor of the one before.
func (s *Seal) Link(seq int64, prev string) {
	s.Seq, s.Prev = seq+1, prev
	s.Seal = s.sum()
}

// Check tells whether the seal is unchanged and follows prev.
func (s *Seal) Check(seq int64, prev string) error {
	if s.Seq != seq+1 || s.Prev != prev || s.Seal != s.sum() {
		return problem.New(problem.Conflict, "identity.seal_broken", "seq", seq+1)
	}
	return nil
}

func (s *Seal) sum() string {
	h := sm3.New()
	for _, field := range []string{s.Prev, s.Chain, s.Hash, string(s.At)} {
		writeField(h, field)
	}
	var numbers [16]byte
	binary.BigEndian.PutUint64(numbers[:8], uint64(s.Seq))
	binary.BigEndian.PutUint64(numbers[8:], uint64(s.Last))
	h.Write(numbers[:])
	return hex.EncodeToString(h.Sum(nil))
}

// Digest is SM3 over the rows of a bulk command, fed in key order.
type Digest struct{ h hash.Hash }

// NewDigest begins a digest.
func NewDigest() *Digest { return &Digest{h: sm3.New()} }

// Add feeds the fields of one row.
func (d *Digest) Add(fields ...string) {
	for _, field := range fields {
		writeField(d.h, field)
	}
}

// Sum is the digest so far, 64 hexadecimal digits.
func (d *Digest) Sum() string { return hex.EncodeToString(d.h.Sum(nil)) }

func writeField(h hash.Hash, field string) {
	var length [4]byte
	binary.BigEndian.PutUint32(length[:], uint32(len(field)))
	h.Write(length[:])
	h.Write([]byte(field))
}
