package store

import (
	"context"

	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
)

const actColumns = `casework, seq, step, place, does, round, verb, account, actor, role, others, to_step, to_place, area, unit, category, amount, covered, class,
	notice, until, late, day, recorded, sealed`

// actBody is what of an act lies encrypted.
type actBody struct {
	Reason     string                `json:"reason,omitempty"`
	With       []casework.Person     `json:"with,omitempty"`
	Meeting    *casework.Meeting     `json:"meeting,omitempty"`
	Assessment []casework.Assessment `json:"assessment,omitempty"`
}

func (b *actBody) empty() bool {
	return b.Reason == "" && len(b.With) == 0 && b.Meeting == nil && len(b.Assessment) == 0
}

func (s *Store) actValues(a *casework.Act) ([]any, error) {
	var sealed any
	if body := (actBody{a.Reason, a.With, a.Meeting, a.Assessment}); !body.empty() {
		text, err := s.sealJSON(personal.ForCase, body)
		if err != nil {
			return nil, err
		}
		sealed = text
	}
	return []any{string(a.Case), a.Seq, a.Step, int64(a.Place), string(a.Do), int64(a.Round), string(a.Verb), string(a.User), a.Actor, a.Role, int64(len(a.With)),
		a.To, int64(a.ToPlace), string(a.Area), a.Unit, a.Category, int64(a.Amount), int64(a.Covered), a.Class,
		string(a.Notice), a.Until.String(), flag(a.Late), a.On.String(), string(a.Recorded), sealed}, nil
}

// AddCaseActs writes what was done to cases, and who took part.
func (s *Store) AddCaseActs(ctx context.Context, tx *sqldb.Tx, acts ...*casework.Act) error {
	rows, err := tx.Copy(ctx, "case_act", columnList(actColumns)...)
	if err != nil {
		return err
	}
	for _, a := range acts {
		values, err := s.actValues(a)
		if err == nil {
			err = rows.Add(ctx, values...)
		}
		if err != nil {
			return err
		}
	}
	if _, err := rows.Close(ctx); err != nil {
		return err
	}
	parts, err := tx.Copy(ctx, "case_part", "account", "casework", "seq")
	if err != nil {
		return err
	}
	for _, a := range acts {
		met := map[id.ID]bool{}
		for _, who := range a.Users() {
			if met[who] {
				continue
			}
			met[who] = true
			if err := parts.Add(ctx, string(who), string(a.Case), a.Seq); err != nil {
				return err
			}
		}
	}
	_, err = parts.Close(ctx)
	return err
}

func (s *Store) scanAct(row *sqldb.Row) (a casework.Act, err error) {
	var others, late int64
	var until, on string
	var sealed []byte
	if err := row.Scan(&a.Case, &a.Seq, &a.Step, &a.Place, &a.Do, &a.Round, &a.Verb, &a.User, &a.Actor, &a.Role, &others, &a.To, &a.ToPlace, &a.Area, &a.Unit,
		&a.Category, &a.Amount, &a.Covered, &a.Class, &a.Notice, &until, &late, &on, &a.Recorded, &sealed); err != nil {
		return a, err
	}
	a.Until, a.Late, a.On = dateOf(&until), late == 1, dateOf(&on)
	if sealed == nil {
		return a, nil
	}
	var body actBody
	err = s.unsealJSON(personal.ForCase, sealed, &body)
	a.Reason, a.With, a.Meeting, a.Assessment = body.Reason, body.With, body.Meeting, body.Assessment
	return a, err
}

// CaseActs gives all that was done to a case within the scope, oldest first.
func (s *Store) CaseActs(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) ([]casework.Act, error) {
	where, args := scopeWhere("c", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("a", columnsOnOneLine(actColumns))+` FROM case_act a JOIN casework c ON c.id = a.casework
		WHERE a.casework = ? AND `+where+` ORDER BY a.seq`, append([]any{string(of)}, args...)...), s.scanAct)
}

// ActsOfCases gives what was done to some cases within the scope, by case,
// oldest first.
func (s *Store) ActsOfCases(ctx context.Context, tx *sqldb.Tx, ids []id.ID, scope identity.Scope) (map[id.ID][]casework.Act, error) {
	where, scopeArgs := scopeWhere("c", scope)
	found := make(map[id.ID][]casework.Act, len(ids))
	for from := 0; from < len(ids); from += idsAtOnce {
		keys := keysOf(ids[from:min(from+idsAtOnce, len(ids))])
		for row, err := range tx.Query(ctx, `SELECT `+prefixed("a", columnsOnOneLine(actColumns))+` FROM casework c JOIN case_act a ON a.casework = c.id
			WHERE c.id IN (`+sqldb.Marks(len(keys))+`) AND `+where+` ORDER BY a.casework, a.seq`, append(keys, scopeArgs...)...) {
			if err != nil {
				return nil, err
			}
			a, err := s.scanAct(row)
			if err != nil {
				return nil, err
			}
			found[a.Case] = append(found[a.Case], a)
		}
	}
	return found, nil
}
