package registry

import (
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/term"
)

// ChangeFiles are the files of a change: as they stand, or as they are after it.
type ChangeFiles struct {
	File  *Household
	Other *Household // that a merge takes in, closed after it; nil for none
	Fresh *Household // that a split opens; nil for none
}

// Carry works out the files after the request, from the files as they stand.
// While a fault is wrong the result has no File. Places of faults name members
// by id: "member.<id>.relation", "added.1.id_number", "new.address".
func (c *ChangeRequest) Carry(standing ChangeFiles, o FormOptions) (after ChangeFiles, faults Faults) {
	w := &carrying{ask: &c.Ask, kind: KindOf(c.Kind), standing: standing, options: o, touched: c.Ask.Aspects(KindOf(c.Kind))}
	w.check(c)
	if w.faults.Wrong() {
		return ChangeFiles{}, w.faults
	}
	switch c.Kind {
	case ChangeExit:
		after.File = w.exit(c.Occasion)
	case ChangeSplit:
		after.File, after.Fresh = w.split(c.Fresh)
	case ChangeMerge:
		after.File, after.Other = w.merge()
	default:
		rest := w.without(standing.File, c.Ask.Gone)
		after.File = w.read(rest, c.Ask.Fields, "")
	}
	if w.faults.Wrong() {
		return ChangeFiles{}, w.faults
	}
	return after, w.faults
}

// carrying is one request being worked out.
type carrying struct {
	ask      *ChangeAsk
	kind     *ChangeKind
	standing ChangeFiles
	options  FormOptions
	touched  []Aspect
	faults   Faults
}

// check looks for what no file could make right.
func (w *carrying) check(c *ChangeRequest) {
	a := w.ask
	if _, ok := w.kind.Occasion(c.Occasion); !ok {
		w.faults.Refuse("occasion", "registry.change.occasion")
	}
	switch {
	case a.On.IsZero():
		w.faults.Refuse("on", "registry.change.day")
	case !w.options.Today.IsZero() && a.On.After(w.options.Today):
		w.faults.Refuse("on", "registry.change.future", "day", a.On.String())
	}
	if len([]rune(a.Note)) > longestChangeNote {
		w.faults.Refuse("note", "registry.note_long", "longest", longestChangeNote)
	}
	w.checkGone()
	switch {
	case w.kind.Adds() && len(a.Added) == 0:
		w.faults.Refuse("added.1.name", "registry.change.nobody_joins")
	case w.kind.Leaves() && len(a.Gone) == 0:
		w.faults.Refuse("gone", "registry.change.nobody_leaves")
	case a.Empty(w.kind):
		w.faults.Refuse("", "registry.change.nothing")
	case w.kind.Code == ChangeMerge && w.standing.Other == nil:
		w.faults.Refuse("other", "registry.change.other")
	case w.kind.Code == ChangeMerge && w.standing.Other.ID == w.standing.File.ID:
		w.faults.Refuse("other", "registry.change.itself")
	case w.kind.Code == ChangeMerge && !w.standing.Other.Closed.IsZero():
		w.faults.Refuse("other", "registry.file_closed", "number", w.standing.Other.Number)
	}
}

// checkGone: each who leaves is there, once, and somebody stays.
func (w *carrying) checkGone() {
	file, met := w.standing.File, map[id.ID]bool{}
	for _, of := range w.ask.Gone {
		switch m := file.memberByID(of); {
		case met[of]:
			w.faults.Refuse("gone", "registry.change.gone_twice", "name", nameOf(m.nameOr()).mask)
		case m == nil:
			w.faults.Refuse("gone", "registry.change.gone_already")
		}
		met[of] = true
	}
	if len(file.Members) > 0 && len(met) >= len(file.Members) {
		if w.kind.Code == ChangeSplit {
			w.faults.Refuse("gone", "registry.change.split_empty")
			return
		}
		w.faults.Refuse("gone", "registry.change.last_member")
	}
}

func (m *Member) nameOr() string {
	if m == nil {
		return ""
	}
	return m.Name
}

// exit closes the file. The day and the occasion are checked by then.
func (w *carrying) exit(occasion string) *Household {
	next := *w.standing.File
	found, _ := w.kind.Occasion(occasion)
	reason, ok := term.Canonical(term.CloseReason, found.Closes)
	switch {
	case !ok:
		w.faults.Refuse("occasion", "registry.close_reason")
	case w.ask.On.Before(next.Opened):
		w.faults.Refuse("on", "registry.closed_before_opened", "closed", w.ask.On.String(), "opened", next.Opened.String())
	}
	next.Closed, next.CloseReason = w.ask.On, reason
	return &next
}

// without is a file whose members are fewer, with the relations that the
// request gives, its head first.
func (w *carrying) without(h *Household, gone []id.ID) *Household {
	var kept []Member
	for _, m := range h.Members {
		if !slices.Contains(gone, m.ID) {
			kept = append(kept, m)
		}
	}
	return w.peopled(h, kept, "")
}

// peopled is a household with other members: related as the request says,
// counted anew, its terms of those who are not there dropped.
func (w *carrying) peopled(h *Household, members []Member, prefix string) *Household {
	next := *h
	next.Members = slices.Clone(members)
	heads := 0
	for i := range next.Members {
		m := &next.Members[i]
		if text := w.ask.Relation(m.ID); text != "" {
			name, ok := term.Canonical(term.Relation, text)
			if !ok {
				w.faults.Refuse(prefix+"member."+string(m.ID)+".relation", "registry.change.relation", "text", text)
			}
			m.Relation = name
		}
		if m.IsHead() {
			heads++
			next.Head = m.Name
		}
	}
	if heads != 1 && len(next.Members) > 0 && w.kind.Relates() {
		w.faults.Refuse(prefix+"relations", "registry.change.heads", "heads", heads)
	}
	slices.SortStableFunc(next.Members, func(a, b Member) int { return mainFirst(a.IsHead(), b.IsHead()) })
	renumber(next.Members)
	next.Size = len(next.Members) + max(h.Size-len(h.Members), 0)
	next.Covered = min(coveredOf(&next)+max(h.Covered-coveredOf(h), 0), next.Size)
	next.Categories = categoriesFor(h, &next)
	if next.Size != h.Size && h.perHeadReckoned() {
		next.IncomePerHead = nil // reckoned again when it is read
	}
	return &next
}

func coveredOf(h *Household) (n int) {
	for i := range h.Members {
		if h.Members[i].Covered {
			n++
		}
	}
	return n
}

// categoriesFor are old's under the places that its members have in next.
func categoriesFor(old, next *Household) (kept []Category) {
	for _, c := range old.Categories {
		if c.Member > 0 {
			if c.Member > len(old.Members) {
				continue
			}
			of := old.Members[c.Member-1].ID
			if c.Member = 1 + slices.IndexFunc(next.Members, func(m Member) bool { return m.ID == of }); c.Member == 0 {
				continue
			}
		}
		kept = append(kept, c)
	}
	return kept
}

// perHeadReckoned tells whether the income a head follows from the household's.
func (h *Household) perHeadReckoned() bool {
	if h.Income == nil || h.IncomePerHead == nil || h.Size == 0 {
		return false
	}
	share, err := h.Income.TimesRatio(1, int64(12*h.Size))
	const rounding = 100 // fen: lists round to the yuan
	return err == nil && max(share-*h.IncomePerHead, *h.IncomePerHead-share) <= rounding
}

// read puts typed fields, persons who join and terms over a household, by the
// readers of the form, and then puts back what the request does not touch: no
// reader's inference may go a way that nobody approved.
func (w *carrying) read(rest *Household, fields map[string]string, prefix string) *Household {
	f := FormOf(rest, Show{})
	f.Fields = over(f.Fields, fields)
	for i := range f.Members {
		f.Members[i].Fields = over(f.Members[i].Fields, w.ask.Members[f.Members[i].ID])
	}
	listed := len(f.Members)
	if prefix == "" {
		w.join(&f, rest)
	}
	if w.ask.Terms {
		f.Categories, f.Causes = w.ask.formTerms(rest, w.ask.Categories), w.ask.formTerms(rest, w.ask.Causes)
	}
	if _, given := fields["per_head_month"]; !given && (rest.IncomePerHead == nil || fields["income"] != "" && rest.perHeadReckoned() || len(f.Members) > listed && rest.perHeadReckoned()) {
		f.Fields["per_head_month"] = ""
	}
	next, found := f.Read(rest, w.options)
	w.tell(found, FormOf(rest, Show{}), rest, &f, prefix)
	if next == nil {
		return nil
	}
	w.putBack(next, rest)
	return next
}

// join adds the persons who join to the form.
func (w *carrying) join(f *Form, rest *Household) {
	for _, fields := range w.ask.Added {
		fields = over(map[string]string{"member_covered": "是"}, fields)
		f.Members = append(f.Members, FormMember{Fields: fields})
	}
	if len(w.ask.Added) > 0 && rest.Size != len(rest.Members) {
		f.Fields["size"] = strconv.Itoa(rest.Size + len(w.ask.Added))
	}
}

// tell takes over what reading found, but for what the file says already, with
// places by the members' ids.
func (w *carrying) tell(found Faults, before Form, rest *Household, f *Form, prefix string) {
	if len(found) == 0 {
		return
	}
	_, already := before.Read(rest, w.options)
	for _, one := range found {
		if slices.ContainsFunc(already, func(had Fault) bool { return had.Key == one.Key && had.At == one.At && had.Severity == one.Severity }) && one.Severity != "wrong" {
			continue
		}
		one.At = w.placeOf(one.At, f, prefix)
		w.faults.put(one)
	}
}

func (w *carrying) placeOf(at string, f *Form, prefix string) string {
	parts := strings.SplitN(at, ".", 3)
	if parts[0] != "member" || len(parts) < 3 {
		return prefix + at
	}
	n, err := strconv.Atoi(parts[1])
	if err != nil || n < 1 || n > len(f.Members) {
		return prefix
	}
	if of := f.Members[n-1].ID; of != "" {
		return "member." + string(of) + "." + parts[2]
	}
	before := 0
	for _, m := range f.Members[:n-1] {
		if m.ID == "" {
			before++
		}
	}
	return "added." + strconv.Itoa(before+1) + "." + parts[2]
}

// today is the day on which the request is worked out.
func (w *carrying) today() day.Date { return w.options.Today }
