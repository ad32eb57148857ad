package app

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"songnuan/internal/blob"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// papersMost bounds the files of one request.
const papersMost = 20

// AttachChangePaper attaches a document to a request that is still with who
// files it. problem.Invalid when it is no kind of paper the request asks for.
func (d *Desk) AttachChangePaper(ctx context.Context, of id.ID, kind string, file *blob.File) (p *registry.ChangePaper, err error) {
	if err := d.actor.Must(identity.ChangeFile); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.filing(ctx, tx, of)
		if err != nil {
			return err
		}
		papers, err := d.store.ChangePapers(ctx, tx, c.ID, d.actor.Scope)
		switch {
		case err != nil:
			return err
		case len(papers) >= papersMost:
			return problem.New(problem.Invalid, "registry.change.papers_most", "most", papersMost)
		case !slices.Contains(PapersOf(c.Kind, c.Occasion), kind):
			return problem.New(problem.Invalid, "registry.change.paper_kind")
		}
		p = &registry.ChangePaper{ID: d.ids(), Request: c.ID, Kind: kind, Area: c.Area, Unit: c.Unit, File: file.Digest, Type: string(file.Type),
			Size: int64(len(file.Content)), Actor: d.actor.Name, Recorded: d.clock.Now()}
		if err := d.store.AddChangePaper(ctx, tx, p, file); err != nil {
			return err
		}
		return d.recordPaper(ctx, tx, "change.attach", p)
	})
	return p, err
}

// OtherPaper is the kind of a document that the occasion does not ask for.
const OtherPaper = "other"

// PapersOf are the kinds of documents that may be attached: those the occasion
// asks for, either of a choice, and any other.
func PapersOf(kind registry.ChangeCode, occasion string) (kinds []string) {
	if k := registry.KindOf(kind); k != nil {
		o, _ := k.Occasion(occasion)
		for _, paper := range o.Papers {
			for one := range strings.SplitSeq(paper, "|") {
				if !slices.Contains(kinds, one) {
					kinds = append(kinds, one)
				}
			}
		}
	}
	return append(kinds, OtherPaper)
}

// filing gives a request to who files it, while it may be changed.
func (d *Desk) filing(ctx context.Context, tx *sqldb.Tx, of id.ID) (*registry.ChangeRequest, error) {
	c, err := d.store.Change(ctx, tx, of, d.actor.Scope)
	switch {
	case err != nil:
		return nil, err
	case !c.FiledBy(d.actor.Name, d.actor.User):
		return nil, problem.New(problem.Forbidden, "registry.change.filer_only")
	case !c.State.Editable():
		return nil, problem.New(problem.Conflict, "registry.change.state", "number", c.Number, "state", c.State)
	}
	return c, nil
}

// DropChangePaper takes a document off a request that is still with who files it.
func (d *Desk) DropChangePaper(ctx context.Context, of, paper id.ID) error {
	if err := d.actor.Must(identity.ChangeFile); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.filing(ctx, tx, of)
		if err != nil {
			return err
		}
		p, _, err := d.store.ChangePaper(ctx, tx, paper, d.actor.Scope)
		if err == nil && p.Request != c.ID {
			err = problem.New(problem.NotFound, "campaign.no_file")
		}
		if err != nil {
			return err
		}
		if err := d.store.DropChangePaper(ctx, tx, p.ID); err != nil {
			return err
		}
		return d.recordPaper(ctx, tx, "change.detach", p)
	})
}

// OpenChangePaper gives a document of a request. That somebody looked is
// recorded first.
func (d *Desk) OpenChangePaper(ctx context.Context, of, paper id.ID) (file *blob.File, err error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Change(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		p, opened, err := d.store.ChangePaper(ctx, tx, paper, d.actor.Scope)
		if err == nil && p.Request != c.ID {
			err = problem.New(problem.NotFound, "campaign.no_file")
		}
		if err != nil {
			return err
		}
		file = opened
		return d.recordPaper(ctx, tx, "attachment.view", p)
	})
	return file, err
}

func (d *Desk) recordPaper(ctx context.Context, tx *sqldb.Tx, name string, p *registry.ChangePaper) error {
	return d.record(ctx, tx, act{name: name, noun: "attachment", subject: p.ID, where: place{p.Area, p.Unit}, count: 1,
		detail: map[string]any{"change": p.Request, "paper": p.Kind, "file": p.File}})
}

// AskedValue is one value that a request asks for, in the clear.
type AskedValue struct {
	Field  string `json:"field"`
	Member string `json:"member,omitempty"` // name; "" is the household
	Value  string `json:"value"`
}

// RevealChange shows what a request asks for in the clear, so that it can be
// compared with the paper: bank cards to who may see those. The look is on
// record, with its reason, before anything is shown.
func (d *Desk) RevealChange(ctx context.Context, of id.ID, reason string) (values []AskedValue, err error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	if reason, err = reasonIn(reason); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Change(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		h, err := d.store.HouseholdVersion(ctx, tx, c.Household, c.Version, d.actor.Scope)
		if err != nil {
			return err
		}
		cards := d.actor.Can(identity.CardUnmask)
		values = askedValues(c, h, cards)
		detail, err := json.Marshal(revealDetail{reason, cards, c.Version})
		if err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "change.reveal", noun: "change", subject: c.ID, where: place{c.Area, c.Unit}, count: 1, detail: json.RawMessage(detail)})
	})
	if err != nil {
		return nil, err
	}
	return values, nil
}

// askedValues are what was typed, the household's first, then each member's in
// the order of the file, then who joins.
func askedValues(c *registry.ChangeRequest, h *registry.Household, cards bool) (values []AskedValue) {
	add := func(member string, fields map[string]string, order []string) {
		for _, field := range order {
			if text := fields[field]; text != "" && (cards || field != "card") {
				values = append(values, AskedValue{field, member, text})
			}
		}
	}
	add("", c.Ask.Fields, registry.FormFields)
	for i := range h.Members {
		m := &h.Members[i]
		add(m.Name, c.Ask.Members[m.ID], registry.FormMemberFields)
	}
	for _, fields := range c.Ask.Added {
		add(fields["name"], fields, registry.FormMemberFields)
	}
	add("", c.Ask.New, registry.FormFields)
	return values
}

// copyAsk is a copy that can be settled without changing the request.
func copyAsk(a *registry.ChangeAsk) *registry.ChangeAsk {
	body, err := json.Marshal(a)
	if err != nil {
		return a
	}
	var b registry.ChangeAsk
	if json.Unmarshal(body, &b) != nil {
		return a
	}
	return &b
}
