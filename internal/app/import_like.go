package app

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/likeness"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// ImportLike is a file that may be of a household of a list: scored and
// explained by the rules by which the whole registry is looked through.
type ImportLike struct {
	File    id.ID             `json:"file"`
	Score   int               `json:"score"` // 50..100
	Verdict likeness.Verdict  `json:"verdict"`
	Reasons []likeness.Reason `json:"why"` // what speaks for it, and then what against

	closed bool // by a death
}

// The findings of a household that is like one on file.
const (
	twinLikely   = "import.twin_likely"   // a person has to choose
	twinPossible = "import.twin_possible" // told only
	twinGone     = "import.twin_gone"     // the file that was chosen is none any more
)

// likesMost are the files that are kept for one household of a list, the
// likest first.
const likesMost = 5

// likes are the files that households of a list are like, by the first row of
// what was read together.
type likes struct {
	pool *likeness.Pool
	at   []store.RowPlace // of the persons of the list
	of   map[store.RowPlace][]ImportLike
}

func newLikes() *likes {
	return &likes{pool: likeness.NewPool(), of: map[store.RowPlace][]ImportLike{}}
}

// listed takes the persons of a household down during the scan. Only a list
// that goes through the wizard is looked through before it enters: there
// somebody can choose.
func (im *importing) listed(l *lot) {
	if im.order.draft == nil {
		return
	}
	for _, p := range listedPersons(l) {
		im.likes.pool.Add(p)
		im.likes.at = append(im.likes.at, placeOf(&l.rows[0]))
	}
}

// listedPersons are who stands in a household of a list; none when it is no
// household that could be read.
func listedPersons(l *lot) (persons []*likeness.Person) {
	p, ok := l.payload.(*householdPayload)
	if !ok {
		return nil
	}
	h, at := p.household, placeOf(&l.rows[0])
	if len(h.Members) == 0 {
		return append(persons, listedPerson(h, &registry.Member{Name: h.Head, Phone: h.Phone}, at))
	}
	for i := range h.Members {
		persons = append(persons, listedPerson(h, &h.Members[i], at))
	}
	return persons
}

func listedPerson(h *registry.Household, m *registry.Member, at store.RowPlace) *likeness.Person {
	p := &likeness.Person{
		Name: m.Name, Head: h.Head, Number: likeness.OfID(m.IDNumber, m.IDPending), Village: string(h.Area), Address: h.Address,
		Phone: cmp.Or(m.Phone.Clear(), h.Phone.Clear()), Card: m.Card.Clear(), Household: "list " + rowText(at),
	}
	if !m.Birth.IsZero() {
		p.Birth = likeness.NewBirth(m.Birth.Year(), m.Birth.Month(), m.Birth.Day())
	}
	switch m.Sex {
	case "男":
		p.Sex = likeness.Male
	case "女":
		p.Sex = likeness.Female
	}
	if p.Card == "" && m.Name == h.Head {
		p.Card = h.Card.Clear()
	}
	return p
}

func rowText(at store.RowPlace) string {
	text, _ := json.Marshal([]int{at.Sheet, at.Number}) //nolint:errchkjson // two numbers
	return string(text)
}

// findLikes holds the persons of the list against those on file where it
// belongs. Candidates come by blocking, so that a long list against a large
// registry stays quick. Sealed numbers are opened in memory only.
func (im *importing) findLikes(ctx context.Context) error {
	pool := im.likes.pool
	if pool.Len() == 0 {
		return nil
	}
	var files []filedPerson
	err := im.store.Read(ctx, func(tx *sqldb.Tx) error {
		return im.store.EachPerson(ctx, tx, im.order.Area, im.actor.Scope, func(p *store.FilePerson) error {
			pool.Add(&p.Person)
			files = append(files, filedPerson{p.Household, p.Closed})
			return ctx.Err()
		})
	})
	if err != nil {
		return err
	}
	err = im.likes.across(ctx, pool, im.likes.at, files)
	im.likes.pool, im.likes.at = nil, nil
	return err
}

// add keeps the strongest pair of each file, the likest files first.
func (k *likes) add(at store.RowPlace, one ImportLike) {
	of := k.of[at]
	if i := slices.IndexFunc(of, func(l ImportLike) bool { return l.File == one.File }); i < 0 {
		of = append(of, one)
	} else if of[i].Score < one.Score {
		of[i] = one
	}
	slices.SortFunc(of, func(a, b ImportLike) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.File, b.File)) })
	k.of[at] = of[:min(len(of), likesMost)]
}

// likest is the file that a lot is likest to, but those known by a number;
// chosen is taken before any other.
func (im *importing) likest(l *lot, known []registry.Known, chosen id.ID) (best *ImportLike) {
	for i := range l.rows {
		for _, one := range im.likes.of[placeOf(&l.rows[i])] {
			switch {
			case slices.ContainsFunc(known, func(k registry.Known) bool { return k.ID == one.File }):
			case one.File == chosen:
				return &one
			case best == nil || one.Score > best.Score:
				best = &one
			}
		}
	}
	return best
}

// askLike has a person choose where a household that no number tells from a new
// one is likely to be on file, and tells where it only may be.
func (im *importing) askLike(ctx context.Context, tx *sqldb.Tx, l *lot, r *ruling, known []registry.Known, numbers map[[2]string]bool) error {
	edit := im.edit(l.rows[0].Sheet, l.rows[0].Number).Choice
	choice, chosen := im.choice(l), chosenFile(edit)
	like := im.likest(l, known, chosen)
	if r.decision != registry.Fresh {
		if like != nil {
			return im.tellLike(ctx, tx, l, like, twinPossible)
		}
		return nil
	}
	if chosen != "" && (like == nil || like.File != chosen) {
		*r = clash(l, twinGone)
		r.opens = true
		return nil
	}
	if like == nil {
		return nil
	}
	if like.Verdict == likeness.Possible && chosen == "" {
		return im.tellLike(ctx, tx, l, like, twinPossible)
	}
	r.like, r.existing, r.merges, r.opens = like, like.File, !like.closed, true
	switch choice {
	case ChoiceMerge:
		if !like.closed && chosen != "" {
			r.decision = registry.Change
			return im.tellLike(ctx, tx, l, like, twinLikely)
		}
	case ChoiceNew:
		r.existing = ""
		if err := im.keepNumber(ctx, tx, l, numbers); err != nil {
			return err
		}
		return im.tellLike(ctx, tx, l, like, twinLikely)
	}
	args, err := im.likeArgs(ctx, tx, like)
	r.decision = registry.Clash
	r.finding = intake.Finding{Severity: intake.Wrong, Row: l.rows[0].Number, Key: twinLikely, Args: args}
	return err
}

// chosenFile is the file that a choice names; "" when it names none.
func chosenFile(choice string) id.ID {
	if len(choice) > len(ChoiceMerge)+1 && choice[:len(ChoiceMerge)+1] == ChoiceMerge+" " {
		return id.ID(choice[len(ChoiceMerge)+1:])
	}
	return ""
}

// keepNumber gives a household that is a new one after all the number of the
// list again, unless another file has it.
func (im *importing) keepNumber(ctx context.Context, tx *sqldb.Tx, l *lot, numbers map[[2]string]bool) error {
	p, ok := l.payload.(*householdPayload)
	if !ok || p.listed == "" || numbers[[2]string{p.household.Unit, p.listed}] {
		return nil
	}
	made, was := p.household.Number, p.prepared
	p.household.Number = p.listed
	again := im.store.Prepare(p.household, im.batch.Started)
	known, err := im.store.FindExisting(ctx, tx, []*store.Prepared{again})
	if err != nil || slices.ContainsFunc(known[0], func(k registry.Known) bool { return k.SameNumber }) {
		p.household.Number, p.prepared = made, was
		return err
	}
	numbers[[2]string{p.household.Unit, p.listed}], p.prepared = true, again
	return nil
}

// tellLike notes a likeness beside the household, once.
func (im *importing) tellLike(ctx context.Context, tx *sqldb.Tx, l *lot, like *ImportLike, key string) error {
	if slices.ContainsFunc(l.findings, func(f intake.Finding) bool { return f.Key == key }) {
		return nil
	}
	args, err := im.likeArgs(ctx, tx, like)
	l.findings = append(l.findings, intake.Finding{Severity: intake.Warning, Row: l.rows[0].Number, Key: key, Args: args})
	return err
}

func (im *importing) likeArgs(ctx context.Context, tx *sqldb.Tx, like *ImportLike) (problem.Args, error) {
	h, err := im.store.Household(ctx, tx, like.File, im.actor.Scope)
	if err != nil {
		return nil, err
	}
	return problem.Pairs("number", h.Number, "head", intake.Masked(h.Head), "score", like.Score, "like", like, "closed", like.closed), nil
}

// recallLikes takes up again what a check has found of rows.
func (im *importing) recallLikes(rows []registry.Aside) {
	for i := range rows {
		for _, f := range rows[i].Reasons {
			like := LikenessOf(f)
			if like == nil {
				continue
			}
			like.closed, _ = f.Args["closed"].(bool)
			im.likes.add(placeOf(&rows[i]), *like)
		}
	}
}

// likeFile is the file that a household would be merged into by its findings.
func likeFile(findings intake.Findings) id.ID {
	for _, f := range findings {
		if like := LikenessOf(f); like != nil && f.Key == twinLikely {
			return like.File
		}
	}
	return ""
}

// LikenessOf is what speaks for a finding that a household may be on file; nil
// of another finding.
func LikenessOf(f intake.Finding) *ImportLike {
	if f.Key != twinLikely && f.Key != twinPossible {
		return nil
	}
	body, err := json.Marshal(f.Args["like"])
	if err != nil {
		return nil
	}
	var like ImportLike
	if json.Unmarshal(body, &like) != nil || like.File == "" {
		return nil
	}
	return &like
}
