package hazard

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// WaveLevel is how grave a cold-wave warning is (寒潮预警). The order is that of
// the weather service.
type WaveLevel string

// The levels.
const (
	Blue   WaveLevel = "blue"
	Yellow WaveLevel = "yellow"
	Orange WaveLevel = "orange"
	Red    WaveLevel = "red"
)

// WaveLevels are all, the mildest first.
var WaveLevels = []WaveLevel{Blue, Yellow, Orange, Red}

// Text is the level's name.
func (l WaveLevel) Text(lang locale.Lang) string {
	return locale.Text(lang, "wave.level."+string(l), nil)
}

// Wave is a cold-wave notice.
type Wave struct {
	ID       id.ID
	Number   string // as its sender gives it
	Level    WaveLevel
	Area     area.Code
	Unit     string
	From, To day.Date
	Ended    day.Date // called off on this day
	Source   string   // hand, webhook
	Unseen   int      // days without a visit that put a household on the list
	Account  id.ID
	Actor    string
	Recorded day.Instant
	Row      int
	Words    string
}

// Check refuses a notice that says nothing or ends before it begins.
// problem.Invalid.
func (w *Wave) Check() error {
	const longest = 60
	w.Number, w.Words = strings.TrimSpace(w.Number), strings.TrimSpace(w.Words)
	switch {
	case w.Number == "" || utf8.RuneCountInString(w.Number) > 60:
		return problem.New(problem.Invalid, "wave.no_number", "most", 60)
	case !slices.Contains(WaveLevels, w.Level):
		return problem.New(problem.Invalid, "wave.no_level")
	case w.Area == "":
		return problem.New(problem.Invalid, "wave.no_area")
	case w.From.IsZero() || w.To.IsZero():
		return problem.New(problem.Invalid, "wave.no_days")
	case w.To.Before(w.From):
		return problem.New(problem.Invalid, "wave.backwards", "from", w.From, "to", w.To)
	case w.To.Sub(w.From) > longest:
		return problem.New(problem.Invalid, "wave.too_long", "longest", longest)
	case w.Unseen < 0 || w.Unseen > 366:
		return problem.New(problem.Invalid, "wave.unseen_range")
	case utf8.RuneCountInString(w.Words) > textMost:
		return problem.New(problem.TooLarge, "hazard.text_long", "most", textMost)
	}
	return nil
}

// In tells whether it holds on a day.
func (w *Wave) In(on day.Date) bool {
	return !on.Before(w.From) && !on.After(w.To) && (w.Ended.IsZero() || on.Before(w.Ended))
}

// Same tells whether two notices say the same, so that one sent twice is one.
func (w *Wave) Same(o *Wave) bool {
	return w.Level == o.Level && w.Area == o.Area && w.From == o.From && w.To == o.To && w.Words == o.Words
}

// WaveRaise is what a notice changes in a campaign: a duty's cadence, or
// something that is done.
type WaveRaise struct {
	Campaign id.ID
	Clause   string // the plan's trigger
	Duty     string // "" where nothing but Words is said
	Every    string
	Words    string
}

// CallState is how far a household on the list is.
type CallState string

// The states.
const (
	Todo    CallState = "todo"
	Called  CallState = "called"
	Visited CallState = "visited"
	Missed  CallState = "missed" // nobody there, no answer
)

// CallStates are all.
var CallStates = []CallState{Todo, Called, Visited, Missed}

// Text is the state's name.
func (s CallState) Text(lang locale.Lang) string {
	return locale.Text(lang, "wave.call."+string(s), nil)
}

// Done tells whether somebody has reached the household.
func (s CallState) Done() bool { return s == Called || s == Visited }

// Why a household is on the list.
const (
	WhyAlone  = "alone"
	WhyHazard = "hazard"
	WhyUnseen = "unseen"
)

// Call is a household on the list of a notice.
type Call struct {
	Wave      id.ID
	Household id.ID
	Area      area.Code
	Unit      string
	Place     int // in the walk through its village, from 1
	Reasons   []string
	State     CallState
	Actor     string
	Account   id.ID
	Recorded  day.Instant
	Row       int
	Note      string
}

// WalkKey is what addresses of a village are ordered by for a walk: runs of
// digits and of Chinese numerals count as numbers, so that 2组 comes before 10组
// and 三组 beside 3组.
func WalkKey(address string) string {
	var b strings.Builder
	runes := []rune(address)
	for i := 0; i < len(runes); {
		n, used := numeral(runes[i:])
		if used > 0 {
			text := []byte("000000")
			for at := len(text) - 1; n > 0 && at >= 0; at-- {
				text[at], n = byte('0'+n%10), n/10
			}
			b.Write(text)
			i += used
			continue
		}
		if !unicode.IsSpace(runes[i]) {
			b.WriteRune(runes[i])
		}
		i++
	}
	return b.String()
}

// numeral reads a number at the beginning: digits of either width, or Chinese
// numerals below a hundred. used is 0 without one.
func numeral(runes []rune) (n, used int) {
	for used < len(runes) && used < 6 {
		r := runes[used]
		if r >= '０' && r <= '９' {
			r -= '０' - '0'
		}
		if r < '0' || r > '9' {
			break
		}
		n, used = n*10+int(r-'0'), used+1
	}
	if used > 0 {
		return n, used
	}
	for used < len(runes) && used < 3 {
		digit := strings.IndexRune("零一二三四五六七八九", runes[used])
		switch {
		case runes[used] == '十':
			n = max(n, 1) * 10
		case digit >= 0:
			n += digit / len("一")
		default:
			return n, used
		}
		used++
	}
	return n, used
}
