package view

import (
	"songnuan/internal/app"
	"songnuan/internal/pairing"
)

// Pairing is how far the pairing of a campaign has come.
type Pairing struct {
	CampaignHead
	Form    Form // of what was refused
	Clauses []PairClause
	Keep    bool
	Take    bool   // may export
	Find    string // number, name or village that the list is narrowed to
}

// PairClause is a clause with the part of its pairs that is shown.
type PairClause struct {
	app.PairClause
	Tabs   []Tab
	Rows   []app.PairLine
	Pager  Pager
	Adjust []app.PairLine // pairs that stand and need a hand
}

// of is the refused form where it is the one of a pair, else an empty one.
func (v Pairing) of(pair string, names ...string) Form {
	for _, name := range names {
		if v.Form.Value(name) == pair && len(v.Form.Wrong) > 0 {
			return v.Form
		}
	}
	return Form{}
}

// own tells whether what was refused is the form of a pair by hand, which alone
// names a household and no pair.
func (v Pairing) own(act string) Form {
	if v.Form.Value("act") == act {
		return v.Form
	}
	return Form{}
}

// Liaisons are the villages with who speaks for them.
type Liaisons struct {
	Form Form
	Rows []app.LiaisonLine
	Keep bool
}

// PairCards are cards to be printed.
type PairCards struct {
	*app.PairCards
	Base   string
	Places []Option
	Unmask bool
}

var goneTones = map[pairing.Gone]string{pairing.HouseholdClosed: "red", pairing.OffRoster: "red", pairing.HelperLeft: "red", pairing.Moved: "amber"}

func contactLine(c app.PairCard) string {
	if c.Contact == nil {
		return ""
	}
	return c.Contact.Name + " " + c.Contact.Phone
}
