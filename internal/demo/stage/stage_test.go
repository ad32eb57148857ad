package stage_test

import (
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/demo/stage"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
)

func program(t *testing.T, db *sqldb.DB, now time.Time) *app.App {
	t.Helper()
	sealer, err := personal.NewSealer(personal.NewKey(), personal.AES)
	if err != nil {
		t.Fatal(err)
	}
	return app.New(app.Config{Store: store.New(db, sealer), Clock: func() time.Time { return now }, IDs: id.New})
}

// days are some on which somebody may look: the day the program was written,
// within the campaign's own dates, the last night of a year.
var days = []time.Time{
	time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC),
	time.Date(2027, 1, 26, 1, 0, 0, 0, time.UTC),
	time.Date(2028, 12, 31, 15, 59, 0, 0, time.UTC),
}

// TestUnderWay: whenever it is laid, the campaign of Gaobu is half done, and
// all that is on record is whole.
func TestUnderWay(t *testing.T) {
	for _, now := range days {
		t.Run(now.Format(time.DateOnly), func(t *testing.T) {
			a := program(t, dbtest.SQLite(t), now)
			laid, err := stage.Lay(t.Context(), a, now)
			if err != nil {
				t.Fatal(err)
			}
			holds(t, a, laid)
		})
	}
}

func TestUnderWayOnPostgreSQL(t *testing.T) {
	a := program(t, dbtest.PostgreSQL(t), days[0])
	laid, err := stage.Lay(t.Context(), a, days[0])
	if err != nil {
		t.Fatal(err)
	}
	holds(t, a, laid)
	if _, err := stage.Lay(t.Context(), a, days[0]); problem.CodeOf(err) != problem.Conflict {
		t.Errorf("laid twice: %v", err)
	}
}

func holds(t *testing.T, a *app.App, laid *stage.Laid) {
	t.Helper()
	desk := a.As(identity.AtCommandLine("测试"))
	if made, err := a.IsDemo(t.Context()); !made || err != nil {
		t.Errorf("not marked: %v", err)
	}
	v, err := desk.Verify(t.Context())
	if err != nil || len(v.Broken) > 0 || v.Certificates < 2 || v.Files == 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	for account, password := range map[string]string{"zhen": stage.Password, "cun": stage.Password} {
		if _, err := a.SignIn(t.Context(), account, personal.NewSecret(password), "测试"); err != nil {
			t.Errorf("%s: %v", account, err)
		}
	}
	in, err := a.SignIn(t.Context(), "zhen", personal.NewSecret(stage.Password), "测试")
	if err != nil {
		t.Fatal(err)
	}
	town, err := a.DeskOf(t.Context(), in.Secret)
	if err != nil {
		t.Fatal(err)
	}
	underWay(t, town, laid.Gaobu)
}

// underWay holds the campaign of the town against what is wanted of it.
func underWay(t *testing.T, town *app.Desk, of id.ID) {
	t.Helper()
	board, err := town.Board(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	open, all := board.Total[campaign.Open].Entries, int64(0)
	for _, o := range campaign.Outcomes {
		all += board.Total[o].Entries
		if board.Total[o].Entries == 0 {
			t.Errorf("nobody is %s", o)
		}
	}
	if done := 100 * (all - open) / all; board.Campaign.State != campaign.Active || all != 269 || done < 60 || done > 72 {
		t.Errorf("%s: %d of %d open", board.Campaign.State, open, all)
	}
}
