// Package fund is the money of a campaign, kept as a ledger (资金账): purses and
// their budget lines, double-entry postings in fen that are only ever added,
// entitlements (应发), payment batches and the two ways out, bank and signature.
//
// What no code here allows, whatever an office has set: a posting that does not
// balance, a purse below zero, a change to a batch after it was locked, and one
// person acting in two of the offices that watch each other.
package fund

import (
	"songnuan/internal/id"
	"songnuan/internal/locale"
)

// Place is where money of a purse stands.
type Place string

// The places. Money goes from the first to the last; what comes back goes the
// same way in reverse.
const (
	Outside  Place = "outside"  // whoever gave it: below zero by what was paid in
	Free     Place = "free"     // 可用: in the purse, promised to nobody
	Promised Place = "promised" // 已承诺: in an approved batch
	Sent     Place = "sent"     // 在途: with the bank, or with those who hand it out
	Paid     Place = "paid"     // 已发: credited or signed for
)

// Places are all of them, in the order of every table.
var Places = []Place{Outside, Free, Promised, Sent, Paid}

// Text is the place as tables write it.
func (p Place) Text(lang locale.Lang) string {
	return locale.Text(lang, "fund.place."+string(p), nil)
}

// Account is a drawer of the ledger: money of a purse, of one of its budget
// lines, in one place and, once promised, in one batch.
type Account struct {
	Purse id.ID
	Line  id.ID // budget line; "" is what no line has been given yet
	Place Place
	Batch id.ID // of Promised, Sent and Paid
}

// Sound tells whether an account can exist: a batch has money only where it was
// promised, and money outside belongs to no line.
func (a Account) Sound() bool {
	switch a.Place {
	case Outside:
		return a.Purse != "" && a.Line == "" && a.Batch == ""
	case Free:
		return a.Purse != "" && a.Batch == ""
	case Promised, Sent, Paid:
		return a.Purse != "" && a.Line != "" && a.Batch != ""
	}
	return false
}
