package app

import (
	"context"
	"path/filepath"
	"strings"

	"songnuan/internal/locale"
	"songnuan/internal/pairing"
	"songnuan/internal/problem"
	"songnuan/internal/sheet"
)

// PairsFile is the workbook of pairs that a run writes.
const PairsFile = "pairs.xlsx"

// PairReasons tells in a sentence each why households stay without a helper.
func PairReasons(reasons []pairing.Reason, lang locale.Lang) (texts []string) {
	for _, r := range reasons {
		key := "pairing.why_few"
		if len(r.Helpers) == 0 {
			key = "pairing.why_nobody"
		}
		var text strings.Builder
		text.WriteString(locale.Text(lang, key, problem.Pairs("households", len(r.Households), "numbers", someOf(r.Households, lang), "helpers", len(r.Helpers), "names", someOf(r.Helpers, lang), "lack", r.Lack)))
		if len(r.Barred) > 0 {
			text.WriteString(locale.Text(lang, "pairing.barred", problem.Pairs("names", someOf(r.Barred, lang))))
		}
		for _, ban := range []string{"kin", "own_village", "own_unit"} {
			if n := r.Bans[ban]; n > 0 {
				text.WriteString(locale.Text(lang, "pairing.ban."+ban, problem.Pairs("count", n)))
			}
		}
		texts = append(texts, text.String())
	}
	return texts
}

// namesTold is how many names a sentence repeats.
const namesTold = 6

func someOf(names []string, lang locale.Lang) string {
	if len(names) <= namesTold {
		return strings.Join(names, locale.Text(lang, "pairing.comma", nil))
	}
	return strings.Join(names[:namesTold], locale.Text(lang, "pairing.comma", nil)) + locale.Text(lang, "pairing.and_more", problem.Pairs("count", len(names)-namesTold))
}

// PartText tells one part of a pair's cost.
func PartText(p pairing.Part, lang locale.Lang) string {
	key := "pairing.part." + p.Name
	if p.Points == 0 {
		key = "pairing.suits." + p.Name
	}
	return locale.Text(lang, key, problem.Pairs("points", p.Points, "told", p.Told))
}

// PartsText tells all parts, what speaks for the pair first.
func PartsText(parts []pairing.Part, lang locale.Lang) string {
	var texts []string
	for _, p := range pairing.Reasons(parts) {
		texts = append(texts, PartText(p, lang))
	}
	return strings.Join(texts, locale.Text(lang, "pairing.semicolon", nil))
}

// pairs solves the plan's pairing over the lists of a run, and writes who helps
// whom.
func (r *running) pairs(ctx context.Context) error {
	if r.Helpers == "" || len(r.Plan.Pairing) == 0 {
		return nil
	}
	for i := range r.Plan.Pairing {
		clause := r.Plan.Pairing[i].ID
		proposal, err := r.ProposePairs(ctx, r.campaign.ID, clause)
		if err != nil {
			return err
		}
		r.summary.PairReasons = append(r.summary.PairReasons, PairReasons(proposal.Reasons, r.Lang)...)
	}
	view, err := r.Pairing(ctx, r.campaign.ID)
	if err != nil {
		return err
	}
	pairs, alone := int64(0), int64(0)
	for i := range view.Clauses {
		pairs += int64(len(view.Clauses[i].Pairs))
		alone += int64(len(view.Clauses[i].Waiting))
	}
	r.summary.Pairs, r.summary.Unpaired = &pairs, &alone
	if err := r.pairsFile(view); err != nil {
		return err
	}
	r.summary.Files = append(r.summary.Files, PairsFile)
	return nil
}

func (r *running) pairsFile(view *PairingView) error {
	book, err := sheet.NewXLSX(filepath.Join(r.Out, PairsFile))
	if err != nil {
		return err
	}
	if err := r.pairSheets(book, view); err != nil {
		book.Abort()
		return err
	}
	return book.Close()
}

func (r *running) pairSheets(book *sheet.Book, view *PairingView) error {
	text := func(key string, pairs ...any) string { return locale.Text(r.Lang, key, problem.Pairs(pairs...)) }
	s, err := book.Sheet(text("pairing.sheet.pairs"), columns(r.Lang, "app.column.number", words, "app.column.name", words, "app.column.village", words, "pairing.column.helper", words,
		"pairing.column.organisation", words, "pairing.column.kind", words, "pairing.column.cost", number, "app.column.reason", wide), view.Title)
	if err != nil {
		return err
	}
	for i := range view.Clauses {
		for _, p := range view.Clauses[i].Pairs {
			if err := s.Write(p.Number, p.Head, p.Village, p.Helper.Name, p.Helper.Organisation, p.Helper.Kind, p.Cost, PartsText(p.Parts, r.Lang)); err != nil {
				return err
			}
		}
	}
	if s, err = book.Sheet(text("pairing.sheet.unpaired"), columns(r.Lang, "app.column.number", words, "app.column.name", words, "app.column.village", words), view.Title); err != nil {
		return err
	}
	for i := range view.Clauses {
		for _, h := range view.Clauses[i].Waiting {
			if err := s.Write(h.Number, h.Head, h.Village); err != nil {
				return err
			}
		}
	}
	if s, err = book.Sheet(text("pairing.sheet.reasons"), columns(r.Lang, "app.column.reason", wide), view.Title); err != nil {
		return err
	}
	for i := range view.Clauses {
		c := &view.Clauses[i]
		if c.Proposal == nil {
			continue
		}
		if err := s.Write(text("pairing.proof", "total", c.Proposal.Total, "bound", c.Proposal.Bound, "pairs", c.Proposal.Pairs)); err != nil {
			return err
		}
	}
	for _, reason := range r.summary.PairReasons {
		if err := s.Write(reason); err != nil {
			return err
		}
	}
	return nil
}
