package web

import (
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/report"
	"songnuan/internal/web/view"
)

// reportTypes are the media types of what can be taken away.
var reportTypes = map[report.Format]string{
	report.PDF:  "application/pdf",
	report.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	report.CSV:  "text/csv; charset=utf-8",
}

// reportTake gives a report as a file. That it was taken is on record before
// the first byte goes out.
func (v *visit) reportTake() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	order, err := v.reportAsked(v.r.PathValue("name"), form)
	if err != nil {
		return err
	}
	order.Unmask, order.Reason = form.Get("unmask") != "", form.Get("reason")
	format, err := report.FormatOf(form.Get("format"), "")
	if err != nil || reportTypes[format] == "" {
		return problem.New(problem.Invalid, "report.no_format")
	}
	folder, err := os.MkdirTemp("", "songnuan-report-*")
	if err != nil {
		return problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "report")
	if _, err := v.desk.ExportReport(v.r.Context(), order, format, path); err != nil {
		if e := problem.As(err); order.Unmask && (e.Key == "app.reason_missing" || e.Key == "app.reason_long") {
			return v.reportRefused(form, err)
		}
		return err
	}
	return v.send(path, order.Name.Text(v.lang)+"."+string(format), reportTypes[format])
}

// reportRefused shows the report again with what is wrong with the reason.
func (v *visit) reportRefused(form url.Values, err error) error {
	q := url.Values{}
	for key, values := range form {
		if key != "unmask" && key != "reason" && key != "format" {
			q[key] = values
		}
	}
	return v.reportShown(v.r.PathValue("name"), q, &view.Form{Values: form, Wrong: map[string]string{"reason": locale.Error(v.lang, err)}})
}

// send gives a file to keep.
func (v *visit) send(path, name, kind string) error {
	file, err := os.Open(path)
	if err != nil {
		return problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	defer func() { _ = file.Close() }() // it was read only
	v.w.Header().Set("Content-Type", kind)
	v.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": strings.ReplaceAll(name, "/", "-")}))
	http.ServeContent(v.w, v.r, "", time.Time{}, file)
	return nil
}
