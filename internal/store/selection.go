package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

// Selection asks which households or persons a rule takes, among the files
// that are open on the day within the scope.
type Selection struct {
	Rule      *rule.Rule // nil takes all
	Unit      rule.Unit  // with a nil rule; else the rule's
	AsOf      day.Date
	Scope     identity.Scope
	Standards []area.Standard // in force on the day, see Standards
	Campaign  rule.Campaign
}

// Candidate is a household or person that the rule takes, or may take.
type Candidate struct {
	ID        string // of the household or, for a rule over persons, the member
	Household string
	Area      string
	Unit      string
	Number    string
	Head      string
	Name      string       // of the person; the head's for a household
	Size      int64        // persons of the household
	Verdict   rule.Verdict // Yes, or Unknown
	Missing   []string     // fields behind Unknown, by path
	Values    []rule.Value // what the rule read, for the reason
	Facts     *rule.Facts  // all that the rule could read
}

// Counts are the figures of a selection.
type Counts struct {
	Yes     int64 // households or persons that the rule takes
	Unknown int64 // for whom a value is missing
	Persons int64 // living in the households taken; Yes for a rule over persons
}

func (sel *Selection) unit() rule.Unit {
	if sel.Rule != nil {
		return sel.Rule.Unit()
	}
	return sel.Unit
}

// from is the tables of the universe and its condition.
func (sel *Selection) from() (tables string, where fragment) {
	scope, args := scopeWhere("h", sel.Scope)
	on := sel.AsOf.String()
	where = fragment{sql: scope + " AND h.opened <= ? AND (h.closed IS NULL OR h.closed > ?)", args: append(args, on, on)}
	if sel.unit() == rule.UnitPerson {
		return "member p JOIN household h ON h.id = p.household", where
	}
	return "household h", where
}

func (sel *Selection) key() string {
	if sel.unit() == rule.UnitPerson {
		return "p.id"
	}
	return "h.id"
}

func (sel *Selection) conditions(engine sqldb.Engine) (truth, error) {
	if sel.Rule == nil {
		return fixed(true), nil
	}
	return translate(sel.Rule, selectEnv{asOf: sel.AsOf.String(), standards: sel.Standards, campaign: sel.Campaign, engine: engine})
}

// Count counts a selection, in the database where the rule allows.
func (s *Store) Count(ctx context.Context, tx *sqldb.Tx, sel Selection) (c Counts, err error) {
	t, err := sel.conditions(tx.Engine())
	if _, ok := errors.AsType[*Untranslatable](err); ok {
		return s.countRows(ctx, tx, sel)
	}
	persons := "CAST(COALESCE(SUM(h.size), 0) AS BIGINT)"
	if sel.unit() == rule.UnitPerson {
		persons = "COUNT(*)"
	}
	tables, where := sel.from()
	q := sqlf("SELECT COUNT(*), "+persons+" FROM "+tables+" WHERE @ AND @", where, t.yes)
	if err := tx.Row(ctx, q.sql, q.args...).Scan(&c.Yes, &c.Persons); err != nil {
		return c, fmt.Errorf("counting a selection: %w", err)
	}
	if t.total() {
		return c, nil
	}
	q = sqlf("SELECT COUNT(*) FROM "+tables+" WHERE @ AND @", where, t.open)
	if err := tx.Row(ctx, q.sql, q.args...).Scan(&c.Unknown); err != nil {
		return c, fmt.Errorf("counting the undecided of a selection: %w", err)
	}
	return c, nil
}

func (s *Store) countRows(ctx context.Context, tx *sqldb.Tx, sel Selection) (c Counts, err error) {
	err = s.Select(ctx, tx, sel, func(one Candidate) error {
		if one.Verdict == rule.Unknown {
			c.Unknown++
			return nil
		}
		c.Yes++
		c.Persons += one.Size
		return nil
	})
	if sel.unit() == rule.UnitPerson {
		c.Persons = c.Yes
	}
	return c, err
}

// Pages of a selection: keys are light (some 10 MB a page), and a page of them
// costs one run of the condition; facts are heavy.
const (
	keyPage  = 100_000
	factPage = 500
)

// Select yields the households or persons that the rule takes and those it
// can't decide about, in the order of their ids. yield may use tx; whether what
// it changes in the registry is selected is left open.
func (s *Store) Select(ctx context.Context, tx *sqldb.Tx, sel Selection, yield func(Candidate) error) error {
	t, err := sel.conditions(tx.Engine())
	var untranslatable *Untranslatable
	inRows := errors.As(err, &untranslatable)
	if inRows {
		t = fixed(true)
	}
	for after := ""; ; {
		keys, err := sel.keys(ctx, tx, t, after, keyPage)
		if err != nil {
			return err
		}
		for start := 0; start < len(keys); start += factPage {
			page := keys[start:min(start+factPage, len(keys))]
			if err := s.candidates(ctx, tx, &sel, page, inRows, yield); err != nil {
				return err
			}
		}
		if len(keys) < keyPage {
			return nil
		}
		after = keys[len(keys)-1].id
	}
}

// selected is a key with what the database said.
type selected struct {
	id, household string
	verdict       rule.Verdict
}

// keys gives the next keys after one, in order. The rows taken and the rows
// open are two queries, since an index serves each and none serves both.
func (sel *Selection) keys(ctx context.Context, tx *sqldb.Tx, t truth, after string, limit int) ([]selected, error) {
	keys, err := sel.keysWhere(ctx, tx, t.yes, rule.Yes, after, limit)
	if err != nil || t.total() {
		return keys, err
	}
	open, err := sel.keysWhere(ctx, tx, t.open, rule.Unknown, after, limit)
	if err != nil || len(open) == 0 {
		return keys, err
	}
	keys = append(keys, open...)
	slices.SortFunc(keys, func(a, b selected) int { return strings.Compare(a.id, b.id) })
	return keys[:min(len(keys), limit)], nil
}

func (sel *Selection) keysWhere(ctx context.Context, tx *sqldb.Tx, cond fragment, verdict rule.Verdict, after string, limit int) ([]selected, error) {
	tables, where := sel.from()
	columns, person := "h.id", sel.unit() == rule.UnitPerson
	if person {
		columns = "p.id, h.id"
	}
	q := sqlf("SELECT "+columns+" FROM "+tables+" WHERE @ AND @ AND "+sel.key()+" > ? ORDER BY "+sel.key()+" LIMIT ?", where, cond)
	return sqldb.Collect(tx.Query(ctx, q.sql, append(q.args, after, limit)...), func(row *sqldb.Row) (k selected, err error) {
		k.verdict = verdict
		if person {
			err = row.Scan(&k.id, &k.household)
			return k, err
		}
		err = row.Scan(&k.id)
		k.household = k.id
		return k, err
	})
}

// candidates loads the facts of the keys and asks the rule about each; where
// the database has answered already, the two must agree.
func (s *Store) candidates(ctx context.Context, tx *sqldb.Tx, sel *Selection, keys []selected, inRows bool, yield func(Candidate) error) error {
	loaded, err := s.loadFacts(ctx, tx, sel, keys)
	if err != nil {
		return err
	}
	for _, key := range keys {
		file := loaded[key.household]
		if file == nil {
			return fmt.Errorf("household %s went away while selecting", key.household)
		}
		c, err := sel.candidate(file, key)
		if err != nil {
			return err
		}
		if !inRows && c.Verdict != key.verdict {
			return fmt.Errorf("rule %q: the database says %d of %s and the rule %d", sel.Rule.Source(), key.verdict, key.id, c.Verdict)
		}
		if c.Verdict == rule.No {
			continue
		}
		if err := yield(c); err != nil {
			return err
		}
	}
	return nil
}

func (sel *Selection) candidate(file *file, key selected) (c Candidate, err error) {
	facts := file.facts
	c = Candidate{ID: key.id, Household: key.household, Area: facts.Household.Area, Unit: facts.Household.Unit,
		Number: facts.Household.Number, Head: file.head, Name: file.head, Size: facts.Household.Size, Verdict: rule.Yes, Facts: &facts}
	if sel.unit() == rule.UnitPerson {
		i := file.member[key.id]
		facts.Person = &facts.Household.Members[i]
		c.Name = file.names[i]
	}
	if sel.Rule == nil {
		return c, nil
	}
	if c.Verdict, c.Missing, err = sel.Rule.Eval(&facts); err == nil && c.Verdict != rule.No {
		c.Values = sel.Rule.Values(&facts)
	}
	return c, err
}
