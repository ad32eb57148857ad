package cli_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/text/encoding/simplifiedchinese"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/plan"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
)

// crashPlan pays every household from two purses.
const crashPlan = `
format: 1
plan: crash
title: 慰问
area: "441900129000"
year: 2026
period: {from: 2026-11-01, to: 2026-12-20}
closes_on: 2026-12-20
classes: [{id: all, name: 全部, who: household.income_per_head < yuan(2000), helped_when: [payment]}]
purses: [{id: city, name: 市级, holder: 市}, {id: town, name: 镇级, holder: 镇}]
cash:
  - {id: city_money, class: [all], amount: 400, per: household, purse: city}
  - {id: town_money, class: [all], amount: 200.01, per: household, purse: town}
`

// till is an office under load: the program serves it as a process that is
// killed again and again, and people work on its batches over HTTP.
type till struct {
	*place
	office   *app.App
	machine  *app.Desk
	purses   map[string]id.ID
	campaign id.ID
	served   *served
	clients  map[string]*http.Client
	mu       sync.Mutex
	acked    []string // keys of commands that were answered with yes
	digests  []string // return files that were taken
	commands int
}

var crashVillages = []struct {
	name string
	code area.Code
}{{"冼沙村", "441900129200"}, {"卢溪村", "441900129201"}, {"护安围村", "441900129205"}, {"欧邓村", "441900129211"}, {"凌屋村", "441900129214"}, {"上江城村", "441900129215"}}

func newTill(t *testing.T, p *place) *till {
	t.Helper()
	k := &till{place: p, purses: map[string]id.ID{}, clients: map[string]*http.Client{}}
	keyFile := ""
	for _, one := range p.env {
		if name, value, _ := strings.Cut(one, "="); name == "SONGNUAN_KEY" {
			keyFile = value
		}
	}
	key, err := personal.LoadKey(keyFile, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := personal.NewSealer(key, personal.AES)
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) }
	k.office = app.New(app.Config{Store: store.New(p.db, sealer), Clock: day.Clock(now), IDs: id.New, Calendar: day.DefaultCalendar()})
	k.machine = k.office.As(identity.AtCommandLine("测试"))
	k.people()
	k.list()
	return k
}

const crashPassword = "correct horse battery"

func (k *till) people() {
	k.t.Helper()
	for account, role := range map[string]identity.Role{"jing": identity.TownReviewer, "fu": identity.TownReviewer, "pi": identity.PaymentApprover, "chu": identity.Cashier} {
		order := app.NewUser{Account: account, Name: account, Password: personal.NewSecret(crashPassword), Lasting: true, Roles: []app.RoleOrder{{Role: role, Everywhere: true}}}
		if _, err := k.machine.AddUser(k.t.Context(), order); err != nil {
			k.t.Fatal(err)
		}
	}
	for _, name := range []string{"city", "town"} {
		p, err := k.machine.AddPurse(k.t.Context(), fund.Purse{Name: name, Holder: "市", Kind: "finance", Year: 2026, Area: "441900129000"})
		if err != nil {
			k.t.Fatal(err)
		}
		k.purses[name] = p.ID
		if _, err := k.machine.PayIn(k.t.Context(), app.PurseMove{Key: "in" + name, Purse: p.ID, Fen: 900_000_000_00}, fund.Income{Giver: "市财政局"}); err != nil {
			k.t.Fatal(err)
		}
	}
}

// list brings in 240 households with cards.
func (k *till) list() {
	k.t.Helper()
	var b strings.Builder
	b.WriteString("户号,村,户主,家庭人口,家庭月人均收入,银行卡号\n")
	for n := range 240 {
		fmt.Fprintf(&b, "K%04d,%s,%s,2,%d,%s\n", n, crashVillages[n%len(crashVillages)].name, nameOf(n), 300+n, cardOf(n))
	}
	path := filepath.Join(k.t.TempDir(), "名册.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		k.t.Fatal(err)
	}
	if _, err := k.machine.ImportHouseholds(k.t.Context(), app.ImportOrder{Path: path, Area: "441900129000"}, func(app.Progress) {}); err != nil {
		k.t.Fatal(err)
	}
}

// cardOf is the nth card number, with its check digit (Luhn).
func cardOf(n int) string {
	body := fmt.Sprintf("62284800100000%04d", n)
	sum := 0
	for i := range body {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return body + fmt.Sprint((10-sum%10)%10)
}

// lay opens another campaign over the same households, with money for all.
func (k *till) lay() {
	k.t.Helper()
	ctx := k.t.Context()
	p, _, err := plan.Read([]byte(crashPlan), plan.ReadOptions{})
	if err != nil {
		k.t.Fatal(err)
	}
	asOf, _ := day.New(2026, 11, 23)
	c, err := k.machine.OpenCampaign(ctx, app.CampaignOrder{Plan: p, Text: []byte(crashPlan), AsOf: asOf})
	if err == nil {
		_, err = k.machine.BuildRoster(ctx, c.ID, p)
	}
	if err == nil {
		err = k.machine.Activate(ctx, c.ID)
	}
	for name, purse := range k.purses {
		if err == nil {
			err = k.machine.TiePurse(ctx, c.ID, name, purse)
		}
	}
	if err == nil {
		_, err = k.machine.ReckonDues(ctx, c.ID, nil)
	}
	var totals []store.DueTotal
	if err == nil {
		totals, err = k.machine.DueTotals(ctx, c.ID)
	}
	for _, d := range totals {
		if err == nil {
			_, err = k.machine.Allot(ctx, app.PurseMove{Key: "allot" + string(d.Line), Purse: d.Purse, Fen: d.Fen}, d.Line, false)
		}
	}
	if err != nil {
		k.t.Fatal(err)
	}
	k.campaign = c.ID
}

// begin starts the program; people stay signed in over its ends.
func (k *till) begin() {
	k.t.Helper()
	k.served = start(k.t, k.env, "serve", "--addr", "127.0.0.1:0")
	for _, account := range []string{"jing", "fu", "pi", "chu"} {
		was := k.clients[account]
		jar, _ := cookiejar.New(nil)
		client := &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		at, _ := url.Parse(k.served.hello.Address)
		if was != nil {
			jar.SetCookies(at, was.Jar.Cookies(at))
		}
		k.clients[account] = client
		if was == nil {
			if status, _, err := k.send(account, "/sign-in", url.Values{"account": {account}, "password": {crashPassword}}); err != nil || status != http.StatusSeeOther {
				k.t.Fatalf("%s signs in: %d, %v", account, status, err)
			}
		}
	}
}

func (k *till) do(account string, req *http.Request) (status int, to string, body []byte, err error) {
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := k.clients[account].Do(req)
	if err != nil {
		return 0, "", nil, err
	}
	defer func() { _ = res.Body.Close() }() // it was read whole, or the program is gone
	body, err = io.ReadAll(res.Body)
	return res.StatusCode, res.Header.Get("Location"), body, err
}

func (k *till) send(account, path string, form url.Values) (status int, to string, err error) {
	req, err := http.NewRequest(http.MethodPost, k.served.hello.Address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, to, _, err = k.do(account, req)
	return status, to, err
}

// key names a command; yes notes that it was answered.
func (k *till) key() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.commands++
	return fmt.Sprintf("crash-%d", k.commands)
}

func (k *till) yes(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.acked = append(k.acked, key)
}

// errStuck is a command that was refused: the batch stands otherwise by now.
var errStuck = errors.New("refused")

// act sends a command about a batch. Half of them are sent twice.
func (k *till) act(account, batch string, form url.Values) error {
	key := k.key()
	form.Set("key", key)
	path := "/payments/" + batch
	if form.Get("account") != "" {
		path += "/payee"
	}
	for range 1 + rand.IntN(2) {
		status, _, err := k.send(account, path, form)
		if err != nil {
			return err
		}
		if status != http.StatusSeeOther {
			return errStuck
		}
		k.yes(key)
	}
	return nil
}

// work takes a batch as far as it goes.
func (k *till) work(batch string) error {
	for {
		var state fund.State
		back := map[fund.RowState]int64{}
		err := k.db.Read(k.t.Context(), func(tx *sqldb.Tx) error {
			if err := tx.Row(k.t.Context(), `SELECT state FROM payment_batch WHERE id = ?`, batch).Scan(&state); err != nil {
				return err
			}
			for row, err := range tx.Query(k.t.Context(), `SELECT state, MIN(seq) FROM payment_row WHERE batch = ? GROUP BY state`, batch) {
				var s fund.RowState
				var n int64
				if err == nil {
					err = row.Scan(&s, &n)
				}
				if err != nil {
					return err
				}
				back[s] = n
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := k.step(batch, state, back); err != nil {
			return err
		}
		if state.Ended() {
			return nil
		}
	}
}

// step does what comes next; two commands of a draft are tried in turn.
func (k *till) step(batch string, state fund.State, back map[fund.RowState]int64) error {
	verb := func(account string, verb fund.Verb) error {
		return k.act(account, batch, url.Values{"verb": {string(verb)}, "reason": {"试验"}})
	}
	switch {
	case state == fund.Draft:
		if err := verb("jing", fund.Make); err != nil && !errors.Is(err, errStuck) {
			return err
		}
		return verb("fu", fund.Check)
	case state == fund.Checked:
		return verb("pi", fund.Approve)
	case state == fund.Approved && rand.IntN(8) == 0:
		return verb("jing", fund.Abort)
	case state == fund.Approved:
		return verb("chu", fund.Lock)
	case state == fund.Locked:
		return verb("chu", fund.HandOver)
	case state == fund.Handed && back[fund.OnTheWay] > 0:
		return k.answer(batch)
	case state == fund.Handed && back[fund.Returned] > 0:
		return k.act("jing", batch, url.Values{"seq": {fmt.Sprint(back[fund.Returned])}, "name": {"试验"}, "account": {cardOf(rand.IntN(240))}, "reason": {"换卡"}})
	case state == fund.Handed && back[fund.Corrected] > 0:
		return verb("chu", fund.Resend)
	}
	return nil
}

// answer is the bank: it takes the file and sends one back, in which some rows
// failed.
func (k *till) answer(batch string) error {
	req, err := http.NewRequest(http.MethodPost, k.served.hello.Address+"/payments/"+batch+"/file", nil)
	if err != nil {
		return err
	}
	status, _, raw, err := k.do("chu", req)
	if err != nil || status != http.StatusOK {
		return errors.Join(err, errStuck)
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil {
		return err
	}
	reader := csv.NewReader(bytes.NewReader(text))
	reader.FieldsPerRecord = -1
	lines, err := reader.ReadAll()
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("序号,账号,金额,状态,原因\n")
	for _, line := range lines[1 : len(lines)-1] {
		state := "成功,"
		if rand.IntN(12) == 0 {
			state = "退票,账号不存在"
		}
		fmt.Fprintf(&b, "%s,%s,%s,%s\n", line[0], line[1], line[3], state)
	}
	var round int64
	if err := k.db.Read(k.t.Context(), func(tx *sqldb.Tx) error {
		return tx.Row(k.t.Context(), `SELECT MAX(times) FROM payment_row WHERE batch = ? AND state = 'on_way'`, batch).Scan(&round)
	}); err != nil {
		return err
	}
	return k.take(batch, b.String(), fmt.Sprint(round))
}

// take has a return file looked at and taken, perhaps twice.
func (k *till) take(batch, text, round string) error {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	err := w.WriteField("round", round)
	if err == nil {
		var part io.Writer
		if part, err = w.CreateFormFile("file", "back.csv"); err == nil {
			_, err = part.Write([]byte(text))
		}
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, k.served.hello.Address+"/payments/"+batch+"/returns", &body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	status, _, page, err := k.do("chu", req)
	if err != nil || status != http.StatusOK {
		return errors.Join(err, errStuck)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page))
	if err != nil {
		return err
	}
	digest, _ := doc.Find("input[name=digest]").Attr("value")
	for range 1 + rand.IntN(2) {
		status, _, err := k.send("chu", "/payments/"+batch+"/returns/take", url.Values{"digest": {digest}, "round": {round}})
		if err != nil {
			return err
		}
		if status != http.StatusSeeOther {
			return errStuck
		}
		k.mu.Lock()
		k.digests = append(k.digests, digest)
		k.mu.Unlock()
	}
	return nil
}

// clerk makes batches of a village and takes them along, until the program is
// gone or nothing is due there.
func (k *till) clerk(village area.Code) {
	for range 200 {
		batch := ""
		err := k.db.Read(k.t.Context(), func(tx *sqldb.Tx) error {
			for row, err := range tx.Query(k.t.Context(), `SELECT id FROM payment_batch WHERE area = ? AND campaign = ? AND state NOT IN ('settled', 'aborted') LIMIT 1`, string(village), string(k.campaign)) {
				if err != nil {
					return err
				}
				return row.Scan(&batch)
			}
			return nil
		})
		if err != nil {
			return
		}
		if batch == "" {
			status, to, err := k.send("jing", "/payments/new", url.Values{"campaign": {string(k.campaign)}, "title": {"慰问金"}, "method": {"bank"}, "template": {"generic-csv"}, "area": {string(village)}})
			if err != nil || status != http.StatusSeeOther {
				return // the program is gone, or nothing is due
			}
			batch = strings.TrimPrefix(to, "/payments/")
		}
		if err := k.work(batch); err != nil && !errors.Is(err, errStuck) {
			return
		}
	}
}

// round lets people work until the program is killed, at a random moment.
func (k *till) round() (worked int) {
	k.t.Helper()
	k.begin()
	before := len(k.acked)
	var all sync.WaitGroup
	for _, village := range crashVillages {
		all.Go(func() { k.clerk(village.code) })
	}
	time.Sleep(time.Duration(30+rand.IntN(700)) * time.Millisecond)
	_ = k.served.cmd.Process.Kill() // without warning
	_ = k.served.cmd.Wait()
	all.Wait()
	return len(k.acked) - before
}

// holds checks what must hold after every kill.
func (k *till) holds() {
	k.t.Helper()
	for name, query := range map[string]string{
		"dues paid twice":             `SELECT COUNT(*) FROM (SELECT due FROM payment_row WHERE state = 'credited' GROUP BY due HAVING COUNT(*) > 1) x`,
		"dues in two batches":         `SELECT COUNT(*) FROM (SELECT due FROM payment_row WHERE state <> 'given_up' GROUP BY due HAVING COUNT(*) > 1) x`,
		"paid by rows, not by ledger": `SELECT COALESCE((SELECT SUM(fen) FROM payment_row WHERE state = 'credited'), 0) - COALESCE((SELECT SUM(fen) FROM fund_posting WHERE place = 'paid'), 0)`,
		"sent by rows, not by ledger": `SELECT COALESCE((SELECT SUM(fen) FROM payment_row WHERE state = 'on_way'), 0) - COALESCE((SELECT SUM(fen) FROM fund_posting WHERE place = 'sent'), 0)`,
		"promised by rows, not by ledger": `SELECT COALESCE((SELECT SUM(r.fen) FROM payment_row r JOIN payment_batch b ON b.id = r.batch WHERE b.state IN ('approved', 'locked', 'sent', 'settled') AND r.state IN ('waiting', 'returned', 'corrected')), 0)
			- COALESCE((SELECT SUM(fen) FROM fund_posting WHERE place = 'promised'), 0)`,
		"credited rows whose due is not paid": `SELECT COUNT(*) FROM payment_row r JOIN payment_due d ON d.id = r.due WHERE r.state = 'credited' AND d.state <> 'paid'`,
		"acts recorded twice":                 `SELECT COUNT(*) FROM (SELECT key FROM payment_act GROUP BY key HAVING COUNT(*) > 1) x`,
	} {
		if n := k.read(query); n != 0 {
			k.t.Errorf("%s: %d", name, n)
		}
	}
	k.kept()
	if v, err := k.machine.Verify(k.t.Context()); err != nil || len(v.Broken) > 0 {
		k.t.Errorf("verify: %+v, %v", v, err)
	}
}

// kept checks that all that was answered with yes is there.
func (k *till) kept() {
	k.t.Helper()
	there := map[string]bool{}
	err := k.db.Read(k.t.Context(), func(tx *sqldb.Tx) error {
		for row, err := range tx.Query(k.t.Context(), `SELECT key FROM payment_act UNION SELECT digest FROM payment_file WHERE way = 'back'`) {
			var key string
			if err == nil {
				err = row.Scan(&key)
			}
			if err != nil {
				return err
			}
			there[key[strings.LastIndex(key, "/")+1:]] = true
		}
		return nil
	})
	if err != nil {
		k.t.Fatal(err)
	}
	for _, key := range append(k.acked, k.digests...) {
		if !there[key] {
			k.t.Errorf("%s was answered and is lost", key)
		}
	}
}

// TestSoakPaymentsSurviveKills kills the program under load, at random moments:
// nothing that was answered is lost, nobody is paid twice, the books are whole.
func TestSoakPaymentsSurviveKills(t *testing.T) {
	kills := dbtest.Rounds(3, 200)
	test := func(t *testing.T, p *place) {
		k := newTill(t, p)
		k.lay()
		for n := range kills {
			if n > 0 && k.read(`SELECT COUNT(*) FROM payment_due WHERE state = 'due'`) < 120 {
				k.lay()
			}
			k.round()
			if k.holds(); t.Failed() {
				t.Fatalf("after kill %d", n+1)
			}
		}
		if len(k.acked) == 0 || k.read(`SELECT COUNT(*) FROM payment_row WHERE state = 'credited'`) == 0 && kills > 3 {
			t.Errorf("%d commands, nothing was paid: the load is none", len(k.acked))
		}
		t.Logf("%d kills, %d commands answered, %d return files, %d rows credited, %d batches", kills, len(k.acked), len(k.digests),
			k.read(`SELECT COUNT(*) FROM payment_row WHERE state = 'credited'`), k.read(`SELECT COUNT(*) FROM payment_batch`))
	}
	t.Run("sqlite", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "data")
		url := "sqlite:" + filepath.Join(data, "songnuan.db")
		test(t, newPlace(t, url, "SONGNUAN_DATA="+data))
	})
	t.Run("postgresql", func(t *testing.T) {
		url := dbtest.NewPostgreSQL(t)
		test(t, newPlace(t, url, "SONGNUAN_DB="+url))
	})
}
