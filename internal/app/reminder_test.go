package app_test

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"songnuan/internal/app"
	"songnuan/internal/courier"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/visit"
)

// postbox is a mail server that speaks SMTP on this machine and keeps what it
// takes.
type postbox struct {
	lock    sync.Mutex
	letters []string
	refuse  *smtp.SMTPError // what it answers to a letter, nil takes it
	port    int
}

func newPostbox(t *testing.T) *postbox {
	t.Helper()
	box := &postbox{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &letterbox{box: box}, nil }))
	server.Domain = "localhost"
	box.port = listener.Addr().(*net.TCPAddr).Port
	over := make(chan struct{})
	go func() { defer close(over); _ = server.Serve(listener) }() // ends with Close
	t.Cleanup(func() { _ = server.Close(); <-over })
	return box
}

func (b *postbox) answer(with *smtp.SMTPError) {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.refuse = with
}

func (b *postbox) all() []string {
	b.lock.Lock()
	defer b.lock.Unlock()
	return append([]string{}, b.letters...)
}

type letterbox struct {
	box *postbox
	to  string
}

func (s *letterbox) Reset()                                    {}
func (s *letterbox) Logout() error                             { return nil }
func (s *letterbox) Mail(string, *smtp.MailOptions) error      { return nil }
func (s *letterbox) Rcpt(to string, _ *smtp.RcptOptions) error { s.to = to; return nil }
func (s *letterbox) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.box.lock.Lock()
	defer s.box.lock.Unlock()
	if s.box.refuse != nil {
		return s.box.refuse
	}
	s.box.letters = append(s.box.letters, s.to+"\n"+string(body))
	return nil
}

// remindedDrive has two helpers who owe a weekly visit each; the first signs in
// and has an address.
func remindedDrive(t *testing.T, db *sqldb.DB) (d *drive, helpers []id.ID) {
	t.Helper()
	d, helpers = pairedDrive(t, db)
	d.pair(t, "1", helpers[0], dayOf(2027, 1, 1), nil)
	d.pair(t, "3", helpers[1], dayOf(2027, 1, 1), nil)
	if _, err := d.AddUser(t.Context(), app.NewUser{Account: "chen", Name: "陈帮扶", Area: gaobu, Roles: []app.RoleOrder{{Role: identity.Helper}}, Password: password, Lasting: true}); err != nil {
		t.Fatal(err)
	}
	if err := d.TieHelper(t.Context(), "chen", "陈帮扶", 0); err != nil {
		t.Fatal(err)
	}
	if err := d.SetMailOf(t.Context(), "chen", "chen@example.com"); err != nil {
		t.Fatal(err)
	}
	return d, helpers
}

func (d *drive) reminders(t *testing.T, channel visit.Channel) (all []*visit.Reminder) {
	t.Helper()
	page, _, err := d.Reminders(t.Context(), "", "", 500)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page {
		if r.Channel == channel {
			all = append(all, r)
		}
	}
	return all
}

// send lays and sends at a time.
func (d *drive) send(t *testing.T, at time.Time) (sent int) {
	t.Helper()
	later := d.program.At(func() time.Time { return at })
	if _, err := later.LayReminders(t.Context()); err != nil {
		t.Fatal(err)
	}
	sent, err := later.SendReminders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return sent
}

var morning = time.Date(2027, 1, 20, 10, 0, 0, 0, time.UTC)

// TestRemindersGoByMailOnce: nothing goes out while nothing is set up; then each
// letter goes once, however often the server looks; it names no household but by
// number; a server that is away is tried again, one that refuses is not.
func TestRemindersGoByMailOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, _ := remindedDrive(t, db)
		box := newPostbox(t)
		if n := d.send(t, morning); n != 0 || len(box.all()) != 0 || len(d.reminders(t, visit.ByMail)) != 0 || len(d.reminders(t, visit.ByNotice)) == 0 {
			t.Fatalf("before anything is set up: %d sent, %d taken", n, len(box.all()))
		}
		if err := d.SetMail(t.Context(), courier.Mail{Host: "127.0.0.1", Port: box.port, Security: courier.Plain, From: "office@example.com"}, true, 0); err != nil {
			t.Fatal(err)
		}
		box.answer(&smtp.SMTPError{Code: 451, Message: "later"})
		d.send(t, morning)
		if len(box.all()) != 0 {
			t.Fatal("the server took what it put off")
		}
		box.answer(nil)
		if n := d.send(t, morning); n != 0 {
			t.Errorf("%d went out before their time to be tried again", n)
		}
		n := d.send(t, morning.Add(2*time.Minute))
		letters := box.all()
		if n == 0 || n != len(letters) {
			t.Fatalf("%d sent, %d taken", n, len(letters))
		}
		for _, l := range letters {
			if !strings.HasPrefix(l, "chen@example.com") || strings.Contains(l, "张一") || !strings.Contains(l, "Message-ID: <") {
				t.Errorf("a letter: %s", l)
			}
		}
		d.send(t, morning.Add(20*time.Minute))
		d.send(t, morning.Add(10*time.Hour))
		if again := box.all(); len(again) != len(letters) {
			t.Errorf("%d letters became %d", len(letters), len(again))
		}
		failed := 0
		for _, r := range d.reminders(t, visit.ByMail) {
			if r.State == visit.ReminderFailed && r.Reason == "reminder.no_address" {
				failed++
			}
		}
		if failed == 0 {
			t.Error("who has no address is not told of")
		}
	})
}

// TestACrashBetweenSendingAndMarking: what was taken up and never told of again
// goes out once more, under the id it went out under before, and not until its
// time is over; what was acknowledged does not.
func TestACrashBetweenSendingAndMarking(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, _ := remindedDrive(t, db)
		box := newPostbox(t)
		if err := d.SetMail(t.Context(), courier.Mail{Host: "127.0.0.1", Port: box.port, Security: courier.Plain, From: "office@example.com"}, true, 0); err != nil {
			t.Fatal(err)
		}
		d.send(t, morning)
		before := box.all()
		var lost *visit.Reminder
		for _, r := range d.reminders(t, visit.ByMail) {
			if r.State == visit.ReminderSent {
				lost = r
			}
		}
		if lost == nil || len(before) == 0 {
			t.Fatal("nothing went out")
		}
		// The program died between the letter and its mark: the row is as it was when it was taken up.
		if err := d.store.Write(t.Context(), func(tx *sqldb.Tx) error {
			lost.State, lost.Sent, lost.Next, lost.Version = visit.ReminderSending, "", day.At(morning.Add(5*time.Minute)), lost.Version+1
			return d.store.SaveReminder(t.Context(), tx, lost)
		}); err != nil {
			t.Fatal(err)
		}
		d.send(t, morning.Add(time.Minute))
		if n := len(box.all()); n != len(before) {
			t.Errorf("another took up what was being sent: %d letters of %d", n, len(before))
		}
		d.send(t, morning.Add(6*time.Minute))
		after := box.all()
		same := 0
		for _, l := range after {
			if strings.Contains(l, "<"+string(lost.ID)+"@example.com>") {
				same++
			}
		}
		if len(after) != len(before)+1 || same != 2 {
			t.Errorf("%d letters after %d, %d under the id of the one that was lost", len(after), len(before), same)
		}
	})
}

// TestWebhooksAreSigned: the receiver checks time, body and key; what it answers
// decides whether it is tried again; what was done meanwhile is not told of any
// more.
func TestWebhooksAreSigned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		const secret = "一个够长的签名密钥-2027"
		d, helpers := remindedDrive(t, db)
		var lock sync.Mutex
		keys, status := map[string]int{}, http.StatusServiceUnavailable
		receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			lock.Lock()
			defer lock.Unlock()
			body, err := io.ReadAll(r.Body)
			at := r.Header.Get(courier.HeaderTime)
			if err != nil || r.Header.Get(courier.HeaderSignature) != courier.Sign(secret, at, body) {
				t.Errorf("the signature does not fit: %v", r.Header)
			}
			if seconds, err := strconv.ParseInt(at, 10, 64); err != nil || seconds < morning.Unix() {
				t.Errorf("signed at %s", at)
			}
			var told struct {
				Text    struct{ Content string }
				Numbers []string
			}
			if err := json.Unmarshal(body, &told); err != nil || told.Text.Content == "" || len(told.Numbers) == 0 || strings.Contains(string(body), "张一") {
				t.Errorf("%s, %v", body, err)
			}
			if status == http.StatusOK {
				keys[r.Header.Get(courier.HeaderKey)]++
			}
			w.WriteHeader(status)
		}))
		t.Cleanup(receiver.Close)
		if err := d.SetWebhook(t.Context(), courier.Webhook{URL: receiver.URL, Secret: "kurz"}, true, 0); problem.CodeOf(err) != problem.Invalid {
			t.Errorf("a short secret: %v", err)
		}
		if err := d.SetWebhook(t.Context(), courier.Webhook{URL: receiver.URL, Secret: secret}, true, 0); err != nil {
			t.Fatal(err)
		}
		if n := d.send(t, morning); n != 0 {
			t.Errorf("%d taken by a receiver that is away", n)
		}
		d.came(t, "1", helpers[0]) // what ends soon is done; what is over stays undone
		lock.Lock()
		status = http.StatusOK
		lock.Unlock()
		n := d.send(t, morning.Add(2*time.Minute))
		if n == 0 || n != len(keys) {
			t.Errorf("%d sent, %d keys", n, len(keys))
		}
		dropped := 0
		for _, r := range d.reminders(t, visit.ByWebhook) {
			if r.State == visit.ReminderDropped && r.Kind == visit.RemindSoon && r.Helper == helpers[0] {
				dropped++
			}
			if r.State == visit.ReminderSent && r.Kind == visit.RemindSoon && r.Helper == helpers[0] {
				t.Error("he is reminded of what he has done")
			}
		}
		if dropped != 1 {
			t.Errorf("%d dropped", dropped)
		}
		d.send(t, morning.Add(4*time.Hour))
		for key, times := range keys {
			if times != 1 {
				t.Errorf("%s was acknowledged %d times", key, times)
			}
		}
	})
}

// TestNoticesHangForWhoSignsIn: until he puts them aside, or has done it; another
// can't.
func TestNoticesHangForWhoSignsIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, _ := remindedDrive(t, db)
		d.send(t, morning)
		all := d.reminders(t, visit.ByNotice)
		if len(all) == 0 || all[0].Account == "" {
			t.Fatalf("%+v", all)
		}
		own := d.program.As(identity.Actor{Name: "陈帮扶", Role: identity.Helper, User: all[0].Account})
		hang, err := own.MyNotices(t.Context())
		if err != nil || len(hang) != len(all) {
			t.Fatalf("%d of %d hang, %v", len(hang), len(all), err)
		}
		other := d.program.As(identity.Actor{Name: "别人", Role: identity.Helper, User: id.New()})
		if err := other.PutNoticeAside(t.Context(), hang[0].ID); !problem.Is(err, problem.NotFound) {
			t.Errorf("another's: %v", err)
		}
		if err := own.PutNoticeAside(t.Context(), hang[0].ID); err != nil {
			t.Fatal(err)
		}
		if left, err := own.MyNotices(t.Context()); err != nil || len(left) != len(hang)-1 {
			t.Errorf("%d left, %v", len(left), err)
		}
	})
}
