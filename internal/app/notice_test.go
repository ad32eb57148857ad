package app_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// noticeOffice is a door with who posts, who judges and who checked.
type noticeOffice struct {
	*door
	t                     *testing.T
	clerk, judge, checker *app.Desk
}

func newNoticeOffice(t *testing.T, db *sqldb.DB) *noticeOffice {
	t.Helper()
	d := newDoor(t, db)
	return &noticeOffice{d, t, d.staff(t, "n.clerk", identity.VillageClerk), d.staff(t, "n.judge", identity.TownReviewer), d.staff(t, "n.checker", identity.TownReviewer)}
}

// lay puts cases before their notice.
func (o *noticeOffice) lay(where area.Code, names ...string) (all []*casework.Case) {
	o.t.Helper()
	for _, name := range names {
		h := &registry.Household{Head: name, Size: 3, Covered: 2, Members: []registry.Member{{Seq: 1, Name: name, Relation: "户主"}}}
		c, err := app.PlaceForNotice(o.t.Context(), o.machine, where, casework.KindFiling, o.checker.Actor().User, h)
		if err != nil {
			o.t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

func (o *noticeOffice) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

var noticeTexts = casework.NoticeText{Title: "关于拟确认对象的公示", Basis: "根据办法，现予公示", Office: "冼沙村村民委员会", Phone: "0769-88870001"}

// drawn is a draft of all that waits in a village.
func (o *noticeOffice) drawn(where area.Code) *casework.Notice {
	o.t.Helper()
	waits, err := o.clerk.WaitingNotices(o.t.Context())
	o.must(err)
	for _, w := range waits {
		if w.Area == where {
			n, err := o.clerk.DraftNotice(o.t.Context(), app.NoticeOrder{Area: w.Area, Unit: w.Unit, Kind: w.Kind, Digest: w.Digest, Step: w.Waiting.Step})
			o.must(err)
			n, err = o.clerk.EditNotice(o.t.Context(), n.ID, app.NoticeEdit{Texts: noticeTexts, Seen: n.Version})
			o.must(err)
			return n
		}
	}
	o.t.Fatalf("nothing waits in %s", where)
	return nil
}

func boardPhoto(t *testing.T) *blob.File {
	t.Helper()
	photo, err := blob.Of([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00board"))
	if err != nil {
		t.Fatal(err)
	}
	return photo
}

// posted is a notice that hangs.
func (o *noticeOffice) posted(where area.Code) *casework.Notice {
	o.t.Helper()
	n := o.drawn(where)
	n, err := o.clerk.PostNotice(o.t.Context(), app.NoticePosting{Notice: n.ID, Seen: n.Version, Photo: boardPhoto(o.t)})
	o.must(err)
	return n
}

func (o *noticeOffice) days(n int) { o.now = o.now.Add(time.Duration(n) * 24 * time.Hour) }

func (o *noticeOffice) stands(c *casework.Case, want casework.State, step string) {
	o.t.Helper()
	state, at, err := app.CaseState(o.t.Context(), o.machine, c.ID)
	if err != nil || state != want || step != "" && at != step {
		o.t.Errorf("case of %s: %s at %s, %v; want %s at %s", c.Applicant, state, at, err, want, step)
	}
}

func (o *noticeOffice) states(of id.ID) (all []casework.RowState) {
	o.t.Helper()
	view, err := o.judge.NoticeWhole(o.t.Context(), of)
	o.must(err)
	for i := range view.Rows {
		all = append(all, view.Rows[i].State)
	}
	return all
}

func eachNoticeOffice(t *testing.T, do func(*noticeOffice)) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) { do(newNoticeOffice(t, db)) })
}

// From the draft to the end, with an objection that stops one row and no other.
func TestNoticeRunsItsWay(t *testing.T) {
	eachNoticeOffice(t, func(o *noticeOffice) {
		ctx := o.t.Context()
		cases := o.lay(villageA, "张小三", "张大三", "李四")
		n := o.drawn(villageA)
		view, err := o.clerk.Notice(ctx, n.ID, 0)
		o.must(err)
		if len(view.Rows) != 3 || len(view.Ties) != 1 || view.Rows[0].Cells[1] != "张*三（1）" || view.Span.Until != day26(2027, 1, 27) {
			o.t.Errorf("%+v %+v %v", view.Rows, view.Ties, view.Span)
		}
		if body, _ := json.Marshal(view); strings.Contains(string(body), "小三") {
			o.t.Error("a draft shows a clear name")
		}
		n, err = o.clerk.PostNotice(ctx, app.NoticePosting{Notice: n.ID, Seen: n.Version})
		o.must(err)
		if !n.Until.IsZero() || n.Number != "GS2027-00001" {
			o.t.Errorf("counts without its photo: %+v", n)
		}
		o.stands(cases[0], casework.Running, "posting")
		_, err = o.PublicNotice(ctx, n.Number, 0)
		wantKey(o.t, "before the photo", err, "casework.no_notice")
		_, err = o.clerk.TakeObjection(ctx, app.ObjectionOrder{Notice: n.ID, Serial: 1, Text: "他家有新房子"})
		wantKey(o.t, "before the photo", err, "casework.objection_early")
		o.days(2)
		document, err := blob.Of([]byte("%PDF-1.7"))
		o.must(err)
		_, err = o.clerk.PhotoNotice(ctx, app.NoticePosting{Notice: n.ID, Photo: document})
		wantKey(o.t, "a document", err, "casework.photo_type")
		n, err = o.clerk.PhotoNotice(ctx, app.NoticePosting{Notice: n.ID, Photo: boardPhoto(o.t)})
		o.must(err)
		if n.Until != day26(2027, 1, 29) {
			o.t.Errorf("until %v", n.Until)
		}
		o.stands(cases[0], casework.Posted, "")
		shown, err := o.PublicNotice(ctx, n.Number, 0)
		o.must(err)
		if len(shown.Rows) != 3 || shown.Rows[2].Cells[1] != "李*" {
			o.t.Errorf("%+v", shown.Rows)
		}

		said, err := o.PublicObject(ctx, n.Number, app.ObjectionOrder{Serial: 2, Text: "<script>alert(1)</script>他有车", Form: "0123456789012345678901"})
		o.must(err)
		again, err := o.PublicObject(ctx, n.Number, app.ObjectionOrder{Serial: 2, Text: "<script>alert(1)</script>他有车", Form: "0123456789012345678901"})
		o.must(err)
		if said.ID != again.ID || said.Receipt != again.Receipt {
			o.t.Error("the same objection is taken twice")
		}
		o.stands(cases[1], casework.Disputed, "")
		o.days(7)
		if ended, err := o.EndNotices(ctx); err != nil || ended != 0 {
			o.t.Errorf("ended on its last day: %d, %v", ended, err)
		}
		o.days(1)
		if ended, err := o.EndNotices(ctx); err != nil || ended != 1 {
			o.t.Errorf("ended %d, %v", ended, err)
		}
		if ended, err := o.EndNotices(ctx); err != nil || ended != 0 {
			o.t.Errorf("ended twice: %d, %v", ended, err)
		}
		o.stands(cases[0], casework.Running, "decision")
		o.stands(cases[1], casework.Disputed, "")
		o.stands(cases[2], casework.Running, "decision")
		_, err = o.PublicNotice(ctx, n.Number, 0)
		wantKey(o.t, "after its days", err, "casework.notice_gone")
		_, err = o.PublicObject(ctx, n.Number, app.ObjectionOrder{Serial: 1, Text: "现在才说出来"})
		wantKey(o.t, "after its days", err, "casework.notice_gone")
		_, err = o.clerk.TakeObjection(ctx, app.ObjectionOrder{Notice: n.ID, Serial: 1, Text: "现在才说出来"})
		wantKey(o.t, "after its days", err, "casework.objection_late")

		answer := app.ObjectionAnswer{Objection: said.ID, Reason: "核实是借用的车", Looked: []string{"王核查"}}
		_, err = o.judge.SettleObjection(ctx, answer)
		wantKey(o.t, "by who checked, by name", err, "casework.checked_before")
		answer.Looked = []string{"赵复查"}
		_, err = o.checker.SettleObjection(ctx, answer)
		wantKey(o.t, "by who checked, by account", err, "casework.checked_before")
		follows, err := o.judge.SettleObjection(ctx, answer)
		o.must(err)
		o.stands(cases[1], casework.Running, "posting")
		if follows == nil || follows.Before != n.ID || follows.Phone != noticeTexts.Phone {
			o.t.Fatalf("%+v", follows)
		}
		if got := o.states(follows.ID); !slices.Equal(got, []casework.RowState{casework.RowPosted}) {
			o.t.Errorf("posted anew: %v", got)
		}
		if got := o.states(n.ID); !slices.Equal(got, []casework.RowState{casework.RowPassed, casework.RowAnew, casework.RowPassed}) {
			o.t.Errorf("%v", got)
		}
		_, err = o.judge.SettleObjection(ctx, answer)
		wantKey(o.t, "answered twice", err, "casework.objection_settled")
		told, err := o.PublicObjection(ctx, strings.ToLower(said.Receipt))
		o.must(err)
		if told.State != casework.ObjectionDismissed || told.Answer != answer.Reason {
			o.t.Errorf("%+v", told)
		}
		for _, wrong := range []string{"", "AB2C-DEFG-H3JK-4567", string(said.ID), strings.Repeat("A", 9999)} {
			_, err := o.PublicObjection(ctx, wrong)
			wantKey(o.t, "a guessed receipt", err, "casework.no_receipt")
		}
	})
}

func day26(y, m, d int) day.Date {
	got, _ := day.New(y, m, d)
	return got
}

// An objection that was right sends the case back, and who waited has its place.
func TestObjectionUpheldIsFilledUp(t *testing.T) {
	eachNoticeOffice(t, func(o *noticeOffice) {
		ctx := o.t.Context()
		cases := o.lay(villageA, "张三", "李四")
		n := o.posted(villageA)
		reserve := o.lay(villageA, "王五")
		said, err := o.clerk.TakeObjection(ctx, app.ObjectionOrder{Notice: n.ID, Serial: 1, Name: "赵六", Contact: "13800138000", Text: "他家在镇上有铺"})
		o.must(err)
		seen, err := o.judge.Objection(ctx, said.ID)
		o.must(err)
		if seen.Name != "赵*" || strings.Contains(seen.Contact, "138") || seen.Due.IsZero() {
			o.t.Errorf("%+v", seen.Objection)
		}
		name, contact, err := o.judge.RevealObjection(ctx, said.ID)
		if err != nil || name != "赵六" || contact != "13800138000" {
			o.t.Errorf("%s %s %v", name, contact, err)
		}
		follows, err := o.judge.SettleObjection(ctx, app.ObjectionAnswer{Objection: said.ID, Upheld: true, Reason: "情况属实", Looked: []string{"赵复查"}})
		o.must(err)
		o.stands(cases[0], casework.Running, "check")
		o.stands(cases[1], casework.Posted, "")
		if follows == nil {
			o.t.Fatal("nobody has the place")
		}
		view, err := o.judge.NoticeWhole(ctx, follows.ID)
		o.must(err)
		if len(view.Rows) != 1 || view.Rows[0].Case != reserve[0].ID {
			o.t.Errorf("%+v", view.Rows)
		}
		if got := o.states(n.ID); !slices.Equal(got, []casework.RowState{casework.RowRefilled, casework.RowPosted}) {
			o.t.Errorf("%v", got)
		}
		shown, err := o.PublicNotice(ctx, n.Number, 0)
		if err != nil || len(shown.Rows) != 1 {
			o.t.Errorf("%+v, %v", shown, err)
		}
	})
}

// An objection against the whole list holds its end up, and takes it down when
// it was right.
func TestObjectionAgainstTheWhole(t *testing.T) {
	eachNoticeOffice(t, func(o *noticeOffice) {
		ctx := o.t.Context()
		cases := o.lay(villageA, "张三", "李四")
		n := o.posted(villageA)
		said, err := o.PublicObject(ctx, n.Number, app.ObjectionOrder{Text: "没有贴在村里"})
		o.must(err)
		o.days(9)
		if ended, err := o.EndNotices(ctx); err != nil || ended != 0 {
			o.t.Errorf("%d, %v", ended, err)
		}
		o.stands(cases[0], casework.Posted, "")
		_, err = o.judge.SettleObjection(ctx, app.ObjectionAnswer{Objection: said.ID, Upheld: true, Reason: "确未张贴", Looked: []string{"赵复查"}})
		o.must(err)
		o.stands(cases[0], casework.Running, "posting")
		if again := o.drawn(villageA); again.ID == n.ID {
			o.t.Error("the same notice")
		}
	})
}

// Two clerks draw two different lists up, and a form sent twice one; what hangs
// stays as it hangs; a mistake is taken down and posted anew.
func TestNoticesAreDrawnUpOnceAndStay(t *testing.T) {
	eachNoticeOffice(t, func(o *noticeOffice) {
		ctx := o.t.Context()
		cases := o.lay(villageA, "张三", "李四")
		waits, err := o.clerk.WaitingNotices(ctx)
		o.must(err)
		order := app.NoticeOrder{Area: waits[0].Area, Kind: waits[0].Kind, Digest: waits[0].Digest, Step: waits[0].Waiting.Step, Form: "form-1"}
		n, err := o.clerk.DraftNotice(ctx, order)
		o.must(err)
		same, err := o.clerk.DraftNotice(ctx, order)
		if err != nil || same.ID != n.ID {
			o.t.Errorf("sent twice: %v, %v", same, err)
		}
		order.Form = "form-2"
		_, err = o.judge.DraftNotice(ctx, order)
		wantKey(o.t, "another clerk", err, "casework.none_waits")
		_, err = o.clerk.PostNotice(ctx, app.NoticePosting{Notice: n.ID, Photo: boardPhoto(o.t)})
		wantKey(o.t, "without a phone", err, "casework.notice_phone")
		n, err = o.clerk.EditNotice(ctx, n.ID, app.NoticeEdit{Texts: noticeTexts, Keep: []int{2}, First: 1, Last: 2})
		o.must(err)
		n, err = o.clerk.PostNotice(ctx, app.NoticePosting{Notice: n.ID, Seen: n.Version, Photo: boardPhoto(o.t)})
		o.must(err)
		_, err = o.clerk.PostNotice(ctx, app.NoticePosting{Notice: n.ID, Photo: boardPhoto(o.t)})
		wantKey(o.t, "posted twice", err, "casework.notice_not_now")
		o.stands(cases[0], casework.Running, "posting")
		o.stands(cases[1], casework.Posted, "")
		_, err = o.clerk.CancelNotice(ctx, app.NoticeCancel{Notice: n.ID, Reason: "x"})
		if !problem.Is(err, problem.Forbidden) {
			o.t.Errorf("a clerk takes it down: %v", err)
		}
		anew, err := o.judge.CancelNotice(ctx, app.NoticeCancel{Notice: n.ID, Seen: n.Version, Reason: "类别写错", Anew: true})
		o.must(err)
		o.stands(cases[1], casework.Running, "posting")
		if anew == nil || anew.Title != noticeTexts.Title || len(o.states(anew.ID)) != 1 {
			o.t.Errorf("%+v", anew)
		}
		_, err = o.PublicNotice(ctx, n.Number, 0)
		wantKey(o.t, "taken down", err, "casework.notice_gone")
		o.must(o.clerk.DropNotice(ctx, anew.ID))
		if list, err := o.clerk.Notices(ctx, app.NoticesWanted{Limit: 9}); err != nil || len(list.Lines) != 2 || list.Counts[casework.NoticeCancelled] != 2 {
			o.t.Errorf("%+v, %v", list, err)
		}
		if _, err := o.machine.VerifyRecords(ctx); err != nil {
			o.t.Error(err)
		}
	})
}

// A clock that was set back ends nothing and shows nothing that does not hang
// yet; a relative may not post.
func TestNoticeAndTheClock(t *testing.T) {
	eachNoticeOffice(t, func(o *noticeOffice) {
		ctx := o.t.Context()
		cases := o.lay(villageA, "张三")
		n := o.posted(villageA)
		o.days(-3)
		_, err := o.PublicNotice(ctx, n.Number, 0)
		wantKey(o.t, "before it was posted", err, "casework.notice_gone")
		if ended, err := o.EndNotices(ctx); err != nil || ended != 0 {
			o.t.Errorf("%d, %v", ended, err)
		}
		o.stands(cases[0], casework.Posted, "")
		o.days(11)
		if list, err := o.clerk.Notices(ctx, app.NoticesWanted{State: casework.NoticeEnded, Limit: 9}); err != nil || len(list.Lines) != 1 {
			o.t.Errorf("opening the list ends nothing: %+v, %v", list, err)
		}
		o.stands(cases[0], casework.Running, "decision")
		o.days(-9)
		o.stands(cases[0], casework.Running, "decision")
	})
}

// What is written is bounded, and needs no name.
func TestObjectionsAreBounded(t *testing.T) {
	eachNoticeOffice(t, func(o *noticeOffice) {
		ctx := o.t.Context()
		o.lay(villageA, "张三")
		n := o.posted(villageA)
		for key, order := range map[string]app.ObjectionOrder{
			"casework.objection_short": {Serial: 1, Text: " 假 "}, "casework.objection_long": {Serial: 1, Text: strings.Repeat("长", 34_000)},
			"casework.contact_long": {Serial: 1, Text: "他家有房子", Contact: strings.Repeat("1", 101)}, "casework.no_row": {Serial: 9, Text: "他家有房子"},
		} {
			_, err := o.PublicObject(ctx, n.Number, order)
			wantKey(o.t, "bad", err, key)
		}
		_, err := o.PublicNotice(ctx, "GS2027-99999", 0)
		wantKey(o.t, "none", err, "casework.no_notice")
	})
}
