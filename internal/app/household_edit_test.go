package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

const (
	fatherNumber = "441900196503120012"
	childNumber  = "441900201001150034"
)

// clerkOf is a village's clerk.
func (d *door) clerkOf(village area.Code) *app.Desk {
	return d.As(identity.Actor{Name: "村办", Role: identity.VillageClerk, Scope: identity.Scope{Areas: []area.Code{village}}})
}

// filled is the form of a family of two.
func filled() registry.Form {
	f := registry.NewForm(villageA, "", asOf)
	maps.Copy(f.Fields, map[string]string{"number": "H001", "phone": "13800138123", "address": "冼沙村老街1号", "income": "12000", "housing": "自有住房", "note": "冬天缺煤"})
	maps.Copy(f.Members[0].Fields, map[string]string{"name": "欧阳山", "id_number": fatherNumber, "health": "重病"})
	f.Members = append(f.Members, registry.FormMember{Fields: map[string]string{"name": "欧阳小山", "relation": "子", "birth": "2010-01-15", "sex": "男", "id_kind": "无证件", "school": "高中", "member_covered": "是"}})
	f.Categories = []registry.FormTerm{{Name: "低保对象", From: "2026-01-01"}, {Name: "残疾人", Member: 2, From: "2020-05-01", To: "2030-05-01"}}
	f.Causes = []registry.FormTerm{{Name: "因病"}, {Name: "因学"}}
	return f
}

func (d *door) saved(t *testing.T, desk *app.Desk, f registry.Form) *app.SavedHousehold {
	t.Helper()
	saved, err := desk.SaveHousehold(t.Context(), app.SaveOrder{Form: f, Accepted: true})
	if err != nil {
		t.Fatalf("%v: %+v", err, saved)
	}
	return saved
}

func (d *door) form(t *testing.T, number string) registry.Form {
	t.Helper()
	f, err := d.machine.HouseholdForm(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (d *door) clear(t *testing.T, number string) *app.HouseholdView {
	t.Helper()
	v, err := d.machine.RevealHousehold(t.Context(), app.RevealOrder{Number: number, Cards: true, Reason: "核对"})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAFileIsOpenedByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		saved := d.saved(t, d.clerkOf(villageA), filled())
		v := d.clear(t, "H001")
		if saved.Version != 1 || v.Head != "欧阳山" || v.Size != 2 || v.Covered != 2 || v.IncomePerHead == nil || *v.IncomePerHead != 50000 || v.Phone != "13800138123" ||
			v.Members[0].IDNumber != fatherNumber || v.Members[0].Birth != "1965-03-12" || v.Members[1].School != "高中" || v.Members[1].Birth != "2010-01-15" {
			t.Errorf("%+v", v)
		}
		if len(v.Categories) != 2 || !v.Categories[0].Main || v.Categories[1].Member != 2 || v.Categories[1].To.String() != "2030-05-01" || !v.Causes[0].Main || v.Causes[1].Main {
			t.Errorf("%+v, %+v", v.Categories, v.Causes)
		}
		if len(v.Notes) != 1 || v.Notes[0].Text != "冬天缺煤" {
			t.Errorf("%+v", v.Notes)
		}
		without := filled()
		without.Fields["number"], without.Members[0].Fields["id_number"] = "", ""
		if second := d.saved(t, d.machine, without); !strings.HasPrefix(second.Number, "自编-") {
			t.Errorf("a number is made: %+v", second)
		}
	})
}

func TestAnUntouchedFormChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		o := d.machine
		d.saved(t, o, filled())
		path := list(t, "户号,村,姓名,与户主关系,身份证号,家庭人口,保障人口,联系电话,银行卡号,对象类别,致困原因,备注,民族",
			"H777,冼沙村,马一,户主,441900630312001,4,2,13800138000（儿子）,6222021234567890128,低保、残疾,因病,住院,汉", "H777,冼沙村,马二,子,,4,2,,,,,,")
		if _, err := o.ImportHouseholds(t.Context(), app.ImportOrder{Path: path, Area: gaobu, AsOf: asOf}, nil); err != nil {
			t.Fatal(err)
		}
		for _, number := range []string{"H001", "H777"} {
			f := d.form(t, number)
			body, _ := json.Marshal(f)
			for _, clear := range []string{"欧阳山", "马一", fatherNumber, "13800138", "老街", "622202123", "03-12"} {
				if strings.Contains(string(body), clear) {
					t.Errorf("the form of %s holds %s", number, clear)
				}
			}
			if saved := d.saved(t, o, f); !saved.Unchanged {
				page, _, err := o.HouseholdTimeline(t.Context(), number, "", 1)
				t.Errorf("%s: %+v, %v", number, page, err)
			}
		}
	})
}

func TestAFormIsCheckedAsAListIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerkOf(villageA)
		huge := strings.Repeat("字", 1<<20)
		for _, c := range []struct {
			name, at, key string
			set           func(*registry.Form)
		}{
			{"bad ID number", "member.1.id_number", "personal.id_check", func(f *registry.Form) { f.Members[0].Fields["id_number"] = "441900196503120013" }},
			{"no name", "member.2.name", "registry.name_missing", func(f *registry.Form) { f.Members[1].Fields["name"] = "" }},
			{"nobody", "member.1.name", "registry.head_missing", func(f *registry.Form) { f.Members = nil }},
			{"two heads", "member.2.relation", "registry.two_heads", func(f *registry.Form) { f.Members[1].Fields["relation"] = "户主" }},
			{"no village", "village", "registry.village_missing", func(f *registry.Form) { f.Fields["village"] = "" }},
			{"a village elsewhere", "village", "registry.village_unknown", func(f *registry.Form) { f.Fields["village"] = string(villageB) }},
			{"a unit that is none", "unit", "registry.unit_unknown", func(f *registry.Form) { f.Fields["unit"] = "0009." }},
			{"words for persons", "size", "registry.count_unreadable", func(f *registry.Form) { f.Fields["size"] = "很多" }},
			{"fewer than listed", "size", "registry.size_below_members", func(f *registry.Form) { f.Fields["size"] = "1" }},
			{"words for money", "income", "", func(f *registry.Form) { f.Fields["income"] = "🙂" }},
			{"a strange relation", "member.2.relation", "registry.relation_unknown", func(f *registry.Form) { f.Members[1].Fields["relation"] = "<b>" }},
			{"a strange category", "category.1.name", "registry.category_unknown", func(f *registry.Form) { f.Categories[0].Name = "<script>" }},
			{"a category of nobody", "category.2.member", "registry.form_member", func(f *registry.Form) { f.Categories[1].Member = 9 }},
			{"days backwards", "category.2.to", "registry.term_backwards", func(f *registry.Form) { f.Categories[1].To = "2019-01-01" }},
			{"no day", "category.1.from", "", func(f *registry.Form) { f.Categories[0].From = "昨天" }},
			{"a mask of nobody", "member.1.id_number", "registry.id_masked", func(f *registry.Form) { f.Members[0].Fields["id_number"] = "441900********0012" }},
			{"a starred name", "member.1.name", "intake.name_masked", func(f *registry.Form) { f.Members[0].Fields["name"] = "欧*山" }},
			{"a huge text", "address", "intake.text_too_long", func(f *registry.Form) { f.Fields["address"] = huge }},
			{"a huge name", "member.1.name", "intake.text_too_long", func(f *registry.Form) { f.Members[0].Fields["name"] = huge }},
			{"too many", "", "registry.form_long", func(f *registry.Form) { f.Categories = make([]registry.FormTerm, 100) }},
			{"tomorrow", "opened", "registry.opened_future", func(f *registry.Form) { f.Fields["opened"] = "2030-01-01" }},
		} {
			f := filled()
			c.set(&f)
			saved, err := desk.SaveHousehold(t.Context(), app.SaveOrder{Form: f, Accepted: true})
			if keyOf(err) != "registry.form_wrong" || saved == nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			found := false
			for _, fault := range saved.Faults {
				found = found || fault.At == c.at && (c.key == "" || fault.Key == c.key)
			}
			if !found {
				t.Errorf("%s: %+v", c.name, saved.Faults)
			}
		}
		if total, err := desk.CountHouseholds(t.Context(), registry.Filter{}); err != nil || total.Households != 0 {
			t.Errorf("%+v, %v", total, err)
		}
	})
}

func TestWhatIsDoubtfulIsAskedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		f := filled()
		f.Fields["per_head_month"] = "9000"
		saved, err := d.machine.SaveHousehold(t.Context(), app.SaveOrder{Form: f})
		wantKey(t, "a doubt", err, "registry.form_doubtful")
		if len(saved.Faults) == 0 || saved.Faults.Wrong() {
			t.Errorf("%+v", saved.Faults)
		}
		d.saved(t, d.machine, f)
	})
}

func TestOnePersonHasOneFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		d.saved(t, d.machine, filled())
		same := filled()
		same.Fields["number"] = "H002"
		saved, err := d.clerkOf(villageA).SaveHousehold(t.Context(), app.SaveOrder{Form: same, Accepted: true})
		if keyOf(err) != "registry.form_wrong" || saved.Faults[len(saved.Faults)-1].Key != "registry.member_elsewhere" || saved.Faults[len(saved.Faults)-1].At != "member.1.id_number" {
			t.Errorf("in the village: %v, %+v", err, saved)
		}
		same.Fields["village"] = string(villageB)
		saved, err = d.clerkOf(villageB).SaveHousehold(t.Context(), app.SaveOrder{Form: same, Accepted: true})
		told := fmt.Sprintf("%+v", saved.Faults)
		if keyOf(err) != "registry.form_wrong" || !strings.Contains(told, "registry.elsewhere") || !strings.Contains(told, "冼沙村") || strings.Contains(told, "H001") || strings.Contains(told, "欧") {
			t.Errorf("elsewhere: %v, %s", err, told)
		}
		number := filled()
		number.Members[0].Fields["id_number"] = ""
		saved, err = d.machine.SaveHousehold(t.Context(), app.SaveOrder{Form: number, Accepted: true})
		if keyOf(err) != "registry.form_wrong" || !strings.Contains(fmt.Sprintf("%+v", saved.Faults), "registry.number_taken") {
			t.Errorf("the number: %v, %+v", err, saved)
		}
	})
}

// Two people edit one household at once: the second sees both values, and what
// only one of them touched is put together, and told.
func TestTheSecondToSaveSeesBothValues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		d.saved(t, d.machine, filled())
		first, second := d.form(t, "H001"), d.form(t, "H001")
		first.Fields["phone"], first.Fields["housing"] = "13900139000", "租房"
		first.Members[1].Fields["school"] = "本科"
		first.Causes = []registry.FormTerm{{Name: "因残"}}
		d.saved(t, d.machine, first)

		second.Fields["phone"], second.Fields["address"] = "13700137000", "冼沙村新街9号"
		second.Members[1].Fields["health"] = "体弱"
		second.Causes = []registry.FormTerm{{Name: "因灾"}}
		saved, err := d.machine.SaveHousehold(t.Context(), app.SaveOrder{Form: second, Accepted: true})
		if !problem.Is(err, problem.Conflict) || saved == nil {
			t.Fatalf("%v, %+v", err, saved)
		}
		told := map[string]registry.Collision{}
		for _, c := range saved.Collisions {
			told[c.Field] = c
		}
		if c := told["phone"]; len(told) != 2 || c.Base != "138****8123" || c.Theirs != "139****9000" || c.Mine != "13700137000" {
			t.Errorf("collisions %+v", saved.Collisions)
		}
		if c := told["cause"]; c.Theirs != "因残" || c.Mine != "因灾" {
			t.Errorf("causes %+v", c)
		}
		taken := map[string]string{}
		for _, c := range saved.Taken {
			taken[c.Field] = c.Theirs
		}
		if len(taken) != 2 || taken["housing"] != "租房" || taken["school"] != "本科" {
			t.Errorf("taken %+v", saved.Taken)
		}
		if v := d.clear(t, "H001"); v.Phone != "13900139000" || v.Version != 2 {
			t.Errorf("something was written: %+v", v)
		}
		_, err = d.machine.SaveHousehold(t.Context(), app.SaveOrder{Form: saved.Form, Accepted: true, Choices: map[string]registry.Choice{
			told["phone"].Key: registry.TakeTheirs, told["cause"].Key: registry.TakeMine}})
		if err != nil {
			t.Fatal(err)
		}
		v := d.clear(t, "H001")
		if v.Version != 3 || v.Phone != "13900139000" || v.Address != "冼沙村新街9号" || v.Housing != "租房" || v.Causes[0].Name != "因灾" ||
			v.Members[1].School != "本科" || v.Members[1].Health != "体弱" {
			t.Errorf("%+v", v)
		}
	})
}

func TestMembersComeAndGoUnderTwoHands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		d.saved(t, d.machine, filled())
		first, second, third := d.form(t, "H001"), d.form(t, "H001"), d.form(t, "H001")
		first.Members = append(first.Members, registry.FormMember{Fields: map[string]string{"name": "欧阳小水", "relation": "女", "birth": "2012-02-02", "id_kind": "无证件", "member_covered": "是"}})
		first.Members[1].Fields["health"] = "残疾"
		d.saved(t, d.machine, first)

		second.Fields["address"] = "新街"
		saved, err := d.machine.SaveHousehold(t.Context(), app.SaveOrder{Form: second, Accepted: true})
		if !problem.Is(err, problem.Conflict) || len(saved.Collisions) != 0 || len(saved.Form.Members) != 3 {
			t.Fatalf("%v, %+v", err, saved)
		}
		d.saved(t, d.machine, saved.Form)

		third.Members = third.Members[:1] // takes out who was changed meanwhile
		third.Categories = third.Categories[:1]
		saved, err = d.machine.SaveHousehold(t.Context(), app.SaveOrder{Form: third, Accepted: true})
		if !problem.Is(err, problem.Conflict) || len(saved.Collisions) != 1 || saved.Collisions[0].Field != "member" {
			t.Fatalf("%v, %+v", err, saved)
		}
		again, err := d.machine.SaveHousehold(t.Context(), app.SaveOrder{Form: saved.Form, Accepted: true, Choices: map[string]registry.Choice{saved.Collisions[0].Key: registry.TakeTheirs}})
		if err != nil {
			t.Fatalf("%v, %+v", err, again)
		}
		if v := d.clear(t, "H001"); len(v.Members) != 3 || v.Address != "新街" {
			t.Errorf("%+v", v)
		}
	})
}

func TestClosingAndReopening(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		d.saved(t, d.machine, filled())
		for key, order := range map[string]app.CloseOrder{
			"registry.close_reason":         {Number: "H001", On: asOf, Reason: "不想"},
			"registry.close_day":            {Number: "H001", Reason: "死亡"},
			"registry.close_future":         {Number: "H001", Reason: "死亡", On: asOf.AddDays(1)},
			"registry.closed_before_opened": {Number: "H001", Reason: "死亡", On: asOf.AddDays(-1)},
			"registry.changed":              {Number: "H001", Reason: "死亡", On: asOf, Version: 9},
			"registry.note_long":            {Number: "H001", Reason: "死亡", On: asOf, Note: strings.Repeat("字", 201)},
			"registry.no_household":         {Number: "H404", Reason: "死亡", On: asOf},
		} {
			_, err := d.machine.CloseHousehold(t.Context(), order)
			wantKey(t, key, err, key)
		}
		if _, err := d.machine.CloseHousehold(t.Context(), app.CloseOrder{Number: "H001", On: asOf, Reason: "去世", Note: "电话13800138000", Version: 1}); err != nil {
			t.Fatal(err)
		}
		v := d.clear(t, "H001")
		if v.Closed != asOf || v.CloseReason != "死亡" || v.Version != 2 {
			t.Errorf("%+v", v)
		}
		_, err := d.machine.SaveHousehold(t.Context(), app.SaveOrder{Form: d.form(t, "H001"), Accepted: true})
		wantKey(t, "a closed file", err, "registry.file_closed")
		again := d.saved(t, d.machine, filled()) // the number is free again
		_, err = d.machine.ReopenHousehold(t.Context(), app.ReopenOrder{Number: string(v.ID), Note: "误报"})
		wantKey(t, "its members have a file", err, "registry.member_elsewhere")
		if _, err := d.machine.CloseHousehold(t.Context(), app.CloseOrder{Number: string(again.Household), On: asOf, Reason: "重复"}); err != nil {
			t.Fatal(err)
		}
		_, err = d.machine.ReopenHousehold(t.Context(), app.ReopenOrder{Number: string(v.ID)})
		wantKey(t, "no reason", err, "registry.reason_length")
		if _, err := d.machine.ReopenHousehold(t.Context(), app.ReopenOrder{Number: string(v.ID), Note: "误报"}); err != nil {
			t.Fatal(err)
		}
		total, err := d.machine.CountHouseholds(t.Context(), registry.Filter{Closed: true})
		if err != nil || total.Households != 1 {
			t.Errorf("%+v, %v", total, err)
		}
	})
}

func TestUndoingAnImportKeepsWhatWasEditedSince(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		report, err := d.machine.ImportHouseholds(t.Context(), app.ImportOrder{Path: list(t, "户号,村,户主,家庭人口", "U1,冼沙村,张一,1", "U2,冼沙村,李二,1"), Area: gaobu, AsOf: asOf}, nil)
		if err != nil {
			t.Fatal(err)
		}
		f := d.form(t, "U1")
		f.Fields["address"] = "新街"
		d.saved(t, d.machine, f)
		undone, err := d.machine.Undo(t.Context(), report.Batch.ID, nil)
		if err != nil || undone.Kept != 1 || undone.Removed != 1 {
			t.Errorf("%+v, %v", undone, err)
		}
		found, err := d.machine.Households(t.Context(), registry.Filter{Batch: report.Batch.ID}, registry.Order{By: registry.ByNumber}, registry.Cut{Limit: 9})
		if err != nil || len(found.Lines) != 1 || found.Lines[0].Number != "U1" {
			t.Errorf("%+v, %v", found, err)
		}
	})
}

func TestALookIsOnRecordWithItsReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		d.saved(t, d.machine, filled())
		clerk := d.clerkOf(villageA)
		for _, reason := range []string{"", "看", strings.Repeat("看", 101)} {
			_, err := clerk.RevealHousehold(t.Context(), app.RevealOrder{Number: "H001", Reason: reason})
			wantKey(t, reason, err, "registry.reason_length")
		}
		_, err := clerk.RevealHousehold(t.Context(), app.RevealOrder{Number: "H001", Reason: "核对", Cards: true})
		wantKey(t, "cards", err, "identity.not_permitted")
		if _, err := d.clerkOf(villageB).RevealHousehold(t.Context(), app.RevealOrder{Number: "H001", Reason: "核对"}); !problem.Is(err, problem.NotFound) {
			t.Errorf("from elsewhere: %v", err)
		}
		d.now = d.now.Add(time.Minute)
		v, err := clerk.RevealHousehold(t.Context(), app.RevealOrder{Number: "H001", Reason: "致电 13800138123"})
		if err != nil || v.Members[0].Name != "欧阳山" || !v.Clear {
			t.Fatalf("%+v, %v", v, err)
		}
		page, next, err := clerk.HouseholdTimeline(t.Context(), "H001", "", 1)
		if err != nil || next == "" || len(page) != 1 || page[0].Kind != app.EventRevealed || page[0].Who != "村办" || strings.Contains(page[0].Reason, "13800138123") || page[0].Record == "" {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

// One chain: the file, its versions, its entry and outcomes, the looks.
func TestTheTimelineIsOneChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		tick := func() { d.now = d.now.Add(time.Minute) }
		d.saved(t, d.machine, filled())
		tick()
		p := &planted{}
		active := p.activated(t, d)
		tick()
		if _, err := d.machine.RecordOutcome(t.Context(), app.OutcomeOrder{EntryRef: app.EntryRef{Campaign: active, Number: "H001"}, Finding: refusal(active, nil).Finding}); err != nil {
			t.Fatal(err)
		}
		tick()
		f := d.form(t, "H001")
		f.Fields["address"], f.Fields["phone"], f.Members[0].Fields["name"] = "冼沙村新街9号", "13900139000", "欧阳海"
		d.saved(t, d.machine, f)
		tick()
		d.clear(t, "H001")
		tick()
		if _, err := d.machine.CloseHousehold(t.Context(), app.CloseOrder{Number: "H001", On: d.today(), Reason: "迁出"}); err != nil {
			t.Fatal(err)
		}
		var kinds []app.EventKind
		var told strings.Builder
		for after := ""; ; {
			page, next, err := d.machine.HouseholdTimeline(t.Context(), "H001", after, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page {
				kinds = append(kinds, e.Kind)
				fmt.Fprintf(&told, "%+v\n", e)
			}
			if after = next; after == "" {
				break
			}
		}
		want := []app.EventKind{app.EventClosed, app.EventRevealed, app.EventEdited, app.EventOutcome, app.EventEntered, app.EventOpened}
		if fmt.Sprint(kinds) != fmt.Sprint(want) {
			t.Errorf("%v\n%s", kinds, told.String())
		}
		for _, clear := range []string{"欧阳山", "欧阳海", "新街9号", "老街", "13900139000", fatherNumber} {
			if strings.Contains(told.String(), clear) {
				t.Errorf("the timeline tells %s", clear)
			}
		}
		if !strings.Contains(told.String(), "139****9000") {
			t.Errorf("what changed is not told:\n%s", told.String())
		}
	})
}

// today is the day of the door's clock.
func (d *door) today() day.Date { return day.At(d.now).Date() }
