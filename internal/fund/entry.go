package fund

import (
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Kind says what an entry of the ledger is about.
type Kind string

// The kinds of entry.
const (
	PayIn    Kind = "pay_in"    // 到账: money comes into a purse
	GiveBack Kind = "give_back" // 退回来源: what was not used goes back to whoever gave it
	Allot    Kind = "allot"     // 安排: from the purse to a budget line, or back
	Transfer Kind = "transfer"  // 调剂: between purses, by approval only
	Carry    Kind = "carry"     // 结转: into the same purse of the next year
	Promise  Kind = "promise"   // 承诺: a batch is approved
	Release  Kind = "release"   // 释放: a batch, or some of its rows, is given up
	Send     Kind = "send"      // 送出: to the bank or to those who hand it out
	Credit   Kind = "credit"    // 到账 or 签领
	Return   Kind = "return"    // 退票, or cash that was not handed out
	Recover  Kind = "recover"   // 追回: what was paid in error came back
	Reversal Kind = "reversal"  // 冲正: an entry made in error, turned round
)

// Kinds are all of them.
var Kinds = []Kind{PayIn, GiveBack, Allot, Transfer, Carry, Promise, Release, Send, Credit, Return, Recover, Reversal}

// Text is the kind as the books write it.
func (k Kind) Text(lang locale.Lang) string {
	return locale.Text(lang, "fund.kind."+string(k), nil)
}

// Posting is one line of an entry: fen that come into an account, or leave it.
type Posting struct {
	Account
	Fen money.Fen // above zero comes in, below zero leaves
}

// Entry is one event of the ledger. It is only ever added: what was wrong is
// turned round by another.
type Entry struct {
	ID        id.ID
	Book      string // the chain that it stands in, see BookOf
	Seq       int64  // from 1 within the book
	Key       string // of the command that made it: the same command makes it once
	Kind      Kind
	Effective day.Date    // when the money moved
	Recorded  day.Instant // when it was written
	Actor     string
	Reverses  id.ID  // of a Reversal
	Text      string // what for, without personal data
	Postings  []Posting
	Prev      string // hash of the entry before, "" for the first
	Hash      string
}

// Check refuses an entry that is none: nothing moved, an account that cannot
// exist, or sides that do not add up to nothing. They must do so purse by purse,
// so that no purse pays for another (专款专用).
func (e *Entry) Check() error {
	if len(e.Postings) < 2 {
		return problem.New(problem.Invalid, "fund.entry_empty")
	}
	sums := map[id.ID]money.Fen{}
	for _, p := range e.Postings {
		if p.Fen == 0 || !p.Sound() {
			return problem.New(problem.Invalid, "fund.posting_bad")
		}
		sum, err := money.Add(sums[p.Purse], p.Fen)
		if err != nil {
			return err
		}
		sums[p.Purse] = sum
	}
	for _, sum := range sums {
		if sum != 0 {
			return problem.New(problem.Invalid, "fund.entry_unbalanced", "fen", sum)
		}
	}
	return nil
}

// Reverse is the entry that turns e round. What is turned round once cannot be
// turned round again; the store holds that.
func (e *Entry) Reverse() *Entry {
	back := &Entry{Kind: Reversal, Reverses: e.ID, Postings: slices.Clone(e.Postings)}
	for i := range back.Postings {
		back.Postings[i].Fen = -back.Postings[i].Fen
	}
	return back
}
