package app

import (
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// KinView is an entry of the register of staff relatives (近亲属备案), with the
// name and the number as masks.
type KinView struct {
	ID       id.ID       `json:"id"`
	Account  string      `json:"account"`
	Staff    string      `json:"staff"` // name of the member of staff
	Area     area.Code   `json:"area,omitempty"`
	Village  string      `json:"village,omitempty"` // name of the area
	Relation string      `json:"relation"`
	Name     string      `json:"name"`
	IDNumber string      `json:"id_number,omitempty"`
	BornIn   int         `json:"born_in"` // the year
	From     day.Date    `json:"from"`
	To       day.Date    `json:"to,omitzero"` // last day
	Reason   string      `json:"reason,omitempty"`
	Recorded day.Instant `json:"recorded"`
	InForce  bool        `json:"in_force"`
	Version  int64       `json:"version"`
}

// NewKin asks for a relative of one's own to be put on record.
type NewKin struct {
	Relation string
	Name     string
	IDNumber string
	Birth    string // needed without a number
	From     day.Date
}

// kinDetail is what the audit record says of an entry: no relation and no name.
type kinDetail struct {
	Account string `json:"account"`
}

func (d *Desk) viewKin(k *casework.Kinship) KinView {
	v := KinView{ID: k.ID, Relation: k.Relation, Name: personal.NewName(k.Name).String(), IDNumber: k.IDNumber.String(), BornIn: k.Birth.Year(),
		From: k.From, To: k.To, Recorded: k.Recorded, InForce: k.InForce(d.clock.Today()), Version: k.Version}
	if !k.To.IsZero() {
		v.Reason = k.Reason
	}
	return v
}

// MyKin are the actor's own relatives on record, what has ended too.
func (d *Desk) MyKin(ctx context.Context) (list []KinView, err error) {
	if err := d.actor.Must(identity.KinKeep); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		me, err := d.me(ctx, tx)
		if err != nil {
			return err
		}
		entries, err := d.store.KinOf(ctx, tx, me.ID)
		list = make([]KinView, len(entries))
		for i, k := range entries {
			list[i] = d.viewKin(k)
			list[i].Account, list[i].Staff = me.Account, me.Name
		}
		return err
	})
	return list, err
}

// KinList is the register of the staff who sit within the actor's scope, by
// account; ended entries too when all is set.
func (d *Desk) KinList(ctx context.Context, all bool, page PageOf) (list []KinView, next string, err error) {
	if err := d.actor.Must(identity.KinSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		lines, following, err := d.store.KinPage(ctx, tx, all, d.clock.Today(), d.actor.Scope, page.After, min(max(page.Limit, 1), pageMost))
		if err != nil {
			return err
		}
		list, next = make([]KinView, len(lines)), following
		for i, l := range lines {
			v := d.viewKin(l.Kinship)
			v.Account, v.Staff, v.Area = l.Account, l.Staff, area.Code(l.Area)
			if v.Area != "" {
				if v.Village, err = d.villageName(ctx, tx, v.Area); err != nil {
					return err
				}
			}
			list[i] = v
		}
		return nil
	})
	return list, next, err
}

// AddKin puts a relative of the actor's own on record. problem.Conflict when
// the relative is on record already.
func (d *Desk) AddKin(ctx context.Context, order NewKin) (view KinView, err error) {
	if err := d.actor.Must(identity.KinKeep); err != nil {
		return view, err
	}
	k, err := d.newKin(order)
	if err != nil {
		return view, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		me, err := d.me(ctx, tx)
		if err != nil {
			return err
		}
		k.User = me.ID
		before, err := d.store.KinOf(ctx, tx, me.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(before, func(b *casework.Kinship) bool { return b.To.IsZero() && samePerson(b, k) }) {
			return problem.New(problem.Conflict, "kin.on_record")
		}
		if err := d.store.AddKin(ctx, tx, k); err != nil {
			return err
		}
		view = d.viewKin(k)
		view.Account, view.Staff = me.Account, me.Name
		return d.record(ctx, tx, act{name: "kinship.add", noun: "kinship", subject: k.ID, where: place{me.Area, me.Unit}, count: 1, detail: kinDetail{me.Account}})
	})
	return view, err
}

func (d *Desk) newKin(order NewKin) (*casework.Kinship, error) {
	k := &casework.Kinship{ID: d.ids(), Relation: order.Relation, Name: order.Name, From: order.From, Actor: d.actor.Name, Recorded: d.clock.Now(), Version: 1}
	var err error
	if order.IDNumber != "" {
		if k.IDNumber, err = personal.ParseID(order.IDNumber); err != nil {
			return nil, err
		}
	}
	if order.Birth != "" {
		if k.Birth, err = day.Parse(order.Birth); err != nil {
			return nil, err
		}
	}
	return k, k.Check(d.clock.Today())
}

func samePerson(a, b *casework.Kinship) bool {
	if !a.IDNumber.IsZero() && !b.IDNumber.IsZero() {
		return a.IDNumber.Clear() == b.IDNumber.Clear()
	}
	return a.Name == b.Name && a.Birth == b.Birth
}

// EndKin ends an entry of the actor's own with a last day and the reason; who
// keeps it stays on record. problem.Conflict when it has ended.
func (d *Desk) EndKin(ctx context.Context, of id.ID, last day.Date, reason string) error {
	if err := d.actor.Must(identity.KinKeep); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		me, err := d.me(ctx, tx)
		if err != nil {
			return err
		}
		k, err := d.store.Kin(ctx, tx, of, identity.Everything)
		if err != nil {
			return err
		}
		if k.User != me.ID {
			return problem.New(problem.NotFound, "kin.no_entry")
		}
		if err := k.End(last, d.clock.Today(), reason); err != nil {
			return err
		}
		k.Actor, k.Recorded = d.actor.Name, d.clock.Now()
		if err := d.store.EndKin(ctx, tx, k); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "kinship.end", noun: "kinship", subject: k.ID, where: place{me.Area, me.Unit}, count: 1, detail: kinDetail{me.Account}})
	})
}

// related are those of some accounts who have a member of a household on record
// as their relative, or as themselves, today: they stand aside (回避).
func (d *Desk) related(ctx context.Context, tx *sqldb.Tx, users []id.ID, h *registry.Household) (who []id.ID, err error) {
	staff, err := d.store.RelatedStaff(ctx, tx, h, d.clock.Today())
	if err != nil {
		return nil, err
	}
	for _, of := range users {
		if of != "" && slices.Contains(staff, of) {
			who = append(who, of)
		}
	}
	return who, nil
}

// kinOnRecord tells whether anybody of the staff has a member of a household on
// record: its cases are marked so (单独登记备案).
func (d *Desk) kinOnRecord(ctx context.Context, tx *sqldb.Tx, h *registry.Household) (bool, error) {
	staff, err := d.store.RelatedStaff(ctx, tx, h, d.clock.Today())
	return len(staff) > 0, err
}
