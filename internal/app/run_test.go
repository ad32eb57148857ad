package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

const smallPlan = `format: 1
plan: small
title: 小方案
area: "441900129000"
period: {from: 2027-01-15, to: 2027-01-31}
closes_on: 2027-01-31
classes:
  - id: poor
    name: 低保户
    who: "'低保对象' in household.categories && household.income_per_head < 100000"
    except: ["household.size > 5"]
    expect: {households: 3}
    helped_when: [visit]
duties:
  - {id: visit, name: 走访, of: staff, act: visit, class: poor}
roles:
  - {id: staff, name: 村干部}
`

func readSmall(t *testing.T) (*plan.Plan, []plan.Finding) {
	t.Helper()
	p, found, err := plan.Check([]byte(smallPlan), plan.ReadOptions{Name: "small"})
	if err != nil || plan.HasErrors(found) {
		t.Fatal(err, found)
	}
	return p, found
}

func TestDayOfStaysWithinThePeriod(t *testing.T) {
	p, _ := readSmall(t)
	for today, want := range map[string]string{"2026-11-23": "2027-01-15", "2027-01-20": "2027-01-20", "2027-03-01": "2027-01-31"} {
		on, err := day.Parse(today)
		if err != nil {
			t.Fatal(err)
		}
		if got := app.DayOf(p, on); got.String() != want {
			t.Errorf("on %s: %s, want %s", today, got, want)
		}
	}
}

// TestRunAccountsForEverybody: in, excluded, undecided and in no class.
func TestRunAccountsForEverybody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		people := list(t, "户号,村,姓名,与户主关系,家庭人口,家庭月人均收入,困难类别",
			"1,冼沙村,张三,户主,2,600,低保对象",
			"2,冼沙村,李四,户主,2,,低保对象",
			"3,冼沙村,王五,户主,6,700,低保对象",
			"4,冼沙村,赵六,户主,1,600,")
		p, found := readSmall(t)
		s, err := o.Run(t.Context(), app.RunOrder{Plan: p, Text: []byte(smallPlan), Findings: found, Households: people,
			AsOf: asOf, Out: filepath.Join(t.TempDir(), "out"), Lang: locale.Chinese}, nil)
		if err != nil {
			t.Fatal(err)
		}
		r := s.Roster[0]
		if r.Entries != 1 || r.Undecided != 1 || r.Excluded != 1 || r.Persons != 2 {
			t.Errorf("%+v", r)
		}
		if c := s.Coverage; c.Open != 2 || c.NotEligible != 2 || s.Households != 4 || s.Persons != 11 {
			t.Errorf("%+v, %d households, %d persons", c, s.Households, s.Persons)
		}
		codes := map[string]bool{}
		for _, f := range s.Findings {
			codes[f.Code] = true
		}
		if !codes["roster_differs"] || !codes["roster_undecided"] {
			t.Errorf("findings %v", codes)
		}
	})
}

func TestRunRefusesAListThatItWouldOverwrite(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	folder := t.TempDir()
	people := filepath.Join(folder, app.CorrectionsFile)
	if err := os.WriteFile(people, []byte("户号,姓名\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, _ := readSmall(t)
	_, err := o.Run(t.Context(), app.RunOrder{Plan: p, Households: people, Out: folder, Lang: locale.Chinese}, nil)
	if !problem.Is(err, problem.Invalid) {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(people); err != nil {
		t.Error(err)
	}
}

// TestUnmaskedExportIsRecorded: with its count, before anything is written.
func TestUnmaskedExportIsRecorded(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	people := list(t, "户号,村,姓名,与户主关系,家庭人口,家庭月人均收入,困难类别", "1,冼沙村,张三,户主,2,600,低保对象")
	if _, err := o.ImportHouseholds(t.Context(), app.ImportOrder{Path: people, Area: gaobu, AsOf: asOf}, nil); err != nil {
		t.Fatal(err)
	}
	p, _ := readSmall(t)
	c, err := o.OpenCampaign(t.Context(), app.CampaignOrder{Plan: p, Text: []byte(smallPlan), AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.BuildRoster(t.Context(), c.ID, p); err != nil {
		t.Fatal(err)
	}
	nowhere := app.RosterOrder{Campaign: c.ID, Plan: p, Path: filepath.Join(t.TempDir(), "none", "r.xlsx"), Unmask: true, Lang: locale.Chinese}
	if _, err := o.ExportRoster(t.Context(), nowhere, nil); err == nil {
		t.Error("written into a folder that is not there")
	}
	if n := o.acts(t, "campaign", string(c.ID), "roster.unmask"); n != 1 {
		t.Errorf("%d records of the export, want 1", n)
	}
}

// acts counts what the record says was done to a subject.
func (o *office) acts(t *testing.T, noun, subject, act string) (n int) {
	t.Helper()
	err := o.store.Read(t.Context(), func(tx *sqldb.Tx) error {
		records, err := o.store.AuditOf(t.Context(), tx, noun, subject, identity.Everything)
		for _, r := range records {
			if r.Act == act && r.Count == 1 {
				n++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
