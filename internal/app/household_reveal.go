package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// RevealOrder asks for a household in the clear.
type RevealOrder struct {
	Number string
	Cards  bool   // bank cards as well, which takes a permission of its own
	Reason string // 2 to 100 characters
}

// revealDetail is what the record keeps of a look. The reason's long numbers
// are hidden: it is typed by hand.
type revealDetail struct {
	Reason  string `json:"reason"`
	Cards   bool   `json:"cards,omitempty"`
	Version int    `json:"version"`
}

// RevealHousehold shows a household in the clear. The look is on record, with
// its reason, before anything is shown.
func (d *Desk) RevealHousehold(ctx context.Context, order RevealOrder) (view *HouseholdView, err error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	if order.Cards {
		if err := d.actor.Must(identity.CardUnmask); err != nil {
			return nil, err
		}
	}
	reason, err := reasonIn(order.Reason)
	if err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		of, err := d.householdOf(ctx, tx, order.Number)
		if err != nil {
			return err
		}
		h, err := d.store.Household(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		if view, err = d.viewOf(ctx, tx, h, disclosure{personal: true, cards: order.Cards}); err != nil {
			return err
		}
		return d.recordHousehold(ctx, tx, "household.reveal", h, revealDetail{reason, order.Cards, h.Version})
	})
	if err != nil {
		return nil, err
	}
	return view, nil
}

// reasonIn takes a reason given by hand: 2 to 100 characters.
func reasonIn(text string) (string, error) {
	const least, most = 2, 100
	text = strings.Join(strings.Fields(text), " ")
	if n := utf8.RuneCountInString(text); n < least || n > most {
		return "", problem.New(problem.Invalid, "registry.reason_length", "least", least, "most", most)
	}
	return personal.HideNumbers(text), nil
}

// recordHousehold puts an act upon one household on record.
func (d *Desk) recordHousehold(ctx context.Context, tx *sqldb.Tx, name string, h *registry.Household, detail any) error {
	return d.record(ctx, tx, act{name: name, noun: "household", subject: h.ID, where: place{h.Area, h.Unit}, count: 1, detail: detail})
}
