package stage

import (
	"cmp"
	"slices"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// desk is that of an account, of the machine for "".
func (s *stage) desk(account string) *app.Desk {
	if account == "" {
		return s.machine()
	}
	return s.by(account)
}

// confirm confirms what is missing of the six that a plan must have.
func (s *stage) confirm(by string, of id.ID) error {
	gate, err := s.desk(by).Gate(s.ctx, of)
	if err != nil {
		return err
	}
	for i, missing := range gate.Missing() {
		proof, err := picture(100 + i)
		if err != nil {
			return err
		}
		order := app.ConfirmOrder{Campaign: of, Item: missing.Item, Met: true, Day: day.At(s.moment).Date(), Person: "包" + Mark, Note: "会议纪要和拨款通知已经收到，附扫描件。", Attached: proof}
		if err := s.desk(by).ConfirmGate(s.ctx, order); err != nil {
			return err
		}
		s.pass(4 * time.Minute)
	}
	return nil
}

// tasks reports how far the tasks of a campaign are, so many days after it
// became active: what was due is done but for a few, what is under way is partly.
func (s *stage) tasks(by string, of id.ID, active int, people []string) error {
	s.on(active, 9, 0)
	board, err := s.desk(by).Tasks(s.ctx, of)
	if err != nil {
		return err
	}
	today := s.today()
	type deed struct {
		task    app.TaskLine
		daysAgo int
		state   campaign.TaskState
	}
	var deeds []deed
	n := 0
	for _, phase := range board.Phases {
		for _, t := range phase.Tasks {
			n++
			due := t.Due
			if due.IsZero() {
				due = today.AddDays(10)
			}
			ago := min(max(today.Sub(due), 1), active)
			switch {
			case due.Before(today) && n%9 != 4:
				deeds = append(deeds, deed{t, ago, campaign.TaskDone})
			case !due.Before(today) && !t.From.After(today) && n%3 == 0:
				deeds = append(deeds, deed{t, 2 + n%3, campaign.TaskDoing})
			}
		}
	}
	slices.SortStableFunc(deeds, func(a, b deed) int { return cmp.Compare(b.daysAgo, a.daysAgo) })
	for i, d := range deeds {
		s.on(d.daysAgo, 9+i%8, (i*7)%60)
		if err := s.report(by, d.task, d.state, people[i%len(people)], i); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) report(by string, t app.TaskLine, state campaign.TaskState, person string, i int) error {
	report := app.TaskReport{TaskProgress: campaign.TaskProgress{State: state, Got: t.Wants / 2}, Seen: t.Version}
	if state == campaign.TaskDone {
		report.Got, report.Done, report.Person = t.Wants, day.At(s.moment).Date(), person
		if t.NeedsProof() {
			proof, err := picture(200 + i)
			if err != nil {
				return err
			}
			report.Attached = []*blob.File{proof}
		}
	}
	_, err := s.desk(by).ReportTask(s.ctx, t.ID, report)
	return err
}
