package plan

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// What is expected where something else stands.
var (
	wantText     = phraseOf("plan.want.text")
	wantBool     = phraseOf("plan.want.bool")
	wantWhole    = phraseOf("plan.want.whole")
	wantMapping  = phraseOf("plan.want.mapping")
	wantAmount   = phraseOf("plan.want.amount")
	wantCount    = phraseOf("plan.want.count")
	wantQuantity = phraseOf("plan.want.quantity")
	wantDate     = phraseOf("plan.want.date")
	wantSpan     = phraseOf("plan.want.span")
	wantRule     = phraseOf("plan.want.rule")
	wantHelped   = phraseOf("plan.want.helped")
)

// edges are the keys that Amount and Count share.
var edges = []string{"at_least", "at_most", "from", "to", "about"}

// eachEdge visits the keys of {at_least: …}, {from: …, to: …} and {about: …}.
func (d *decoder) eachEdge(n *node, set func(key string, n *node)) {
	for _, f := range n.fields {
		if !slices.Contains(edges, f.key) {
			d.add("key_unknown", f.pos, d.clause, "key", clip(f.key), "hint", meant(f.key, edges))
		} else if !f.value.broken {
			set(f.key, f.value)
		}
	}
}

func (a *Amount) from(d *decoder, n *node) {
	a.Pos = n.pos
	switch n.kind {
	case scalar:
		a.Fixed = d.fen(n)
	case mapping:
		d.eachEdge(n, func(key string, n *node) {
			switch fen := d.fen(n); key {
			case "at_least", "from":
				a.Min = fen
			case "at_most", "to":
				a.Max = fen
			case "about":
				a.About = fen
			}
		})
		if a.Min != nil && a.Max != nil && *a.Min > *a.Max {
			d.add("range_backwards", n.pos, d.clause, "from", *a.Min, "to", *a.Max)
		}
	default:
		d.wrong(n, wantAmount)
	}
}

func (d *decoder) fen(n *node) *money.Fen {
	if n.kind == scalar {
		if fen, err := money.Parse(n.text); err == nil {
			return &fen
		}
	}
	d.wrong(n, wantAmount)
	return nil
}

var rangeShape = regexp.MustCompile(`^(\d+)\s*(?:-|–|—|~|～|至|到)\s*(\d+)$`)

func (c *Count) from(d *decoder, n *node) {
	c.Pos = n.pos
	switch n.kind {
	case scalar:
		c.read(d, n)
	case mapping:
		d.eachEdge(n, func(key string, n *node) {
			switch whole := d.whole(n); key {
			case "at_least", "from":
				c.Min = whole
			case "at_most", "to":
				c.Max = whole
			case "about":
				c.About = whole
			}
		})
	default:
		d.wrong(n, wantCount)
	}
	if c.Min != nil && c.Max != nil && *c.Min > *c.Max {
		d.add("range_backwards", n.pos, d.clause, "from", *c.Min, "to", *c.Max)
	}
}

// read takes 269, all, 30% and 1-2.
func (c *Count) read(d *decoder, n *node) {
	text := strings.TrimSpace(n.text)
	if text == "all" || text == "全部" {
		c.All = true
		return
	}
	if share, ok := strings.CutSuffix(strings.Replace(text, "％", "%", 1), "%"); ok {
		if c.Percent = decimal(share, 2); c.Percent == nil || *c.Percent > 100_00 {
			c.Percent = nil
			d.wrong(n, wantCount)
		}
		return
	}
	if m := rangeShape.FindStringSubmatch(text); m != nil {
		c.Min, c.Max = decimal(m[1], 0), decimal(m[2], 0)
		return
	}
	if c.Fixed = decimal(text, 0); c.Fixed == nil {
		d.wrong(n, wantCount)
	}
}

func (d *decoder) whole(n *node) *int64 {
	if n.kind == scalar {
		if whole := decimal(strings.TrimSpace(n.text), 0); whole != nil {
			return whole
		}
	}
	d.wrong(n, wantWhole)
	return nil
}

// decimal reads a number with up to so many decimals, scaled to a whole one:
// decimal("2.5", 3) is 2500. It is nil for anything else.
func decimal(text string, places int) *int64 {
	whole, rest, dotted := strings.Cut(text, ".")
	if whole == "" || len(rest) > places || dotted && rest == "" || strings.Trim(whole+rest, "0123456789") != "" {
		return nil
	}
	n, err := strconv.ParseInt(whole+rest+strings.Repeat("0", places-len(rest)), 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

func (q *Quantity) from(d *decoder, n *node) {
	if n.kind == scalar {
		if thousandths := decimal(strings.TrimSpace(n.text), 3); thousandths != nil {
			*q = Quantity(*thousandths)
			return
		}
	}
	d.wrong(n, wantQuantity)
}

func (t *Date) from(d *decoder, n *node) {
	if n.kind != scalar {
		d.wrong(n, wantDate)
		return
	}
	t.Text, t.Pos = strings.TrimSpace(n.text), n.pos
	expr, err := day.ParseExpr(t.Text)
	if err != nil {
		why := problem.As(err)
		d.add("date_bad", n.locate(max(day.Column(err)-1, 0)), d.clause, "text", clip(t.Text), "why", phrase{why.Key, why.Args})
		return
	}
	t.Expr = expr
}

func (s *Span) from(d *decoder, n *node) {
	s.Pos = n.pos
	switch n.kind {
	case mapping:
		d.object(n, reflect.ValueOf(s).Elem())
	case scalar: // one day, or one loose stretch: its first and its last day
		s.From.from(d, n)
		s.To, s.To.Upper = s.From, true
	default:
		d.wrong(n, wantSpan)
	}
}

func (r *Rule) from(d *decoder, n *node) {
	if n.kind != scalar || strings.TrimSpace(n.text) == "" {
		d.wrong(n, wantRule)
		return
	}
	r.Text, r.Pos, r.node = strings.TrimSpace(n.text), n.pos, n
}

var helpedActs = []string{ByVisit, ByPayment, ByGoods, ByPairing, ByDuties, ByReceipt, ByHand}

var dutiesShape = regexp.MustCompile(`^duties\([1-9]\d{0,3}\)$`)

func (h *Helped) from(d *decoder, n *node) {
	h.Pos = n.pos
	switch n.kind {
	case scalar, list:
		h.All = d.acts(n)
	case mapping:
		for _, f := range n.fields {
			switch f.key {
			case "all":
				h.All = d.acts(f.value)
			case "any":
				h.Any = d.acts(f.value)
			default:
				d.add("key_unknown", f.pos, d.clause, "key", clip(f.key), "hint", meant(f.key, []string{"all", "any"}))
			}
		}
	default:
		d.wrong(n, wantHelped)
	}
}

func (d *decoder) acts(n *node) []string {
	items := []*node{n}
	if n.kind == list {
		items = n.items
	}
	var acts []string
	for _, item := range items {
		if item.kind != scalar {
			d.wrong(item, wantHelped)
		} else if dutiesShape.MatchString(item.text) || d.among(item, item.text, helpedActs) {
			acts = append(acts, item.text)
		}
	}
	return acts
}

var perWords = map[string]Per{
	"户": PerHousehold, "人": PerPerson, "保障人口": PerCovered, "孩子": PerChild, "村": PerSite, "社区": PerSite, "单位": PerUnit, "帮扶人": PerHelper,
}

func (p *Per) from(d *decoder, n *node) {
	if own, ok := perWords[n.text]; ok {
		*p = own
		return
	}
	words := []string{"household", "person", "covered", "child", "site", "unit", "helper", "once"}
	if d.word(n, words) {
		*p = Per(n.text)
	}
}

func (e *Every) from(d *decoder, n *node) {
	if unit, ok := day.ParseUnit(n.text); ok {
		*e = Every(unit)
		return
	}
	d.word(n, []string{"once", "day", "week", "month", "quarter", "term", "year"})
}

var strengthWords = map[string]Strength{
	"必须": Must, "不得": Must, "原则上": Principle, "建议": Suggested, "可": Suggested, "力争": Strive, "尽量": Strive,
}

func (s *Strength) from(d *decoder, n *node) {
	if own, ok := strengthWords[n.text]; ok {
		*s = own
		return
	}
	if d.word(n, []string{"must", "principle", "suggested", "strive"}) {
		*s = Strength(n.text)
	}
}

// word is a scalar that must be one of the words.
func (d *decoder) word(n *node, words []string) bool {
	if n.kind != scalar {
		d.wrong(n, wantText)
		return false
	}
	return d.among(n, n.text, words)
}
