package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/courier"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	fieldwork "songnuan/internal/visit"
	"songnuan/internal/web/view"
)

// remindersShown is how many reminders stand on a page.
const remindersShown = 50

// reminderList lists what went out and what did not.
func (v *visit) reminderList() error {
	q := v.r.URL.Query()
	before := id.ID(q.Get("after"))
	page, next, err := v.desk.Reminders(v.r.Context(), fieldwork.ReminderState(q.Get("state")), before, remindersShown)
	if err != nil {
		return err
	}
	p := v.page("web.reminder.title")
	p.Sub = p.T("web.reminder.sub")
	b := view.ReminderList{Filter: view.Form{Values: q}, MayKeep: v.can(identity.ReminderKeep), States: []view.Option{{Text: p.T("web.reminder.every_state")}}}
	for _, s := range fieldwork.ReminderStates {
		b.States = append(b.States, view.Option{Value: string(s), Text: s.Text(v.lang)})
	}
	for _, r := range page {
		row := view.ReminderRow{Reminder: r, When: app.ShownTime(r.Made)}
		if r.Sent != "" {
			row.When = app.ShownTime(r.Sent)
		}
		if r.Reason != "" {
			row.Why = v.say("web.reminder.reason." + reasonName(r.Reason))
		}
		b.Rows = append(b.Rows, row)
	}
	b.Pager = pagerOf(p, q, string(next))
	if b.MayKeep && v.desk.Actor().Scope.All {
		p.Actions = view.ReminderActions(p)
	}
	return v.show(view.ReminderListPage(p, b))
}

// reasonName is why a message was not taken, as the messages name it.
func reasonName(key string) string {
	switch name := key[strings.LastIndexByte(key, '.')+1:]; name {
	case "unreachable", "refused", "no_address":
		return name
	}
	return "other"
}

func (v *visit) reminderRetry() error {
	of, err := v.idOf("reminder", "reminder.none")
	if err != nil {
		return err
	}
	if err := v.desk.RetryReminder(v.r.Context(), of); err != nil {
		return err
	}
	return v.done("/reminders", "web.reminder.retried")
}

// myReminders are the notices that hang for the person.
func (v *visit) myReminders() error { return v.showMyReminders(view.Form{}, http.StatusOK) }

func (v *visit) showMyReminders(f view.Form, status int) error {
	all, err := v.desk.MyNotices(v.r.Context())
	if err != nil {
		return err
	}
	shown, err := v.desk.MyMail(v.r.Context())
	if err != nil {
		return err
	}
	if f.Values == nil {
		f = view.Form{Values: url.Values{}}
	}
	b := view.MyReminders{Mail: shown, Form: f, ToMine: v.can(identity.PairMine)}
	for _, r := range all {
		b.Rows = append(b.Rows, view.ReminderRow{Reminder: r, When: app.ShownTime(r.Made)})
	}
	p := v.page("web.reminder.mine")
	p.Sub = p.T("web.reminder.mine_sub")
	return v.write(status, view.MyRemindersPage(p, b))
}

func (v *visit) reminderAside() error {
	of, err := v.idOf("reminder", "reminder.none")
	if err != nil {
		return err
	}
	if err := v.desk.PutNoticeAside(v.r.Context(), of); err != nil {
		return err
	}
	return v.done("/my-reminders", "web.reminder.put_aside")
}

// myMail says where the person gets reminders by e-mail.
func (v *visit) myMail() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	if err = v.desk.SetMyMail(v.r.Context(), strings.TrimSpace(form.Get("mail"))); err == nil {
		return v.done("/my-reminders", "web.reminder.mail_kept")
	}
	f, err := v.wrong(form, err, map[string]string{"courier.no_address": "mail"})
	if err != nil {
		return err
	}
	return v.showMyReminders(f, http.StatusUnprocessableEntity)
}

// reminderChannels shows how reminders leave the office.
func (v *visit) reminderChannels() error { return v.showChannels("", view.Form{}, http.StatusOK) }

// showChannels shows the forms; which is the one that was refused, with what was
// typed in it.
func (v *visit) showChannels(which string, typed view.Form, status int) error {
	all, err := v.desk.ReminderChannels(v.r.Context())
	if err != nil {
		return err
	}
	mail, hook := url.Values{"host": {all.Mail.Host}, "port": {portText(all.Mail.Port)}, "security": {string(all.Mail.Security)}, "user": {all.Mail.User}, "from": {all.Mail.From}, "row": {strconv.FormatInt(all.MailVersion, 10)}},
		url.Values{"url": {all.Webhook.URL}, "row": {strconv.FormatInt(all.WebhookVersion, 10)}}
	if all.MailLive {
		mail.Set("live", "1")
	}
	if all.WebhookLive {
		hook.Set("live", "1")
	}
	b := view.ReminderChannels{ReminderChannels: all, Mail: view.Form{Values: mail}, Hook: view.Form{Values: hook}, Try: view.Form{Values: url.Values{}}}
	switch which {
	case "mail":
		b.Mail = typed
	case "webhook":
		b.Hook = typed
	case "try":
		b.Try = typed
	}
	p := v.systemPage("web.reminder.channels")
	p.Sub = p.T("web.reminder.channels_sub")
	return v.write(status, view.ReminderChannelsPage(p, b))
}

func portText(port int) string {
	if port == 0 {
		return ""
	}
	return strconv.Itoa(port)
}

// reminderChannelSet keeps one channel's settings, or tries a channel.
func (v *visit) reminderChannelSet() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	which, key := form.Get("do"), "web.reminder.channel_kept"
	switch which {
	case "mail":
		port, _ := strconv.Atoi(strings.TrimSpace(form.Get("port"))) // what is no number is no port
		err = v.desk.SetMail(v.r.Context(), courier.Mail{Host: form.Get("host"), Port: port, Security: courier.Security(form.Get("security")), User: form.Get("user"), Password: form.Get("password"), From: form.Get("from")},
			form.Get("live") != "", int64(rowIn(form)))
	case "webhook":
		err = v.desk.SetWebhook(v.r.Context(), courier.Webhook{URL: form.Get("url"), Secret: form.Get("secret")}, form.Get("live") != "", int64(rowIn(form)))
	case "try":
		key = "web.reminder.tried"
		err = v.desk.TryChannel(v.r.Context(), fieldwork.Channel(form.Get("channel")), form.Get("to"))
	default:
		return noPage()
	}
	if err == nil {
		return v.done("/reminders/channels", key)
	}
	form.Del("password") // what is secret is not written into a page
	form.Del("secret")
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	to := map[string]string{"courier.no_host": "host", "courier.no_port": "port", "courier.no_security": "security", "courier.password_in_clear": "security", "courier.no_address": "from",
		"courier.no_url": "url", "courier.secret_short": "secret"}
	if which == "try" {
		to["courier.no_address"] = "to"
	}
	f, err := v.wrong(form, err, to)
	if err != nil {
		return err
	}
	return v.showChannels(which, f, status)
}
