package casework

import (
	"strconv"
	"strings"

	"songnuan/internal/problem"
)

// Ratio is a share between 0 and 1, written 2/3, 30% or 0.3. The zero Ratio
// asks for nothing.
type Ratio struct{ Num, Den int64 }

// UnmarshalText reads a share. problem.Invalid for what is none.
func (r *Ratio) UnmarshalText(text []byte) error {
	t := strings.ReplaceAll(strings.TrimSpace(string(text)), "％", "%")
	num, den, ok := strings.Cut(t, "/")
	switch {
	case ok:
	case strings.HasSuffix(t, "%"):
		num, den = strings.TrimSuffix(t, "%"), "100"
	default:
		whole, decimals, _ := strings.Cut(t, ".")
		num, den = whole+decimals, "1"+strings.Repeat("0", len(decimals))
	}
	n, err1 := strconv.ParseInt(strings.TrimSpace(num), 10, 32)
	d, err2 := strconv.ParseInt(strings.TrimSpace(den), 10, 32)
	if err1 != nil || err2 != nil || n < 0 || d <= 0 || n > d {
		return problem.New(problem.Invalid, "casework.ratio_bad")
	}
	*r = Ratio{n, d}
	return nil
}

// String writes the share as a fraction, "" when nothing is asked for.
func (r Ratio) String() string {
	if r.Den == 0 {
		return ""
	}
	return strconv.FormatInt(r.Num, 10) + "/" + strconv.FormatInt(r.Den, 10)
}

// IsZero tells whether nothing is asked for.
func (r Ratio) IsZero() bool { return r.Den == 0 || r.Num == 0 }

// Met tells whether part of whole is at least the share. Of none, nothing is
// met but the zero Ratio.
func (r Ratio) Met(part, whole int) bool {
	if r.IsZero() {
		return true
	}
	return whole > 0 && int64(part)*r.Den >= r.Num*int64(whole)
}
