package store

import (
	"context"
	"encoding/base64"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// Match says by what a search found a household.
type Match string

// The matches.
const (
	ByID     Match = "id"     // a member's whole ID number
	ByLast4  Match = "last4"  // the last four characters of a member's ID number
	ByPhone  Match = "phone"  // the household's phone, or a member's
	ByNumber Match = "number" // the household number, or its beginning
	ByName   Match = "name"   // any part of a name: characters, pinyin initials or syllables
)

// Found is a household that a search found, in the clear: the caller masks.
type Found struct {
	Household id.ID
	Number    string
	Area      area.Code
	Unit      string
	Head      string
	Closed    bool
	Member    string // name of the member it was found by, "" when by the household itself
	Match     Match
}

// Search finds households within the scope, open and closed, by what the text
// looks like: an ID number or its last four characters, a phone, a household
// number or its beginning, a name or any part of one in characters or pinyin.
// A text can look like several things, which come one after another.
//
// It gives one page, and the key after which the next page begins, "" at the
// end. limit is 1 to some hundreds. problem.Invalid when after is no such key.
func (s *Store) Search(ctx context.Context, tx *sqldb.Tx, text string, scope identity.Scope, after string, limit int) (page []Found, next string, err error) {
	finders := s.finders(text)
	start, err := s.openPlace(after)
	if err != nil {
		return nil, "", err
	}
	for i := start.Finder; i < len(finders); i++ {
		found, more, err := finders[i](ctx, tx, scope, start.Key, limit-len(page))
		if err != nil {
			return nil, "", err
		}
		page = append(page, found...)
		if len(page) >= limit && (more != nil || i+1 < len(finders)) {
			if more == nil {
				i++
			}
			next, err := s.sealPlace(foundPlace{i, more})
			return page, next, err
		}
		start.Key = nil
	}
	return page, "", nil
}

// foundPlace is where a page ends: in which finder, after which key. It holds
// names, so that it leaves the store encrypted.
type foundPlace struct {
	Finder int      `json:"f"`
	Key    []string `json:"k,omitempty"`
}

func (s *Store) sealPlace(p foundPlace) (string, error) {
	sealed, err := s.sealJSON(personal.ForRow, p)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

func (s *Store) openPlace(key string) (p foundPlace, err error) {
	if key == "" {
		return p, nil
	}
	sealed, err := base64.RawURLEncoding.DecodeString(key)
	if err == nil {
		err = s.unsealJSON(personal.ForRow, sealed, &p)
	}
	if err != nil || p.Finder < 0 {
		return p, problem.Wrap(err, problem.Invalid, "registry.search_key")
	}
	return p, nil
}

// SealText makes a text that may be personal fit for an address.
func (s *Store) SealText(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	sealed, err := s.sealJSON(personal.ForRow, text)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// OpenText gives a sealed text back. problem.Invalid when it is none.
func (s *Store) OpenText(key string) (text string, err error) {
	if key == "" {
		return "", nil
	}
	sealed, err := base64.RawURLEncoding.DecodeString(key)
	if err == nil {
		err = s.unsealJSON(personal.ForRow, sealed, &text)
	}
	if err != nil {
		return "", problem.Wrap(err, problem.Invalid, "registry.search_key")
	}
	return text, nil
}

// finder gives up to limit households after a key, nil for the beginning, and
// the key to go on with, nil at the end.
type finder func(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, after []string, limit int) ([]Found, []string, error)

// finders are those that the text's shape calls for, the surest first.
func (s *Store) finders(text string) (all []finder) {
	text = personal.NormalName(text) // without spaces, full-width signs narrowed
	if text == "" {
		return nil
	}
	if number, err := personal.ParseID(text); err == nil {
		all = append(all, byDigest(ByID, `m.id_digest`, s.digest(personal.ForID, number.Clear())))
	}
	if phone, err := personal.ParsePhone(text); err == nil {
		digest := s.digest(personal.ForPhone, phone.Clear())
		all = append(all, byHouseholdPhone(digest), byDigest(ByPhone, `m.phone_digest`, digest))
	}
	if last, ok := lastFour(text); ok {
		all = append(all, byDigest(ByLast4, `m.id_last4`, s.last4(last)))
	}
	if strings.ContainsAny(text, "0123456789-") { // a number that the program made has a hyphen and may have no digit
		return append(all, byNumber(text, `h.closed IS NULL`), byNumber(text, `h.closed IS NOT NULL`))
	}
	return append(all, byName(text, nameOfMember), byName(text, nameOfHead))
}

// Numbered gives the households within the scope that have exactly the number,
// the open ones first. Several units may give one number.
func (s *Store) Numbered(ctx context.Context, tx *sqldb.Tx, number string, scope identity.Scope, limit int) (all []Found, err error) {
	for _, state := range []string{`h.closed IS NULL`, `h.closed IS NOT NULL`} {
		found, _, err := byNumber(number, state)(ctx, tx, scope, nil, limit) // what is longer stands behind
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if f.Number == number {
				all = append(all, f)
			}
		}
	}
	return all, nil
}

// lastFour tells whether the text may be the end of an ID number.
func lastFour(text string) (last string, ok bool) {
	last = strings.ToUpper(text)
	return last, len(last) == 4 && strings.Trim(last[:3], "0123456789") == "" && strings.Trim(last[3:], "0123456789X") == ""
}

const foundColumns = `h.id, h.number, h.area, h.unit, h.head, h.closed`

// scanFound reads the columns of a found household, and what else the finder
// asked for.
func scanFound(row *sqldb.Row, match Match, more ...any) (f Found, err error) {
	var closed *string
	err = row.Scan(append([]any{&f.Household, &f.Number, &f.Area, &f.Unit, &f.Head, &closed}, more...)...)
	f.Closed, f.Match = closed != nil, match
	return f, err
}

// collected is a page as the finders give it: one row more than the limit was
// asked for, to know whether there are more.
type collected struct {
	found []Found
	keys  [][]string
}

func (c *collected) cut(limit int) ([]Found, []string, error) {
	if len(c.found) <= limit {
		return c.found, nil, nil
	}
	return c.found[:limit], c.keys[limit-1], nil
}

// byDigest finds members by a digest, in the order of their ids.
func byDigest(match Match, column string, digest any) finder {
	return func(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, after []string, limit int) ([]Found, []string, error) {
		where, args := scopeWhere("m", scope)
		args = append(append([]any{digest, keyAt(after, 0)}, args...), limit+1)
		var c collected
		for row, err := range tx.Query(ctx, `SELECT `+foundColumns+`, m.name, m.id FROM member m JOIN household h ON h.id = m.household
			WHERE `+column+` = ? AND m.id > ? AND `+where+` ORDER BY m.id LIMIT ?`, args...) {
			if err != nil {
				return nil, nil, err
			}
			var name, key string
			f, err := scanFound(row, match, &name, &key)
			if err != nil {
				return nil, nil, err
			}
			f.Member = name
			c.found, c.keys = append(c.found, f), append(c.keys, []string{key})
		}
		return c.cut(limit)
	}
}

// byHouseholdPhone finds households by their own phone.
func byHouseholdPhone(digest any) finder {
	return func(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, after []string, limit int) ([]Found, []string, error) {
		where, args := scopeWhere("h", scope)
		args = append(append([]any{digest, keyAt(after, 0)}, args...), limit+1)
		return collect(tx.Query(ctx, `SELECT `+foundColumns+` FROM household h
			WHERE h.phone_digest = ? AND h.id > ? AND `+where+` ORDER BY h.id LIMIT ?`, args...), ByPhone, limit,
			func(f *Found) []string { return []string{string(f.Household)} })
	}
}

// byNumber finds open or closed households by the beginning of their number.
func byNumber(number, state string) finder {
	return func(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, after []string, limit int) ([]Found, []string, error) {
		where, args := scopeWhere("h", scope)
		from := number
		if after != nil {
			from = after[0]
		}
		args = append([]any{from, prefixEnd(number), from, keyAt(after, 1), keyAt(after, 2)}, args...)
		return collect(tx.Query(ctx, `SELECT `+foundColumns+` FROM household h
			WHERE `+state+` AND h.number >= ? AND h.number < ? AND (h.number, h.unit, h.id) > (?, ?, ?) AND `+where+`
			ORDER BY h.number, h.unit, h.id LIMIT ?`, append(args, limit+1)...), ByNumber, limit,
			func(f *Found) []string { return []string{f.Number, f.Unit, string(f.Household)} })
	}
}

// prefixEnd is the bound below which all texts lie that begin with prefix.
func prefixEnd(prefix string) string { return prefix + "\U0010FFFF" }

// keyAt is a part of a key, "" at the beginning.
func keyAt(key []string, i int) string {
	if i < len(key) {
		return key[i]
	}
	return ""
}
