package sheet

import (
	"bufio"
	"os"
	"path/filepath"

	"songnuan/internal/problem"
)

// atomicFile is written beside its place and moved there when complete, so
// that nobody ever opens half a list. Only its owner may read it: lists hold
// personal data.
type atomicFile struct {
	*bufio.Writer
	file *os.File
	path string
	done bool
}

func createAtomic(path string) (*atomicFile, error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "sheet.cannot_create")
	}
	return &atomicFile{Writer: bufio.NewWriterSize(file, 256<<10), file: file, path: path}, nil
}

func (f *atomicFile) commit() error {
	if f.done {
		return nil
	}
	if err := f.finish(); err != nil {
		f.abort()
		return writeFailed(err)
	}
	f.done = true
	return nil
}

func (f *atomicFile) finish() error {
	if err := f.Flush(); err != nil {
		return err
	}
	if err := f.file.Sync(); err != nil {
		return err
	}
	if err := f.file.Close(); err != nil {
		return err
	}
	return os.Rename(f.file.Name(), f.path)
}

func (f *atomicFile) abort() {
	if f.done {
		return
	}
	f.done = true
	_ = f.file.Close() // what it holds is given up
	os.Remove(f.file.Name())
}
