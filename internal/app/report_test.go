package app_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/pdf/pdftest"
	"songnuan/internal/problem"
	"songnuan/internal/report"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

const tiered = `
format: 1
plan: tiered
title: 分档慰问
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
classes:
  - {id: all, name: 困难户, who: household.size > 0, helped_when: [hand]}
purses: [{id: city, name: 市级, holder: 市}]
cash:
  - id: visit
    name: 慰问金
    class: [all]
    purse: city
    tiers:
      - {name: 一档, when: household.income_per_head < yuan(1000), amount: 600}
      - {name: 二档, amount: 300}
  - {id: person, name: 节日补助, class: [all], amount: 50, per: person, purse: city}
  - {id: more, name: 另加, class: [all], amount: {at_least: 100}, purse: city}
items: [{id: quilt, name: 棉被, unit: 床, price: 80}]
goods: [{id: quilts, name: 送棉被, class: [all], item: quilt, quantity: 2, per: household}]
`

// reported opens a campaign of three households: of the first two tiers, and one
// of which the income is not known.
func reported(t *testing.T, db *sqldb.DB) (*office, *campaign.Campaign) {
	o := newOffice(t, db)
	o.importHouseholds(t, list(t, "户号,村,户主,身份证号,家庭人口,家庭月人均收入,困难类别,联系电话",
		"1,冼沙村,张一,441900196503120012,2,900,低保对象,13800138123", "2,冼沙村,李𠮷二,,1,1500,低保边缘家庭,", "3,卢溪村,王三,,4,,,"))
	c, _ := o.run(t, tiered)
	return o, c
}

func exported(t *testing.T, o *office, order app.ReportOrder, format report.Format) (string, *app.ReportDone) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out."+string(format))
	done, err := o.ExportReport(t.Context(), order, format, path)
	if err != nil {
		t.Fatal(err)
	}
	return path, done
}

func (o *office) lastRecord(t *testing.T, of id.ID) (last identity.Record) {
	t.Helper()
	err := o.store.Read(t.Context(), func(tx *sqldb.Tx) error {
		records, err := o.store.AuditOf(t.Context(), tx, "campaign", string(of), identity.Everything)
		last = records[len(records)-1]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return last
}

func lineOf(t *testing.T, s *report.Sheets, number string) string {
	t.Helper()
	for _, page := range s.Pages {
		for i := range page.Lines {
			var cells []string
			for _, cell := range page.Lines[i].Cells {
				cells = append(cells, strings.Join(cell.Lines, ""))
			}
			if len(cells) > 8 && cells[1] == number {
				return strings.Join(cells, "|")
			}
		}
	}
	t.Fatalf("no line of %s", number)
	return ""
}

// Each line says what the entry is due by its own tier, in figures that add up.
func TestRosterSaysWhatEachIsDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o, c := reported(t, db)
		order := app.ReportOrder{Name: report.OfRoster, Campaign: c.ID, Class: "all", Plan: readPlan(t, tiered), Lang: locale.Chinese}
		s, err := o.PreviewReport(t.Context(), order, 0)
		if err != nil {
			t.Fatal(err)
		}
		for number, want := range map[string]string{
			"1": "1|1|张*|冼沙村村民委员会|低保对象|2|600.00|100.00|2|另加不少于100.00元（每户）|700.00|",
			"2": "2|2|李*二|冼沙村村民委员会|低保边缘家庭|1|300.00|50.00|2|另加不少于100.00元（每户）|350.00|",
			"3": "3|3|王*|卢溪村村民委员会||4||200.00|2|另加不少于100.00元（每户）|200.00|",
		} {
			if got := lineOf(t, s, number); got != want {
				t.Errorf("%s\nwant %s", got, want)
			}
		}
		last := s.Pages[len(s.Pages)-1]
		if notes := strings.Join(last.Notes, ""); !strings.Contains(notes, "有 1 户缺少判断标准所需的信息") || !strings.Contains(notes, "600.00") {
			t.Error(notes)
		}
		path, done := exported(t, o, order, report.PDF)
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		pages, err := pdftest.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Join(pages[len(pages)-1], "|")
		if !strings.Contains(all, "合计（大写）：壹仟贰佰伍拾元整") || !strings.Contains(all, done.Ref) || !strings.Contains(all, "高埗镇") {
			t.Error(all)
		}
		if done.Rows != 3 || len(done.Digest) != 64 {
			t.Errorf("%+v", done)
		}
		if r := o.lastRecord(t, c.ID); r.Act != "report.export" || r.Count != 3 || r.Digest != done.Digest || !strings.Contains(r.Detail, done.Ref) {
			t.Errorf("on record is %+v", r)
		}
	})
}

// The workbook of all rosters tells the same, line by line.
func TestExportedRosterTellsTheOwnTier(t *testing.T) {
	o, c := reported(t, dbtest.SQLite(t))
	path := filepath.Join(t.TempDir(), "名册.xlsx")
	if _, err := o.ExportRoster(t.Context(), app.RosterOrder{Campaign: c.ID, Plan: readPlan(t, tiered), Path: path, Lang: locale.Chinese}, nil); err != nil {
		t.Fatal(err)
	}
	w := &walk{t: t}
	w.tellFile(path)
	told := w.told.String()
	if !strings.Contains(told, "慰问金300.00元（每户）；") || !strings.Contains(told, "慰问金：缺信息，待核实") {
		t.Error(told)
	}
}

// Clear data takes the permission and a reason, goes on record, and never into
// a preview.
func TestClearReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o, c := reported(t, db)
		order := app.ReportOrder{Name: report.OfRoster, Campaign: c.ID, Class: "all", Plan: readPlan(t, tiered), Lang: locale.Chinese, Unmask: true}
		path := filepath.Join(t.TempDir(), "x.csv")
		if _, err := o.ExportReport(t.Context(), order, report.CSV, path); keyOf(err) != "app.reason_missing" {
			t.Errorf("without a reason: %v", err)
		}
		order.Reason = "核对发放"
		auditor := o.Desk.As(identity.Actor{Name: "审", Role: identity.Auditor, Scope: identity.Everything})
		if _, err := auditor.ExportReport(t.Context(), order, report.CSV, path); !problem.Is(err, problem.Forbidden) {
			t.Errorf("without the permission: %v", err)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Error("a refused report left a file")
		}
		s, err := o.PreviewReport(t.Context(), order, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := lineOf(t, s, "1"); strings.Contains(got, "张一") || strings.Contains(got, "4419") {
			t.Error(got)
		}
		clear, _ := exported(t, o, order, report.CSV)
		body, err := os.ReadFile(clear)
		if err != nil || !strings.Contains(string(body), "张一,\"\t441900196503120012\",13800138123") {
			t.Errorf("%v %s", err, body)
		}
		if r := o.lastRecord(t, c.ID); r.Act != "report.unmask" || r.Count != 3 || !strings.Contains(r.Detail, "核对发放") {
			t.Errorf("on record is %+v", r)
		}
		order.Name = report.OfUsers
		if _, err := o.ExportReport(t.Context(), order, report.CSV, path); keyOf(err) != "app.report_masked" {
			t.Errorf("clear users: %v", err)
		}
	})
}

func TestOtherReports(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := started(t, db)
		d.records(t, "1", campaign.Helped)
		cert := d.certify(t, app.CertifyOrder{})
		for name, c := range map[string]struct {
			order app.ReportOrder
			rows  int64
			want  string
		}{
			"helped":       {app.ReportOrder{Name: report.OfCoverage, Campaign: d.at.ID, Outcome: campaign.Helped}, 1, "已帮到"},
			"everybody":    {app.ReportOrder{Name: report.OfCoverage, Campaign: d.at.ID}, 4, "不属于方案的任何一类对象"},
			"a village":    {app.ReportOrder{Name: report.OfCoverage, Campaign: d.at.ID, Area: luxi}, 2, "卢溪村"},
			"never helped": {app.ReportOrder{Name: report.OfNeverHelped}, 3, "李*"},
			"unchanged":    {app.ReportOrder{Name: report.OfUnchanged}, 0, "合计（0 户）"},
			"certificate":  {app.ReportOrder{Name: report.OfCertificate, Certificate: cert.ID}, 3, cert.Lines[0].Digest[:20]},
			"household":    {app.ReportOrder{Name: report.OfHousehold, Number: "1"}, 1, "张*"},
			"users":        {app.ReportOrder{Name: report.OfUsers}, 0, "用户名册"},
		} {
			c.order.Lang = locale.Chinese
			path, done := exported(t, d.office, c.order, report.HTML)
			body, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if done.Rows != c.rows || !strings.Contains(string(body), c.want) {
				t.Errorf("%s: %d rows, want %d with %q in\n%s", name, done.Rows, c.rows, c.want, body)
			}
			for _, person := range []string{"张一", "李二", "王三", "赵四"} {
				if strings.Contains(string(body), person) {
					t.Errorf("%s: names %s", name, person)
				}
			}
		}
		if view, err := d.Desk.Certificate(t.Context(), cert.ID); err != nil || view.Lines[0].Digest != cert.Lines[0].Digest {
			t.Errorf("%v %+v", err, view)
		}
		for name, order := range map[string]app.ReportOrder{
			"report.no_report":        {Name: "nothing"},
			"app.no_class":            {Name: report.OfRoster, Campaign: d.at.ID, Class: "nobody"},
			"campaign.no_certificate": {Name: report.OfCertificate, Certificate: d.at.ID},
			"registry.no_household":   {Name: report.OfHousehold, Number: "没有"},
		} {
			if _, err := d.ExportReport(t.Context(), order, report.PDF, filepath.Join(t.TempDir(), "x.pdf")); keyOf(err) != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		if v := d.whole(t); v.Certificates != 1 {
			t.Errorf("a printed certificate is taken for another: %+v", v)
		}
	})
}

// What is changed after the export is seen in its digest.
func TestDigestOfAnExport(t *testing.T) {
	o, c := reported(t, dbtest.SQLite(t))
	order := app.ReportOrder{Name: report.OfRoster, Campaign: c.ID, Class: "all", Plan: readPlan(t, tiered), Lang: locale.Chinese}
	_, first := exported(t, o, order, report.CSV)
	_, again := exported(t, o, order, report.PDF)
	if first.Digest != again.Digest || first.Ref == again.Ref {
		t.Errorf("%+v and %+v", first, again)
	}
}

// reportCases are the use cases over reports.
var reportCases = map[string]useCase{
	"PreviewReport of a roster": {identity.HouseholdSee, func(w *walk) (int64, error) {
		return previewed(w, app.ReportOrder{Name: report.OfRoster, Campaign: w.plant.campaign.ID, Class: "all", Plan: readPlan(w.t, walkPlan)})
	}, entriesThere, false},
	"PreviewReport of coverage": {identity.HouseholdSee, func(w *walk) (int64, error) {
		return previewed(w, app.ReportOrder{Name: report.OfCoverage, Campaign: w.plant.active})
	}, entriesThere, false},
	"PreviewReport of files": {identity.HouseholdSee, func(w *walk) (int64, error) {
		return previewed(w, app.ReportOrder{Name: report.OfNeverHelped})
	}, filesThere, false},
	"PreviewReport of a household": {identity.HouseholdSee, func(w *walk) (int64, error) {
		return previewed(w, app.ReportOrder{Name: report.OfHousehold, Number: "A901"})
	}, who(reachesA, 1), false},
	"ExportReport of a roster": {identity.RosterExport, func(w *walk) (int64, error) {
		return taken(w, app.ReportOrder{Name: report.OfRoster, Campaign: w.plant.campaign.ID, Class: "all", Plan: readPlan(w.t, walkPlan)})
	}, entriesThere, false},
	"ExportReport unmasked": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		return taken(w, app.ReportOrder{Name: report.OfRoster, Campaign: w.plant.campaign.ID, Class: "all", Plan: readPlan(w.t, walkPlan), Unmask: true, Reason: "核对"})
	}, entriesThere, true},
	"ExportReport of users": {identity.UserSee, func(w *walk) (int64, error) {
		path := w.file("用户.csv")
		if _, err := w.desk.ExportReport(w.t.Context(), app.ReportOrder{Name: report.OfUsers, Lang: locale.Chinese}, report.CSV, path); err != nil {
			return 0, err
		}
		w.tellFile(path)
		var told int64
		for _, account := range standpoints[0].accounts {
			if strings.Contains(w.told.String(), account) {
				told++
			}
		}
		return told, nil
	}, accountsThere, false},
	"Certificate": {identity.CampaignSee, func(w *walk) (int64, error) {
		view, err := w.desk.Certificate(w.t.Context(), w.plant.certificate(w))
		if err != nil {
			return 0, err
		}
		w.tell(view)
		return 1, nil
	}, who(runs, 1), false},
}

// certificate is one of the whole campaign under way.
func (p *planted) certificate(w *walk) id.ID {
	view, err := w.machine.Certify(w.t.Context(), app.CertifyOrder{Campaign: p.active})
	if err != nil {
		w.t.Fatal(err)
	}
	return view.ID
}

func previewed(w *walk, order app.ReportOrder) (int64, error) {
	order.Lang = locale.Chinese
	s, err := w.desk.PreviewReport(w.t.Context(), order, 0)
	if err != nil {
		return 0, err
	}
	for _, page := range s.Pages {
		for i := range page.Lines {
			fmt.Fprintln(&w.told, page.Lines[i].Cells)
		}
		for _, fact := range s.Form.Facts {
			fmt.Fprintln(&w.told, fact.Value)
		}
	}
	return w.numbersTold(), nil
}

func taken(w *walk, order app.ReportOrder) (int64, error) {
	order.Lang = locale.Chinese
	path := w.file("报表.csv")
	done, err := w.desk.ExportReport(w.t.Context(), order, report.CSV, path)
	if err != nil {
		return 0, err
	}
	w.tellFile(path)
	if told := w.numbersTold(); told != done.Rows {
		w.t.Errorf("%d rows are counted and %d shown", done.Rows, told)
	}
	return done.Rows, nil
}
