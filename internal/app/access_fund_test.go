package app_test

import (
	"maps"
	"os"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

func init() {
	maps.Copy(reportCases, fundCases)
	maps.Copy(reportCases, paymentCases)
}

// money lays the purses of the town: one behind the plan of the active campaign,
// with what is due reckoned, another beside it.
func (p *planted) money(w *walk) {
	if p.purse != "" {
		return
	}
	ctx := w.t.Context()
	for name, of := range map[string]*id.ID{"市级": &p.purse, "镇级": &p.other} {
		made, err := w.machine.AddPurse(ctx, fund.Purse{Name: name, Holder: "市", Kind: "finance", Year: w.machine.Today().Year(), Area: gaobu})
		if err != nil {
			w.t.Fatal(err)
		}
		*of = made.ID
		if _, err := w.machine.PayIn(ctx, app.PurseMove{Key: name, Purse: made.ID, Fen: 900_000}, fund.Income{Giver: "市财政局"}); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := w.machine.TiePurse(ctx, p.active, "p", p.purse); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.machine.ReckonDues(ctx, p.active, nil); err != nil {
		w.t.Fatal(err)
	}
	v, err := w.machine.PurseOf(ctx, p.purse)
	if err != nil || len(v.Lines) != 1 {
		w.t.Fatal(v, err)
	}
	p.line = v.Lines[0].ID
	p.hold(w)
}

// hold lets a guard hold what the first household of village A is due.
func (p *planted) hold(w *walk) {
	err := w.store.Write(w.t.Context(), func(tx *sqldb.Tx) error {
		dues, err := w.store.Dues(w.t.Context(), tx, store.DueFilter{Campaign: p.active}, identity.Scope{Areas: []area.Code{villageA}}, "", 1)
		if err != nil {
			return err
		}
		due := dues[0]
		p.heldDue, due.State, due.Version = due.ID, fund.Held, due.Version+1
		return w.store.SaveDue(w.t.Context(), tx, due)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// income is an entry that paid something into the town's purse.
func (p *planted) income(w *walk) id.ID {
	entries, _, err := w.machine.PurseBook(w.t.Context(), p.purse, app.PageOf{Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range entries {
		if e.Kind == fund.PayIn {
			return e.ID
		}
	}
	w.t.Fatal("nothing was paid in")
	return ""
}

// purseMove is a new command over the town's purse.
func (w *walk) purseMove(fen money.Fen) app.PurseMove {
	w.plant.money(w)
	return app.PurseMove{Key: "k" + strconv.Itoa(w.next()), Purse: w.plant.purse, Fen: fen}
}

// asked is a transfer that waits.
func (w *walk) asked(desk *app.Desk) (*fund.Asked, error) {
	w.plant.money(w)
	return desk.AskTransfer(w.t.Context(), fund.Asked{From: w.plant.purse, To: w.plant.other, Kind: fund.Transfer, Fen: 1, Reason: "调剂"})
}

// fundCases are the use cases over purses and what is due.
var fundCases = map[string]useCase{
	"AddPurse": {identity.FundKeep, func(w *walk) (int64, error) {
		_, err := w.desk.AddPurse(w.t.Context(), fund.Purse{Name: "资金" + strconv.Itoa(w.next()), Year: 2031, Area: gaobu})
		return done(err)
	}, who(runs, 1), false},
	"EditPurse": {identity.FundKeep, func(w *walk) (int64, error) {
		w.plant.money(w)
		_, err := w.desk.EditPurse(w.t.Context(), app.PurseEdit{Purse: w.plant.purse, Name: "市级", Holder: "市"})
		return done(err)
	}, who(runs, 1), false},
	"PayIn": {identity.FundKeep, func(w *walk) (int64, error) {
		_, err := w.desk.PayIn(w.t.Context(), w.purseMove(1), fund.Income{Giver: "市财政局"})
		return done(err)
	}, who(runs, 1), false},
	"PayBack": {identity.FundKeep, func(w *walk) (int64, error) {
		_, err := w.desk.PayBack(w.t.Context(), w.purseMove(1))
		return done(err)
	}, who(runs, 1), false},
	"Allot": {identity.FundKeep, func(w *walk) (int64, error) {
		order := w.purseMove(1)
		_, err := w.desk.Allot(w.t.Context(), order, w.plant.line, false)
		return done(err)
	}, who(runs, 1), false},
	"ReverseEntry": {identity.FundKeep, func(w *walk) (int64, error) {
		e, err := w.machine.PayIn(w.t.Context(), w.purseMove(2), fund.Income{Giver: "市财政局"})
		if err != nil {
			w.t.Fatal(err)
		}
		_, err = w.desk.ReverseEntry(w.t.Context(), w.purseMove(2), e.ID, "记错")
		return done(err)
	}, who(runs, 1), false},
	"AskTransfer": {identity.FundKeep, func(w *walk) (int64, error) {
		_, err := w.asked(w.desk)
		return done(err)
	}, who(runs, 1), false},
	"DecideTransfer": {identity.FundDecide, func(w *walk) (int64, error) {
		asked, err := w.asked(w.machine)
		if err != nil {
			w.t.Fatal(err)
		}
		_, err = w.seated("u.aa").DecideTransfer(w.t.Context(), asked.ID, true, "")
		return done(err)
	}, who(runs, 1), false},
	"Transfers": {identity.FundSee, func(w *walk) (int64, error) {
		if _, err := w.asked(w.machine); err != nil {
			w.t.Fatal(err)
		}
		all, _, err := w.desk.Transfers(w.t.Context(), fund.Waits, app.PageOf{Limit: 500})
		return min(1, int64(len(all))), err
	}, who(meetsTown, 1), false},
	"Purses": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.money(w)
		all, _, err := w.desk.Purses(w.t.Context(), w.machine.Today().Year(), app.PageOf{Limit: 500})
		w.tell(all)
		return int64(len(all)), err
	}, who(meetsTown, 2), false},
	"PurseOf": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.money(w)
		v, err := w.desk.PurseOf(w.t.Context(), w.plant.purse)
		w.tell(v)
		return done(err)
	}, who(meetsTown, 1), false},
	"DueCampaigns": {identity.FundSee, func(w *walk) (int64, error) {
		all, err := w.desk.DueCampaigns(w.t.Context())
		return min(1, int64(len(all))), err
	}, who(meetsTown, 1), false},
	"FundDues": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.money(w)
		all, _, err := w.desk.FundDues(w.t.Context(), store.DueFilter{Campaign: w.plant.active}, app.PageOf{Limit: 500})
		w.tell(all)
		return int64(len(all)), err
	}, entriesThere, false},
	"FundDueOf": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.money(w)
		v, err := w.desk.FundDueOf(w.t.Context(), w.plant.heldDue)
		w.tell(v)
		return done(err)
	}, who(reachesA, 1), false},
	"Clauses": {identity.FundSee, func(w *walk) (rows int64, err error) {
		w.plant.money(w)
		all, err := w.desk.Clauses(w.t.Context(), w.plant.active)
		for _, c := range all {
			rows += c.All().Rows
		}
		return rows, err
	}, entriesThere, false},
	"Reconcile": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.money(w)
		r, err := w.desk.Reconcile(w.t.Context(), w.machine.Today().Year(), app.BookDay{})
		w.tell(r)
		if err != nil {
			return 0, err
		}
		return int64(len(r.Purses)), err
	}, who(meetsTown, 2), false},
	"ExportReconciliation": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.money(w)
		return done(w.desk.ExportReconciliation(w.t.Context(), w.machine.Today().Year(), app.BookDay{}, locale.Chinese, w.file("reconcile.xlsx")))
	}, func(*standpoint) int64 { return 1 }, false},
	"PlaceSummary": {identity.FundSee, func(w *walk) (rows int64, err error) {
		w.plant.money(w)
		all, err := w.desk.PlaceSummary(w.t.Context(), w.plant.active)
		for _, p := range all {
			rows += p.Due.Rows
		}
		return rows, err
	}, entriesThere, false},
	"PurseOn": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.money(w)
		v, _, err := w.desk.PurseOn(w.t.Context(), w.plant.purse, app.BookDay{On: w.machine.Today()})
		w.tell(v)
		return done(err)
	}, who(meetsTown, 1), false},
	"Journal": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.money(w)
		lines, _, _, err := w.desk.Journal(w.t.Context(), store.PostingFilter{Purse: w.plant.purse}, app.PageOf{Limit: 5})
		w.tell(lines)
		return min(1, int64(len(lines))), err
	}, who(meetsTown, 1), false},
	"FundEntry": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.money(w)
		v, err := w.desk.FundEntry(w.t.Context(), w.plant.income(w))
		w.tell(v)
		return done(err)
	}, who(meetsTown, 1), false},
	"IncomeReceipt": {identity.FundKeep, func(w *walk) (int64, error) {
		w.plant.money(w)
		_, err := w.desk.IncomeReceipt(w.t.Context(), w.plant.purse, w.plant.income(w))
		return done(err)
	}, who(runs, 1), false},
	"PurseBook": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.money(w)
		all, _, err := w.desk.PurseBook(w.t.Context(), w.plant.purse, app.PageOf{Limit: 5})
		w.tell(all)
		return min(1, int64(len(all))), err
	}, who(meetsTown, 1), false},
	"TiePurse": {identity.PayMake, func(w *walk) (int64, error) {
		w.plant.money(w)
		return done(w.desk.TiePurse(w.t.Context(), w.plant.active, "p", w.plant.purse))
	}, who(runs, 1), false},
	"PlanPurses": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.money(w)
		all, err := w.desk.PlanPurses(w.t.Context(), w.plant.active)
		return int64(len(all)), err
	}, who(meetsTown, 1), false},
	"ReckonDues": {identity.PayMake, func(w *walk) (int64, error) {
		w.plant.money(w)
		sum, err := w.desk.ReckonDues(w.t.Context(), w.plant.active, nil)
		w.tell(sum)
		return done(err)
	}, who(runs, 1), false},
	"Dues": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.money(w)
		all, _, err := w.desk.Dues(w.t.Context(), store.DueFilter{Campaign: w.plant.active}, app.PageOf{Limit: 500})
		return int64(len(all)), err
	}, entriesThere, false},
	"DueTotals": {identity.FundSee, func(w *walk) (rows int64, err error) {
		w.plant.money(w)
		all, err := w.desk.DueTotals(w.t.Context(), w.plant.active)
		for _, t := range all {
			rows += t.Rows
		}
		return rows, err
	}, entriesThere, false},
	"AskDue": {identity.PayMake, func(w *walk) (int64, error) {
		w.plant.money(w)
		_, err := w.desk.AskDue(w.t.Context(), w.plant.heldDue, "特殊困难")
		return done(err)
	}, who(reachesA, 1), false},
	"LiftDue": {identity.PayApprove, func(w *walk) (int64, error) {
		w.plant.money(w)
		if _, err := w.clerk("u.bb").AskDue(w.t.Context(), w.plant.heldDue, "特殊困难"); err != nil {
			w.t.Fatal(err)
		}
		_, err := w.seated("u.aa").LiftDue(w.t.Context(), w.plant.heldDue, false)
		return done(err)
	}, who(reachesA, 1), false},
}

// clerk is somebody with an account who may do everything.
func (w *walk) clerk(account string) *app.Desk {
	actor := w.seated(account).Actor()
	actor.Role, actor.Scope = identity.CommandLine, identity.Everything
	return w.As(actor)
}

// draftPayment is a new batch of all that is due, which goes again when it is
// aborted.
func (w *walk) draftPayment(desk *app.Desk) (*fund.Batch, error) {
	w.plant.money(w)
	b, _, err := desk.MakePayment(w.t.Context(), app.PaymentOrder{Campaign: w.plant.active, Title: "慰问金", Method: fund.Cash})
	return b, err
}

func (w *walk) abort(b *fund.Batch) {
	if _, err := w.clerk("u.aa").ActOnPayment(w.t.Context(), app.PaymentAct{Key: "abort" + strconv.Itoa(w.next()), Batch: b.ID, Verb: fund.Abort, Reason: "作废"}); err != nil {
		w.t.Fatal(err)
	}
}

// laidPayment is a batch that stays.
func (p *planted) laidPayment(w *walk) id.ID {
	if p.payment != "" {
		return p.payment
	}
	b, err := w.draftPayment(w.machine)
	if err != nil {
		w.t.Fatal(err)
	}
	w.abort(b)
	p.payment = b.ID
	return b.ID
}

// paymentCases are the use cases over payment batches.
var paymentCases = map[string]useCase{
	"MakePayment": {identity.PayMake, func(w *walk) (int64, error) {
		b, err := w.draftPayment(w.desk)
		if err == nil {
			w.abort(b)
		}
		return done(err)
	}, who(runs, 1), false},
	"ActOnPayment": {identity.PayMake, func(w *walk) (int64, error) {
		b, err := w.draftPayment(w.machine)
		if err != nil {
			w.t.Fatal(err)
		}
		order := app.PaymentAct{Key: "a" + strconv.Itoa(w.next()), Batch: b.ID, Verb: fund.Abort, Reason: "作废"}
		if _, err = w.seated("u.bb").ActOnPayment(w.t.Context(), order); err != nil {
			w.abort(b)
		}
		return done(err)
	}, who(runs, 1), false},
	"ActOnPayment to check": {identity.PayCheck, func(w *walk) (int64, error) {
		b, err := w.draftPayment(w.machine)
		if err != nil {
			w.t.Fatal(err)
		}
		if _, err := w.clerk("u.bb").ActOnPayment(w.t.Context(), app.PaymentAct{Key: "m" + strconv.Itoa(w.next()), Batch: b.ID, Verb: fund.Make}); err != nil {
			w.t.Fatal(err)
		}
		_, err = w.seated("u.cc").ActOnPayment(w.t.Context(), app.PaymentAct{Key: "c" + strconv.Itoa(w.next()), Batch: b.ID, Verb: fund.Check})
		w.abort(b)
		return done(err)
	}, who(runs, 1), false},
	"Payments": {identity.FundSee, func(w *walk) (int64, error) {
		w.plant.laidPayment(w)
		all, _, err := w.desk.Payments(w.t.Context(), store.PaymentFilter{Campaign: w.plant.active}, app.PageOf{Limit: 500})
		w.tell(all)
		return min(1, int64(len(all))), err
	}, who(runs, 1), false},
	"PaymentOf": {identity.FundSee, func(w *walk) (int64, error) {
		_, err := w.desk.PaymentOf(w.t.Context(), w.plant.laidPayment(w))
		return done(err)
	}, who(runs, 1), false},
	"PaymentRows": {identity.FundSee, func(w *walk) (int64, error) {
		rows, _, err := w.desk.PaymentRows(w.t.Context(), w.plant.laidPayment(w), "", 0, 500)
		w.tell(rows)
		return min(1, int64(len(rows))), err
	}, who(runs, 1), false},
	"CorrectPayee": {identity.PayMake, func(w *walk) (int64, error) {
		_, err := w.seated("u.aa").CorrectPayee(w.t.Context(), app.PayeeOrder{Key: "c" + strconv.Itoa(w.next()), Batch: w.plant.laidPayment(w), Seq: 1, Name: "欧阳甲", Account: "6222021234567890128", Reason: "换卡"})
		return notNow(err)
	}, who(runs, 1), false},
	"WriteBankFile": {identity.PayHand, func(w *walk) (int64, error) {
		_, err := w.desk.WriteBankFile(w.t.Context(), w.plant.laidPayment(w), w.file("bank.csv"))
		return notNow(err)
	}, who(runs, 1), true},
	"TakeReplies": {identity.PayHand, func(w *walk) (int64, error) {
		of, path := w.plant.laidPayment(w), w.file("back.csv")
		if err := os.WriteFile(path, []byte("序号,账号,金额\n"), 0o600); err != nil {
			w.t.Fatal(err)
		}
		_, err := w.desk.TakeReplies(w.t.Context(), of, 1, path)
		return notNow(err)
	}, who(runs, 1), false},
}

// notNow counts an act as done that only the state of its batch refused: it was
// found, and might be acted on.
func notNow(err error) (int64, error) {
	if problem.Is(err, problem.Conflict) || problem.Is(err, problem.NotFound) && keyOf(err) == "fund.no_template" {
		return 1, nil
	}
	return done(err)
}
