//go:build unix

package webtest

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/demo"
	"songnuan/internal/demo/stage"
)

// BenchmarkServe: the goals are 500 mixed pages a second in less than 300 MB,
// over 100,000 households (SONGNUAN_BENCH_HOUSEHOLDS). Sixteen people of one
// township look at lists, files, the board and everything else they have; the
// figures are of the process with its clients and its database.
func BenchmarkServe(b *testing.B) {
	o := Demo(b)
	o.crowd(b, households())
	pages := o.mix(b)
	people := make([]*http.Client, 16)
	for i := range people {
		people[i] = o.person(b, "zhen")
	}
	fresh := forgetPeak()
	var mu sync.Mutex
	var took []time.Duration
	bytes := int64(0)
	b.SetParallelism(len(people) / 2)
	began, worked := time.Now(), processor()
	b.ResetTimer()
	next := make(chan int, len(people))
	for i := range people {
		next <- i
	}
	b.RunParallel(func(pb *testing.PB) {
		who := <-next
		dice := rand.New(rand.NewPCG(uint64(who), 1)) //nolint:gosec // the same requests each time
		var own []time.Duration
		read := int64(0)
		for pb.Next() {
			at := time.Now()
			n, err := open1(people[who], o.URL+pages[dice.IntN(len(pages))])
			if err != nil {
				b.Error(err)
				break
			}
			read += n
			own = append(own, time.Since(at))
		}
		mu.Lock()
		took, bytes = append(took, own...), bytes+read
		mu.Unlock()
		next <- who
	})
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(len(took))/time.Since(began).Seconds(), "pages/s")
	b.ReportMetric(took[len(took)*95/100].Seconds()*1000, "p95-ms")
	b.ReportMetric((processor()-worked).Seconds()*1000/float64(len(took)), "cpu-ms/page") // with the clients' own
	b.ReportMetric(float64(bytes)/float64(len(took))/1024, "KiB/page")
	if fresh {
		b.ReportMetric(peak(), "peak-MiB")
	}
}

func households() int {
	if n, err := strconv.Atoi(os.Getenv("SONGNUAN_BENCH_HOUSEHOLDS")); err == nil {
		return n
	}
	return 20_000
}

// crowd brings in a list of so many households of the township.
func (o *Office) crowd(b *testing.B, n int) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "crowd.csv")
	var list strings.Builder
	list.WriteString("户号,村,户主,家庭人口,家庭月人均收入\n")
	given := []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红玲芬燕彩春菊凤梅")
	dice := rand.New(rand.NewPCG(7, 10)) //nolint:gosec // the same list each time
	for i := range n {
		v := demo.Gaobu.Villages[dice.IntN(len(demo.Gaobu.Villages))]
		fmt.Fprintf(&list, "P%06d,%s,梁%c%c,%d,%d\n", i, v.Name, given[dice.IntN(len(given))], given[dice.IntN(len(given))], 1+i%5, 300+dice.IntN(3000))
	}
	if err := os.WriteFile(path, []byte(list.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	report, err := o.Machine.ImportHouseholds(b.Context(), app.ImportOrder{Path: path, Area: "441900129000"}, func(app.Progress) {})
	if err != nil || report.Batch.Rows.Wrong > 0 {
		b.Fatalf("%+v, %v", report, err)
	}
}

// mix is what people open, each as often as it stands in it: of ten pages three
// are lists, three are files, and the rest is whatever else there is but the
// comparison of rosters, which builds one.
func (o *Office) mix(b *testing.B) (pages []string) {
	b.Helper()
	var others []string
	for _, p := range o.Crawl() {
		if p.Account == "zhen" && p.HTML && p.Status == http.StatusOK && !strings.HasPrefix(p.Pattern, "/households") && p.Pattern != "/campaigns/{id}/rebuild" {
			others = append(others, p.Path)
		}
	}
	lists := []string{"/households", "/households?state=open", "/households?village=441900129200", "/households?size=50"}
	for i := range 300 {
		pages = append(pages, others[i%len(others)], lists[i%len(lists)], fmt.Sprintf("/households/P%06d", i*37%households()))
	}
	return pages
}

// person is a client that has signed in.
func (o *Office) person(b *testing.B, account string) *http.Client {
	b.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	client := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	response, err := client.PostForm(o.URL+"/sign-in", url.Values{"account": {account}, "password": {stage.Password}})
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatal(err)
	}
	_ = response.Body.Close() // only the cookie is wanted
	return client
}

// open1 opens a page and reads all of it.
func open1(client *http.Client, url string) (int64, error) {
	response, err := client.Get(url)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: %s", url, response.Status)
	}
	return io.Copy(io.Discard, response.Body)
}

// forgetPeak makes the system measure this process's memory anew.
func forgetPeak() bool { return os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) == nil }

// processor is the time of processors that this process has taken.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peak is the most memory that the process has held, in MiB.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib / 1024
		}
	}
	return 0
}
