package web

import "songnuan/internal/identity"

// Pattern is one line of the table of routes, for walks over all of them.
type Pattern struct {
	Pattern string // method and path
	Needs   identity.Permission
	Open    bool // answered without a session
}

// Patterns are all routes, in the order of the table.
func Patterns() (all []Pattern) {
	for _, r := range openRoutes {
		all = append(all, Pattern{Pattern: r.Pattern, Open: true})
	}
	for _, r := range routes {
		all = append(all, Pattern{r.Pattern, r.Needs, false})
	}
	return all
}
