package api

import (
	"encoding/base64"
	"maps"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/walktest"
)

func init() { maps.Copy(samples, noticeSamples) }

// moved lays what was done to a draft of the first place, and how it stands
// then.
func (d *desk) moved(t testing.TB, stand func(*casework.Case), acts ...casework.Act) *casework.Case {
	t.Helper()
	of := d.newCase(t).Case
	var c *casework.Case
	err := d.Store.Write(t.Context(), func(tx *sqldb.Tx) (err error) {
		if c, err = d.Store.Case(t.Context(), tx, of, identity.Everything); err != nil {
			return err
		}
		stand(c)
		c.Received, c.Began, c.Category = d.Clock.Today(), d.Clock.Today(), "其他困难家庭"
		for i := range acts {
			a := &acts[i]
			a.Case, a.Seq, a.Round, a.On, a.Recorded = of, int64(i+1), 1, d.Clock.Today(), d.Clock.Now()
			c.Version++
			if err := d.Store.SaveCases(t.Context(), tx, c); err != nil {
				return err
			}
			if err := d.Store.AddCaseActs(t.Context(), tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var (
	wasChecked = casework.Act{Step: "check", Place: 1, Do: casework.StepCheck, Verb: casework.Pass, User: "one", Actor: "核查员", With: []casework.Person{{Name: "王核查"}}}
	hasHung    = casework.Act{Step: "posting", Place: 3, Do: casework.StepNotice, Verb: casework.NoticeOver}
	wasDecided = casework.Act{Step: "decision", Place: 4, Do: casework.StepDecision, Verb: casework.Pass, User: "another"}
)

// awaitsNotice is a case that stands before its notice.
func (d *desk) awaitsNotice(t testing.TB) *casework.Case {
	return d.moved(t, func(c *casework.Case) { c.State, c.Step, c.Doing = casework.Running, "posting", casework.StepNotice }, wasChecked)
}

func noticeOrder(c *casework.Case) app.NoticeOrder {
	return app.NoticeOrder{Area: c.Area, Kind: c.Kind, Digest: c.Digest, Step: c.Step, Cases: []id.ID{c.ID}}
}

// drawnNotice is a draft with its texts.
func (d *desk) drawnNotice(t testing.TB) *casework.Notice {
	t.Helper()
	n, err := d.Machine.DraftNotice(t.Context(), noticeOrder(d.awaitsNotice(t)))
	if err != nil {
		t.Fatal(err)
	}
	n, err = d.Machine.EditNotice(t.Context(), n.ID, app.NoticeEdit{Texts: casework.NoticeText{Title: "公示", Basis: "根据办法", Office: "村委会", Phone: "0769-88870001"}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (d *desk) hangingNotice(t testing.TB, photo bool) *casework.Notice {
	t.Helper()
	order := app.NoticePosting{Notice: d.drawnNotice(t).ID}
	if photo {
		var err error
		if order.Photo, err = blob.Of(walktest.Photo); err != nil {
			t.Fatal(err)
		}
	}
	n, err := d.Machine.PostNotice(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (d *desk) raised(t testing.TB) *casework.Objection {
	t.Helper()
	o, err := d.Machine.TakeObjection(t.Context(), app.ObjectionOrder{Notice: d.hangingNotice(t, true).ID, Serial: 1, Name: "欧阳异", Text: "他家在镇上有房"})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// ofNotice is a route of a notice as make leaves it.
func ofNotice(rest string, body any, match string, make func(testing.TB, *desk) *casework.Notice) walkSample {
	return walkSample{header: map[string]string{"If-Match": match}, figures: "days and rows", do: func(t testing.TB, d *desk) (string, any) {
		return "/notices/" + string(make(t, d).ID) + rest, body
	}}
}

func drawn(t testing.TB, d *desk) *casework.Notice   { return d.drawnNotice(t) }
func hanging(t testing.TB, d *desk) *casework.Notice { return d.hangingNotice(t, true) }
func unseen(t testing.TB, d *desk) *casework.Notice  { return d.hangingNotice(t, false) }

func ofObjection(rest string, body any) walkSample {
	return walkSample{header: map[string]string{"If-Match": `"1"`}, figures: "days and rows", do: func(t testing.TB, d *desk) (string, any) {
		return "/objections/" + string(d.raised(t).ID) + rest, body
	}}
}

// reviewed is a grant whose review is due, of a household of the first place.
func (d *desk) reviewed(t testing.TB) (number string, of id.ID) {
	t.Helper()
	number = d.household(t)
	h, err := d.Machine.Household(t.Context(), number, day.Date{})
	if err != nil {
		t.Fatal(err)
	}
	today := d.Clock.Today()
	g := &casework.Grant{ID: id.New(), Case: id.New(), Household: h.ID, Kind: casework.KindDibao, Area: "441900129200", Category: "低保对象", Pay: "none", Covered: 1,
		Decided: today, From: today, Review: today, Remind: today, Recorded: d.Clock.Now(), Version: 1}
	if err := d.Store.Write(t.Context(), func(tx *sqldb.Tx) error { return d.Store.AddGrant(t.Context(), tx, g) }); err != nil {
		t.Fatal(err)
	}
	return number, g.ID
}

var encodedPhoto = base64.StdEncoding.EncodeToString(walktest.Photo)

var noticeSamples = map[string]walkSample{
	"notices":        counted(at1("/notices?limit=500")),
	"notice_waiting": counted(at1("/notices/waiting")),
	"notice_draft": counted(walkSample{do: func(t testing.TB, d *desk) (string, any) {
		o := noticeOrder(d.awaitsNotice(t))
		return "/notices", object{"area": o.Area, "kind": o.Kind, "digest": o.Digest, "step": o.Step, "only_cases": o.Cases}
	}}),
	"notice":        ofNotice("", nil, `"1"`, drawn),
	"notice_edit":   ofNotice("", object{"texts": object{"title": "公示", "grounds": "根据办法", "office": "村委会", "office_phone": "0769-88870001"}, "keep_serials": []int{1}}, `"2"`, drawn),
	"notice_drop":   ofNotice("", nil, `"2"`, drawn),
	"notice_post":   ofNotice("/post", object{"board_photo": encodedPhoto}, `"2"`, drawn),
	"notice_photo":  ofNotice("/photo", object{"board_photo": encodedPhoto}, `"3"`, unseen),
	"notice_cancel": ofNotice("/cancel", object{"reason": "名单有误", "draw_anew": true}, `"3"`, hanging),

	"objections":       counted(at1("/objections?limit=500")),
	"objection":        ofObjection("", nil),
	"objection_take":   ofNotice("/objections", object{"serial": 1, "objector": "欧阳异", "statement": "他家在镇上有房"}, `"3"`, hanging),
	"objection_settle": ofObjection("/answer", object{"upheld": false, "reason": "房子已卖", "looked_into_by": []string{"李复查"}}),

	"household_grants": {figures: "sizes and versions", do: func(t testing.TB, d *desk) (string, any) {
		number, _ := d.reviewed(t)
		return "/households/" + number + "/grants", nil
	}},
	"reviews": counted(at1("/reviews?limit=500")),
	"review_begin": {figures: "sizes and versions", do: func(t testing.TB, d *desk) (string, any) {
		_, of := d.reviewed(t)
		return "/reviews/" + string(of) + "/begin", nil
	}},
	"case_open_file": {header: map[string]string{"If-Match": `"3"`}, figures: "sizes and versions", do: func(t testing.TB, d *desk) (string, any) {
		c := d.moved(t, func(c *casework.Case) { c.State, c.Step, c.Doing = casework.Approved, "file", casework.StepFile }, wasChecked, hasHung, wasDecided)
		return "/cases/" + string(c.ID) + "/filing", object{"reason": "照准"}
	}},
	"freeze_add": {do: func(_ testing.TB, d *desk) (string, any) {
		today := d.Clock.Today()
		return "/freezes", object{"area": "441900129200", "from": today, "to": today, "reason": "发放核对"}
	}},
	"freeze_end": {header: map[string]string{"If-Match": `"1"`}, do: func(t testing.TB, d *desk) (string, any) {
		f, err := d.Machine.AddFreeze(t.Context(), app.FreezeOrder{Area: "441900129200", From: d.Clock.Today(), To: d.Clock.Today(), Reason: "核对"})
		if err != nil {
			t.Fatal(err)
		}
		return "/freezes/" + string(f.ID) + "/end", nil
	}},
}
