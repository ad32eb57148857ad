package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
	"songnuan/internal/visit"
)

// lane is an office with a helper who has many households, each visited once a
// month for three years.
type lane struct {
	*door
	helper     identity.Actor
	households []id.ID
}

func newLane(b *testing.B, n int) *lane {
	b.Helper()
	ctx := b.Context()
	l := &lane{door: newDoor(b, dbtest.SQLite(b))}
	rows := []string{"户号,村,户主,家庭人口,家庭月人均收入"}
	for i := range n {
		rows = append(rows, fmt.Sprintf("L%04d,冼沙村,莫%c,2,500", i, rune('一'+i)))
	}
	path := list(b, rows...)
	if _, err := l.machine.ImportHouseholds(ctx, app.ImportOrder{Path: path, Area: gaobu, AsOf: asOf}, nil); err != nil {
		b.Fatal(err)
	}
	c, err := l.machine.OpenCampaign(ctx, app.CampaignOrder{Plan: readPlan(b, walkPlan), Text: []byte(walkPlan), AsOf: asOf})
	if err != nil {
		b.Fatal(err)
	}
	phone, err := personal.ParsePhone("13800138124")
	if err != nil {
		b.Fatal(err)
	}
	helper := &pairing.Helper{ID: id.New(), Number: "H-1", Name: "东方帮扶", Area: gaobu, Capacity: n, Opened: l.machine.Today(), Phone: phone, Version: 1}
	if _, err := l.machine.AddUser(ctx, app.NewUser{Account: "helper.a", Name: "帮扶", Password: password, Lasting: true, Area: gaobu, Roles: []app.RoleOrder{{Role: identity.Helper}}}); err != nil {
		b.Fatal(err)
	}
	err = l.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := l.store.AddHelpers(ctx, tx, []*store.PreparedHelper{l.store.PrepareHelper(helper, l.machine.Now())}); err != nil {
			return err
		}
		return l.pairAndVisit(b, tx, helper.ID, c.ID, n)
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := l.machine.TieHelper(ctx, "helper.a", "H-1", 0); err != nil {
		b.Fatal(err)
	}
	u, _, err := l.machine.User(ctx, "helper.a")
	if err != nil {
		b.Fatal(err)
	}
	l.helper = identity.Actor{Name: u.Account, User: u.ID, Role: identity.Helper}
	return l
}

// pairAndVisit pairs the helper with every household and lays 36 visits of each.
func (l *lane) pairAndVisit(b *testing.B, tx *sqldb.Tx, helper, campaign id.ID, n int) error {
	ctx := b.Context()
	var pairs []*pairing.Pair
	for i := range n {
		h, err := l.store.FileOf(ctx, tx, fmt.Sprintf("L%04d", i), "", identity.Everything)
		if err != nil {
			return err
		}
		l.households = append(l.households, h.ID)
		pairs = append(pairs, &pairing.Pair{ID: id.New(), Household: h.ID, Helper: helper, Campaign: campaign, Clause: "c", From: l.machine.Today(), State: pairing.Standing, How: pairing.ByHand, Recorded: l.machine.Now(), Version: 1})
		for month := range 36 {
			of := id.New()
			v := &visit.Visit{Entry: visit.Entry{ID: of, Household: h.ID, Act: "visit", Form: "f", Way: visit.ByDesk, At: l.machine.Now(), Visitors: []visit.Visitor{{Name: "东方帮扶"}}}, Number: visit.NumberOf("V", of), Filed: h.ID,
				Area: h.Area, Unit: h.Unit, Day: l.machine.Today().AddMonths(-month), Received: l.machine.Now(), Met: true, Counts: true, State: visit.Stands, Recorded: l.machine.Now(), Version: 1}
			if err := l.store.AddVisit(ctx, tx, v, string(of)); err != nil {
				return err
			}
		}
	}
	return l.store.AddPairs(ctx, tx, pairs)
}

// BenchmarkPhoneSync: the goals are a first sync of 500 households with three years
// of visits in less than 3 s, and one that finds nothing new in less than 300 ms.
func BenchmarkPhoneSync(b *testing.B) {
	l := newLane(b, 500)
	desk := l.As(l.helper)
	held := map[id.ID]string{}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			of := id.New()
			if _, err := desk.RegisterPhone(b.Context(), of, "某手机"); err != nil {
				b.Fatal(err)
			}
			slice, err := desk.PhoneSlice(b.Context(), app.SliceOrder{Phone: of})
			if err != nil || len(slice.Households) != 500 {
				b.Fatalf("%d households, %v", len(slice.Households), err)
			}
			body, err := json.Marshal(slice)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(len(body))/1024, "KiB")
			for i := range slice.Households {
				held[slice.Households[i].Household] = slice.Households[i].Digest
			}
		}
	})
	b.Run("delta", func(b *testing.B) {
		of := id.New()
		if _, err := desk.RegisterPhone(b.Context(), of, "某手机"); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			slice, err := desk.PhoneSlice(b.Context(), app.SliceOrder{Phone: of, Held: held})
			if err != nil || len(slice.Households) != 0 {
				b.Fatalf("%d households, %v", len(slice.Households), err)
			}
		}
	})
}

// BenchmarkPhonesAtOnce: a thousand phones come within the same moment, each with one
// visit, over the use cases on SQLite: none gets an error.
func BenchmarkPhonesAtOnce(b *testing.B) {
	const phones = 1000
	l := newLane(b, 30)
	desk := l.As(l.helper)
	for b.Loop() {
		var mu sync.Mutex
		var took []time.Duration
		var all sync.WaitGroup
		for i := range phones {
			all.Go(func() {
				began := time.Now() //nolint:forbidigo // a benchmark measures
				if err := l.oneSync(b, desk, l.households[i%len(l.households)]); err != nil {
					b.Error(err)
				}
				mu.Lock()
				took = append(took, time.Since(began)) //nolint:forbidigo // the same
				mu.Unlock()
			})
		}
		all.Wait()
		slices.Sort(took)
		b.ReportMetric(took[len(took)*95/100].Seconds()*1000, "p95-ms")
	}
}

// oneSync is what a phone does when it comes back to where there is a network.
func (l *lane) oneSync(b *testing.B, desk *app.Desk, household id.ID) error {
	of, entry := id.New(), id.New()
	card, err := desk.RegisterPhone(b.Context(), of, "某手机")
	if err != nil {
		return err
	}
	slice, err := desk.PhoneSlice(b.Context(), app.SliceOrder{Phone: of})
	if err != nil {
		return err
	}
	task := slice.Households[0].Tasks[0]
	body, err := json.Marshal(offline.Text{ID: entry, Phone: of, Household: household, Campaign: task.Campaign, Duty: task.Duty, Act: task.Act, Digest: task.Digest, Visitors: []string{"东方帮扶"},
		Answers: map[string]json.RawMessage{"met": json.RawMessage(`{"text":"没有见到"}`), "not_met": json.RawMessage(`{"text":"外出"}`)}, Finished: card.Now.Time().Format(time.RFC3339)})
	if err != nil {
		return err
	}
	envelope, err := offline.Seal(card.Key.Public, body, "text:"+string(entry))
	if err != nil {
		return err
	}
	a, err := desk.PutUpload(b.Context(), app.EntryOrder{Phone: of, Entry: entry, Envelope: envelope})
	if err == nil && (a.State != offline.IsDelivered || !strings.HasPrefix(a.Receipt, "V-")) {
		err = fmt.Errorf("%+v", a)
	}
	return err
}
