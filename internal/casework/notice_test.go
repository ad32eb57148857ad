package casework

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"songnuan/internal/day"
	"songnuan/internal/problem"
)

func TestNamesAreHiddenAndToldApart(t *testing.T) {
	rule := &NoticeRule{Fields: []string{"name", "village", "group", "id_number", "persons"}}
	if shown := rule.Shown(); !slices.Equal(shown, []string{"serial", "name", "village", "group", "persons"}) {
		t.Errorf("shown: %v", shown)
	}
	rows, ties := rule.Cells([]Subject{
		{Name: "张小三", Village: "冼沙村", Group: "一组"}, {Name: "张大三", Village: "冼沙村", Group: "二组"},
		{Name: "张老三", Village: "卢溪村", Group: "一组"},
		{Name: "李四", Village: "卢溪村"}, {Name: "李五", Village: "卢溪村"},
		{Name: "欧阳华", Village: "卢溪村"}, {Name: "买买提·吐尔逊", Village: "卢溪村"}, {Name: "陈小明", Minor: true, Village: "卢溪村"}, {Name: "张", Village: "卢溪村"}, {Village: "卢溪村"},
	})
	var names []string
	for _, row := range rows {
		names = append(names, row[1])
	}
	want := []string{"张*三", "张*三", "张*三", "李*（1）", "李*（2）", "欧阳*", "买**·吐**", "***", "*（1）", "*（2）"}
	if !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
	if len(ties) != 3 || !ties[0].Group || ties[0].Count != 2 || ties[1].Group {
		t.Errorf("%+v", ties)
	}
	given := &NoticeRule{Mask: "given"}
	for name, want := range map[string]string{"张小三": "张**", "欧阳小华": "欧阳**", "李四": "李*", "欧阳": "欧*", "买买提·吐尔逊": "买**·吐**"} {
		if got := given.Hidden(&Subject{Name: name}); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// No cell holds more of a name than its mask, whatever is asked for.
func TestNoCellTellsMore(t *testing.T) {
	rule := &NoticeRule{Fields: append(slices.Clone(NoticeFields), "phone", "address", "illness", "card")}
	rows, _ := rule.Cells([]Subject{{Name: "司徒建国", Village: "冼沙村", Category: "低保对象", Persons: 2}})
	if text := strings.Join(rows[0], "|"); strings.Contains(text, "建国") || len(rows[0]) != len(NoticeFields) {
		t.Errorf("%s", text)
	}
}

func TestLastDayIsNeverInAHoliday(t *testing.T) {
	calendar := day.DefaultCalendar()
	on := func(y, m, d int) day.Date {
		got, ok := day.New(y, m, d)
		if !ok {
			t.Fatal(y, m, d)
		}
		return got
	}
	for _, c := range []struct {
		posted, until day.Date
		rule          NoticeRule
		moved         bool
		missing       int
	}{
		{on(2026, 3, 2), on(2026, 3, 9), NoticeRule{Days: 7}, false, 0},
		{on(2026, 2, 12), on(2026, 2, 24), NoticeRule{Days: 7}, true, 0}, // 春节 is 02-15 to 02-23
		{on(2026, 2, 12), on(2026, 2, 26), NoticeRule{Days: 5, Unit: "working"}, false, 0},
		{on(2026, 9, 28), on(2026, 10, 8), NoticeRule{Days: 5}, true, 0},
		{on(2031, 3, 3), on(2031, 3, 10), NoticeRule{Days: 7}, false, 2031},
		{on(2031, 1, 20), on(2031, 1, 31), NoticeRule{Days: 5}, true, 2031}, // by the festival's own days
	} {
		s := c.rule.Span(c.posted, calendar)
		if s.Moved == "" && c.moved || s.Moved != "" && !c.moved || c.missing == 0 && len(s.Missing) > 0 || c.missing != 0 && !slices.Contains(s.Missing, c.missing) {
			t.Errorf("%v %+v: %+v", c.posted, c.rule, s)
		}
		if _, in := calendar.Holiday(s.Until); in || c.missing == 0 && s.Until != c.until {
			t.Errorf("%v: until %v, want %v", c.posted, s.Until, c.until)
		}
	}
}

func TestReceiptsFindEveryMistake(t *testing.T) {
	seen := map[string]bool{}
	for i := range 300 {
		receipt, err := NewReceipt(bytes.NewReader(bytes.Repeat([]byte{byte(i), byte(i * 7), 250, byte(i * 31), 3, byte(255 - i)}, 12)))
		if err != nil {
			t.Fatal(err)
		}
		seen[receipt] = true
		if got, err := ParseReceipt(" " + strings.ToLower(strings.ReplaceAll(receipt, "-", " "))); err != nil || got != receipt {
			t.Fatalf("%s: %s, %v", receipt, got, err)
		}
		signs := strings.ReplaceAll(receipt, "-", "")
		for at := range signs {
			for _, sign := range receiptSigns {
				if wrong := signs[:at] + string(sign) + signs[at+1:]; wrong != signs {
					if _, err := ParseReceipt(wrong); err == nil {
						t.Fatalf("%s passes for %s", wrong, signs)
					}
				}
			}
			if at > 0 && signs[at] != signs[at-1] {
				if _, err := ParseReceipt(signs[:at-1] + string(signs[at]) + string(signs[at-1]) + signs[at+1:]); err == nil {
					t.Fatalf("%s: two changed places at %d", signs, at)
				}
			}
		}
	}
	if len(seen) < 40 {
		t.Errorf("%d receipts of 300 draws", len(seen))
	}
	for _, bad := range []string{"", "AB2C", strings.Repeat("A", 99), "AB2C-DEFG-H3JK-456O", "<script>"} {
		if _, err := ParseReceipt(bad); !problem.Is(err, problem.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestWhoCheckedMayNotLookAgain(t *testing.T) {
	acts := []Act{{Seq: 1, Do: StepCheck, Verb: Pass, User: "u1", Place: 1, With: []Person{{Name: "王五"}}}}
	for name, looked := range map[string][]Person{"by account": {{User: "u1"}}, "by name": {{Name: "赵六"}, {Name: " 王五 "}}} {
		if err := MaySettle(acts, looked); !problem.Is(err, problem.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := MaySettle(acts, nil); !problem.Is(err, problem.Invalid) {
		t.Errorf("nobody: %v", err)
	}
	if err := MaySettle(acts, []Person{{User: "u2", Name: "赵六"}}); err != nil {
		t.Error(err)
	}
}

func TestNoticeTextIsWhole(t *testing.T) {
	whole := NoticeText{Title: "关于拟确认对象的公示", Basis: "根据办法", Office: "冼沙村", Phone: "0769-88870001"}
	if err := whole.Check(); err != nil {
		t.Fatal(err)
	}
	for key, spoil := range map[string]func(*NoticeText){
		"casework.notice_title": func(n *NoticeText) { n.Title = " " }, "casework.notice_basis": func(n *NoticeText) { n.Basis = strings.Repeat("长", 401) },
		"casework.notice_office": func(n *NoticeText) { n.Office = "" }, "casework.notice_phone": func(n *NoticeText) { n.Phone = "见村委会" },
	} {
		n := whole
		spoil(&n)
		if err := n.Check(); problem.As(err).Key != key {
			t.Errorf("%s: %v", key, err)
		}
	}
}
