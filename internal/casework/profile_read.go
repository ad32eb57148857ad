package casework

import (
	"encoding"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/yamldoc"
)

// ProfileSuffix ends the name of every profile's file.
const ProfileSuffix = ".profile.yaml"

// ProfileBook is the profile format: how its files are called and what there
// can be to say about them. docs/profile-findings.md is made from it.
var ProfileBook = &yamldoc.Book{Kind: yamldoc.PhraseOf("profile.file"), Suffix: ProfileSuffix, Message: "profile.finding.", Codes: profileRows()}

// ProfileOptions are what the format takes from other parts of the program.
type ProfileOptions struct {
	Roles []string // codes of the roles that may take a step; nil checks none
	Units []string // kinds of units
}

// CheckProfile reads a profile and lints it. It fails with problem.Unreadable
// for what is no profile at all and problem.TooLarge for one over the limits;
// all else that is wrong comes back as findings, sorted by place, beside as
// much as could be read. No case begins by a profile with errors.
func CheckProfile(src []byte, o ProfileOptions) (*Profile, []yamldoc.Finding, error) {
	found := ProfileBook.Collect()
	root, err := ProfileBook.Parse(src, "", found)
	if err != nil {
		return nil, nil, err
	}
	p := &Profile{}
	r := &profileReader{Findings: found, options: o}
	r.decoder = &yamldoc.Decoder{Findings: found, Own: r.own, Bare: bareKeys, Label: keyLabel}
	r.firm(root)
	r.decoder.Object(root, reflect.ValueOf(p).Elem())
	r.rules(p, scalars(root, map[yamldoc.Pos]*yamldoc.Node{}))
	l := &profileLinter{Findings: found, profile: p, options: o}
	for _, check := range profileChecks {
		check(l)
	}
	return p, found.Sorted(), nil
}

// profileReader is one reading.
type profileReader struct {
	*yamldoc.Findings
	decoder *yamldoc.Decoder
	options ProfileOptions
}

// bareKeys name the key that a plain text stands for where a mapping is due.
var bareKeys = map[reflect.Type]string{
	reflect.TypeFor[Source](): "text", reflect.TypeFor[Paper](): "name", reflect.TypeFor[Return](): "most",
}

// fixed are the words by which somebody may try to switch off what no profile
// can: that relatives stand aside, that nobody acts twice on one case, that
// private data stay off the board.
var fixed = map[string]string{
	"recusal": "recusal_fixed", "recuse": "recusal_fixed", "avoidance": "recusal_fixed", "回避": "recusal_fixed",
	"four_eyes": "four_eyes_fixed", "same_person": "four_eyes_fixed", "act_twice": "four_eyes_fixed",
}

// firm tells of such keys wherever they stand, and takes them out.
func (r *profileReader) firm(n *yamldoc.Node) {
	for _, item := range n.Items {
		r.firm(item)
	}
	kept := n.Fields[:0]
	for _, f := range n.Fields {
		if code, ok := fixed[f.Key]; ok {
			r.Add(code, f.Pos, "", "key", f.Key)
			continue
		}
		r.firm(f.Value)
		kept = append(kept, f)
	}
	n.Fields = kept
}

// own reads the values that have spellings of their own.
func (r *profileReader) own(n *yamldoc.Node, v reflect.Value) bool {
	switch to := v.Addr().Interface().(type) {
	case *money.Fen:
		r.fen(n, to)
	case *Limit:
		return r.limit(n, to)
	case *Kind:
		r.word(n, v, words(Kinds))
	case *StepKind:
		r.word(n, v, words(StepKinds))
	case *Channel:
		r.word(n, v, words(Channels))
	case encoding.TextUnmarshaler:
		r.text(n, to)
	default:
		return false
	}
	return true
}

func words[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = string(one)
	}
	return out
}

func (r *profileReader) word(n *yamldoc.Node, v reflect.Value, known []string) {
	if text := strings.TrimSpace(n.Text); n.Kind != yamldoc.Scalar {
		r.decoder.Wrong(n, yamldoc.WantText)
	} else if r.decoder.Among(n, text, known) {
		v.SetString(text)
	}
}

func (r *profileReader) fen(n *yamldoc.Node, to *money.Fen) {
	if n.Kind != yamldoc.Scalar {
		r.decoder.Wrong(n, yamldoc.PhraseOf("profile.want.amount"))
		return
	}
	fen, err := money.Parse(n.Text)
	if err != nil {
		r.bad(n, err)
		return
	}
	*to = fen
}

func (r *profileReader) text(n *yamldoc.Node, to encoding.TextUnmarshaler) {
	if n.Kind != yamldoc.Scalar {
		r.decoder.Wrong(n, yamldoc.WantText)
	} else if err := to.UnmarshalText([]byte(strings.TrimSpace(n.Text))); err != nil {
		r.bad(n, err)
	}
}

func (r *profileReader) bad(n *yamldoc.Node, err error) {
	r.Add("value_bad", n.Pos, "", "value", yamldoc.Clip(n.Text), "why", yamldoc.Why(problem.As(err)))
}

var limitShape = regexp.MustCompile(`^(\d{1,4})\s*(个工作日|工作日|天|日|working|calendar)?$`)

// limit takes 10 工作日 and 7 天 as well; a mapping is read as any other.
func (r *profileReader) limit(n *yamldoc.Node, to *Limit) bool {
	if n.Kind != yamldoc.Scalar {
		return false
	}
	m := limitShape.FindStringSubmatch(strings.TrimSpace(n.Text))
	if m == nil {
		r.decoder.Wrong(n, yamldoc.PhraseOf("profile.want.limit"))
		return true
	}
	to.Days, _ = strconv.Atoi(m[1])
	if slices.Contains([]string{"天", "日", "calendar"}, m[2]) {
		to.Unit = "calendar"
	} else {
		to.Unit = "working"
	}
	return true
}

// scalars are the texts below a node, by their place.
func scalars(n *yamldoc.Node, all map[yamldoc.Pos]*yamldoc.Node) map[yamldoc.Pos]*yamldoc.Node {
	if n.Kind == yamldoc.Scalar {
		all[n.Pos] = n
	}
	for _, item := range n.Items {
		scalars(item, all)
	}
	for _, f := range n.Fields {
		scalars(f.Value, all)
	}
	return all
}
