package app_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// benchCases is how many open cases there are: SONGNUAN_BENCH_CASES, 100,000 by
// default.
func benchCases() int {
	if n, err := strconv.Atoi(os.Getenv("SONGNUAN_BENCH_CASES")); err == nil && n > 0 {
		return n
	}
	return 100_000
}

// fillCases writes open cases of 30 towns of 20 villages straight into the
// tables, each with three acts: a quarter at the check, half at the opinion, the
// rest posted or waiting for papers. It gives the ids of those at the opinion.
func fillCases(b *testing.B, o *office, n int) (atOpinion []id.ID) {
	b.Helper()
	ctx, digest := b.Context(), casework.ProfileDigest([]byte(walkProcedure))
	first, _ := day.New(2026, 10, 1)
	for from := 0; from < n; from += 10_000 {
		var cases []*casework.Case
		var acts []*casework.Act
		for i := from; i < min(n, from+10_000); i++ {
			c := &casework.Case{ID: id.New(), Number: casework.Receipt("26-"+strconv.Itoa(i%30), int64(i)), Kind: casework.KindFiling, Channel: casework.BySelf, Profile: "walk", Digest: digest,
				Area: area.Code(fmt.Sprintf("4419001%02d%03d", i%30, 1+i/30%20)), Applicant: "欧阳" + strconv.Itoa(i%977), Persons: 2, Covered: 2, Round: 1,
				State: casework.Running, Step: "opinion", Doing: casework.StepOpinion, Turn: "town_reviewer", Received: first, Began: first, Due: first.AddDays(i % 90),
				DueAll: first.AddDays(60 + i%90), Opened: "2026-10-01T02:00:00.000000Z", Actor: "cun2", Recorded: "2026-10-01T02:00:00.000000Z", Version: 3}
			switch i % 4 {
			case 0:
				c.Step, c.Doing, c.Turn = "check", casework.StepCheck, "town_reviewer village_clerk"
			case 1:
				c.State, c.Step, c.Doing, c.Turn = casework.Incomplete, "intake", casework.StepIntake, "village_clerk"
			default:
				atOpinion = append(atOpinion, c.ID)
			}
			cases = append(cases, c)
			for seq, step := range []string{"", "intake", "check"} {
				do := []casework.StepKind{"", casework.StepIntake, casework.StepCheck}[seq]
				acts = append(acts, &casework.Act{Case: c.ID, Seq: int64(seq + 1), Step: step, Place: seq - 1, Do: do, Round: 1, Verb: casework.Pass,
					User: id.ID("u" + strconv.Itoa(seq)), Actor: "cun", Role: "village_clerk", Reason: "属实", On: first, Recorded: c.Recorded})
			}
		}
		err := o.store.Write(ctx, func(tx *sqldb.Tx) error {
			if err := o.store.AddPlanText(ctx, tx, digest, "walk", walkProcedure, "2026-10-01T02:00:00.000000Z"); err != nil {
				return err
			}
			if err := o.store.SaveCases(ctx, tx, cases...); err != nil {
				return err
			}
			if err := o.store.AddCaseActs(ctx, tx, acts...); err != nil {
				return err
			}
			return tx.Learn(ctx, "casework", "case_act", "case_part", "case_turn")
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return atOpinion
}

func eachCaseBench(b *testing.B, n int, run func(b *testing.B, o *office, atOpinion []id.ID)) {
	for _, engine := range []struct {
		name string
		open func(testing.TB) *sqldb.DB
	}{{"sqlite", dbtest.SQLite}, {"postgresql", dbtest.PostgreSQL}} {
		b.Run(engine.name, func(b *testing.B) {
			o := newOffice(b, engine.open(b))
			run(b, o, fillCases(b, o, n))
		})
	}
}

func (o *office) reviewer(scope identity.Scope) *app.Desk {
	return o.App.As(identity.Actor{Name: "zhen", User: "u9", Role: identity.TownReviewer, Scope: scope})
}

// BenchmarkCaseQueue reads pages of 50 of the queue by filter and from scopes, one
// behind the other, with 100,000 open cases. The goal is 100 ms at the 95th
// percentile.
func BenchmarkCaseQueue(b *testing.B) {
	eachCaseBench(b, benchCases(), func(b *testing.B, o *office, _ []id.ID) {
		town, village := identity.Scope{Areas: []area.Code{"441900107000"}}, identity.Scope{Areas: []area.Code{"441900107003"}}
		today, _ := day.New(2026, 11, 23)
		queues := map[string]func(after string) (*app.CasePage, error){}
		for where, scope := range map[string]identity.Scope{"all": identity.Everything, "town": town, "village": village, "prefecture": {Areas: []area.Code{"441900000000"}}} {
			desk := o.reviewer(scope)
			for name, f := range map[string]casework.Filter{"open": {}, "incomplete": {State: casework.Incomplete}, "at check": {Doing: casework.StepCheck}, "overdue": {DueBefore: today},
				"none such": {State: casework.Disputed}, "of a village": {Area: "441900107003"}, "by name": {Text: "欧阳12"}} {
				queues[where+", "+name] = func(after string) (*app.CasePage, error) {
					return desk.Cases(b.Context(), f, app.PageOf{After: after, Limit: 50})
				}
			}
			queues[where+", mine"] = func(after string) (*app.CasePage, error) {
				return desk.MyCases(b.Context(), app.PageOf{After: after, Limit: 50})
			}
			queues[where+", counts"] = func(string) (*app.CasePage, error) {
				_, err := desk.CaseCounts(b.Context(), casework.Filter{})
				return &app.CasePage{}, err
			}
		}
		for _, name := range slices.Sorted(maps.Keys(queues)) {
			b.Run(name, func(b *testing.B) {
				var took []time.Duration
				for after := ""; b.Loop(); {
					start := b.Elapsed()
					page, err := queues[name](after)
					if err != nil {
						b.Fatal(err)
					}
					took, after = append(took, b.Elapsed()-start), page.Next
				}
				slices.Sort(took)
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(float64(took[(len(took)-1)*95/100].Microseconds())/1000, "p95-ms/page")
			})
		}
	})
}

// BenchmarkCaseBatch takes the opinion on 10,000 cases in one transaction, each
// with its own words, among 100,000 open ones. The goal is two seconds.
func BenchmarkCaseBatch(b *testing.B) {
	const batch = 10_000
	eachCaseBench(b, benchCases(), func(b *testing.B, o *office, atOpinion []id.ID) {
		desk := o.reviewer(identity.Everything)
		for b.Loop() {
			if len(atOpinion) < batch {
				b.Fatal("more runs than cases: give -benchtime 3x or more cases")
			}
			verdicts := make([]app.Verdict, batch)
			for i := range verdicts {
				verdicts[i] = app.Verdict{Case: atOpinion[i], Seen: 3, Verb: casework.Pass, Reason: "同意", Amount: 62000}
			}
			atOpinion = atOpinion[batch:]
			results, err := desk.TakeSteps(b.Context(), casework.StepOpinion, verdicts)
			if err != nil {
				b.Fatal(err)
			}
			for _, r := range results {
				if !r.Taken {
					b.Fatal(r.Why)
				}
			}
		}
	})
}
