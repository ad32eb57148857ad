package personal

import (
	"regexp"
	"strings"

	"songnuan/internal/problem"
)

// Phone is a telephone number of the mainland. It shows 138****5678.
type Phone struct{ Secret }

var (
	mobile   = regexp.MustCompile(`^(?:\+?0{0,2}86)?(1[3-9]\d{9})$`)
	landline = regexp.MustCompile(`^(?:\+?0{0,2}86)?(0?(?:10|2\d|[3-9]\d{2}))(\d{7,8})$`)
	service  = regexp.MustCompile(`^[48]00\d{7}$`)
	local    = regexp.MustCompile(`^[2-9]\d{6,7}$`)
)

var phoneMarks = strings.NewReplacer("(", "", ")", "-", "转", "-", "—", "-", "–", "-")

// ParsePhone reads a mobile number, a landline with or without area code and
// extension (0769-22223333-801), or a 400 or 800 number. Error: Invalid,
// without the number.
func ParsePhone(text string) (Phone, error) {
	if len(text) == 11 && isDigits(text) && text[0] == '1' && text[1] >= '3' { // nearly every cell of a tidy list
		return Phone{newSecret(text, maskPhone)}, nil
	}
	s := phoneMarks.Replace(cleanNumber(text))
	if s == "" {
		return Phone{}, problem.New(problem.Invalid, "personal.phone_missing")
	}
	if number, ok := normalPhone(s); ok {
		return Phone{newSecret(number, maskPhone)}, nil
	}
	return Phone{}, problem.New(problem.Invalid, "personal.phone_form")
}

func normalPhone(s string) (string, bool) {
	joined := strings.ReplaceAll(s, "-", "")
	if m := mobile.FindStringSubmatch(joined); m != nil {
		return m[1], true
	}
	if service.MatchString(joined) || local.MatchString(joined) {
		return joined, true
	}
	if m := landline.FindStringSubmatch(joined); m != nil && strings.Contains(s, "0") {
		return "0" + strings.TrimPrefix(m[1], "0") + "-" + m[2], true
	}
	number, extension, ok := cutLast(s)
	if !ok || !isDigits(extension) || len(extension) > 6 {
		return "", false
	}
	number = strings.ReplaceAll(number, "-", "")
	if m := landline.FindStringSubmatch(number); m != nil {
		return "0" + strings.TrimPrefix(m[1], "0") + "-" + m[2] + "-" + extension, true
	}
	return "", false
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, '-')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// Mobile tells whether messages can be sent to it.
func (p Phone) Mobile() bool { return mobile.MatchString(p.Clear()) }
