package registry

import (
	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
)

// Known is an open file that a household of a list may be.
type Known struct {
	ID         id.ID
	Number     string
	Area       area.Code
	Unit       string
	Head       string
	Digest     string // of its content
	Version    int
	Batch      id.ID // the command that wrote it last
	SameNumber bool  // its number is the list's, in the same unit
	Shared     int   // how many of its members are in the list's household, by ID number
}

// Decision is what becomes of a household of a list.
type Decision int

// The decisions.
const (
	Fresh     Decision = iota // no file yet: it is opened
	Unchanged                 // the file says the same already
	Change                    // the file is brought up to the list
	Clash                     // a person must look: the household goes back with the reason
)

// Decide compares a household of a list with the open files that have its
// number or any of its members (一户一档, 一人一档). digest is of the
// household's content; batch is the import that asks. For Clash the error says
// why, for Unchanged and Change the file is given.
func Decide(h *Household, digest string, batch id.ID, known []Known) (Decision, *Known, *problem.Error) {
	var file *Known
	for i := range known {
		k := &known[i]
		switch {
		case file == nil:
			file = k
		case k.SameNumber:
			return Clash, nil, memberElsewhere(file)
		default:
			return Clash, nil, memberElsewhere(k)
		}
	}
	switch {
	case file == nil:
		return Fresh, nil, nil
	case file.Digest == digest:
		return Unchanged, file, nil
	case file.Batch == batch:
		return Clash, nil, problem.New(problem.Conflict, "registry.twice_in_list", "number", file.Number)
	case file.Shared > 0 && (file.SameNumber || h.Made()):
		return Change, file, nil
	case file.Shared > 0:
		return Clash, nil, memberElsewhere(file)
	case file.Area == h.Area && file.Head == h.Head:
		return Change, file, nil
	default:
		return Clash, nil, problem.New(problem.Conflict, "registry.number_taken", "number", file.Number, "head", personal.NewName(file.Head))
	}
}

func memberElsewhere(file *Known) *problem.Error {
	return problem.New(problem.Conflict, "registry.member_elsewhere", "number", file.Number, "head", personal.NewName(file.Head))
}

// madePrefix marks a number that the program made for a list without one.
const madePrefix = "自编-"

// Made tells whether the household's number was made by the program.
func (h *Household) Made() bool {
	return len(h.Number) > len(madePrefix) && h.Number[:len(madePrefix)] == madePrefix
}

// MakeNumber gives a household of a list without numbers one that the same
// household gets again next time: from its head's ID number, or else from its
// village, head and address. digest is a keyed digest, so that the number
// tells nothing.
func (h *Household) MakeNumber(digest func(plain string) string) {
	identity := string(h.Area) + "/" + h.Head + "/" + h.Address
	for i := range h.Members {
		if m := &h.Members[i]; m.IsHead() && !m.IDNumber.IsZero() {
			identity = m.IDNumber.Clear()
		}
	}
	h.Number = madePrefix + digest(identity)[:8]
}
