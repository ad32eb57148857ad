package plan

import (
	"cmp"
	"slices"
)

// forms: every question can be asked and answered.
func (l *linter) forms() {
	for i := range l.plan.Forms {
		f := &l.plan.Forms[i]
		if len(f.Steps) == 0 && !f.written("steps") {
			l.say("form_empty", "forms", &f.Clause, "id")
		}
		asked := map[string]*Question{}
		for j := range f.Steps {
			s := &f.Steps[j]
			if len(s.Questions) == 0 {
				l.Add("form_step_empty", s.Pos, "forms."+f.ID, "name", clip(cmp.Or(s.Name, s.ID)))
			}
			for k := range s.Questions {
				l.question("forms."+f.ID, &s.Questions[k], asked)
			}
		}
		for j := range f.Unmet {
			l.condition("forms."+f.ID, "unmet", &f.Unmet[j], asked)
		}
	}
}

// question checks one question against those asked before it.
func (l *linter) question(label string, q *Question, asked map[string]*Question) {
	switch {
	case !isID(q.ID):
		l.Add("bad_id", q.Keys.At("id", -1, q.Pos), label, "id", clip(q.ID))
	case asked[q.ID] != nil:
		l.Add("question_twice", q.Keys.At("id", -1, q.Pos), label, "id", q.ID, "line", asked[q.ID].Pos.Line)
	}
	if q.Ask == "" {
		l.Add("question_without_words", q.Pos, label, "id", clip(q.ID))
	}
	if q.Kind == "" && q.Keys["kind"] == (Pos{}) {
		l.Add("question_without_kind", q.Pos, label, "id", clip(q.ID))
	}
	if slices.Contains(asksWhich, q.Kind) && len(q.Choices) == 0 {
		l.Add("question_without_choices", q.Keys.At("kind", -1, q.Pos), label, "id", clip(q.ID))
	}
	for i := range q.Choices {
		if slices.ContainsFunc(q.Choices[:i], func(c Choice) bool { return c.Value == q.Choices[i].Value }) {
			l.Add("choice_twice", q.Keys.At("choices", i, q.Pos), label, "id", clip(q.ID), "value", clip(q.Choices[i].Value))
		}
	}
	for i := range q.When {
		l.condition(label, q.ID, &q.When[i], asked)
	}
	asked[q.ID] = q
}

// condition: what it hangs on is asked earlier and can be answered so.
func (l *linter) condition(label, of string, c *Condition, asked map[string]*Question) {
	before := asked[c.Question]
	if before == nil {
		l.Add("condition_unknown", c.Pos, label, "id", clip(of), "question", clip(c.Question))
		return
	}
	values := before.values()
	for _, is := range c.Is {
		if values != nil && !slices.Contains(values, is) {
			l.Add("condition_never", c.Pos, label, "id", clip(of), "question", before.ID, "value", clip(is), "hint", meant(is, values))
		}
	}
}

// values are the answers there can be to a question, nil when any.
func (q *Question) values() []string {
	switch q.Kind {
	case "yes_no":
		return []string{"yes", "no"}
	case "choice", "many":
		all := make([]string, len(q.Choices))
		for i, c := range q.Choices {
			all[i] = c.Value
		}
		return all
	}
	return nil
}
