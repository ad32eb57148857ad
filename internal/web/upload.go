package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"

	"songnuan/internal/blob"
	"songnuan/internal/problem"
)

// formFiles bounds a form with documents or photos: one of the largest, or some
// smaller ones, and what is typed beside them.
const formFiles = blob.Most + 1<<20

// multipart gives what a form with files sent. problem.TooLarge over most
// bytes.
func (v *visit) multipart(most int64) (url.Values, error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, most)
	switch err := v.r.ParseMultipartForm(formBytes); {
	case errors.Is(err, http.ErrNotMultipart):
		return v.form()
	case err != nil:
		return nil, formProblem(err)
	}
	return v.r.PostForm, nil
}

// attached takes in the files of a field; a field left empty has none. What the
// files are called is not kept: names of files hold names of people.
func (v *visit) attached(field string) (files []*blob.File, err error) {
	if v.r.MultipartForm == nil {
		return nil, nil
	}
	for _, head := range v.r.MultipartForm.File[field] {
		if head.Size == 0 && head.Filename == "" {
			continue
		}
		part, err := head.Open()
		if err != nil {
			return nil, formProblem(err)
		}
		file, err := blob.Read(part)
		if err := errors.Join(err, part.Close()); err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// first is the only file of a field, nil for none.
func first(files []*blob.File) *blob.File {
	if len(files) == 0 {
		return nil
	}
	return files[0]
}

// received puts the list of a field into a file of this request alone, for
// reading it row by row. remove takes it away again.
func (v *visit) received(field string) (path string, remove func(), err error) {
	if v.r.MultipartForm == nil || len(v.r.MultipartForm.File[field]) == 0 || v.r.MultipartForm.File[field][0].Size == 0 {
		return "", nil, problem.New(problem.Invalid, "web.survey.no_file")
	}
	head := v.r.MultipartForm.File[field][0]
	part, err := head.Open()
	if err != nil {
		return "", nil, formProblem(err)
	}
	defer part.Close()
	folder, err := os.MkdirTemp("", "songnuan-list-*")
	if err != nil {
		return "", nil, problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	remove = func() { _ = os.RemoveAll(folder) } // what is left there goes with the machine's temporary files
	file, err := os.OpenFile(folder+"/list", os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err == nil {
		_, err = io.Copy(file, part)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		remove()
		return "", nil, problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	return file.Name(), remove, nil
}

// file answers with a kept document. It is shown in a window of its own or
// saved, never run as a page of ours.
func (v *visit) file(f *blob.File) error {
	h := v.w.Header()
	h.Set("Content-Type", string(f.Type))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	show := "attachment"
	switch f.Type {
	case blob.JPEG, blob.PNG, blob.WebP:
		show = "inline"
	}
	h.Set("Content-Disposition", show+`; filename="`+f.Digest[:16]+extensions[f.Type]+`"`)
	_, _ = v.w.Write(f.Content) // who went away meanwhile needs no answer
	return nil
}

var extensions = map[blob.Type]string{blob.JPEG: ".jpg", blob.PNG: ".png", blob.WebP: ".webp", blob.HEIC: ".heic", blob.PDF: ".pdf", blob.OFD: ".ofd", blob.DOCX: ".docx"}
