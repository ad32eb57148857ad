package web

import (
	"strings"

	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/web/view"
)

// entry is one place of the menu. It is shown to who holds the permission.
type entry struct {
	path  string
	key   string
	needs identity.Permission
}

// menu is the whole tree; a place stands in it once its pages work.
var menu = []struct {
	key     string
	entries []entry
}{
	{"", []entry{
		{"/", "web.nav.workbench", ""},
		{"/m/", "web.phone.title", identity.PhoneUse},
		{"/my-reminders", "web.reminder.mine", ""},
	}},
	{"web.nav.people", []entry{
		{"/households", "web.nav.households", identity.HouseholdSee},
		{"/cases", "web.case.title", identity.CaseSee},
		{"/reviews", "web.review.title", identity.CaseSee},
		{"/notices", "web.notice.title", identity.CaseSee},
		{"/objections", "web.notice.objections", identity.CaseSee},
		{"/changes", "web.change.title", identity.ChangeSee},
		{"/kin", "web.kin.title", identity.KinKeep},
		{"/kin/register", "web.kin.register", identity.KinSee},
	}},
	{"web.nav.campaigns", []entry{
		{"/campaigns", "web.nav.campaign_list", identity.CampaignSee},
		{"/plans", "web.nav.plans", identity.PlanSee},
	}},
	{"web.nav.field", []entry{
		{"/mine", "web.pair.mine", identity.PairMine},
		{"/helpers", "web.helper.title", identity.PairSee},
		{"/liaisons", "web.pair.liaisons", identity.PairSee},
		{"/visits", "web.visit.title", identity.VisitSee},
		{"/visits/due", "web.visit.due", identity.VisitSee},
		{"/reminders", "web.reminder.title", identity.ReminderSee},
		{"/hazards", "web.hazard.title", identity.HazardSee},
		{"/demands", "web.demand.title", identity.DemandSee},
		{"/cold-waves", "web.wave.title", identity.WaveSee},
		{"/my-area", "web.area_board.title", identity.LeaderSee},
		{"/leaders", "web.leader.title", identity.LeaderSee},
	}},
	{"web.nav.fund", []entry{
		{"/purses", "web.purse.title", identity.FundSee},
		{"/dues", "web.due.title", identity.FundSee},
		{"/reconcile", "web.reconcile.title", identity.FundSee},
		{"/journal", "web.purse.journal", identity.FundSee},
		{"/transfers", "web.purse.transfers", identity.FundSee},
		{"/payments", "web.payment.title", identity.FundSee},
	}},
	{"web.nav.reports", []entry{
		{"/rosters", "web.nav.rosters", identity.HouseholdSee},
		{"/documents", "web.document.title", identity.CaseSee},
	}},
	{"web.nav.data", []entry{
		{"/imports", "web.nav.imports", identity.ImportSee},
		{"/duplicates", "web.duplicate.title", identity.DuplicateSee},
		{"/uploads", "web.upload.title", identity.UploadSettle},
		{"/phones", "web.phones.title", identity.PhoneSee},
		{"/jobs", "web.nav.jobs", ""},
	}},
	{"web.nav.system", []entry{}},
	{"web.nav.data", []entry{}},
	{"web.nav.system", []entry{
		{"/areas", "web.area.title", identity.PlaceSee},
		{"/units", "web.unit.title", identity.PlaceSee},
		{"/users", "web.user.title", identity.UserSee},
		{"/profiles", "web.profile.title", identity.ProfileSee},
		{"/standards", "web.standard.title", identity.PlaceSee},
		{"/holidays", "web.holiday.title", identity.PlaceSee},
		{"/dictionaries", "web.term.title", identity.PlaceSee},
		{"/settings", "web.setting.title", identity.PlaceSee},
		{"/audit", "web.audit.title", identity.AuditSee},
	}},
}

// nav is the menu for an actor at a path.
func nav(a identity.Actor, lang locale.Lang, path string) (groups []view.NavGroup) {
	here := hereIn(path)
	for _, group := range menu {
		g := view.NavGroup{}
		if group.key != "" {
			g.Title = locale.Text(lang, group.key, nil)
		}
		for _, e := range group.entries {
			if e.needs == "" && a.Role != "" || e.needs != "" && a.Can(e.needs) {
				link := view.Link{Href: e.path, Text: locale.Text(lang, e.key, nil)}
				g.Items = append(g.Items, view.NavItem{Link: link, Here: e.path == here})
			}
		}
		if len(g.Items) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// hereIn is the menu's place that a path lies below: the longest that fits.
func hereIn(path string) (here string) {
	for _, group := range menu {
		for _, e := range group.entries {
			fits := path == e.path || e.path != "/" && strings.HasPrefix(path, e.path+"/")
			if fits && len(e.path) > len(here) {
				here = e.path
			}
		}
	}
	return here
}
