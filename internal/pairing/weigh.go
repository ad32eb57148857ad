package pairing

import (
	_ "embed" // the weights are data
	"encoding/json"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/id"
)

//go:embed weights.json
var weightsText []byte

// Weights say what a pair costs, in points: 0 suits best. They are data, see
// weights.json.
type Weights struct {
	Distance struct {
		Village  int64 `json:"village"`   // the helper is linked with the household's village
		TownWide int64 `json:"town_wide"` // with the whole town
		SameTown int64 `json:"same_town"`
		Farther  int64 `json:"farther"`
	} `json:"distance"`
	Skill struct {
		Answers int64 `json:"answers"` // a skill answers a cause of hardship
		None    int64 `json:"none"`
	} `json:"skill"`
	Continuity struct {
		Before int64 `json:"paired_before"`
		New    int64 `json:"new"`
	} `json:"continuity"`
	Load struct {
		Each int64 `json:"each"` // household that the helper has already
	} `json:"load"`
	Rank struct {
		Other      int64    `json:"other"`           // who holds no leading post, of a household that is hit hardest
		Leading    []string `json:"leading"`         // kinds of helper
		Causes     int      `json:"hard_causes"`     // so many causes of hardship make a household one of the hardest hit
		Categories []string `json:"hard_categories"` // so does one of these
		wanted     bool     // the plan asks for it
	} `json:"rank"`
	PreferTimes int64 `json:"prefer_times"` // what the plan prefers counts so many times
	Skills      []struct {
		Skill  []string `json:"skill"`
		Causes []string `json:"causes"`
	} `json:"skills"`
	Prefer  map[string][]string `json:"prefer"`
	Recusal map[string][]string `json:"recusal"`
}

// DefaultWeights are those the program comes with.
func DefaultWeights() *Weights {
	w := &Weights{}
	if err := json.Unmarshal(weightsText, w); err != nil {
		panic(err) // the text is fixed at build time and covered by a test
	}
	return w
}

// Settings are what of the weights an office settles for itself, by the names of
// its settings.
func (w *Weights) Settings() map[string]*int64 {
	return map[string]*int64{
		"pair_town_wide": &w.Distance.TownWide, "pair_same_town": &w.Distance.SameTown, "pair_farther": &w.Distance.Farther, "pair_no_skill": &w.Skill.None,
		"pair_new": &w.Continuity.New, "pair_load": &w.Load.Each, "pair_rank": &w.Rank.Other, "pair_prefer_times": &w.PreferTimes,
	}
}

// Hard tells whether a household with these causes and categories is one of the
// hardest hit.
func (w *Weights) Hard(causes int, categories []string) bool {
	return causes >= w.Rank.Causes || slices.ContainsFunc(categories, func(c string) bool { return slices.Contains(w.Rank.Categories, c) })
}

// Preferred gives the weights with what a plan prefers counted more.
func (w *Weights) Preferred(prefer []string) *Weights {
	more := *w
	for part, words := range w.Prefer {
		if !speaksOf(prefer, words) {
			continue
		}
		switch part {
		case "distance":
			more.Distance.TownWide *= w.PreferTimes
			more.Distance.SameTown *= w.PreferTimes
			more.Distance.Farther *= w.PreferTimes
		case "skill":
			more.Skill.None *= w.PreferTimes
		case "continuity":
			more.Continuity.New *= w.PreferTimes
		case "load":
			more.Load.Each *= w.PreferTimes
		case "rank":
			more.Rank.wanted = true
		}
	}
	return &more
}

func speaksOf(sentences, words []string) bool {
	return slices.ContainsFunc(sentences, func(sentence string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(sentence, word) })
	})
}

// Bans are what a plan's recusal bars besides relatives, who are barred always.
type Bans struct{ OwnVillage, OwnUnit bool }

// BansOf reads the recusal of a plan's pairing.
func (w *Weights) BansOf(recusal []string) Bans {
	return Bans{speaksOf(recusal, w.Recusal["own_village"]), speaksOf(recusal, w.Recusal["own_unit"])}
}

// Subject is a household that is to be paired, as far as pairing looks at it.
type Subject struct {
	ID      id.ID
	Number  string
	Area    area.Code
	Unit    string
	Causes  []string
	Hard    bool           // one of the hardest hit
	Numbers []string       // ID numbers of its members, in memory only
	Kin     map[id.ID]bool // helpers who are relatives of a member
	Before  map[id.ID]bool // helpers it was paired with before
}

// Ban tells why a helper may not have a household; "" when he may. The names are
// those of the messages pairing.ban.*.
func (s *Subject) Ban(h *Helper, b Bans) string {
	switch {
	case s.Kin[h.ID] || !h.IDNumber.IsZero() && slices.Contains(s.Numbers, h.IDNumber.Clear()):
		return "kin"
	case b.OwnVillage && h.Area == s.Area:
		return "own_village"
	case b.OwnUnit && h.Unit != "" && s.Unit != "" && strings.HasPrefix(s.Unit, h.Unit):
		return "own_unit"
	}
	return ""
}

// Weigh is what a pair costs, part by part; had is how many households the
// helper has already.
func (w *Weights) Weigh(s *Subject, h *Helper, had int) []Part {
	parts := []Part{w.distance(s, h), w.skill(s, h), {Name: "continuity", Points: w.Continuity.New, Worst: w.Continuity.New}}
	if s.Before[h.ID] {
		parts[2].Points = w.Continuity.Before
	}
	if w.Rank.wanted && s.Hard {
		rank := Part{Name: "rank", Worst: w.Rank.Other}
		if !slices.Contains(w.Rank.Leading, h.Kind) {
			rank.Points = w.Rank.Other
		}
		parts = append(parts, rank)
	}
	if had > 0 {
		parts = append(parts, Part{Name: "load", Points: w.Load.Each * int64(had)})
	}
	return parts
}

func (w *Weights) distance(s *Subject, h *Helper) Part {
	p := Part{Name: "distance", Points: w.Distance.Farther, Worst: w.Distance.Farther}
	switch {
	case h.Area == s.Area:
		p.Points = w.Distance.Village
	case h.Area.Contains(s.Area):
		p.Points = w.Distance.TownWide
	case len(h.Area) >= townDigits && len(s.Area) >= townDigits && h.Area[:townDigits] == s.Area[:townDigits]:
		p.Points = w.Distance.SameTown
	}
	return p
}

// townDigits are the digits of an area code down to the town (GB/T 2260 and its
// extension by three digits).
const townDigits = 9

func (w *Weights) skill(s *Subject, h *Helper) Part {
	p := Part{Name: "skill", Points: w.Skill.None, Worst: w.Skill.None}
	if h.Skills == "" {
		return p
	}
	for _, line := range w.Skills {
		if speaksOf([]string{h.Skills}, line.Skill) && slices.ContainsFunc(s.Causes, func(cause string) bool { return slices.Contains(line.Causes, cause) }) {
			p.Points, p.Told = w.Skill.Answers, h.Skills
			return p
		}
	}
	return p
}
