package view

import (
	"songnuan/internal/app"
	"songnuan/internal/campaign"
)

// SurveyList is the surveys of a campaign with what they found.
type SurveyList struct {
	CampaignHead
	Form
	Surveys []*app.Survey
	Charts  [][]BarChart
	Report  *app.ImportReport // of a list just sent in
	Take    bool
	See     bool
	Correct bool // may get wrong rows back
}

// SurveyHouseholds is a page of the households that a survey asks.
type SurveyHouseholds struct {
	CampaignHead
	Survey  string
	Lines   []app.SurveyedLine
	Filters []Tab
	Pager   Pager
	Take    bool
}

// SurveyAnswer is the form of one household's answer.
type SurveyAnswer struct {
	CampaignHead
	*app.SurveyView
	Form
	Number string
}

// SurveyCharts are the answers of a survey by choice, a chart a question.
func SurveyCharts(p Page, s *app.Survey) (all []BarChart) {
	for _, q := range s.Questions {
		if q.Kind != campaign.Several {
			continue
		}
		c := BarChart{Label: q.Ask, Legend: []BarPart{{Class: "c-done", Title: p.T("web.survey.answers")}}}
		for _, v := range s.Values {
			if v.Question == q.ID {
				c.Bars = append(c.Bars, Bar{Name: v.Choice, Note: p.T("web.survey.of", "n", v.Answers, "persons", v.Persons),
					Parts: []BarPart{{Class: "c-done", N: v.Answers, Title: v.Choice}}})
			}
		}
		if len(c.Bars) > 0 {
			all = append(all, c)
		}
	}
	return all
}

func choiceOptions(q campaign.Question) (all []Option) {
	for _, c := range q.Choices {
		all = append(all, Option{Value: c, Text: c})
	}
	return all
}

// choicesShown is how many choices have a column of their own.
const choicesShown = 6

// topChoices are the causes that are told most.
func topChoices(s *app.Survey) (all []app.SurveyTally) {
	for _, v := range s.Values {
		if v.Question == "cause" && len(all) < choicesShown {
			all = append(all, v)
		}
	}
	return all
}

// surveyColumns are the headings that a list of answers may have.
func surveyColumns(p Page, s *app.Survey) string {
	all := []string{p.T("web.survey.column_number"), p.T("web.survey.column_village"), p.T("web.survey.column_unit")}
	for _, q := range s.Questions {
		all = append(all, q.Ask)
	}
	return commaList(p, append(all, p.T("web.survey.column_day"), p.T("web.survey.column_person")))
}

func surveyAct(p Page, take bool, answered string) string {
	switch {
	case take && answered == "":
		return p.T("web.survey.take")
	case take:
		return p.T("web.survey.change")
	}
	return p.T("web.entry.see")
}

func spanText(from, to string) string {
	if from == "" && to == "" {
		return ""
	}
	return from + " – " + to
}

func receivedTone(wrong int64) string {
	if wrong > 0 {
		return "warn"
	}
	return "good"
}
