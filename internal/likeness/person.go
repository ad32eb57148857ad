// Package likeness finds records of persons that may be of one person, and says
// why: by number, by name as it is written and as it sounds, by birth, village,
// phone, card and address. It holds each pair against two other explanations,
// that two strangers share what they share by chance and that two relatives do,
// and weighs by how often a name, a day or a phone stands in the list: to share
// 王秀英 says little. It knows no database and no file.
package likeness

// Person is one person as a list or a file has it, in the clear. "" and 0 are
// unknown. Who fills it takes care of whom the pairs are shown to.
type Person struct {
	Name      string // as written
	Head      string // of the household, as written
	Number    Number // of identity, see ReadNumber
	Birth     Birth
	Sex       Sex
	Village   string // a code, or a name as written
	Address   string
	Phone     string // digits
	Card      string // digits
	Household string // equal texts are one household, of a list or of the registry; "" is one of its own
	Closed    bool   // the file is closed, or the person is said to have died
}

// Sex of a person.
type Sex uint8

// The sexes; 0 is unknown.
const (
	Male Sex = iota + 1
	Female
)

// Birth is a day of birth as yyyymmdd; 00 stands for a month or a day that is
// not known, 0 for nothing known.
type Birth uint32

// NewBirth is the birth on a day.
func NewBirth(year, month, day int) Birth {
	if year <= 0 {
		return 0
	}
	return Birth(year*1_00_00 + month*1_00 + day)
}

func (b Birth) year() int  { return int(b / 1_00_00) }
func (b Birth) month() int { return int(b / 1_00 % 1_00) }
func (b Birth) day() int   { return int(b % 1_00) }
func (b Birth) whole() bool {
	return b.month() > 0 && b.day() > 0
}
