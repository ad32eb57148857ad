package app_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/simplifiedchinese"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
)

// clerk adds a village clerk and signs in.
func (d *door) clerk(t *testing.T, account string, villages ...area.Code) *app.Desk {
	t.Helper()
	d.add(t, account, app.RoleOrder{Role: identity.VillageClerk, Areas: villages})
	return d.signIn(t, account)
}

// workOff does all the work that waits, as a server would.
func (d *door) workOff(t *testing.T) {
	t.Helper()
	for {
		j, err := d.ClaimJob(t.Context(), id.New())
		if err != nil {
			t.Fatal(err)
		}
		if j == nil {
			return
		}
		failed := d.PerformJob(t.Context(), j, func(app.Progress) {})
		if err := d.EndJob(t.Context(), j, failed, nil); err != nil {
			t.Fatal(err)
		}
		if failed != nil {
			t.Fatalf("%s: %v", j.Kind, failed)
		}
	}
}

func upload(t *testing.T, desk *app.Desk, name, content string) *registry.Batch {
	t.Helper()
	b, err := desk.Upload(t.Context(), app.UploadOrder{Kind: "households", Name: name}, strings.NewReader(content))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b
}

// checked sends a list in and has it checked as it is understood.
func (d *door) checked(t *testing.T, desk *app.Desk, lines ...string) id.ID {
	t.Helper()
	b := upload(t, desk, "名册.csv", strings.Join(lines, "\n"))
	if _, err := desk.SettleImport(t.Context(), b.ID, app.SettleOrder{AsOf: asOf}); err != nil {
		t.Fatal(err)
	}
	d.workOff(t)
	return b.ID
}

func view(t *testing.T, desk *app.Desk, of id.ID) *app.ImportView {
	t.Helper()
	v, err := desk.Import(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (d *door) entered(t *testing.T, desk *app.Desk, of id.ID) registry.Rows {
	t.Helper()
	if _, err := desk.BeginImport(t.Context(), of, ""); err != nil {
		t.Fatal(err)
	}
	d.workOff(t)
	v := view(t, desk, of)
	if v.State != registry.Entered {
		t.Fatalf("%s after entering", v.State)
	}
	balanced(t, v.Rows)
	return v.Rows
}

var sums = func(c app.RowCounts) bool { return c.In == c.Good+c.Doubt+c.Twin+c.Wrong+c.Left+c.Skipped }

func TestAListIsSentInCheckedMendedAndEntered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		of := d.checked(t, desk, "户号,村,户主,家庭人口,联系电话", "1,冼沙村,张一,2,", "2,不知村,李二,1,", "3,冼沙村,王三,两三个,", "合计,,,,")
		v := view(t, desk, of)
		if v.State != registry.Checked || v.Sum.Wrong != 2 || v.Sum.Skipped != 1 || v.Sum.In != 4 || !sums(v.Sum) {
			t.Fatalf("%s %+v", v.State, v.Sum)
		}
		if households, _ := d.inPlay(t); households != 0 {
			t.Fatal("a check has entered something")
		}
		wrong, err := desk.ImportRows(t.Context(), of, registry.Wrong, store.RowPlace{}, 50)
		if err != nil || len(wrong.Rows) != 2 || len(wrong.Rows[0].Reasons) == 0 {
			t.Fatalf("%+v, %v", wrong, err)
		}
		state, err := desk.MendRow(t.Context(), of, store.RowPlace{Number: 3}, map[int]string{1: "冼沙村"})
		if err != nil || state != registry.Good && state != registry.Doubt {
			t.Fatalf("mended before: %q, %v", state, err)
		}
		if v = view(t, desk, of); v.Sum.Wrong != 1 || !sums(v.Sum) {
			t.Errorf("%+v", v.Sum)
		}
		rows := d.entered(t, desk, of)
		if rows.Entered != 2 || rows.Wrong != 1 || rows.Skipped != 1 {
			t.Errorf("%+v", rows)
		}
		if state, err = desk.MendRow(t.Context(), of, store.RowPlace{Number: 4}, map[int]string{3: "好多"}); err != nil || state != registry.Wrong {
			t.Errorf("mended wrongly: %q, %v", state, err)
		}
		if state, err = desk.MendRow(t.Context(), of, store.RowPlace{Number: 4}, map[int]string{3: "3"}); err != nil || state != "" {
			t.Errorf("mended after: %q, %v", state, err)
		}
		v = view(t, desk, of)
		if balanced(t, v.Rows); v.Rows.Entered != 3 || v.Rows.Wrong != 0 {
			t.Errorf("%+v", v.Rows)
		}
		if households, persons := d.inPlay(t); households != 3 || persons != 6 {
			t.Errorf("%d households, %d persons", households, persons)
		}
		if _, err := desk.MendRow(t.Context(), of, store.RowPlace{Number: 4}, map[int]string{3: "3"}); !problem.Is(err, problem.NotFound) {
			t.Errorf("mended twice: %v", err)
		}
	})
}

// inPlay counts households and persons on file.
func (d *door) inPlay(t *testing.T) (households, persons int64) {
	t.Helper()
	return (&office{d.machine, d.store}).inPlay(t)
}

func TestWhatWasSentTwiceIsThereOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		const content = "户号,村,户主,家庭人口\n1,冼沙村,张一,2\n"
		order := app.UploadOrder{Kind: "households", Name: "一.csv", Form: "f1"}
		first, err := desk.Upload(t.Context(), order, strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		again, err := desk.Upload(t.Context(), order, strings.NewReader(content))
		if err != nil || again.ID != first.ID {
			t.Fatalf("the form sent again: %+v, %v", again, err)
		}
		other := upload(t, desk, "二.csv", content)
		seen, err := desk.ImportDraft(t.Context(), other.ID)
		if err != nil || len(seen.Same) != 1 || seen.Same[0].ID != first.ID {
			t.Fatalf("the same file again: %+v, %v", seen, err)
		}
		for range 2 { // the post is repeated
			if _, err := desk.SettleImport(t.Context(), first.ID, app.SettleOrder{AsOf: asOf, Form: "f2"}); err != nil {
				t.Fatal(err)
			}
		}
		d.workOff(t)
		for range 2 {
			if _, err := desk.BeginImport(t.Context(), first.ID, "f3"); err != nil {
				t.Fatal(err)
			}
		}
		d.workOff(t)
		if _, err := desk.BeginImport(t.Context(), first.ID, "f3"); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.BeginImport(t.Context(), first.ID, ""); err != nil { // another form: it has ended, and stays so
			t.Fatal(err)
		}
		d.workOff(t)
		if households, persons := d.inPlay(t); households != 1 || persons != 2 {
			t.Errorf("%d households, %d persons", households, persons)
		}
		if v := view(t, desk, first.ID); v.Rows.Entered != 1 {
			t.Errorf("%+v", v.Rows)
		}
	})
}

// ole is the head of an .xls file.
const ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

func TestWhatIsNoListIsRefusedAndLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		for name, c := range map[string]struct {
			file    string
			content io.Reader
			key     string
		}{
			"nothing":       {"空.csv", strings.NewReader(""), "sheet.empty_file"},
			"blanks":        {"空.csv", strings.NewReader("\n \n"), "sheet.empty_file"},
			"xls":           {"旧.xls", strings.NewReader(ole + strings.Repeat("\x00", 600)), "sheet.old_format"},
			"xls as xlsx":   {"旧.xlsx", strings.NewReader(ole + strings.Repeat("\x00", 600)), "sheet.old_format"},
			"et":            {"旧.et", strings.NewReader(ole + strings.Repeat("\x00", 600)), "sheet.old_format"},
			"pdf":           {"表.xlsx", strings.NewReader("%PDF-1.7 x"), "sheet.pdf"},
			"web page":      {"表.xls", strings.NewReader("<html><table>"), "sheet.markup"},
			"text as xlsx":  {"表.xlsx", strings.NewReader("户号,村\n1,冼沙村"), "sheet.not_table"},
			"broken zip":    {"表.xlsx", strings.NewReader("PK\x03\x04 and no more"), "sheet.damaged"},
			"bomb":          {"表.xlsx", bytes.NewReader(bomb(t)), "sheet.unzipped_too_large"},
			"half a file":   {"表.csv", io.MultiReader(strings.NewReader(strings.Repeat("户号,村\n", 90_000)), iotest.ErrReader(errors.New("gone"))), "import.cut_off"},
			"over the size": {"表.csv", io.LimitReader(endless{}, app.UploadMost+1), "import.too_large"},
		} {
			if name == "over the size" && db.Engine() != sqldb.SQLite { // the counting is not the database's
				continue
			}
			_, err := desk.Upload(t.Context(), app.UploadOrder{Kind: "households", Name: c.file}, c.content)
			wantKey(t, name, err, c.key)
		}
		batches, err := desk.ImportPage(t.Context(), "", 50)
		if err != nil || len(batches) != 0 {
			t.Errorf("%d imports, %v", len(batches), err)
		}
		err = db.Read(t.Context(), func(tx *sqldb.Tx) error {
			var pieces int64
			if err := tx.Row(t.Context(), `SELECT COUNT(*) FROM kept_piece`).Scan(&pieces); err != nil {
				return err
			}
			if pieces != 0 {
				t.Errorf("%d pieces are left", pieces)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// bomb is a workbook whose directory says that it unpacks to 3 GiB.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if _, err := z.CreateRaw(&zip.FileHeader{Name: "xl/workbook.xml", Method: zip.Deflate, UncompressedSize64: 3 << 30, CompressedSize64: 0}); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestListsOfManyMakes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		gb, err := simplifiedchinese.GB18030.NewEncoder().String("户号,村,户主,家庭人口\n1,冼沙村,张一,2\n2,冼沙村,李二,1\n")
		if err != nil {
			t.Fatal(err)
		}
		of := upload(t, desk, "名册.csv", gb)
		if _, err := desk.SettleImport(t.Context(), of.ID, app.SettleOrder{AsOf: asOf}); err != nil {
			t.Fatal(err)
		}
		d.workOff(t)
		if rows := d.entered(t, desk, of.ID); rows.Entered != 2 {
			t.Errorf("GB18030: %+v", rows)
		}
		file, err := os.Open("../../examples/gaobu-pairing/households.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		d.add(t, "town", app.RoleOrder{Role: identity.TownReviewer, Areas: []area.Code{gaobu}})
		town := d.signIn(t, "town")
		book, err := town.Upload(t.Context(), app.UploadOrder{Kind: "households", Name: `C:\桌面\441900196503120012 名册.xlsx`}, file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(book.File, `\`) || strings.Contains(book.File, "196503120012") {
			t.Errorf("kept as %q", book.File)
		}
		draft, err := town.ImportDraft(t.Context(), book.ID)
		if err != nil || len(draft.Sheets) == 0 || draft.Sheets[0].First == 0 || len(draft.Sheets[0].Columns) == 0 || len(draft.Sheets[0].Columns[0].Samples) == 0 {
			t.Fatalf("%+v, %v", draft, err)
		}
		if _, err := town.SettleImport(t.Context(), book.ID, app.SettleOrder{AsOf: asOf}); err != nil {
			t.Fatal(err)
		}
		d.workOff(t)
		if v := view(t, town, book.ID); v.Sum.Good != 710 || v.Sum.Skipped != 2 || v.Sum.Wrong != 0 || !sums(v.Sum) {
			t.Errorf("%+v", v.Sum)
		}
		if rows := d.entered(t, town, book.ID); rows.Entered != 710 {
			t.Errorf("workbook: %+v", rows)
		}
		open, err := town.OpenUpload(t.Context(), book.ID)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(open)
		want, _ := os.ReadFile(file.Name())
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("the original is not what was sent in: %d bytes, %v", len(got), err)
		}
	})
}

func TestAPersonSaysWhatTheColumnsMean(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		of := upload(t, desk, "名册.csv", "某镇名单,,,\n甲,乙,丙,丁\n1,冼沙村,张一,2\n")
		draft, err := desk.ImportDraft(t.Context(), of.ID)
		if err != nil || draft.Sheets[0].First != 0 || len(draft.Sheets[0].Top) != 3 {
			t.Fatalf("%+v, %v", draft, err)
		}
		order := app.SettleOrder{AsOf: asOf, Headers: map[int][2]int{0: {2, 2}}}
		_, err = desk.SettleImport(t.Context(), of.ID, order)
		if !problem.Is(err, problem.Invalid) {
			t.Errorf("a list without a head: %v", err)
		}
		order.Mapping = map[string]string{"甲": "number", "乙": "village", "丙": "head", "丁": "head"}
		_, err = desk.SettleImport(t.Context(), of.ID, order)
		wantKey(t, "two columns for one field", err, "intake.field_twice")
		order.Mapping["丁"] = "size"
		if _, err = desk.SettleImport(t.Context(), of.ID, order); err != nil {
			t.Fatal(err)
		}
		d.workOff(t)
		if rows := d.entered(t, desk, of.ID); rows.Entered != 1 || rows.Wrong != 0 {
			t.Errorf("%+v", rows)
		}
		if households, persons := d.inPlay(t); households != 1 || persons != 2 {
			t.Errorf("%d households, %d persons", households, persons)
		}
		_, err = desk.SettleImport(t.Context(), of.ID, order)
		wantKey(t, "settled after it was entered", err, "import.begun")
	})
}

func TestAHouseholdIsLeftOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		of := d.checked(t, desk, "户号,村,姓名,与户主关系", "1,冼沙村,张一,户主", "1,冼沙村,张小一,子", "2,冼沙村,李二,户主")
		if state, err := desk.LeaveRow(t.Context(), of, store.RowPlace{Number: 3}, true); err != nil || state != registry.Left {
			t.Fatalf("%q, %v", state, err)
		}
		if v := view(t, desk, of); v.Sum.Left != 2 || !sums(v.Sum) {
			t.Errorf("%+v", v.Sum)
		}
		if state, err := desk.LeaveRow(t.Context(), of, store.RowPlace{Number: 2}, false); err != nil || state == registry.Left {
			t.Fatalf("taken in again: %q, %v", state, err)
		}
		if _, err := desk.LeaveRow(t.Context(), of, store.RowPlace{Number: 4}, true); err != nil {
			t.Fatal(err)
		}
		if rows := d.entered(t, desk, of); rows.Entered != 2 || rows.Skipped != 1 {
			t.Errorf("%+v", rows)
		}
	})
}

func TestTwinsStandSideBySide(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		d.entered(t, desk, d.checked(t, desk, "户号,村,户主,家庭人口,地址", "1,冼沙村,张一,2,老街1号", "2,冼沙村,李二,1,老街2号"))
		of := d.checked(t, desk, "户号,村,户主,家庭人口,地址", "1,冼沙村,张一,3,老街1号", "2,冼沙村,王五,1,老街2号", "3,冼沙村,赵六,1,老街3号")
		twins, _, err := desk.ImportTwins(t.Context(), of, store.RowPlace{}, 20)
		if err != nil || len(twins) != 2 {
			t.Fatalf("%+v, %v", twins, err)
		}
		if a := twins[0]; !a.Updates || a.Number != "1" || len(a.Differences) != 1 || a.Differences[0].Field != "家庭人口" || strings.Contains(a.Head, "张一") {
			t.Errorf("the same household: %+v", a)
		}
		if b := twins[1]; b.Updates || b.Reason.Key != "registry.number_taken" || b.Head == "" {
			t.Errorf("another with its number: %+v", b)
		}
		if _, err := desk.LeaveRow(t.Context(), of, twins[0].At, true); err != nil {
			t.Fatal(err)
		}
		if rows := d.entered(t, desk, of); rows.Entered != 1 || rows.Skipped != 1 || rows.Wrong != 1 {
			t.Errorf("%+v", rows)
		}
		if _, persons := d.inPlay(t); persons != 4 {
			t.Errorf("%d persons", persons)
		}
	})
}

// over sends a list in whose rows lie in two villages.
func (d *door) over(t *testing.T, desk *app.Desk, number int) id.ID {
	t.Helper()
	return d.checked(t, desk, "户号,村,户主,家庭人口", fmt.Sprintf("%d,冼沙村,张一,2", number), fmt.Sprintf("%d,卢溪村,李二,1", number+1))
}

func TestWhoImportedOverTwoVillagesTakesItBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		both := d.clerk(t, "both", villageA, villageB)
		other := d.clerk(t, "other", villageA)
		of := d.over(t, both, 1)
		d.entered(t, both, of)
		b := view(t, both, of)
		if b.Area != gaobu {
			t.Errorf("the import lies in %q", b.Area)
		}
		_, err := other.Undo(t.Context(), of, nil)
		wantKey(t, "another clerk", err, "registry.no_batch")
		if _, err := both.BeginUndo(t.Context(), of, ""); err != nil {
			t.Fatal(err)
		}
		d.workOff(t)
		if households, _ := d.inPlay(t); households != 0 {
			t.Errorf("%d households are left", households)
		}
	})
}

func TestHalfOfAnImportIsNotTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		both := d.clerk(t, "both", villageA, villageB)
		of := d.over(t, both, 1)
		d.entered(t, both, of)
		if err := d.machine.GrantRole(t.Context(), "both", app.RoleOrder{Role: identity.VillageClerk, Areas: []area.Code{villageA}}); err != nil {
			t.Fatal(err)
		}
		_, err := d.signIn(t, "both").Undo(t.Context(), of, nil)
		wantKey(t, "over one village only", err, "import.partly_outside")
		if households, _ := d.inPlay(t); households != 2 {
			t.Errorf("%d households are left", households)
		}
	})
}

func TestOthersSeeNothingOfAnImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		mine, other := d.clerk(t, "mine", villageA), d.clerk(t, "other", villageB)
		of := d.checked(t, mine, "户号,村,户主,家庭人口", "1,冼沙村,张一,2", "2,不知村,李二,1")
		at := store.RowPlace{Number: 3}
		jobs := view(t, mine, of).Jobs
		for name, use := range map[string]func() error{
			"Import":       func() error { _, err := other.Import(t.Context(), of); return err },
			"ImportDraft":  func() error { _, err := other.ImportDraft(t.Context(), of); return err },
			"ImportRows":   func() error { _, err := other.ImportRows(t.Context(), of, "", store.RowPlace{}, 9); return err },
			"ImportRow":    func() error { _, err := other.ImportRow(t.Context(), of, at); return err },
			"ImportTwins":  func() error { _, _, err := other.ImportTwins(t.Context(), of, store.RowPlace{}, 9); return err },
			"SettleImport": func() error { _, err := other.SettleImport(t.Context(), of, app.SettleOrder{}); return err },
			"CheckImport":  func() error { _, err := other.CheckImport(t.Context(), of, nil); return err },
			"EnterImport":  func() error { _, err := other.EnterImport(t.Context(), of, nil); return err },
			"BeginImport":  func() error { _, err := other.BeginImport(t.Context(), of, ""); return err },
			"BeginUndo":    func() error { _, err := other.BeginUndo(t.Context(), of, ""); return err },
			"MendRow":      func() error { _, err := other.MendRow(t.Context(), of, at, map[int]string{1: "x"}); return err },
			"LeaveRow":     func() error { _, err := other.LeaveRow(t.Context(), of, at, true); return err },
			"Accept":       func() error { _, _, err := other.AcceptFixes(t.Context(), of, app.FixOrder{}); return err },
			"Undo fixes":   func() error { _, err := other.UndoFixes(t.Context(), of, app.FixOrder{}); return err },
			"Proposed":     func() error { _, err := other.ProposedFixes(t.Context(), of); return err },
			"Faulty": func() error {
				_, err := other.FaultyRows(t.Context(), of, registry.Wrong, store.RowPlace{}, 5)
				return err
			},
			"OpenUpload": func() error { _, err := other.OpenUpload(t.Context(), of); return err },
			"DropImport": func() error { return other.DropImport(t.Context(), of) },
			"Job":        func() error { _, err := other.Job(t.Context(), jobs[0].ID); return err },
			"StopJob":    func() error { _, err := other.StopJob(t.Context(), jobs[0].ID); return err },
		} {
			if err := use(); !problem.Is(err, problem.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if page, err := other.ImportPage(t.Context(), "", 9); err != nil || len(page) != 0 {
			t.Errorf("%d imports, %v", len(page), err)
		}
	})
}

func TestRowsAreMaskedUntilOneIsOpened(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		of := d.checked(t, desk, "户号,村,户主,户主身份证号,联系电话,住址", "1,不知村,欧阳一一,441900196503120012,13812345678,幸福路12号302房")
		draft, err := desk.ImportDraft(t.Context(), of)
		if err != nil {
			t.Fatal(err)
		}
		table, err := desk.ImportRows(t.Context(), of, "", store.RowPlace{}, 9)
		if err != nil {
			t.Fatal(err)
		}
		told := fmt.Sprintf("%+v %+v", draft.Sheets, table.Rows)
		for _, secret := range []string{"欧阳一一", "441900196503120012", "13812345678", "12号302"} {
			if strings.Contains(told, secret) {
				t.Errorf("%s is shown: %s", secret, told)
			}
		}
		row, err := desk.ImportRow(t.Context(), of, store.RowPlace{Number: 2})
		if err != nil || !strings.Contains(fmt.Sprint(row.Rows), "441900196503120012") {
			t.Errorf("%+v, %v", row, err)
		}
		if looked := d.recorded(t, "import", of, "import.look"); looked != 1 {
			t.Errorf("%d looks on record", looked)
		}
	})
}

// recorded counts the records of an act on a subject.
func (d *door) recorded(t *testing.T, noun string, of id.ID, name string) (n int) {
	t.Helper()
	err := d.store.Read(t.Context(), func(tx *sqldb.Tx) error {
		records, err := d.store.AuditOf(t.Context(), tx, noun, string(of), identity.Everything)
		for _, r := range records {
			if r.Act == name {
				n++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAnImportGoesOnWhereItWasStopped ends an import after its first
// transaction, as a stop or a crash does, and carries it on.
func TestAnImportGoesOnWhereItWasStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		lines := []string{"户号,村,户主,家庭人口"}
		const all = 2500
		for i := range all {
			lines = append(lines, fmt.Sprintf("%d,冼沙村,张一,2", i+1))
		}
		of := d.checked(t, desk, lines...)
		ctx, cancel := context.WithCancel(t.Context())
		_, err := desk.EnterImport(ctx, of, func(p app.Progress) {
			if p.Stage == "enter" {
				cancel()
			}
		})
		if !problem.Is(err, problem.Stopped) {
			t.Fatal(err)
		}
		if some, _ := d.inPlay(t); some == 0 || some == all {
			t.Fatalf("%d households when stopped", some)
		}
		_, err = desk.MendRow(t.Context(), of, store.RowPlace{Number: 3}, map[int]string{3: "1"})
		if !problem.Is(err, problem.Conflict) {
			t.Errorf("mended while being entered: %v", err)
		}
		if rows := d.entered(t, desk, of); rows.Entered != all {
			t.Errorf("%+v", rows)
		}
		if households, _ := d.inPlay(t); households != all {
			t.Errorf("%d households", households)
		}
	})
}

func TestHelpersAreSentInToo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		b, err := desk.Upload(t.Context(), app.UploadOrder{Kind: "helpers", Name: "帮扶人.csv"}, strings.NewReader("姓名,单位,村,电话\n周九,镇政府,冼沙村,13812345678\n,镇政府,冼沙村,\n"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := desk.SettleImport(t.Context(), b.ID, app.SettleOrder{AsOf: asOf}); err != nil {
			t.Fatal(err)
		}
		d.workOff(t)
		if v := view(t, desk, b.ID); v.Sum.Wrong != 1 || !sums(v.Sum) {
			t.Errorf("%+v", v.Sum)
		}
		if rows := d.entered(t, desk, b.ID); rows.Entered != 1 || rows.Wrong != 1 {
			t.Errorf("%+v", rows)
		}
		if state, err := desk.MendRow(t.Context(), b.ID, store.RowPlace{Number: 3}, map[int]string{0: "吴十"}); err != nil || state != "" {
			t.Errorf("%q, %v", state, err)
		}
		_, err = desk.Upload(t.Context(), app.UploadOrder{Kind: "areas", Name: "x.csv"}, strings.NewReader("a,b"))
		wantKey(t, "another kind", err, "import.no_kind")
	})
}

func TestATamperedPieceIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		long := strings.Repeat("9,冼沙村,张一,2\n", 40_000)
		b := upload(t, desk, "名册.csv", "户号,村,户主,家庭人口\n"+long)
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error { // two pieces change places
			for _, step := range [][2]int{{0, 99}, {1, 0}, {99, 1}} {
				if _, err := tx.Exec(t.Context(), `UPDATE kept_piece SET seq = ? WHERE file = ? AND seq = ?`, step[1], string(b.Upload), step[0]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := desk.ImportDraft(t.Context(), b.ID); !problem.Is(err, problem.Unreadable) {
			t.Errorf("read as it was: %v", err)
		}
	})
}

func TestFilesAreClearedWhenTheirTimeIsOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		b := upload(t, desk, "名册.csv", "户号,村,户主,家庭人口\n1,冼沙村,张一,2\n")
		if err := d.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.ImportDraft(t.Context(), b.ID); err != nil {
			t.Errorf("cleared too early: %v", err)
		}
		d.now = d.now.AddDate(0, 0, 31)
		if err := d.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		desk = d.signIn(t, "clerk.a")
		_, err := desk.ImportDraft(t.Context(), b.ID)
		wantKey(t, "after its time", err, "blob.cleared")
	})
}
