package visit

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Fault is what is wrong with one answer.
type Fault struct {
	Question string // its id; visitors, on and household stand beside the form
	Step     int    // place of the step, from 0
	Err      *problem.Error
}

// Faults are all of them, in the order of the form.
type Faults []Fault

// Text says them one after another.
func (all Faults) Text(lang locale.Lang) string {
	texts := make([]string, len(all))
	for i, f := range all {
		texts[i] = locale.Error(lang, f.Err)
	}
	return strings.Join(texts, locale.Text(lang, "visit.between", nil))
}

// Error is problem.Invalid with what is wrong, nil when nothing is.
func (all Faults) Error() error {
	if len(all) == 0 {
		return nil
	}
	return problem.New(problem.Invalid, "visit.answers_wrong", "count", len(all), "what", all)
}

// FaultsOf finds the faults in an error, nil for none.
func FaultsOf(err error) Faults {
	if err == nil {
		return nil
	}
	all, _ := problem.As(err).Args["what"].(Faults)
	return all
}

// Bounds of what is typed.
const (
	TextMost     = 2000 // characters of a text
	shortMost    = 100  // of a name, a thing, a place
	listMost     = 50   // gifts, hazards, demands, photos of one question
	visitorsMost = 20
)

// Check says what is wrong with the answers of an entry under a form; members
// are the ids of the household's. What is not asked is dropped from the
// answers. Only limits and what the form asks are checked: whether it is true
// nobody can tell.
func (f *Form) Check(e *Entry, members []id.ID) Faults {
	c := checker{form: f, entry: e, members: members}
	kept := Answers{}
	f.Each(func(step int, q *Question) {
		if !f.Asked(q, e.Answers) {
			return
		}
		c.step = step
		answer := tidy(e.Answers[q.ID])
		if answer.empty() {
			if q.Required {
				c.say(q, "visit.missing")
			}
			return
		}
		kept[q.ID] = answer
		c.answer(q, answer)
	})
	e.Answers = kept
	return c.faults
}

func tidy(a Answer) Answer {
	a.Text = strings.TrimSpace(strings.ToValidUTF8(a.Text, ""))
	if s := a.Signature; s != nil && *s == (Signature{}) {
		a.Signature = nil
	}
	a.Gifts = slices.DeleteFunc(slices.Clone(a.Gifts), func(g Gift) bool { return g == Gift{} })
	a.Hazards = slices.DeleteFunc(slices.Clone(a.Hazards), func(h Hazard) bool { return h == Hazard{} })
	a.Demands = slices.DeleteFunc(slices.Clone(a.Demands), func(d Demand) bool { return d == Demand{} })
	return a
}

// checker goes through the answers of one entry.
type checker struct {
	form    *Form
	entry   *Entry
	members []id.ID
	step    int
	faults  Faults
}

func (c *checker) say(q *Question, key string, pairs ...any) {
	c.faults = append(c.faults, Fault{q.ID, c.step, problem.New(problem.Invalid, key, append(pairs, "ask", q.Ask)...)})
}

func (c *checker) answer(q *Question, a Answer) {
	switch q.Kind {
	case KindChoice:
		c.choice(q, a.Text)
	case KindMany:
		c.many(q, a.Many)
	case KindNumber, KindMoney:
		c.number(q, a.Text)
	case KindText:
		c.text(q, a.Text, TextMost)
	case KindDate:
		if _, err := day.Parse(a.Text); err != nil {
			c.say(q, "visit.no_date")
		}
	case KindYesNo:
		if a.Text != "yes" && a.Text != "no" {
			c.say(q, "visit.no_choice", "text", clip(a.Text))
		}
	case KindPhoto:
		c.photos(q, a.Many)
	case KindMembers:
		for _, one := range a.Many {
			if !slices.Contains(c.members, id.ID(one)) {
				c.say(q, "visit.no_member")
				return
			}
		}
	case KindSignature:
		c.signature(q, a.Signature)
	case KindPlace:
		c.place(q, a.Place)
	default:
		c.things(q, a)
	}
}

func (c *checker) choice(q *Question, value string) {
	if !q.has(value) {
		c.say(q, "visit.no_choice", "text", clip(value))
	}
}

func (c *checker) many(q *Question, values []string) {
	for i, one := range values {
		if !q.has(one) {
			c.say(q, "visit.no_choice", "text", clip(one))
			return
		}
		if slices.Contains(values[:i], one) {
			c.say(q, "visit.chosen_twice", "text", clip(one))
			return
		}
	}
}

// number checks a number with up to two decimals, or an amount in yuan.
func (c *checker) number(q *Question, text string) {
	sign := ""
	if q.Kind == KindNumber && strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	hundredths, err := money.Parse(text)
	if err != nil {
		key := "visit.no_number"
		if q.Kind == KindMoney {
			key = "visit.no_money"
		}
		c.say(q, key, "text", clip(sign+text))
		return
	}
	n := int64(hundredths)
	if sign != "" {
		n = -n
	}
	if q.Least != nil && n < *q.Least*100 {
		c.say(q, "visit.too_small", "least", *q.Least, "unit", q.Unit)
	}
	if q.Most != nil && n > *q.Most*100 {
		c.say(q, "visit.too_great", "most", *q.Most, "unit", q.Unit)
	}
}

func (c *checker) text(q *Question, text string, most int) {
	if n := utf8.RuneCountInString(text); n > most {
		c.say(q, "visit.too_long", "most", most, "count", n)
	}
}

func (c *checker) photos(q *Question, ids []string) {
	most := int64(listMost)
	if q.Most != nil {
		most = min(most, *q.Most)
	}
	switch {
	case int64(len(ids)) > most:
		c.say(q, "visit.photos_most", "most", most)
	case q.Least != nil && int64(len(ids)) < *q.Least:
		c.say(q, "visit.photos_least", "least", *q.Least)
	}
	for _, one := range ids {
		if _, err := id.Parse(one); err != nil {
			c.say(q, "visit.photo_id")
			return
		}
	}
}

func (c *checker) signature(q *Question, s *Signature) {
	if s == nil {
		return
	}
	c.text(q, s.Name, shortMost)
	c.text(q, s.Relation, shortMost)
	if s.Photo == "" && !s.Paper && strings.TrimSpace(s.Name) == "" {
		c.say(q, "visit.missing")
	}
	if s.Photo != "" {
		if _, err := id.Parse(string(s.Photo)); err != nil {
			c.say(q, "visit.photo_id")
		}
	}
}

func (c *checker) place(q *Question, p *Place) {
	if p != nil && (p.Lat < -90_0000 || p.Lat > 90_0000 || p.Lon < -180_0000 || p.Lon > 180_0000 || p.Metre < 0) {
		c.say(q, "visit.no_place")
	}
}

// things checks gifts, hazards and demands.
func (c *checker) things(q *Question, a Answer) {
	if len(a.Gifts)+len(a.Hazards)+len(a.Demands) > listMost {
		c.say(q, "visit.too_many", "most", listMost)
		return
	}
	for i, g := range a.Gifts {
		c.choice(q, g.Kind)
		c.text(q, g.What+g.Quantity, shortMost)
		if g.Value < 0 || g.Value == 0 && g.What == "" && g.Quantity == "" {
			c.say(q, "visit.gift_blank", "row", strconv.Itoa(i+1))
		}
	}
	for i, h := range a.Hazards {
		c.choice(q, h.Kind)
		c.text(q, h.Where+h.Note, TextMost)
		if !slices.Contains(Grades, h.Grade) {
			c.say(q, "visit.hazard_grade", "row", strconv.Itoa(i+1))
		}
	}
	for i, d := range a.Demands {
		c.choice(q, d.Kind)
		c.text(q, d.Text, TextMost)
		if strings.TrimSpace(d.Text) == "" {
			c.say(q, "visit.demand_blank", "row", strconv.Itoa(i+1))
		}
	}
}

// CheckVisitors says what is wrong with who came: nobody, too many, or fewer
// than the duty asks for (group).
func CheckVisitors(visitors []Visitor, group int64) Faults {
	fault := func(key string, pairs ...any) Faults {
		return Faults{{"visitors", 0, problem.New(problem.Invalid, key, pairs...)}}
	}
	seen := map[string]bool{}
	for i := range visitors {
		v := &visitors[i]
		v.Name = strings.TrimSpace(v.Name)
		switch {
		case v.Name == "" && v.Helper == "":
			return fault("visit.visitor_blank")
		case utf8.RuneCountInString(v.Name) > shortMost:
			return fault("visit.visitor_long", "most", shortMost)
		case seen[v.Name+string(v.Helper)]:
			return fault("visit.visitor_twice", "name", clip(v.Name))
		}
		seen[v.Name+string(v.Helper)] = true
	}
	switch n := int64(len(visitors)); {
	case n == 0:
		return fault("visit.nobody")
	case n > visitorsMost:
		return fault("visit.visitors_most", "most", visitorsMost)
	case n < group:
		return fault("visit.too_few", "least", group, "count", n)
	}
	return nil
}

func clip(text string) string {
	const most = 40
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
