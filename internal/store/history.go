package store

import (
	"context"
	"errors"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// The nouns whose replaced versions are kept. Each is the name of its table.
const (
	nounHousehold = "household"
	nounHelper    = "helper"
)

// Version is one state of a record and how long it was in force.
type Version struct {
	Version  int // from 1
	Area     area.Code
	Unit     string
	Batch    id.ID // the command that wrote it
	Recorded day.Instant
	Command  id.ID       // the command that replaced or removed it; "" while in force
	Replaced day.Instant // "" while in force
}

const historyColumns = `noun, subject, version, area, unit, batch, recorded, command, replaced, body`

// keep copies a record that is about to be replaced or removed to the history.
// body spells its secrets out. The error is changed when the table no longer
// holds this version: somebody else was faster.
func (s *Store) keep(ctx context.Context, tx *sqldb.Tx, noun string, subject id.ID, version int, body any, command id.ID, at day.Instant, changed *problem.Error) error {
	var v Version
	err := tx.Row(ctx, `SELECT area, unit, batch, recorded FROM `+noun+` WHERE id = ? AND version = ?`, string(subject), version).
		Scan(&v.Area, &v.Unit, &v.Batch, &v.Recorded)
	if errors.Is(err, sqldb.ErrNoRow) {
		return changed
	}
	if err != nil {
		return err
	}
	sealed, err := s.sealJSON(personal.ForHistory, body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO history (`+historyColumns+`) VALUES (`+sqldb.Marks(10)+`)`,
		noun, string(subject), version, string(v.Area), v.Unit, string(v.Batch), string(v.Recorded), string(command), string(at), sealed)
	return err
}

// versions gives all versions of a record that lie in the scope, oldest first.
// The last has no Replaced while the record is there.
func versions(ctx context.Context, tx *sqldb.Tx, noun string, subject id.ID, scope identity.Scope) ([]Version, error) {
	old, args := scopeWhere("o", scope)
	live, liveArgs := scopeWhere("l", scope)
	args = append(append([]any{noun, string(subject)}, args...), append([]any{string(subject)}, liveArgs...)...)
	return sqldb.Collect(tx.Query(ctx, `
		SELECT version, area, unit, batch, recorded, command, replaced FROM history o WHERE noun = ? AND subject = ? AND `+old+`
		UNION ALL
		SELECT version, area, unit, batch, recorded, '', '' FROM `+noun+` l WHERE id = ? AND `+live+`
		ORDER BY version`, args...), func(row *sqldb.Row) (v Version, err error) {
		err = row.Scan(&v.Version, &v.Area, &v.Unit, &v.Batch, &v.Recorded, &v.Command, &v.Replaced)
		return v, err
	})
}

// keptBody gives the sealed body of the one version that meets the condition,
// nil when there is none in the scope.
func keptBody(ctx context.Context, tx *sqldb.Tx, noun string, subject id.ID, scope identity.Scope, condition string, args ...any) (body []byte, err error) {
	where, scopeArgs := scopeWhere("o", scope)
	args = append(append([]any{noun, string(subject)}, args...), scopeArgs...)
	err = tx.Row(ctx, `SELECT body FROM history o WHERE noun = ? AND subject = ? AND `+condition+` AND `+where, args...).Scan(&body)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	return body, err
}

// inForceAt is the condition of the version that was in force at an instant,
// which is given twice.
const inForceAt = `recorded <= ? AND replaced > ?`

// recordedBy tells whether the version in force was recorded by the instant.
func recordedBy(ctx context.Context, tx *sqldb.Tx, noun string, subject id.ID, at day.Instant) (bool, error) {
	var one int64
	err := tx.Row(ctx, `SELECT 1 FROM `+noun+` WHERE id = ? AND recorded <= ?`, string(subject), string(at)).Scan(&one)
	if errors.Is(err, sqldb.ErrNoRow) {
		return false, nil
	}
	return err == nil, err
}
