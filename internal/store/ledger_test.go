package store

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

var bookDay = dayOf("2027-02-01")

// aPurse writes a purse of a town with a line of it.
func aPurse(t testing.TB, s *Store, name string) (*fund.Purse, *fund.Line) {
	t.Helper()
	by := Signed{"钱会计", "2027-01-01T00:00:00.000Z"}
	p := &fund.Purse{ID: id.New(), Name: name, Holder: "镇财政", Kind: "finance", Year: 2027, Area: "441900129000", Version: 1}
	l := &fund.Line{ID: id.New(), Purse: p.ID, Campaign: id.New(), Clause: "cash.city_money", Name: "市级慰问金"}
	write(t, s, func(tx *sqldb.Tx) error {
		if err := s.AddPurse(t.Context(), tx, p, by); err != nil {
			return err
		}
		return s.PutBudgetLine(t.Context(), tx, l, by)
	})
	return p, l
}

// stamped completes an entry as a use case does.
func stamped(e *fund.Entry, key string) *fund.Entry {
	e.ID, e.Book, e.Key, e.Effective, e.Recorded, e.Actor = id.New(), "441900129000", key, bookDay, "2027-02-01T01:00:00.000Z", "钱会计"
	return e
}

func postNow(t testing.TB, s *Store, e *fund.Entry, err error) (again bool, fault error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	fault = s.Write(t.Context(), func(tx *sqldb.Tx) error {
		var err error
		_, again, err = s.PostEntry(t.Context(), tx, e)
		return err
	})
	return again, fault
}

func soundBooks(t testing.TB, s *Store, entries int64) {
	t.Helper()
	read(t, s, func(tx *sqldb.Tx) error {
		n, broken, err := s.VerifyLedger(t.Context(), tx, 10)
		if len(broken) > 0 || entries >= 0 && n != entries {
			t.Errorf("%d entries, wanted %d; %v", n, entries, broken)
		}
		return err
	})
}

// A command that comes again is posted once; one that says something else under
// the same key is refused; no account falls below zero.
func TestPostEntryOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		p, l := aPurse(t, s, "市级慰问资金")
		in, err := fund.PaidIn(p.ID, 100_000)
		first := stamped(in, "in-1")
		if again, fault := postNow(t, s, first, err); again || fault != nil {
			t.Fatal(again, fault)
		}
		repeat, err := fund.PaidIn(p.ID, 100_000)
		if again, fault := postNow(t, s, stamped(repeat, "in-1"), err); !again || fault != nil {
			t.Errorf("the same command gives %v, %v", again, fault)
		}
		other, err := fund.PaidIn(p.ID, 100_001)
		if _, fault := postNow(t, s, stamped(other, "in-1"), err); !problem.Is(fault, problem.Conflict) {
			t.Errorf("another under the key gives %v", fault)
		}
		more, err := fund.Allotted(l, 100_001)
		if _, fault := postNow(t, s, stamped(more, "allot"), err); !problem.Is(fault, problem.Conflict) {
			t.Errorf("more than there is gives %v", fault)
		}
		if _, fault := postNow(t, s, stamped(first.Reverse(), "undo"), nil); fault != nil {
			t.Error(fault)
		}
		if _, fault := postNow(t, s, stamped(first.Reverse(), "undo twice"), nil); !problem.Is(fault, problem.Conflict) {
			t.Errorf("turned round twice gives %v", fault)
		}
		soundBooks(t, s, 2)
	})
}

// Whatever many writers do at once, the books balance, nothing is below zero,
// the chain holds and the balances are what was posted.
func TestManyWritersKeepTheBooks(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		p, l := aPurse(t, s, "县级慰问资金")
		q, _ := aPurse(t, s, "镇级慰问资金")
		var all sync.WaitGroup
		for writer := range 4 {
			all.Go(func() {
				dice := rand.New(rand.NewPCG(7, uint64(writer)))
				for n := range 25 {
					e, err := anyEntry(dice, p, q, l)
					if err != nil {
						t.Error(err)
						return
					}
					key := fmt.Sprint("w", writer, "-", n/2) // every second command comes again, or says something else
					if _, fault := postNow(t, s, stamped(e, key), nil); fault != nil && !problem.Is(fault, problem.Conflict) {
						t.Error(fault)
					}
				}
			})
		}
		all.Wait()
		soundBooks(t, s, -1)
		read(t, s, func(tx *sqldb.Tx) error {
			for _, purse := range []id.ID{p.ID, q.ID} {
				now, err := s.Balances(t.Context(), tx, purse, identity.Everything)
				if err != nil {
					return err
				}
				then, err := s.BalancesAt(t.Context(), tx, purse, bookDay, "2027-02-02T00:00:00.000Z", identity.Everything)
				if err != nil {
					return err
				}
				if a, b := now.Standing(purse, "", ""), then.Standing(purse, "", ""); a != b || !a.Whole() {
					t.Errorf("now %+v, by the postings %+v", a, b)
				}
				before, err := s.BalancesAt(t.Context(), tx, purse, bookDay.AddDays(-1), "2027-02-02T00:00:00.000Z", identity.Everything)
				if err != nil || len(before) > 0 {
					t.Errorf("the day before has %v, %v", before, err)
				}
			}
			return nil
		})
	})
}

func anyEntry(dice *rand.Rand, p, q *fund.Purse, l *fund.Line) (*fund.Entry, error) {
	fen := money.Fen(dice.Int64N(5_000) + 1)
	switch dice.IntN(5) {
	case 0:
		return fund.PaidIn(q.ID, fen)
	case 1:
		return fund.Allotted(l, fen)
	case 2:
		return fund.Withdrawn(l, fen)
	case 3:
		return fund.Moved(fund.Transfer, p.ID, q.ID, fen)
	}
	return fund.PaidIn(p.ID, fen*4)
}

// What somebody changes behind the program's back is found.
func TestVerifyLedgerFindsWhatWasChanged(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		p, _ := aPurse(t, s, "捐赠资金")
		for n := range 3 {
			e, err := fund.PaidIn(p.ID, 1_000)
			if _, fault := postNow(t, s, stamped(e, fmt.Sprint("in", n)), err); fault != nil {
				t.Fatal(fault)
			}
		}
		soundBooks(t, s, 3)
		for name, change := range map[string]string{
			"a balance":        `UPDATE fund_balance SET fen = 2999 WHERE place = 'free'`,
			"an entry's day":   `UPDATE fund_entry SET effective = '2027-03-01' WHERE seq = 2`,
			"an entry is gone": `UPDATE fund_entry SET seq = 9 WHERE seq = 2`,
			"a posting":        `UPDATE fund_posting SET fen = 999 WHERE fen = 1000`,
		} {
			err := s.Write(t.Context(), func(tx *sqldb.Tx) error {
				if _, err := tx.Exec(t.Context(), change); err != nil {
					return err
				}
				_, broken, err := s.VerifyLedger(t.Context(), tx, 10)
				if len(broken) == 0 {
					t.Errorf("%s: nothing found", name)
				}
				if err == nil {
					err = problem.New(problem.Conflict, "fund.key_differs") // take it back
				}
				return err
			})
			if !problem.Is(err, problem.Conflict) {
				t.Error(name, err)
			}
		}
	})
}
