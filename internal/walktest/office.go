// Package walktest is an office for walks in tests: places whose people bear
// marks that stand nowhere else, somebody of every role at every standpoint, and
// what an answer to one of them may not hold. The interface and the pages are
// walked with it, route by route.
package walktest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
	"songnuan/internal/personal"
	"songnuan/internal/plan"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// Town is where the campaign runs.
const Town = area.Code("441900129000")

// Place is a village with its people.
type Place struct {
	Name     string // of the village
	Area     area.Code
	Letter   string // begins its household numbers
	Surname  string // of all its people; it shows through masks
	Count    int    // households, each of one person; no other place has as many
	InTown   bool
	Numbers  []string // of households
	Secrets  []string // clear names, ID numbers and phones
	Account  string   // of one who sits there
	Imported id.ID
}

// Places are where people live.
func places() []*Place {
	return []*Place{
		{Name: "冼沙村", Area: "441900129200", Letter: "QA", Surname: "欧阳", Count: 7, InTown: true},
		{Name: "卢溪村", Area: "441900129201", Letter: "QB", Surname: "司马", Count: 11, InTown: true},
		{Name: "赛罕社区", Area: "152502001001", Letter: "QC", Surname: "上官", Count: 13},
	}
}

// Plan is the plan of the campaigns: everybody is due 400 yuan.
const Plan = `
format: 1
plan: walk
title: 巡查用方案
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
classes: [{id: all, name: 全部, who: household.income_per_head < yuan(1000), helped_when: [hand]}]
purses: [{id: p, name: 市级, holder: 市}]
cash: [{id: c, class: [all], amount: 400, per: household, purse: p}]
`

// Heading is the heading of the lists of households.
const Heading = "户号,村,户主,身份证号,家庭人口,家庭月人均收入,联系电话"

// Office is a program with its people and records.
type Office struct {
	App      *app.App
	Machine  *app.Desk
	Store    *store.Store
	Clock    day.Clock
	Calendar *day.Calendar
	Places   []*Place
	Actors   []*Actor
	Draft    id.ID
	Active   id.ID
	Wrong    id.ID // an import into the first place, of which a row came back
	serial   atomic.Int64
}

// New makes the office on an empty database. Its clock goes on a second at each
// look, from the morning of 2027-01-20.
func New(t testing.TB, db *sqldb.DB) *Office {
	t.Helper()
	sealer, err := personal.NewSealer(personal.NewKey(), personal.AES)
	must(t, err)
	var ticks atomic.Int64
	o := &Office{Store: store.New(db, sealer), Calendar: day.DefaultCalendar(), Places: places()}
	o.Clock = func() time.Time {
		return time.Date(2027, 1, 20, 1, 0, 0, 0, time.UTC).Add(time.Duration(ticks.Add(1)) * 10 * time.Millisecond)
	}
	o.App = app.New(app.Config{Store: o.Store, Clock: o.Clock, IDs: id.New, Calendar: o.Calendar})
	o.Machine = o.App.As(identity.AtCommandLine("测试"))
	_, err = o.Machine.Migrate(t.Context())
	must(t, err)
	_, err = o.Machine.LoadSamples(t.Context())
	must(t, err)
	o.plant(t)
	o.hire(t)
	return o
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Serial is another number at each call.
func (o *Office) Serial() int64 { return o.serial.Add(1) }

// plant lays the records.
func (o *Office) plant(t testing.TB) {
	t.Helper()
	must(t, o.Store.Write(t.Context(), func(tx *sqldb.Tx) error {
		_, _, err := o.Store.PutUnit(t.Context(), tx, "", identity.Unit{Name: "总工会"})
		return err
	}))
	for _, p := range o.Places {
		p.Imported = o.Import(t, p.Area, p.people()...).Batch.ID
	}
	wrong := o.Import(t, o.Places[0].Area, "QA99,冼沙村,欧阳庚,441900196503120013,1,500,")
	o.Wrong = wrong.Batch.ID
	o.Draft = o.Open(t, Unsettled)
	o.Active = o.Activated(t, Plan)
	photo, err := blob.Of(Photo)
	must(t, err)
	_, err = o.Machine.RecordOutcome(t.Context(), app.OutcomeOrder{EntryRef: app.EntryRef{Campaign: o.Active, Number: "QA01"}, Attached: photo,
		Finding: campaign.Finding{State: campaign.Refused, Day: o.Clock.Today(), Person: "林甲", Note: "本人谢绝"}})
	must(t, err)
}

// Photo passes for one.
var Photo = []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00")

// people are the rows of a place's list.
func (p *Place) people() (rows []string) {
	for i := 1; i <= p.Count; i++ {
		number := fmt.Sprintf("%s%02d", p.Letter, i)
		name := p.Surname + "贞" + string([]rune("甲乙丙丁戊己庚辛壬癸子丑寅")[i-1])
		idNumber := withCheck(fmt.Sprintf("%s19%02d0312%03d", string(p.Area[:6]), 40+i, int(p.Letter[1])*3+i))
		phone := fmt.Sprintf("139%02d%06d", int(p.Letter[1]), 431207+i*7)
		p.Numbers = append(p.Numbers, number)
		p.Secrets = append(p.Secrets, name, idNumber, phone)
		rows = append(rows, strings.Join([]string{number, p.Name, name, idNumber, "1", "500", phone}, ","))
	}
	return rows
}

// withCheck adds the check digit of GB 11643.
func withCheck(digits string) string {
	sum := 0
	for i, r := range digits {
		sum += int(r-'0') * []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}[i]
	}
	return digits + string("10X98765432"[sum%11])
}

// List writes a list of households to a file.
func List(t testing.TB, rows ...string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "名册.csv")
	must(t, os.WriteFile(path, []byte(Heading+"\n"+strings.Join(rows, "\n")+"\n"), 0o600))
	return path
}

// Import enters a list of households.
func (o *Office) Import(t testing.TB, where area.Code, rows ...string) *app.ImportReport {
	t.Helper()
	report, err := o.Machine.ImportHouseholds(t.Context(), app.ImportOrder{Path: List(t, rows...), Area: where}, nil)
	must(t, err)
	return report
}

// Unsettled is the plan with a question that nobody has answered.
const Unsettled = Plan + `
params: [{id: students, ask: 慰问困难学生吗？, choose: [是, 否], assume: 是}]
`

// Nobody is the plan over people who are poorer than anybody.
var Nobody = strings.Replace(Plan, "yuan(1000)", "yuan(1)", 1)

// Read is a plan as the program reads it.
func (o *Office) Read(t testing.TB, text string) *plan.Plan {
	t.Helper()
	p, found, err := plan.Check([]byte(text), plan.ReadOptions{Name: "walk.plan.yaml", Today: o.Clock.Today(), Calendar: o.Calendar})
	must(t, err)
	if plan.HasErrors(found) {
		t.Fatalf("%+v", found)
	}
	return p
}

// Open makes a draft of a plan over the town, with its rosters.
func (o *Office) Open(t testing.TB, text string) id.ID {
	t.Helper()
	p := o.Read(t, text)
	c, err := o.Machine.OpenCampaign(t.Context(), app.CampaignOrder{Plan: p, Text: []byte(text), AsOf: o.Clock.Today()})
	must(t, err)
	_, err = o.Machine.BuildRoster(t.Context(), c.ID, p)
	must(t, err)
	return c.ID
}

// Activated is a campaign of a plan under way.
func (o *Office) Activated(t testing.TB, text string) id.ID {
	t.Helper()
	of := o.Open(t, text)
	must(t, o.Machine.Activate(t.Context(), of))
	return of
}

// Entry is the id of a household's entry.
func (o *Office) Entry(t testing.TB, number string) string {
	t.Helper()
	view, err := o.Machine.Household(t.Context(), number, day.Date{})
	must(t, err)
	return string(view.ID)
}
