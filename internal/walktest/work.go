package walktest

import (
	"fmt"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
)

// WorkOff does all the work that waits, as a server would. Some of it may fail:
// those who are walked ask for more than they may.
func (o *Office) WorkOff(t testing.TB) {
	t.Helper()
	for {
		j, err := o.App.ClaimJob(t.Context(), id.New())
		must(t, err)
		if j == nil {
			return
		}
		failed := o.App.PerformJob(t.Context(), j, func(app.Progress) {})
		must(t, o.App.EndJob(t.Context(), j, failed, nil))
	}
}

// Sent is a list for the first place that was sent in: a good row, and one whose
// number is wrong.
func (o *Office) Sent(t testing.TB) id.ID {
	t.Helper()
	p, n := o.Places[0], o.Serial()
	content := fmt.Sprintf("%s\nNS%d,%s,新住户,,1,2000,\nNT%d,%s,新住户,441900196503120013,1,2000,\n", Heading, n, p.Name, n, p.Name)
	b, err := o.Machine.Upload(t.Context(), app.UploadOrder{Kind: "households", Name: "名册.csv", Area: p.Area}, strings.NewReader(content))
	must(t, err)
	return b.ID
}

// Checked is such a list that was checked.
func (o *Office) Checked(t testing.TB) id.ID {
	t.Helper()
	of := o.Sent(t)
	_, err := o.Machine.SettleImport(t.Context(), of, app.SettleOrder{Area: o.Places[0].Area})
	must(t, err)
	o.WorkOff(t)
	return of
}

// Entered is such a list whose good row was entered.
func (o *Office) Entered(t testing.TB) id.ID {
	t.Helper()
	of := o.Checked(t)
	_, err := o.Machine.BeginImport(t.Context(), of, "")
	must(t, err)
	o.WorkOff(t)
	return of
}

// Job is work on the draft that somebody of the town has asked for and nobody
// has done yet.
func (o *Office) Job(t testing.TB) *identity.Job {
	t.Helper()
	desk, err := o.App.DeskOf(t.Context(), o.as(t, identity.TownReviewer, "town").Visit)
	must(t, err)
	j, err := desk.Enqueue(t.Context(), app.JobOrder{Kind: identity.RosterWrite, Args: app.CampaignArgs{Campaign: o.Active}})
	must(t, err)
	return j
}

func (o *Office) as(t testing.TB, role identity.Role, from string) *Actor {
	t.Helper()
	for _, a := range o.Actors {
		if a.Role == role && a.From.Name == from {
			return a
		}
	}
	t.Fatalf("no %s from %s", role, from)
	return nil
}
