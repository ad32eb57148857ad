package demo

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/intake"
	"songnuan/internal/locale"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
)

// outcomes are what became of each row of a file's first sheet.
type outcomes struct {
	of  map[int]string
	why map[int][]string
}

func messy(t *testing.T) Mess {
	t.Helper()
	mess, err := Messy()
	if err != nil {
		t.Fatal(err)
	}
	return mess
}

// readAll reads a household list as an import does, without a registry.
func readAll(t *testing.T, file File) outcomes {
	t.Helper()
	path := filepath.Join(t.TempDir(), file.Name)
	if err := os.WriteFile(path, file.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := sheet.Open(path, sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	merged, err := r.Merged(intake.HeaderRows)
	if err != nil {
		t.Fatal(err)
	}
	rows := rowsOf(t, r)
	header, err := registry.Catalogue().FindHeader(rows, merged)
	if err != nil {
		t.Fatal(err)
	}
	return assemble(rows, header)
}

func rowsOf(t *testing.T, r *sheet.Reader) (rows []sheet.Row) {
	t.Helper()
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, sheet.Row{Number: row.Number, Cells: append([]sheet.Cell(nil), row.Cells...)})
	}
}

func assemble(rows []sheet.Row, header intake.Header) outcomes {
	o := outcomes{map[int]string{}, map[int][]string{}}
	screen := intake.NewScreen(header)
	var data []sheet.Row
	for _, row := range rows {
		if screen.Kind(row) == intake.Data {
			data = append(data, row)
		} else {
			o.of[row.Number] = skipped
		}
	}
	a := registry.NewAssembler(registry.Guess(header, data), options())
	for _, row := range data {
		o.take(a.Add(row))
	}
	o.take(a.Flush())
	return o
}

func (o outcomes) take(r *registry.Result) {
	if r == nil {
		return
	}
	become := repaired
	for _, f := range r.Findings {
		become = warned
		o.why[r.Rows[0]] = append(o.why[r.Rows[0]], locale.Text(locale.Chinese, f.Key, problem.Args(f.Args)))
	}
	if r.Wrong() {
		become = returned
	}
	for _, row := range r.Rows {
		o.of[row], o.why[row] = become, o.why[r.Rows[0]]
	}
}

func options() registry.Options {
	today, _ := day.New(2027, 1, 6)
	seen := map[personal.Secret]int{}
	var villages []area.Area
	for _, a := range area.Sample() {
		if strings.HasPrefix(string(a.Code), "441900129") && a.Code.Level() == area.Village {
			villages = append(villages, a)
		}
	}
	return registry.Options{
		Today: today,
		Place: func(_, village string) registry.Place {
			m := area.Match(village, villages)
			if found, ok := m.Area(); ok {
				return registry.Place{Code: found.Code, Name: found.Name, Corrected: m.How == area.Near}
			}
			return registry.Place{}
		},
		Seen: func(number personal.ID, row int) (int, bool) {
			other, ok := seen[number.Secret]
			if !ok {
				seen[number.Secret] = row
			}
			return other, ok
		},
	}
}

// TestDirtBecomesWhatTheReadmeSays reads every household list of the folder and
// holds each kind of dirt to its outcome.
func TestDirtBecomesWhatTheReadmeSays(t *testing.T) {
	mess := messy(t)
	for _, file := range mess.Files {
		if file.Name == "README.md" || strings.Contains(file.Name, "帮扶人") {
			continue
		}
		o := readAll(t, file)
		for _, d := range mess.Dirt {
			if d.File != file.Name || d.Row == 0 {
				continue
			}
			got, want := o.of[d.Row], d.Expect
			if want == unseen {
				want = repaired
			}
			if got != want && !(got == "" && want == skipped) && !heading(d) {
				t.Errorf("%s %s %s: %s, the README says %s: %v", d.File, d.Place(), d.Name, got, d.Expect, o.why[d.Row])
			}
		}
	}
}

// heading: the dirt stands in the heading and shows in every row below it.
func heading(d Dirt) bool { return d.Row <= 3 && d.Expect == repaired }

// TestCleanRowsEnter: what is not listed as dirt is read without a word, so
// that every outcome above comes from its own dirt.
func TestCleanRowsEnter(t *testing.T) {
	mess := messy(t)
	dirty := map[string]map[int]bool{}
	for _, d := range mess.Dirt {
		if dirty[d.File] == nil {
			dirty[d.File] = map[int]bool{}
		}
		dirty[d.File][d.Row] = true
	}
	for _, file := range mess.Files {
		if file.Name == "README.md" || strings.Contains(file.Name, "帮扶人") {
			continue
		}
		o := readAll(t, file)
		for row, outcome := range o.of {
			if outcome == returned && !nearDirt(dirty[file.Name], row) {
				t.Errorf("%s row %d: %s without dirt: %v", file.Name, row, outcome, o.why[row])
			}
		}
	}
}

// nearDirt: a household comes back whole, so its other rows do too.
func nearDirt(dirty map[int]bool, row int) bool {
	for near := row - 3; near <= row+3; near++ {
		if dirty[near] {
			return true
		}
	}
	return false
}

func TestThereAreThirtyKindsOfDirtAndMore(t *testing.T) {
	mess, kinds := messy(t), map[string]bool{}
	for _, d := range mess.Dirt {
		if kinds[d.Name] {
			t.Errorf("%s stands twice", d.Name)
		}
		kinds[d.Name] = true
	}
	if len(kinds) < 30 {
		t.Errorf("%d kinds", len(kinds))
	}
}

func TestTheMessyFolderIsFresh(t *testing.T) {
	for _, file := range messy(t).Files {
		have, err := os.ReadFile(filepath.Join("../../examples/messy", file.Name))
		if err != nil {
			t.Fatal(err)
		}
		same := string(have) == string(file.Data)
		if filepath.Ext(file.Name) == ".xlsx" {
			same = equalCells(cells(t, have), cells(t, file.Data))
		}
		if !same {
			t.Errorf("%s is stale: go run ./internal/demo/cmd/examples", file.Name)
		}
	}
}
