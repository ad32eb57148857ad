package offline

import (
	"encoding/json"
	"time"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// TextMost is the largest sealed text of an entry, in bytes.
const TextMost = 512 << 10

// Text is what a phone says of one visit, without its photos: the content of an
// envelope. Instants are by the phone's clock, which may be wrong.
type Text struct {
	ID        id.ID                      `json:"id"` // minted by the phone
	Edition   int                        `json:"edition"`
	Phone     id.ID                      `json:"phone"`
	Household id.ID                      `json:"household"`
	Version   int                        `json:"version"` // of the file that the phone held
	Campaign  id.ID                      `json:"campaign,omitempty"`
	Duty      string                     `json:"duty,omitempty"`
	Act       string                     `json:"act"`
	Form      string                     `json:"form"`
	Digest    string                     `json:"digest"` // of the form that was filled in
	Answers   map[string]json.RawMessage `json:"answers"`
	Noted     map[string]string          `json:"noted,omitempty"` // what of the file is otherwise, by field
	Reason    string                     `json:"reason,omitempty"`
	Visitors  []string                   `json:"visitors"`
	Begun     string                     `json:"begun"`    // RFC 3339
	Finished  string                     `json:"finished"` // likewise
	Place     *Place                     `json:"place,omitempty"`
	Photos    []Photo                    `json:"photos,omitempty"`
}

// Place is where the phone says that it was.
type Place struct {
	Latitude  float64 `json:"latitude"`  // degrees
	Longitude float64 `json:"longitude"` // degrees
	Accuracy  float64 `json:"accuracy"`  // metres
}

// Photo is a photo or a signature that an entry names.
type Photo struct {
	ID       id.ID  `json:"id"`
	Question string `json:"question"`
}

// photosMost is how many photos one visit may have.
const photosMost = 40

// ReadText reads the content of an envelope that came under an id. Errors:
// Unreadable, Invalid.
func ReadText(plain []byte, of id.ID) (*Text, error) {
	t := &Text{}
	if err := json.Unmarshal(plain, t); err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "offline.text_broken")
	}
	if t.ID != of || len(t.Photos) > photosMost {
		return nil, problem.New(problem.Invalid, "offline.text_broken")
	}
	for _, one := range append([]id.ID{t.ID, t.Household}, t.Wanted()...) {
		if _, err := id.Parse(string(one)); err != nil {
			return nil, problem.Wrap(err, problem.Invalid, "offline.text_broken")
		}
	}
	return t, nil
}

// Wanted are the ids of the photos that belong to the entry.
func (t *Text) Wanted() []id.ID {
	all := make([]id.ID, len(t.Photos))
	for i, p := range t.Photos {
		all[i] = p.ID
	}
	return all
}

// Instant reads an instant of a phone; "" when it is none.
func Instant(text string) day.Instant {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Year() < 1970 || at.Year() > 9999 {
		return ""
	}
	return day.At(at)
}

// Drift is by how much a phone's clock is ahead of the server's.
func Drift(phone, server day.Instant) time.Duration {
	if phone == "" {
		return 0
	}
	return phone.Time().Sub(server.Time()).Round(time.Second)
}
