package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// place is a database that processes of the program work on.
type place struct {
	t   *testing.T
	env []string
	db  *sqldb.DB // to look in beside the program
}

// eachEngine runs the test on a migrated database of each engine with the
// sample areas in it.
func eachEngine(t *testing.T, test func(t *testing.T, p *place)) {
	t.Run("sqlite", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "data")
		test(t, newPlace(t, "sqlite:"+filepath.Join(data, "songnuan.db"), "SONGNUAN_DATA="+data))
	})
	t.Run("postgresql", func(t *testing.T) {
		url := dbtest.NewPostgreSQL(t)
		test(t, newPlace(t, url, "SONGNUAN_DB="+url))
	})
}

func newPlace(t *testing.T, url, where string) *place {
	t.Helper()
	p := &place{t: t}
	p.env = append(os.Environ(), beProgram+"=1", where, "SONGNUAN_KEY="+filepath.Join(t.TempDir(), "keys", "field.key"))
	p.must("migrate")
	p.must("import", "areas", "--samples")
	p.db = dbtest.Open(t, url)
	return p
}

// command is the program as a process of its own.
func (p *place) command(args ...string) (*exec.Cmd, *bytes.Buffer) {
	p.t.Helper()
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	out := &bytes.Buffer{}
	cmd := exec.Command(self, args...) //nolint:gosec // the test binary itself
	cmd.Env, cmd.Stdout, cmd.Stderr = p.env, out, out
	return cmd, out
}

func (p *place) must(args ...string) []byte {
	p.t.Helper()
	cmd, out := p.command(args...)
	if err := cmd.Run(); err != nil {
		p.t.Fatalf("songnuan %v: %v\n%s", args, err, out)
	}
	return out.Bytes()
}

// batch is the latest import with how far it is.
func (p *place) batch() (b struct {
	Batch, State string
	Rows         struct{ In, Entered, Unchanged, Skipped, Wrong int64 }
}) {
	p.t.Helper()
	var list struct{ Imports []json.RawMessage }
	if err := json.Unmarshal(p.must("import", "list", "--json"), &list); err != nil || len(list.Imports) == 0 {
		p.t.Fatalf("import list: %v, %d imports", err, len(list.Imports))
	}
	if err := json.Unmarshal(list.Imports[0], &b); err != nil {
		p.t.Fatal(err)
	}
	return b
}

// read asks the database one number beside the program.
func (p *place) read(query string) (n int64) {
	p.t.Helper()
	if err := p.db.Read(p.t.Context(), func(tx *sqldb.Tx) error { return tx.Row(p.t.Context(), query).Scan(&n) }); err != nil {
		p.t.Fatal(err)
	}
	return n
}

const (
	households   = `SELECT COUNT(*) FROM household`
	members      = `SELECT COUNT(*) FROM member`
	batches      = `SELECT COUNT(*) FROM import_batch`
	checkpointed = `SELECT CAST(COALESCE(MAX(checkpoint), 0) AS BIGINT) FROM import_batch`
)

// killWhen starts an import, and kills it without warning when the database
// shows that it has come so far. It tells whether the import was killed before
// it was through.
func (p *place) killWhen(reached func() bool, args ...string) (killed bool) {
	p.t.Helper()
	cmd, out := p.command(args...)
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		select {
		case err := <-done:
			if err != nil {
				p.t.Fatalf("songnuan %v: %v\n%s", args, err, out)
			}
			return false
		default:
		}
		if reached() {
			_ = cmd.Process.Kill() // it may have ended by itself
			return <-done != nil
		}
		time.Sleep(time.Millisecond)
	}
}

// TestSoakKilledImportGoesOn kills an import at its beginning, and again after some
// of its transactions, at a random moment each time; in the end every row is
// there once.
func TestSoakKilledImportGoesOn(t *testing.T) {
	for range dbtest.Rounds(1, 50) {
		eachEngine(t, killedImportGoesOn)
	}
}

func killedImportGoesOn(t *testing.T, p *place) {
	t.Helper()
	const wanted = 12_000
	list := filepath.Join(t.TempDir(), "名册.csv")
	rows := writeList(t, list, wanted)
	args := []string{"import", "households", list, "--area", "441900129000"}
	kills := 0
	for _, part := range []int64{0, 1, 2} {
		at := part * int64(rows) / 3
		pause := time.Duration(rand.IntN(60)) * time.Millisecond
		if p.killWhen(func() bool {
			if p.read(batches) == 0 || p.read(checkpointed) < at {
				return false
			}
			time.Sleep(pause)
			return true
		}, args...) {
			kills++
		}
		if b := p.batch(); b.State == "entered" {
			break
		} else {
			args = []string{"import", "resume", b.Batch, list}
		}
	}
	if kills == 0 {
		t.Fatal("the import was never killed on its way")
	}
	if b := p.batch(); b.State != "entered" {
		p.must("import", "resume", b.Batch, list)
	}
	p.whole(rows, wanted)
	p.again(list, rows)
}

// whole checks that the only import accounts for every row, and that the
// database holds each household and person once.
func (p *place) whole(rows, wanted int) {
	p.t.Helper()
	b := p.batch()
	if b.State != "entered" || b.Rows.In != int64(rows) || b.Rows.Entered != int64(rows) {
		p.t.Errorf("%+v of %d rows", b, rows)
	}
	if h, m := p.read(households), p.read(members); h != int64(wanted) || m != int64(rows) {
		p.t.Errorf("%d households of %d, %d members of %d", h, wanted, m, rows)
	}
	p.must("verify")
}

// again imports the list once more: nothing may be new in it.
func (p *place) again(list string, rows int) {
	p.t.Helper()
	p.must("import", "households", list, "--area", "441900129000")
	if b := p.batch(); b.Rows.Unchanged != int64(rows) {
		p.t.Errorf("a second time: %+v", b.Rows)
	}
}

// TestInterruptedImportSaysHowToGoOn stops an import as Ctrl-C does.
func TestInterruptedImportSaysHowToGoOn(t *testing.T) {
	eachEngine(t, func(t *testing.T, p *place) {
		const wanted = 12_000
		list := filepath.Join(t.TempDir(), "名册.csv")
		rows := writeList(t, list, wanted)
		cmd, out := p.command("import", "households", list, "--area", "441900129000")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for p.read(checkpointed) == 0 {
			time.Sleep(time.Millisecond)
		}
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // the status is asked below
		b := p.batch()
		if status := cmd.ProcessState.ExitCode(); status != 130 || !bytes.Contains(out.Bytes(), []byte("import resume "+b.Batch)) {
			t.Fatalf("status %d, %s", status, out)
		}
		p.must("import", "resume", b.Batch, list)
		p.whole(rows, wanted)
	})
}

// TestTwoImportsOfOneFile starts two at once: whoever comes second is told, or
// finds everything there.
func TestTwoImportsOfOneFile(t *testing.T) {
	eachEngine(t, func(t *testing.T, p *place) {
		const wanted = 4_000
		list := filepath.Join(t.TempDir(), "名册.csv")
		rows := writeList(t, list, wanted)
		statuses := make([]int, 2)
		var both sync.WaitGroup
		for i := range statuses {
			both.Go(func() {
				cmd, _ := p.command("import", "households", list, "--area", "441900129000")
				_ = cmd.Run() // the status says
				statuses[i] = cmd.ProcessState.ExitCode()
			})
		}
		both.Wait()
		if s := statuses; s[0] != 0 && s[1] != 0 || s[0] != 0 && s[0] != 4 || s[1] != 0 && s[1] != 4 {
			t.Errorf("statuses %v", statuses)
		}
		if h, m := p.read(households), p.read(members); h != wanted || m != int64(rows) {
			t.Errorf("%d households of %d, %d members of %d", h, wanted, m, rows)
		}
		p.again(list, rows)
	})
}

// writeList writes a list of made-up households of one to four persons.
func writeList(t *testing.T, path string, wanted int) (rows int) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(file)
	villages := []string{"冼沙村", "卢溪村", "凌屋村", "护安围村", "欧邓村", "上江城村", "下江城村", "高埗村"}
	_, _ = fmt.Fprintln(w, "户号,村,姓名,与户主关系,身份证号,家庭人口,家庭月人均收入,困难类别")
	for h := range wanted {
		size := 1 + h%4
		for i := range size {
			relation, category := "子", ""
			if i == 0 {
				relation, category = "户主", "低保对象"
			}
			_, _ = fmt.Fprintf(w, "H%06d,%s,%s,%s,%s,%d,%d,%s\n", h, villages[h%len(villages)], nameOf(rows), relation, idNumber(rows), size, 300+h%900, category)
			rows++
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func nameOf(n int) string {
	surnames, givens := []rune("王李张刘陈杨黄赵吴周"), []rune("伟芳敏静强磊军洋勇艳杰娟涛明超兰霞平刚桂")
	return string(surnames[n%10]) + string(givens[n/10%20]) + string(givens[n/200%20])
}

// idNumber is the nth of a series of numbers with right check digits: people
// born from 1950 on, of the sequences 960 to 999 that hardly any office gives.
func idNumber(n int) string {
	born := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n/40)
	body := fmt.Sprintf("441900%s%03d", born.Format("20060102"), 960+n%40)
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * weight
	}
	return body + string("10X98765432"[sum%11])
}
