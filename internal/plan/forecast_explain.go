package plan

import (
	"reflect"
	"strings"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Explain is the sentence by which a figure explains itself: a message key and
// its arguments, put into words for the reader.
type Explain struct {
	Key  string
	Args problem.Args
}

func explain(key string, pairs ...any) Explain {
	return Explain{Key: key, Args: problem.Pairs(pairs...)}
}

// Text is the sentence in the reader's language, "" for the zero Explain.
func (e Explain) Text(lang locale.Lang) string {
	if e.Key == "" {
		return ""
	}
	return strings.TrimSpace(locale.Text(lang, e.Key, e.Args))
}

// Explains are sentences that belong together.
type Explains []Explain

// Text joins the sentences.
func (e Explains) Text(lang locale.Lang) string {
	return joined(lang, e)
}

func joined[T locale.Texter](lang locale.Lang, parts []T) string {
	texts := make([]string, 0, len(parts))
	for _, part := range parts {
		if text := part.Text(lang); text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, locale.Text(lang, "plan.forecast.separator", nil))
}

// Word is one of the format's fixed English values (household, must, bank) as
// people read it; what is no fixed value shows as it was written.
type Word string

// Text is the word in the reader's language.
func (w Word) Text(lang locale.Lang) string {
	key := "plan.word." + string(w)
	if !locale.Has(lang, key) {
		return string(w)
	}
	return locale.Text(lang, key, nil)
}

// known tells whether the word is one of the format's.
func (w Word) known() bool { return locale.Has(locale.Chinese, "plan.word."+string(w)) }

// clauseNames gives every clause with a name what people call it, by
// section.id; tasks and steps are sections of their own here.
func (p *Plan) clauseNames() map[string]string {
	names := map[string]string{}
	p.each(func(at place, key string, _ part, _ reflect.Value) {
		if key == "name" && at.clause != nil && at.clause.Name != "" {
			names[at.kind+"."+at.clause.ID] = at.clause.Name
		}
	})
	return names
}
