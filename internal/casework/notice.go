package casework

import (
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Notice (公示) is one list that hangs on a board and on the public page: the
// cases of one kind that wait at one step of one profile in one place.
type Notice struct {
	ID      id.ID
	Number  string     // GS2027-00001
	Kind    Kind       // of its cases
	Profile string     // id of the profile
	Digest  string     // of the version of it
	Step    string     // id of the step in the profile
	Level   string     // village, town, county, city
	Area    area.Code  // whose list it is
	Unit    string     // path, "" for none
	Rule    NoticeRule // as it was when the list was drawn up
	Before  id.ID      // the notice that this one follows: posted anew, or filled up

	NoticeText

	State  NoticeState
	Posted day.Date // on the board
	Starts day.Date // the day from which it counts: Posted, or that of the photo; itself not counted
	Until  day.Date // last day; unset until the days count
	Moved  string   // name of the holiday that the last day was moved out of
	Photo  string   // digest of the photo of the board
	Reason string   // why it was cancelled

	Actor    string
	Recorded day.Instant
	Version  int64
}

// NoticeText is what stands around the list.
type NoticeText struct {
	Title   string `json:"title"`
	Basis   string `json:"basis"`   // the rules it is posted by
	Office  string `json:"office"`  // who posts it, beside the seal
	Board   string `json:"board"`   // where it hangs
	Phone   string `json:"phone"`   // 监督电话 of an office, never a person's own
	Address string `json:"address"` // where an objection is taken
}

// NoticeState is how a notice stands.
type NoticeState string

// The states of a notice.
const (
	NoticeDraft     NoticeState = "draft"     // being drawn up; nothing hangs
	NoticePosted    NoticeState = "posted"    // hangs; its days count once Until is set
	NoticeEnded     NoticeState = "over"      // its days are over, taken down
	NoticeCancelled NoticeState = "cancelled" // taken down before
)

// NoticeStates are all, in the order they are shown.
var NoticeStates = []NoticeState{NoticeDraft, NoticePosted, NoticeEnded, NoticeCancelled}

// Text is the state's name.
func (s NoticeState) Text(lang locale.Lang) string {
	return locale.Text(lang, "casework.notice_state."+string(s), nil)
}

// Counts tells whether the days of the notice count.
func (n *Notice) Counts() bool { return n.State == NoticePosted && !n.Until.IsZero() }

// Hangs tells whether strangers may read the notice on a day: from the day it
// was posted to its last day, both included.
func (n *Notice) Hangs(today day.Date) bool {
	return n.Counts() && !today.Before(n.Posted) && !today.After(n.Until)
}

// DaysLeft is the number of days that the notice still hangs, today included.
func (n *Notice) DaysLeft(today day.Date) int {
	if !n.Counts() || today.After(n.Until) {
		return 0
	}
	return n.Until.Sub(today) + 1
}

// NoticeRow is one line of a notice: one case, as it hangs.
type NoticeRow struct {
	Notice    id.ID
	Serial    int // 序号, from 1
	Case      id.ID
	Household id.ID     // "" before there is a file
	Area      area.Code // village
	Unit      string
	State     RowState
	Cells     []string // in the order of the rule's fields, masked; fixed when it was posted
	Filled    id.ID    // the notice that fills its place, of a row that was refilled
}

// RowState is how one row stands.
type RowState string

// The states of a row.
const (
	RowPosted   RowState = "posted"    // on the list
	RowStopped  RowState = "stopped"   // somebody objected; it waits for the answer
	RowPassed   RowState = "passed"    // its days are over and nothing speaks against it
	RowTakenOff RowState = "taken_off" // an objection was right, or the notice was cancelled
	RowRefilled RowState = "refilled"  // taken off, and who waited has its place
	RowAnew     RowState = "anew"      // an objection was not right: it is posted anew by itself
)

// RowStates are all, in the order they are shown.
var RowStates = []RowState{RowPosted, RowStopped, RowPassed, RowTakenOff, RowRefilled, RowAnew}

// Live tells whether the row still binds its case, so that no other notice may
// have it.
func (s RowState) Live() bool { return s == RowPosted || s == RowStopped }

// Text is the state's name.
func (s RowState) Text(lang locale.Lang) string {
	return locale.Text(lang, "casework.row_state."+string(s), nil)
}

// titleMost and textMost bound what stands around a list, in characters.
const (
	titleMost = 80
	textMost  = 400
)

// Check puts the texts right and refuses a list that nobody could object to:
// without its basis, its office, and a number to call. What is missing is named
// by its field.
func (t *NoticeText) Check() error {
	for _, f := range []struct {
		into *string
		key  string
		most int
		must bool
	}{
		{&t.Title, "casework.notice_title", titleMost, true}, {&t.Basis, "casework.notice_basis", textMost, true}, {&t.Office, "casework.notice_office", titleMost, true},
		{&t.Board, "casework.notice_board", titleMost, false}, {&t.Phone, "casework.notice_phone", titleMost, true}, {&t.Address, "casework.notice_address", titleMost, false},
	} {
		*f.into = strings.Join(strings.Fields(*f.into), " ")
		if n := utf8.RuneCountInString(*f.into); f.must && n == 0 || n > f.most {
			return problem.New(problem.Invalid, f.key, "most", f.most)
		}
	}
	if strings.Count(strings.Map(digitOnly, t.Phone), "0") < 5 {
		return problem.New(problem.Invalid, "casework.notice_phone", "most", titleMost)
	}
	return nil
}

// digitOnly keeps a digit as 0 and drops the rest, for counting.
func digitOnly(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return -1
}

// Shown are the fields of a rule that a notice may show, in the order of
// NoticeFields, so that no other name slips in; serial and name stand always.
func (n *NoticeRule) Shown() []string {
	wanted := n.Fields
	if len(wanted) == 0 {
		wanted = []string{"serial", "name", "village", "category", "persons"}
	}
	shown := []string{}
	for _, field := range NoticeFields {
		if slices.Contains(wanted, field) || field == "serial" || field == "name" {
			shown = append(shown, field)
		}
	}
	return shown
}

// FileName is what a document of the notice is called; it holds no name of a
// person.
func (n *Notice) FileName() string {
	if n.Number == "" {
		return "notice.pdf"
	}
	return n.Number + ".pdf"
}
