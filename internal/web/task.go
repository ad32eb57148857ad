package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

func (v *visit) taskList() error {
	return v.showTasks(view.Form{Values: url.Values{}}, http.StatusOK)
}

func (v *visit) showTasks(form view.Form, status int) error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	board, err := v.desk.Tasks(v.r.Context(), of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(board.Campaign, "tasks")
	q := v.r.URL.Query()
	l := view.TaskList{CampaignHead: head, TaskBoard: board, Form: form, Only: q.Get("only")}
	whole := v.desk.Actor().Scope.CoversPlace(board.Campaign.Area, board.Campaign.Unit)
	l.Keep = v.can(identity.TaskKeep) && whole && board.Campaign.State != campaign.Closed
	var mine int64
	for i := range board.Phases {
		for k := range board.Phases[i].Tasks {
			if t := &board.Phases[i].Tasks[k]; t.Mine && !t.State.Ended() {
				mine++
			}
		}
	}
	open := board.Counts[campaign.TaskOpen] + board.Counts[campaign.TaskDoing]
	for _, tab := range []struct {
		only string
		n    int64
	}{{"", open + board.Counts[campaign.TaskDone] + board.Counts[campaign.TaskDropped]}, {"open", open}, {"overdue", board.Overdue}, {"mine", mine}} {
		key := tab.only
		if key == "" {
			key = "all"
		}
		l.Filters = append(l.Filters, view.Tab{Link: view.Link{Href: view.With(head.Base+"/tasks", "", "only", tab.only), Text: p.T("web.task.only." + key)}, Here: tab.only == l.Only, N: strconv.FormatInt(tab.n, 10)})
	}
	return v.write(status, view.TaskListPage(p, l))
}

// taskLay makes tasks of what the plan has and nobody has yet.
func (v *visit) taskLay() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	n, err := v.desk.LayTasks(v.r.Context(), of)
	if err != nil {
		return err
	}
	return v.done("/campaigns/"+string(of)+"/tasks", "web.task.laid", "n", n)
}

// taskFields are the fields that a task's errors belong to.
var taskFields = map[string]string{
	"campaign.task_title_missing": "title", "campaign.task_title_long": "title", "campaign.name_too_long": "owner", "campaign.task_no_account": "account", "identity.bad_account": "account",
	"campaign.task_due_reason": "reason", "campaign.task_plan_reason": "reason", "campaign.task_drop_reason": "reason", "campaign.task_again_reason": "reason",
	"campaign.task_count_bad": "wants", "day.": "due", "identity.": "account",
}

// reportFields are those of the report of how far a task is.
var reportFields = map[string]string{
	"campaign.no_task_state": "state", "campaign.day_missing": "done", "campaign.day_to_come": "done", "day.": "done", "campaign.person_missing": "person", "campaign.name_too_long": "person",
	"campaign.task_drop_reason": "why", "campaign.task_again_reason": "why", "campaign.task_proof_missing": "file", "blob.": "file", "campaign.task_short": "note",
	"campaign.note_too_long": "note", "campaign.task_count_bad": "got",
}

func (v *visit) taskAdd() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order, err := taskOrder(form)
	if err == nil {
		_, err = v.desk.AddTask(v.r.Context(), of, order)
	}
	if err == nil {
		return v.done("/campaigns/"+string(of)+"/tasks", "web.task.added")
	}
	wrong, err := v.wrongIn(form, err, taskFields)
	if err != nil {
		return err
	}
	return v.showTasks(wrong, http.StatusUnprocessableEntity)
}

func taskOrder(form url.Values) (order app.TaskOrder, err error) {
	order.Title, order.Owner, order.Phase, order.Reason = form.Get("title"), form.Get("owner"), form.Get("phase"), form.Get("reason")
	order.Account = strings.TrimSpace(form.Get("account"))
	if order.Due, err = dayOf(form.Get("due")); err != nil {
		return order, err
	}
	if order.Wants, err = resultsOf(form.Get("wants")); err != nil {
		return order, err
	}
	order.Seen, err = seenOf(form)
	return order, err
}

// resultsOf reads a number of a form; "" is none.
func resultsOf(text string) (int64, error) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, problem.New(problem.Invalid, "campaign.task_count_bad", "most", 1_000_000)
	}
	return n, nil
}

// seenOf reads the version that the person had before the eyes; "" is none.
func seenOf(form url.Values) (int64, error) {
	text := form.Get("seen")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, problem.New(problem.Invalid, "web.trouble.form_unreadable")
	}
	return n, nil
}

func (v *visit) taskID() (of id.ID, err error) { return v.idOf("task", "campaign.no_task") }

func (v *visit) taskShow() error { return v.showTask(view.Form{}, view.Form{}, http.StatusOK) }

// showTask shows a task with its two forms, as they were typed where one was
// refused.
func (v *visit) showTask(edit, report view.Form, status int) error {
	of, err := v.taskID()
	if err != nil {
		return err
	}
	shown, err := v.desk.Task(v.r.Context(), of)
	if err != nil {
		return err
	}
	t := shown.Task
	if string(t.Campaign) != v.r.PathValue("id") {
		return problem.New(problem.NotFound, "campaign.no_task")
	}
	read, err := v.desk.CampaignPlan(v.r.Context(), t.Campaign)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(shown.Campaign, "tasks")
	p.Crumbs = append(p.Crumbs, view.Link{Href: head.Base + "/tasks", Text: p.T("web.campaign.part.tasks")})
	p.Title = t.Title
	d := view.Task{CampaignHead: head, TaskView: shown, Edit: edit, Report: report, Phases: []view.Option{{Text: p.T("web.task.no_phase")}}}
	for i := range read.Plan.Phases {
		f := &read.Plan.Phases[i]
		d.Phases = append(d.Phases, view.Option{Value: f.ID, Text: nameOr(f.Name, f.ID)})
	}
	d.Open = v.can(identity.PersonalUnmask)
	seen := strconv.FormatInt(t.Version, 10)
	if d.Edit.Values == nil {
		d.Edit.Values = url.Values{"title": {t.Title}, "phase": {t.Phase}, "owner": {t.Owner}, "account": {shown.Account}, "due": {t.Due.String()}, "wants": {blank(t.Wants)}}
	}
	if d.Report.Values == nil {
		done := t.Done
		if done.IsZero() {
			done = v.desk.Today()
		}
		d.Report.Values = url.Values{"state": {string(t.State)}, "got": {blank(t.Got)}, "done": {done.String()}, "person": {nameOr(t.Person, v.desk.Actor().Shown)}, "note": {t.Note}}
	}
	for _, values := range []url.Values{d.Edit.Values, d.Report.Values} {
		if values.Get("seen") == "" || status == http.StatusConflict { // a form refused for another reason stays one of what was seen
			values.Set("seen", seen)
		}
	}
	return v.write(status, view.TaskPage(p, d))
}

func blank(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func (v *visit) taskEdit() error {
	of, err := v.taskID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order, err := taskOrder(form)
	if err == nil {
		_, err = v.desk.EditTask(v.r.Context(), of, order)
	}
	return v.taskDone(form, err, taskFields, func(wrong view.Form, status int) error { return v.showTask(wrong, view.Form{}, status) })
}

func (v *visit) taskReport() error {
	of, err := v.taskID()
	if err != nil {
		return err
	}
	form, err := v.multipart(formFiles)
	if err != nil {
		return err
	}
	report, err := v.taskReported(form)
	if err == nil {
		_, err = v.desk.ReportTask(v.r.Context(), of, report)
	}
	return v.taskDone(form, err, reportFields, func(wrong view.Form, status int) error { return v.showTask(view.Form{}, wrong, status) })
}

// taskDone ends a change of a task: saved, or again with what was typed.
func (v *visit) taskDone(form url.Values, err error, fields map[string]string, again func(view.Form, int) error) error {
	if err == nil {
		return v.done("/campaigns/"+v.r.PathValue("id")+"/tasks/"+v.r.PathValue("task"), "web.task.saved")
	}
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	wrong, err := v.wrongIn(form, err, fields)
	if err != nil {
		return err
	}
	return again(wrong, status)
}

func (v *visit) taskReported(form url.Values) (r app.TaskReport, err error) {
	if r.State, err = campaign.ParseTaskState(form.Get("state")); err != nil {
		return r, err
	}
	if r.State == campaign.TaskDone {
		if r.Done, err = dayOf(form.Get("done")); err != nil {
			return r, err
		}
		r.Person = form.Get("person")
	}
	if r.Got, err = resultsOf(form.Get("got")); err != nil {
		return r, err
	}
	r.Note, r.Reason = form.Get("note"), form.Get("why")
	if r.Seen, err = seenOf(form); err != nil {
		return r, err
	}
	r.Attached, err = v.attached("file")
	return r, err
}

func (v *visit) taskProof() error {
	of, err := v.taskID()
	if err != nil {
		return err
	}
	proof, err := v.idOf("proof", "campaign.no_file")
	if err != nil {
		return err
	}
	file, err := v.desk.TaskProof(v.r.Context(), of, proof)
	if err != nil {
		return err
	}
	return v.file(file)
}
