package campaign

import (
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
	"songnuan/internal/term"
)

// Question is one that a survey (摸底) asks.
type Question struct {
	ID      string // count, cause, need, word, q4 …
	Ask     string // as people read it, and as the heading of a list
	Kind    QuestionKind
	Choices []string // of Several
}

// QuestionKind is what an answer looks like.
type QuestionKind string

// The kinds.
const (
	NumberOf QuestionKind = "number"  // a whole number, not negative
	Several  QuestionKind = "several" // one or more of the choices
	InWords  QuestionKind = "words"   // free words, kept encrypted
)

// needs are what households ask for, in the words of the plans: 就医、就业、子女
// 读书 (plan 2), 物质资助、人文关怀、维权 (plan 1).
var needs = []string{"现金补助", "生活物资", "就医", "子女就学", "就业", "住房", "法律维权", "精神关怀", "其他"}

// Questions are what the plan's survey asks, each word of its `ask`: count,
// cause and need are ours; anything else is a question of the office's own,
// answered in words. A need is told in words too.
func Questions(ask []string) []Question {
	var all []Question
	for i, word := range ask {
		switch word {
		case "count":
			all = append(all, Question{"count", "困难人数", NumberOf, nil})
		case "cause":
			all = append(all, Question{"cause", "致困原因", Several, term.Names("cause")})
		case "need":
			all = append(all, Question{"need", "需求", Several, needs}, Question{"word", "具体诉求", InWords, nil})
		default:
			all = append(all, Question{"q" + strconv.Itoa(i+1), strings.TrimSpace(word), InWords, nil})
		}
	}
	return all
}

// SurveyAnswer is what one household, village or unit answered to a survey.
type SurveyAnswer struct {
	Campaign id.ID
	Survey   string // id of the clause
	Subject  string // id of the household; area:code or unit:path
	Number   string // of the household, read beside the answer
	Area     area.Code
	Unit     string
	Day      day.Date
	Person   string // who asked
	Values   []SurveyValue
	Words    map[string]string // by question
	Actor    string
	Recorded day.Instant
	Version  int64
}

// SurveyValue is a number or a choice.
type SurveyValue struct {
	Question string
	Choice   string // "" of a number
	Number   int64
}

// peopleMost bounds the number that one answer tells.
const peopleMost = 1_000_000

// Read takes one answer in as it was typed or stands in a list: a number, or
// choices separated by 、. Causes go by all their spellings. Blank says nothing.
func (q *Question) Read(text string) (values []SurveyValue, words string, err error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return nil, "", nil
	case q.Kind == InWords:
		if len([]rune(text)) > noteMost {
			return nil, "", problem.New(problem.TooLarge, "campaign.survey_long", "ask", q.Ask, "most", noteMost)
		}
		return nil, text, nil
	case q.Kind == NumberOf:
		n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSuffix(text, "人"), ".0"), 10, 64)
		if err != nil || n < 0 || n > peopleMost {
			return nil, "", problem.New(problem.Invalid, "campaign.survey_number", "ask", q.Ask, "text", clip(text), "most", peopleMost)
		}
		return []SurveyValue{{q.ID, "", n}}, "", nil
	}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，；,;/ \n", r) }) {
		choice, ok := q.choice(part)
		if !ok {
			return nil, "", problem.New(problem.Invalid, "campaign.survey_choice", "ask", q.Ask, "text", clip(part), "choices", strings.Join(q.Choices, "、"))
		}
		if !slices.ContainsFunc(values, func(v SurveyValue) bool { return v.Choice == choice }) {
			values = append(values, SurveyValue{q.ID, choice, 1})
		}
	}
	return values, "", nil
}

func (q *Question) choice(text string) (string, bool) {
	if slices.Contains(q.Choices, text) {
		return text, true
	}
	if q.ID == "cause" {
		return term.Canonical("cause", text)
	}
	return "", false
}

// clip bounds what an error repeats of a text from outside.
func clip(text string) string {
	const most = 24
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

// Check says what an answer lacks.
func (a *SurveyAnswer) Check(today day.Date) error {
	a.Person = strings.TrimSpace(a.Person)
	switch {
	case a.Day.IsZero():
		return problem.New(problem.Invalid, "campaign.day_missing")
	case a.Day.After(today):
		return problem.New(problem.Invalid, "campaign.day_to_come", "day", a.Day)
	case a.Person == "":
		return problem.New(problem.Invalid, "campaign.person_missing")
	case len([]rune(a.Person)) > nameMost:
		return problem.New(problem.TooLarge, "campaign.name_too_long", "most", nameMost)
	case len(a.Values) == 0 && len(a.Words) == 0:
		return problem.New(problem.Invalid, "campaign.survey_empty")
	}
	return nil
}
