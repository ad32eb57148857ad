package casework

import (
	"strconv"
	"strings"

	"songnuan/internal/locale"
)

// Markdown writes the document down: a heading for each part, a numbered item
// for each step, and the sentences that it came from.
func (d *ProfileDocument) Markdown(lang locale.Lang) string {
	var out strings.Builder
	line := func(text string) { out.WriteString(text + "\n") }
	said := func(indent string, all []ProfileLine) {
		for _, l := range all {
			line(indent + "- " + locale.Text(lang, "profile.show.line", map[string]any{"label": l.Label, "text": l.Text}))
		}
	}
	sources := func(indent string, all []Source) {
		for i := range all {
			line(indent + "> " + all[i].Sentence(lang))
		}
	}
	line("# " + d.Title)
	line("")
	said("", d.Head)
	for _, part := range d.Parts {
		line("")
		line("## " + part.Title)
		line("")
		said("", part.Lines)
		sources("", part.Sources)
		for i, item := range part.Items {
			line(strconv.Itoa(i+1) + ". **" + item.Name + "**　" + strings.Join(item.Brief, "　"))
			said("   ", item.Lines)
			sources("   ", item.Sources)
		}
	}
	return out.String()
}

// Sentence is a source as one sentence: the words, where they stand, how sure.
func (s *Source) Sentence(lang locale.Lang) string {
	text := s.Text
	if s.Place != "" {
		text = locale.Text(lang, "profile.show.quoted", map[string]any{"text": text, "place": s.Place})
	}
	if sure := s.Certain(lang); sure != "" {
		text += locale.Text(lang, "profile.show.certain", map[string]any{"sure": sure})
	}
	return text
}
