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
	"songnuan/internal/yamldoc"
)

// What is expected where something else stands.
var (
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
	for _, f := range n.Fields {
		if !slices.Contains(edges, f.Key) {
			d.Add("key_unknown", f.Pos, d.Clause, "key", clip(f.Key), "hint", meant(f.Key, edges))
		} else if !f.Value.Broken {
			set(f.Key, f.Value)
		}
	}
}

func (a *Amount) from(d *decoder, n *node) {
	a.Pos = n.Pos
	switch n.Kind {
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
			d.Add("range_backwards", n.Pos, d.Clause, "from", *a.Min, "to", *a.Max)
		}
	default:
		d.Wrong(n, wantAmount)
	}
}

func (d *decoder) fen(n *node) *money.Fen {
	if n.Kind == scalar {
		if fen, err := money.Parse(n.Text); err == nil {
			return &fen
		}
	}
	d.Wrong(n, wantAmount)
	return nil
}

var rangeShape = regexp.MustCompile(`^(\d+)\s*(?:-|–|—|~|～|至|到)\s*(\d+)$`)

func (c *Count) from(d *decoder, n *node) {
	c.Pos = n.Pos
	switch n.Kind {
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
		d.Wrong(n, wantCount)
	}
	if c.Min != nil && c.Max != nil && *c.Min > *c.Max {
		d.Add("range_backwards", n.Pos, d.Clause, "from", *c.Min, "to", *c.Max)
	}
}

// read takes 269, all, 30% and 1-2.
func (c *Count) read(d *decoder, n *node) {
	text := strings.TrimSpace(n.Text)
	if text == "all" || text == "全部" {
		c.All = true
		return
	}
	if share, ok := strings.CutSuffix(strings.Replace(text, "％", "%", 1), "%"); ok {
		if c.Percent = decimal(share, 2); c.Percent == nil || *c.Percent > 100_00 {
			c.Percent = nil
			d.Wrong(n, wantCount)
		}
		return
	}
	if m := rangeShape.FindStringSubmatch(text); m != nil {
		c.Min, c.Max = decimal(m[1], 0), decimal(m[2], 0)
		return
	}
	if c.Fixed = decimal(text, 0); c.Fixed == nil {
		d.Wrong(n, wantCount)
	}
}

func (d *decoder) whole(n *node) *int64 {
	if n.Kind == scalar {
		if whole := decimal(strings.TrimSpace(n.Text), 0); whole != nil {
			return whole
		}
	}
	d.Wrong(n, yamldoc.WantWhole)
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
	if n.Kind == scalar {
		if thousandths := decimal(strings.TrimSpace(n.Text), 3); thousandths != nil {
			*q = Quantity(*thousandths)
			return
		}
	}
	d.Wrong(n, wantQuantity)
}

func (t *Date) from(d *decoder, n *node) {
	if n.Kind != scalar {
		d.Wrong(n, wantDate)
		return
	}
	t.Text, t.Pos = strings.TrimSpace(n.Text), n.Pos
	expr, err := day.ParseExpr(t.Text)
	if err != nil {
		why := problem.As(err)
		d.Add("date_bad", n.Locate(max(day.Column(err)-1, 0)), d.Clause, "text", clip(t.Text), "why", whyOf(why))
		return
	}
	t.Expr = expr
}

func (s *Span) from(d *decoder, n *node) {
	s.Pos = n.Pos
	switch n.Kind {
	case mapping:
		d.Object(n, reflect.ValueOf(s).Elem())
	case scalar: // one day, or one loose stretch: its first and its last day
		s.From.from(d, n)
		s.To, s.To.Upper = s.From, true
	default:
		d.Wrong(n, wantSpan)
	}
}

func (r *Rule) from(d *decoder, n *node) {
	if n.Kind != scalar || strings.TrimSpace(n.Text) == "" {
		d.Wrong(n, wantRule)
		return
	}
	r.Text, r.Pos, r.node = strings.TrimSpace(n.Text), n.Pos, n
}

var helpedActs = []string{ByVisit, ByPayment, ByGoods, ByPairing, ByDuties, ByReceipt, ByHand}

var dutiesShape = regexp.MustCompile(`^duties\([1-9]\d{0,3}\)$`)

func (h *Helped) from(d *decoder, n *node) {
	h.Pos = n.Pos
	switch n.Kind {
	case scalar, list:
		h.All = d.acts(n)
	case mapping:
		for _, f := range n.Fields {
			switch f.Key {
			case "all":
				h.All = d.acts(f.Value)
			case "any":
				h.Any = d.acts(f.Value)
			default:
				d.Add("key_unknown", f.Pos, d.Clause, "key", clip(f.Key), "hint", meant(f.Key, []string{"all", "any"}))
			}
		}
	default:
		d.Wrong(n, wantHelped)
	}
}

func (d *decoder) acts(n *node) []string {
	items := []*node{n}
	if n.Kind == list {
		items = n.Items
	}
	var acts []string
	for _, item := range items {
		if item.Kind != scalar {
			d.Wrong(item, wantHelped)
		} else if dutiesShape.MatchString(item.Text) || d.Among(item, item.Text, helpedActs) {
			acts = append(acts, item.Text)
		}
	}
	return acts
}

var perWords = map[string]Per{
	"户": PerHousehold, "人": PerPerson, "保障人口": PerCovered, "孩子": PerChild, "村": PerSite, "社区": PerSite, "单位": PerUnit, "帮扶人": PerHelper,
}

func (p *Per) from(d *decoder, n *node) {
	if own, ok := perWords[n.Text]; ok {
		*p = own
		return
	}
	words := []string{"household", "person", "covered", "child", "site", "unit", "helper", "once"}
	if d.word(n, words) {
		*p = Per(n.Text)
	}
}

func (e *Every) from(d *decoder, n *node) {
	if unit, ok := day.ParseUnit(n.Text); ok {
		*e = Every(unit)
		return
	}
	d.word(n, []string{"once", "day", "week", "month", "quarter", "term", "year"})
}

var strengthWords = map[string]Strength{
	"必须": Must, "不得": Must, "原则上": Principle, "建议": Suggested, "可": Suggested, "力争": Strive, "尽量": Strive,
}

func (s *Strength) from(d *decoder, n *node) {
	if own, ok := strengthWords[n.Text]; ok {
		*s = own
		return
	}
	if d.word(n, []string{"must", "principle", "suggested", "strive"}) {
		*s = Strength(n.Text)
	}
}

// word is a scalar that must be one of the words.
func (d *decoder) word(n *node, words []string) bool {
	if n.Kind != scalar {
		d.Wrong(n, yamldoc.WantText)
		return false
	}
	return d.Among(n, n.Text, words)
}
