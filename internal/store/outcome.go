package store

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const stepColumns = `campaign, subject, seq, act, kind, area, unit, name, persons, state, reason, by_hand, day, person, approver, file, actor, recorded, sealed`

// scanStep reads a step; its note stays sealed.
func scanStep(row *sqldb.Row, more ...any) (step campaign.Step, sealed []byte, err error) {
	var on string
	var byHand int64
	err = row.Scan(append([]any{&step.Campaign, &step.Subject, &step.Seq, &step.Act, &step.Kind, &step.Area, &step.Unit, &step.Name, &step.Persons,
		&step.State, &step.Reason, &byHand, &on, &step.Person, &step.Approver, &step.File, &step.Actor, &step.Recorded, &sealed}, more...)...)
	step.ByHand, step.Day = byHand == 1, dateOf(&on)
	return step, sealed, err
}

func (s *Store) openStep(row *sqldb.Row) (step campaign.Step, err error) {
	step, sealed, err := scanStep(row)
	if err != nil {
		return step, err
	}
	note, err := s.unseal(personal.ForOutcome, sealed, 1)
	if err == nil {
		step.Note = note[0]
	}
	return step, err
}

// Standing gives the step that holds of an entry within the scope.
// problem.NotFound when the universe has no such entry there.
func (s *Store) Standing(ctx context.Context, tx *sqldb.Tx, of id.ID, subject string, scope identity.Scope) (*campaign.Step, error) {
	where, args := scopeWhere("v", scope)
	for row, err := range tx.Query(ctx, `SELECT `+prefixed("o", stepColumns)+` FROM coverage v
		JOIN campaign_outcome o ON o.campaign = v.campaign AND o.subject = v.subject AND o.seq = v.version
		WHERE v.campaign = ? AND v.subject = ? AND `+where, append([]any{string(of), subject}, args...)...) {
		if err != nil {
			return nil, err
		}
		step, err := s.openStep(row)
		return &step, err
	}
	return nil, problem.New(problem.NotFound, "campaign.no_entry")
}

// Steps gives all that happened to an entry within the scope, oldest first.
func (s *Store) Steps(ctx context.Context, tx *sqldb.Tx, of id.ID, subject string, scope identity.Scope) ([]campaign.Step, error) {
	where, args := scopeWhere("o", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+stepColumns+` FROM campaign_outcome o WHERE campaign = ? AND subject = ? AND `+where+` ORDER BY seq`,
		append([]any{string(of), subject}, args...)...), s.openStep)
}

// AddStep writes the next step of an entry, which then holds of it, and gives
// the fields that its audit record digests. problem.Conflict when another step
// came between.
func (s *Store) AddStep(ctx context.Context, tx *sqldb.Tx, step *campaign.Step) ([]string, error) {
	note := s.seal(personal.ForOutcome, step.Note)
	rows, err := tx.Exec(ctx, `UPDATE coverage SET state = ?, reason = ?, by_hand = ?, version = ? WHERE campaign = ? AND subject = ? AND version = ?`,
		string(step.State), step.Reason, flag(step.ByHand), step.Seq, string(step.Campaign), step.Subject, step.Seq-1)
	if err != nil {
		return nil, err
	}
	if rows == 0 {
		return nil, problem.New(problem.Conflict, "campaign.changed")
	}
	_, err = tx.Exec(ctx, `INSERT INTO campaign_outcome (`+stepColumns+`) VALUES (`+sqldb.Marks(19)+`)`,
		string(step.Campaign), step.Subject, step.Seq, string(step.Act), string(step.Kind), string(step.Area), step.Unit, step.Name, step.Persons,
		string(step.State), step.Reason, flag(step.ByHand), step.Day.String(), step.Person, step.Approver, step.File, step.Actor, string(step.Recorded), note)
	if err != nil {
		return nil, err
	}
	sealed, _ := note.([]byte) // nil without a note
	return step.Fields(sealed), noteHelp(ctx, tx, step.Subject)
}

// EachHistory streams the steps of every entry a campaign ever had, entry by
// entry in key order, without notes. It gives how many steps there were. The
// slice is used again; yield must not use tx.
func (s *Store) EachHistory(ctx context.Context, tx *sqldb.Tx, of id.ID, yield func([]campaign.Step) error) (steps int64, err error) {
	var entry []campaign.Step
	for row, err := range tx.Query(ctx, `SELECT `+stepColumns+` FROM campaign_outcome WHERE campaign = ? ORDER BY campaign, subject, seq`, string(of)) {
		if err != nil {
			return steps, err
		}
		step, _, err := scanStep(row)
		if err != nil {
			return steps, err
		}
		if len(entry) > 0 && entry[0].Subject != step.Subject {
			if err := yield(entry); err != nil {
				return steps, err
			}
			entry = entry[:0]
		}
		entry = append(entry, step)
		steps++
	}
	if len(entry) == 0 {
		return steps, nil
	}
	return steps, yield(entry)
}

// CountSteps counts the steps recorded up to an instant.
func (s *Store) CountSteps(ctx context.Context, tx *sqldb.Tx, of id.ID, upTo day.Instant) (n int64, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM campaign_outcome WHERE campaign = ? AND recorded <= ?`, string(of), string(upTo)).Scan(&n)
	return n, err
}
