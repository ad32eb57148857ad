package app_test

import (
	"fmt"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// fifth is a plan whose rule takes one household in five.
const fifth = `
format: 1
plan: fifth
title: 五分之一
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
classes:
  - {id: poor, name: 低保户, who: "'低保对象' in household.categories && household.income_per_head < yuan(5000)", helped_when: [hand]}
purses: [{id: p, name: 市级, holder: 市}]
cash: [{id: c, class: [poor], amount: 400, per: household, purse: p}]
`

// BenchmarkRoster builds the roster of a rule over SONGNUAN_BENCH_HOUSEHOLDS
// open files (100,000 by default, 2.6 persons each), with reasons, and the
// closed universe. One file in five is taken.
func BenchmarkRoster(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB) *sqldb.DB
	}{{"sqlite", dbtest.SQLite}, {"postgresql", dbtest.PostgreSQL}} {
		b.Run(engine.name, func(b *testing.B) {
			o := newOffice(b, engine.open(b))
			fillRegistry(b, o, benchHouseholds())
			p := readPlan(b, fifth)
			for b.Loop() {
				b.StopTimer()
				c, err := o.OpenCampaign(b.Context(), app.CampaignOrder{Plan: p, Text: []byte(fifth), AsOf: asOf})
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				if _, err := o.BuildRoster(b.Context(), c.ID, p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// fillRegistry writes households straight into the tables.
func fillRegistry(b *testing.B, o *office, n int) {
	b.Helper()
	err := o.store.Write(b.Context(), func(tx *sqldb.Tx) error {
		households, err := tx.Copy(b.Context(), "household", "id", "number", "area", "head", "size", "covered", "income_per_head", "opened",
			"version", "batch", "recorded", "digest")
		if err != nil {
			return err
		}
		members, err := tx.Copy(b.Context(), "member", "id", "household", "seq", "name", "relation", "birth", "area")
		if err != nil {
			return err
		}
		categories, err := tx.Copy(b.Context(), "category", "household", "name")
		if err != nil {
			return err
		}
		for i := range n {
			key, area := fmt.Sprintf("01890000-0000-7000-8000-%012d", i), fmt.Sprintf("4419001292%02d", i%19)
			if err := households.Add(b.Context(), key, fmt.Sprint(i), area, "张一", 2+i%5/2, 1, 30_000+i%100_000, "2020-01-01", 1, "b", "2020-01-01", "d"); err != nil {
				return err
			}
			for m := range 2 + i%5/2 {
				if err := members.Add(b.Context(), fmt.Sprintf("%s-%d", key, m), key, m+1, "张一", []string{"户主", "配偶", "子", "女"}[m], "1960-05-06", area); err != nil {
					return err
				}
			}
			if err := categories.Add(b.Context(), key, []string{"低保对象", "特困人员", "受灾户", "低保边缘家庭", "困难职工"}[i%5]); err != nil {
				return err
			}
		}
		for _, c := range []*sqldb.Copy{households, members, categories} {
			if _, err := c.Close(b.Context()); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = o.store.Write(b.Context(), func(tx *sqldb.Tx) error { _, err := tx.Exec(b.Context(), "ANALYZE"); return err })
	}
	if err != nil {
		b.Fatal(err)
	}
}
