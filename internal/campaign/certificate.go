package campaign

import (
	"encoding/hex"
	"encoding/json"
	"strconv"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// CertificateFormat is the version of the canonical rows and of how they are
// digested. It rises when either changes; old ones stay recomputable.
const CertificateFormat = 1

// Certificate (覆盖证明) says how every entry of a universe stood at an instant,
// for a place as a whole and for each village and unit in it.
type Certificate struct {
	ID       id.ID
	Campaign id.ID
	Area     area.Code // "" is all of the campaign's
	Unit     string    // path, likewise
	AsOf     day.Instant
	Format   int64
	Actor    string
	Issued   day.Instant
	Lines    []Line // the whole first, then villages and units by key
}

// Part is what a line of a certificate counts.
type Part string

// The parts.
const (
	Whole     Part = "all"
	OfVillage Part = "village"
	OfUnit    Part = "unit"
)

// Line is one count of a certificate.
type Line struct {
	Part   Part
	Place  string // code or path; "" is the whole, or entries without a place
	Counts Counts
	Digest string // SM3 over the canonical rows in key order, 64 hexadecimal digits
}

// Count is how many entries, and the persons behind them.
type Count struct {
	Entries int64 `json:"entries"`
	Persons int64 `json:"persons"`
}

// Counts is what a place comes to by outcome.
type Counts map[Outcome]Count

// Add counts one entry more.
func (c Counts) Add(state Outcome, entries, persons int64) {
	n := c[state]
	c[state] = Count{n.Entries + entries, n.Persons + persons}
}

// Total is the count over all outcomes.
func (c Counts) Total() (all Count) {
	for _, n := range c {
		all.Entries += n.Entries
		all.Persons += n.Persons
	}
	return all
}

// JSON is the one way in which the counts are written down.
func (c Counts) JSON() string {
	body, err := json.Marshal(c)
	if err != nil {
		panic(err) // numbers under texts always marshal, in the order of the texts
	}
	return string(body)
}

// Canonical is the row of an entry in a certificate of format 1: the fields of
// its step in this order, numbers in decimal. Each field goes into the digest
// with its length in front, four bytes, the highest first.
func (s *Step) Canonical() []string {
	return []string{
		s.Subject, strconv.FormatInt(s.Seq, 10), string(s.Kind), string(s.Area), s.Unit, strconv.FormatInt(s.Persons, 10),
		string(s.State), s.Reason, strconv.FormatBool(s.ByHand), s.Day.String(), s.Person, s.Approver, s.File, s.Actor, string(s.Recorded),
	}
}

// Fields are all that a step holds, for the digest in the record of its act.
// The note goes in as it rests, encrypted, so that the digest tells nothing of
// it.
func (s *Step) Fields(sealed []byte) []string {
	return append([]string{string(s.Campaign), s.Name, hex.EncodeToString(sealed)}, s.Canonical()...)
}

// Rows are all that a certificate holds, for the digest in its record.
func (c *Certificate) Rows() [][]string {
	rows := [][]string{{string(c.ID), string(c.Campaign), string(c.Area), c.Unit, string(c.AsOf), strconv.FormatInt(c.Format, 10), c.Actor, string(c.Issued)}}
	for i := range c.Lines {
		l := &c.Lines[i]
		rows = append(rows, []string{string(l.Part), l.Place, l.Counts.JSON(), l.Digest})
	}
	return rows
}
