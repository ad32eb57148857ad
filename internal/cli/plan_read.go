package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/plans"
)

// most is how much of a plan file is read; the reader refuses less than that.
const most = 64 << 20

// planFile is a plan with where it came from.
type planFile struct {
	name     string // as given
	text     []byte
	plan     *plan.Plan
	findings []plan.Finding // of reading and linting
}

// openPlan reads and checks a plan: a file, or a shipped plan by its name.
func (s *session) openPlan(name string, params map[string]string) (*planFile, error) {
	text, folder, err := readPlan(name)
	if err != nil {
		return nil, err
	}
	f := &planFile{name: name, text: text}
	f.plan, f.findings, err = plan.Check(text, plan.ReadOptions{
		Name: filepath.Base(name), Params: params, Open: besides(folder), Today: s.env.Clock.Today(), Calendar: s.calendar, Procedures: app.ShippedProcedures(),
	})
	return f, err
}

// readPlan gives the text of a plan and the folder it lies in, "" for a
// shipped one. A file goes over a shipped plan of the same name.
func readPlan(name string) (text []byte, folder string, err error) {
	text, err = readFile(name)
	if err == nil {
		return text, filepath.Dir(name), nil
	}
	if errors.Is(err, fs.ErrNotExist) && slices.Contains(plans.List(), strings.TrimSuffix(name, plans.Suffix)) {
		text, err = plans.Open(name)
		return text, "", err
	}
	return nil, "", problem.Wrap(err, problem.Unreadable, "cli.no_plan", "file", name, "shipped", strings.Join(plans.List(), "、"))
}

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // only read
	if info, err := file.Stat(); err != nil || info.IsDir() {
		return nil, errors.Join(err, errors.New("no file"))
	}
	return io.ReadAll(io.LimitReader(file, most))
}

// besides reads what a plan extends: a file of its folder or one below it, else
// a shipped plan.
func besides(folder string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if folder != "" && filepath.IsLocal(name) {
			if text, err := readFile(filepath.Join(folder, name)); err == nil {
				return text, nil
			}
		}
		return plans.Open(name)
	}
}

// runnable refuses a plan with errors; the first is named.
func (f *planFile) runnable(s *session) error {
	return f.without(s, func(found plan.Finding) bool { return found.Severity == plan.Error })
}

// priceable refuses a plan with errors other than figures that do not add up.
func (f *planFile) priceable(s *session) error {
	return f.without(s, func(found plan.Finding) bool { return found.Severity == plan.Error && !plan.OfFigures(found) })
}

func (f *planFile) without(s *session, wrong func(plan.Finding) bool) error {
	at := slices.IndexFunc(f.findings, wrong)
	if at < 0 {
		return nil
	}
	found := f.findings[at]
	return problem.New(problem.Invalid, "cli.plan_has_errors", "file", f.name, "line", found.Pos.Line, "message", found.Text(s.lang))
}
