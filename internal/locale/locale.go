// Package locale holds every text a user reads, in Chinese and English, one
// JSON file per package and language: zh-CN/<package>.json and en/<package>.json.
// Keys are "<package>.<name>"; arguments stand in the text as {name}.
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"songnuan/internal/problem"
)

// Lang is a language of the interface.
type Lang string

// The languages: Chinese first, English complete.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

//go:embed zh-CN/*.json en/*.json
var files embed.FS

var catalogue = sync.OnceValue(func() map[Lang]map[string]string {
	all := map[Lang]map[string]string{}
	for _, lang := range []Lang{Chinese, English} {
		texts, err := load(lang)
		if err != nil {
			panic(err) // embedded at build time and covered by a test
		}
		all[lang] = texts
	}
	return all
})

func load(lang Lang) (map[string]string, error) {
	entries, err := files.ReadDir(string(lang))
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, entry := range entries {
		data, err := files.ReadFile(string(lang) + "/" + entry.Name())
		if err != nil {
			return nil, err
		}
		var part map[string]string
		if err := json.Unmarshal(data, &part); err != nil {
			return nil, fmt.Errorf("%s/%s: %w", lang, entry.Name(), err)
		}
		prefix := strings.TrimSuffix(entry.Name(), ".json") + "."
		for key, text := range part {
			if !strings.HasPrefix(key, prefix) {
				return nil, fmt.Errorf("%s/%s: key %s does not begin with %s", lang, entry.Name(), key, prefix)
			}
			texts[key] = text
		}
	}
	return texts, nil
}

// Text is the message of a key. A missing key shows as itself, and a test
// fails on it before a user can see it.
func Text(lang Lang, key string, args problem.Args) string {
	text, ok := catalogue()[lang][key]
	if !ok {
		return key
	}
	return fill(lang, text, args)
}

// Has tells whether the key has a text in the language.
func Has(lang Lang, key string) bool {
	_, ok := catalogue()[lang][key]
	return ok
}

// Error is the text of an error for its reader.
func Error(lang Lang, err error) string {
	e := problem.As(err)
	return Text(lang, e.Key, e.Args)
}

// Texter is an argument that is itself translated.
type Texter interface{ Text(Lang) string }

func fill(lang Lang, text string, args problem.Args) string {
	if len(args) == 0 {
		return text
	}
	pairs := make([]string, 0, 2*len(args))
	for name, value := range args {
		shown := fmt.Sprint(value)
		if t, ok := value.(Texter); ok {
			shown = t.Text(lang)
		}
		pairs = append(pairs, "{"+name+"}", shown)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
