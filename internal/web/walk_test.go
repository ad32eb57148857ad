package web

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/plan"
)

// The walk: every route of the table, as every role, from a village of its own
// and from another. A role without the route's permission is refused; who has
// it sees nothing of the other village: no number, name, account or file.
//
// A new route with a {name} in its pattern says in placeOf what stands there.

const walkPlan = `
format: 1
plan: walk
title: 走一遍的方案
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
classes: [{id: all, name: 全部, who: household.income_per_head < yuan(1000), helped_when: [hand]}]
purses: [{id: p, name: 市级, holder: 市}]
cash: [{id: c, class: [all], amount: 400, per: household, purse: p}]
sites: [{id: villages, level: village}]
phases: [{id: field, name: 实施, from: 2027-01-01, to: 2027-02-05, tasks: [{id: notice, name: 下发通知, by: 镇, due: 2027-01-02}, {id: upward, name: 上报, by: 村, site: villages}]}]
surveys: [{id: s, name: 摸底, class: [all], ask: [count, cause, need], by: 镇}]
six: {id: six, strength: principle, goals: [全覆盖], support: [镇委], people: [专人], funds: [purses.p], rules: [制度], measures: [surveys.s]}
`

// village is one of the walk's two places, and what lies there and nowhere
// else. canaries are what must not be seen from the other.
type village struct {
	code area.Code
	household, account,
	entry, batch,
	list, job, record,
	task, proof, certificate, suspect,
	change, paper, freeze,
	hazard, hazardPhoto, demand, wave,
	helper string
	claim    string // a case
	canaries []string
}

// planted is what the walk finds.
type planted struct {
	villages [2]*village
	campaign string // active, over the town
	draft    string

	gateProof string   // of the campaign as a whole
	secrets   []string // clear numbers, which no page shows unasked
}

const walkHeading = "户号,村,户主,身份证号,家庭人口,家庭月人均收入,联系电话,银行卡号"

func plantWalk(o *office) *planted {
	a := &village{code: villageA, household: "QX-7101", account: "clerk.aa"}
	b := &village{code: villageB, household: "QX-8202", account: "clerk.bb"}
	p := &planted{villages: [2]*village{a, b}, secrets: []string{"441900196503120012", "13800138123", "6222021234567890128", "13900139777"}}
	a.batch = string(o.imported(villageA, walkHeading, "QX-7101,冼沙村,欧阳甲申,441900196503120012,2,500,13800138123,6222021234567890128", "QX-7102,冼沙村,欧阳乙酉,,1,500,,").Batch.ID)
	b.batch = string(o.imported(villageB, walkHeading, "QX-8202,卢溪村,司徒丙戌,,2,500,13900139777,", "QX-8203,卢溪村,司徒丁亥,,1,500,,").Batch.ID)
	for _, v := range p.villages {
		o.user(v.account, identity.VillageClerk, v.code)
	}
	a.list, a.job = o.sentIn(villageA, walkHeading, "QX-7101,冼沙村,欧阳甲申,441900196503120012,3,500,13800138123,6222021234567890128", "QX-7109,不知村,欧阳癸巳,,1,500,,")
	b.list, b.job = o.sentIn(villageB, walkHeading, "QX-8202,卢溪村,司徒丙戌,,3,500,13900139777,", "QX-8209,不知村,司徒癸巳,,1,500,,")
	a.canaries = []string{"QX-7101", "QX-7102", "欧阳", a.account, a.batch, a.list, a.job}
	b.canaries = []string{"QX-8202", "QX-8203", "司徒", b.account, b.batch, b.list, b.job}
	p.draft = o.opened()
	p.campaign = o.opened()
	of := parseID(o.t, p.campaign)
	if err := o.machine.Activate(o.t.Context(), of); err != nil {
		o.t.Fatal(err)
	}
	for _, v := range p.villages {
		lines, _, err := o.machine.Entries(o.t.Context(), of, campaign.Open, app.PageOf{Area: v.code, Limit: 1})
		if err != nil || len(lines) != 1 {
			o.t.Fatalf("no entry in %s: %v", v.code, err)
		}
		v.entry = lines[0].Entry
		records, err := o.machine.AuditRecords(o.t.Context(), app.AuditFilter{Area: v.code, Act: "import.end"}, app.AuditSpan{Limit: 1})
		if err != nil || len(records) != 1 {
			o.t.Fatalf("no record in %s: %v", v.code, err)
		}
		v.record = app.AuditPlace{At: records[0].At, ID: records[0].ID}.Text()
		issued, err := o.machine.Certify(o.t.Context(), app.CertifyOrder{Campaign: of, Area: v.code})
		if err != nil {
			o.t.Fatal(err)
		}
		v.certificate = string(issued.ID)
		v.canaries = append(v.canaries, v.entry, v.record, v.certificate)
	}
	for _, v := range p.villages {
		helper, err := o.machine.SaveHelper(o.t.Context(), app.HelperForm{Name: v.canaries[2] + "助", Organisation: "供销社", Area: v.code, Capacity: 1})
		if err != nil {
			o.t.Fatal(err)
		}
		v.helper = string(helper)
		v.canaries = append(v.canaries, v.helper)
	}
	p.plantTasks(o, of)
	for _, v := range p.villages {
		o.plantSuspect(v)
		v.claim = o.applied(v.code, v.canaries[2]+"申")
		v.canaries = append(v.canaries, v.claim)
	}
	p.plantChanges(o)
	p.plantHazards(o)
	return p
}

// plantTasks puts a file to a task of each village and to the gate, and an
// answer for a household of each.
func (p *planted) plantTasks(o *office, of id.ID) {
	ctx := o.t.Context()
	photo, err := blob.Of([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"))
	if err != nil {
		o.t.Fatal(err)
	}
	board, err := o.machine.Tasks(ctx, of)
	if err != nil {
		o.t.Fatal(err)
	}
	asOf, _ := day.New(2027, 1, 20)
	for _, v := range p.villages {
		for _, t := range board.Phases[0].Tasks {
			if t.Area == v.code {
				v.task = string(t.ID)
			}
		}
		report := app.TaskReport{TaskProgress: campaign.TaskProgress{State: campaign.TaskDoing, Note: "找" + v.canaries[2]}, Attached: []*blob.File{photo}}
		if _, err := o.machine.ReportTask(ctx, parseID(o.t, v.task), report); err != nil {
			o.t.Fatal(err)
		}
		view, err := o.machine.Task(ctx, parseID(o.t, v.task))
		if err != nil || len(view.Proofs) != 1 {
			o.t.Fatalf("%+v, %v", view, err)
		}
		v.proof = string(view.Proofs[0].ID)
		v.canaries = append(v.canaries, v.task, v.proof)
		order := app.SurveyOrder{SurveyRef: app.SurveyRef{Campaign: of, Survey: "s", Number: v.household}, Day: asOf, Person: "某人", Texts: map[string]string{"cause": "因病", "word": "找" + v.canaries[2]}}
		if err := o.machine.TakeSurvey(ctx, order); err != nil {
			o.t.Fatal(err)
		}
	}
	if err := o.machine.ConfirmGate(ctx, app.ConfirmOrder{Campaign: of, Item: campaign.Support, Met: true, Day: asOf, Person: "某人", Note: "批示", Attached: photo}); err != nil {
		o.t.Fatal(err)
	}
	gate, err := o.machine.Gate(ctx, of)
	if err != nil {
		o.t.Fatal(err)
	}
	p.gateProof = string(gate.Proofs[campaign.Support][0].ID)
}

// opened is a draft over the town with its roster.
func (o *office) opened() string {
	o.t.Helper()
	p, _, err := plan.Read([]byte(walkPlan), plan.ReadOptions{})
	if err != nil {
		o.t.Fatal(err)
	}
	asOf, _ := day.New(2027, 1, 20)
	c, err := o.machine.OpenCampaign(o.t.Context(), app.CampaignOrder{Plan: p, Text: []byte(walkPlan), AsOf: asOf})
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.machine.BuildRoster(o.t.Context(), c.ID, p); err != nil {
		o.t.Fatal(err)
	}
	return string(c.ID)
}

// placeOf says what stands in a pattern's {name}, by the path up to it.
func (p *planted) placeOf(before, name string, v *village) (string, bool) {
	switch before + "{" + name + "}" {
	case "/households/{number}":
		return v.household, true
	case "/campaigns/{id}":
		return p.campaign, true
	case "/households/{number}/files/{campaign}":
		return p.campaign, true
	case "/households/{number}/files/{campaign}/{step}":
		return "2", true
	case "/campaigns/{id}/entries/{entry}":
		return v.entry, true
	case "/campaigns/{id}/entries/{entry}/files/{step}":
		return "2", true
	case "/campaigns/{id}/tasks/{task}":
		return v.task, true
	case "/campaigns/{id}/tasks/{task}/files/{proof}":
		return v.proof, true
	case "/campaigns/{id}/gate/files/{proof}":
		return p.gateProof, true
	case "/campaigns/{id}/survey/{survey}":
		return "s", true
	case "/campaigns/{id}/survey/{survey}/households/{number}":
		return v.household, true
	case "/campaigns/{id}/corrections/{batch}":
		return v.batch, true
	case "/imports/{id}":
		return v.list, true
	case "/duplicates/{suspect}":
		return v.suspect, true
	case "/documents/{name}":
		return "application", true
	case "/apply/{kind}":
		return "filing", true
	case "/cases/{case}":
		return v.claim, true
	case "/cases/{case}/do/{verb}":
		return "pass", true
	case "/cases/{case}/files/{file}":
		return v.proof, true
	case "/helpers/{helper}":
		return v.helper, true
	case "/hazards/{hazard}":
		return v.hazard, true
	case "/hazards/{hazard}/photos/{photo}":
		return v.hazardPhoto, true
	case "/hazards/{hazard}/papers/{act}":
		return "1", true
	case "/demands/{demand}":
		return v.demand, true
	case "/leaders/{link}":
		return v.account, true // no link has such an id; what a village sees of them is walked in internal/app
	case "/cold-waves/{wave}":
		return v.wave, true
	case "/cold-waves/{wave}/calls/{household}":
		return v.account, true
	case "/kin/{entry}":
		return v.account, true // no entry has such an id: one's own alone is ended
	case "/visits/{visit}", "/visits/{visit}/photos/{photo}", "/reminders/{reminder}", "/my-reminders/{reminder}":
		return v.account, true // no visit has such an id
	case "/payments/{payment}", "/payments/{payment}/sheets/{digest}":
		return v.account, true // no batch has such an id; what a village sees of them is walked in internal/app
	case "/phones/{phone}", "/uploads/{upload}", "/m/sync/entries/{entry}", "/m/sync/photos/{entry}", "/m/sync/photos/{entry}/{photo}":
		return v.account, true // nothing has such an id
	case "/purses/{purse}", "/purses/{purse}/move/{what}", "/purses/{purse}/receipts/{entry}", "/journal/{entry}", "/transfers/{transfer}", "/dues/{due}":
		return v.account, true // nothing has such an id; what is seen of money is walked in internal/app
	case "/reviews/{grant}":
		return v.account, true // no grant has such an id
	case "/households/{number}/change/{kind}":
		return "contact", true
	case "/changes/{change}":
		return v.change, true
	case "/changes/{change}/papers/{paper}":
		return v.paper, true
	case "/freezes/{freeze}":
		return v.freeze, true
	case "/jobs/{id}":
		return v.job, true
	case "/notices/{id}", "/objections/{objection}":
		return v.list, true // no notice has such an id; what a village sees of them is walked in internal/app
	case "/audit/{place}":
		return v.record, true
	case "/areas/{code}":
		return string(v.code), true
	case "/dictionaries/{list}":
		return "category", true
	case "/units/{path}":
		return "0001.", true
	case "/users/{account}":
		return v.account, true
	case "/campaigns/{id}/certificates/{certificate}":
		return v.certificate, true
	case "/rosters/{name}":
		return "never_helped", true
	case "/profiles/{profile}":
		return "dibao", true
	case "/plans/{name}":
		return "gaobu-pairing", true
	}
	return "", false
}

var inBraces = regexp.MustCompile(`\{(\w+)\}`)

// pathOf is a route's path with what lies in a village.
func (p *planted) pathOf(t *testing.T, pattern string, v *village) (method, path string) {
	t.Helper()
	method, shape, _ := strings.Cut(pattern, " ")
	shape = strings.TrimSuffix(shape, "{$}")
	path = inBraces.ReplaceAllStringFunc(shape, func(m string) string {
		value, ok := p.placeOf(shape[:strings.Index(shape, m)], m[1:len(m)-1], v)
		if !ok {
			t.Errorf("%s: the walk does not know what %s stands for: see placeOf", pattern, m)
		}
		return value
	})
	return method, path
}

func TestEveryRouteKeepsToRoleAndScope(t *testing.T) {
	eachOffice(t, func(o *office) {
		p := plantWalk(o)
		for _, role := range identity.Granted {
			account := "walk." + strings.ReplaceAll(string(role), "_", ".")
			o.user(account, role, villageA)
			desk := o.as(account)
			for _, rt := range routes {
				if rt.Pattern == "POST /sign-out" {
					continue // ends the walk; see TestSignIn
				}
				for _, v := range p.villages {
					o.walkOne(p, rt, role, desk, v)
				}
			}
		}
	})
}

func (o *office) walkOne(p *planted, rt route, role identity.Role, b *browser, v *village) {
	o.t.Helper()
	method, path := p.pathOf(o.t, rt.Pattern, v)
	what := fmt.Sprintf("%s %s as %s", method, path, role)
	var got *page
	if method == http.MethodGet {
		got = b.get(path)
	} else {
		got = b.post(path)
	}
	switch {
	case got.status >= 500:
		o.t.Errorf("%s: status %d: %s", what, got.status, o.log.String())
	case got.status == http.StatusUnauthorized:
		o.t.Errorf("%s: is signed out", what)
	case rt.Needs != "" && !role.Can(rt.Needs) && got.status != http.StatusForbidden:
		o.t.Errorf("%s: not permitted, yet status %d", what, got.status)
	}
	elsewhere := p.villages[1] // everyone works in the first
	for _, canary := range elsewhere.canaries {
		if strings.Contains(withoutAddress(got.body, path), canary) {
			o.t.Errorf("%s: shows %s of another village", what, canary)
		}
	}
	if v == elsewhere && strings.Contains(rt.Pattern, "{") && v.owns(path) && got.status < 300 {
		o.t.Errorf("%s: opens what lies in another village", what)
	}
	for _, secret := range p.secrets {
		if strings.Contains(got.body, secret) && !strings.HasSuffix(rt.Pattern, "/original") { // the sender's own file, given out on record
			o.t.Errorf("%s: shows a clear number", what)
		}
	}
}

var anID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// withoutAddress is a page without the address that was asked for and the ids
// in it: an error may name again what was asked.
func withoutAddress(body, path string) string {
	body = strings.ReplaceAll(body, path, "")
	for _, id := range anID.FindAllString(path, -1) {
		body = strings.ReplaceAll(body, id, "")
	}
	return body
}

// owns tells whether a path names something that lies in the village alone.
func (v *village) owns(path string) bool {
	for _, canary := range v.canaries {
		if strings.Contains(path, canary) {
			return true
		}
	}
	return false
}

// What a page shows of the walk's own village is masked.
func TestWalkIsPlanted(t *testing.T) {
	eachOffice(t, func(o *office) {
		p := plantWalk(o)
		if p.campaign == p.draft || p.villages[0].entry == p.villages[1].entry {
			o.t.Fatal("the walk has nothing to find")
		}
		lines, _, err := o.machine.Entries(context.Background(), parseID(o.t, p.campaign), campaign.Open, app.PageOf{Limit: 9})
		if err != nil || len(lines) != 4 {
			o.t.Fatalf("%d entries are open: %v", len(lines), err)
		}
		if strings.Contains(lines[0].Name, "甲申") || personal.NewName("欧阳甲申").String() == "欧阳甲申" {
			o.t.Error("names are not masked")
		}
	})
}

func parseID(t *testing.T, text string) id.ID {
	t.Helper()
	of, err := id.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return of
}
