package app_test

import (
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// drive is an active campaign over four files of two villages: 1 and 3 are due,
// 2 and 4 are not. Its clock goes on a second at each look.
type drive struct {
	*office
	program *app.App
	at      *campaign.Campaign
	plan    string
}

const poorOnly = `
format: 1
plan: poor
title: 试
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
classes:
  - id: poor
    name: 低收入户
    who: household.income_per_head < yuan(1000)
    helped_when: [hand]
`

func newDrive(t testing.TB, db *sqldb.DB) *drive {
	t.Helper()
	d := &drive{office: newOffice(t, db), plan: poorOnly}
	var ticks atomic.Int64
	clock := func() time.Time {
		return time.Date(2027, 1, 20, 9, 0, 0, 0, time.UTC).Add(time.Duration(ticks.Add(1)) * time.Second)
	}
	d.program = app.New(app.Config{Store: d.store, Clock: clock, IDs: id.New, Calendar: day.DefaultCalendar()})
	d.Desk = d.program.As(identity.AtCommandLine("李主任"))
	return d
}

// started has the campaign under way.
func started(t *testing.T, db *sqldb.DB) *drive {
	t.Helper()
	d := newDrive(t, db)
	d.importHouseholds(t, list(t, "户号,村,户主,家庭人口,家庭月人均收入", "1,冼沙村,张一,2,900", "2,冼沙村,李二,1,1500", "3,卢溪村,王三,4,800", "4,卢溪村,赵四,3,1500"))
	d.at, _ = d.run(t, d.plan)
	if err := d.Activate(t.Context(), d.at.ID); err != nil {
		t.Fatal(err)
	}
	return d
}

// clerk sits a village's clerk down.
func (d *drive) clerk(name string, village area.Code) *app.Desk {
	return d.program.As(identity.Actor{Name: name, Role: identity.VillageClerk, Scope: identity.Scope{Areas: []area.Code{village}}})
}

const xiansha, luxi = area.Code("441900129200"), area.Code("441900129201")

func (d *drive) order(number string, state campaign.Outcome) app.OutcomeOrder {
	order := app.OutcomeOrder{EntryRef: app.EntryRef{Campaign: d.at.ID, Number: number}}
	order.State, order.Day, order.Person, order.Note = state, asOf, "陈一", "入户"
	return order
}

func (d *drive) records(t *testing.T, number string, state campaign.Outcome) *campaign.Step {
	t.Helper()
	step, err := d.RecordOutcome(t.Context(), d.order(number, state))
	if err != nil {
		t.Fatal(err)
	}
	return step
}

func TestOutcomesAreRecordedOnceEach(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, ctx := started(t, db), t.Context()
		d.checkCoverage(t, d.at, campaign.Coverage{campaign.Open: 2, campaign.NotEligible: 2})
		if step := d.records(t, "1", campaign.Helped); step.Seq != 2 || step.Actor != "李主任" || step.Person != "陈一" {
			t.Errorf("%+v", step)
		}
		d.checkCoverage(t, d.at, campaign.Coverage{campaign.Open: 1, campaign.Helped: 1, campaign.NotEligible: 2})
		_, err := d.RecordOutcome(ctx, d.order("1", campaign.Refused))
		if e := problem.As(err); e == nil || e.Code != problem.Conflict || e.Args["state"] != campaign.Helped || e.Args["wanted"] != campaign.Refused {
			t.Errorf("over another's outcome: %v", err)
		}
		stale := d.order("3", campaign.Helped)
		stale.Seen = 7
		if _, err := d.RecordOutcome(ctx, stale); !problem.Is(err, problem.Conflict) {
			t.Errorf("of an entry seen otherwise: %v", err)
		}
		d.records(t, "1", campaign.Open)
		d.records(t, "1", campaign.Refused)
		steps, err := d.EntryHistory(ctx, app.EntryRef{Campaign: d.at.ID, Number: "1"})
		if err != nil || len(steps) != 4 {
			t.Fatalf("%+v, %v", steps, err)
		}
		for i, want := range []campaign.Outcome{campaign.Open, campaign.Helped, campaign.Open, campaign.Refused} {
			if steps[i].State != want || steps[i].ByHand != (i > 0) || i > 0 && steps[i].Note != "入户" {
				t.Errorf("step %d: %+v", i+1, steps[i])
			}
		}
		d.whole(t)
	})
}

func TestProofIsKeptAndItsSightRecorded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, ctx := started(t, db), t.Context()
		photo, err := blob.Of([]byte("\xff\xd8\xff photo of the certificate"))
		if err != nil {
			t.Fatal(err)
		}
		order := d.order("1", campaign.Moved)
		if _, err := d.RecordOutcome(ctx, order); problem.As(err).Key != "campaign.proof_missing" {
			t.Errorf("without proof: %v", err)
		}
		order.Attached = photo
		step, err := d.RecordOutcome(ctx, order)
		if err != nil {
			t.Fatal(err)
		}
		seen, err := d.OpenAttachment(ctx, order.EntryRef, step.Seq)
		if err != nil || string(seen.Content) != string(photo.Content) || seen.Type != blob.JPEG {
			t.Errorf("%v, %v", seen, err)
		}
		if n := d.count(t, `SELECT COUNT(*) FROM audit WHERE act = 'attachment.view'`); n != 1 {
			t.Errorf("%d looks on record", n)
		}
		d.whole(t)
	})
}

func TestOutcomesKeepToTheScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, ctx := started(t, db), t.Context()
		clerk := d.clerk("村干部", xiansha)
		for name, err := range map[string]error{
			"by number":   second(clerk.RecordOutcome(ctx, d.order("3", campaign.Helped))),
			"by id":       second(clerk.RecordOutcome(ctx, d.bySubject(t, "3", campaign.Helped))),
			"of nobody":   second(clerk.RecordOutcome(ctx, d.order("99", campaign.Helped))),
			"its history": second(clerk.EntryHistory(ctx, d.bySubject(t, "3", "").EntryRef)),
		} {
			if !problem.Is(err, problem.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := clerk.CloseCampaign(ctx, d.at.ID); !problem.Is(err, problem.Forbidden) {
			t.Errorf("closed by a clerk: %v", err)
		}
		if _, err := clerk.RecordOutcome(ctx, d.order("1", campaign.Helped)); err != nil {
			t.Errorf("his own: %v", err)
		}
		board, err := clerk.Board(ctx, d.at.ID)
		if err != nil || len(board.Villages) != 1 || board.Villages[0].Place != string(xiansha) {
			t.Errorf("%+v, %v", board, err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func (d *drive) bySubject(t *testing.T, number string, state campaign.Outcome) app.OutcomeOrder {
	t.Helper()
	order := d.order(number, state)
	order.Subject = d.text(t, `SELECT id FROM household WHERE number = ?`, number)
	return order
}

// Two people record the same entry at once: one is told what the other wrote.
func TestTwoRecordAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := started(t, db)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				desk := d.clerk("干部"+strconv.Itoa(i), xiansha)
				_, errs[i] = desk.RecordOutcome(t.Context(), d.order("1", []campaign.Outcome{campaign.Helped, campaign.Refused}[i%2]))
			})
		}
		wg.Wait()
		recorded := 0
		for _, err := range errs {
			if err == nil {
				recorded++
			} else if e := problem.As(err); e.Code != problem.Conflict || e.Key == "campaign.outcome_stands" && !strings.HasPrefix(e.Args["actor"].(string), "干部") {
				t.Errorf("%v", err)
			}
		}
		if n := d.count(t, `SELECT COUNT(*) FROM campaign_outcome WHERE by_hand = 1`); recorded != 1 || n != 1 {
			t.Errorf("%d told so, %d recorded", recorded, n)
		}
		d.whole(t)
	})
}

// count reads a number past the use cases.
func (d *drive) count(t *testing.T, query string, args ...any) (n int64) {
	t.Helper()
	d.scan(t, &n, query, args...)
	return n
}

func (d *drive) text(t *testing.T, query string, args ...any) (text string) {
	t.Helper()
	d.scan(t, &text, query, args...)
	return text
}

func (d *drive) scan(t *testing.T, into any, query string, args ...any) {
	t.Helper()
	err := d.store.Read(t.Context(), func(tx *sqldb.Tx) error { return tx.Row(t.Context(), query, args...).Scan(into) })
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// whole fails the test unless everything verifies.
func (d *drive) whole(t *testing.T) *app.Verification {
	t.Helper()
	v, err := d.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range v.Broken {
		if problem.As(broken).Key != "registry.household_altered" { // change does so, in the place of an import
			t.Error(broken)
		}
	}
	return v
}

// TestARelativeRecordsNoOutcome: who has a member of the household on record as a
// relative leaves it to a colleague.
func TestARelativeRecordsNoOutcome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDrive(t, db)
		d.importHouseholds(t, list(t, "户号,村,户主,身份证号,家庭人口,家庭月人均收入", "1,冼沙村,张一,"+number18(1965, 1)+",2,900", "2,冼沙村,李二,"+number18(1965, 2)+",1,900"))
		d.at, _ = d.run(t, d.plan)
		if err := d.Activate(t.Context(), d.at.ID); err != nil {
			t.Fatal(err)
		}
		u, err := d.AddUser(t.Context(), app.NewUser{Account: "kin", Name: "亲属", Area: xiansha, Password: password, Lasting: true, Roles: []app.RoleOrder{{Role: identity.VillageClerk}}})
		if err != nil {
			t.Fatal(err)
		}
		clerk := d.program.As(identity.Actor{Name: "kin", User: u.ID, Role: identity.VillageClerk, Scope: identity.Scope{Areas: []area.Code{xiansha}}})
		if _, err := clerk.AddKin(t.Context(), app.NewKin{Relation: "父母", Name: "张一", IDNumber: number18(1965, 1)}); err != nil {
			t.Fatal(err)
		}
		_, err = clerk.RecordOutcome(t.Context(), d.order("1", campaign.Helped))
		wantKey(t, "a relative", err, "campaign.recused")
		if _, err := clerk.RecordOutcome(t.Context(), d.order("2", campaign.Helped)); err != nil {
			t.Error(err)
		}
	})
}
