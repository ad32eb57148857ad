package fund

import (
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Verb is what somebody did to a batch.
type Verb string

// The verbs.
const (
	Make     Verb = "make"      // 编制
	Check    Verb = "check"     // 复核
	Approve  Verb = "approve"   // 审批, one or more by the amount
	SendBack Verb = "send_back" // 退回编制, with reasons
	Lock     Verb = "lock"      // 锁定
	HandOver Verb = "hand_over" // 送出: the bank file is out, or cash is taken
	Credits  Verb = "credit"    // 到账 or 签领 of rows
	Returns  Verb = "return"    // 退票 of rows, with a reason
	Correct  Verb = "correct"   // returned rows are put right
	Resend   Verb = "resend"    // corrected rows go out again
	GiveUp   Verb = "give_up"   // returned rows are not paid from this batch
	TakeOut  Verb = "take_out"  // 剔除: rows leave a draft
	Abort    Verb = "abort"     // 作废 before anything was sent
)

// Verbs are all of them.
var Verbs = []Verb{Make, Check, Approve, SendBack, Lock, HandOver, Credits, Returns, Correct, Resend, GiveUp, Abort, TakeOut}

// Text is the verb as pages write it.
func (v Verb) Text(lang locale.Lang) string {
	return locale.Text(lang, "fund.verb."+string(v), nil)
}

// Post is one of the offices that must not be in one hand (不相容岗位).
type Post string

// The posts.
const (
	Maker    Post = "maker"    // 经办
	Checker  Post = "checker"  // 复核
	Approver Post = "approver" // 审批
	Cashier  Post = "cashier"  // 出纳
)

// Text is the post as pages write it.
func (p Post) Text(lang locale.Lang) string {
	return locale.Text(lang, "fund.post."+string(p), nil)
}

// posts tells in which post a verb is done.
var posts = map[Verb]Post{Make: Maker, Check: Checker, Approve: Approver, Lock: Cashier, HandOver: Cashier,
	Credits: Cashier, Returns: Cashier, Resend: Cashier, Correct: Maker, GiveUp: Maker, TakeOut: Maker}

// Post is the post in which a verb is done, "" for one that no post is watched
// for.
func (v Verb) Post() Post { return posts[v] }

// when tells in which states a verb may be done.
var when = map[Verb][]State{Make: {Draft}, TakeOut: {Draft}, Check: {Draft}, Approve: {Checked}, SendBack: {Draft, Checked, Approved}, Lock: {Approved}, HandOver: {Locked},
	Abort: {Draft, Checked, Approved, Locked}, Credits: {Handed}, Returns: {Handed}, Correct: {Handed}, Resend: {Handed}, GiveUp: {Handed}}

// Stops tells why an account may not do something to the batch as it stands, nil
// when it may: the state does not allow it, or the account acted in another post.
// It does not look at the rows.
func (b *Batch) Stops(verb Verb, user id.ID) error {
	if !slices.Contains(when[verb], b.State) {
		return problem.New(problem.Conflict, "fund.not_now", "state", b.State)
	}
	switch made := b.made(); {
	case verb == Check && !made, verb == SendBack && b.State == Draft && !made:
		return problem.New(problem.Conflict, "fund.not_made")
	case made && (verb == Make || verb == TakeOut):
		return problem.New(problem.Conflict, "fund.made_already")
	}
	return b.mayAct(&Act{Verb: verb, User: user})
}

// Band is how many approvals an amount takes. Data of the office, by region and
// day.
type Band struct {
	UpTo      money.Fen // the whole of the batch; 0 is without limit
	Approvals int       // from 1
}

// Approvals is how many approvals a sum takes: the first band that it fits. It
// is never less than one.
func Approvals(bands []Band, sum money.Fen) int {
	for _, band := range bands {
		if band.UpTo == 0 || sum <= band.UpTo {
			return max(1, band.Approvals)
		}
	}
	most := 1
	for _, band := range bands {
		most = max(most, band.Approvals)
	}
	return most
}

// Rules are what an office has set for its payments.
type Rules struct {
	Bands  []Band
	Two    bool // cash is handed out by two
	Frozen bool // no payment today
}

// reasonMost bounds a reason, in characters.
const reasonMost = 500

// Do gives the batch as it stands after an act, and the entry of the ledger that
// the act asks for, nil for none. The batch itself is not changed. It refuses
// with problem.Conflict what the state does not allow, with Forbidden who may
// not act, with Invalid what is incomplete.
func (b *Batch) Do(a Act, rules Rules) (*Batch, *Entry, error) {
	a.Reason = strings.TrimSpace(a.Reason)
	if utf8.RuneCountInString(a.Reason) > reasonMost {
		return nil, nil, problem.New(problem.TooLarge, "fund.reason_long", "most", reasonMost)
	}
	if err := b.mayAct(&a); err != nil {
		return nil, nil, err
	}
	next := *b
	next.Rows, next.Acts = slices.Clone(b.Rows), slices.Clone(b.Acts)
	next.Version++
	a.Seq = int64(len(next.Acts)) + 1
	m := &move{Batch: &next, act: &a, rules: rules}
	entry, err := m.run()
	if err != nil {
		return nil, nil, err
	}
	next.Acts = append(next.Acts, a)
	return &next, entry, nil
}

// mayAct refuses one person in two posts of one batch since it was last made:
// who made it does not check it, who checked it does not approve it, who
// approved it does not pay it out.
func (b *Batch) mayAct(a *Act) error {
	post, watched := posts[a.Verb]
	if !watched {
		return nil
	}
	if a.User == "" {
		return problem.New(problem.Forbidden, "fund.nobody")
	}
	for i := range b.Acts {
		was := &b.Acts[i]
		other := posts[was.Verb]
		if was.User != a.User || other == "" || other == post && a.Verb != Approve {
			continue
		}
		if a.Verb == Approve && was.Verb == Approve && !b.stands(was) {
			continue
		}
		return problem.New(problem.Forbidden, "fund.two_posts", "post", other)
	}
	return nil
}

// stands tells whether an act was not undone by sending the batch back.
func (b *Batch) stands(a *Act) bool {
	for i := range b.Acts {
		if b.Acts[i].Verb == SendBack && b.Acts[i].Seq > a.Seq {
			return false
		}
	}
	return true
}

// Approvals are the accounts whose approval stands.
func (b *Batch) Approvals() (by []id.ID) {
	for i := range b.Acts {
		if b.Acts[i].Verb == Approve && b.stands(&b.Acts[i]) {
			by = append(by, b.Acts[i].User)
		}
	}
	return by
}

// move is one act on its way into a batch.
type move struct {
	*Batch
	act   *Act
	rules Rules
}

// now refuses a verb that the state does not allow.
func (m *move) now() error {
	if slices.Contains(when[m.act.Verb], m.State) {
		return nil
	}
	return problem.New(problem.Conflict, "fund.not_now", "state", m.State)
}

func (m *move) reason() error {
	if m.act.Reason == "" {
		return problem.New(problem.Invalid, "fund.reason_missing")
	}
	return nil
}
