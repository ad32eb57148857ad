package casework

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	diff "github.com/google/go-cmp/cmp"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/yamldoc"
)

var profileMarker = regexp.MustCompile(`#! ?(?:@(\d+) )?([a-z_ ]+)$`)

func known() ProfileOptions {
	return ProfileOptions{Roles: []string{"village_clerk", "town_reviewer", "county_reviewer", "union_officer"}, Units: []string{"office", "union"}}
}

// TestProfileLint reads each file of testdata/profile and compares what is
// found, line by line, with the marks in it: nothing missed and nothing more.
// `#! code code` at the end of a line says what is found there, `#! @2 code`
// what is found on line 2.
func TestProfileLint(t *testing.T) {
	files, err := filepath.Glob("testdata/profile/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	met := map[string]bool{}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, found, err := CheckProfile(src, known())
		if err != nil {
			t.Fatal(locale.Error(locale.Chinese, err))
		}
		want, got := []string{}, []string{}
		for i, line := range strings.Split(string(src), "\n") {
			if m := profileMarker.FindStringSubmatch(line); m != nil {
				at := cmp.Or(m[1], strconv.Itoa(i+1))
				for code := range strings.FieldsSeq(m[2]) {
					want = append(want, at+" "+code)
				}
			}
		}
		for _, f := range found {
			met[f.Code] = true
			got = append(got, fmt.Sprintf("%d %s", f.Pos.Line, f.Code))
			for _, lang := range []locale.Lang{locale.Chinese, locale.English} {
				if text := f.Text(lang); strings.Contains(text, "profile.") && !strings.Contains(text, "profile.yaml") || regexp.MustCompile(`\{[a-z_]+\}`).MatchString(text) && !strings.Contains(text, "days:") {
					t.Errorf("%s: message %q", f.Code, text)
				}
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if d := diff.Diff(want, slices.Compact(got)); d != "" {
			t.Errorf("%s: findings (-want +got):\n%s", file, d)
		}
	}
	for _, c := range profileCodes {
		if !met[c.Code] && c.Code != "profiles_overlap" { // held against others: in the command's script
			t.Errorf("%s has no case", c.Code)
		}
		if !locale.Has(locale.Chinese, "profile.finding."+c.Code) {
			t.Errorf("%s has no message", c.Code)
		}
	}
}

// TestProfilePlaces: a finding inside a rule points at the character.
func TestProfilePlaces(t *testing.T) {
	_, found, err := CheckProfile([]byte("format: 1\nprofile: a\ntitle: 甲\nkinds: [filing]\nfrom: 2026-01-01\ntests:\n  - {id: a, name: 甲, clause: 甲, rule: household.incme > 1}\n"), known())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(found, func(f yamldoc.Finding) bool { return f.Code == "rule_bad" })
	if i < 0 || found[i].Pos.Line != 7 || found[i].Pos.Column < 46 {
		t.Errorf("found %+v", found)
	}
}

// TestLimitSpellings: what offices write for a limit.
func TestLimitSpellings(t *testing.T) {
	for text, want := range map[string]Limit{
		"10 工作日": {Days: 10, Unit: "working"}, "10个工作日": {Days: 10, Unit: "working"}, "7 天": {Days: 7, Unit: "calendar"}, "5": {Days: 5, Unit: "working"},
		"{days: 30, unit: working, extend: 45}": {Days: 30, Unit: "working", Extend: 45}, "{days: 3, unit: calendar}": {Days: 3, Unit: "calendar"},
	} {
		p, _, err := CheckProfile([]byte("format: 1\ntotal: "+text+"\n"), known())
		if err != nil || p.Total.Days != want.Days || p.Total.Unit != want.Unit || p.Total.Extend != want.Extend {
			t.Errorf("%s is %+v, %v", text, p.Total, err)
		}
	}
}

// FuzzProfile: whatever the file holds, reading and linting it ends, every
// message is made, the document can be laid out, and every place lies in the file.
func FuzzProfile(f *testing.F) {
	for _, pattern := range []string{"../../profiles/*.profile.yaml", "testdata/profile/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatal(pattern, err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p, found, err := CheckProfile(src, known())
		if err != nil {
			if code := problem.CodeOf(err); code != problem.Unreadable && code != problem.TooLarge {
				t.Fatalf("error %v", err)
			}
			return
		}
		for _, one := range found {
			if text := one.Text(locale.Chinese); one.Pos.Line < 1 || one.Pos.Column < 1 || text == "" || !utf8.ValidString(text) {
				t.Errorf("%s at %v says %q", one.Code, one.Pos, text)
			}
		}
		if p.Document(locale.Chinese).Markdown(locale.Chinese) == "" {
			t.Error("no document")
		}
	})
}
