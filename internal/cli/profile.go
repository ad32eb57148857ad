package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"songnuan/internal/casework"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/yamldoc"
	"songnuan/profiles"
)

type profileCommands struct {
	Lint profileLintCommand `cmd:""`
	List profileListCommand `cmd:""`
	Show profileShowCommand `cmd:""`

	Schema profileSchemaCommand `cmd:""`
}

type profileSchemaCommand struct{}

// do prints the schema, which is JSON with or without --json.
func (profileSchemaCommand) do(_ context.Context, s *session) error {
	return s.print(json.RawMessage(casework.ProfileSchema()))
}

type profileLintCommand struct {
	Files []string `arg:"" name:"profiles"`
}

// do checks profiles: files, all of a folder, or shipped ones by name. Those
// given together are held against one another as well.
func (c *profileLintCommand) do(_ context.Context, s *session) error {
	result := lintResult{Findings: []findingShape{}}
	var read []*profileFile
	for _, name := range eachProfile(c.Files) {
		f, err := openProfile(name)
		if err != nil {
			result.unreadable(s, name, err)
			continue
		}
		for _, found := range f.findings {
			result.add(shapeOf(s.lang, name, found))
		}
		read = append(read, f)
	}
	for i, f := range read {
		for _, found := range f.profile.Overlapping(neighbours(read[:i])) {
			result.add(shapeOf(s.lang, f.name, found))
		}
	}
	if s.exit == exitDone && result.Errors > 0 {
		s.exit = exitInvalid
	}
	return s.show(result, func() { result.profiles(s, len(read)) })
}

// profiles prints file:line:column and what is to be said there.
func (r *lintResult) profiles(s *session, files int) {
	for _, f := range r.Findings {
		s.line(f.line(s))
	}
	s.say("cli.profile_total", "files", files, "errors", r.Errors, "warnings", r.Warnings, "notes", r.Notes)
}

func neighbours(files []*profileFile) []casework.Neighbour {
	all := make([]casework.Neighbour, len(files))
	for i, f := range files {
		all[i] = casework.Neighbour{Name: f.name, Title: f.profile.Title, Ground: f.profile.Ground()}
	}
	return all
}

// eachProfile puts the profiles of a folder in its place.
func eachProfile(names []string) (all []string) {
	for _, name := range names {
		if info, err := os.Stat(name); err != nil || !info.IsDir() {
			all = append(all, name)
			continue
		}
		files, err := filepath.Glob(filepath.Join(name, "*"+profiles.Suffix))
		if err != nil || len(files) == 0 {
			all = append(all, name) // reported where it is read
			continue
		}
		slices.Sort(files)
		all = append(all, files...)
	}
	return all
}

// profileFile is a profile with where it came from.
type profileFile struct {
	name     string
	profile  *casework.Profile
	findings []yamldoc.Finding
}

// openProfile reads and checks a profile: a file, or a shipped one by its name.
// A file goes over a shipped profile of the same name.
func openProfile(name string) (*profileFile, error) {
	text, err := readFile(name)
	if errors.Is(err, fs.ErrNotExist) && slices.Contains(profiles.List(), strings.TrimSuffix(name, profiles.Suffix)) {
		text, err = profiles.Open(name)
	}
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "cli.no_profile", "file", name, "shipped", strings.Join(profiles.List(), "、"))
	}
	o := casework.ProfileOptions{Units: identity.UnitKinds}
	for _, role := range identity.Granted {
		o.Roles = append(o.Roles, string(role))
	}
	f := &profileFile{name: name}
	f.profile, f.findings, err = casework.CheckProfile(text, o)
	return f, err
}

type profileListCommand struct{}

// profileRow is one line of profile list.
type profileRow struct {
	Profile string          `json:"profile"`
	Title   string          `json:"title"`
	Kinds   []casework.Kind `json:"kinds"`
	Area    string          `json:"area,omitempty"`
	Unit    string          `json:"unit,omitempty"`
	From    string          `json:"from"`
	To      string          `json:"to,omitempty"`
}

// do lists the profiles that come with the program.
func (profileListCommand) do(_ context.Context, s *session) error {
	rows, cells := []profileRow{}, [][]string{}
	for _, name := range profiles.List() {
		f, err := openProfile(name)
		if err != nil {
			return err
		}
		p := f.profile
		row := profileRow{Profile: name, Title: p.Title, Kinds: p.Kinds, Unit: p.Unit, From: p.From.String(), To: p.To.String()}
		if p.Area != "" {
			row.Area = p.Area.Short()
		}
		rows = append(rows, row)
		kinds := make([]string, len(p.Kinds))
		for i, k := range p.Kinds {
			kinds[i] = k.Text(s.lang)
		}
		cells = append(cells, []string{name, p.Title, strings.Join(kinds, "、"), row.Area, row.From, row.To})
	}
	return s.show(map[string]any{"profiles": rows}, func() {
		s.table([]string{s.text("cli.column.profile"), s.text("cli.column.title"), s.text("cli.column.kinds"), s.text("cli.column.area"), s.text("cli.column.from"), s.text("cli.column.until")}, cells)
	})
}

type profileShowCommand struct {
	Profile string `arg:""`
}

// do shows a profile also when it has errors: what could be read.
func (c *profileShowCommand) do(_ context.Context, s *session) error {
	f, err := openProfile(c.Profile)
	if err != nil {
		return err
	}
	document := f.profile.Document(s.lang).Markdown(s.lang)
	return s.show(map[string]string{"profile": f.profile.ID, "title": f.profile.Title, "markdown": document}, func() { s.out.print(document) })
}
