package plan

import (
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"

	"github.com/emmansun/gmsm/sm3"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// Kept is a plan of the office's own, in one of its versions.
type Kept struct {
	ID       id.ID
	Name     string // what its text calls itself
	Area     area.Code
	Unit     string // path
	Latest   int64  // the newest version there is
	Revision        // the version at hand
}

// Revision is one version of a kept plan. It is never changed.
type Revision struct {
	Version  int64  // from 1
	Digest   string // SM3 of the text, see TextDigest
	Title    string
	Origin   string // the shipped plan it was copied from
	Note     string
	Actor    string
	Recorded day.Instant
}

// TextDigest is SM3 over a plan's text, in hexadecimal: by what it is kept and
// by what a campaign names it.
func TextDigest(text []byte) string {
	sum := sm3.Sum(text)
	return hex.EncodeToString(sum[:])
}

// Holds are the sections that tell what kind of plan it is, in the order of the
// format: money, goods, pairs, what is owed, what is made, what takes place.
func (p *Plan) Holds() []string {
	all := []string{}
	for _, one := range []struct {
		section string
		n       int
	}{{"cash", len(p.Cash)}, {"goods", len(p.Goods)}, {"pairing", len(p.Pairing)}, {"duties", len(p.Duties)},
		{"inspections", len(p.Inspection)}, {"production", len(p.Production)}, {"events", len(p.Events)}} {
		if one.n > 0 {
			all = append(all, one.section)
		}
	}
	return all
}

// IsName tells whether a text can name a plan: a small letter, then small
// letters, digits, - and _, 64 characters in all.
func IsName(text string) bool { return isID(text) }

// Numbered is a name with a number behind it, within the length of names.
func Numbered(name string, n int) string {
	const longest = 58
	if len(name) > longest {
		name = name[:longest]
	}
	return name + "-" + strconv.Itoa(n)
}

var (
	planLine  = regexp.MustCompile(`(?m)^plan:.*$`)
	titleLine = regexp.MustCompile(`(?m)^title:.*$`)
)

// Rename gives a plan's text another name and, unless "", another title. All
// else stays as written, comments and all.
func Rename(text []byte, name, title string) []byte {
	text = replaceFirst(planLine, text, "plan: "+name)
	if title != "" {
		text = replaceFirst(titleLine, text, "title: "+strconv.Quote(oneLine(title)))
	}
	return text
}

// replaceFirst puts a line in place of the first that fits, or before all.
func replaceFirst(shape *regexp.Regexp, text []byte, line string) []byte {
	at := shape.FindIndex(text)
	if at == nil {
		return append([]byte(line+"\n"), text...)
	}
	return slices.Concat(text[:at[0]], []byte(line), text[at[1]:])
}

// AreaParam is the parameter by which the plan asks where it applies, "" when
// the paper says so itself.
func (p *Plan) AreaParam() string {
	if met := p.filled[p.Keys["area"]]; len(met) == 1 {
		return met[0]
	}
	return ""
}
