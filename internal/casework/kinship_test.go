package casework_test

import (
	"testing"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
)

func dayOf(t *testing.T, text string) day.Date {
	t.Helper()
	d, err := day.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func kinOf(t *testing.T) *casework.Kinship {
	t.Helper()
	return &casework.Kinship{Relation: "外公", Name: " 欧阳 外公 ", Birth: dayOf(t, "1941-02-03")}
}

func TestKinshipIsPutIntoItsForm(t *testing.T) {
	today := dayOf(t, "2027-01-20")
	k := kinOf(t)
	if err := k.Check(today); err != nil {
		t.Fatal(err)
	}
	if k.Relation != "祖父母或外祖父母" || k.Name != "欧阳外公" || k.From != today {
		t.Errorf("%+v", k)
	}
	number, err := personal.ParseID("441900196503120012")
	if err != nil {
		t.Fatal(err)
	}
	k = kinOf(t)
	if k.IDNumber = number; k.Check(today) != nil || k.Birth.String() != "1965-03-12" {
		t.Errorf("the number says when somebody was born, not %s", k.Birth)
	}
	for name, one := range map[string]struct {
		change func(*casework.Kinship)
		key    string
	}{
		"no relation":  {func(k *casework.Kinship) { k.Relation = "同学" }, "kin.no_relation"},
		"no name":      {func(k *casework.Kinship) { k.Name = "  " }, "kin.no_name"},
		"a bare name":  {func(k *casework.Kinship) { k.Birth = day.Date{} }, "kin.no_birth"},
		"not born yet": {func(k *casework.Kinship) { k.Birth = dayOf(t, "2030-01-01") }, "kin.birth_later"},
		"from later":   {func(k *casework.Kinship) { k.From = dayOf(t, "2027-01-21") }, "kin.from_later"},
	} {
		k := kinOf(t)
		one.change(k)
		if err := k.Check(today); problem.As(err).Key != one.key {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKinshipEndsOnce(t *testing.T) {
	today := dayOf(t, "2027-01-20")
	k := kinOf(t)
	k.From, k.Version = dayOf(t, "2026-01-01"), 1
	for _, bad := range []struct{ last, reason, key string }{
		{"2025-12-31", "离婚", "kin.end_day"}, {"2027-01-21", "离婚", "kin.end_day"}, {"2027-01-10", " ", "kin.no_reason"}} {
		if err := k.End(dayOf(t, bad.last), today, bad.reason); problem.As(err).Key != bad.key {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if err := k.End(dayOf(t, "2027-01-10"), today, "离婚"); err != nil || k.Version != 2 {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"2025-12-31": false, "2026-01-01": true, "2027-01-10": true, "2027-01-11": false} {
		if k.InForce(dayOf(t, text)) != want {
			t.Errorf("in force on %s: %t", text, !want)
		}
	}
	if err := k.End(today, today, "再来"); problem.As(err).Key != "kin.ended" {
		t.Error(err)
	}
}
