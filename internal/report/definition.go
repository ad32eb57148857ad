package report

import "slices"

// Common columns. Widths are what the longest usual content takes at ten points.
var (
	serial   = Column{Key: "serial", Kind: Serial, Width: 11}
	number   = Column{Key: "number", Kind: Text, Width: 26}
	name     = Column{Key: "name", Kind: Text, Width: 19, Grow: 1}
	village  = Column{Key: "village", Kind: Text, Width: 31, Grow: 2}
	category = Column{Key: "category", Kind: Text, Width: 24, Grow: 2}
	persons  = Column{Key: "persons", Kind: Persons, Width: 12, Total: true}
	sign     = Column{Key: "sign", Kind: Sign, Width: SignWidth}
)

// unmasked are the columns that only a clear report has.
func unmasked(cards bool) []Column {
	all := []Column{{Key: "id_number", Kind: Text, Width: 40}, {Key: "phone", Kind: Text, Width: 26}}
	if cards {
		all = append(all, Column{Key: "card", Kind: Text, Width: 42})
	}
	return all
}

// Roster (花名册) lists who is in a class of a campaign, and what each is due.
// dues are the columns of money and goods that the plan gives the class; where
// several are money, a column adds them up.
func Roster(dues []Column, clear, cards bool) Definition {
	columns := []Column{serial, number, name, village, category, persons}
	if clear {
		columns = slices.Insert(columns, 3, unmasked(cards)...)
	}
	paid := ""
	money := 0
	for _, due := range dues {
		if due.Kind == Money {
			paid = due.Key
			money++
		}
	}
	columns = append(columns, dues...)
	if money > 1 {
		paid = "total"
		columns = append(columns, Column{Key: paid, Kind: Money, Width: 26, Total: true})
	}
	columns = append(columns, sign)
	return Definition{Name: OfRoster, Columns: columns, Subtotal: true, Words: paid, Signed: true}
}

// Coverage (覆盖情况名单) lists the entries of a campaign's universe by how they
// ended.
func Coverage() Definition {
	return Definition{Name: OfCoverage, Subtotal: true, Signed: true, Columns: []Column{serial, number, name, village, persons,
		{Key: "state", Kind: Text, Width: 22}, {Key: "day", Kind: Date, Width: 23}, {Key: "person", Kind: Text, Width: 20}, {Key: "reason", Kind: Text, Width: 40, Grow: 4}}}
}

// NeverHelped lists the open files that no campaign has helped.
func NeverHelped() Definition { return files(OfNeverHelped) }

// Unchanged lists the open files that nobody has changed for a year.
func Unchanged() Definition { return files(OfUnchanged) }

func files(title Name) Definition {
	d := Definition{Name: title, Subtotal: true, Signed: true, Columns: []Column{serial, number, name, village, persons,
		{Key: "changed", Kind: Date, Width: 24}}}
	d.Subtotal = title == OfNeverHelped // the other stands by date, not by village
	return d
}

// Certificate (覆盖证明) is the page of a certificate: what it is of, then a line
// for the whole, each village and each unit. outcomes are the names of what is
// counted.
func Certificate(outcomes []string) Definition {
	columns := []Column{{Key: "place", Kind: Text, Width: 26, Grow: 2}, {Key: "entries", Kind: Number, Width: 14}, {Key: "persons", Kind: Persons, Width: 14}}
	for _, outcome := range outcomes {
		columns = append(columns, Column{Key: "state", Title: outcome, Kind: Number, Width: 16})
	}
	columns = append(columns, Column{Key: "sm3", Kind: Text, Width: 76})
	return Definition{Name: OfCertificate, Columns: columns, Heading: true, NoTotal: true, Signed: true}
}

// Household (困难户信息表) is one household on one page: what is on file, then its
// members.
func Household(clear bool) Definition {
	columns := []Column{serial, {Key: "member", Kind: Text, Width: 20, Grow: 1}, {Key: "relation", Kind: Text, Width: 20, Grow: 1}, {Key: "sex", Kind: Text, Width: 12},
		{Key: "birth", Kind: Text, Width: 22}, {Key: "id_number", Kind: Text, Width: 40}, {Key: "health", Kind: Text, Width: 20, Grow: 1}, {Key: "employment", Kind: Text, Width: 20, Grow: 1}}
	if clear {
		columns = append(columns, Column{Key: "phone", Kind: Text, Width: 26})
	}
	return Definition{Name: OfHousehold, Columns: columns, NoTotal: true, Signed: true}
}

// Dibao (低保花名册) lists who receives the minimum living allowance, a line a
// member, with what the household is due a month. 家庭人口 and 保障人口 are told
// apart and stand with the head, so that their sums count each once.
func Dibao() Definition {
	return Definition{Name: OfDibao, Subtotal: true, Signed: true, Words: "amount", Columns: []Column{serial, number,
		{Key: "head", Kind: Text, Width: 19, Grow: 1}, {Key: "member", Kind: Text, Width: 19, Grow: 1}, {Key: "sex", Kind: Text, Width: 10}, {Key: "birth", Kind: Text, Width: 18},
		{Key: "relation", Kind: Text, Width: 15, Grow: 1}, {Key: "size", Kind: Persons, Width: 13, Total: true}, {Key: "covered", Kind: Persons, Width: 13, Total: true},
		{Key: "id_number", Kind: Text, Width: 38}, {Key: "origin", Kind: Text, Width: 24, Grow: 2}, {Key: "address", Kind: Text, Width: 26, Grow: 3},
		{Key: "means", Kind: Text, Width: 13}, {Key: "category", Kind: Text, Width: 20, Grow: 1}, {Key: "phone", Kind: Text, Width: 24},
		{Key: "housing", Kind: Text, Width: 17}, {Key: "housing_grade", Kind: Text, Width: 12}, {Key: "amount", Kind: Money, Width: 22, Total: true}}}
}

// Payment (慰问金发放表) lists whom a batch pays, a line a person with a column for
// each purse, to be signed. Cards stand on the sheet of a bank's batch.
func Payment(purses []Column, clear, cards bool) Definition {
	columns := []Column{serial, {Key: "payee", Kind: Text, Width: 19, Grow: 1}, village}
	if clear {
		columns = append(columns, Column{Key: "id_number", Kind: Text, Width: 38})
	}
	columns = append(columns, category)
	paid := purses[0].Key
	columns = append(columns, purses...)
	if len(purses) > 1 {
		paid = "total"
		columns = append(columns, Column{Key: paid, Kind: Money, Width: 24, Total: true})
	}
	if cards {
		columns = append(columns, Column{Key: "card", Kind: Text, Width: 40})
	}
	columns = append(columns, sign, Column{Key: "proxy", Kind: Text, Width: 22})
	return Definition{Name: OfPayment, Columns: columns, Subtotal: true, Words: paid, Signed: true}
}

// Users (用户名册) lists the accounts with their roles.
func Users() Definition {
	return Definition{Name: OfUsers, Columns: []Column{serial, {Key: "account", Kind: Text, Width: 28, Grow: 1}, {Key: "user", Kind: Text, Width: 24, Grow: 1},
		{Key: "where", Kind: Text, Width: 40, Grow: 2}, {Key: "roles", Kind: Text, Width: 50, Grow: 3}, {Key: "status", Kind: Text, Width: 20}}}
}

// Pairs (结对名册) lists who helps whom under a campaign.
func Pairs() Definition {
	return Definition{Name: OfPairs, Subtotal: true, Signed: true, Columns: []Column{serial, number, name, village, persons,
		{Key: "helper", Kind: Text, Width: 22}, {Key: "organisation", Kind: Text, Width: 34, Grow: 2}, {Key: "helper_kind", Kind: Text, Width: 24}, {Key: "paired", Kind: Text, Width: 18},
		{Key: "since", Kind: Date, Width: 23}, {Key: "points", Kind: Number, Width: 12}, {Key: "why", Kind: Text, Width: 40, Grow: 4}}}
}

// Helpers (帮扶人名册) lists who helps today, and how many households each has.
func Helpers(clear bool) Definition {
	columns := []Column{serial, {Key: "helper", Kind: Text, Width: 22}, {Key: "helper_kind", Kind: Text, Width: 26, Grow: 1}, {Key: "organisation", Kind: Text, Width: 34, Grow: 2}, {Key: "post", Kind: Text, Width: 24, Grow: 1},
		village, {Key: "skills", Kind: Text, Width: 28, Grow: 1}, {Key: "capacity", Kind: Number, Width: 14}, {Key: "load", Kind: Number, Width: 14}, {Key: "phone", Kind: Text, Width: 26}}
	if clear {
		columns = append(columns, Column{Key: "id_number", Kind: Text, Width: 40})
	}
	return Definition{Name: OfHelpers, Columns: columns, NoTotal: true}
}
