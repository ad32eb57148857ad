package registry

import (
	"slices"
	"strings"

	"songnuan/internal/id"
)

// Touch is one thing that a request lays its hand on: a field of a household
// ("income"), of a member ("member.<id>.card"), a whole member ("member.<id>"),
// the whole file ("file"), or a person who is wanted there, by the digest of the
// number ("person.<digest>", of no household, so that two households can't both
// get him).
type Touch struct {
	Household id.ID
	Key       string
}

// wholeFile is the key of a file that ends, which nothing else may go along
// with.
const wholeFile = "file"

// Touches are all that the request lays its hand on. digest makes a keyed
// digest of an ID number.
func (c *ChangeRequest) Touches(digest func(number string) string) []Touch {
	var all []Touch
	add := func(of id.ID, key string) {
		if one := (Touch{of, key}); !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	a := &c.Ask
	for field := range a.Fields {
		add(c.Household, field)
	}
	for of, fields := range a.Members {
		for field := range fields {
			add(c.Household, "member."+string(of)+"."+field)
			if field == "id_number" {
				add("", personKey(fields[field], digest))
			}
		}
	}
	for _, of := range a.Gone {
		add(c.Household, "member."+string(of))
	}
	for _, fields := range a.Added {
		if number := fields["id_number"]; number != "" {
			add("", personKey(number, digest))
		}
	}
	if a.Terms {
		add(c.Household, "category")
		add(c.Household, "cause")
	}
	switch c.Kind {
	case ChangeExit:
		add(c.Household, wholeFile)
	case ChangeMerge:
		add(c.Household, "members")
		add(c.Other, wholeFile)
	case ChangeSplit:
		add(c.Household, "members")
	case ChangeHead:
		add(c.Household, "head")
	}
	slices.SortFunc(all, func(x, y Touch) int {
		return strings.Compare(string(x.Household)+x.Key, string(y.Household)+y.Key)
	})
	return all
}

func personKey(number string, digest func(string) string) string {
	return "person." + digest(strings.ToUpper(strings.TrimSpace(number)))
}

// Overlap gives what two requests both lay their hands on. A file that ends
// goes along with nothing else; a member who leaves, with nothing of his.
func Overlap(a, b []Touch) (both []Touch) {
	for _, x := range a {
		if slices.ContainsFunc(b, func(y Touch) bool { return x.meets(y) }) {
			both = append(both, x)
		}
	}
	return both
}

func (x Touch) meets(y Touch) bool {
	if x.Household != y.Household {
		return false
	}
	if x.Household == "" {
		return x.Key == y.Key
	}
	return x.Key == wholeFile || y.Key == wholeFile || x.Key == y.Key ||
		strings.HasPrefix(x.Key, y.Key+".") || strings.HasPrefix(y.Key, x.Key+".")
}
