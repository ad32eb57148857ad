package app

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"songnuan/banks"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
)

// template reads a bank's template by its name.
func template(name string) (*fund.Template, error) {
	src, err := banks.Open(name)
	if err != nil {
		return nil, problem.Wrap(err, problem.NotFound, "fund.no_template")
	}
	t, found, err := fund.CheckTemplate(src)
	if err == nil && len(found) > 0 {
		err = problem.New(problem.Internal, "problem.internal")
	}
	return t, err
}

// BankFile is a file for the bank, as it was written.
type BankFile struct {
	Name   string
	Digest string // SM3 of the content
	Round  int    // which sending, from 1
	fund.Figure
}

// WriteBankFile writes the rows of a batch that are with the bank, by its last
// sending, as a file. It shows names and accounts in the clear and is on record
// before the first row is written.
//
// Errors: Conflict for a batch that was not handed over; Invalid for a value
// that the bank's column cannot hold.
func (d *Desk) WriteBankFile(ctx context.Context, of id.ID, path string) (f *BankFile, err error) {
	if err := d.actor.Must(identity.PayHand); err != nil {
		return nil, err
	}
	var b *fund.Batch
	var rows []fund.Row
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if b, err = d.store.Payment(ctx, tx, of, d.actor.Scope); err != nil {
			return err
		}
		if b.Method != fund.Bank || b.State != fund.Handed {
			return problem.New(problem.Conflict, "fund.no_file_now", "state", b.State)
		}
		if rows, err = d.store.PaymentRows(ctx, tx, of, fund.OnTheWay, d.actor.Scope, 0, paymentMost); err != nil {
			return err
		}
		return d.recordPayment(ctx, tx, b, "file", int64(len(rows)))
	})
	if err != nil {
		return nil, err
	}
	return d.writeBankFile(ctx, b, lastRound(rows), path)
}

// lastRound are the rows of the latest sending.
func lastRound(rows []fund.Row) (last []fund.Row) {
	round := 0
	for i := range rows {
		round = max(round, rows[i].Times)
	}
	for i := range rows {
		if rows[i].Times == round {
			last = append(last, rows[i])
		}
	}
	return last
}

func (d *Desk) writeBankFile(ctx context.Context, b *fund.Batch, rows []fund.Row, path string) (f *BankFile, err error) {
	t, err := template(b.Template)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, problem.New(problem.Conflict, "fund.nothing_sent")
	}
	orders := make([]fund.Order, len(rows))
	for i := range rows {
		p := rows[i].Payee
		orders[i] = fund.Order{Seq: rows[i].Seq, Account: p.Account, Name: p.Name, Bank: p.Bank, BankCode: p.BankCode, Purpose: b.Title, Fen: rows[i].Fen}
	}
	f = &BankFile{Name: b.Number + "-" + strconv.Itoa(rows[0].Times) + "." + t.File, Round: rows[0].Times}
	if t.File == "xlsx" {
		f.Figure, err = writeBankBook(t, orders, b.Number, path)
	} else {
		f.Figure, err = writeBankText(t, orders, b.Number, path)
	}
	if err != nil {
		return nil, err
	}
	if f.Digest, err = digestOf(path); err != nil {
		return nil, err
	}
	return f, d.store.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := d.store.AddPaymentFile(ctx, tx, b.ID, "out", f.Digest, f.Round, f.Figure, d.signed())
		return err
	})
}

func writeBankText(t *fund.Template, orders []fund.Order, batch, path string) (control fund.Figure, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return control, err
	}
	control, err = t.Write(file, orders, batch)
	return control, errors.Join(err, file.Close())
}

func writeBankBook(t *fund.Template, orders []fund.Order, batch, path string) (control fund.Figure, err error) {
	lines, control, err := t.Lines(orders, batch)
	if err != nil {
		return control, err
	}
	columns := make([]sheet.Column, len(t.Columns))
	for i := range t.Columns {
		columns[i] = sheet.Column{Title: t.Columns[i].Title, Width: float64(t.Columns[i].Width), Kind: sheet.Text}
	}
	book, err := sheet.NewXLSX(path)
	if err != nil {
		return control, err
	}
	s, err := book.Sheet(batch, columns)
	if err != nil {
		book.Abort()
		return control, err
	}
	if t.Header {
		lines = lines[1:] // the sheet has its own heading
	}
	for _, line := range lines {
		values := make([]any, len(line))
		for i, cell := range line {
			values[i] = cell
		}
		if err := s.Write(values...); err != nil {
			book.Abort()
			return control, err
		}
	}
	return control, book.Close()
}

func digestOf(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // only read
	h := sm3.New()
	_, err = io.Copy(h, file)
	return hex.EncodeToString(h.Sum(nil)), err
}

// ReplyReport is what a bank's return file came to.
type ReplyReport struct {
	fund.Match
	Again  bool // the file was taken before: nothing was changed
	Batch  *fund.Batch
	Digest string // of a file that was looked at
	Fen    money.Fen
}

// TakeReplies takes the bank's return file: rows are matched by sequence and
// account, never by name. A file that was taken before changes nothing; rows the
// batch does not have are told; an amount that differs stops the whole file.
//
// Errors: Conflict; Invalid naming line and column; Unreadable, TooLarge.
func (d *Desk) TakeReplies(ctx context.Context, of id.ID, round int, path string) (report *ReplyReport, err error) {
	if err := d.actor.Must(identity.PayHand); err != nil {
		return nil, err
	}
	digest, err := digestOf(path)
	if err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		b, err := d.paymentToMove(ctx, tx, of)
		if err != nil {
			return err
		}
		replies, control, err := repliesTo(b, path)
		if err != nil {
			return err
		}
		report, err = d.takeReplies(ctx, tx, b, round, replies, digest, control)
		return err
	})
	return report, err
}

// repliesTo reads the return file of a batch. Conflict when the batch is not with
// the bank.
func repliesTo(b *fund.Batch, path string) ([]fund.Reply, fund.Figure, error) {
	if b.Method != fund.Bank || b.State != fund.Handed && b.State != fund.Settled {
		return nil, fund.Figure{}, problem.New(problem.Conflict, "fund.no_file_now", "state", b.State)
	}
	t, err := template(b.Template)
	if err != nil {
		return nil, fund.Figure{}, err
	}
	return readReplies(t, path)
}

func (d *Desk) takeReplies(ctx context.Context, tx *sqldb.Tx, b *fund.Batch, round int, replies []fund.Reply, digest string, control fund.Figure) (*ReplyReport, error) {
	sought, err := d.store.SoughtRows(ctx, tx, b.ID)
	if err != nil {
		return nil, err
	}
	m, err := d.match(sought, round, replies)
	if err != nil {
		return nil, err
	}
	report := &ReplyReport{Match: *m, Batch: b}
	fresh, err := d.store.AddPaymentFile(ctx, tx, b.ID, "back", digest, round, control, d.signed())
	if err != nil || !fresh {
		report.Again = err == nil
		return report, err
	}
	report.Fen = control.Fen
	if len(m.Credited) > 0 {
		if report.Batch, err = d.actOnPayment(ctx, tx, PaymentAct{Key: digest + "/credited", Batch: b.ID, Verb: fund.Credits, Rows: m.Credited}); err != nil {
			return nil, err
		}
	}
	for reason, rows := range m.Returned {
		if report.Batch, err = d.actOnPayment(ctx, tx, PaymentAct{Key: digest[:32] + "/" + sumOf(reason), Batch: b.ID, Verb: fund.Returns, Rows: rows, Reason: reason}); err != nil {
			return nil, err
		}
	}
	return report, nil
}

func (d *Desk) match(sought []fund.Sought, round int, replies []fund.Reply) (*fund.Match, error) {
	return fund.MatchReplies(sought, round, replies, func(row fund.Sought, account string) bool {
		return row.Account != "" && row.Account == d.store.AccountDigest(strings.ReplaceAll(account, " ", ""))
	})
}

// sumOf is a short name for a text.
func sumOf(text string) string {
	sum := sm3.Sum([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// readReplies reads a return file. Of fixed widths the columns are cut by bytes.
func readReplies(t *fund.Template, path string) (replies []fund.Reply, control fund.Figure, err error) {
	r, err := sheet.Open(path, sheet.Limits{})
	if err != nil {
		return nil, control, err
	}
	defer r.Close()
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, control, err
		}
		reply, ok, err := t.Reply(row.Number, t.Cut(plainCells(row)))
		if err != nil {
			return nil, control, err
		}
		if ok {
			replies = append(replies, reply)
			control.Rows++
			control.Fen += reply.Fen
		}
	}
	if len(replies) == 0 {
		return nil, control, problem.New(problem.Invalid, "fund.no_replies")
	}
	return replies, control, nil
}

func plainCells(row sheet.Row) []string {
	cells := make([]string, len(row.Cells))
	for i, c := range row.Cells {
		cells[i] = c.Plain()
	}
	return cells
}
