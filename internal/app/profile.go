package app

import (
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/yamldoc"
	"songnuan/profiles"
)

// ProfileState is how a profile of the library stands today.
type ProfileState string

// The states.
const (
	ProfileInForce ProfileState = "in_force"
	ProfileAhead   ProfileState = "ahead"   // in force from a day to come
	ProfileOver    ProfileState = "over"    // its last day has passed
	ProfileUnsound ProfileState = "unsound" // the check found errors: no case begins by it
)

// ProfileLine is a profile on the library's list.
type ProfileLine struct {
	Ref      string          `json:"profile"` // the name of a shipped one, the id of an own one
	Name     string          `json:"name"`    // what its text calls itself
	Title    string          `json:"title"`
	Shipped  bool            `json:"shipped"` // comes with the program, and is read only
	Kinds    []casework.Kind `json:"kinds"`
	Area     area.Code       `json:"area,omitempty"`
	Place    string          `json:"place,omitempty"` // name of the area
	Unit     string          `json:"unit,omitempty"`  // kind of unit it is for: union
	Owner    string          `json:"owner,omitempty"` // of the place that keeps an own one
	From     day.Date        `json:"from"`
	To       day.Date        `json:"to,omitzero"`
	State    ProfileState    `json:"state"`
	Errors   int             `json:"errors"`
	Warnings int             `json:"warnings"`
	Notes    int             `json:"notes"`
	Version  int64           `json:"version,omitempty"` // of an own one
	Actor    string          `json:"actor,omitempty"`   // who wrote that version
	By       string          `json:"-"`                 // the same, as the office calls him
	Recorded string          `json:"recorded,omitempty"`
}

// ProfilePage is a page of the library. The shipped profiles stand on the first.
type ProfilePage struct {
	Shipped []ProfileLine `json:"shipped,omitempty"`
	Own     []ProfileLine `json:"own"`
	Next    string        `json:"next,omitempty"` // key of the next page
}

// ProfileView is a profile that was read.
type ProfileView struct {
	ProfileLine
	Text     []byte
	Digest   string
	Origin   string // the shipped profile that it was copied from
	Note     string
	Latest   int64 // the newest version
	Keep     bool  // the actor may write the next one
	Profile  *casework.Profile
	Findings []yamldoc.Finding
}

// Profiles gives a page of the library: the profiles that come with the program,
// and the office's own whose place meets the actor's scope, the last changed
// first.
func (d *Desk) Profiles(ctx context.Context, after string, limit int) (page *ProfilePage, err error) {
	if err := d.actor.Must(identity.ProfileSee); err != nil {
		return nil, err
	}
	return page, d.store.Read(ctx, func(tx *sqldb.Tx) error {
		page = &ProfilePage{Own: []ProfileLine{}}
		if after == "" {
			for _, r := range shippedProfiles() {
				v, err := d.viewProfile(ctx, tx, &casework.KeptProfile{Name: r.name})
				if err != nil {
					return err
				}
				page.Shipped = append(page.Shipped, v.ProfileLine)
			}
		}
		own, err := d.store.KeptProfiles(ctx, tx, d.actor.Scope, after, limit+1)
		if err != nil {
			return err
		}
		if len(own) > limit {
			own = own[:limit]
			page.Next = string(own[limit-1].Recorded) + " " + string(own[limit-1].ID)
		}
		for _, kept := range own {
			v, err := d.viewProfile(ctx, tx, kept)
			if err != nil {
				return err
			}
			page.Own = append(page.Own, v.ProfileLine)
		}
		return nil
	})
}

// ProfileOf gives a profile of the library, read and checked: a shipped one by
// its name, an own one by its id. Of an own one version 0 is the latest.
func (d *Desk) ProfileOf(ctx context.Context, ref string, version int64) (v *ProfileView, err error) {
	if err := d.actor.Must(identity.ProfileSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		v, err = d.profileByRef(ctx, tx, ref, version)
		return err
	})
	return v, err
}

// ProfileVersions gives the versions of an own profile, the newest first, at
// most limit below a version, 0 is from the top. A shipped one has none.
func (d *Desk) ProfileVersions(ctx context.Context, ref string, below int64, limit int) (all []casework.ProfileRevision, err error) {
	if err := d.actor.Must(identity.ProfileSee); err != nil {
		return nil, err
	}
	if slices.Contains(profiles.List(), ref) {
		return nil, nil
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all = nil
		kept, err := d.store.ProfileRevisions(ctx, tx, planID(ref), below, limit, d.actor.Scope)
		names := d.colleagues(tx)
		for _, k := range kept {
			if k.Actor, err = names.called(ctx, k.Actor); err != nil {
				return err
			}
			all = append(all, k.ProfileRevision)
		}
		if err == nil && len(all) == 0 && below == 0 {
			return problem.New(problem.NotFound, "profile.not_found")
		}
		return err
	})
	return all, err
}

// CheckProfile checks a text without keeping it. problem.Unreadable for what is
// no profile at all.
func (d *Desk) CheckProfile(text []byte) (p *casework.Profile, found []yamldoc.Finding, err error) {
	if err := d.actor.Must(identity.ProfileSee); err != nil {
		return nil, nil, err
	}
	r := d.profiles.check(text)
	return r.profile, slices.Clone(r.findings), r.err
}

// ProfileSide is one side of a comparison.
type ProfileSide struct {
	Ref     string
	Version int64 // of an own profile; 0 is the latest
}

// ProfileComparison is two profiles held against each other.
type ProfileComparison struct {
	Before, After *ProfileView
	Changes       []casework.ProfileChange
}

// CompareProfiles holds two profiles, or versions of one, against each other.
// problem.Invalid when one can't be read.
func (d *Desk) CompareProfiles(ctx context.Context, before, after ProfileSide, lang locale.Lang) (c *ProfileComparison, err error) {
	if err := d.actor.Must(identity.ProfileSee); err != nil {
		return nil, err
	}
	c = &ProfileComparison{}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if c.Before, err = d.profileByRef(ctx, tx, before.Ref, before.Version); err != nil {
			return err
		}
		c.After, err = d.profileByRef(ctx, tx, after.Ref, after.Version)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.Changes = casework.CompareProfiles(c.Before.Profile, c.After.Profile, lang)
	return c, nil
}

func (d *Desk) profileByRef(ctx context.Context, tx *sqldb.Tx, ref string, version int64) (*ProfileView, error) {
	kept := &casework.KeptProfile{Name: ref}
	if !slices.Contains(profiles.List(), ref) {
		var err error
		if kept, err = d.store.KeptProfile(ctx, tx, planID(ref), version, d.actor.Scope); err != nil {
			return nil, err
		}
	}
	return d.viewProfile(ctx, tx, kept)
}

// viewProfile reads and checks a profile: a shipped one when it has no id.
func (d *Desk) viewProfile(ctx context.Context, tx *sqldb.Tx, kept *casework.KeptProfile) (v *ProfileView, err error) {
	v = &ProfileView{ProfileLine: ProfileLine{Ref: kept.Name, Name: kept.Name, Shipped: kept.ID == ""}}
	r, err := d.readKept(ctx, tx, kept)
	if err != nil {
		return nil, err
	}
	if r.err != nil { // was read when it was kept; a newer program may be stricter
		return nil, r.err
	}
	v.Text, v.Digest, v.Profile, v.Findings = r.text, r.digest, r.profile, slices.Clone(r.findings)
	if !v.Shipped {
		v.Ref, v.Version, v.Latest = string(kept.ID), kept.Version, kept.Latest
		v.Origin, v.Note, v.Actor, v.Recorded = kept.Origin, kept.Note, kept.Actor, string(kept.Recorded)
		if v.By, err = d.colleagues(tx).called(ctx, kept.Actor); err != nil {
			return nil, err
		}
		v.Keep = d.actor.Can(identity.ProfileKeep) && d.actor.Scope.CoversPlace(kept.Area, kept.Unit)
		if v.Owner, err = d.placeName(ctx, tx, kept.Area, kept.Unit); err != nil {
			return nil, err
		}
		if v.Findings, err = d.withOverlaps(ctx, tx, kept, v.Profile, v.Findings); err != nil {
			return nil, err
		}
	}
	return v, d.describeProfile(ctx, tx, v)
}

// readKept gives a profile's text, read and checked.
func (d *Desk) readKept(ctx context.Context, tx *sqldb.Tx, kept *casework.KeptProfile) (*readProfile, error) {
	if kept.ID == "" {
		all := shippedProfiles()
		i := slices.IndexFunc(all, func(r *readProfile) bool { return r.name == kept.Name })
		if i < 0 {
			return nil, problem.New(problem.NotFound, "profile.not_found")
		}
		return all[i], nil
	}
	text, err := d.store.PlanText(ctx, tx, kept.Digest)
	if err != nil {
		return nil, err
	}
	return d.profiles.check([]byte(text)), nil
}

// describeProfile fills what the list says of a profile.
func (d *Desk) describeProfile(ctx context.Context, tx *sqldb.Tx, v *ProfileView) (err error) {
	p := v.Profile
	v.Title, v.Kinds, v.Area, v.Unit, v.From, v.To = firstOf(p.Title, v.Name), p.Kinds, p.Area, p.Unit, p.From, p.To
	for i := range v.Findings {
		switch v.Findings[i].Severity {
		case yamldoc.Error:
			v.Errors++
		case yamldoc.Warning:
			v.Warnings++
		default:
			v.Notes++
		}
	}
	v.State = stateOn(v, d.clock.Today())
	v.Place, err = d.placeName(ctx, tx, p.Area, "")
	return err
}

func stateOn(v *ProfileView, today day.Date) ProfileState {
	switch {
	case v.Errors > 0:
		return ProfileUnsound
	case v.From.After(today):
		return ProfileAhead
	case !v.To.IsZero() && v.To.Before(today):
		return ProfileOver
	}
	return ProfileInForce
}

// withOverlaps adds what only the library can tell: that another own profile of
// the same keeper is for the same cases over the same days, today or on any day
// to come on which one of them takes effect.
func (d *Desk) withOverlaps(ctx context.Context, tx *sqldb.Tx, kept *casework.KeptProfile, p *casework.Profile, found []yamldoc.Finding) ([]yamldoc.Finding, error) {
	first := laterOf(p.From, d.clock.Today())
	starts, err := d.store.ProfileStarts(ctx, tx, kept.Area, kept.Unit, first)
	if err != nil {
		return nil, err
	}
	var others []casework.Neighbour
	for _, on := range append([]day.Date{first}, starts...) {
		if !p.Ground().Force.Contains(on) {
			continue
		}
		if others, err = d.besides(ctx, tx, kept, p, on, others); err != nil {
			return nil, err
		}
	}
	return yamldoc.Sort(append(found, p.Overlapping(others)...)), nil
}

// besides adds the other profiles of the same keeper that are in force on a day
// for one of the kinds, each once.
func (d *Desk) besides(ctx context.Context, tx *sqldb.Tx, kept *casework.KeptProfile, p *casework.Profile, on day.Date, known []casework.Neighbour) ([]casework.Neighbour, error) {
	for _, kind := range p.Kinds {
		all, err := d.store.ProfilesInForce(ctx, tx, kind, p.Area, kept.Unit, on)
		if err != nil {
			return nil, err
		}
		for _, k := range all {
			if k.ID == kept.ID || k.Area != kept.Area || k.Unit != kept.Unit || slices.ContainsFunc(known, func(n casework.Neighbour) bool { return n.Name == k.Name }) {
				continue
			}
			k.For.Kinds = []casework.Kind{kind}
			known = append(known, casework.Neighbour{Name: k.Name, Title: k.Title, Ground: k.For})
		}
	}
	return known, nil
}

func laterOf(a, b day.Date) day.Date {
	if a.After(b) {
		return a
	}
	return b
}
