package fund

import (
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/money"
)

// GuardKind is how benefits stand to each other.
type GuardKind string

// The kinds of guard.
const (
	Exclude GuardKind = "exclude" // 不得同享
	Cap     GuardKind = "cap"     // 封顶
	Stack   GuardKind = "stack"   // 可叠加
)

// Where a benefit that a guard looks at may come from, besides a clause.
const (
	OtherLevel   = "other_level"   // another level of government
	OtherAgency  = "other_agency"  // another body, by its list of digests
	LastFestival = "last_festival" // the festival before this one
)

// Guard says what may not come together (防重复). It looks at everything that a
// household has had or is to have: its own clauses, other campaigns, other
// bodies.
type Guard struct {
	ID      string
	Kind    GuardKind
	Against []string  // clauses, or OtherLevel, OtherAgency, LastFestival
	Cap     money.Fen // of a Cap: for all of them together
	Keep    string    // higher, first, or a clause; "" is first
}

// Had is something that a household has, or is to have.
type Had struct {
	Due    id.ID  // "" when it is not ours
	Clause string // or OtherLevel, OtherAgency, LastFestival
	Fen    money.Fen
	Paid   bool // money is out: what is out stays, what is not is held
	On     day.Date
	Source string // which campaign or body, for the reader
}

// Ban is one reason why a due is held, or is less.
type Ban struct {
	Guard  string
	Kind   GuardKind
	With   Had
	Excess money.Fen // by how much the due has to come down: all of it under Exclude
}

// Hold says of each due among what a household has why it may not be paid. What
// is paid already is never held: it is counted. An empty result bars nothing.
func Hold(guards []Guard, all []Had) map[id.ID][]Ban {
	held := map[id.ID][]Ban{}
	for i := range guards {
		g := &guards[i]
		there := g.among(all)
		switch g.Kind {
		case Exclude:
			g.exclude(there, held)
		case Cap:
			g.cap(there, held)
		}
	}
	return held
}

// among are the benefits that a guard looks at, those that stay first.
func (g *Guard) among(all []Had) []Had {
	var there []Had
	for _, h := range all {
		if slices.Contains(g.Against, h.Clause) {
			there = append(there, h)
		}
	}
	slices.SortStableFunc(there, g.before)
	return there
}

// before orders by what goes first: what is out already, then what the guard
// keeps, then what came first.
func (g *Guard) before(a, b Had) int {
	if a.Paid != b.Paid || (a.Due == "") != (b.Due == "") {
		return rank(a) - rank(b)
	}
	switch g.Keep {
	case "higher":
		return int(min(1, max(-1, b.Fen-a.Fen)))
	case "", "first":
	default:
		if (a.Clause == g.Keep) != (b.Clause == g.Keep) {
			if a.Clause == g.Keep {
				return -1
			}
			return 1
		}
	}
	return a.On.Compare(b.On)
}

func rank(h Had) int {
	switch {
	case h.Paid:
		return 0
	case h.Due == "":
		return 1
	}
	return 2
}

// exclude holds everything after the one that stays, unless it is of the same
// clause: two persons of a household may each have theirs.
func (g *Guard) exclude(there []Had, held map[id.ID][]Ban) {
	for i := 1; i < len(there); i++ {
		h := there[i]
		if h.Paid || h.Due == "" || h.Clause == there[0].Clause {
			continue
		}
		held[h.Due] = append(held[h.Due], Ban{g.ID, Exclude, there[0], h.Fen})
	}
}

// cap holds what goes over the cap.
func (g *Guard) cap(there []Had, held map[id.ID][]Ban) {
	left := g.Cap
	for _, h := range there {
		over := h.Fen - max(left, 0)
		left -= h.Fen
		if over > 0 && !h.Paid && h.Due != "" {
			held[h.Due] = append(held[h.Due], Ban{g.ID, Cap, there[0], over})
		}
	}
}
