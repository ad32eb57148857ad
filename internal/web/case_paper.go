package web

import (
	"net/http"
	"net/url"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

func (v *visit) casePapersShown(c *app.CaseView, out *view.Case) {
	out.MayPaper = v.can(identity.CaseFile) && !c.State.Ended() && !c.Relative
	shown := func(name string, there, late bool, documents []app.CaseDocument) view.CasePaper {
		one := view.CasePaper{Name: name, There: there, Late: late}
		if len(documents) > 0 {
			d := documents[len(documents)-1]
			one.Note, one.Who, one.When = d.Note, d.By, d.On.String()
			if d.HasFile && v.can(identity.PersonalUnmask) {
				one.File = out.Base + "/files/" + string(d.ID)
			}
			if out.MayPaper && c.PapersOpen && there {
				one.Drop = out.Base + "/files/" + string(d.ID) + "/drop"
			}
		}
		return one
	}
	out.PaperKinds = []view.Option{{Text: v.say("web.household.choose")}}
	for _, paper := range c.Papers {
		out.Papers = append(out.Papers, shown(paper.Name, paper.There, paper.Late, paper.Documents))
		out.PaperKinds = append(out.PaperKinds, view.Option{Value: "paper:" + paper.Paper, Text: paper.Name})
	}
	for _, consent := range c.Consents {
		out.Consents = append(out.Consents, shown(consent.Name, consent.There, false, consent.Documents))
		out.PaperKinds = append(out.PaperKinds, view.Option{Value: "consent:" + string(consent.Member), Text: v.say("web.case.consent_of", "name", consent.Name)})
	}
	out.PaperKinds = append(out.PaperKinds, view.Option{Value: "other", Text: v.say("web.case.paper_other")})
	for _, d := range c.Others {
		out.Others = append(out.Others, shown(d.Name, true, false, []app.CaseDocument{d}))
	}
	for i, d := range c.Photos {
		photo := shown(v.say("web.case.photo_n", "n", i+1), true, false, []app.CaseDocument{d})
		photo.Drop = ""
		out.Photos = append(out.Photos, photo)
	}
}

// casePaper puts a paper or a consent to a case.
func (v *visit) casePaper() error {
	form, err := v.multipart(formFiles)
	if err != nil {
		return err
	}
	ref := v.r.PathValue("case")
	files, err := v.attached("file")
	if err == nil {
		what, of, _ := strings.Cut(form.Get("paper"), ":")
		switch what {
		case "consent":
			_, err = v.desk.AddConsent(v.r.Context(), ref, app.ConsentOrder{Member: id.ID(of), File: first(files), Note: form.Get("note")})
		case "paper":
			_, err = v.desk.AddPaper(v.r.Context(), ref, app.PaperOrder{Paper: of, File: first(files), Note: form.Get("note")})
		default:
			_, err = v.desk.AddPaper(v.r.Context(), ref, app.PaperOrder{Name: form.Get("name"), File: first(files), Note: form.Get("note")})
		}
	}
	if err == nil {
		return v.done("/cases/"+url.PathEscape(ref)+"?tab=papers", "web.case.paper_there")
	}
	f, err := v.wrongIn(form, err, map[string]string{"casework.no_paper": "name", "casework.paper_nowhere": "note", "casework.note_long": "note", "blob.": "file", "casework.no_member": "paper"})
	if err != nil {
		return err
	}
	return v.showCase(view.Form{}, f, "papers", http.StatusUnprocessableEntity)
}

// casePaperDrop takes back a paper that was put to the case by mistake.
func (v *visit) casePaperDrop() error {
	of, err := v.idOf("file", "casework.no_document")
	if err != nil {
		return err
	}
	ref := v.r.PathValue("case")
	if _, err = v.desk.DropPaper(v.r.Context(), ref, of); problem.Is(err, problem.Conflict) {
		return v.showCase(view.Form{}, view.Form{Wrong: map[string]string{"": v.text(err)}}, "papers", http.StatusConflict)
	}
	if err != nil {
		return err
	}
	return v.done("/cases/"+url.PathEscape(ref)+"?tab=papers", "web.case.paper_dropped")
}

// caseFile opens a paper; that somebody looked is on record.
func (v *visit) caseFile() error {
	of, err := v.idOf("file", "casework.no_document")
	if err != nil {
		return err
	}
	file, err := v.desk.OpenDocument(v.r.Context(), v.r.PathValue("case"), of)
	if err != nil {
		return err
	}
	return v.file(file)
}
