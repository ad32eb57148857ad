package campaign

import (
	"strings"
	"testing"

	"songnuan/internal/day"
)

func fieldsOf(changed []Changed) string {
	var all []string
	for _, f := range changed {
		all = append(all, f.Field)
	}
	return strings.Join(all, " ")
}

func TestEditAsksForReasons(t *testing.T) {
	planned := Task{Clause: "field", Kind: "task", Title: "下发通知", Owner: "镇", Due: today, Wants: 2, State: TaskOpen, Version: 3}
	own := Task{Kind: Own, Title: "联系餐厅", State: TaskDoing}
	same := TaskEdit{Title: "下发通知", Owner: "镇", Due: today, Wants: 2}
	with := func(change func(*TaskEdit)) TaskEdit {
		e := same
		change(&e)
		return e
	}
	for name, c := range map[string]struct {
		of      Task
		edit    TaskEdit
		want    string
		changed string
	}{
		"nothing":                    {planned, same, "", ""},
		"spaces are nothing":         {planned, with(func(e *TaskEdit) { e.Title, e.Owner = " 下发通知 ", "\t镇" }), "", ""},
		"owner without a reason":     {planned, with(func(e *TaskEdit) { e.Owner = "村" }), "", "owner"},
		"account and phase":          {planned, with(func(e *TaskEdit) { e.Account, e.Phase = "x", "field" }), "", "phase account"},
		"another day, no reason":     {planned, with(func(e *TaskEdit) { e.Due = today.AddDays(3) }), "campaign.task_due_reason", ""},
		"no day any more, no reason": {planned, with(func(e *TaskEdit) { e.Due = day.Date{} }), "campaign.task_due_reason", ""},
		"another day":                {planned, with(func(e *TaskEdit) { e.Due, e.Reason = today.AddDays(3), "下雨" }), "", "due"},
		"blank reason":               {planned, with(func(e *TaskEdit) { e.Due, e.Reason = today.AddDays(3), " \n" }), "campaign.task_due_reason", ""},
		"reworded, no reason":        {planned, with(func(e *TaskEdit) { e.Title = "发通知" }), "campaign.task_plan_reason", ""},
		"fewer, no reason":           {planned, with(func(e *TaskEdit) { e.Wants = 1 }), "campaign.task_plan_reason", ""},
		"reworded":                   {planned, with(func(e *TaskEdit) { e.Title, e.Wants, e.Reason = "发通知", 1, "合并" }), "", "title wants"},
		"own, reworded and dated":    {own, TaskEdit{Title: "联系两家餐厅", Due: today, Wants: 2}, "", "title due wants"},
		"no title":                   {planned, with(func(e *TaskEdit) { e.Title = " " }), "campaign.task_title_missing", ""},
		"longest title":              {own, TaskEdit{Title: strings.Repeat("长", titleMost)}, "", "title"},
		"long title":                 {own, TaskEdit{Title: strings.Repeat("长", titleMost+1)}, "campaign.task_title_long", ""},
		"long owner":                 {planned, with(func(e *TaskEdit) { e.Owner = strings.Repeat("长", nameMost+1) }), "campaign.name_too_long", ""},
		"long reason":                {planned, with(func(e *TaskEdit) { e.Reason = strings.Repeat("长", noteMost+1) }), "campaign.note_too_long", ""},
		"fewer than none":            {own, TaskEdit{Title: "x", Wants: -1}, "campaign.task_count_bad", ""},
		"too many":                   {own, TaskEdit{Title: "x", Wants: wantsMost + 1}, "campaign.task_count_bad", ""},
		"after it was done":          {Task{Title: "x", State: TaskDone}, TaskEdit{Title: "y"}, "campaign.task_ended", ""},
		"after it was dropped":       {Task{Title: "x", State: TaskDropped}, TaskEdit{Title: "y"}, "campaign.task_ended", ""},
	} {
		before := c.of
		next, changed, err := c.of.Edit(c.edit)
		switch {
		case keyOf(err) != c.want:
			t.Errorf("%s: %v, want %q", name, err, c.want)
		case fieldsOf(changed) != c.changed:
			t.Errorf("%s: changed %q, want %q", name, fieldsOf(changed), c.changed)
		case c.of != before:
			t.Errorf("%s: the task itself was changed", name)
		case err == nil && (next.State != before.State || next.Version != before.Version || next.Got != before.Got):
			t.Errorf("%s: more than the wording changed: %+v", name, next)
		}
	}
}

func TestProgressAsksForWhatTheStateNeeds(t *testing.T) {
	plain := Task{Kind: "task", State: TaskOpen}
	talk := Task{Kind: "talk", State: TaskOpen, Wants: 4}
	done := Task{Kind: "task", State: TaskDone, Done: today, Person: "陈一"}
	dropped := Task{Kind: "task", State: TaskDropped}
	for name, c := range map[string]struct {
		of   Task
		p    TaskProgress
		want string
	}{
		"begun":                        {plain, TaskProgress{State: TaskDoing}, ""},
		"done":                         {plain, TaskProgress{State: TaskDone, Done: today, Person: "陈一"}, ""},
		"done on no day":               {plain, TaskProgress{State: TaskDone, Person: "陈一"}, "campaign.day_missing"},
		"done tomorrow":                {plain, TaskProgress{State: TaskDone, Done: today.AddDays(1), Person: "陈一"}, "campaign.day_to_come"},
		"done by nobody":               {plain, TaskProgress{State: TaskDone, Done: today, Person: " "}, "campaign.person_missing"},
		"talk without a file":          {talk, TaskProgress{State: TaskDone, Done: today, Person: "陈一", Got: 4}, "campaign.task_proof_missing"},
		"talk with a file":             {talk, TaskProgress{State: TaskDone, Done: today, Person: "陈一", Got: 4, Proofs: 1}, ""},
		"fewer talks, no note":         {talk, TaskProgress{State: TaskDone, Done: today, Person: "陈一", Got: 3, Proofs: 1}, "campaign.task_short"},
		"fewer talks":                  {talk, TaskProgress{State: TaskDone, Done: today, Person: "陈一", Got: 3, Proofs: 1, Note: "一场改期"}, ""},
		"more talks":                   {talk, TaskProgress{State: TaskDone, Done: today, Person: "陈一", Got: 5, Proofs: 1}, ""},
		"talk under way needs no file": {talk, TaskProgress{State: TaskDoing, Got: 1}, ""},
		"dropped":                      {plain, TaskProgress{State: TaskDropped, Reason: "并入"}, ""},
		"dropped, no reason":           {plain, TaskProgress{State: TaskDropped, Reason: " "}, "campaign.task_drop_reason"},
		"taken up again":               {done, TaskProgress{State: TaskDoing, Reason: "漏了一户"}, ""},
		"taken up again, no reason":    {done, TaskProgress{State: TaskDoing}, "campaign.task_again_reason"},
		"dropped is done, no reason":   {dropped, TaskProgress{State: TaskDone, Done: today, Person: "陈一"}, "campaign.task_again_reason"},
		"done, put right":              {done, TaskProgress{State: TaskDone, Done: today, Person: "陈二"}, ""},
		"long note":                    {plain, TaskProgress{State: TaskDoing, Note: strings.Repeat("长", noteMost+1)}, "campaign.note_too_long"},
		"long reason":                  {plain, TaskProgress{State: TaskDropped, Reason: strings.Repeat("长", noteMost+1)}, "campaign.note_too_long"},
		"long name":                    {plain, TaskProgress{State: TaskDone, Done: today, Person: strings.Repeat("长", nameMost+1)}, "campaign.name_too_long"},
		"fewer than none":              {plain, TaskProgress{State: TaskDoing, Got: -1}, "campaign.task_count_bad"},
		"too many":                     {plain, TaskProgress{State: TaskDoing, Got: wantsMost + 1}, "campaign.task_count_bad"},
	} {
		next, _, err := c.of.Progress(c.p, today)
		if keyOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err == nil && next.State != c.p.State {
			t.Errorf("%s: is %s", name, next.State)
		}
	}
}

// Who did it and when belong to a task that is done.
func TestProgressForgetsWhoWhenTakenUpAgain(t *testing.T) {
	done := Task{Kind: "task", State: TaskDone, Done: today, Person: "陈一", Got: 2}
	next, changed, err := done.Progress(TaskProgress{State: TaskDoing, Done: today, Person: "陈一", Got: 1, Reason: "漏了"}, today)
	if err != nil {
		t.Fatal(err)
	}
	if !next.Done.IsZero() || next.Person != "" {
		t.Errorf("%+v", next)
	}
	if got := fieldsOf(changed); got != "state got done person" {
		t.Errorf("changed %q", got)
	}
}

func TestOverdue(t *testing.T) {
	yesterday := today.AddDays(-1)
	for name, c := range map[string]struct {
		of   Task
		want bool
	}{
		"late":         {Task{State: TaskOpen, Due: yesterday}, true},
		"late, begun":  {Task{State: TaskDoing, Due: yesterday}, true},
		"today":        {Task{State: TaskOpen, Due: today}, false},
		"no day":       {Task{State: TaskOpen}, false},
		"done late":    {Task{State: TaskDone, Due: yesterday}, false},
		"dropped late": {Task{State: TaskDropped, Due: yesterday}, false},
	} {
		if c.of.Overdue(today) != c.want {
			t.Errorf("%s: %v", name, !c.want)
		}
	}
}

func TestParseTaskState(t *testing.T) {
	for _, s := range TaskStates {
		if got, err := ParseTaskState(" " + string(s)); err != nil || got != s {
			t.Errorf("%s: %s, %v", s, got, err)
		}
	}
	for _, text := range []string{"", "Done", "完成"} {
		if _, err := ParseTaskState(text); keyOf(err) != "campaign.no_task_state" {
			t.Errorf("%q: %v", text, err)
		}
	}
}
