package web

import "songnuan/internal/identity"

// route is one line of the table: what is asked, the permission that it takes,
// and who answers. A line without permission is open to everyone signed in.
type route struct {
	Pattern string
	Needs   identity.Permission
	Do      handler
}

// openRoute is answered without a session.
type openRoute struct {
	Pattern string
	Do      handler
}

// handler answers a request of a person: it decodes, calls one use case and
// renders. What it returns as an error becomes a page that says so.
type handler func(*visit) error

// openRoutes are the ways in.
var openRoutes = []openRoute{
	{"GET /sign-in", (*visit).signInForm},
	{"POST /sign-in", (*visit).signIn},
	{"POST /mode", (*visit).setMode},

	{"GET /first/{link}", (*visit).firstForm},
	{"POST /first/{link}", (*visit).foundOffice},
	{"POST /first/{link}/demo", (*visit).tryOut},
	{"GET /demo", (*visit).demoSwitch},
	{"POST /demo", (*visit).demoBecome},
	{"POST /demo/end", (*visit).endTrial},
}

// routes are the office, a group for each noun.
var routes = []route{
	{"GET /{$}", "", (*visit).workbench},

	{"GET /plans", identity.PlanSee, (*visit).planList},
	{"POST /plans", identity.PlanKeep, (*visit).planUpload},
	{"GET /plans/new", identity.PlanKeep, (*visit).planNew},
	{"POST /plans/copy", identity.PlanKeep, (*visit).planCopy},
	{"GET /plans/{name}", identity.PlanSee, (*visit).planShow},
	{"GET /plans/{name}/print", identity.PlanSee, (*visit).planPrint},
	{"GET /plans/{name}/forecast", identity.PlanSee, (*visit).planForecastPage},
	{"GET /plans/{name}/text", identity.PlanSee, (*visit).planText},
	{"POST /plans/{name}/text", identity.PlanKeep, (*visit).planSave},
	{"GET /plans/{name}/versions", identity.PlanSee, (*visit).planVersions},

	{"GET /households", identity.HouseholdSee, (*visit).householdList},
	{"GET /households/counts", identity.HouseholdSee, (*visit).householdCounts},
	{"POST /households/find", identity.HouseholdSee, (*visit).householdFind},
	{"POST /households/view", identity.HouseholdSee, (*visit).householdView},
	{"POST /households/print", identity.HouseholdSee, (*visit).householdPrint},
	{"POST /households/export", identity.RosterExport, (*visit).householdExport},
	{"GET /households/new", identity.HouseholdKeep, (*visit).householdNew},
	{"POST /households/new", identity.HouseholdKeep, (*visit).householdSave},
	{"POST /households/similar", identity.HouseholdKeep, (*visit).householdSimilar},
	{"GET /households/{number}", identity.HouseholdSee, (*visit).household},
	{"POST /households/{number}/reveal", identity.PersonalUnmask, (*visit).householdReveal},
	{"GET /households/{number}/edit", identity.HouseholdKeep, (*visit).householdEdit},
	{"POST /households/{number}/edit", identity.HouseholdKeep, (*visit).householdSave},
	{"POST /households/{number}/close", identity.HouseholdKeep, (*visit).householdClose},
	{"POST /households/{number}/reopen", identity.HouseholdKeep, (*visit).householdReopen},
	{"POST /households/{number}/files/{campaign}/{step}", identity.PersonalUnmask, (*visit).householdFile},
	{"GET /lists/never-helped", identity.HouseholdSee, (*visit).listNever},
	{"GET /lists/unchanged", identity.HouseholdSee, (*visit).listUnchanged},
	{"POST /search", identity.HouseholdSee, (*visit).search},
	{"GET /search", identity.HouseholdSee, (*visit).searchFound},
	{"GET /campaigns/new", identity.CampaignOpen, (*visit).wizardNew},
	{"POST /campaigns/new", identity.CampaignOpen, (*visit).wizardOpen},
	{"GET /campaigns/{id}/start", identity.CampaignOpen, (*visit).wizardStart},
	{"POST /campaigns/{id}/start/answers", identity.CampaignSettle, (*visit).wizardAnswer},
	{"POST /campaigns/{id}/start/roster", identity.RosterBuild, (*visit).wizardBuild},
	{"POST /campaigns/{id}/start/activate", identity.CampaignActivate, (*visit).wizardActivate},

	{"POST /sign-out", "", (*visit).signOut},
	{"GET /me/password", "", (*visit).passwordForm},
	{"POST /me/password", "", (*visit).changePassword},
}
