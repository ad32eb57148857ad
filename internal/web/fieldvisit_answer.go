package web

import (
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/money"
	fieldwork "songnuan/internal/visit"
	"songnuan/internal/web/view"
)

// visitAnswer reads the answer to one question from the form of a visit.
func (v *visit) visitAnswer(form url.Values, e *fieldwork.Entry, q *fieldwork.Question, wrong map[string]string) {
	name := view.VisitField(q.ID)
	var a fieldwork.Answer
	switch q.Kind {
	case fieldwork.KindMany, fieldwork.KindMembers:
		a.Many = form[name]
	case fieldwork.KindPhoto:
		a.Many = v.photosIn(form, e.ID, name, wrong)
	case fieldwork.KindSignature:
		s := fieldwork.Signature{Paper: form.Get(name+".paper") != "", Name: strings.TrimSpace(form.Get(name + ".name")), Relation: strings.TrimSpace(form.Get(name + ".relation"))}
		if s != (fieldwork.Signature{}) {
			a.Signature = &s
		}
	case fieldwork.KindGift:
		a.Gifts = v.giftsIn(form, name, wrong)
	case fieldwork.KindHazard:
		for i := range view.VisitRows {
			row := name + "." + strconv.Itoa(i)
			if h := (fieldwork.Hazard{Kind: form.Get(row + ".kind"), Grade: form.Get(row + ".grade"), Where: strings.TrimSpace(form.Get(row + ".where"))}); h != (fieldwork.Hazard{}) {
				a.Hazards = append(a.Hazards, h)
			}
		}
	case fieldwork.KindDemand:
		for i := range view.VisitRows {
			row := name + "." + strconv.Itoa(i)
			if d := (fieldwork.Demand{Kind: form.Get(row + ".kind"), Text: strings.TrimSpace(form.Get(row + ".text")), Sensitive: form.Get(row+".sensitive") != ""}); d != (fieldwork.Demand{}) {
				a.Demands = append(a.Demands, d)
			}
		}
	case fieldwork.KindPlace: // a desk is not where the visit was
		return
	default:
		a.Text = form.Get(name)
	}
	e.Answers[q.ID] = a
}

func (v *visit) giftsIn(form url.Values, name string, wrong map[string]string) (all []fieldwork.Gift) {
	for i := range view.VisitRows {
		row := name + "." + strconv.Itoa(i)
		g := fieldwork.Gift{Kind: form.Get(row + ".kind"), What: strings.TrimSpace(form.Get(row + ".what")), Quantity: strings.TrimSpace(form.Get(row + ".quantity"))}
		if text := strings.TrimSpace(form.Get(row + ".value")); text != "" {
			value, err := money.Parse(text)
			if err != nil {
				wrong[row+".value"] = v.text(err)
			}
			g.Value = value
		}
		if g == (fieldwork.Gift{}) {
			continue
		}
		g.Own = form.Get(row+".own") != ""
		all = append(all, g)
	}
	return all
}

// photosIn keeps the photos of a question at once, so that a form that comes back
// has them still.
func (v *visit) photosIn(form url.Values, of id.ID, name string, wrong map[string]string) []string {
	kept := form[name+".kept"]
	files, err := v.attached(name)
	if err != nil {
		wrong[name] = v.text(err)
		return kept
	}
	for _, file := range files {
		photo := app.PhotoID(of, file.Content)
		if err := v.desk.PutVisitPhoto(v.r.Context(), app.PhotoOrder{Visit: of, ID: photo, Content: file.Content}); err != nil {
			wrong[name] = v.text(err)
			continue
		}
		kept = append(kept, string(photo))
	}
	form[name+".kept"] = kept
	return kept
}
