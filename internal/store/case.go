package store

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const caseColumns = `id, number, kind, channel, profile, digest, area, unit, household, shown, name_digest, persons, covered, cause, category, amount, class,
	step, does, round, state, ended, kin, objected, received, began, due, due_all, stopped, lost, extended, turn, origin, heir, opened, account, actor, recorded, version, sealed`

// caseWidth is how many columns a case has.
var caseWidth = len(columnList(caseColumns))

// caseValues are the columns of a case in their order.
func (s *Store) caseValues(c *casework.Case) []any {
	return []any{string(c.ID), c.Number, string(c.Kind), string(c.Channel), c.Profile, c.Digest, string(c.Area), c.Unit, string(c.Household),
		intake.Masked(c.Applicant), s.nameDigest(c.Applicant), int64(c.Persons), int64(c.Covered), c.Cause, c.Category, int64(c.Amount), c.Class,
		c.Step, string(c.Doing), int64(c.Round), string(c.State), flag(c.State.Ended()), flag(c.Kin), flag(c.Objected),
		c.Received.String(), c.Began.String(), until(c.Due), until(c.DueAll), c.Stopped.String(), int64(c.Lost), flag(c.Extended),
		c.Turn, string(c.Origin), string(c.Heir), string(c.Opened), string(c.User), c.Actor, string(c.Recorded), c.Version,
		s.seal(personal.ForCase, c.Applicant, c.Agent)}
}

func (s *Store) nameDigest(name string) any {
	return s.digest(personal.ForCase, personal.NormalName(name))
}

func (s *Store) scanCase(row *sqldb.Row) (*casework.Case, error) {
	var c casework.Case
	var shown, received, began, due, dueAll, stopped string
	var name *string
	var ended, kin, objected, extended int64
	var sealed []byte
	if err := row.Scan(&c.ID, &c.Number, &c.Kind, &c.Channel, &c.Profile, &c.Digest, &c.Area, &c.Unit, &c.Household, &shown, &name, &c.Persons, &c.Covered,
		&c.Cause, &c.Category, &c.Amount, &c.Class, &c.Step, &c.Doing, &c.Round, &c.State, &ended, &kin, &objected, &received, &began, &due, &dueAll,
		&stopped, &c.Lost, &extended, &c.Turn, &c.Origin, &c.Heir, &c.Opened, &c.User, &c.Actor, &c.Recorded, &c.Version, &sealed); err != nil {
		return nil, err
	}
	c.Kin, c.Objected, c.Extended = kin == 1, objected == 1, extended == 1
	c.Received, c.Began, c.Due, c.DueAll, c.Stopped = dateOf(&received), dateOf(&began), untilOf(due), untilOf(dueAll), dateOf(&stopped)
	secrets, err := s.unseal(personal.ForCase, sealed, 2)
	if err != nil {
		return nil, err
	}
	c.Applicant, c.Agent = secrets[0], secrets[1]
	return &c, nil
}

// AddCase writes a new case.
func (s *Store) AddCase(ctx context.Context, tx *sqldb.Tx, c *casework.Case) error {
	_, err := tx.Exec(ctx, `INSERT INTO casework (`+caseColumns+`) VALUES (`+sqldb.Marks(caseWidth)+`)`, s.caseValues(c)...)
	return err
}

// casesAtOnce bounds the rows of one statement: its placeholders are counted.
const casesAtOnce = 400

// SaveCases writes cases over their versions before, each one higher.
// problem.Conflict when another act came between.
func (s *Store) SaveCases(ctx context.Context, tx *sqldb.Tx, all ...*casework.Case) error {
	turns := map[string]bool{}
	for _, c := range all {
		turns[c.Turn] = true
	}
	if err := s.putCases(ctx, tx, all, 1); err != nil {
		return err
	}
	return addTurns(ctx, tx, turns)
}

// RewriteCase writes a case over itself without an act: a draft, and what a case
// says of its household. problem.Conflict when an act came between.
func (s *Store) RewriteCase(ctx context.Context, tx *sqldb.Tx, c *casework.Case) error {
	return s.putCases(ctx, tx, []*casework.Case{c}, 0)
}

// putCases writes cases over those that stand some versions before.
func (s *Store) putCases(ctx context.Context, tx *sqldb.Tx, all []*casework.Case, after int64) error {
	for from := 0; from < len(all); from += casesAtOnce {
		some := all[from:min(from+casesAtOnce, len(all))]
		args := make([]any, 0, len(some)*caseWidth)
		for _, c := range some {
			args = append(args, s.caseValues(c)...)
		}
		rows, err := tx.Exec(ctx, `INSERT INTO casework (`+caseColumns+`) VALUES `+manyMarks(len(some), caseWidth)+` ON CONFLICT (id) DO UPDATE SET `+
			overwrites+` WHERE casework.version = excluded.version - ?`, append(args, after)...)
		if err != nil {
			return err
		}
		if rows != int64(len(some)) {
			return problem.New(problem.Conflict, "casework.changed")
		}
	}
	return nil
}

// overwrites sets every column but the key to what was to be inserted.
var overwrites = func() string {
	var sets []string
	for _, column := range columnList(caseColumns)[1:] {
		sets = append(sets, column+" = excluded."+column)
	}
	return strings.Join(sets, ", ")
}()

func manyMarks(rows, columns int) string {
	one := "(" + sqldb.Marks(columns) + ")"
	return strings.TrimSuffix(strings.Repeat(one+", ", rows), ", ")
}

// addTurns notes the sets of roles that are to act next.
func addTurns(ctx context.Context, tx *sqldb.Tx, turns map[string]bool) error {
	for turn := range turns {
		if turn == "" {
			continue
		}
		if _, err := tx.Exec(ctx, `INSERT INTO case_turn (turn) VALUES (?) ON CONFLICT DO NOTHING`, turn); err != nil {
			return err
		}
	}
	return nil
}

// Case gives a case within the scope. problem.NotFound when there is none.
func (s *Store) Case(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*casework.Case, error) {
	return s.oneCase(ctx, tx, `c.id = ?`, string(of), scope)
}

// CaseByNumber gives the case of a receipt within the scope. problem.NotFound
// when there is none.
func (s *Store) CaseByNumber(ctx context.Context, tx *sqldb.Tx, number string, scope identity.Scope) (*casework.Case, error) {
	return s.oneCase(ctx, tx, `c.number = ? AND c.number <> ''`, number, scope)
}

func (s *Store) oneCase(ctx context.Context, tx *sqldb.Tx, which, key string, scope identity.Scope) (*casework.Case, error) {
	where, args := scopeWhere("c", scope)
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+caseColumns+` FROM casework c WHERE `+which+` AND `+where, append([]any{key}, args...)...), s.scanCase)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, problem.New(problem.NotFound, "casework.no_case")
	}
	return all[0], nil
}

// CasesByID gives the cases of the ids that lie in the scope, by their ids.
func (s *Store) CasesByID(ctx context.Context, tx *sqldb.Tx, ids []id.ID, scope identity.Scope) (map[id.ID]*casework.Case, error) {
	where, scopeArgs := scopeWhere("c", scope)
	found := make(map[id.ID]*casework.Case, len(ids))
	for from := 0; from < len(ids); from += idsAtOnce {
		keys := keysOf(ids[from:min(from+idsAtOnce, len(ids))])
		some, err := sqldb.Collect(tx.Query(ctx, `SELECT `+caseColumns+` FROM casework c WHERE c.id IN (`+sqldb.Marks(len(keys))+`) AND `+where, append(keys, scopeArgs...)...), s.scanCase)
		if err != nil {
			return nil, err
		}
		for _, c := range some {
			found[c.ID] = c
		}
	}
	return found, nil
}

// idsAtOnce bounds the keys of one statement.
const idsAtOnce = 1000

// PutCasePersons notes who belongs to the households of a case, in place of those
// before: each by the number, and by name and day of birth for the register of
// staff relatives. A nil household is nobody.
func (s *Store) PutCasePersons(ctx context.Context, tx *sqldb.Tx, of id.ID, households ...*registry.Household) error {
	if _, err := tx.Exec(ctx, `DELETE FROM case_person WHERE casework = ?`, string(of)); err != nil {
		return err
	}
	for _, h := range households {
		if h == nil {
			continue
		}
		for i := range h.Members {
			for _, digest := range s.marksOf(&h.Members[i]) {
				if _, err := tx.Exec(ctx, `INSERT INTO case_person (id_digest, casework) VALUES (?, ?) ON CONFLICT DO NOTHING`, digest, string(of)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// marksOf are by what a person of a case is known: the number; name and birth,
// marked by whether there is a number beside them.
func (s *Store) marksOf(m *registry.Member) (all []string) {
	mark := "u"
	if number := m.IDNumber.Clear(); number != "" {
		all, mark = append(all, s.sealer.Digest(personal.ForID, number)), "n"
	}
	if person := s.personDigest(m.Name, m.Birth); person != "" {
		all = append(all, mark+person)
	}
	return all
}

// CasesOfKin gives those of some cases in whose household one of the accounts has
// a relative on record on a day, as RelatedStaff tells it household by household.
func (s *Store) CasesOfKin(ctx context.Context, tx *sqldb.Tx, users []id.ID, on day.Date) (map[id.ID]bool, error) {
	if len(users) == 0 {
		return nil, nil
	}
	held := ` k.account IN (` + sqldb.Marks(len(users)) + `) AND k.valid_from <= ? AND k.valid_to >= ?`
	args := append(keysOf(users), on.String(), on.String())
	found := map[id.ID]bool{}
	for row, err := range tx.Query(ctx, `SELECT p.casework FROM kinship k JOIN case_person p ON p.id_digest = k.id_digest WHERE`+held+`
		UNION SELECT p.casework FROM kinship k JOIN case_person p ON p.id_digest = 'u' || k.person WHERE`+held+`
		UNION SELECT p.casework FROM kinship k JOIN case_person p ON p.id_digest = 'n' || k.person WHERE k.id_digest IS NULL AND`+held,
		slices.Concat(args, args, args)...) {
		if err != nil {
			return nil, err
		}
		var of id.ID
		if err := row.Scan(&of); err != nil {
			return nil, err
		}
		found[of] = true
	}
	return found, nil
}

// CasesOfPersons gives the cases of a kind that are about the household, or
// about one of the persons, the newest first, wherever they are: no household
// applies twice. Who is refused for it is told no more than the scope allows.
func (s *Store) CasesOfPersons(ctx context.Context, tx *sqldb.Tx, kind casework.Kind, household id.ID, numbers []personal.ID) ([]*casework.Case, error) {
	var parts []string
	var args []any
	if household != "" {
		parts, args = append(parts, `SELECT id FROM casework WHERE household = ? AND household <> ''`), append(args, string(household))
	}
	var digests []any
	for _, n := range numbers {
		if !n.IsZero() {
			digests = append(digests, s.digest(personal.ForID, n.Clear()))
		}
	}
	if len(digests) > 0 {
		parts, args = append(parts, `SELECT casework AS id FROM case_person WHERE id_digest IN (`+sqldb.Marks(len(digests))+`)`), append(args, digests...)
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+caseColumns+` FROM casework c WHERE c.kind = ? AND c.id IN (`+strings.Join(parts, ` UNION `)+`) ORDER BY c.id DESC`,
		append([]any{string(kind)}, args...)...), s.scanCase)
}

// NextReceipt counts the receipts of a town and year, from 1.
func (s *Store) NextReceipt(ctx context.Context, tx *sqldb.Tx, prefix string) (n int64, err error) {
	err = tx.Row(ctx, `INSERT INTO case_receipt (prefix, last) VALUES (?, 1) ON CONFLICT (prefix) DO UPDATE SET last = case_receipt.last + 1 RETURNING last`, prefix).Scan(&n)
	return n, err
}
