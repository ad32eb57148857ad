package registry

import (
	"maps"
	"slices"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
)

// ChangeAsk is what a request asks for: the fields it touches and nothing else,
// as they were typed. It holds clear numbers; where it is kept it is sealed.
type ChangeAsk struct {
	On         day.Date                    `json:"on,omitzero"` // the thing happened; an exit closes on it
	Fields     map[string]string           `json:"fields,omitempty"`
	Members    map[id.ID]map[string]string `json:"members,omitempty"`
	Added      []map[string]string         `json:"added,omitempty"` // who joins
	Gone       []id.ID                     `json:"gone,omitempty"`  // who leaves, or goes into the new household
	Terms      bool                        `json:"terms,omitempty"` // categories and causes are given anew
	Categories []ChangeTerm                `json:"categories,omitempty"`
	Causes     []ChangeTerm                `json:"causes,omitempty"`
	New        map[string]string           `json:"new,omitempty"`    // of the household that a split opens
	Carry      bool                        `json:"carry,omitempty"`  // it gets the household's own categories and causes too
	Seen       []string                    `json:"seen,omitempty"`   // papers seen in the original
	Note       string                      `json:"note,omitempty"`   // why, in the filer's words
	Chosen     []string                    `json:"chosen,omitempty"` // keys of fields on which mine was chosen over what the file says by now
}

// ChangeTerm is a category or a cause, of a member by his id.
type ChangeTerm struct {
	Name   string `json:"name"`
	Member id.ID  `json:"member,omitempty"` // "" is the whole household
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
}

// longestChangeNote bounds the reason, in characters.
const longestChangeNote = 500

// Aspects are what the request touches: by its kind, and by the fields it gives.
func (a *ChangeAsk) Aspects(kind *ChangeKind) []Aspect {
	touched := map[Aspect]bool{}
	for _, aspect := range kind.Aspects {
		touched[aspect] = true
	}
	for field := range a.Fields {
		touched[fieldAspects[field]] = true
	}
	for _, fields := range a.Members {
		for field := range fields {
			touched[fieldAspects[field]] = true
		}
	}
	for field, text := range a.New { // the new household has no card unless one is typed
		if text != "" && fieldAspects[field] == AspectCard {
			touched[AspectCard] = true
		}
	}
	if a.Terms {
		touched[AspectCategory], touched[AspectCause] = true, true
	}
	var all []Aspect
	for _, aspect := range Aspects {
		if touched[aspect] {
			all = append(all, aspect)
		}
	}
	return all
}

// Trim drops what the kind has no field for, and what says the same as the file:
// a value or its mask that came back as it was.
func (a *ChangeAsk) Trim(kind *ChangeKind, file, other *Household) {
	a.Fields = trimmed(a.Fields, kind.Fields, file.formTexts())
	members := map[id.ID]map[string]string{}
	for of, fields := range a.Members {
		var known map[string]hidden
		if m := file.memberByID(of); m != nil {
			known = m.formTexts()
		} else if other != nil && other.memberByID(of) != nil {
			known = other.memberByID(of).formTexts()
			delete(known, "relation") // in the other household: here it must be said
		} else {
			continue // left meanwhile
		}
		allowed := kind.MemberFields
		if slices.Contains(kind.MemberFields, "id_number") {
			allowed = append(slices.Clone(allowed), FormConfirmed)
		}
		if kept := trimmed(fields, allowed, known); len(kept) > 0 {
			members[of] = kept
		}
	}
	a.Members = members
	a.New = trimmed(a.New, kind.NewFields, nil)
	for i := range a.Added {
		a.Added[i] = trimmed(a.Added[i], kind.NewFields, nil)
	}
	a.Added = slices.DeleteFunc(a.Added, func(fields map[string]string) bool { return (&FormMember{Fields: fields}).Blank() })
	if !kind.Adds() {
		a.Added = nil
	}
	if !kind.Leaves() {
		a.Gone = nil
	}
	if kind.Code != ChangeSplit {
		a.New, a.Carry = nil, false
	}
	a.trimTerms(kind, file)
}

func (a *ChangeAsk) trimTerms(kind *ChangeKind, file *Household) {
	a.Categories, a.Causes = filled(a.Categories), filled(a.Causes)
	standing := FormOf(file, Show{})
	a.Terms = kind.Terms() && (termsText(a.formTerms(file, a.Categories)) != termsText(standing.Categories) || termsText(a.formTerms(file, a.Causes)) != termsText(standing.Causes))
	if !a.Terms {
		a.Categories, a.Causes = nil, nil
	}
}

func filled(terms []ChangeTerm) []ChangeTerm {
	return slices.DeleteFunc(slices.Clone(terms), func(t ChangeTerm) bool { return t.Name == "" && t.From == "" && t.To == "" })
}

func trimmed(fields map[string]string, allowed []string, known map[string]hidden) map[string]string {
	kept := map[string]string{}
	for name, text := range fields {
		text = strings.TrimSpace(text)
		was, there := known[name]
		switch {
		case !slices.Contains(allowed, name):
		case there && (text == was.clear || text == was.mask):
		default:
			kept[name] = text
		}
	}
	return kept
}

// formTerms are the terms with the members' places on the form of a household.
func (a *ChangeAsk) formTerms(h *Household, terms []ChangeTerm) (all []FormTerm) {
	for _, t := range terms {
		f := FormTerm{Name: t.Name, From: t.From, To: t.To}
		if t.Member != "" {
			f.Member = 1 + slices.IndexFunc(h.Members, func(m Member) bool { return m.ID == t.Member })
		}
		all = append(all, f)
	}
	return all
}

// TermsOf are the categories and the causes of a household, the main ones
// first, as a request gives them.
func TermsOf(h *Household) (categories, causes []ChangeTerm) {
	f := FormOf(h, Show{})
	for _, t := range f.Categories {
		one := ChangeTerm{Name: t.Name, From: t.From, To: t.To}
		if t.Member > 0 && t.Member <= len(h.Members) {
			one.Member = h.Members[t.Member-1].ID
		}
		categories = append(categories, one)
	}
	for _, t := range f.Causes {
		causes = append(causes, ChangeTerm{Name: t.Name, From: t.From, To: t.To})
	}
	return categories, causes
}

// Relation is the relation that the request gives a member, "" when it gives
// none.
func (a *ChangeAsk) Relation(of id.ID) string { return a.Members[of]["relation"] }

// on is the form of a file after the request, without the persons who join a
// merge: by it both values are found where the file has changed meanwhile.
func (a *ChangeAsk) on(h *Household) Form {
	f := FormOf(h, Show{})
	f.Fields = over(f.Fields, a.Fields)
	var members []FormMember
	moved := make([]int, len(f.Members)+1)
	for i, m := range f.Members {
		if slices.Contains(a.Gone, m.ID) {
			continue
		}
		m.Fields = over(m.Fields, a.Members[m.ID])
		members = append(members, m)
		moved[i+1] = len(members)
	}
	f.Members = members
	if a.Terms {
		f.Categories, f.Causes = a.formTerms(h, a.Categories), a.formTerms(h, a.Causes)
	}
	f.Categories = slices.DeleteFunc(f.Categories, func(t FormTerm) bool { return t.Member > 0 && moved[t.Member] == 0 })
	for i := range f.Categories {
		f.Categories[i].Member = moved[f.Categories[i].Member]
	}
	return f
}

func over(fields, asked map[string]string) map[string]string {
	all := maps.Clone(fields)
	maps.Copy(all, asked)
	return all
}

// Collisions are the fields that the request touches and that the file has
// changed too since the version the request was made on, those left out on
// which its own value was chosen. Values are masked.
func (a *ChangeAsk) Collisions(base, theirs *Household) (all []Collision) {
	if base.Version == theirs.Version {
		return nil
	}
	_, _, both := a.on(base).Rebase(base, theirs)
	for _, c := range both {
		if c.Field == "category" && len(a.Gone) > 0 && !a.Terms {
			continue // they went with who left
		}
		if slices.Contains(a.Chosen, c.Key) {
			continue
		}
		c.Mine = masked(c.Field, c.Mine)
		all = append(all, c)
	}
	return all
}

// masked hides what was typed into a field that shows masks elsewhere.
func masked(field, text string) string {
	switch field {
	case "id_number", "phone", "card", "disability_card":
		return personal.HideNumbers(text)
	case "name", "contact", "card_holder":
		return intake.Masked(text)
	case "birth":
		return text[:min(len(text), len("2006"))]
	case "address":
		return personal.NewAddress(text).String()
	}
	return text
}

// Settle takes the choices on collisions into the request: theirs leaves the
// field alone, mine stays and is not asked about again. It gives the collisions
// that nobody chose on.
func (a *ChangeAsk) Settle(collisions []Collision, choices map[string]Choice) (left []Collision) {
	for _, c := range collisions {
		switch choices[c.Key] {
		case TakeMine:
			a.Chosen = append(a.Chosen, c.Key)
		case TakeTheirs:
			a.drop(c.Key)
		default:
			left = append(left, c)
		}
	}
	return left
}

// drop takes a field out of the request, by Collision.Key.
func (a *ChangeAsk) drop(key string) {
	switch parts := strings.Split(key, "."); {
	case key == "category" || key == "cause":
		a.Terms, a.Categories, a.Causes = false, nil, nil
	case len(parts) == 1:
		delete(a.Fields, key)
	case len(parts) == 2:
		a.Gone = slices.DeleteFunc(a.Gone, func(of id.ID) bool { return string(of) == parts[1] })
	default:
		delete(a.Members[id.ID(parts[1])], parts[2])
		if len(a.Members[id.ID(parts[1])]) == 0 {
			delete(a.Members, id.ID(parts[1]))
		}
	}
}

// Empty tells whether the request asks for nothing.
func (a *ChangeAsk) Empty(kind *ChangeKind) bool {
	switch kind.Code {
	case ChangeExit, ChangeMerge:
		return false
	}
	return len(a.Fields)+len(a.Members)+len(a.Added)+len(a.Gone) == 0 && !a.Terms
}

// Lacks are the papers that the occasion asks for and that are neither attached
// nor seen in the original; "a|b" is met by either.
func (a *ChangeAsk) Lacks(occasion Occasion, attached []string) (lacks []string) {
	for _, paper := range occasion.Papers {
		either := strings.Split(paper, "|")
		if !slices.ContainsFunc(either, func(one string) bool { return slices.Contains(attached, one) || slices.Contains(a.Seen, one) }) {
			lacks = append(lacks, paper)
		}
	}
	return lacks
}

// Masked is the request with its values as they are shown again to who typed
// them. The note stays: it is his own words.
func (a ChangeAsk) Masked() ChangeAsk {
	a.Fields, a.New = maskedFields(a.Fields), maskedFields(a.New)
	members := map[id.ID]map[string]string{}
	for of, fields := range a.Members {
		members[of] = maskedFields(fields)
	}
	a.Members = members
	added := make([]map[string]string, len(a.Added))
	for i := range a.Added {
		added[i] = maskedFields(a.Added[i])
	}
	a.Added = added
	return a
}

// Unmask puts the clear values of before in the place of their masks that came
// back as they were.
func (a *ChangeAsk) Unmask(before *ChangeAsk) {
	unmask(a.Fields, before.Fields)
	unmask(a.New, before.New)
	for of := range a.Members {
		unmask(a.Members[of], before.Members[of])
	}
	for i := range min(len(a.Added), len(before.Added)) {
		unmask(a.Added[i], before.Added[i])
	}
}

func unmask(fields, before map[string]string) {
	for name, text := range fields {
		if was := before[name]; was != "" && text == maskedText(name, was) {
			fields[name] = was
		}
	}
}

func maskedFields(fields map[string]string) map[string]string {
	if fields == nil {
		return nil
	}
	all := make(map[string]string, len(fields))
	for name, text := range fields {
		all[name] = maskedText(name, text)
	}
	return all
}

// maskedText is a typed value as its form shows it again: what was hidden of it
// stars out, so that nobody takes the mask for a value.
func maskedText(field, text string) string {
	if field == "birth" && len(text) > len("2006") {
		return text[:len("2006")] + "-**-**"
	}
	return masked(field, text)
}
