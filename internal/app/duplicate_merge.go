package app

import (
	"context"
	"slices"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// filedTwice is the reason (of term.CloseReason) for which a file is closed when
// it is merged into another.
const filedTwice = "重复建档"

// MergeOrder makes two files one (并档).
type MergeOrder struct {
	Suspect  id.ID
	Version  int           // of the suspect that the person has seen
	Versions map[id.ID]int // of the two files that the person has seen
	Keep     id.ID         // the file that is kept; the other is closed
	Choices  map[string]registry.Side
	Reason   string // needed; kept sealed
}

// MergeDuplicate brings both files into the kept one, field by field as chosen,
// and closes the other as filed twice. Its number still leads to the kept file.
// What is under way goes over with it, see moveOver. problem.Conflict when either file, or the suspect, has changed
// since, or a file is closed.
func (d *Desk) MergeDuplicate(ctx context.Context, order MergeOrder) (*likeness.Suspect, error) {
	return d.settleSuspect(ctx, order.Suspect, order.Version, order.Reason, func(s *settling) error {
		kept, gone := s.a, s.b
		switch order.Keep {
		case s.a.ID:
		case s.b.ID:
			kept, gone = s.b, s.a
		default:
			return problem.New(problem.Invalid, "duplicate.keep_one")
		}
		if kept.ID == gone.ID {
			return problem.New(problem.Invalid, "duplicate.within")
		}
		if err := s.unchanged(order.Versions); err != nil {
			return err
		}
		u := s.union(kept, gone)
		next := u.Unite(order.Choices, d.ids)
		if !d.actor.Scope.Sees(next.Area, next.Unit) {
			return problem.New(problem.Forbidden, "app.outside_scope")
		}
		closed := *gone
		closed.Close(d.clock.Today(), filedTwice)
		closed.AddNote(locale.Text(locale.Chinese, "duplicate.note_merged", problem.Args{"number": kept.Number}), d.clock.Today())
		s.next.Deed, s.next.Kept, s.next.Gone = likeness.DeedHouseholds, kept.ID, gone.ID
		note, err := s.moveOver(ctx, kept, gone)
		if err != nil {
			return err
		}
		if note != "" {
			next.AddNote(note, d.clock.Today())
		}
		// The closed one goes first: both may carry one number.
		if err := s.write(ctx, gone, &closed, &s.next.GoneVersion); err != nil {
			return err
		}
		return s.write(ctx, kept, next, &s.next.KeptVersion)
	})
}

// TakeOutOrder takes a person out of one of the two files (一人两户), or one of
// two lines out of the file that lists him twice.
type TakeOutOrder struct {
	Suspect  id.ID
	Version  int
	Versions map[id.ID]int
	Member   id.ID // who is taken out
	Reason   string
}

// TakeOutDuplicate changes the household that the member is taken out of; the
// other stays as it is. problem.Invalid for a head: then the files are merged,
// or another head is named first.
func (d *Desk) TakeOutDuplicate(ctx context.Context, order TakeOutOrder) (*likeness.Suspect, error) {
	return d.settleSuspect(ctx, order.Suspect, order.Version, order.Reason, func(s *settling) error {
		if err := s.unchanged(order.Versions); err != nil {
			return err
		}
		if !slices.ContainsFunc(s.suspect.Pairs, func(p likeness.MemberPair) bool { return p.A == order.Member || p.B == order.Member }) {
			return problem.New(problem.Invalid, "duplicate.no_member")
		}
		from, other := s.a, s.b
		next, ok := from.Without(order.Member)
		if !ok {
			from, other = s.b, s.a
			if next, ok = from.Without(order.Member); !ok {
				return problem.New(problem.Conflict, "duplicate.no_member")
			}
		}
		if len(next.Members) == 0 || headGone(from, next) {
			return problem.New(problem.Invalid, "duplicate.head_stays", "number", from.Number)
		}
		next.AddNote(locale.Text(locale.Chinese, "duplicate.note_taken_out", problem.Args{"number": other.Number}), d.clock.Today())
		s.next.Deed, s.next.Kept, s.next.Gone = likeness.DeedMember, other.ID, from.ID
		return s.write(ctx, from, next, &s.next.GoneVersion)
	})
}

// headGone tells whether the head is not among the members any more.
func headGone(before, after *registry.Household) bool {
	named := func(m registry.Member) bool { return m.IsHead() || m.Name == before.Head }
	return slices.ContainsFunc(before.Members, named) && !slices.ContainsFunc(after.Members, named)
}

// settling is a suspect being settled by a change of files, in one transaction.
type settling struct {
	*Desk
	tx      *sqldb.Tx
	suspect *likeness.Suspect
	next    *likeness.Suspect
	a, b    *registry.Household
	newer   id.ID // of the two files, the one changed last
	command id.ID
}

// settleSuspect reads a suspect with its files, lets change do its deed, and
// writes the decision and the record with it.
func (d *Desk) settleSuspect(ctx context.Context, of id.ID, seen int, reason string, change func(*settling) error) (next *likeness.Suspect, err error) {
	if err := d.actor.Must(identity.DuplicateMerge); err != nil {
		return nil, err
	}
	if err := reasonOf(reason, true); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		x, err := d.standingSuspect(ctx, tx, of, seen)
		if err != nil {
			return err
		}
		s := &settling{Desk: d, tx: tx, suspect: x, next: d.decided(x, likeness.Merged, reason), command: d.ids()}
		if s.a, s.b, err = d.filesOf(ctx, tx, x); err != nil {
			return err
		}
		if s.newer, err = d.newerOf(ctx, tx, s.a, s.b); err != nil {
			return err
		}
		if err := change(s); err != nil {
			return err
		}
		if err := d.store.SaveSuspect(ctx, tx, s.next); err != nil {
			return err
		}
		next = s.next
		return d.recordSuspect(ctx, tx, "duplicate.merge", s.next)
	})
	if err != nil {
		return nil, err
	}
	return next, nil
}

// newerOf is the file that was changed last.
func (d *Desk) newerOf(ctx context.Context, tx *sqldb.Tx, a, b *registry.Household) (id.ID, error) {
	va, err := d.store.HouseholdHistory(ctx, tx, a.ID, d.actor.Scope)
	if err != nil {
		return "", err
	}
	vb, err := d.store.HouseholdHistory(ctx, tx, b.ID, d.actor.Scope)
	if err != nil || len(va) == 0 || len(vb) == 0 {
		return a.ID, err
	}
	if vb[len(vb)-1].Recorded > va[len(va)-1].Recorded {
		return b.ID, nil
	}
	return a.ID, nil
}

// unchanged refuses files that are closed, or not as the person has seen them.
func (s *settling) unchanged(seen map[id.ID]int) error {
	for _, h := range []*registry.Household{s.a, s.b} {
		switch version, told := seen[h.ID]; {
		case !h.Closed.IsZero():
			return problem.New(problem.Conflict, "registry.file_closed", "number", h.Number)
		case told && version != h.Version:
			return problem.New(problem.Conflict, "registry.changed", "number", h.Number)
		}
	}
	return nil
}

func (s *settling) union(kept, gone *registry.Household) *registry.Union {
	return unionOf(s.suspect, kept, gone, s.newer)
}

// unionOf sets two files beside each other, with the pairs of the suspect as the
// same persons.
func unionOf(x *likeness.Suspect, kept, gone *registry.Household, newer id.ID) *registry.Union {
	u := &registry.Union{Kept: kept, Gone: gone, Newer: registry.FromKept}
	if newer == gone.ID {
		u.Newer = registry.FromGone
	}
	var pairs [][2]id.ID
	for _, p := range x.Pairs {
		if gone.ID == x.A {
			pairs = append(pairs, [2]id.ID{p.A, p.B})
		} else {
			pairs = append(pairs, [2]id.ID{p.B, p.A})
		}
	}
	u.MatchMembers(pairs)
	return u
}

// write puts a version of a file into the registry and tells which it is.
func (s *settling) write(ctx context.Context, old, next *registry.Household, version *int) error {
	next.Version, next.Batch = old.Version+1, s.command
	*version = next.Version
	prepared := s.store.Prepare(next, s.clock.Now())
	if err := s.store.ReplaceHousehold(ctx, s.tx, old, prepared, s.clock.Now()); err != nil {
		return err
	}
	name := "household.edit"
	if !next.Closed.IsZero() {
		name = "household.close"
	}
	return s.recordHousehold(ctx, s.tx, name, next, editDetail{Version: next.Version, Command: s.command})
}
