// Package demand holds what households ask for and what they quarrel about
// (诉求、矛盾纠纷): who has it at which level and until when, how it goes up, what
// was answered, and what the household says of the answer. Acts are only ever
// added.
package demand

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/term"
)

// Level is how high a demand stands.
type Level string

// The levels, from below.
const (
	Village Level = "village" // 本村: the liaison
	Group   Level = "group"   // 驻片: the leader of some villages
	Town    Level = "town"    // 镇
	County  Level = "county"  // 县
)

// Levels are all, from below.
var Levels = []Level{Village, Group, Town, County}

// Reaches tells whether who works at a level may settle what stands at another.
func (l Level) Reaches(other Level) bool {
	return slices.Index(Levels, l) >= slices.Index(Levels, other)
}

// Above is the next level up; the highest is its own.
func (l Level) Above() Level {
	at := slices.Index(Levels, l)
	return Levels[min(at+1, len(Levels)-1)]
}

// Text is the level's name.
func (l Level) Text(lang locale.Lang) string {
	return locale.Text(lang, "demand.level."+string(l), nil)
}

// Rung is one step of a ladder.
type Rung struct {
	Level   Level  `yaml:"level" json:"level"`
	To      string `yaml:"to" json:"to"`
	Within  string `yaml:"within" json:"within"` // 3 工作日, 24 小时; "" is at once
	Decides bool   `yaml:"decides" json:"decides,omitempty"`
}

// Ladder is how demands of some kinds go up.
type Ladder struct {
	Kinds []string `yaml:"kinds"` // none is every kind
	Steps []Rung   `yaml:"steps"`
}

//go:embed ladder.yaml
var shipped []byte

// ladders are the shipped ones, the last for every kind.
var ladders = mustRead(shipped)

func mustRead(data []byte) []Ladder {
	var all struct {
		Ladders []Ladder `yaml:"ladders"`
	}
	if err := yaml.Unmarshal(data, &all); err != nil {
		panic(fmt.Errorf("ladder.yaml: %w", err)) // embedded at build time and covered by a test
	}
	return all.Ladders
}

// DefaultLadder is the shipped ladder of a kind.
func DefaultLadder(kind string) []Rung {
	for _, l := range ladders {
		if len(l.Kinds) == 0 || slices.ContainsFunc(l.Kinds, func(k string) bool { return Falls(kind, k) }) {
			return l.Steps
		}
	}
	return nil
}

// Dispute is the wider term of everything that people quarrel about.
const Dispute = "矛盾纠纷"

// Falls tells whether a kind is a wider one or falls under it.
func Falls(kind, wider string) bool {
	return kind == wider || slices.Contains(term.Under(term.DemandKind, kind), wider)
}

// Due is the last moment of a limit that begins now: working days and days end
// with their last day, hours to the minute; "" is the end of today.
// problem.Invalid when the limit can't be read.
func Due(now day.Instant, within string, c *day.Calendar) (day.Instant, error) {
	today := now.Date()
	text := strings.ReplaceAll(strings.TrimSpace(within), "个", "")
	if text == "" {
		return today.End(), nil
	}
	digits := strings.TrimRight(text, "工作日天小时周星期月 ")
	n, err := strconv.Atoi(strings.TrimSpace(digits))
	if err != nil || n < 0 {
		return "", problem.New(problem.Invalid, "demand.bad_limit", "limit", within)
	}
	switch strings.TrimSpace(strings.TrimPrefix(text, digits)) {
	case "工作日":
		return c.AddWorkdays(today, n).End(), nil
	case "日", "天":
		return today.AddDays(n).End(), nil
	case "小时":
		return day.At(now.Time().Add(time.Duration(n) * time.Hour)), nil
	case "周", "星期":
		return today.AddDays(7 * n).End(), nil
	case "月":
		return today.AddMonths(n).End(), nil
	}
	return "", problem.New(problem.Invalid, "demand.bad_limit", "limit", within)
}
