package web

import (
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/web/view"
)

// reviewsShown is how many reviews stand on a page.
const reviewsShown = 50

// reviewList shows the periodic reviews that are due.
func (v *visit) reviewList() error {
	after := id.ID(v.r.FormValue("after"))
	lines, next, err := v.desk.ReviewsDue(v.r.Context(), after, reviewsShown)
	if err != nil {
		return err
	}
	l := view.ReviewList{Lines: lines, CanOpen: v.desk.Actor().Can(identity.CaseFile)}
	if after != "" {
		l.Pager.First = "/reviews"
	}
	if next != "" {
		l.Pager.Next = "/reviews?after=" + string(next)
	}
	p := v.page("web.review.title")
	p.Sub = p.T("web.review.sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.people")}}
	return v.show(view.ReviewsPage(p, l))
}

// reviewBegin opens the case of a review that is due.
func (v *visit) reviewBegin() error {
	saved, err := v.desk.BeginReview(v.r.Context(), id.ID(v.r.PathValue("grant")))
	if err != nil {
		return err
	}
	return v.done("/cases/"+string(saved.Case), "web.review.begun")
}
