package registry

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/money"
)

// Canonical appends to dst the content of the household in bytes that are equal
// exactly when two households say the same, in whatever order their members,
// categories and causes stand. Ids, Seq, Version and Batch are no content. The
// bytes hold clear personal numbers: they are for a keyed digest only.
func (h *Household) Canonical(dst []byte) []byte {
	c := canonical{dst}
	c.texts(h.Number, string(h.Area), h.Unit, h.Head)
	c.numbers(int64(h.Size), int64(h.Covered))
	c.money(h.Income, h.IncomePerHead, h.RigidExpense)
	c.texts(h.Address, h.Housing, h.HousingGrade, h.Phone.Clear(), h.Contact, h.ContactRelation, h.Card.Clear(), h.CardHolder, h.CardBank)
	c.dates(h.Opened, h.Closed)
	c.texts(h.CloseReason)
	c.sorted(len(h.Members), func(i int, c *canonical) { h.Members[i].canonical(c, h.Categories) })
	c.categories(h.Categories, 0)
	c.sorted(len(h.Causes), func(i int, c *canonical) {
		cause := &h.Causes[i]
		c.texts(cause.Name)
		c.flag(cause.Main)
		c.dates(cause.From, cause.To)
	})
	for _, key := range slices.Sorted(maps.Keys(h.Extra)) {
		c.texts(key, h.Extra[key])
	}
	return c.bytes
}

func (m *Member) canonical(c *canonical, categories []Category) {
	c.texts(m.Name, m.Relation, m.Sex, m.IDKind, m.IDNumber.Clear(), m.Health, m.Disability, m.DisabilityCard.Clear(),
		m.School, m.Employment, m.Phone.Clear(), m.Card.Clear())
	c.dates(m.Birth)
	c.flag(m.IDPending)
	c.flag(m.Covered)
	c.numbers(int64(m.DisabilityGrade))
	c.money(m.Income)
	c.categories(categories, m.Seq)
}

// canonical writes each value with its length, so that no two contents run
// into the same bytes.
type canonical struct{ bytes []byte }

func (c *canonical) texts(texts ...string) {
	for _, text := range texts {
		c.bytes = binary.AppendUvarint(c.bytes, uint64(len(text)))
		c.bytes = append(c.bytes, text...)
	}
}

func (c *canonical) numbers(numbers ...int64) {
	for _, n := range numbers {
		c.bytes = binary.AppendVarint(c.bytes, n)
	}
}

func (c *canonical) flag(set bool) {
	if set {
		c.bytes = append(c.bytes, 1)
		return
	}
	c.bytes = append(c.bytes, 0)
}

func (c *canonical) money(amounts ...*money.Fen) {
	for _, amount := range amounts {
		c.flag(amount != nil)
		if amount != nil {
			c.numbers(int64(*amount))
		}
	}
}

func (c *canonical) dates(dates ...day.Date) {
	for _, d := range dates {
		c.numbers(int64(d.Year()*10_000 + d.Month()*100 + d.Day()))
	}
}

// categories writes those of one member, or of the household with seq 0.
func (c *canonical) categories(all []Category, seq int) {
	var own []int
	for i := range all {
		if all[i].Member == seq {
			own = append(own, i)
		}
	}
	c.sorted(len(own), func(i int, c *canonical) {
		category := &all[own[i]]
		c.texts(category.Name)
		c.flag(category.Main)
		c.dates(category.From, category.To)
	})
}

// sorted writes n parts in the order of their bytes.
func (c *canonical) sorted(n int, write func(i int, c *canonical)) {
	c.numbers(int64(n))
	if n == 1 { // most lists have one of a kind
		write(0, c)
		return
	}
	parts := make([][]byte, n)
	for i := range parts {
		var part canonical
		write(i, &part)
		parts[i] = part.bytes
	}
	slices.SortFunc(parts, bytes.Compare)
	for _, part := range parts {
		c.bytes = append(c.bytes, part...)
	}
}
