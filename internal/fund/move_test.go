package fund

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/money"
)

// Whatever is done to a batch, in whatever order and by whom: every entry
// balances, nothing falls below zero, what was approved is credited, returned
// or pending, and nobody acts in two posts.
func TestBatchKeepsTheBooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		books := newBooks(t)
		batch := books.draft(t)
		for range rapid.IntRange(1, 40).Draw(t, "acts") {
			batch = books.act(t, batch)
			books.hold(t, batch)
		}
	})
}

// books are a ledger with two purses of a line each.
type books struct {
	Balances
	lines []*Line
	rules Rules
}

func newBooks(t *rapid.T) *books {
	b := &books{Balances: Balances{}, rules: Rules{Bands: []Band{{UpTo: 5_000, Approvals: 1}, {Approvals: 2}}, Two: true}}
	for i := range 2 {
		line := &Line{ID: id.ID(fmt.Sprint("line", i)), Purse: id.ID(fmt.Sprint("purse", i))}
		in := money.Fen(rapid.IntRange(1, 20_000).Draw(t, "in"))
		b.post(t, must(PaidIn(line.Purse, in))(t))
		b.post(t, must(Allotted(line, money.Fen(rapid.IntRange(1, int(in)).Draw(t, "allotted"))))(t))
		b.lines = append(b.lines, line)
	}
	return b
}

func must(e *Entry, err error) func(*rapid.T) *Entry {
	return func(t *rapid.T) *Entry {
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
}

func (b *books) post(t *rapid.T, e *Entry) {
	if err := b.Post(e); err != nil {
		t.Fatal(err)
	}
}

func (b *books) draft(t *rapid.T) *Batch {
	batch := &Batch{ID: "batch", Method: Cash, State: Draft}
	for seq := range rapid.IntRange(1, 6).Draw(t, "rows") {
		line := b.lines[rapid.IntRange(0, 1).Draw(t, "line")]
		batch.Rows = append(batch.Rows, Row{Seq: int64(seq + 1), Due: id.ID(fmt.Sprint("due", seq)),
			Purse: line.Purse, Line: line.ID, Fen: money.Fen(rapid.IntRange(1, 4_000).Draw(t, "fen")), State: Waiting})
	}
	return batch
}

// act tries one act. A refused one, by the batch or by an empty purse, changes
// nothing.
func (b *books) act(t *rapid.T, batch *Batch) *Batch {
	people := []id.ID{"mei", "lan", "zhu", "ju", "song"}
	a := Act{Verb: rapid.SampledFrom(Verbs).Draw(t, "verb"), User: rapid.SampledFrom(people).Draw(t, "user"),
		With: rapid.SampledFrom(people).Draw(t, "with"), Reason: rapid.SampledFrom([]string{"", "户名不符"}).Draw(t, "reason")}
	for range rapid.IntRange(0, 2).Draw(t, "named") {
		a.Rows = append(a.Rows, int64(rapid.IntRange(1, len(batch.Rows)+1).Draw(t, "row")))
	}
	next, entry, err := batch.Do(a, b.rules)
	if err != nil {
		return batch
	}
	if entry != nil {
		if err := entry.Check(); err != nil {
			t.Fatalf("%s gives a bad entry: %v", a.Verb, err)
		}
		if err := b.Post(entry); err != nil {
			if entry.Kind != Promise {
				t.Fatalf("only a promise can find a purse too small, %s did: %v", entry.Kind, err)
			}
			return batch
		}
	}
	return next
}

func (b *books) hold(t *rapid.T, batch *Batch) {
	tally := batch.Tally()
	for _, line := range b.lines {
		if s := b.Standing(line.Purse, "", ""); !s.Whole() {
			t.Fatalf("the purse holds %+v", s)
		}
	}
	var on Standing
	for _, line := range b.lines {
		s := b.Standing(line.Purse, line.ID, batch.ID)
		on.Promised, on.Sent, on.Paid = on.Promised+s.Promised, on.Sent+s.Sent, on.Paid+s.Paid
	}
	var want Standing
	want.Sent, want.Paid = tally[OnTheWay].Fen, tally[Credited].Fen
	if batch.State != Draft && batch.State != Checked {
		want.Promised = tally[Waiting].Fen + tally[Returned].Fen + tally[Corrected].Fen
	}
	if on != want {
		t.Fatalf("%s: the ledger says %+v, the rows %+v", batch.State, on, want)
	}
	b.apart(t, batch)
}

// apart: the posts since the last sending back are in different hands, and the
// approvals by different people.
func (b *books) apart(t *rapid.T, batch *Batch) {
	post := map[id.ID]Post{}
	approved := map[id.ID]bool{}
	for i := range batch.Acts {
		a := &batch.Acts[i]
		if posts[a.Verb] == "" {
			continue
		}
		if was := post[a.User]; was != "" && was != posts[a.Verb] {
			t.Fatalf("%s is %s and %s", a.User, was, posts[a.Verb])
		}
		post[a.User] = posts[a.Verb]
		if a.Verb == Approve && batch.stands(a) {
			if approved[a.User] {
				t.Fatalf("%s approved twice", a.User)
			}
			approved[a.User] = true
		}
	}
}

// A batch that went its whole way ends settled, with one row that came back, was
// put right and sent again.
func TestBatchGoesItsWay(t *testing.T) {
	batch := &Batch{ID: "b", Method: Bank, State: Draft, Rows: []Row{
		{Seq: 1, Due: "e1", Purse: "p", Line: "l", Fen: 40_000, State: Waiting},
		{Seq: 2, Due: "e2", Purse: "p", Line: "l", Fen: 20_000, State: Waiting}}}
	books := Balances{}
	for _, e := range []*Entry{entryOf(PaidIn("p", 100_000)), entryOf(Allotted(&Line{ID: "l", Purse: "p"}, 60_000))} {
		if err := books.Post(e); err != nil {
			t.Fatal(err)
		}
	}
	today, _ := day.New(2027, 2, 1)
	for _, a := range []Act{{Verb: Make, User: "maker"}, {Verb: Check, User: "checker"}, {Verb: Approve, User: "approver"},
		{Verb: Lock, User: "cashier"}, {Verb: HandOver, User: "cashier"}, {Verb: Credits, User: "cashier", Rows: []int64{1}},
		{Verb: Returns, User: "cashier", Rows: []int64{2}, Reason: "账号不存在"}, {Verb: Correct, User: "maker", Rows: []int64{2}, Reason: "换卡"},
		{Verb: Resend, User: "cashier"}, {Verb: Credits, User: "cashier"}} {
		a.On = today
		next, entry, err := batch.Do(a, Rules{})
		if err != nil {
			t.Fatalf("%s: %v", a.Verb, err)
		}
		if entry != nil {
			if err := books.Post(entry); err != nil {
				t.Fatalf("%s: %v", a.Verb, err)
			}
		}
		batch = next
	}
	got := books.Standing("p", "", "")
	if want := (Standing{In: 100_000, Free: 40_000, Paid: 60_000}); batch.State != Settled || got != want {
		t.Fatalf("%s with %+v", batch.State, got)
	}
	if r := batch.Rows[1]; r.Times != 2 || r.State != Credited {
		t.Fatalf("the second row is %+v", r)
	}
}

func entryOf(e *Entry, _ error) *Entry { return e }
