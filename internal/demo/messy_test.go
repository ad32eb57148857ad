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
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
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

// readAll reads a list as an import does, without a registry.
func readAll(t *testing.T, file File, year int) outcomes {
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
	catalogue, read := registry.Catalogue(), households(year)
	if helpersFile(file.Name) {
		catalogue, read = pairing.Catalogue(), helpers
	}
	header, err := catalogue.FindHeader(rows, merged)
	if err != nil {
		t.Fatal(err)
	}
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
	read(o, header, data)
	return o
}

func helpersFile(name string) bool { return strings.Contains(name, "帮扶人") }

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

func households(year int) func(o outcomes, header intake.Header, data []sheet.Row) {
	today, _ := day.New(year, 1, 31)
	return func(o outcomes, header intake.Header, data []sheet.Row) { assemble(o, header, data, today) }
}

func assemble(o outcomes, header intake.Header, data []sheet.Row, today day.Date) {
	a := registry.NewAssembler(registry.Guess(header, data), registry.Options{
		Today: today, Place: villages(),
		Seen: first(func(number personal.ID) personal.Secret { return number.Secret }),
	})
	take := func(r *registry.Result) {
		if r != nil {
			o.take(r.Rows, r.Findings)
		}
	}
	for _, row := range data {
		take(a.Add(row))
	}
	take(a.Flush())
}

func helpers(o outcomes, header intake.Header, data []sheet.Row) {
	l := pairing.NewList(pairing.Guess(header, data), pairing.Options{
		Area: "441900129000", Place: villages(), Seen: first(func(key string) string { return key }),
	})
	for _, row := range data {
		r := l.Read(row)
		o.take([]int{row.Number}, r.Findings)
	}
}

// first remembers the row of whatever only one row may have.
func first[T any, K comparable](key func(T) K) func(T, int) (int, bool) {
	rows := map[K]int{}
	return func(what T, row int) (int, bool) {
		other, seen := rows[key(what)]
		if !seen {
			rows[key(what)] = row
		}
		return other, seen
	}
}

func (o outcomes) take(rows []int, findings intake.Findings) {
	become := repaired
	var why []string
	for _, f := range findings {
		become = warned
		why = append(why, locale.Text(locale.Chinese, f.Key, f.Args))
	}
	if findings.Wrong() {
		become = returned
	}
	for _, row := range rows {
		o.of[row], o.why[row] = become, why
	}
}

// villages finds the villages of the three places of the lists; two places
// share no name.
func villages() func(town, village string) intake.Place {
	var all []area.Area
	for _, a := range area.Sample() {
		if a.Code.Level() == area.Village {
			all = append(all, a)
		}
	}
	return func(_, village string) intake.Place {
		m := area.Match(village, all)
		if found, ok := m.Area(); ok {
			return intake.Place{Code: found.Code, Name: found.Name, Corrected: m.How == area.Near}
		}
		return intake.Place{}
	}
}

// TestDirtBecomesWhatTheReadmeSays reads every list of the folder and
// holds each kind of dirt to its outcome.
func TestDirtBecomesWhatTheReadmeSays(t *testing.T) {
	mess := messy(t)
	for _, file := range mess.Files {
		if file.Name == "README.md" {
			continue
		}
		o := readAll(t, file, 2027)
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
		if file.Name == "README.md" {
			continue
		}
		o := readAll(t, file, 2027)
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

// TestTidyListsReadWithoutAWord: a tidy office's list enters whole, with no
// warning but those that its notes announce.
func TestTidyListsReadWithoutAWord(t *testing.T) {
	for folder, lists := range Examples() {
		for _, l := range lists {
			data, err := os.ReadFile(filepath.Join("../../examples", folder, l.File))
			if err != nil {
				t.Fatal(err)
			}
			name := l.File
			if name == "helpers.xlsx" {
				name = "帮扶人.xlsx"
			}
			year := 2027
			if folder == "couplets" {
				year = 2018
			}
			o, told := readAll(t, File{name, data}, year), map[string]int{}
			for row, outcome := range o.of {
				if outcome == warned || outcome == returned {
					told[outcome+strings.Join(o.why[row], " ")]++
				}
			}
			for what, n := range told {
				t.Errorf("%s/%s: %d × %s", folder, l.File, n, what)
			}
		}
	}
}
