package app_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/likeness/sown"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
)

// settled writes a made-up list straight into the registry, as a county would
// have it after years of entering: a number that cannot be is not on file. It
// gives the pairs of members that are one person.
func settled(b *testing.B, o *office, persons int) map[[2]id.ID]bool {
	b.Helper()
	l := sown.Make(sown.Options{Persons: persons, Share: 0.02, Seed: 31})
	opened, _ := day.New(2024, 3, 1)
	villages, members := map[string]area.Code{}, make([]id.ID, len(l.Rows))
	var lot []*store.Prepared
	flush := func() {
		if err := o.store.Write(b.Context(), func(tx *sqldb.Tx) error { return o.store.AddHouseholds(b.Context(), tx, lot) }); err != nil {
			b.Fatal(err)
		}
		lot = lot[:0]
	}
	for i := 0; i < len(l.Rows); {
		first := likenessOf(&l.Rows[i])
		h := &registry.Household{ID: id.New(), Number: fmt.Sprintf("K%07d", i), Head: first.Head, Address: first.Address, Opened: opened, Version: 1}
		if villages[first.Village] == "" {
			n := len(villages)
			villages[first.Village] = area.Code(fmt.Sprintf("44190%04d%03d", 100+n/20, 1+n%20))
		}
		h.Area = villages[first.Village]
		h.Phone, _ = personal.ParsePhone(first.Phone)
		of := l.Rows[i].Household
		for ; i < len(l.Rows) && l.Rows[i].Household == of; i++ {
			m := settledMember(&l.Rows[i], len(h.Members)+1)
			members[i] = m.ID
			h.Members = append(h.Members, m)
		}
		h.Size = len(h.Members)
		if lot = append(lot, o.store.Prepare(h, "2024-03-01T02:00:00.000000Z")); len(lot) == 5000 {
			flush()
		}
	}
	flush()
	truth := make(map[[2]id.ID]bool, len(l.Truth))
	for _, pair := range l.Truth {
		a, z := members[pair.A], members[pair.B]
		truth[[2]id.ID{min(a, z), max(a, z)}] = true
	}
	return truth
}

func likenessOf(r *sown.Row) likeness.Person {
	return likeness.Texts{Name: r.Name, Head: r.Head, Number: r.Number, Birth: r.Birth, Sex: r.Sex, Village: r.Village,
		Address: r.Address, Phone: r.Phone, Card: r.Card, Household: r.Household}.Person()
}

func settledMember(r *sown.Row, seq int) registry.Member {
	p := likenessOf(r)
	m := registry.Member{ID: id.New(), Seq: seq, Name: p.Name, Relation: r.Relation, Sex: [...]string{"", "男", "女"}[p.Sex]}
	m.Phone, _ = personal.ParsePhone(p.Phone)
	m.Card, _ = personal.ParseCard(p.Card)
	m.IDNumber, _ = personal.ParseID(r.Number)
	m.IDPending = m.IDNumber.Converted()
	m.Birth, _ = day.New(int(p.Birth/10000), int(p.Birth/100%100), int(p.Birth%100))
	return m
}

// BenchmarkScanDuplicates looks through a registry of SONGNUAN_BENCH_PERSONS
// persons and keeps what it finds. The goal is 60 s for 1,000,000.
func BenchmarkScanDuplicates(b *testing.B) {
	persons := 100_000
	if n, err := strconv.Atoi(os.Getenv("SONGNUAN_BENCH_PERSONS")); err == nil {
		persons = n
	}
	for name, open := range map[string]func(testing.TB) *sqldb.DB{"sqlite": dbtest.SQLite, "postgresql": dbtest.PostgreSQL} {
		b.Run(name, func(b *testing.B) {
			o := newOffice(b, open(b))
			truth := settled(b, o, persons)
			desk := o.App.As(identity.Actor{Name: "zhen", User: "u9", Role: identity.TownReviewer, Scope: identity.Everything})
			for b.Loop() {
				scan, err := desk.ScanDuplicates(b.Context(), "", nil)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(scan.Persons), "persons")
			}
			recall, precision := o.found(b, truth)
			if recall < 0.98 || precision < 0.90 {
				b.Errorf("recall %.4f, precision %.4f; want 0.98 and 0.90", recall, precision)
			}
			b.ReportMetric(recall, "recall")
			b.ReportMetric(precision, "precision")
		})
	}
}

// found holds the suspects on file against the pairs that were planted.
func (o *office) found(b *testing.B, truth map[[2]id.ID]bool) (recall, precision float64) {
	b.Helper()
	var all []*likeness.Suspect
	err := o.store.Read(b.Context(), func(tx *sqldb.Tx) (err error) {
		all, err = o.store.Suspects(b.Context(), tx, store.SuspectFilter{State: likeness.Open}, store.SuspectKey{}, 10_000_000, identity.Everything)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	right, pairs := 0, 0
	for _, s := range all {
		for _, p := range s.Pairs {
			pairs++
			if truth[[2]id.ID{min(p.A, p.B), max(p.A, p.B)}] {
				right++
			}
		}
	}
	return float64(right) / float64(len(truth)), float64(right) / float64(max(1, pairs))
}
