package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// EventKind is what happened to a household.
type EventKind string

// The kinds.
const (
	EventOpened   EventKind = "opened"   // its file, by hand
	EventImported EventKind = "imported" // its file, by a list
	EventListed   EventKind = "listed"   // changed by a list
	EventEdited   EventKind = "edited"   // changed by hand
	EventClosed   EventKind = "closed"
	EventReopened EventKind = "reopened"
	EventRestored EventKind = "restored" // an import was taken back
	EventEntered  EventKind = "entered"  // the universe of a campaign
	EventOutcome  EventKind = "outcome"  // recorded in a campaign
	EventFollowed EventKind = "followed" // the entry follows the registry
	EventLeft     EventKind = "left"     // the universe of a campaign
	EventRevealed EventKind = "revealed" // somebody looked at it in the clear
	EventOpenFile EventKind = "file"     // somebody opened an attachment of an outcome
	EventRequest  EventKind = "request"  // a change was asked for
	EventChanged  EventKind = "changed"  // by a change request
)

// TimelineEvent is one thing that happened to a household. Names and numbers are
// masked.
type TimelineEvent struct {
	At      day.Instant           `json:"at"`
	Kind    EventKind             `json:"kind"`
	Who     string                `json:"who,omitempty"` // account
	Version int                   `json:"version,omitempty"`
	Changes []registry.Difference `json:"changes,omitempty"`

	Import id.ID  `json:"import,omitempty"`
	File   string `json:"file,omitempty"` // name of the imported list

	Campaign id.ID            `json:"campaign,omitempty"`
	Title    string           `json:"title,omitempty"` // of the campaign
	State    campaign.Outcome `json:"state,omitempty"`
	Reason   string           `json:"reason,omitempty"` // of a roster, of a look, of closing
	On       day.Date         `json:"on,omitzero"`      // the outcome happened, the file closed
	By       string           `json:"by,omitempty"`     // who did it, masked
	Step     int64            `json:"step,omitempty"`
	Attached bool             `json:"attached,omitempty"` // an attachment of that step
	Cards    bool             `json:"cards,omitempty"`    // bank cards were looked at

	Request id.ID                `json:"request,omitempty"` // a change request
	Number  string               `json:"number,omitempty"`  // of the request
	Asked   registry.ChangeCode  `json:"asked,omitempty"`   // its kind
	Stands  registry.ChangeState `json:"stands,omitempty"`  // how far it is by now

	Record string `json:"record,omitempty"` // chain and number in the audit record
	tie    string
}

// HouseholdTimeline gives a page of all that happened to a household, the newest
// first, in one chain: versions of its file with what changed, entries and
// outcomes of campaigns, looks in the clear. after is the key that the page
// before gave; next is "" at the end.
func (d *Desk) HouseholdTimeline(ctx context.Context, number, after string, limit int) (page []TimelineEvent, next string, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, "", err
	}
	limit = PageOf{Limit: limit}.limit()
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		of, err := d.householdOf(ctx, tx, number)
		if err != nil {
			return err
		}
		t := &timeline{Desk: d, tx: tx, of: of}
		if err := t.gather(ctx); err != nil {
			return err
		}
		page, next = cutTimeline(t.events, after, limit)
		return t.explain(ctx, page)
	})
	return page, next, err
}

func (e *TimelineEvent) key() string { return string(e.At) + "." + e.tie }

func cutTimeline(events []TimelineEvent, after string, limit int) (page []TimelineEvent, next string) {
	slices.SortFunc(events, func(a, b TimelineEvent) int { return cmp.Compare(b.key(), a.key()) })
	for _, e := range events {
		if after != "" && e.key() >= after {
			continue
		}
		if len(page) == limit {
			return page, page[limit-1].key()
		}
		page = append(page, e)
	}
	return page, ""
}

// timeline is the chain of one household being put together.
type timeline struct {
	*Desk
	tx     *sqldb.Tx
	of     id.ID
	events []TimelineEvent
}

func (t *timeline) gather(ctx context.Context) error {
	records, err := t.store.AuditOf(ctx, t.tx, "household", string(t.of), t.actor.Scope)
	if err != nil {
		return err
	}
	acts := t.looks(records)
	versions, err := t.store.HouseholdHistory(ctx, t.tx, t.of, t.actor.Scope)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if err := t.version(ctx, &v, acts[v.Batch]); err != nil {
			return err
		}
	}
	if err := t.requests(ctx); err != nil {
		return err
	}
	steps, err := t.store.HouseholdSteps(ctx, t.tx, t.of, t.actor.Scope)
	if err != nil {
		return err
	}
	for i := range steps {
		t.step(&steps[i])
		if err := t.attachments(ctx, &steps[i]); err != nil {
			return err
		}
	}
	return nil
}

// actDetail is what the timeline reads of a record's detail.
type actDetail struct {
	Command id.ID    `json:"command"`
	Reason  string   `json:"reason"`
	On      day.Date `json:"on"`
	Cards   bool     `json:"cards"`
	Request id.ID    `json:"request"`
	Number  string   `json:"number"`
}

// actOf is a record of an act that wrote a version.
type actOf struct {
	identity.Record
	actDetail
}

// looks puts the looks into the chain and gives the other acts by the command
// that they wrote.
func (t *timeline) looks(records []identity.Record) map[id.ID]*actOf {
	acts := map[id.ID]*actOf{}
	for _, r := range records {
		a := &actOf{Record: r}
		if json.Unmarshal([]byte(r.Detail), &a.actDetail) != nil {
			continue // a detail of another form tells nothing here
		}
		if r.Act == "household.reveal" {
			t.events = append(t.events, TimelineEvent{At: r.At, Kind: EventRevealed, Who: r.Actor, Reason: a.Reason, Cards: a.Cards, Record: numberOf(&r), tie: string(r.ID)})
			continue
		}
		acts[a.Command] = a
	}
	return acts
}

func numberOf(r *identity.Record) string { return fmt.Sprintf("%s#%d", r.Chain, r.Seq) }

// handKinds are the kinds of versions written by hand, by the act.
var handKinds = map[string]EventKind{
	"household.open": EventOpened, "household.edit": EventEdited, "household.close": EventClosed, "household.reopen": EventReopened,
	"household.change": EventChanged,
}

func (t *timeline) version(ctx context.Context, v *store.Version, by *actOf) error {
	e := TimelineEvent{At: v.Recorded, Kind: EventRestored, Version: v.Version, tie: fmt.Sprintf("%06d", v.Version)}
	if by != nil {
		e.Kind, e.Who, e.Record = handKinds[by.Act], by.Actor, numberOf(&by.Record)
		e.Reason, e.On, e.Request, e.Number = by.Reason, by.On, by.Request, by.actDetail.Number
		t.events = append(t.events, e)
		return nil
	}
	batch, err := t.store.Batch(ctx, t.tx, v.Batch, "", identity.Everything)
	switch {
	case problem.Is(err, problem.NotFound):
	case err != nil:
		return err
	default:
		if e.Kind = EventListed; v.Version == 1 {
			e.Kind = EventImported
		}
		e.Who = batch.Actor
		if t.actor.Scope.CoversPlace(batch.Area, batch.Unit) { // a list of others is not named
			e.Import, e.File = batch.ID, batch.File
		}
	}
	t.events = append(t.events, e)
	return nil
}

func (t *timeline) step(s *store.HouseholdStep) {
	e := TimelineEvent{At: s.Recorded, Kind: EventFollowed, Who: s.Actor, Campaign: s.Campaign, Title: s.Title, State: s.State, Reason: s.Reason,
		On: s.Day, Step: s.Seq, Attached: s.File != "", tie: fmt.Sprintf("%s.%06d", s.Campaign, s.Seq)}
	switch {
	case s.State == campaign.Out:
		e.Kind = EventLeft
	case s.ByHand:
		e.Kind, e.By = EventOutcome, masked(s.Person)
	case s.Seq == 1:
		e.Kind = EventEntered
	}
	t.events = append(t.events, e)
}

// attachments are the looks at what is attached to a step.
func (t *timeline) attachments(ctx context.Context, s *store.HouseholdStep) error {
	if s.File == "" {
		return nil
	}
	records, err := t.store.AuditOf(ctx, t.tx, "attachment", string(s.Act), t.actor.Scope)
	for _, r := range records {
		t.events = append(t.events, TimelineEvent{At: r.At, Kind: EventOpenFile, Who: r.Actor, Campaign: s.Campaign, Title: s.Title, Record: numberOf(&r), tie: string(r.ID)})
	}
	return err
}

// explain says what changed with each version on the page.
func (t *timeline) explain(ctx context.Context, page []TimelineEvent) error {
	for i := range page {
		e := &page[i]
		if e.Version < 2 {
			continue
		}
		before, err := t.store.HouseholdVersion(ctx, t.tx, t.of, e.Version-1, t.actor.Scope)
		if problem.Is(err, problem.NotFound) { // lay elsewhere then
			continue
		}
		if err != nil {
			return err
		}
		after, err := t.store.HouseholdVersion(ctx, t.tx, t.of, e.Version, t.actor.Scope)
		if err != nil {
			return err
		}
		if e.Changes, err = t.masked(ctx, registry.Diff(before, after)); err != nil {
			return err
		}
	}
	return nil
}

// bracketed is the name of a member behind one of the office's own columns.
var bracketed = regexp.MustCompile(`（[^）]*）`)

// requests are the change requests that were handed in for the household. Of who
// may not see requests none is told.
func (t *timeline) requests(ctx context.Context) error {
	if !t.actor.Can(identity.ChangeSee) {
		return nil
	}
	lines, _, err := t.store.Changes(ctx, t.tx, store.ChangeFilter{File: t.of}, t.actor.Scope, "", pageMost)
	for i := range lines {
		if l := &lines[i]; l.Number != "" {
			t.events = append(t.events, TimelineEvent{At: l.Sent, Kind: EventRequest, Who: l.Actor, Request: l.ID, Number: l.Number, Asked: l.Kind, Stands: l.State, tie: string(l.ID)})
		}
	}
	return err
}

func (t *timeline) masked(ctx context.Context, changes []registry.Difference) ([]registry.Difference, error) {
	return t.maskDifferences(ctx, t.tx, changes)
}

// maskDifferences hides what Diff gives in the clear, and puts names for codes.
func (d *Desk) maskDifferences(ctx context.Context, tx *sqldb.Tx, changes []registry.Difference) ([]registry.Difference, error) {
	for i := range changes {
		c := &changes[i]
		for _, text := range []*string{&c.Old, &c.New} {
			var err error
			switch c.Field {
			case "address":
				*text = personal.NewAddress(*text).String()
			case "contact":
				*text = masked(*text)
			case "birth":
				*text = (*text)[:min(len(*text), len("2006"))]
			case "extra":
				*text = bracketed.ReplaceAllString(personal.HideNumbers(*text), "")
			case "unit":
				*text, err = d.unitName(ctx, tx, *text)
			case "village":
				*text, err = d.villageName(ctx, tx, area.Code(*text))
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return changes, nil
}
