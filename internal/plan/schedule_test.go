package plan

import (
	"testing"

	"songnuan/internal/locale"
)

// due finds the first line of a clause on a day.
func due(t *testing.T, dues []Due, clause, day string) Due {
	t.Helper()
	for _, d := range dues {
		if d.Clause == clause && d.When.String() == day {
			return d
		}
	}
	t.Fatalf("%s is not due on %s", clause, day)
	return Due{}
}

func TestSchedule(t *testing.T) {
	p := readPlan(t, `
period: {from: 2026-11-25, to: before(春节)}
closes_on: 2027-02-28
roles: [{id: office, name: 社会事务办}]
classes:
  - {id: listed, name: 必须慰问对象, prescribed: {from: 县民政局, due: 2026-12-20}}
phases:
  - {id: prepare, name: 工作准备, from: 2026-11-25, to: 2027-01-15, tasks: [{id: check, name: 审核名单, by: office}]}
notices:
  - {id: village, name: 村公示, class: listed, level: village, post: 2026-12-24, days: 5, working: true}
  - {id: town, name: 镇公示, class: listed, level: town, days: 7, after: village}
reports: [{id: up, name: 名册, what: roster, from: office, to: 县民政局, by: 2027-02-20}]
events: [{id: launch, name: 动员大会, on: 2027-01-17, place: 礼堂, agenda: [{at: "09:00", do: 领导讲话}]}]
approval: {steps: [{id: review, name: 审核, by: office, within: 10 工作日}]}
duties: [{id: visit, name: 走访, of: office, act: visit, class: listed, per: month, also_at: [元旦], when: {from: 2026-12-01, to: 2027-01-31}}]
`)
	dues := p.Schedule(nil)
	for _, c := range []struct{ clause, day, text string }{
		{"classes.listed", "2026-12-20", "名单下达：必须慰问对象"},
		{"phases.prepare", "2026-11-25", "工作准备开始"},
		{"phases.prepare", "2027-01-15", "工作准备结束"},
		{"phases.check", "2027-01-15", "审核名单"},
		{"notices.village", "2026-12-24", "公示开始：村公示"},
		{"notices.village", "2026-12-31", "公示期满（5 天）：村公示"},
		{"notices.town", "2027-01-01", "公示开始：镇公示"},
		{"notices.town", "2027-01-08", "公示期满（7 天）：镇公示"},
		{"events.launch", "2027-01-17", "活动：动员大会 礼堂"},
		{"reports.up", "2027-02-20", "上报：名册"},
		{"closes_on", "2027-02-28", "活动截止"},
		{"duties.visit", "2026-12-31", "走访（2026年12月）：走访 1 次"},
		{"duties.visit", "2027-01-01", "走访：元旦走访"},
	} {
		if got := due(t, dues, c.clause, c.day).What.Text(locale.Chinese); got != c.text {
			t.Errorf("%s: %s, want %s", c.clause, got, c.text)
		}
	}
	if who := due(t, dues, "phases.check", "2027-01-15").Who; who != "社会事务办" {
		t.Errorf("who: %s", who)
	}
	last := dues[len(dues)-1]
	if !last.When.IsZero() || last.Clause != "approval.review" {
		t.Errorf("the step without a date is not last: %+v", last)
	}
	for _, d := range p.DutyCalendar() {
		if d.Class != "listed" {
			t.Errorf("a duty without its class: %+v", d)
		}
	}
}

// What falls due every day is one line, not a year of them.
func TestScheduleStaysShort(t *testing.T) {
	p := readPlan(t, `
period: {from: 2026-01-01, to: 2027-12-31}
sites: [{id: station, places: [火车站]}]
roles: [{id: patrol}]
duties: [{id: night, of: patrol, act: patrol, site: station, per: day}]
`)
	if dues := p.DutyCalendar(); len(dues) != 1 {
		t.Errorf("%d lines", len(dues))
	}
	if got := p.Forecast(nil).Acts[0].Due.N; got != 730 {
		t.Errorf("%d patrols, want 730", got)
	}
}
