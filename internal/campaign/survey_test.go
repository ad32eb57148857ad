package campaign

import (
	"fmt"
	"strings"
	"testing"

	"songnuan/internal/day"
)

func TestQuestionsOfAPlan(t *testing.T) {
	var got []string
	for _, q := range Questions([]string{"count", "cause", "need", " 住房情况 "}) {
		got = append(got, q.ID+":"+string(q.Kind))
		if (q.Kind == Several) != (len(q.Choices) > 0) || q.Ask == "" {
			t.Errorf("%+v", q)
		}
	}
	if want := "count:number cause:several need:several word:words q4:words"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
	if all := Questions(nil); len(all) != 0 {
		t.Errorf("%v", all)
	}
}

func TestReadAnswers(t *testing.T) {
	by := map[string]*Question{}
	for _, q := range Questions([]string{"count", "cause", "need", "住房情况"}) {
		by[q.ID] = &q
	}
	for _, c := range []struct{ question, text, want string }{
		{"count", "3", "[{count  3}]"}, {"count", " 3人 ", "[{count  3}]"}, {"count", "3.0", "[{count  3}]"}, {"count", "0", "[{count  0}]"},
		{"count", "", "[]"}, {"count", "1000000", "[{count  1000000}]"},
		{"count", "1000001", "campaign.survey_number"}, {"count", "-1", "campaign.survey_number"}, {"count", "3.5", "campaign.survey_number"},
		{"count", "三", "campaign.survey_number"}, {"count", "9223372036854775808", "campaign.survey_number"}, {"count", "=1+1", "campaign.survey_number"},
		{"need", "就医", "[{need 就医 1}]"}, {"need", "就医、就业、就医", "[{need 就医 1} {need 就业 1}]"}, {"need", "就医；就业/住房", "[{need 就医 1} {need 就业 1} {need 住房 1}]"},
		{"need", "、、", "[]"}, {"need", "房子", "campaign.survey_choice"}, {"need", "<script>alert(1)</script>", "campaign.survey_choice"},
		{"cause", "因病", "[{cause 因病 1}]"}, {"cause", "不知道为什么", "campaign.survey_choice"},
		{"q4", " 漏雨😀 ", "[]漏雨😀"}, {"q4", strings.Repeat("长", noteMost), "[]" + strings.Repeat("长", noteMost)}, {"word", strings.Repeat("长", noteMost+1), "campaign.survey_long"},
	} {
		values, words, err := by[c.question].Read(c.text)
		got := keyOf(err)
		if err == nil {
			got = fmt.Sprint(values) + words
		}
		if got != c.want {
			t.Errorf("%s %q: %s, want %s", c.question, clip(c.text), clip(got), clip(c.want))
		}
	}
}

// What an error repeats of a text from outside is short.
func TestReadClipsWhatItRepeats(t *testing.T) {
	q := Questions([]string{"count"})[0]
	_, _, err := q.Read(strings.Repeat("九", 100_000))
	if err == nil || len(err.Error()) > 1000 {
		t.Errorf("%d bytes", len(fmt.Sprint(err)))
	}
}

func TestSurveyAnswerCheck(t *testing.T) {
	values := []SurveyValue{{"count", "", 2}}
	for name, c := range map[string]struct {
		answer SurveyAnswer
		want   string
	}{
		"a number":  {SurveyAnswer{Day: today, Person: "陈一", Values: values}, ""},
		"words":     {SurveyAnswer{Day: today, Person: "陈一", Words: map[string]string{"word": "看病"}}, ""},
		"nothing":   {SurveyAnswer{Day: today, Person: "陈一"}, "campaign.survey_empty"},
		"no day":    {SurveyAnswer{Day: day.Date{}, Person: "陈一", Values: values}, "campaign.day_missing"},
		"tomorrow":  {SurveyAnswer{Day: today.AddDays(1), Person: "陈一", Values: values}, "campaign.day_to_come"},
		"by nobody": {SurveyAnswer{Day: today, Person: " ", Values: values}, "campaign.person_missing"},
		"long name": {SurveyAnswer{Day: today, Person: strings.Repeat("长", nameMost+1), Values: values}, "campaign.name_too_long"},
	} {
		if err := c.answer.Check(today); keyOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
