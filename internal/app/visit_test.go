package app_test

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/visit"
)

// visitedDrive counts a household as helped once it was visited; its duties are
// a visit a month and one before the festival.
func visitedDrive(t *testing.T, db *sqldb.DB) *drive {
	t.Helper()
	d := newDrive(t, db)
	d.plan = strings.Replace(poorOnly, "helped_when: [hand]", "helped_when: [visit]", 1) + `roles: [{id: cadre, name: 村干部, of: village}]
duties:
  - {id: monthly, name: 每月走访, of: cadre, act: visit, class: [poor], at_least: 1, per: month, also_at: [元旦], group: {at_least: 2}}
  - {id: aid, name: 扶助, of: cadre, act: aid_value, class: [poor], worth: 500.00, per: year}
`
	d.importHouseholds(t, list(t, "户号,村,户主,家庭人口,家庭月人均收入", "1,冼沙村,张一,2,900", "2,冼沙村,李二,1,1500", "3,卢溪村,王三,4,800", "4,卢溪村,赵四,3,1500"))
	d.at, _ = d.run(t, d.plan)
	if err := d.Activate(t.Context(), d.at.ID); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *drive) file(t *testing.T, number string) id.ID {
	t.Helper()
	var of id.ID
	err := d.store.Read(t.Context(), func(tx *sqldb.Tx) error {
		known, err := d.store.FileOf(t.Context(), tx, number, "", identity.Everything)
		if err == nil {
			of = known.ID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return of
}

// entry is a whole visit to a household under the monthly duty.
func (d *drive) visitTo(t *testing.T, number string) visit.Entry {
	t.Helper()
	task, err := d.VisitForm(t.Context(), d.at.ID, "monthly", "")
	if err != nil {
		t.Fatal(err)
	}
	return visit.Entry{ID: id.New(), Household: d.file(t, number), Campaign: d.at.ID, Duty: "monthly", Form: task.Digest, At: "2027-01-20T02:00:00.000000Z", Way: visit.ByPhone,
		Visitors: []visit.Visitor{{Name: "莫主任"}, {Name: "冼书记"}},
		Answers: visit.Answers{"met": {Text: "本人"}, "changes": {Many: []string{"没有变化"}}, "state": {Text: "平稳"}, "heating": {Many: []string{"空调"}},
			"gifts": {Gifts: []visit.Gift{{Kind: "米", What: "大米", Quantity: "10 公斤", Value: 6000, Own: true}}}, "signature": {Signature: &visit.Signature{Paper: true}}}}
}

func (d *drive) put(t *testing.T, e visit.Entry) *visit.Receipt {
	t.Helper()
	r, err := d.PutVisit(t.Context(), e)
	if err != nil {
		t.Fatalf("%v: %+v", err, visit.FaultsOf(err))
	}
	return r
}

func flagged(r *visit.Receipt, kind visit.FlagKind) bool {
	return slices.Contains(r.Flags, kind)
}

// TestVisitArrivesOnceAndSettlesItsEntry: the same entry twice gives one visit
// and one receipt; another under its id is kept beside it; the entry counts as
// helped until the visit is annulled.
func TestVisitArrivesOnceAndSettlesItsEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, ctx := visitedDrive(t, db), t.Context()
		e := d.visitTo(t, "1")
		first := d.put(t, e)
		e.Sent = "2027-01-20T09:00:30.000000Z" // sent again, later
		again := d.put(t, e)
		if first.Number != again.Number || first.Received != again.Received || again.Clashes {
			t.Errorf("sent twice: %+v, %+v", first, again)
		}
		if number, err := visit.ParseNumber("V", strings.ToLower(strings.ReplaceAll(first.Number, "-", " "))); err != nil || number != first.Number {
			t.Errorf("the number as people type it: %s, %v", number, err)
		}
		d.checkCoverage(t, d.at, campaign.Coverage{campaign.Helped: 1, campaign.Open: 1, campaign.NotEligible: 2})
		e.Answers["note"] = visit.Answer{Text: "另有其事"}
		if r := d.put(t, e); !r.Clashes || r.Number != first.Number || !flagged(r, visit.FlagClash) {
			t.Errorf("another under the same id: %+v", r)
		}
		v, err := d.Visit(ctx, e.ID)
		if err != nil || v.Answers["note"].Text != "" || v.Own != 6000 || v.Day.String() != "2027-01-20" || !v.Signed {
			t.Errorf("the first one stands: %+v, %v", v, err)
		}
		if _, err := d.AnnulVisit(ctx, e.ID, 0, " "); problem.CodeOf(err) != problem.Invalid {
			t.Errorf("annulled without a reason: %v", err)
		}
		if _, err := d.AnnulVisit(ctx, e.ID, 0, "录错户"); err != nil {
			t.Fatal(err)
		}
		d.checkCoverage(t, d.at, campaign.Coverage{campaign.Open: 2, campaign.NotEligible: 2})
		if _, err := d.AnnulVisit(ctx, e.ID, 0, "再来"); problem.CodeOf(err) != problem.Conflict {
			t.Errorf("annulled twice: %v", err)
		}
		d.whole(t)
	})
}

// TestOneVisitOfTwoIsAnnulled: the other goes on settling the entry.
func TestOneVisitOfTwoIsAnnulled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := visitedDrive(t, db)
		e := d.visitTo(t, "1")
		d.put(t, e)
		other := d.put(t, d.visitTo(t, "1"))
		if !flagged(other, visit.FlagSameDay) {
			t.Errorf("two of one day are not linked: %+v", other)
		}
		if _, err := d.AnnulVisit(t.Context(), e.ID, 0, "重复"); err != nil {
			t.Fatal(err)
		}
		d.checkCoverage(t, d.at, campaign.Coverage{campaign.Helped: 1, campaign.Open: 1, campaign.NotEligible: 2})
		d.whole(t)
	})
}

// TestWhatIsWrongIsSaidAtEachQuestion.
func TestWhatIsWrongIsSaidAtEachQuestion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := visitedDrive(t, db)
		e := d.visitTo(t, "1")
		e.Way, e.Visitors = visit.ByDesk, e.Visitors[:1]
		e.Answers["state"] = visit.Answer{Text: "很好"}
		e.Answers["heating"] = visit.Answer{Many: []string{"煤炉"}}
		e.Answers["temperature"] = visit.Answer{Text: "120"}
		delete(e.Answers, "signature")
		_, err := d.PutVisit(t.Context(), e)
		got := map[string]string{}
		for _, f := range visit.FaultsOf(err) {
			got[f.Question] = f.Err.Key
		}
		for question, key := range map[string]string{"visitors": "visit.too_few", "state": "visit.no_choice", "chimney": "visit.missing", "alarm": "visit.missing",
			"temperature": "visit.too_great", "signature": "visit.missing"} {
			if got[question] != key {
				t.Errorf("%s: %q instead of %s", question, got[question], key)
			}
		}
	})
}

// TestWhatIsGenuineIsTakenAndFlagged: a household that is closed, a form that
// changed, a clock that is wrong, too few who came, nobody met.
func TestWhatIsGenuineIsTakenAndFlagged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, ctx := visitedDrive(t, db), t.Context()
		e := d.visitTo(t, "3")
		old, err := d.VisitForm(ctx, "", "", "call") // stands for the form before it changed
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.CloseHousehold(ctx, app.CloseOrder{Number: "3", On: day20(), Reason: "迁出"}); err != nil {
			t.Fatal(err)
		}
		e.Form, e.Answers = old.Digest, visit.Answers{"reached": {Text: "没有接通"}}
		e.Visitors = e.Visitors[:1]
		e.At, e.Sent = "2027-01-20T05:00:00.000000Z", "2027-01-20T12:00:00.000000Z" // three hours ahead
		r := d.put(t, e)
		for _, kind := range []visit.FlagKind{visit.FlagClosed, visit.FlagFormChanged, visit.FlagClock, visit.FlagFew, visit.FlagUnmet} {
			if !flagged(r, kind) {
				t.Errorf("not flagged as %s: %v", kind, r.Flags)
			}
		}
		d.checkCoverage(t, d.at, campaign.Coverage{campaign.Open: 2, campaign.NotEligible: 2}) // nobody was met
		if err := d.SettleVisitFlag(ctx, e.ID, visit.FlagClock, "", "手机快三小时"); err != nil {
			t.Fatal(err)
		}
		v, err := d.Visit(ctx, e.ID)
		if err != nil || len(v.Open()) != len(r.Flags)-1 {
			t.Errorf("%+v, %v", v.Flags, err)
		}
		e.ID, e.Form = id.New(), strings.Repeat("0", 64)
		if _, err := d.PutVisit(ctx, e); problem.CodeOf(err) != problem.NotFound {
			t.Errorf("a form that nobody was given: %v", err)
		}
	})
}

func day20() day.Date { d, _ := day.New(2027, 1, 20); return d }

// TestPhotosOfVisits: a photo may come first; what is none, or too large, is
// refused in words of its own; who looks is on record.
func TestPhotosOfVisits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, ctx := visitedDrive(t, db), t.Context()
		e, photo := d.visitTo(t, "1"), id.New()
		e.Answers["photo"] = visit.Answer{Many: []string{string(photo)}}
		for name, c := range map[string]struct {
			content []byte
			code    problem.Code
		}{"words": {[]byte("not a photo"), problem.Invalid}, "a head only": {[]byte("\xff\xd8\xff\xe0 JFIF"), problem.Invalid}, "a page": {[]byte("%PDF-1.7"), problem.Invalid}, "50 MB": {make([]byte, 50<<20), problem.TooLarge}} {
			if err := d.PutVisitPhoto(ctx, app.PhotoOrder{Visit: e.ID, ID: photo, Content: c.content}); problem.CodeOf(err) != c.code {
				t.Errorf("%s: %v", name, err)
			}
		}
		for range 2 {
			if err := d.PutVisitPhoto(ctx, app.PhotoOrder{Visit: e.ID, ID: photo, Content: jpegOf(t, 64)}); err != nil {
				t.Fatal(err)
			}
		}
		if r := d.put(t, e); len(r.Awaits) != 0 {
			t.Errorf("a photo that came first is awaited: %+v", r)
		}
		file, err := d.OpenVisitPhoto(ctx, e.ID, photo)
		if err != nil || file.Type != blob.JPEG {
			t.Errorf("%v", err)
		}
	})
}

// TestDueFollowsFromThePlanAndWhatWasDone.
func TestDueFollowsFromThePlanAndWhatWasDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, ctx := visitedDrive(t, db), t.Context()
		board, err := d.DueBoard(ctx, d.at.ID)
		if err != nil {
			t.Fatal(err)
		}
		// 元旦 has passed without a visit; January and the year's aid are open.
		if len(board.Windows) != 3 || board.Windows[0].Open() != 2 || !board.Windows[2].Late || board.Windows[2].Part != "元旦" || len(board.Villages) != 2 || board.Villages[0].Late != 1 {
			t.Fatalf("%+v", board)
		}
		d.put(t, d.visitTo(t, "1"))
		january := board.Windows[0]
		if january.Act != "visit" {
			january = board.Windows[1]
		}
		w, lines, next, err := d.DueList(ctx, d.at.ID, january.Key, app.PageOf{})
		if err != nil || w.Met != 1 || len(lines) != 1 || lines[0].Number != "3" || next != "" || lines[0].Head == "王三" {
			t.Errorf("%+v, %+v, %v", w, lines, err)
		}
		if _, _, _, err := d.DueList(ctx, d.at.ID, "else", app.PageOf{}); !problem.Is(err, problem.NotFound) {
			t.Error(err)
		}
	})
}
