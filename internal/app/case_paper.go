package app

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

// duePaper is a paper of the procedure that a case needs.
type duePaper struct {
	casework.Paper
	there   bool
	unknown []string // fields that its rule lacks: it may be due
}

// caseNeeds are the papers and consents that a case needs, and which are there.
type caseNeeds struct {
	papers    []duePaper
	consents  []registry.Member // adults who must consent
	consented map[id.ID]bool
}

// missing counts the papers that are not there; of an urgent case those that may
// come later do not count before its papers' step.
func (n *caseNeeds) missing(doing casework.StepKind) (papers int) {
	for _, p := range n.papers {
		if !p.there && (!p.Late || doing == casework.StepPapers) {
			papers++
		}
	}
	return papers
}

func (n *caseNeeds) consent() bool {
	for i := range n.consents {
		if !n.consented[n.consents[i].ID] {
			return false
		}
	}
	return true
}

// lacks counts what an application lacks, where the step asks for it.
func (d *Desk) lacks(ctx context.Context, tx *sqldb.Tx, m *caseMove) (papers int, consent bool, err error) {
	if m.Doing != casework.StepIntake && m.Doing != casework.StepPapers {
		return 0, true, nil
	}
	n, err := d.needs(ctx, tx, m)
	if err != nil {
		return 0, false, err
	}
	return n.missing(m.Doing), n.consent(), nil
}

// needs are the papers whose rule holds of the household as declared, or may
// hold, and the adults who must consent.
func (d *Desk) needs(ctx context.Context, tx *sqldb.Tx, m *caseMove) (*caseNeeds, error) {
	declared, err := d.store.CaseHousehold(ctx, tx, m.ID, casework.Declared, identity.Everything)
	if err != nil {
		return nil, err
	}
	documents, err := d.store.Documents(ctx, tx, []id.ID{m.ID}, identity.Everything)
	if err != nil {
		return nil, err
	}
	n := &caseNeeds{consented: map[id.ID]bool{}}
	there := map[string]bool{}
	for _, one := range documents {
		switch one.Kind {
		case casework.KindPaper:
			there[one.Paper] = true
		case casework.KindConsent:
			n.consented[one.Member] = true
		}
	}
	if declared == nil || declared.Household == nil {
		return n, nil
	}
	h := declared.Household
	facts, err := d.factsOf(ctx, tx, h)
	if err != nil {
		return nil, err
	}
	for _, p := range m.profile.Apply.Papers {
		one := duePaper{Paper: p, there: there[p.ID]}
		if p.When != "" {
			r, err := rule.Compile(p.When, rule.UnitHousehold)
			if err != nil {
				return nil, err
			}
			verdict, missing, err := r.Eval(facts)
			if err != nil {
				return nil, err
			}
			if verdict == rule.No {
				continue
			}
			one.unknown = missing
		}
		n.papers = append(n.papers, one)
	}
	if m.profile.Apply.Consent {
		n.consents = adults(h, m.profile.Apply.Adult, d.clock.Today())
	}
	return n, nil
}

// adults are the members of an age on a day, and those whose age is not known.
func adults(h *registry.Household, age int, today day.Date) (all []registry.Member) {
	for _, m := range h.Members {
		if m.Birth.IsZero() || m.Birth.Age(today) >= age {
			all = append(all, m)
		}
	}
	return all
}

// PaperOrder is a paper of a case as it came.
type PaperOrder struct {
	Paper string     // id in the procedure, "" for another
	Name  string     // of another
	File  *blob.File // nil: seen on paper
	Note  string     // where the paper is kept, needed without a file
	On    day.Date   // seen; unset is today
}

// ConsentOrder is a signed consent to the cross-check (核对授权书).
type ConsentOrder struct {
	Member id.ID // of the household as declared
	On     day.Date
	File   *blob.File
	Note   string
}

// documentsMost bounds the papers of one case.
const documentsMost = 200

// AddPaper puts a paper to a case. When it was the last that the case waited
// for, the clock goes on.
func (d *Desk) AddPaper(ctx context.Context, ref string, order PaperOrder) (*casework.Case, error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	return d.addDocument(ctx, ref, order.File, func(m *caseMove) (*casework.Document, error) {
		doc := &casework.Document{Kind: casework.KindPaper, Paper: order.Paper, Name: strings.TrimSpace(order.Name), Note: strings.TrimSpace(order.Note), On: order.On}
		known := order.Paper == "" && doc.Name != ""
		for _, p := range m.profile.Apply.Papers {
			known = known || p.ID == order.Paper
		}
		if !known {
			return nil, problem.New(problem.Invalid, "casework.no_paper")
		}
		return doc, nil
	})
}

// AddConsent puts a signed consent to a case.
func (d *Desk) AddConsent(ctx context.Context, ref string, order ConsentOrder) (*casework.Case, error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	var c *casework.Case
	err := d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		c, err = d.addConsent(ctx, tx, ref, order)
		return err
	})
	return c, err
}

func (d *Desk) addConsent(ctx context.Context, tx *sqldb.Tx, ref string, order ConsentOrder) (*casework.Case, error) {
	m, err := d.openDocuments(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	h, err := d.store.CaseHousehold(ctx, tx, m.ID, casework.Declared, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	doc := &casework.Document{Kind: casework.KindConsent, Member: order.Member, Note: strings.TrimSpace(order.Note), On: order.On}
	if h != nil && h.Household != nil {
		for _, one := range h.Household.Members {
			if one.ID == order.Member && order.Member != "" {
				doc.Name = one.Name
			}
		}
	}
	if doc.Name == "" {
		return nil, problem.New(problem.Invalid, "casework.no_member")
	}
	return d.putDocument(ctx, tx, m, doc, order.File)
}

func (d *Desk) addDocument(ctx context.Context, ref string, file *blob.File, make func(*caseMove) (*casework.Document, error)) (c *casework.Case, err error) {
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		m, err := d.openDocuments(ctx, tx, ref)
		if err != nil {
			return err
		}
		doc, err := make(m)
		if err != nil {
			return err
		}
		c, err = d.putDocument(ctx, tx, m, doc, file)
		return err
	})
	return c, err
}

// DropPaper takes back a paper or a consent that was put to a case by mistake.
// That it was there stays on record.
//
// problem.NotFound when the case has no such paper, Conflict once it was
// accepted.
func (d *Desk) DropPaper(ctx context.Context, ref string, document id.ID) (c *casework.Case, err error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		m, err := d.openDocuments(ctx, tx, ref)
		if err != nil {
			return err
		}
		if !m.PapersOpen() {
			return problem.New(problem.Conflict, "casework.papers_closed", "state", m.State)
		}
		all, err := d.store.Documents(ctx, tx, []id.ID{m.ID}, d.actor.Scope)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(doc casework.Document) bool { return doc.ID == document && doc.Kind != casework.KindPhoto })
		if at < 0 {
			return problem.New(problem.NotFound, "casework.no_document")
		}
		if err := d.store.DropDocument(ctx, tx, m.ID, document); err != nil {
			return err
		}
		c = m.Case
		doc := &all[at]
		return d.recordCase(ctx, tx, c, "case.document_drop", map[string]any{"number": c.Number, "kind": doc.Kind, "paper": doc.Paper, "document": doc.ID, "file": doc.File})
	})
	return c, err
}

// openDocuments gives a case that papers can still be put to, to who is no
// relative.
func (d *Desk) openDocuments(ctx context.Context, tx *sqldb.Tx, ref string) (*caseMove, error) {
	c, err := d.caseOf(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	if c.State.Ended() {
		return nil, problem.New(problem.Conflict, "casework.ended", "state", c.State)
	}
	if err := d.standsAside(ctx, tx, c); err != nil {
		return nil, err
	}
	return d.openMove(ctx, tx, c)
}

// standsAside is problem.Forbidden for a relative.
func (d *Desk) standsAside(ctx context.Context, tx *sqldb.Tx, c *casework.Case) error {
	if d.actor.User == "" {
		return nil
	}
	kin, err := d.standsBy(ctx, tx, c, []id.ID{d.actor.User})
	if err == nil && kin {
		err = problem.New(problem.Forbidden, "casework.recused")
	}
	return err
}

func (d *Desk) putDocument(ctx context.Context, tx *sqldb.Tx, m *caseMove, doc *casework.Document, file *blob.File) (*casework.Case, error) {
	all, err := d.store.Documents(ctx, tx, []id.ID{m.ID}, identity.Everything)
	if err != nil {
		return nil, err
	}
	switch {
	case len(all) >= documentsMost:
		return nil, problem.New(problem.TooLarge, "casework.documents_most", "most", documentsMost)
	case file == nil && doc.Note == "":
		return nil, problem.New(problem.Invalid, "casework.paper_nowhere")
	case utf8.RuneCountInString(doc.Note) > noteMost || utf8.RuneCountInString(doc.Name) > noteMost:
		return nil, problem.New(problem.Invalid, "casework.note_long", "most", noteMost)
	case doc.On.After(d.clock.Today()):
		return nil, problem.New(problem.Invalid, "casework.day_ahead")
	}
	if doc.On.IsZero() {
		doc.On = d.clock.Today()
	}
	doc.ID, doc.Case, doc.Round, doc.User, doc.Actor, doc.Recorded = d.ids(), m.ID, m.Round, d.actor.User, d.actor.Name, d.clock.Now()
	if file != nil {
		doc.File = file.Digest
		if err := d.store.AddAttachment(ctx, tx, file, doc.Recorded); err != nil {
			return nil, err
		}
	}
	if err := d.store.AddDocument(ctx, tx, doc); err != nil {
		return nil, err
	}
	if err := d.recordCase(ctx, tx, m.Case, "case.document", map[string]any{"number": m.Number, "kind": doc.Kind, "paper": doc.Paper, "document": doc.ID, "file": doc.File}); err != nil {
		return nil, err
	}
	return d.completed(ctx, tx, m)
}

// noteMost bounds a note beside a paper, in characters.
const noteMost = 200

// completed sets the clock going again when nothing is missing any more.
func (d *Desk) completed(ctx context.Context, tx *sqldb.Tx, m *caseMove) (*casework.Case, error) {
	step, _ := m.profile.Step(m.Step)
	if m.State != casework.Incomplete || step == nil || len(step.By) > 0 && !casework.TurnOf(m.Turn, string(d.actor.Role)) {
		return m.Case, nil
	}
	papers, consent, err := d.lacks(ctx, tx, m)
	if err != nil || papers > 0 || !consent {
		return m.Case, err
	}
	next, err := d.actOn(ctx, tx, m, casework.Act{Verb: casework.Complete})
	return next, err
}

// AskPapers tells the applicant once what is missing (一次性告知): the clock
// stands still until it is there.
func (d *Desk) AskPapers(ctx context.Context, ref string, seen int64, reason string) (*casework.Case, error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	return d.actOnce(ctx, ref, seen, casework.Act{Verb: casework.AskPapers, Reason: reason})
}

// actOnce is one act of the actor on a case that he has seen.
func (d *Desk) actOnce(ctx context.Context, ref string, seen int64, a casework.Act) (c *casework.Case, err error) {
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := d.seenCase(ctx, tx, ref, seen)
		if err != nil {
			return err
		}
		c, err = d.act(ctx, tx, before, a)
		return err
	})
	return c, err
}

// OpenDocument gives the file of a paper. That somebody looked is recorded first.
func (d *Desk) OpenDocument(ctx context.Context, ref string, document id.ID) (file *blob.File, err error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.caseOf(ctx, tx, ref)
		if err != nil {
			return err
		}
		if file, err = d.store.DocumentFile(ctx, tx, c.ID, document, d.actor.Scope); err != nil {
			return err
		}
		return d.recordCase(ctx, tx, c, "case.document_view", map[string]any{"number": c.Number, "document": document, "file": file.Digest})
	})
	return file, err
}
