package app_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// The walk: every use case, as every role, from every standpoint. A role that
// lacks the permission is refused and sees nothing. One that has it sees, from
// each standpoint, exactly what lies there, and no word of what lies elsewhere.
//
// A new use case adds a row to one of the tables of access_*_test.go, or its
// name and reason to open.

// open are the exported methods of a desk that ask for no permission.
var open = map[string]string{
	"ExportForecast": "writes down what it is given", "MayReport": "yes or no", "Today": "the day", "SealSearch": "seals what it is given", "OpenSearch": "gives back what it is given", "Actor": "itself", "As": "wiring", "At": "the same", "IsDemo": "yes or no", "SealRecords": "closes what was written, shows nothing", "CheckKey": "yes or no, before any work",
	"ClaimJob": "wiring of the runner, which shows nobody anything", "BeatJob": "the same", "PerformJob": "the same; it runs use cases as who asked", "EndJob": "the same", "ReleaseChanges": "the same", "Expired": "the same", "Tidy": "the same",
	"Jobs": "one's own, and others' by job_see: tested in internal/job", "Job": "the same", "StopJob": "one's own, and others' by job_stop: tested in internal/job", "ContinueJob": "the same",
	"OpenJobFile": "asks the permission of the job's kind: tested in internal/job",
	"SignIn":      "before there is an actor", "DeskOf": "the same", "TokenDesk": "the same", "UseFirstLink": "the same, by its link", "CheckFirstLink": "the same", "Office": "a name that every page shows",
	"Ready": "yes or no, of the machine", "Figures": "counts of the machine",
	"Me": "one's own", "Workbench": "each part asks for its own", "JobPace": "reckons from a job that was shown", "SignOut": "one's own", "EndMySession": "one's own", "WorkAs": "one's own", "ChangePassword": "one's own", "MakeToken": "one's own",
	"Once": "one's own", "KeepAnswer": "one's own",
}

// useCase is a row of the walk. seen counts what the use case lets the actor
// see or change of the walk's places; what it shows besides goes to tell.
type useCase struct {
	permission identity.Permission
	do         func(w *walk) (seen int64, err error)
	want       func(*standpoint) int64 // 0 may as well be a refusal
	clear      bool                    // shows clear numbers, and is on record for it
}

// standpoint is where an actor works, and what lies within its reach.
type standpoint struct {
	name       string
	scope      identity.Scope
	households []string // numbers
	inCampaign int64    // of them, households of the town
	accounts   []string
	runs       bool // reaches all of the town, so may run its campaign
	reachesA   bool // reaches all of village A
}

const (
	villageA  = area.Code("441900129200")
	villageB  = area.Code("441900129201")
	elsewhere = area.Code("152502001001")
)

var standpoints = []*standpoint{
	{"everywhere", identity.Everything, []string{"A901", "A902", "B901", "B902", "B903", "C901"}, 5, []string{"u.aa", "u.bb", "u.cc"}, true, true},
	{"town", identity.Scope{Areas: []area.Code{gaobu}}, []string{"A901", "A902", "B901", "B902", "B903"}, 5, []string{"u.aa", "u.bb"}, true, true},
	{"both villages", identity.Scope{Areas: []area.Code{villageA, villageB}}, []string{"A901", "A902", "B901", "B902", "B903"}, 5, []string{"u.aa", "u.bb"}, false, true},
	{"village A", identity.Scope{Areas: []area.Code{villageA}}, []string{"A901", "A902"}, 2, []string{"u.aa"}, false, true},
	{"village B", identity.Scope{Areas: []area.Code{villageB}}, []string{"B901", "B902", "B903"}, 3, []string{"u.bb"}, false, false},
	{"elsewhere", identity.Scope{Areas: []area.Code{elsewhere}}, []string{"C901"}, 0, []string{"u.cc"}, false, false},
	{"a unit", identity.Scope{Units: []string{"0001."}}, nil, 0, nil, false, false},
	{"village A in a unit", identity.Scope{Areas: []area.Code{villageA}, Units: []string{"0001."}}, nil, 0, nil, false, false},
	{"nowhere", identity.Scope{}, nil, 0, nil, false, false},
}

// inUnit: whose lists go into their own unit, beside those of the town.
func inUnit(p *standpoint) bool { return len(p.scope.Units) > 0 }

// What a standpoint is to see, as the rows of the tables name it.
func filesThere(p *standpoint) int64   { return int64(len(p.households)) }
func entriesThere(p *standpoint) int64 { return p.inCampaign }
func accountsThere(p *standpoint) int64 {
	return int64(len(p.accounts))
}
func anyone(*standpoint) int64 { return 1 }
func who(may func(*standpoint) bool, seen int64) func(*standpoint) int64 {
	return func(p *standpoint) int64 {
		if may(p) {
			return seen
		}
		return 0
	}
}
func runs(p *standpoint) bool         { return p.runs }
func reachesA(p *standpoint) bool     { return p.reachesA }
func reachesAll(p *standpoint) bool   { return p.scope.All }
func townAndWider(p *standpoint) bool { return p.runs }

// walk is one use case being called by one actor.
type walk struct {
	*door
	t     *testing.T
	desk  *app.Desk // of the actor
	told  strings.Builder
	plant *planted
}

// planted is what lies in the places before the walk.
type planted struct {
	lists    map[string]string // by village: the list that was imported
	wrong    id.ID             // import into village A with a row that came back
	batches  []id.ID
	campaign *campaign.Campaign // a draft
	plan     id.ID              // of the town
	active   id.ID              // one under way, in which A901 has refused
	secrets  []string           // clear numbers
	serial   int
	sent     id.ID // a list that was sent in for village A
	fresh    id.ID // another, for the next use case that changes one

	kinLaid, helperLaid bool
	helperID            id.ID

	purse, other, line, heldDue, payment id.ID // of the town

	notice    *casework.Notice // of village A
	objection *casework.Objection

	task, taskProof, gateProof id.ID // of village A, and of the gate, of the active campaign

	cases []id.ID // two of village A, one of B, one elsewhere; laid when first asked for
}

// tell takes down what the actor is shown.
func (w *walk) tell(shown ...any) {
	for _, one := range shown {
		body, err := json.Marshal(one)
		if err != nil { // a map by a struct shows well enough by itself
			body = nil
		}
		fmt.Fprintf(&w.told, "%s %+v\n", body, one)
	}
}

// tellFile takes down every cell of a workbook.
func (w *walk) tellFile(path string) {
	r, err := sheet.Open(path, sheet.Limits{})
	if err != nil {
		w.t.Fatal(err)
	}
	defer r.Close()
	for _, name := range r.Sheets() {
		if err := r.Use(name); err != nil {
			w.t.Fatal(err)
		}
		for {
			row, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				w.t.Fatal(err)
			}
			for i := range row.Cells {
				w.told.WriteString(row.Text(i) + "\t")
			}
		}
	}
}

// file is a path of its own for each call.
func (w *walk) file(name string) string { return filepath.Join(w.t.TempDir(), name) }

// next tells records of this call from those of others.
func (w *walk) next() int { w.plant.serial++; return w.plant.serial }

// numbersTold counts the household numbers of all places that were shown.
func (w *walk) numbersTold() (n int64) {
	for _, number := range standpoints[0].households {
		if strings.Contains(w.told.String(), number) {
			n++
		}
	}
	return n
}

const walkPlan = `
format: 1
plan: walk
title: 试
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
classes: [{id: all, name: 全部, who: household.income_per_head < yuan(1000), helped_when: [hand]}]
purses: [{id: p, name: 市级, holder: 市}]
cash: [{id: c, class: [all], amount: 400, per: household, purse: p}]
sites: [{id: villages, level: village}]
phases:
  - id: field
    from: 2027-01-01
    to: 2027-02-05
    tasks:
      - {id: notice, name: 下发通知, by: 镇, due: 2027-01-02}
      - {id: upward, name: 村里上报, by: 村, due: 2027-01-03, site: villages}
surveys: [{id: s, name: 摸底, class: [all], ask: [count, cause, need], by: 镇, when: {from: 2027-01-01, to: 2027-01-10}}]
six: {id: six, strength: principle, goals: [全覆盖], support: [镇委], people: [专人], funds: [purses.p], rules: [制度], measures: [surveys.s]}
`

const walkHeading = "户号,村,户主,身份证号,家庭人口,家庭月人均收入,联系电话,银行卡号"

func plant(t *testing.T, d *door) *planted {
	t.Helper()
	p := &planted{lists: map[string]string{}, secrets: []string{"441900196503120012", "13800138123", "6222021234567890128"}}
	p.lists["A"] = list(t, walkHeading, "A901,冼沙村,欧阳甲,441900196503120012,2,500,13800138123,6222021234567890128", "A902,冼沙村,欧阳乙,,1,500,,")
	p.lists["B"] = list(t, walkHeading, "B901,卢溪村,欧阳丙,,2,500,,", "B902,卢溪村,欧阳丁,,1,500,,", "B903,卢溪村,欧阳戊,,4,500,,")
	p.lists["C"] = list(t, walkHeading, "C901,赛罕社区,欧阳己,,3,500,,")
	for name, where := range map[string]area.Code{"A": villageA, "B": villageB, "C": elsewhere} {
		p.batches = append(p.batches, p.imported(t, d, p.lists[name], where).Batch.ID)
	}
	wrong := p.imported(t, d, list(t, walkHeading, "A903,冼沙村,欧阳庚,441900196503120013,1,500,,"), villageA)
	if wrong.Batch.Rows.Wrong != 1 {
		t.Fatalf("the wrong row came to %+v", wrong.Batch.Rows)
	}
	p.wrong = wrong.Batch.ID
	err := d.store.Write(t.Context(), func(tx *sqldb.Tx) error {
		_, _, err := d.store.PutUnit(t.Context(), tx, "", identity.Unit{Name: "总工会"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p.campaign = p.opened(t, d)
	if _, err := d.machine.BuildRoster(t.Context(), p.campaign.ID, readPlan(t, walkPlan)); err != nil {
		t.Fatal(err)
	}
	p.active = p.activated(t, d)
	photo, err := blob.Of([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.machine.RecordOutcome(t.Context(), refusal(p.active, photo)); err != nil {
		t.Fatal(err)
	}
	p.tasks(t, d, photo)
	for account, where := range map[string]area.Code{"u.aa": villageA, "u.bb": villageB, "u.cc": elsewhere} {
		_, err := d.machine.AddUser(t.Context(), app.NewUser{Account: account, Name: "某人", Area: where, Password: password, Lasting: true,
			Roles: []app.RoleOrder{{Role: identity.VillageClerk}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (p *planted) imported(t *testing.T, d *door, path string, where area.Code) *app.ImportReport {
	t.Helper()
	report, err := d.machine.ImportHouseholds(t.Context(), app.ImportOrder{Path: path, Area: where, AsOf: asOf}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// opened is a new draft over the town.
func (p *planted) opened(t *testing.T, d *door) *campaign.Campaign {
	t.Helper()
	c, err := d.machine.OpenCampaign(t.Context(), app.CampaignOrder{Plan: readPlan(t, walkPlan), Text: []byte(walkPlan), AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// useCases are all tables together.
func useCases() map[string]useCase {
	all := map[string]useCase{}
	for _, table := range []map[string]useCase{registryCases, importCases, householdCases, campaignCases, planCases, profileCases, outcomeCases, taskCases, systemCases, userCases, reportCases, changeCases, duplicateCases, documentCases} {
		maps.Copy(all, table)
	}
	return all
}

// undisturbed are use cases that count what others change on their way: they
// are walked before the rest. disturbing is the one that leaves files behind.
var undisturbed = []string{"OpenImports", "SimilarHouseholds by phone and name"}

const disturbing = "FileCase"

func TestEveryUseCaseKeepsToRoleAndScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		p := plant(t, d)
		cases := useCases()
		for _, name := range inOrder(cases) {
			for _, role := range append(identity.Roles{""}, identity.Granted...) {
				one := cases[name]
				for i, from := range standpoints {
					if i > 0 && !role.Can(one.permission) {
						break // who is refused everywhere is refused in any part of it
					}
					w := &walk{door: d, t: t, plant: p, desk: d.As(identity.Actor{Name: "行者", Role: role, Scope: from.scope})}
					seen, err := one.do(w)
					w.judge(fmt.Sprintf("%s as %q from %s", name, role, from.name), &one, role, from, seen, err)
				}
			}
		}
		if _, err := d.machine.VerifyRecords(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// inOrder are the names of use cases, the undisturbed first, the disturbing last.
func inOrder(cases map[string]useCase) []string {
	rest := slices.Sorted(maps.Keys(cases))
	rest = slices.DeleteFunc(rest, func(name string) bool { return name == disturbing || slices.Contains(undisturbed, name) })
	return slices.Concat(undisturbed, rest, []string{disturbing})
}

// judge holds what an actor came to against what it may.
func (w *walk) judge(what string, one *useCase, role identity.Role, from *standpoint, seen int64, err error) {
	w.t.Helper()
	if err != nil {
		w.tell(locale.Error(locale.Chinese, err), fmt.Sprint(problem.As(err).Args))
	}
	refused := problem.Is(err, problem.Forbidden) || problem.Is(err, problem.NotFound)
	switch want := one.want(from); {
	case !role.Can(one.permission):
		if keyOf(err) != "identity.not_permitted" || seen != 0 || w.numbersTold() != 0 {
			w.t.Errorf("%s: not permitted, yet sees %d: %v", what, seen, err)
		}
	case err != nil && !refused:
		w.t.Errorf("%s: %v", what, err)
	case seen != want:
		w.t.Errorf("%s: sees %d instead of %d: %v", what, seen, want, err)
	}
	told := w.told.String()
	for _, others := range [][2][]string{{standpoints[0].households, from.households}, {standpoints[0].accounts, from.accounts}} {
		for _, one := range others[0] {
			if !slices.Contains(others[1], one) && strings.Contains(told, one) {
				w.t.Errorf("%s: is told of %s", what, one)
			}
		}
	}
	for _, secret := range w.plant.secrets {
		if !one.clear && strings.Contains(told, secret) {
			w.t.Errorf("%s: is told a clear number", what)
		}
	}
}

func TestEveryUseCaseIsWalked(t *testing.T) {
	walked := map[string]bool{}
	asked := map[identity.Permission]bool{identity.CardUnmask: true, identity.UnitKeep: true, identity.JobSee: true, identity.JobStop: true} // parts of others, tested by themselves
	for name, one := range useCases() {
		name, _, _ = strings.Cut(name, " ")
		walked[name], asked[one.permission] = true, true
		if open[name] != "" {
			t.Errorf("%s is walked and open", name)
		}
	}
	for method := range reflect.TypeFor[*app.Desk]().Methods() {
		if !walked[method.Name] && open[method.Name] == "" {
			t.Errorf("%s is in no table of the walk", method.Name)
		}
	}
	for _, p := range identity.Permissions() {
		if !asked[p] {
			t.Errorf("no use case asks for %s", p)
		}
	}
}

func TestCardsAreShownToWhoPays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		p := plant(t, d)
		for role, want := range map[identity.Role]bool{identity.TownReviewer: false, identity.VillageClerk: false, identity.UnionOfficer: true, identity.CommandLine: true} {
			w := &walk{door: d, t: t, plant: p, desk: d.As(identity.Actor{Name: "行者", Role: role, Scope: identity.Everything})}
			if _, err := exportedRoster(w, true); err != nil {
				t.Fatal(err)
			}
			told := w.told.String()
			if !strings.Contains(told, "441900196503120012") || strings.Contains(told, "6222021234567890128") != want {
				t.Errorf("%s: the card is shown against the rule, or the number is not shown", role)
			}
		}
	})
}

func TestOnlyWhoKeepsUnitsMakesThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		p := plant(t, d)
		for _, one := range []struct { // the one who may comes last: the unit is there afterwards
			role identity.Role
			key  string
		}{{identity.VillageClerk, "identity.not_permitted"}, {identity.TownReviewer, ""}} {
			desk := d.As(identity.Actor{Name: "行者", Role: one.role, Scope: identity.Scope{Areas: []area.Code{villageA}}})
			_, err := desk.ImportHouseholds(t.Context(), app.ImportOrder{Path: list(t, walkHeading, "A950,冼沙村,欧阳辛,,1,500,,"), Unit: "新单位", AsOf: asOf}, nil)
			wantKey(t, string(one.role), err, one.key)
		}
		union := d.As(identity.Actor{Name: "行者", Role: identity.UnionOfficer, Scope: identity.Scope{Units: []string{"0001."}}})
		report, err := union.ImportHouseholds(t.Context(), app.ImportOrder{Path: p.lists["A"], Area: villageA, AsOf: asOf}, nil)
		if err != nil || report.Batch.Unit != "0001." {
			t.Errorf("the union's list: %+v, %v", report, err)
		}
		_, err = union.ImportHouseholds(t.Context(), app.ImportOrder{Path: p.lists["B"], Area: villageB, Unit: "新单位", AsOf: asOf}, nil)
		wantKey(t, "another's unit", err, "app.outside_scope")
	})
}
