package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// plant writes personal numbers by every way into the store, and gives them.
func plant(t *testing.T, s *Store) (numbers []string) {
	t.Helper()
	ctx, people := t.Context(), newPopulation()
	old, next := replaced(t, s, people)
	removed := people.household()
	removed.Extra, removed.Contact = map[string]string{"备用电话": people.phone().Clear()}, "张某"+people.phone().Clear()
	removed.Address, removed.ContactRelation = "二组3号，电话"+people.phone().Clear(), "儿子"+people.phone().Clear()
	add(t, s, removed)
	helper := wholeHelper(people)
	addHelpers(t, s, helper)
	changed := *helper
	changed.Phone, changed.Version = people.phone(), 2
	group, cell := people.idNumber(1955).Clear(), people.card().Clear()
	asked := &registry.ChangeRequest{ID: people.ids(), Kind: registry.ChangeIdentity, Household: next.ID, Row: 1, Ask: registry.ChangeAsk{
		Fields: map[string]string{"phone": people.phone().Clear()}, Added: []map[string]string{{"id_number": people.idNumber(1961).Clear()}}, Note: "原号" + people.card().Clear()}}
	numbers = append(numbers, asked.Ask.Fields["phone"], asked.Ask.Added[0]["id_number"], strings.TrimPrefix(asked.Ask.Note, "原号"))
	write(t, s, func(tx *sqldb.Tx) error {
		return firstError(
			s.AddChange(ctx, tx, asked), s.PutTouches(ctx, tx, asked.ID, asked.Touches(s.ContentDigest)),
			s.AddChangeAct(ctx, tx, asked.ID, &registry.ChangeAct{Seq: 1, Note: asked.Ask.Note}),
			s.RemoveHousehold(ctx, tx, removed, secondCommand, laterInstant),
			s.ReplaceHelper(ctx, tx, helper.ID, s.PrepareHelper(&changed, testInstant), laterInstant),
			s.AddBatch(ctx, tx, testBatch()),
			s.AddAside(ctx, tx, firstCommand, []registry.Aside{{State: registry.Held, Group: group, Cells: []string{cell, group}}}))
	})
	numbers = append(numbers, group, cell, helper.Phone.Clear(), helper.IDNumber.Clear(), changed.Phone.Clear(),
		removed.Extra["备用电话"], strings.TrimPrefix(removed.Contact, "张某"),
		strings.TrimPrefix(removed.Address, "二组3号，电话"), strings.TrimPrefix(removed.ContactRelation, "儿子"))
	for _, h := range []*registry.Household{old, next, removed} {
		numbers = append(numbers, h.Phone.Clear(), h.Card.Clear())
		for _, m := range h.Members {
			numbers = append(numbers, m.IDNumber.Clear(), m.Phone.Clear(), m.Card.Clear(), m.DisabilityCard.Clear())
		}
	}
	return numbers
}

// pieces of eight characters tell a number, even cut in two.
const pieceLength = 8

func findPieces(t *testing.T, where string, content []byte, numbers []string) {
	t.Helper()
	for _, number := range numbers {
		for i := 0; i+pieceLength <= len(number); i++ {
			if piece := number[i : i+pieceLength]; bytes.Contains(content, []byte(piece)) {
				t.Errorf("%s holds %q of %q", where, piece, number)
			}
		}
	}
}

func TestNoNumberLiesInClearInSQLite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s := New(dbtest.Open(t, "sqlite:"+path), testSealer(t))
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	numbers := plant(t, s)
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < 2 { // the database and its journal
		t.Fatalf("files %v, %v", files, err)
	}
	var size int
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		findPieces(t, filepath.Base(file), content, numbers)
		if bytes.Contains(content, []byte("阿依古丽")) {
			size += len(content)
		}
	}
	if size == 0 {
		t.Error("not even the names are there: the test looks in the wrong place")
	}
}

func TestNoNumberLiesInClearInPostgreSQL(t *testing.T) {
	s := New(dbtest.PostgreSQL(t), testSealer(t))
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	numbers := plant(t, s)
	read(t, s, func(tx *sqldb.Tx) error {
		columns, err := sqldb.Collect(tx.Query(t.Context(), `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'`),
			func(row *sqldb.Row) (c [2]string, err error) { return c, row.Scan(&c[0], &c[1]) })
		names := false
		for _, c := range columns {
			where := fmt.Sprintf("%s.%s", c[0], c[1])
			for row, err := range tx.Query(t.Context(), `SELECT `+c[1]+` FROM `+c[0]) {
				if err != nil {
					return err
				}
				var content []byte
				var any any
				if err := row.Scan(&any); err != nil {
					return err
				}
				switch v := any.(type) {
				case []byte:
					content = v
				default:
					content = fmt.Append(nil, v)
				}
				names = names || bytes.Contains(content, []byte("阿依古丽"))
				findPieces(t, where, content, numbers)
			}
		}
		if !names {
			t.Error("not even the names are there: the test looks in the wrong place")
		}
		return err
	})
}

func TestAnotherKeyOpensNothing(t *testing.T) {
	db := dbSQLite(t)
	h := newPopulation().household()
	add(t, New(db, testSealer(t)), h)
	other := New(db, testSealer(t))
	if err := other.Read(t.Context(), func(tx *sqldb.Tx) error {
		_, err := other.HouseholdsByID(t.Context(), tx, []id.ID{h.ID}, identity.Everything)
		return err
	}); err == nil {
		t.Error("another key opened the household")
	}
}
