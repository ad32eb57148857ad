package web

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// jobsShown is how many jobs stand on a page.
const jobsShown = 20

// reloadSeconds is how often a page without script looks for progress.
const reloadSeconds = 3

func (v *visit) jobList() error {
	before := id.ID(v.r.FormValue("before"))
	jobs, err := v.desk.Jobs(v.r.Context(), before, jobsShown+1)
	if err != nil {
		return err
	}
	list := view.JobList{}
	if before != "" {
		list.Pager.First = "/jobs"
	}
	if len(jobs) > jobsShown {
		jobs = jobs[:jobsShown]
		list.Pager.Next = "/jobs?before=" + string(jobs[jobsShown-1].ID)
	}
	open := false
	for _, j := range jobs {
		list.Jobs = append(list.Jobs, v.jobCard(j))
		open = open || j.State.Open()
	}
	p := v.page("web.job.title")
	p.Sub = p.T("web.job.sub")
	if open {
		p.Refresh = reloadSeconds
	}
	return v.show(view.JobsPage(p, list))
}

func (v *visit) jobPage() error {
	j, err := v.job()
	if err != nil {
		return err
	}
	p := v.page("web.job.one", "kind", j.Kind)
	p.Crumbs = []view.Link{{Href: "/jobs", Text: p.T("web.job.title")}}
	if j.State.Open() {
		p.Refresh = reloadSeconds
	}
	return v.show(view.JobPage(p, v.jobCard(j)))
}

// jobProgress is the card alone, for a page that asks again and again.
func (v *visit) jobProgress() error {
	j, err := v.job()
	if err != nil {
		return err
	}
	return v.show(view.JobCard(v.page("web.job.title"), v.jobCard(j)))
}

func (v *visit) job() (*identity.Job, error) {
	of, err := v.pathID()
	if err != nil {
		return nil, err
	}
	return v.desk.Job(v.r.Context(), of)
}

// pathID is the {id} of the path. What is no id is nothing that is there.
func (v *visit) pathID() (id.ID, error) {
	of, err := id.Parse(v.r.PathValue("id"))
	if err != nil {
		return "", noPage()
	}
	return of, nil
}

func (v *visit) jobStop() error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	if _, err := v.desk.StopJob(v.r.Context(), of); err != nil {
		return err
	}
	return v.done("/jobs/"+string(of), "web.job.stopping")
}

func (v *visit) jobContinue() error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	if _, err := v.desk.ContinueJob(v.r.Context(), of); err != nil {
		return err
	}
	return v.done("/jobs/"+string(of), "web.job.continuing")
}

func (v *visit) jobFile() error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	file, err := v.desk.OpenJobFile(v.r.Context(), of)
	if err != nil {
		return err
	}
	return v.sendFile(file)
}

// sendFile answers with a kept file, to be saved under its name.
func (v *visit) sendFile(file *app.KeptFile) error {
	v.saveAs(file.Name)
	v.w.Header().Set("Content-Length", strconv.FormatInt(file.Kept.Size, 10))
	if _, err := io.Copy(v.w, file); err != nil {
		v.Log.Warn("file not sent whole", "request", v.number, "route", v.r.Pattern)
	}
	return nil
}

// saveAs sets the headers of a file to be saved; no browser shows it in place.
func (v *visit) saveAs(name string) {
	kind := "application/octet-stream"
	switch filepath.Ext(name) {
	case ".xlsx":
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ".csv":
		kind = "text/csv; charset=utf-8"
	case ".pdf":
		kind = "application/pdf"
	}
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
}

// jobCard is a job as its card shows it.
func (v *visit) jobCard(j *identity.Job) view.Job {
	c := view.Job{
		ID: string(j.ID), Kind: j.Kind.Text(v.lang), State: j.State.Text(v.lang), Tone: jobTone(j.State), Open: j.State.Open(), Waiting: j.State == identity.JobWaiting, Stop: j.Stop,
		Stage: j.Stage, Counted: j.Counted, Done: j.Done, Size: j.Size, Leaves: j.Kind.Leaves(v.lang), Who: j.Actor, Made: v.moment(j.Made.Time()),
		Failure: failureIn(j.Failure, v.lang), Next: v.jobNext(j), HasFile: j.File != "",
	}
	if j.Ended != "" {
		c.Ended = v.moment(j.Ended.Time())
	}
	if pace, left, ok := v.App.JobPace(j); ok {
		c.Pace, c.Left = fmt.Sprintf("%.0f", pace), v.duration(left)
	}
	actor := v.desk.Actor()
	mine := j.Mine(actor) || actor.Can(identity.JobStop)
	c.CanStop = mine && j.State.Open()
	c.CanContinue = mine && !j.State.Open() && j.State != identity.JobDone
	var result map[string]json.RawMessage // numbers, and what a page of its own shows
	if json.Unmarshal([]byte(j.Result), &result) == nil {
		names := make([]string, 0, len(result))
		for name := range result {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if key := "web.job.result." + name; locale.Has(v.lang, key) {
				c.Results = append(c.Results, view.Option{Text: locale.Text(v.lang, key, nil), Value: string(result[name])})
			}
		}
	}
	return c
}

func jobTone(s identity.JobState) string {
	switch s {
	case identity.JobDone:
		return "green"
	case identity.JobFailed:
		return "red"
	case identity.JobStopped, identity.JobBroken:
		return "amber"
	}
	return "blue"
}

// jobNext is where to look at what a job works on.
func (v *visit) jobNext(j *identity.Job) string {
	actor := v.desk.Actor()
	switch j.Kind {
	case identity.ImportCheck, identity.ImportEnter, identity.ImportTakeBack:
		if actor.Can(identity.ImportSee) {
			return "/imports/" + string(j.Subject)
		}
	case identity.PaymentSettle:
		if actor.Can(identity.FundSee) {
			return "/payments/" + string(j.Subject)
		}
	case identity.RosterLay, identity.RosterLayAnew, identity.RosterWrite, identity.Certify:
		if hereIn("/campaigns") == "/campaigns" && actor.Can(identity.CampaignSee) {
			return "/campaigns/" + string(j.Subject)
		}
	}
	return ""
}

func failureIn(failure string, lang locale.Lang) string {
	var texts map[locale.Lang]string
	if json.Unmarshal([]byte(failure), &texts) != nil {
		return ""
	}
	return texts[lang]
}

// moment is a time of day as an office reads it.
func (v *visit) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(day.Beijing).Format("2006-01-02 15:04")
}

// duration is how long something takes, in words.
func (v *visit) duration(d time.Duration) string {
	seconds := int64(d.Seconds() + 0.5)
	if seconds < 60 {
		return locale.Text(v.lang, "web.job.seconds", map[string]any{"n": max(seconds, 1)})
	}
	return locale.Text(v.lang, "web.job.minutes", map[string]any{"n": (seconds + 59) / 60})
}

// formKey names a form, so that sent twice it does its work once.
func (v *visit) formKey() string { return string(id.New()) }

func noPage() error { return problem.New(problem.NotFound, "web.trouble.no_page") }
