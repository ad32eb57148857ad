package registry

import (
	"slices"

	"songnuan/internal/id"
	"songnuan/internal/money"
)

// MergedReason is why the file of a household that was taken in is closed, a
// term of term.CloseReason.
const MergedReason = "并入他户"

// split parts a household: who goes becomes a household of their own, with the
// same ids; who stays keeps the file. Neither may be empty, and each needs one
// head.
func (w *carrying) split(of id.ID) (stays, fresh *Household) {
	file := w.standing.File
	var going []Member
	for _, m := range file.Members {
		if slices.Contains(w.ask.Gone, m.ID) {
			going = append(going, m)
		}
	}
	rest := w.without(file, w.ask.Gone)
	rest.Size = max(rest.Size, len(rest.Members))
	stays = w.read(rest, w.ask.Fields, "")
	began := w.begun(of, going)
	fields := map[string]string{}
	for name, text := range w.ask.New {
		if text != "" {
			fields[name] = text
		}
	}
	fresh = w.readFresh(began, fields)
	if stays == nil || fresh == nil {
		return nil, nil
	}
	return stays, fresh
}

// begun is the new household before anything typed is put over it. The card, the
// phone and the income of the old one stay with the old one.
func (w *carrying) begun(of id.ID, going []Member) *Household {
	file := w.standing.File
	empty := &Household{ID: of, Area: file.Area, Unit: file.Unit, Address: file.Address, Opened: w.today(), Version: 1}
	fresh := w.peopled(empty, going, "new.")
	for _, c := range file.Categories {
		if c.Member == 0 && w.ask.Carry {
			fresh.Categories = append(fresh.Categories, c)
		}
	}
	if w.ask.Carry {
		fresh.Causes = slices.Clone(file.Causes)
	}
	fresh.Categories = append(fresh.Categories, ofMembers(file, fresh)...)
	markMain(fresh.Categories)
	fresh.Size, fresh.Covered = len(fresh.Members), coveredOf(fresh)
	return fresh
}

// ofMembers are the categories of single members of old, for those who are in
// next.
func ofMembers(old, next *Household) (own []Category) {
	for _, c := range categoriesFor(old, next) {
		if c.Member > 0 {
			own = append(own, c)
		}
	}
	return own
}

// readFresh is read for the household that a split opens: it has a number that
// is made when it is written, and everything typed is its own.
func (w *carrying) readFresh(began *Household, fields map[string]string) *Household {
	f := FormOf(began, Show{Personal: true, Cards: true})
	f.Household = began.ID
	f.Fields = over(f.Fields, fields)
	f.Fields["number"], f.Fields["per_head_month"] = "", ""
	next, found := f.Read(began, w.options)
	for _, one := range found {
		one.At = w.placeOf(one.At, &f, "new.")
		w.faults.put(one)
	}
	if next == nil {
		return nil
	}
	w.keepMembers(next, began)
	next.Categories = began.Categories
	if _, given := fields["income"]; !given {
		next.IncomePerHead = nil
	}
	return next
}

// merge takes the members of the other household in, with their ids, and closes
// its file; its number stays with the closed file and is found by it.
func (w *carrying) merge() (one, closed *Household) {
	file, other := w.standing.File, w.standing.Other
	joining := slices.Clone(other.Members)
	for i := range joining {
		if w.ask.Relation(joining[i].ID) == "" {
			w.faults.Refuse("member."+string(joining[i].ID)+".relation", "registry.change.relation_missing", "name", nameOf(joining[i].Name).mask)
		}
	}
	rest := w.peopled(file, slices.Concat(file.Members, joining), "")
	rest.Size = file.Size + max(other.Size, len(other.Members))
	for _, c := range ofMembers(other, rest) {
		c.Main = false
		rest.Categories = append(rest.Categories, c)
	}
	if _, given := w.ask.Fields["income"]; !given && file.Income != nil && other.Income != nil {
		if sum, err := money.Add(*file.Income, *other.Income); err == nil {
			rest.Income, rest.IncomePerHead = &sum, nil
		}
	}
	if one = w.read(rest, w.ask.Fields, ""); one == nil {
		return nil, nil
	}
	next := *other
	next.Members, next.Categories, next.Size, next.Covered = nil, slices.DeleteFunc(slices.Clone(other.Categories), func(c Category) bool { return c.Member > 0 }), 0, 0
	next.Closed, next.CloseReason = w.today(), MergedReason
	return one, &next
}
