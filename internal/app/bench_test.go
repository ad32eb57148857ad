package app_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// benchHouseholds is how many households, of 2.6 persons each, the list of the
// import benchmark has: SONGNUAN_BENCH_HOUSEHOLDS sets another number.
func benchHouseholds() int {
	var n int
	if _, err := fmt.Sscan(os.Getenv("SONGNUAN_BENCH_HOUSEHOLDS"), &n); err == nil && n > 0 {
		return n
	}
	return 100_000
}

// BenchmarkImport imports a CSV list with all checks. Compare with
// BenchmarkRawHouseholds of internal/store: the same rows into the same tables
// by the driver alone.
func BenchmarkImport(b *testing.B) {
	path := filepath.Join(b.TempDir(), "名册.csv")
	rows := writeList(b, path, benchHouseholds())
	for _, engine := range []struct {
		name string
		open func(testing.TB) *sqldb.DB
	}{{"sqlite", dbtest.SQLite}, {"postgresql", dbtest.PostgreSQL}} {
		b.Run(engine.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				o := newOffice(b, engine.open(b))
				peak := watchMemory()
				b.StartTimer()
				report, err := o.ImportHouseholds(b.Context(), app.ImportOrder{Path: path, Area: gaobu, AsOf: asOf}, nil)
				b.StopTimer()
				if err != nil {
					b.Fatal(err)
				}
				if r := report.Batch.Rows; r.Entered != int64(rows) {
					b.Fatalf("%+v %v", r, report.Reasons)
				}
				b.ReportMetric(float64(peak())/(1<<20), "peak-MB")
				b.StartTimer()
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// watchMemory samples what the Go runtime holds from the system, less what it
// gave back, until the function it returns is called.
func watchMemory() (peak func() uint64) {
	stop, done := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.Sys-m.HeapReleased)
			select {
			case <-stop:
				done <- most
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		return <-done
	}
}

// writeList writes a list of made-up households: 2.6 persons each, every ID
// number once, names as frequent as names are.
func writeList(tb testing.TB, path string, households int) (rows int) {
	tb.Helper()
	file, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriterSize(file, 1<<20)
	dice := rand.New(rand.NewPCG(1, 2))
	villages := []string{"冼沙村", "卢溪村", "凌屋村", "护安围村", "欧邓村", "上江城村", "下江城村", "高埗村"}
	fmt.Fprintln(w, "户号,村,姓名,与户主关系,身份证号,家庭人口,家庭月人均收入,困难类别,致困原因,健康状况,联系电话,银行账号")
	for h := range households {
		size := 1 + dice.IntN(4)
		if size == 4 {
			size += dice.IntN(2)
		}
		for i := range size {
			relation, category, cause, card := "子", "", "", ""
			switch {
			case i == 0:
				relation, category, cause = "户主", []string{"低保对象", "特困人员", "低保边缘家庭"}[dice.IntN(3)], []string{"因病", "因残", "缺劳动力"}[dice.IntN(3)]
			case i == 1:
				relation = "配偶"
			}
			fmt.Fprintf(w, "H%07d,%s,%s,%s,%s,%d,%d,%s,%s,%s,199%08d,%s\n", h, villages[h%len(villages)], name(dice), relation,
				idNumber(rows), size, 300+dice.IntN(1500), category, cause, []string{"健康", "一般", "有慢性病"}[dice.IntN(3)], rows%100_000_000, card)
			rows++
		}
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := file.Close(); err != nil {
		tb.Fatal(err)
	}
	return rows
}

const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
const givens = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华玉梅国建文志永德福贵荣昌盛春生金银凤珍莲香菊云飞龙虎成林树根水土火木"

func name(dice *rand.Rand) string {
	s, g := []rune(surnames), []rune(givens)
	full := string(s[dice.IntN(len(s))]) + string(g[dice.IntN(len(g))])
	if dice.IntN(4) > 0 {
		full += string(g[dice.IntN(len(g))])
	}
	return full
}

// idNumber is the nth number of a series with valid check digits: people born
// from 1930 on, a thousand a day in the area 441900.
func idNumber(n int) string {
	birth := time.Date(1930, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n/999%33000)
	body := fmt.Sprintf("4419%02d%s%03d", n/(999*33000), birth.Format("20060102"), 1+n%999)
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * weight
	}
	return body + string("10X98765432"[sum%11])
}
