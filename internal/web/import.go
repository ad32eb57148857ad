package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/web/view"
)

const (
	importsShown = 20
	// fieldMost bounds a field that comes beside a file, in bytes.
	fieldMost = 4 << 10
)

func (v *visit) importList() error {
	before := id.ID(v.r.FormValue("before"))
	batches, err := v.desk.ImportPage(v.r.Context(), before, importsShown+1)
	if err != nil {
		return err
	}
	list := view.ImportList{CanImport: v.desk.Actor().Can(identity.ListImport)}
	if before != "" {
		list.Pager.First = "/imports"
	}
	if len(batches) > importsShown {
		batches = batches[:importsShown]
		list.Pager.Next = "/imports?before=" + string(batches[importsShown-1].ID)
	}
	for _, b := range batches {
		line := v.importLine(b)
		list.Lines = append(list.Lines, line)
	}
	if list.CanImport && before == "" {
		open, err := v.desk.OpenImports(v.r.Context())
		if err != nil {
			return err
		}
		for _, b := range open {
			list.Open = append(list.Open, v.importLine(b))
		}
	}
	p := v.page("web.import.title")
	if list.CanImport {
		p.Actions = view.Go("primary", "/imports/new", p.T("web.import.new"))
	}
	return v.show(view.ImportsPage(p, list))
}

func (v *visit) importLine(b *registry.Batch) view.ImportLine {
	return view.ImportLine{
		ID: string(b.ID), File: b.File, Kind: b.Kind, State: string(b.State), Tone: importTone(b), Unfinished: b.Ended == "",
		Who: b.Actor, When: v.moment(b.Started.Time()), Rows: b.Rows, Begun: b.State.Begun(),
	}
}

func importTone(b *registry.Batch) string {
	switch {
	case b.State == registry.Undone:
		return ""
	case b.State == registry.Entered && b.Rows.Wrong > 0:
		return "amber"
	case b.State == registry.Entered:
		return "green"
	}
	return "blue"
}

func (v *visit) importNew() error {
	kind := "households"
	if v.r.URL.Query().Get("kind") == "helpers" {
		kind = "helpers"
	}
	return v.showNewImport(view.Form{Values: url.Values{"kind": {kind}, "form": {v.formKey()}}}, http.StatusOK)
}

func (v *visit) showNewImport(f view.Form, status int) error {
	p := v.page("web.import.new")
	p.Crumbs = []view.Link{{Href: "/imports", Text: p.T("web.import.title")}}
	return v.write(status, view.UploadPage(p, view.Upload{Form: f, Most: app.UploadMost}))
}

// importUpload takes a list in. The file is streamed: the fields stand before
// it in the form.
func (v *visit) importUpload() error {
	values := url.Values{}
	b, err := v.takeList(values)
	if err == nil {
		return v.goTo("/imports/" + string(b.ID) + "/columns")
	}
	if values.Get("form") == "" {
		values.Set("form", v.formKey())
	}
	f, err := v.wrong(values, err, map[string]string{
		"import.no_kind": "kind", "import.no_file": "file", "import.too_large": "file", "import.cut_off": "file",
		"sheet.empty_file": "file", "sheet.old_format": "file", "sheet.not_table": "file", "sheet.pdf": "file", "sheet.markup": "file",
		"sheet.damaged": "file", "sheet.encrypted": "file", "sheet.macros": "file", "sheet.bomb": "file", "sheet.unzipped_too_large": "file",
		"sheet.encoding_unknown": "file", "sheet.no_visible_sheet": "file", "sheet.open_quote": "file", "sheet.too_many_rows": "file",
		"sheet.too_many_columns": "file", "sheet.file_too_large": "file",
	})
	if err != nil {
		return err
	}
	return v.showNewImport(f, http.StatusUnprocessableEntity)
}

func (v *visit) takeList(values url.Values) (*registry.Batch, error) {
	if v.r.ContentLength > app.UploadMost+formBytes {
		return nil, problem.New(problem.TooLarge, "import.too_large", "most", app.UploadMost>>20)
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, app.UploadMost+formBytes)
	parts, err := v.r.MultipartReader()
	if err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "import.no_file")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, problem.New(problem.Invalid, "import.no_file")
		}
		if err != nil {
			return nil, problem.Wrap(err, problem.Unreadable, "import.cut_off")
		}
		if part.FormName() == "file" {
			return v.streamed(values, part)
		}
		text, err := io.ReadAll(io.LimitReader(part, fieldMost))
		if err != nil {
			return nil, problem.Wrap(err, problem.Unreadable, "import.cut_off")
		}
		values.Set(part.FormName(), string(text))
	}
}

func (v *visit) streamed(values url.Values, file *multipart.Part) (*registry.Batch, error) {
	if file.FileName() == "" {
		return nil, problem.New(problem.Invalid, "import.no_file")
	}
	return v.desk.Upload(v.r.Context(), app.UploadOrder{
		Kind: values.Get("kind"), Name: file.FileName(), Area: area.Code(""), Form: values.Get("form"),
	}, file)
}

// importAt leads to the page where an import stands.
func (v *visit) importAt() error {
	i, err := v.importView()
	if err != nil {
		return err
	}
	path := "/imports/" + string(i.ID)
	switch i.State {
	case registry.Draft:
		if i.busy() {
			return v.goTo(path + "/check")
		}
		return v.goTo(path + "/columns")
	case registry.Checked:
		return v.goTo(path + "/check") // which knows whether it is being entered
	}
	return v.goTo(path + "/result")
}

// importing is an import with what its pages share.
type importing struct{ *app.ImportView }

// busy tells whether a job works on the import, or waits to.
func (i importing) busy() bool { return len(i.Jobs) > 0 && i.Jobs[0].State.Open() }

// entering tells whether the work on it is to enter its rows.
func (i importing) entering() bool { return i.busy() && i.Jobs[0].Kind == identity.ImportEnter }

func (v *visit) importView() (importing, error) {
	of, err := v.pathID()
	if err != nil {
		return importing{}, err
	}
	i, err := v.desk.Import(v.r.Context(), of)
	return importing{i}, err
}

// importPage is the frame of the wizard's pages; step counts from 0.
func (v *visit) importPage(titleKey string, b *registry.Batch, step int) (view.Page, view.Wizard) {
	p := v.page(titleKey)
	p.Crumbs = []view.Link{{Href: "/imports", Text: p.T("web.import.title")}}
	p.Sub = b.File
	actor := v.desk.Actor()
	return p, view.Wizard{ID: string(b.ID), Kind: b.Kind, Step: step, Form: v.formKey(), State: string(b.State), Begun: b.State.Begun(),
		CanImport: actor.Can(identity.ListImport) && b.Upload != "", CanUndo: actor.Can(identity.ImportUndo), Sent: b.Upload != "" && actor.Can(identity.ListImport)}
}

// jobOf puts the latest job of an import on its page.
func (v *visit) jobOf(i importing, p *view.Page) *view.Job {
	if len(i.Jobs) == 0 {
		return nil
	}
	j := i.Jobs[0]
	if j.State.Open() {
		p.Refresh = reloadSeconds
	} else if j.State == identity.JobDone {
		return nil
	}
	card := v.jobCard(j)
	if j.State.Open() {
		card.Next = ""
	}
	card.CanContinue = card.CanContinue && j.Mine(v.desk.Actor()) || card.CanContinue && v.desk.Actor().Can(identity.JobStop)
	return &card
}

func (v *visit) importCheck() error {
	i, err := v.importView()
	if err != nil {
		return err
	}
	if i.State.Begun() || i.entering() {
		return v.goTo("/imports/" + string(i.ID) + "/result")
	}
	p, w := v.importPage("web.import.check", i.Batch, 2)
	c := view.ImportCheck{Wizard: w, Sum: view.RowSum(i.Sum), Enter: i.Sum.Enter(), Job: v.jobOf(i, &p), Households: i.Kind == "households"}
	for _, n := range i.Notes {
		c.Notes = append(c.Notes, n.Text(v.lang))
	}
	return v.show(view.ImportCheckPage(p, c))
}

func (v *visit) importResult() error {
	i, err := v.importView()
	if err != nil {
		return err
	}
	if !i.State.Begun() && !i.entering() {
		return v.goTo("/imports/" + string(i.ID) + "/check")
	}
	step := 3
	if i.Ended != "" {
		step = 4
	}
	p, w := v.importPage("web.import.result", i.Batch, step)
	r := view.ImportResult{Wizard: w, Line: v.importLine(i.Batch), Digest: i.Digest, Job: v.jobOf(i, &p)}
	r.CanResume = i.Ended == "" && !i.busy() && w.Sent
	return v.show(view.ImportResultPage(p, r))
}

// importEnter has the good rows entered, or carries a stopped import on.
func (v *visit) importEnter() error {
	return v.beginJob(v.desk.BeginImport, "web.import.entering")
}

func (v *visit) importUndo() error { return v.beginJob(v.desk.BeginUndo, "web.import.undoing") }
