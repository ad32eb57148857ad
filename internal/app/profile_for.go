package app

import (
	"context"
	"errors"
	"slices"
	"sync"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/yamldoc"
	"songnuan/profiles"
)

// profileOptions are what a profile may name of other parts of the program.
func profileOptions() casework.ProfileOptions {
	o := casework.ProfileOptions{Units: identity.UnitKinds}
	for _, role := range identity.Granted {
		o.Roles = append(o.Roles, string(role))
	}
	return o
}

// readProfile is a profile that was read and checked.
type readProfile struct {
	name     string // of a shipped one
	text     []byte
	digest   string
	profile  *casework.Profile // nil when it can't be read
	findings []yamldoc.Finding
	err      error
}

func checkProfile(name string, text []byte) *readProfile {
	r := &readProfile{name: name, text: text, digest: casework.ProfileDigest(text)}
	r.profile, r.findings, r.err = casework.CheckProfile(text, profileOptions())
	return r
}

// shippedProfiles are the profiles that come with the program, read once.
var shippedProfiles = sync.OnceValue(func() (all []*readProfile) {
	for _, name := range profiles.List() {
		text, err := profiles.Open(name)
		if err != nil {
			panic(err) // embedded, and named by the list
		}
		all = append(all, checkProfile(name, text))
	}
	return all
})

// profileCache remembers profiles by the digest of their text: each page of a
// case asks for the same few. What it gives is shared: nobody changes it.
type profileCache struct {
	mu  sync.Mutex
	all map[string]*readProfile
}

// profilesCached bounds the cache: some megabytes in all.
const profilesCached = 256

func (c *profileCache) check(text []byte) *readProfile {
	digest := casework.ProfileDigest(text)
	if r := c.get(digest); r != nil {
		return r
	}
	r := checkProfile("", text)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == nil || len(c.all) >= profilesCached {
		c.all = map[string]*readProfile{}
	}
	c.all[digest] = r
	return r
}

func (c *profileCache) get(digest string) *readProfile {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all[digest]
}

// profileOf gives the profile with a digest, exactly as the case began with it.
func (d *Desk) profileOf(ctx context.Context, tx *sqldb.Tx, digest string) (*casework.Profile, error) {
	if r := d.profiles.get(digest); r != nil {
		return r.profile, r.err
	}
	for _, r := range shippedProfiles() {
		if r.digest == digest {
			return r.profile, r.err
		}
	}
	text, err := d.store.PlanText(ctx, tx, digest)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.Wrap(err, problem.NotFound, "profile.not_found")
	}
	if err != nil {
		return nil, err
	}
	r := d.profiles.check([]byte(text))
	return r.profile, r.err
}

// profileFor gives the profile by which a case of a kind begins that is taken up
// in a place on a day, with the digest of its text: one in force that the plan of
// a campaign under way there names, else the nearest in force, an office's own before one that comes with the program. In a writing
// transaction its text is kept, so that the case reads the same one ever after.
// problem.NotFound when there is none.
func (d *Desk) profileFor(ctx context.Context, tx *sqldb.Tx, where area.Code, unit string, kind casework.Kind, on day.Date) (*casework.Profile, string, error) {
	best, err := d.chooseProfile(ctx, tx, where, unit, kind, on)
	if err != nil {
		return nil, "", err
	}
	if best == nil {
		return nil, "", problem.New(problem.NotFound, "profile.none_for", "kind", kind, "day", on.String())
	}
	if !tx.Reading() {
		if err := d.store.AddPlanText(ctx, tx, best.digest, best.profile.ID, string(best.text), d.clock.Now()); err != nil {
			return nil, "", err
		}
	}
	return best.profile, best.digest, nil
}

// candidate is a profile that covers a case, and how near it is.
type candidate struct {
	*readProfile
	named  bool // by the plan of a campaign under way
	ground casework.Ground
	own    bool
	home   string // path of the unit that keeps it
	since  day.Instant
}

// before tells whether c goes before the other: what a plan names, the nearer ground, the nearer
// keeper, the office's own, the one last changed.
func (c *candidate) before(other *candidate) bool {
	switch {
	case c.named != other.named:
		return c.named
	case c.ground.Nearer(other.ground):
		return true
	case other.ground.Nearer(c.ground):
		return false
	case len(c.home) != len(other.home):
		return len(c.home) > len(other.home)
	case c.own != other.own:
		return c.own
	}
	return c.since > other.since
}

func (d *Desk) chooseProfile(ctx context.Context, tx *sqldb.Tx, where area.Code, unit string, kind casework.Kind, on day.Date) (*readProfile, error) {
	units, err := d.store.UnitKinds(ctx, tx, unit)
	if err != nil {
		return nil, err
	}
	named, err := d.namedProfiles(ctx, tx, where, unit)
	if err != nil {
		return nil, err
	}
	var best *candidate
	consider := func(c *candidate) {
		if c.err != nil {
			return
		}
		c.named = slices.Contains(named, c.profile.ID)
		if c.ground.Covers(kind, where, units, on) && !yamldoc.HasErrors(c.findings) && (best == nil || c.before(best)) {
			best = c
		}
	}
	for _, r := range shippedProfiles() {
		if r.err == nil {
			consider(&candidate{readProfile: r, ground: r.profile.Ground()})
		}
	}
	kept, err := d.store.ProfilesInForce(ctx, tx, kind, where, unit, on)
	if err != nil {
		return nil, err
	}
	for _, k := range kept {
		text, err := d.store.PlanText(ctx, tx, k.Digest)
		if err != nil {
			return nil, err
		}
		c := &candidate{readProfile: d.profiles.check([]byte(text)), ground: k.For, own: true, home: k.Unit, since: k.Recorded}
		c.ground.Kinds = []casework.Kind{kind}
		consider(c)
	}
	if best == nil {
		return nil, nil
	}
	return best.readProfile, nil
}

// namedProfiles are the names of the procedures that campaigns under way in a
// place run by.
func (d *Desk) namedProfiles(ctx context.Context, tx *sqldb.Tx, where area.Code, unit string) (names []string, err error) {
	all, err := d.plansAround(ctx, tx, where, unit)
	for _, p := range all {
		names = append(names, p.Approval.Profile)
	}
	return names, err
}
