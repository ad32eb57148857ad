package demand

import (
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/problem"
)

// The longest texts, in characters.
const (
	textMost = 1000
	nameMost = 60
)

// Now is what an act is judged by besides the demand.
type Now struct {
	At       day.Instant
	Calendar *day.Calendar
	Level    Level // at which who acts works
}

// Take does an act: it gives the act to be kept and brings the demand to the
// state after it. It is the one place where states change.
//
// Who works below the level a demand stands at does not answer it, raise it or
// reopen it; it is closed with the household's word alone, after an answer.
// problem.Forbidden, problem.Conflict when the state does not allow the act,
// problem.Invalid for what is missing.
func (d *Demand) Take(a Act, now Now) (*Act, error) {
	a.Who, a.Text = strings.TrimSpace(a.Who), strings.TrimSpace(a.Text)
	today := now.At.Date()
	switch {
	case utf8.RuneCountInString(a.Text) > textMost:
		return nil, problem.New(problem.TooLarge, "demand.text_long", "most", textMost)
	case utf8.RuneCountInString(a.Who) > nameMost:
		return nil, problem.New(problem.TooLarge, "demand.name_long", "most", nameMost)
	case a.On.IsZero():
		a.On = today
	case a.On.After(today):
		return nil, problem.New(problem.Invalid, "demand.day_to_come", "day", a.On)
	}
	next := *d
	if err := next.run(&a, now); err != nil {
		return nil, err
	}
	a.Seq, a.From, a.To, a.Level = len(d.Acts)+1, d.State, next.State, next.Level()
	next.Row = a.Seq
	next.Acts = append(slices.Clip(d.Acts), a)
	*d = next
	return &a, nil
}

// run carries an act out upon a copy.
func (d *Demand) run(a *Act, now Now) error {
	if (a.Verb == Take) != (len(d.Acts) == 0) {
		return d.notNow()
	}
	switch a.Verb {
	case Take:
		d.State, d.Words, d.On = Open, a.Text, a.On
		return firstOf(needs(a.Text != "", "demand.words_missing"), needs(len(d.Ladder) > 0, "demand.no_ladder"), d.clock(now))
	case Note:
		return needs(a.Text != "", "demand.text_missing")
	case Raise:
		return d.raise(now)
	case Answer:
		return d.answer(a, now)
	case Close:
		return d.end(a)
	case Reopen:
		return d.reopen(a, now)
	case Hide, Bare:
		if d.Sensitive == (a.Verb == Hide) {
			return d.notNow()
		}
		d.Sensitive = a.Verb == Hide
		return needs(d.Sensitive || a.Text != "", "demand.bare_why")
	case Join:
		return nil
	}
	return problem.New(problem.Invalid, "demand.no_verb")
}

func needs(there bool, key string) error {
	if there {
		return nil
	}
	return problem.New(problem.Invalid, key)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Demand) notNow() error {
	return problem.New(problem.Conflict, "demand.not_now", "number", d.Number, "state", d.State)
}

// at refuses who works below the demand's level.
func (d *Demand) at(now Now) error {
	if now.Level.Reaches(d.Level()) {
		return nil
	}
	return problem.New(problem.Forbidden, "demand.higher", "level", d.Level())
}

// clock sets the time of the rung going.
func (d *Demand) clock(now Now) (err error) {
	d.Due, err = Due(now.At, d.Ladder[d.Rung].Within, now.Calendar)
	return err
}

func (d *Demand) raise(now Now) error {
	switch {
	case d.State != Open:
		return d.notNow()
	case d.Top():
		return problem.New(problem.Conflict, "demand.top", "level", d.Level())
	}
	if err := d.at(now); err != nil {
		return err
	}
	d.Rung++
	return d.clock(now)
}

func (d *Demand) answer(a *Act, now Now) error {
	if d.State != Open {
		return d.notNow()
	}
	if err := d.at(now); err != nil {
		return err
	}
	if a.Text == "" {
		return problem.New(problem.Invalid, "demand.answer_missing")
	}
	d.State, d.Due = Answered, ""
	return needs(a.Who != "", "demand.answerer_missing")
}

func (d *Demand) end(a *Act) error {
	switch {
	case d.State != Answered:
		return d.notNow()
	case !slices.Contains(Words, a.Satisfied):
		return problem.New(problem.Invalid, "demand.word_missing")
	case !slices.Contains(Ways, a.Asked):
		return problem.New(problem.Invalid, "demand.asked_missing")
	case a.Satisfied == Unsatisfied && a.Text == "":
		return problem.New(problem.Invalid, "demand.unsatisfied_why")
	}
	d.State, d.Satisfied = Closed, a.Satisfied
	return nil
}

func (d *Demand) reopen(a *Act, now Now) error {
	if d.State == Open {
		return d.notNow()
	}
	if a.Text == "" {
		return problem.New(problem.Invalid, "demand.reopen_why")
	}
	d.State, d.Satisfied = Open, ""
	return d.clock(now)
}
