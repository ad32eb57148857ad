package web

import (
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

func (v *visit) surveyShow() error { return v.showSurveys(view.Form{}, nil, http.StatusOK) }

// showSurveys shows what the surveys of a campaign have found, and what became
// of a list that was just sent in.
func (v *visit) showSurveys(form view.Form, report *app.ImportReport, status int) error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	all, err := v.desk.Surveys(v.r.Context(), of)
	if err != nil {
		return err
	}
	read, err := v.desk.Campaign(v.r.Context(), of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(read.Campaign, "survey")
	if form.Values == nil {
		form.Values = url.Values{"day": {v.desk.Today().String()}, "person": {v.desk.Actor().Shown}}
	}
	s := view.SurveyList{CampaignHead: head, Surveys: all, Form: form, Report: report, Take: v.can(identity.SurveyTake) && read.State != campaign.Closed, See: v.can(identity.HouseholdSee), Correct: v.can(identity.ListImport)}
	for _, one := range all {
		s.Charts = append(s.Charts, view.SurveyCharts(p, one))
	}
	return v.write(status, view.SurveyListPage(p, s))
}

// surveyMost bounds a list of answers that is sent in one piece.
const surveyMost = 20 << 20

func (v *visit) surveyImport() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	form, err := v.multipart(surveyMost)
	if err != nil {
		return err
	}
	report, err := v.surveyReceived(app.SurveyImport{Campaign: of, Survey: v.r.PathValue("survey"), Person: form.Get("person")}, form)
	if err != nil {
		wrong, err := v.wrongIn(form, err, map[string]string{"day.": "day", "intake.": "list", "app.": "list", "sheet.": "list", "web.": "list", "campaign.": "list"})
		if err != nil {
			return err
		}
		return v.showSurveys(wrong, nil, http.StatusUnprocessableEntity)
	}
	return v.showSurveys(view.Form{}, report, http.StatusOK)
}

func (v *visit) surveyReceived(order app.SurveyImport, form url.Values) (_ *app.ImportReport, err error) {
	if order.Day, err = dayOf(form.Get("day")); err != nil {
		return nil, err
	}
	path, remove, err := v.received("list")
	if err != nil {
		return nil, err
	}
	defer remove()
	order.Path = path
	return v.desk.ImportSurvey(v.r.Context(), order)
}

// surveyShown is how many households a page holds.
const surveyShown = 50

func (v *visit) surveyHouseholds() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	page := app.PageOf{After: q.Get("after"), Limit: surveyShown}
	if code := q.Get("area"); code != "" {
		if page.Area, err = area.Parse(code); err != nil {
			return err
		}
	}
	open := q.Get("only") != "all"
	survey := v.r.PathValue("survey")
	lines, next, err := v.desk.SurveyHouseholds(v.r.Context(), of, survey, open, page)
	if err != nil {
		return err
	}
	read, err := v.desk.Campaign(v.r.Context(), of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(read.Campaign, "survey")
	p.Crumbs = append(p.Crumbs, view.Link{Href: head.Base + "/survey", Text: p.T("web.campaign.part.survey")})
	p.Title = p.T("web.survey.households")
	l := view.SurveyHouseholds{CampaignHead: head, Survey: survey, Lines: lines, Take: v.can(identity.SurveyTake)}
	for _, only := range []string{"", "all"} {
		key := "open"
		if only != "" {
			key = only
		}
		l.Filters = append(l.Filters, view.Tab{Link: view.Link{Href: view.With(p.Path, "", "only", only), Text: p.T("web.survey.only." + key)}, Here: open == (only == "")})
	}
	if page.After != "" {
		l.Pager.First = view.With(p.Path, p.Query, "after", "")
	}
	if next != "" {
		l.Pager.Next = view.With(p.Path, p.Query, "after", next)
	}
	return v.show(view.SurveyHouseholdsPage(p, l))
}

func (v *visit) surveyRef() (ref app.SurveyRef, err error) {
	ref.Campaign, err = v.campaignID()
	ref.Survey, ref.Number = v.r.PathValue("survey"), v.r.PathValue("number")
	return ref, err
}

func (v *visit) surveyAnswer() error { return v.showAnswer(view.Form{}, http.StatusOK) }

func (v *visit) showAnswer(form view.Form, status int) error {
	ref, err := v.surveyRef()
	if err != nil {
		return err
	}
	a, err := v.desk.SurveyAnswer(v.r.Context(), ref)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(a.Campaign, "survey")
	p.Crumbs = append(p.Crumbs, view.Link{Href: head.Base + "/survey", Text: p.T("web.campaign.part.survey")},
		view.Link{Href: head.Base + "/survey/" + a.Survey + "/households", Text: p.T("web.survey.households")})
	p.Title = ref.Number + " " + a.Head
	p.Sub = a.Village + " · " + a.Name
	if form.Values == nil {
		form.Values = v.answered(a)
	}
	seen := int64(0)
	if a.Answer != nil {
		seen = a.Answer.Version
	}
	if form.Values.Get("seen") == "" || status == http.StatusConflict { // a form refused for another reason stays one of what was seen
		form.Values.Set("seen", strconv.FormatInt(seen, 10))
	}
	return v.write(status, view.SurveyAnswerPage(p, view.SurveyAnswer{CampaignHead: head, SurveyView: a, Form: form, Number: ref.Number}))
}

// answered is the form of an answer, as it was given before.
func (v *visit) answered(a *app.SurveyView) url.Values {
	values := url.Values{"day": {v.desk.Today().String()}, "person": {v.desk.Actor().Shown}}
	if a.Answer == nil {
		return values
	}
	values.Set("day", a.Answer.Day.String())
	values.Set("person", a.Answer.Person)
	for _, value := range a.Answer.Values {
		if value.Choice == "" {
			values.Set("q."+value.Question, strconv.FormatInt(value.Number, 10))
			continue
		}
		values.Add("q."+value.Question, value.Choice)
	}
	for question, words := range a.Answer.Words {
		values.Set("q."+question, words)
	}
	return values
}

func (v *visit) surveyTake() error {
	ref, err := v.surveyRef()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order, err := surveyOrder(ref, form)
	if err == nil {
		err = v.desk.TakeSurvey(v.r.Context(), order)
	}
	if err == nil {
		return v.done("/campaigns/"+string(ref.Campaign)+"/survey/"+ref.Survey+"/households", "web.survey.saved", "number", ref.Number)
	}
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	wrong, err := v.wrongIn(form, err, map[string]string{"campaign.day_missing": "day", "campaign.day_to_come": "day", "day.": "day", "campaign.person_missing": "person",
		"campaign.name_too_long": "person", "campaign.survey_number": "q.count"})
	if err != nil {
		return err
	}
	return v.showAnswer(wrong, status)
}

func surveyOrder(ref app.SurveyRef, form url.Values) (order app.SurveyOrder, err error) {
	order.SurveyRef, order.Person, order.Texts = ref, form.Get("person"), map[string]string{}
	for name, values := range form {
		question, ok := strings.CutPrefix(name, "q.")
		if !ok {
			continue
		}
		order.Texts[question] = strings.Join(values, "、")
	}
	if order.Day, err = dayOf(form.Get("day")); err != nil {
		return order, err
	}
	order.Seen, err = seenOf(form)
	return order, err
}

// surveyCorrections gives the wrong rows of a list back as a workbook.
func (v *visit) surveyCorrections() error {
	batch, err := v.idOf("batch", "registry.no_batch")
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "songnuan-back-*")
	if err != nil {
		return problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	defer os.RemoveAll(folder)
	path := folder + "/" + app.CorrectionsFile
	switch _, err := v.desk.ExportCorrections(v.r.Context(), batch, path, v.lang); {
	case problem.Is(err, problem.NotFound):
		return problem.Wrap(err, problem.NotFound, "web.survey.no_corrections")
	case err != nil:
		return err
	}
	v.w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+app.CorrectionsFile+`"`)
	http.ServeFile(v.w, v.r, path)
	return nil
}
