package api

import (
	"fmt"
	"net/url"
)

// paging cuts a list into pages by key. A list that grows meanwhile neither
// repeats nor skips what was there.
type paging struct {
	After string `query:"after" max:"400"` // next of the page before
	Limit int64  `query:"limit" min:"1" max:"500" default:"50"`
}

// page is a page of a list.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"` // after of the next page; there is none at the end
}

// paged makes a page of what a use case gave, and links to the next.
func paged[T, U any](c *call, all []T, next string, shape func(T) U) *page[U] {
	p := &page[U]{Items: []U{}, Next: next}
	for _, one := range all {
		p.Items = append(p.Items, shape(one))
	}
	c.link(next)
	return p
}

// link names the address of the next page (RFC 8288).
func (c *call) link(next string) {
	if next == "" {
		return
	}
	query := c.r.URL.Query()
	query.Set("after", next)
	address := url.URL{Path: c.r.URL.Path, RawQuery: query.Encode()}
	c.w.Header().Set("Link", fmt.Sprintf(`<%s>; rel="next"`, address.String()))
}

// cut makes pages of what a use case gives without saying whether more is to
// come: it is asked for one more than wanted.
func cut[T any](all []T, limit int64, key func(T) string) ([]T, string) {
	if int64(len(all)) <= limit {
		return all, ""
	}
	all = all[:limit]
	return all, key(all[limit-1])
}

// shaped puts each of some things into its form; never nil, so that a list
// without entries is [] and not null.
func shaped[T, U any](all []T, shape func(T) U) []U {
	out := []U{}
	for _, one := range all {
		out = append(out, shape(one))
	}
	return out
}
