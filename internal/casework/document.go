package casework

import (
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// Document is a paper of a case as it came: a file, or the note that the paper
// was seen and is kept in the office.
type Document struct {
	ID       id.ID
	Case     id.ID
	Kind     DocumentKind
	Paper    string // id of the paper in the profile, "" for another
	Name     string // of another paper, or of who consents, in the clear
	Member   id.ID  // of the declared household who consents
	Round    int
	File     string   // digest of the attachment, "" when it was seen on paper
	Note     string   // where the paper is kept
	On       day.Date // signed, seen or taken
	User     id.ID
	Actor    string
	Recorded day.Instant
}

// PapersOpen tells whether what was put to the case can still be taken back:
// while it is filled in, awaits papers, or is looked through at the desk.
func (c *Case) PapersOpen() bool {
	switch c.State {
	case Draft, Incomplete:
		return true
	}
	return c.State == Running && (c.Doing == StepIntake || c.Doing == StepPapers)
}

// DocumentKind tells papers from consents and photos.
type DocumentKind string

// The kinds of documents.
const (
	KindPaper   DocumentKind = "paper"
	KindConsent DocumentKind = "consent" // 核对授权书
	KindPhoto   DocumentKind = "photo"   // of the check at home
)

// Side tells the household as declared from the household as found.
type Side string

// The sides.
const (
	Declared Side = "declared"
	Found    Side = "found"
)
