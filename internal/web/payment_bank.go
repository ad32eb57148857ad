package web

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"

	"songnuan/internal/app"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// paymentFile gives the bank's file. That it was taken is on record before the
// first byte goes out.
func (v *visit) paymentFile() error {
	of, err := v.paymentID()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "songnuan-bank-*")
	if err != nil {
		return problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "bank")
	f, err := v.desk.WriteBankFile(v.r.Context(), of, path)
	if err != nil {
		return v.paymentRefused("file", url.Values{}, err)
	}
	return v.send(path, f.Name, "application/octet-stream")
}

// paymentReturns shows what taking a bank's return file would do.
func (v *visit) paymentReturns() error {
	of, err := v.paymentID()
	if err != nil {
		return err
	}
	form, err := v.multipart(40 << 20)
	if err != nil {
		return err
	}
	report, err := v.lookAt(form)
	if err != nil {
		return v.paymentRefused("returns", form, err)
	}
	p := v.page("web.payment.returns")
	p.Path = "/payments/" + string(of) + "/returns"
	p.Crumbs = []view.Link{{Text: p.T("web.nav.fund")}, {Href: "/payments", Text: p.T("web.payment.title")}, {Href: "/payments/" + string(of), Text: report.Batch.Number}}
	return v.show(view.PaymentReturnsPage(p, view.PaymentReturns{ReplyReport: report, Base: "/payments/" + string(of), Round: max(rowIn(url.Values{"row": {form.Get("round")}}), 1)}))
}

func (v *visit) lookAt(form url.Values) (*app.ReplyReport, error) {
	of, err := v.paymentID()
	if err != nil {
		return nil, err
	}
	if v.r.MultipartForm == nil || len(v.r.MultipartForm.File["file"]) == 0 {
		return nil, problem.New(problem.Invalid, "web.payment.no_file")
	}
	head := v.r.MultipartForm.File["file"][0]
	part, err := head.Open()
	if err != nil {
		return nil, formProblem(err)
	}
	defer func() { _ = part.Close() }() // it was read only
	content, err := io.ReadAll(part)
	if err != nil {
		return nil, formProblem(err)
	}
	return v.desk.LookAtReplies(v.r.Context(), of, max(number(form, "round"), 1), head.Filename, content)
}

// paymentTake takes the return file that was looked at.
func (v *visit) paymentTake() error {
	of, err := v.paymentID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	report, err := v.desk.TakeLookedAt(v.r.Context(), of, max(number(form, "round"), 1), form.Get("digest"))
	switch {
	case err != nil:
		return v.paymentRefused("returns", form, err)
	case report.Again:
		return v.done("/payments/"+string(of), "web.payment.taken_again")
	}
	back := 0
	for _, rows := range report.Returned {
		back += len(rows)
	}
	return v.done("/payments/"+string(of), "web.payment.taken", "credited", len(report.Credited), "returned", back, "unknown", len(report.Unknown))
}

// paymentSheet keeps a photo of the signed sheet.
func (v *visit) paymentSheet() error {
	of, err := v.paymentID()
	if err != nil {
		return err
	}
	form, err := v.multipart(formFiles)
	if err != nil {
		return err
	}
	files, err := v.attached("file")
	if err == nil && len(files) == 0 {
		err = problem.New(problem.Invalid, "web.payment.no_file")
	}
	if err == nil {
		err = v.desk.AddSheet(v.r.Context(), of, files[0])
	}
	if err != nil {
		return v.paymentRefused("sheet", form, err)
	}
	return v.done("/payments/"+string(of), "web.payment.sheet_kept")
}

// paymentSheetOpen opens a photo of the signed sheet; that somebody looked is on
// record.
func (v *visit) paymentSheetOpen() error {
	of, err := v.paymentID()
	if err != nil {
		return err
	}
	file, err := v.desk.OpenSheet(v.r.Context(), of, v.r.PathValue("digest"))
	if err != nil {
		return err
	}
	return v.file(file)
}

// cashPage is the page on which cash is signed off.
func (v *visit) cashPage() error { return v.showCash(false, "", view.Form{}, http.StatusOK) }

// cashNames is the same page with names, which is on record.
func (v *visit) cashNames() error {
	if _, err := v.form(); err != nil {
		return err
	}
	return v.showCash(true, "", view.Form{}, http.StatusOK)
}
