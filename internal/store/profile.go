package store

import (
	"context"
	"errors"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const profileColumns = `p.id, p.name, p.area, p.unit, p.version, v.version, v.digest, v.title, v.area, v.unit, v.from_day, v.to_day, v.sound, v.origin, v.note, v.actor, v.recorded`

// noEnd is the last day of what is in force without end.
const noEnd = "9999-12-31"

func scanProfile(row *sqldb.Row) (k *casework.KeptProfile, err error) {
	k = &casework.KeptProfile{}
	var from, to string
	var sound int64
	err = row.Scan(&k.ID, &k.Name, &k.Area, &k.Unit, &k.Latest, &k.Version, &k.Digest, &k.Title, &k.For.Area, &k.For.Unit, &from, &to, &sound,
		&k.Origin, &k.Note, &k.Actor, &k.Recorded)
	if err != nil {
		return nil, err
	}
	k.Sound = sound == 1
	if from != "" {
		if k.For.Force.From, err = day.Parse(from); err != nil {
			return nil, err
		}
	}
	if to != noEnd {
		k.For.Force.To, err = day.Parse(to)
	}
	return k, err
}

// AddProfile writes a new profile with its first version. problem.Conflict when
// its place has one of the name.
func (s *Store) AddProfile(ctx context.Context, tx *sqldb.Tx, k *casework.KeptProfile) error {
	_, err := tx.Exec(ctx, `INSERT INTO profile (id, name, title, area, unit, version, recorded) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		string(k.ID), k.Name, k.Title, string(k.Area), k.Unit, k.Version, string(k.Recorded))
	if _, taken := sqldb.IsUnique(err); taken {
		return problem.Wrap(err, problem.Conflict, "profile.name_taken", "name", k.Name)
	}
	if err != nil {
		return err
	}
	return s.addProfileRevision(ctx, tx, k)
}

// AddProfileVersion writes the version after the one that the caller has read,
// k.Version - 1. problem.Conflict when somebody added one meanwhile.
func (s *Store) AddProfileVersion(ctx context.Context, tx *sqldb.Tx, k *casework.KeptProfile) error {
	rows, err := tx.Exec(ctx, `UPDATE profile SET title = ?, version = ?, recorded = ? WHERE id = ? AND version = ?`,
		k.Title, k.Version, string(k.Recorded), string(k.ID), k.Version-1)
	if err != nil {
		return err
	}
	if rows == 0 {
		return problem.New(problem.Conflict, "profile.changed")
	}
	return s.addProfileRevision(ctx, tx, k)
}

func (s *Store) addProfileRevision(ctx context.Context, tx *sqldb.Tx, k *casework.KeptProfile) error {
	to, sound := noEnd, 0
	if !k.For.Force.To.IsZero() {
		to = k.For.Force.To.String()
	}
	if k.Sound {
		sound = 1
	}
	_, err := tx.Exec(ctx, `INSERT INTO profile_version (profile, version, digest, title, area, unit, from_day, to_day, sound, origin, note, actor, recorded)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(k.ID), k.Version, k.Digest, k.Title, string(k.For.Area), k.For.Unit, k.For.Force.From.String(), to, sound, k.Origin, k.Note, k.Actor, string(k.Recorded))
	for _, kind := range k.For.Kinds {
		if err == nil {
			_, err = tx.Exec(ctx, `INSERT INTO profile_kind (profile, version, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, string(k.ID), k.Version, string(kind))
		}
	}
	return err
}

// KeptProfile gives a profile in a version, 0 is the latest. It is seen by
// whose scope meets its place: a village sees the town's. problem.NotFound when
// there is none. The kinds are in its text.
func (s *Store) KeptProfile(ctx context.Context, tx *sqldb.Tx, of id.ID, version int64, scope identity.Scope) (*casework.KeptProfile, error) {
	meets, args := meetsWhere("p", scope)
	row := tx.Row(ctx, `SELECT `+profileColumns+` FROM profile p JOIN profile_version v ON v.profile = p.id
		AND v.version = CASE WHEN ? = 0 THEN p.version ELSE ? END WHERE p.id = ? AND `+meets,
		append([]any{version, version, string(of)}, args...)...)
	return oneProfile(row)
}

// KeptProfileByName gives the latest version of the profile of a name whose
// place meets the scope.
func (s *Store) KeptProfileByName(ctx context.Context, tx *sqldb.Tx, name string, scope identity.Scope) (*casework.KeptProfile, error) {
	meets, args := meetsWhere("p", scope)
	row := tx.Row(ctx, `SELECT `+profileColumns+` FROM profile p JOIN profile_version v ON v.profile = p.id AND v.version = p.version
		WHERE p.name = ? AND `+meets+` ORDER BY p.area DESC, p.unit DESC LIMIT 1`, append([]any{name}, args...)...)
	return oneProfile(row)
}

func oneProfile(row *sqldb.Row) (*casework.KeptProfile, error) {
	k, err := scanProfile(row)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "profile.not_found")
	}
	return k, err
}

// KeptProfiles gives the profiles whose place meets the scope in their latest
// version, the last changed first, at most limit behind the key (Recorded + ID)
// of one.
func (s *Store) KeptProfiles(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, after string, limit int) ([]*casework.KeptProfile, error) {
	recorded, last, _ := strings.Cut(after, " ")
	if after == "" {
		recorded = "~"
	}
	meets, args := meetsWhere("p", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+profileColumns+` FROM profile p JOIN profile_version v ON v.profile = p.id AND v.version = p.version
		WHERE (p.recorded < ? OR p.recorded = ? AND p.id < ?) AND `+meets+` ORDER BY p.recorded DESC, p.id DESC LIMIT ?`,
		append(append([]any{recorded, recorded, last}, args...), limit)...), scanProfile)
}

// ProfileRevisions gives the versions of a profile, the newest first, at most
// limit below a version, 0 is from the top.
func (s *Store) ProfileRevisions(ctx context.Context, tx *sqldb.Tx, of id.ID, below int64, limit int, scope identity.Scope) ([]*casework.KeptProfile, error) {
	meets, args := meetsWhere("p", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+profileColumns+` FROM profile p JOIN profile_version v ON v.profile = p.id
		WHERE p.id = ? AND (? = 0 OR v.version < ?) AND `+meets+` ORDER BY v.version DESC LIMIT ?`,
		append(append([]any{string(of), below, below}, args...), limit)...), scanProfile)
}

// ProfilesInForce gives the profiles for a kind of cases in a place on a day:
// of each its newest sound version that was in force by then, unless that one
// has ended or is for something else. No scope: by what rules an office works is
// no secret, and the choice must not hang on who opens the case.
func (s *Store) ProfilesInForce(ctx context.Context, tx *sqldb.Tx, kind casework.Kind, where area.Code, unit string, on day.Date) ([]*casework.KeptProfile, error) {
	areas, units := []string{""}, []string{""}
	if where != "" {
		areas = append(areasAbove(identity.Scope{Areas: []area.Code{where}}), string(where))
	}
	if unit != "" {
		units = append(unitsAbove(identity.Scope{Units: []string{unit}}), unit)
	}
	args := []any{on.String(), string(kind), on.String()}
	for _, texts := range [][]string{areas, areas, units} {
		for _, one := range texts {
			args = append(args, one)
		}
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+profileColumns+` FROM profile p
		JOIN profile_version v ON v.profile = p.id AND v.version = (SELECT MAX(w.version) FROM profile_version w WHERE w.profile = p.id AND w.sound = 1 AND w.from_day <= ?)
		JOIN profile_kind k ON k.profile = v.profile AND k.version = v.version AND k.kind = ?
		WHERE v.to_day >= ? AND v.area IN (`+sqldb.Marks(len(areas))+`) AND p.area IN (`+sqldb.Marks(len(areas))+`) AND p.unit IN (`+sqldb.Marks(len(units))+`)
		ORDER BY p.id`, args...), scanProfile)
}

// ProfileStarts gives the days after one on which a version of a profile of one
// keeper takes effect: on these the choice may change. No scope, as in
// ProfilesInForce.
func (s *Store) ProfileStarts(ctx context.Context, tx *sqldb.Tx, where area.Code, unit string, after day.Date) ([]day.Date, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT DISTINCT v.from_day FROM profile p JOIN profile_version v ON v.profile = p.id
		WHERE p.area = ? AND p.unit = ? AND v.sound = 1 AND v.from_day > ? ORDER BY v.from_day`, string(where), unit, after.String()), func(row *sqldb.Row) (day.Date, error) {
		var text string
		err := row.Scan(&text)
		return dateOf(&text), err
	})
}

// UnitKinds gives the kinds of a unit and of those above it, from the top.
func (s *Store) UnitKinds(ctx context.Context, tx *sqldb.Tx, unit string) ([]string, error) {
	if unit == "" {
		return nil, nil
	}
	paths := append(unitsAbove(identity.Scope{Units: []string{unit}}), unit)
	args := make([]any, len(paths))
	for i, path := range paths {
		args[i] = path
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT kind FROM unit WHERE path IN (`+sqldb.Marks(len(paths))+`) ORDER BY path`, args...),
		func(row *sqldb.Row) (kind string, err error) { return kind, row.Scan(&kind) })
}
