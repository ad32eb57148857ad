package app

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/yamldoc"
	"songnuan/profiles"
)

// ProfileOrder is a text to be kept as a profile's next version.
type ProfileOrder struct {
	Profile id.ID  // "" makes a new profile
	Seen    int64  // the version that was edited; 0 for a new one
	Text    []byte // YAML
	Note    string // what changed
	origin  string // the shipped profile it was copied from
}

// SaveProfile keeps a text as the next version of an own profile, or as a new
// one. It is refused when it can't be read, with the line. What the check finds
// does not stand in the way: such a version is kept, and no case begins by it.
// The same text as before makes no version.
//
// problem.Conflict when somebody saved a version meanwhile: the text is then to
// be held against theirs.
func (d *Desk) SaveProfile(ctx context.Context, order ProfileOrder) (*ProfileView, error) {
	if err := d.actor.Must(identity.ProfileKeep); err != nil {
		return nil, err
	}
	text := bytes.ReplaceAll(bytes.TrimPrefix(order.Text, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	if len(text) > mostPlanText {
		return nil, problem.New(problem.TooLarge, "yamldoc.too_large", "most", mostPlanText>>20, "kind", casework.ProfileBook.Kind)
	}
	order.Note = strings.Join(strings.Fields(order.Note), " ")
	if utf8.RuneCountInString(order.Note) > mostPlanNote {
		return nil, problem.New(problem.Invalid, "plan.note_too_long", "most", mostPlanNote)
	}
	var kept *casework.KeptProfile
	err := d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		kept, err = d.nextProfile(ctx, tx, order, text)
		return err
	})
	if err != nil && !errors.Is(err, errSameText) {
		return nil, err
	}
	return d.ProfileOf(ctx, string(kept.ID), 0)
}

// CopyProfile makes an own profile of a shipped or an own one, comments and all,
// for a place: the actor's, unless the profile says a narrower one.
func (d *Desk) CopyProfile(ctx context.Context, ref string, version int64) (*ProfileView, error) {
	if err := d.actor.Must(identity.ProfileKeep); err != nil {
		return nil, err
	}
	from, err := d.ProfileOf(ctx, ref, version)
	if err != nil {
		return nil, err
	}
	name, err := d.freeProfileName(ctx, from.Name)
	if err != nil {
		return nil, err
	}
	origin := from.Origin
	if from.Shipped {
		origin = from.Name
	}
	return d.SaveProfile(ctx, ProfileOrder{Text: renamed(from.Text, name), origin: origin})
}

var profileLine = regexp.MustCompile(`(?m)^profile:.*$`)

// renamed gives a profile's text another name; all else stays as written.
func renamed(text []byte, name string) []byte {
	at := profileLine.FindIndex(text)
	if at == nil {
		return append([]byte("profile: "+name+"\n"), text...)
	}
	return slices.Concat(text[:at[0]], []byte("profile: "+name), text[at[1]:])
}

// freeProfileName is the name with the first number behind it that no profile
// within the actor's sight bears.
func (d *Desk) freeProfileName(ctx context.Context, name string) (free string, err error) {
	const longest = 58
	name = numbered.ReplaceAllString(name, "")
	name = name[:min(len(name), longest)]
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		for n := 2; ; n++ {
			free = name + "-" + strconv.Itoa(n)
			_, err := d.store.KeptProfileByName(ctx, tx, free, d.actor.Scope)
			if problem.Is(err, problem.NotFound) {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
	return free, err
}

// nextProfile writes the next version, or the first of a new profile.
func (d *Desk) nextProfile(ctx context.Context, tx *sqldb.Tx, order ProfileOrder, text []byte) (*casework.KeptProfile, error) {
	kept := &casework.KeptProfile{ID: order.Profile}
	if order.Profile != "" {
		var err error
		if kept, err = d.store.KeptProfile(ctx, tx, order.Profile, 0, d.actor.Scope); err != nil {
			return nil, err
		}
		if !d.actor.Scope.CoversPlace(kept.Area, kept.Unit) {
			return nil, problem.New(problem.Forbidden, "app.outside_scope")
		}
		order.origin = kept.Origin
	}
	r := d.profiles.check(text)
	if r.err != nil {
		return nil, r.err
	}
	if err := profileCalledRight(r.profile, kept); err != nil {
		return nil, err
	}
	if kept.ID == "" {
		if err := d.settleProfile(kept, r.profile); err != nil {
			return nil, err
		}
	}
	before := kept.Digest
	kept.ProfileRevision = casework.ProfileRevision{Version: order.Seen + 1, Digest: r.digest, Title: r.profile.Title, For: grounded(r.profile, kept),
		Origin: order.origin, Note: order.Note, Actor: d.actor.Name, Recorded: d.clock.Now()}
	if before == kept.Digest {
		return kept, errSameText
	}
	found, err := d.withOverlaps(ctx, tx, kept, r.profile, slices.Clone(r.findings))
	if err != nil {
		return nil, err
	}
	kept.Sound = !yamldoc.HasErrors(found)
	if err := d.store.AddPlanText(ctx, tx, kept.Digest, r.profile.ID, string(text), kept.Recorded); err != nil {
		return nil, err
	}
	return kept, d.putProfile(ctx, tx, kept)
}

// grounded is what a version is for: no wider than the place that keeps it.
func grounded(p *casework.Profile, kept *casework.KeptProfile) casework.Ground {
	g := p.Ground()
	if g.Area == "" {
		g.Area = kept.Area
	}
	return g
}

// profileCalledRight refuses a text that does not say what profile it is.
func profileCalledRight(p *casework.Profile, kept *casework.KeptProfile) error {
	switch {
	case !casework.IsProfileName(p.ID):
		return problem.New(problem.Invalid, "profile.bad_name", "name", yamldoc.Clip(p.ID))
	case strings.TrimSpace(p.Title) == "":
		return problem.New(problem.Invalid, "profile.no_title")
	case p.From.IsZero():
		return problem.New(problem.Invalid, "profile.no_from")
	case kept.ID != "" && p.ID != kept.Name:
		return problem.New(problem.Invalid, "profile.name_differs", "name", kept.Name, "now", p.ID)
	case kept.ID == "" && slices.Contains(profiles.List(), p.ID):
		return problem.New(problem.Conflict, "profile.name_shipped", "name", p.ID)
	}
	return nil
}

// settleProfile finds the place that keeps a new profile: the actor's own, which
// must hold all that the profile is for.
func (d *Desk) settleProfile(kept *casework.KeptProfile, p *casework.Profile) error {
	home := d.homeOf(p.Area)
	if !d.actor.Scope.CoversPlace(home.Area, home.Unit) || p.Area != "" && home.Area != "" && !home.Area.Contains(p.Area) {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	kept.Name, kept.Area, kept.Unit = p.ID, home.Area, home.Unit
	return nil
}

func (d *Desk) putProfile(ctx context.Context, tx *sqldb.Tx, kept *casework.KeptProfile) (err error) {
	name := "profile.keep"
	if kept.ID == "" {
		name = "profile.add"
		kept.ID, kept.Version = d.ids(), 1
		err = d.store.AddProfile(ctx, tx, kept)
	} else {
		err = d.store.AddProfileVersion(ctx, tx, kept)
	}
	if err != nil {
		return err
	}
	return d.record(ctx, tx, act{name: name, noun: "profile", subject: kept.ID, where: place{kept.Area, kept.Unit}, count: 1, digest: kept.Digest,
		detail: map[string]any{"profile": kept.Name, "version": kept.Version, "sound": kept.Sound}})
}
