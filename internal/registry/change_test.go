package registry

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/personal"
)

// family is a household of three with ids, read as a form is.
func family(t *testing.T, ids id.Source) *Household {
	t.Helper()
	f := NewForm("441900129200", "", today())
	maps.Copy(f.Fields, map[string]string{"number": "H001", "phone": "13800138123", "address": "冼沙村老街1号", "income": "36000", "card": "6222021234567890128", "card_holder": "欧阳山"})
	maps.Copy(f.Members[0].Fields, map[string]string{"name": "欧阳山", "id_number": "441900196503120012"})
	f.Members = append(f.Members,
		FormMember{Fields: map[string]string{"name": "李梅", "relation": "妻", "birth": "1967-05-05", "sex": "女", "id_kind": "无证件", "member_covered": "是"}},
		FormMember{Fields: map[string]string{"name": "欧阳小山", "relation": "子", "birth": "1990-01-15", "sex": "男", "id_kind": "无证件", "member_covered": "否", "phone": "13900139000"}})
	f.Categories = []FormTerm{{Name: "低保对象", From: "2026-01-01"}, {Name: "残疾人", Member: 3, From: "2020-05-01"}}
	f.Causes = []FormTerm{{Name: "因病"}}
	h, faults := f.Read(nil, FormOptions{Today: today(), Place: coded, NewID: ids})
	if h == nil {
		t.Fatalf("%+v", faults)
	}
	h.Version = 1
	return h
}

// asked is a request for a household with what it asks for.
func asked(h *Household, kind ChangeCode, occasion string, ask ChangeAsk) *ChangeRequest {
	if ask.On.IsZero() {
		ask.On = today()
	}
	ask.Trim(KindOf(kind), h, nil)
	return &ChangeRequest{Kind: kind, Occasion: occasion, Household: h.ID, Version: h.Version, Fresh: "fresh", Ask: ask}
}

func carried(t *testing.T, c *ChangeRequest, standing ChangeFiles, ids id.Source) ChangeFiles {
	t.Helper()
	after, faults := c.Carry(standing, FormOptions{Today: today(), Place: coded, NewID: ids})
	if after.File == nil {
		t.Fatalf("%s: %+v", c.Kind, faults)
	}
	return after
}

func fieldsOf(before, after *Household) (fields []string) {
	for _, d := range Diff(before, after) {
		fields = append(fields, d.Field)
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}

func TestAChangeTouchesWhatItSaysAlone(t *testing.T) {
	ids := id.Sequence()
	h := family(t, ids)
	head, wife, son := h.Members[0].ID, h.Members[1].ID, h.Members[2].ID
	for _, one := range []struct {
		kind     ChangeCode
		occasion string
		ask      ChangeAsk
		want     string
	}{
		{ChangeContact, "new_number", ChangeAsk{Fields: map[string]string{"phone": "13700137000", "income": "1"}}, "phone"},
		{ChangeCard, "reissued", ChangeAsk{Fields: map[string]string{"card": "6222021234567890011"}}, "card"},
		{ChangeIncome, "work", ChangeAsk{Fields: map[string]string{"income": "72000"}}, "income per_head_month"},
		{ChangeIncome, "work", ChangeAsk{Members: map[id.ID]map[string]string{son: {"member_income": "24000"}}}, "member_income"},
		{ChangeHousing, "appraised", ChangeAsk{Fields: map[string]string{"housing_grade": "D"}}, "housing_grade"},
		{ChangePerson, "illness", ChangeAsk{Members: map[id.ID]map[string]string{wife: {"health": "重病", "card": "6222021234567890011"}}}, "health"},
		{ChangeIdentity, "renumbered", ChangeAsk{Members: map[id.ID]map[string]string{wife: {"id_number": numberFor(2, 1967, personal.Female), "id_kind": "居民身份证"}}}, "birth id_kind id_number"},
		{ChangeCategory, "review", ChangeAsk{Categories: []ChangeTerm{{Name: "特困人员", From: "2027-01-01"}}, Causes: []ChangeTerm{{Name: "因病"}, {Name: "因残"}}}, "category cause"},
		{ChangeCategory, "review", ChangeAsk{Terms: true, Categories: func() []ChangeTerm { c, _ := TermsOf(h); return c }(), Causes: func() []ChangeTerm { _, c := TermsOf(h); return c }(),
			Members: map[id.ID]map[string]string{son: {"member_covered": "是"}}}, "covered member_covered"},
		{ChangeMove, "household_moved", ChangeAsk{Fields: map[string]string{"village": "441900129201", "address": "上江城村口"}}, "address village"},
		{ChangeHead, "agreed", ChangeAsk{Members: map[id.ID]map[string]string{son: {"relation": "户主"}, head: {"relation": "父亲"}, wife: {"relation": "母亲"}}}, "head relation"},
		{ChangeDropMember, "married_out", ChangeAsk{Gone: []id.ID{son}}, "member per_head_month size"},
		{ChangeAddMember, "born", ChangeAsk{Added: []map[string]string{{"name": "欧阳新", "relation": "孙子", "birth": "2027-01-02", "sex": "女", "id_kind": "出生医学证明"}}}, "covered member per_head_month size"},
		{ChangeExit, "died", ChangeAsk{}, "close_reason closed"},
	} {
		c := asked(h, one.kind, one.occasion, one.ask)
		after := carried(t, c, ChangeFiles{File: h}, ids)
		if got := strings.Join(fieldsOf(h, after.File), " "); got != one.want {
			t.Errorf("%s %v: changes %q instead of %q", one.kind, one.ask, got, one.want)
		}
		if after.File.Card != h.Card && one.kind != ChangeCard {
			t.Errorf("%s: another card, which nobody asked for", one.kind)
		}
	}
}

func TestASplitMakesTwoHouseholdsOfOne(t *testing.T) {
	ids := id.Sequence()
	h := family(t, ids)
	wife, son := h.Members[1].ID, h.Members[2].ID
	c := asked(h, ChangeSplit, "own_home", ChangeAsk{Gone: []id.ID{wife, son}, New: map[string]string{"address": "冼沙村新街2号", "phone": "13900139000"},
		Members: map[id.ID]map[string]string{son: {"relation": "户主"}, wife: {"relation": "母亲"}}})
	after := carried(t, c, ChangeFiles{File: h}, ids)
	if f := after.Fresh; f.ID != "fresh" || f.Size != 2 || f.Covered != 1 || f.Head != "欧阳小山" || f.Members[0].ID != son || f.Members[1].ID != wife || !f.Card.IsZero() ||
		f.Address != "冼沙村新街2号" || f.Area != h.Area || f.Income != nil || len(f.Causes) != 0 {
		t.Errorf("%+v", f)
	}
	if f := after.Fresh; len(f.Categories) != 1 || f.Categories[0].Name != "残疾人" || f.Categories[0].Member != 1 {
		t.Errorf("the new household's categories: %+v", f.Categories)
	}
	if f := after.File; f.Size != 1 || f.Covered != 1 || f.Head != "欧阳山" || f.Card != h.Card || len(f.Categories) != 1 || f.Categories[0].Name != "低保对象" || f.Number != "H001" {
		t.Errorf("%+v", f)
	}
	if *after.File.IncomePerHead != 300000 {
		t.Errorf("income a head is %v", after.File.IncomePerHead)
	}
	c.Ask.Carry = true
	if after := carried(t, c, ChangeFiles{File: h}, ids); len(after.Fresh.Categories) != 2 || len(after.Fresh.Causes) != 1 {
		t.Errorf("carried over: %+v", after.Fresh)
	}
}

func TestAMergeKeepsTheMembersIDs(t *testing.T) {
	ids := id.Sequence()
	h, o := family(t, ids), family(t, ids)
	o.Number, o.Members[0].IDNumber = "H002", personal.ID{}
	o.Members[0].Name, o.Members[1].Name, o.Members[2].Name = "陈大", "陈二", "陈三"
	c := asked(h, ChangeMerge, "marriage", ChangeAsk{})
	c.Other = o.ID
	c.Ask.Members = map[id.ID]map[string]string{o.Members[0].ID: {"relation": "弟弟"}, o.Members[1].ID: {"relation": "其他亲属"}, o.Members[2].ID: {"relation": "其他亲属"}}
	after := carried(t, c, ChangeFiles{File: h, Other: o}, ids)
	if after.File.Size != 6 || after.File.Covered != 4 || *after.File.Income != 7200000 || len(after.File.Members) != 6 || after.File.Head != "欧阳山" {
		t.Errorf("%+v", after.File)
	}
	for _, m := range o.Members {
		if after.File.memberByID(m.ID) == nil {
			t.Errorf("%s got another id", m.Name)
		}
	}
	if after.Other.Closed != today() || after.Other.CloseReason != MergedReason || after.Other.Number != "H002" || len(after.Other.Members) != 0 {
		t.Errorf("%+v", after.Other)
	}
	if n := len(after.File.Categories); n != 3 { // the other's own categories end with it
		t.Errorf("%+v", after.File.Categories)
	}
}

func TestWhatARequestMayNotAskFor(t *testing.T) {
	ids := id.Sequence()
	h := family(t, ids)
	head, wife, son := h.Members[0].ID, h.Members[1].ID, h.Members[2].ID
	added := func(fields map[string]string) ChangeAsk { return ChangeAsk{Added: []map[string]string{fields}} }
	for _, one := range []struct {
		name, occasion string
		kind           ChangeCode
		ask            ChangeAsk
		at, key        string
	}{
		{"a wrong check digit", "renumbered", ChangeIdentity, ChangeAsk{Members: map[id.ID]map[string]string{son: {"id_number": "441900199001150013"}}}, "member." + string(son) + ".id_number", "personal.id_check"},
		{"a birth to come", "born", ChangeAddMember, added(map[string]string{"name": "欧阳新", "relation": "子", "birth": "2027-02-01"}), "added.1.birth", "registry.birth_future"},
		{"a wrong number of who joins", "born", ChangeAddMember, added(map[string]string{"name": "欧阳新", "relation": "子", "id_number": "44190019900115001"}), "added.1.id_number", ""},
		{"who is there already", "moved_in", ChangeAddMember, added(map[string]string{"name": "欧阳山", "relation": "子", "id_number": "441900196503120012"}), "added.1.id_number", "registry.member_twice"},
		{"a member twice", "died", ChangeDropMember, ChangeAsk{Gone: []id.ID{son, son}}, "gone", "registry.change.gone_twice"},
		{"a member who is not there", "died", ChangeDropMember, ChangeAsk{Gone: []id.ID{"nobody"}}, "gone", "registry.change.gone_already"},
		{"all members", "died", ChangeDropMember, ChangeAsk{Gone: []id.ID{head, wife, son}}, "gone", "registry.change.last_member"},
		{"the head without another", "died", ChangeDropMember, ChangeAsk{Gone: []id.ID{head}}, "relations", "registry.change.heads"},
		{"a split that leaves nobody", "own_home", ChangeSplit, ChangeAsk{Gone: []id.ID{head, wife, son}}, "gone", "registry.change.split_empty"},
		{"a split without a head", "own_home", ChangeSplit, ChangeAsk{Gone: []id.ID{son}}, "new.relations", "registry.change.heads"},
		{"two heads", "agreed", ChangeHead, ChangeAsk{Members: map[id.ID]map[string]string{son: {"relation": "户主"}}}, "relations", "registry.change.heads"},
		{"nothing", "new_number", ChangeContact, ChangeAsk{Fields: map[string]string{"phone": "138****8123"}}, "", "registry.change.nothing"},
		{"a day to come", "died", ChangeExit, ChangeAsk{On: today().AddDays(1)}, "on", "registry.change.future"},
		{"an exit before the file", "died", ChangeExit, ChangeAsk{On: today().AddDays(-1)}, "on", "registry.closed_before_opened"},
		{"no occasion", "", ChangeExit, ChangeAsk{}, "occasion", "registry.change.occasion"},
		{"a village nobody knows", "household_moved", ChangeMove, ChangeAsk{Fields: map[string]string{"village": "不存在村"}}, "village", "registry.village_unknown"},
		{"a strange relation", "married_out", ChangeDropMember, ChangeAsk{Gone: []id.ID{son}, Members: map[id.ID]map[string]string{wife: {"relation": "<b>"}}}, "member." + string(wife) + ".relation", "registry.change.relation"},
		{"a long note", "died", ChangeExit, ChangeAsk{Note: strings.Repeat("字", 501)}, "note", "registry.note_long"},
	} {
		after, faults := asked(h, one.kind, one.occasion, one.ask).Carry(ChangeFiles{File: h}, FormOptions{Today: today(), Place: coded, NewID: ids})
		found := slices.ContainsFunc(faults, func(f Fault) bool {
			return f.At == one.at && (one.key == "" || f.Key == one.key) && f.Severity == "wrong"
		})
		if after.File != nil || !found {
			t.Errorf("%s: %+v", one.name, faults)
		}
	}
	itself := asked(h, ChangeMerge, "marriage", ChangeAsk{})
	if after, faults := itself.Carry(ChangeFiles{File: h, Other: h}, FormOptions{Today: today()}); after.File != nil || faults[0].Key != "registry.change.itself" {
		t.Errorf("a merge with itself: %+v", faults)
	}
}

func TestAStaleRequestShowsBothValues(t *testing.T) {
	ids := id.Sequence()
	base := family(t, ids)
	son := base.Members[2].ID
	theirs := *base
	theirs.Members, theirs.Version = slices.Clone(base.Members), 2
	theirs.HousingGrade, theirs.Address = "C", "冼沙村新街9号"
	theirs.Members[2].Health = "重病"
	untouched := asked(base, ChangeIncome, "work", ChangeAsk{Fields: map[string]string{"income": "72000"}})
	if c := untouched.Ask.Collisions(base, &theirs); len(c) != 0 {
		t.Errorf("what only the other changed collides: %+v", c)
	}
	if after := carried(t, untouched, ChangeFiles{File: &theirs}, ids); after.File.HousingGrade != "C" || *after.File.Income != 7200000 {
		t.Errorf("%+v", after.File)
	}
	c := asked(base, ChangeHousing, "appraised", ChangeAsk{Fields: map[string]string{"housing_grade": "D", "address": "冼沙村老街3号"}})
	both := c.Ask.Collisions(base, &theirs)
	if len(both) != 2 || strings.Contains(both[0].Mine+both[0].Theirs, "街") {
		t.Fatalf("%+v", both)
	}
	left := c.Ask.Settle(both, map[string]Choice{"address": TakeTheirs})
	if len(left) != 1 || left[0].Key != "housing_grade" || c.Ask.Fields["address"] != "" {
		t.Errorf("left %+v, ask %+v", left, c.Ask)
	}
	if left := c.Ask.Settle(left, map[string]Choice{"housing_grade": TakeMine}); len(left) != 0 || len(c.Ask.Collisions(base, &theirs)) != 0 {
		t.Errorf("asked again of what was chosen: %+v", left)
	}
	gone := asked(base, ChangeDropMember, "died", ChangeAsk{Gone: []id.ID{son}})
	if both := gone.Ask.Collisions(base, &theirs); len(both) != 1 || both[0].Field != "member" {
		t.Errorf("a member who changed and leaves: %+v", both)
	}
}

func TestRequestsThatGetInEachOthersWay(t *testing.T) {
	ids := id.Sequence()
	h := family(t, ids)
	wife, son := h.Members[1].ID, h.Members[2].ID
	digest := func(text string) string { return text }
	touches := func(kind ChangeCode, ask ChangeAsk) []Touch { return asked(h, kind, "other", ask).Touches(digest) }
	income := touches(ChangeIncome, ChangeAsk{Fields: map[string]string{"income": "1"}})
	sonCard := touches(ChangeCard, ChangeAsk{Members: map[id.ID]map[string]string{son: {"card": "6222021234567890011"}}})
	sonGoes := touches(ChangeDropMember, ChangeAsk{Gone: []id.ID{son}})
	split := touches(ChangeSplit, ChangeAsk{Gone: []id.ID{son}})
	wifeGoes := touches(ChangeDropMember, ChangeAsk{Gone: []id.ID{wife}})
	exit := touches(ChangeExit, ChangeAsk{})
	joins := touches(ChangeAddMember, ChangeAsk{Added: []map[string]string{{"name": "甲", "id_number": "441900199001150012"}}})
	elsewhere := slices.Clone(joins) // another household wants the same person
	merge := asked(h, ChangeMerge, "other", ChangeAsk{})
	merge.Household, merge.Other = "another", h.ID
	for _, one := range []struct {
		name string
		a, b []Touch
		want bool
	}{
		{"one field twice", income, income, true}, {"two fields", income, sonCard, false}, {"who leaves and his card", sonGoes, sonCard, true},
		{"a member wanted in two households", split, sonGoes, true}, {"two who leave", wifeGoes, sonGoes, false},
		{"an exit and anything", exit, income, true}, {"a merge with a household that exits", merge.Touches(digest), exit, true},
		{"a person wanted twice", joins, elsewhere, true}, {"somebody joins, another leaves", joins, sonGoes, false},
	} {
		if got := len(Overlap(one.a, one.b)) > 0; got != one.want || len(Overlap(one.b, one.a)) > 0 != one.want {
			t.Errorf("%s: %v", one.name, got)
		}
	}
}

func TestEveryTextOfTheTableIsThere(t *testing.T) {
	for _, kind := range ChangeKinds {
		if len(kind.Occasions) == 0 {
			t.Errorf("%s has no occasion", kind.Code)
		}
		for _, lang := range bothLanguages {
			texts := []string{kind.Code.Text(lang), kind.Effect.Text(lang)}
			for _, o := range kind.Occasions {
				texts = append(texts, OccasionText(lang, o.Code))
				for _, p := range o.Papers {
					texts = append(texts, PaperText(lang, p))
				}
			}
			for _, text := range texts {
				if text == "" || strings.Contains(text, "registry.change") {
					t.Errorf("%s: %q is no text", kind.Code, text)
				}
			}
		}
	}
	for _, lang := range bothLanguages {
		for _, a := range Aspects {
			if strings.Contains(a.Text(lang)+DefaultRoutes[a].Why.Text(lang), "registry.") || DefaultRoutes[a].Why.Text(lang) == "" {
				t.Errorf("%s lacks a text", a)
			}
		}
		for _, s := range ChangeStates {
			if strings.Contains(s.Text(lang), "registry.") {
				t.Errorf("%s lacks a text", s)
			}
		}
	}
}

var bothLanguages = []locale.Lang{locale.Chinese, locale.English}

// coded finds villages by code, as the place of a form does.
func coded(town, village string) Place {
	for _, a := range villages[1:] {
		if string(a.Code) == village {
			return Place{Code: a.Code, Name: a.Name}
		}
	}
	return place(town, village)
}
