package casework

import (
	"strings"

	"songnuan/internal/locale"
)

// ProfileChange is one line in which two profiles differ.
type ProfileChange struct {
	ProfileSaid
	Before string // "" is new
	After  string // "" is gone
}

// ProfileSaid is where a profile says something.
type ProfileSaid struct {
	Part  string // heading
	Item  string // step, condition or class; "" is the part itself
	Label string // "" is the item in short
}

// CompareProfiles tells what one profile says otherwise than another, in the
// order of the document; what is gone comes last.
func CompareProfiles(before, after *Profile, lang locale.Lang) (all []ProfileChange) {
	old, was := before.Document(lang).said()
	now, is := after.Document(lang).said()
	for _, at := range now {
		if was[at] != is[at] {
			all = append(all, ProfileChange{at, was[at], is[at]})
		}
	}
	for _, at := range old {
		if _, kept := is[at]; !kept {
			all = append(all, ProfileChange{at, was[at], ""})
		}
	}
	return all
}

// said is the document as lines that can be held against another's.
func (d *ProfileDocument) said() (order []ProfileSaid, texts map[ProfileSaid]string) {
	texts = map[ProfileSaid]string{}
	add := func(part, item, label, text string) {
		at := ProfileSaid{part, item, label}
		if _, twice := texts[at]; !twice {
			order = append(order, at)
		}
		texts[at] = text
	}
	for _, line := range d.Head {
		add("", "", line.Label, line.Text)
	}
	for _, part := range d.Parts {
		for _, line := range part.Lines {
			add(part.Title, "", line.Label, line.Text)
		}
		for _, item := range part.Items {
			add(part.Title, item.Name, "", strings.Join(item.Brief, "　"))
			for _, line := range item.Lines {
				add(part.Title, item.Name, line.Label, line.Text)
			}
		}
		for _, s := range part.Sources {
			add(part.Title, "", s.Place, s.Text)
		}
	}
	return order, texts
}
