package fund

import (
	"slices"

	"songnuan/internal/id"
	"songnuan/internal/money"
)

// Flow is what moved through one place of an account by entries of one kind, in
// or out.
type Flow struct {
	Purse, Line, Batch id.ID
	Place              Place
	Kind               Kind
	Fen                money.Fen // above zero came in, below zero left
}

// Reconciled is a purse, line or batch at a day: what was approved is credited,
// came back, or is still under way (批准数＝到账＋退回＋待发), in fen.
type Reconciled struct {
	Budget    money.Fen // allotted to the line, net of what was taken back
	Approved  money.Fen // promised by approval, net of what was given up
	Credited  money.Fen // on the account or signed for
	Returned  money.Fen // came back and waits to be put right
	Pending   money.Fen // approved and not sent, or sent without an answer
	GivenUp   money.Fen // was approved, and went back to the purse: outside of Approved
	Recovered money.Fen // paid in error and brought back: outside of Credited
}

// Off is by how much the two sides differ: 0, or the books are wrong.
func (r *Reconciled) Off() money.Fen {
	return r.Approved - r.Credited - r.Recovered - r.Returned - r.Pending
}

// Add sums two.
func (r *Reconciled) Add(o Reconciled) {
	r.Budget, r.Approved, r.Credited, r.Returned = r.Budget+o.Budget, r.Approved+o.Approved, r.Credited+o.Credited, r.Returned+o.Returned
	r.Pending, r.GivenUp, r.Recovered = r.Pending+o.Pending, r.GivenUp+o.GivenUp, r.Recovered+o.Recovered
}

// drawer is where money of one batch stands, by purse and line.
type drawer struct{ purse, line, batch id.ID }

// Reconcile makes out of flows what each drawer, by purse, line and batch, comes
// to. A drawer without a batch has only its budget.
func Reconcile(flows []Flow) (all []ReconciledRow) {
	of := map[drawer]*ReconciledRow{}
	promised, sent := map[drawer]money.Fen{}, map[drawer]bool{}
	var order []drawer
	for _, f := range flows {
		at := drawer{f.Purse, f.Line, f.Batch}
		row := of[at]
		if row == nil {
			row = &ReconciledRow{Purse: f.Purse, Line: f.Line, Batch: f.Batch}
			of[at] = row
			order = append(order, at)
		}
		row.take(f)
		if f.Place == Promised {
			promised[at] += f.Fen
			sent[at] = sent[at] || f.Kind == Send
		}
	}
	for _, at := range order {
		row := of[at]
		if sent[at] {
			row.Returned += promised[at]
		} else {
			row.Pending += promised[at]
		}
		all = append(all, *row)
	}
	return all
}

// ReconciledRow is a drawer of the books, reconciled.
type ReconciledRow struct {
	Purse, Line, Batch id.ID
	Reconciled
}

func (r *ReconciledRow) take(f Flow) {
	switch {
	case f.Place == Free && f.Line != "" && (f.Kind == Allot || f.Kind == Reversal):
		r.Budget += f.Fen
	case f.Place == Promised && f.Kind == Promise:
		r.Approved += f.Fen
	case f.Place == Promised && f.Kind == Release:
		r.Approved += f.Fen
		r.GivenUp -= f.Fen
	case f.Place == Sent:
		r.Pending += f.Fen
	case f.Place == Paid:
		if r.Credited += f.Fen; f.Kind == Recover {
			r.Recovered -= f.Fen
		}
	}
}

// By sums rows by purse, by line or by batch.
func By(rows []ReconciledRow, key func(ReconciledRow) id.ID) (all []ReconciledRow) {
	at := map[id.ID]int{}
	for _, row := range rows {
		k := key(row)
		i, there := at[k]
		if !there {
			i = len(all)
			at[k] = i
			all = append(all, ReconciledRow{Purse: row.Purse, Line: row.Line, Batch: row.Batch})
		}
		all[i].Add(row.Reconciled)
	}
	return slices.Clip(all)
}
