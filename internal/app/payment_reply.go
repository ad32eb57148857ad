package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"songnuan/banks"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// replyBytes bounds a return file: 200,000 rows of a workbook take less.
const replyBytes = 32 << 20

// replyTypes are how names of return files end.
var replyTypes = []string{"csv", "txt", "xlsx"}

// LookAtReplies keeps a bank's return file and tells what taking it would do.
// Nothing of the batch is changed.
//
// Errors: those of TakeReplies.
func (d *Desk) LookAtReplies(ctx context.Context, of id.ID, round int, name string, content []byte) (report *ReplyReport, err error) {
	if err := d.actor.Must(identity.PayHand); err != nil {
		return nil, err
	}
	kind := strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".")
	switch {
	case !slices.Contains(replyTypes, kind):
		return nil, problem.New(problem.Unreadable, "fund.reply_type")
	case len(content) > replyBytes:
		return nil, problem.New(problem.TooLarge, "fund.reply_large", "most", replyBytes>>20)
	}
	path, clean, err := putAside(kind, content)
	if err != nil {
		return nil, err
	}
	defer clean()
	digest, err := digestOf(path)
	if err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		b, err := d.store.Payment(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		replies, control, err := repliesTo(b, path)
		if err != nil {
			return err
		}
		sought, err := d.store.SoughtRows(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		m, err := d.match(sought, round, replies)
		if err != nil {
			return err
		}
		report = &ReplyReport{Match: *m, Batch: b, Digest: digest, Fen: control.Fen}
		if report.Again, err = d.store.HasPaymentFile(ctx, tx, b.ID, "back", digest); err != nil {
			return err
		}
		hideAccounts(report)
		return d.store.AddPaymentPaper(ctx, tx, b.ID, &store.PaymentPaper{Kind: "back", Digest: digest, Type: kind, Content: content, Signed: d.signed()})
	})
	return report, err
}

// hideAccounts masks the accounts of rows that are told.
func hideAccounts(r *ReplyReport) {
	for _, list := range [][]fund.Reply{r.Unknown, r.Differs} {
		for i := range list {
			if card, err := personal.ParseCard(list[i].Account); err == nil {
				list[i].Account = card.String()
			} else {
				list[i].Account = "****"
			}
		}
	}
}

// TakeLookedAt takes a return file that was looked at before, by its digest.
//
// Errors: those of TakeReplies; NotFound for a file that nobody looked at.
func (d *Desk) TakeLookedAt(ctx context.Context, of id.ID, round int, digest string) (report *ReplyReport, err error) {
	if err := d.actor.Must(identity.PayHand); err != nil {
		return nil, err
	}
	var paper *store.PaymentPaper
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		if _, err := d.store.Payment(ctx, tx, of, d.actor.Scope); err != nil {
			return err
		}
		paper, err = d.store.PaymentPaper(ctx, tx, of, "back", digest)
		return err
	})
	if err != nil {
		return nil, err
	}
	path, clean, err := putAside(paper.Type, paper.Content)
	if err != nil {
		return nil, err
	}
	defer clean()
	report, err = d.TakeReplies(ctx, of, round, path)
	if err == nil {
		hideAccounts(report)
	}
	return report, err
}

// putAside writes bytes to a file that lives for one use case.
func putAside(kind string, content []byte) (path string, clean func(), err error) {
	folder, err := os.MkdirTemp("", "songnuan-reply-*")
	if err != nil {
		return "", nil, problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	path, clean = filepath.Join(folder, "reply."+kind), func() { _ = os.RemoveAll(folder) }
	if err := os.WriteFile(path, content, 0o600); err != nil {
		clean()
		return "", nil, errors.Join(problem.New(problem.Internal, "sqldb.no_temporary_file"), err)
	}
	return path, clean, nil
}

// BankPreview is what a bank's file would hold.
type BankPreview struct {
	Template *fund.Template
	Titles   []string
	Lines    [][]string // the first of them, names and accounts as masks
	Round    int
	fund.Figure
}

// bankLinesShown is how many lines of a bank's file are previewed.
const bankLinesShown = 5

// PreviewBankFile gives the first lines of the file for the bank, masked, with
// its control totals. nil for a batch that has none now.
func (d *Desk) PreviewBankFile(ctx context.Context, of id.ID) (p *BankPreview, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		p = nil
		b, err := d.store.Payment(ctx, tx, of, d.actor.Scope)
		if err != nil || b.Method != fund.Bank || b.State == fund.Aborted || b.State == fund.Settled {
			return err
		}
		t, err := template(b.Template)
		if err != nil {
			return err
		}
		state := fund.Waiting
		if b.State == fund.Handed {
			state = fund.OnTheWay
		}
		p = &BankPreview{Template: t, Titles: t.Titles()}
		if p.Figure, p.Round, err = d.store.LastSending(ctx, tx, of, state); err != nil {
			return err
		}
		rows, err := d.store.PaymentRows(ctx, tx, of, state, d.actor.Scope, 0, 200)
		for i := range rows {
			if rows[i].Times != p.Round || len(p.Lines) == bankLinesShown {
				continue
			}
			m := maskedPayee(rows[i].Payee)
			p.Lines = append(p.Lines, t.Cells(fund.Order{Seq: rows[i].Seq, Account: m.Account, Name: m.Name, Bank: m.Bank, Purpose: b.Title, Fen: rows[i].Fen}, b.Number))
		}
		return err
	})
	return p, err
}

// BankTemplate is a form of a bank's files that batches may be made with.
type BankTemplate struct {
	Name, Title string
}

// BankTemplates gives the forms of banks' files there are.
func (d *Desk) BankTemplates() (all []BankTemplate, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, err
	}
	for _, name := range banks.List() {
		t, err := template(name)
		if err != nil {
			return nil, err
		}
		all = append(all, BankTemplate{name, t.Title})
	}
	return all, nil
}
