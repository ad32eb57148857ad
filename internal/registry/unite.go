package registry

import (
	"maps"
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
)

// Side is one of two files that are made one (并档): the one that is kept, or
// the one that is closed for it.
type Side string

// The sides.
const (
	FromKept Side = "kept"
	FromGone Side = "gone"
	LeaveOut Side = "left" // of a member that only the closed file has: not taken over
)

// Offer is a field of two files beside each other. Values are masked.
type Offer struct {
	Key        string // by which a choice names it: "phone", "member.<id of the kept one>.phone", "member.<id of the closed file's>"
	Member     string // masked name; "" is the household's
	Field      string // name of a field of the list; "member" is a whole person
	Kept, Gone string
	Differs    bool
	Take       Side // that a merge takes if nobody says otherwise
}

// Union is two files being made one.
type Union struct {
	Kept, Gone *Household
	Newer      Side            // whose last change is the later one
	Match      map[id.ID]id.ID // members of the closed file that are members of the kept one
}

// MatchMembers fills Match with the pairs given, those of the closed file first,
// and with members whose number is the same, or whose name where one has none.
func (u *Union) MatchMembers(pairs [][2]id.ID) {
	u.Match = map[id.ID]id.ID{}
	taken := map[id.ID]bool{}
	put := func(gone, kept *Member) {
		if gone != nil && kept != nil && u.Match[gone.ID] == "" && !taken[kept.ID] {
			u.Match[gone.ID], taken[kept.ID] = kept.ID, true
		}
	}
	for _, p := range pairs {
		put(u.Gone.memberByID(p[0]), u.Kept.memberByID(p[1]))
	}
	for i := range u.Gone.Members {
		m := &u.Gone.Members[i]
		if at := findMember(u.Kept.Members, m); at >= 0 {
			put(m, &u.Kept.Members[at])
		}
	}
}

// householdTakes and memberTakes give a field of one record to another.
var (
	householdTakes = []struct {
		field string
		take  func(to, from *Household)
	}{
		{"village", func(to, from *Household) { to.Area = from.Area }},
		{"size", func(to, from *Household) { to.Size = from.Size }},
		{"covered", func(to, from *Household) { to.Covered = from.Covered }},
		{"income", func(to, from *Household) { to.Income = from.Income }},
		{"per_head_month", func(to, from *Household) { to.IncomePerHead = from.IncomePerHead }},
		{"rigid_expense", func(to, from *Household) { to.RigidExpense = from.RigidExpense }},
		{"address", func(to, from *Household) { to.Address = from.Address }},
		{"housing", func(to, from *Household) { to.Housing = from.Housing }},
		{"housing_grade", func(to, from *Household) { to.HousingGrade = from.HousingGrade }},
		{"phone", func(to, from *Household) { to.Phone = from.Phone }},
		{"contact", func(to, from *Household) { to.Contact = from.Contact }},
		{"contact_relation", func(to, from *Household) { to.ContactRelation = from.ContactRelation }},
		{"card", func(to, from *Household) { to.Card = from.Card }},
		{"card_holder", func(to, from *Household) { to.CardHolder = from.CardHolder }},
		{"card_bank", func(to, from *Household) { to.CardBank = from.CardBank }},
	}
	memberTakes = []struct {
		field string
		take  func(to, from *Member)
	}{
		{"name", func(to, from *Member) { to.Name = from.Name }},
		{"sex", func(to, from *Member) { to.Sex = from.Sex }},
		{"birth", func(to, from *Member) { to.Birth = from.Birth }},
		{"id_number", func(to, from *Member) {
			to.IDNumber, to.IDKind, to.IDPending = from.IDNumber, from.IDKind, from.IDPending
		}},
		{"health", func(to, from *Member) { to.Health = from.Health }},
		{"disability", func(to, from *Member) { to.Disability = from.Disability }},
		{"disability_grade", func(to, from *Member) { to.DisabilityGrade = from.DisabilityGrade }},
		{"disability_card", func(to, from *Member) { to.DisabilityCard = from.DisabilityCard }},
		{"school", func(to, from *Member) { to.School = from.School }},
		{"employment", func(to, from *Member) { to.Employment = from.Employment }},
		{"member_income", func(to, from *Member) { to.Income = from.Income }},
		{"phone", func(to, from *Member) { to.Phone = from.Phone }},
		{"card", func(to, from *Member) { to.Card = from.Card }},
	}
)

// Offers lists the fields that either file has, the household's first, then
// those of each member that both have, and the members that only one has.
func (u *Union) Offers() (all []Offer) {
	kept, gone := u.Kept.formTexts(), u.Gone.formTexts()
	for _, t := range householdTakes {
		all = u.offer(all, t.field, "", t.field, kept[t.field], gone[t.field])
	}
	for i := range u.Kept.Members {
		m := &u.Kept.Members[i]
		other := u.goneOf(m.ID)
		if other == nil {
			continue
		}
		a, b := m.formTexts(), other.formTexts()
		for _, t := range memberTakes {
			all = u.offer(all, "member."+string(m.ID)+"."+t.field, intake.Masked(m.Name), t.field, a[t.field], b[t.field])
		}
	}
	for i := range u.Gone.Members {
		if m := &u.Gone.Members[i]; u.Match[m.ID] == "" {
			all = append(all, Offer{Key: "member." + string(m.ID), Member: intake.Masked(m.Name), Field: "member", Gone: m.Relation, Differs: true, Take: FromGone})
		}
	}
	return all
}

func (u *Union) offer(all []Offer, key, member, field string, kept, gone hidden) []Offer {
	if kept.clear == "" && gone.clear == "" {
		return all
	}
	o := Offer{Key: key, Member: member, Field: field, Kept: kept.mask, Gone: gone.mask, Differs: kept.clear != gone.clear, Take: FromKept}
	if o.Differs && gone.clear != "" && (kept.clear == "" || u.Newer == FromGone && field != "name" && field != "village") {
		o.Take = FromGone
	}
	return append(all, o)
}

// goneOf is the closed file's member who is a member of the kept one.
func (u *Union) goneOf(kept id.ID) *Member {
	for gone, k := range u.Match {
		if k == kept {
			return u.Gone.memberByID(gone)
		}
	}
	return nil
}

// Unite makes the kept file of both: each field from the side chosen by its key,
// or else from the one that its offer names; members, categories and causes of
// both; the office's own columns of both. Number and unit are the kept file's;
// it counts as opened when the earlier of the two was.
func (u *Union) Unite(choices map[string]Side, newID id.Source) *Household {
	h := *u.Kept
	h.Members, h.Categories, h.Causes = slices.Clone(h.Members), slices.Clone(h.Categories), slices.Clone(h.Causes)
	take := map[string]Side{}
	for _, o := range u.Offers() {
		take[o.Key] = o.Take
		if side, chosen := choices[o.Key]; chosen {
			take[o.Key] = side
		}
	}
	for _, t := range householdTakes {
		if take[t.field] == FromGone {
			t.take(&h, u.Gone)
		}
	}
	u.uniteMembers(&h, take, newID)
	u.uniteTerms(&h)
	h.Extra = uniteExtras(u.Kept.Extra, u.Gone.Extra)
	if u.Gone.Opened.Before(h.Opened) && !u.Gone.Opened.IsZero() {
		h.Opened = u.Gone.Opened
	}
	u.count(&h, take)
	return &h
}

func (u *Union) uniteMembers(h *Household, take map[string]Side, newID id.Source) {
	for i := range h.Members {
		m := &h.Members[i]
		other := u.goneOf(m.ID)
		if other == nil {
			continue
		}
		named := m.Name
		for _, t := range memberTakes {
			if take["member."+string(m.ID)+"."+t.field] == FromGone {
				t.take(m, other)
			}
		}
		if named == h.Head {
			h.Head = m.Name
		}
		m.Covered = m.Covered || other.Covered
	}
	for i := range u.Gone.Members {
		m := u.Gone.Members[i]
		if u.Match[m.ID] != "" || take["member."+string(m.ID)] != FromGone {
			continue
		}
		if m.IsHead() {
			m.Relation = "" // another is the head here, and what they are to each other nobody has said
		}
		u.Match[m.ID] = newID()
		m.ID = u.Match[m.ID]
		h.Members = append(h.Members, m)
	}
	renumber(h.Members)
}

// uniteTerms adds the closed file's categories and causes that the kept one has
// not.
func (u *Union) uniteTerms(h *Household) {
	for _, c := range u.Gone.Categories {
		if c.Member > 0 {
			if c.Member > len(u.Gone.Members) {
				continue
			}
			m := h.memberByID(u.Match[u.Gone.Members[c.Member-1].ID])
			if m == nil {
				continue
			}
			c.Member = m.Seq
		}
		if !slices.ContainsFunc(h.Categories, func(had Category) bool { return had.Name == c.Name && had.Member == c.Member }) {
			c.Main = c.Main && len(h.Categories) == 0
			h.Categories = append(h.Categories, c)
		}
	}
	markMain(h.Categories)
	for _, c := range u.Gone.Causes {
		if !slices.ContainsFunc(h.Causes, func(had Cause) bool { return had.Name == c.Name }) {
			c.Main = c.Main && len(h.Causes) == 0
			h.Causes = append(h.Causes, c)
		}
	}
}

// uniteExtras keeps both texts of a column that both have.
func uniteExtras(kept, gone map[string]string) map[string]string {
	if len(gone) == 0 {
		return kept
	}
	all := maps.Clone(kept)
	if all == nil {
		all = map[string]string{}
	}
	for heading, text := range gone {
		switch had := all[heading]; {
		case had == "":
			all[heading] = text
		case text != "" && had != text:
			all[heading] = had + "；" + text
		}
	}
	return all
}

// count brings the numbers of persons up to the members, where they were the
// listed ones before and nobody chose another.
func (u *Union) count(h *Household, take map[string]Side) {
	if u.Kept.Size == len(u.Kept.Members) && take["size"] != FromGone {
		h.Size = len(h.Members)
	}
	h.Size = max(h.Size, len(h.Members), 1)
	if u.Kept.Covered == covered(u.Kept.Members) && take["covered"] != FromGone {
		h.Covered = covered(h.Members)
	}
	h.Covered = min(h.Covered, h.Size)
}

func covered(members []Member) (n int) {
	for i := range members {
		if members[i].Covered {
			n++
		}
	}
	return n
}

// Close closes the file on a day.
func (h *Household) Close(on day.Date, reason string) { h.Closed, h.CloseReason = on, reason }

// Without is the household without a member who lives in another one; false
// when he is not in it.
func (h *Household) Without(member id.ID) (*Household, bool) {
	m := h.memberByID(member)
	if m == nil {
		return nil, false
	}
	next, seq := *h, m.Seq
	next.Members = slices.DeleteFunc(slices.Clone(h.Members), func(one Member) bool { return one.ID == member })
	renumber(next.Members)
	next.Categories = nil
	for _, c := range h.Categories {
		switch {
		case c.Member == seq:
			continue
		case c.Member > seq:
			c.Member--
		}
		next.Categories = append(next.Categories, c)
	}
	markMain(next.Categories)
	next.Size = max(h.Size-1, len(next.Members), 1)
	next.Covered = min(h.Covered, next.Size)
	if h.Covered == covered(h.Members) {
		next.Covered = covered(next.Members)
	}
	return &next, true
}
