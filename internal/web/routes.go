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

	{"GET /profiles", identity.ProfileSee, (*visit).profileList},
	{"POST /profiles", identity.ProfileKeep, (*visit).profileUpload},
	{"GET /profiles/new", identity.ProfileKeep, (*visit).profileNew},
	{"POST /profiles/copy", identity.ProfileKeep, (*visit).profileCopy},
	{"GET /profiles/{profile}", identity.ProfileSee, (*visit).profileShow},
	{"GET /profiles/{profile}/print", identity.ProfileSee, (*visit).profilePrint},
	{"GET /profiles/{profile}/text", identity.ProfileSee, (*visit).profileText},
	{"POST /profiles/{profile}/text", identity.ProfileKeep, (*visit).profileSave},
	{"GET /profiles/{profile}/versions", identity.ProfileSee, (*visit).profileVersions},

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
	{"GET /campaigns", identity.CampaignSee, (*visit).campaignList},
	{"GET /campaigns/{id}", identity.CampaignSee, (*visit).campaignHome},
	{"GET /campaigns/{id}/plan", identity.CampaignSee, (*visit).campaignDrift},
	{"GET /campaigns/{id}/rebuild", identity.RosterBuild, (*visit).rebuildShow},
	{"POST /campaigns/{id}/rebuild", identity.RosterBuild, (*visit).rebuildAccept},
	{"GET /campaigns/{id}/close", identity.CampaignClose, (*visit).closeForm},
	{"POST /campaigns/{id}/close", identity.CampaignClose, (*visit).closeCampaign},
	{"GET /campaigns/{id}/certificates", identity.CampaignSee, (*visit).certificateList},
	{"POST /campaigns/{id}/certificates", identity.CertificateIssue, (*visit).certificateIssue},

	{"GET /campaigns/{id}/tasks", identity.CampaignSee, (*visit).taskList},
	{"POST /campaigns/{id}/tasks", identity.TaskKeep, (*visit).taskAdd},
	{"POST /campaigns/{id}/tasks/lay", identity.TaskKeep, (*visit).taskLay},
	{"GET /campaigns/{id}/tasks/{task}", identity.CampaignSee, (*visit).taskShow},
	{"POST /campaigns/{id}/tasks/{task}", identity.TaskKeep, (*visit).taskEdit},
	{"POST /campaigns/{id}/tasks/{task}/report", identity.TaskDo, (*visit).taskReport},
	{"GET /campaigns/{id}/tasks/{task}/files/{proof}", identity.PersonalUnmask, (*visit).taskProof},

	{"GET /campaigns/{id}/survey", identity.CampaignSee, (*visit).surveyShow},
	{"POST /campaigns/{id}/survey/{survey}/list", identity.SurveyTake, (*visit).surveyImport},
	{"GET /campaigns/{id}/survey/{survey}/households", identity.HouseholdSee, (*visit).surveyHouseholds},
	{"GET /campaigns/{id}/survey/{survey}/households/{number}", identity.HouseholdSee, (*visit).surveyAnswer},
	{"POST /campaigns/{id}/survey/{survey}/households/{number}", identity.SurveyTake, (*visit).surveyTake},
	{"GET /campaigns/{id}/corrections/{batch}", identity.ListImport, (*visit).surveyCorrections},

	{"GET /campaigns/{id}/gate", identity.CampaignSee, (*visit).gateShow},
	{"POST /campaigns/{id}/gate", identity.GateConfirm, (*visit).gateConfirm},
	{"GET /campaigns/{id}/gate/files/{proof}", identity.PersonalUnmask, (*visit).gateProof},

	{"GET /campaigns/{id}/board", identity.CampaignSee, (*visit).boardShow},
	{"GET /campaigns/{id}/grid", identity.CampaignSee, (*visit).gridShow},
	{"GET /campaigns/{id}/entries", identity.HouseholdSee, (*visit).entryList},
	{"GET /campaigns/{id}/entries/{entry}", identity.HouseholdSee, (*visit).entryShow},
	{"POST /campaigns/{id}/entries/{entry}", identity.OutcomeRecord, (*visit).outcomeRecord},
	{"GET /campaigns/{id}/entries/{entry}/files/{step}", identity.PersonalUnmask, (*visit).entryFile},

	{"GET /imports", identity.ImportSee, (*visit).importList},
	{"POST /imports", identity.ListImport, (*visit).importUpload},
	{"GET /imports/new", identity.ListImport, (*visit).importNew},
	{"GET /imports/{id}", identity.ImportSee, (*visit).importAt},
	{"GET /imports/{id}/columns", identity.ListImport, (*visit).importColumns},
	{"POST /imports/{id}/columns", identity.ListImport, (*visit).importSettle},
	{"GET /imports/{id}/check", identity.ImportSee, (*visit).importCheck},
	{"GET /imports/{id}/rows", identity.ListImport, (*visit).importRows},
	{"GET /imports/{id}/row", identity.ListImport, (*visit).importRow},
	{"POST /imports/{id}/row", identity.ListImport, (*visit).importMend},
	{"POST /imports/{id}/leave", identity.ListImport, (*visit).importLeave},
	{"GET /imports/{id}/fix", identity.ListImport, (*visit).importFix},
	{"POST /imports/{id}/fix", identity.ListImport, (*visit).importFixSave},
	{"GET /imports/{id}/fixes", identity.ListImport, (*visit).importFixes},
	{"POST /imports/{id}/fixes", identity.ListImport, (*visit).importAccept},
	{"GET /imports/{id}/duplicates", identity.ListImport, (*visit).importTwins},
	{"POST /imports/{id}/duplicates", identity.ListImport, (*visit).importChoose},
	{"POST /imports/{id}/enter", identity.ListImport, (*visit).importEnter},
	{"GET /imports/{id}/result", identity.ImportSee, (*visit).importResult},
	{"GET /imports/{id}/corrections", identity.ListImport, (*visit).importCorrections},
	{"GET /imports/{id}/original", identity.ListImport, (*visit).importOriginal},
	{"GET /imports/{id}/undo", identity.ImportUndo, (*visit).importUndoForm},
	{"POST /imports/{id}/undo", identity.ImportUndo, (*visit).importUndo},
	{"POST /imports/{id}/drop", identity.ListImport, (*visit).importDrop},

	{"GET /kin", identity.KinKeep, (*visit).kinMine},
	{"POST /kin", identity.KinKeep, (*visit).kinAdd},
	{"GET /kin/register", identity.KinSee, (*visit).kinRegister},
	{"POST /kin/{entry}/end", identity.KinKeep, (*visit).kinEnd},

	{"GET /jobs", "", (*visit).jobList},
	{"GET /jobs/{id}", "", (*visit).jobPage},
	{"GET /jobs/{id}/card", "", (*visit).jobProgress},
	{"GET /jobs/{id}/file", "", (*visit).jobFile},
	{"POST /jobs/{id}/stop", "", (*visit).jobStop},
	{"POST /jobs/{id}/continue", "", (*visit).jobContinue},

	{"GET /rosters", "", (*visit).reportList},
	{"GET /rosters/{name}", "", (*visit).reportPage},
	{"GET /rosters/{name}/print", "", (*visit).reportPrint},
	{"POST /rosters/{name}/take", "", (*visit).reportTake},
	{"GET /campaigns/{id}/roster", identity.HouseholdSee, (*visit).campaignRoster},
	{"GET /campaigns/{id}/certificates/{certificate}", identity.CampaignSee, (*visit).certificatePage},

	{"GET /areas", identity.PlaceSee, (*visit).areaTree},
	{"GET /areas/new", identity.PlaceKeep, (*visit).areaNew},
	{"POST /areas/new", identity.PlaceKeep, (*visit).areaAdd},
	{"GET /areas/import", identity.PlaceKeep, (*visit).areaImportForm},
	{"POST /areas/import", identity.PlaceKeep, (*visit).areaImport},
	{"GET /areas/{code}", identity.PlaceSee, (*visit).areaShow},
	{"POST /areas/{code}/name", identity.PlaceKeep, (*visit).areaRename},
	{"POST /areas/{code}/withdraw", identity.PlaceKeep, (*visit).areaWithdraw},
	{"POST /areas/{code}/restore", identity.PlaceKeep, (*visit).areaRestore},
	{"GET /units", identity.PlaceSee, (*visit).unitTree},
	{"POST /units", identity.UnitKeep, (*visit).unitAdd},
	{"GET /units/{path}", identity.UnitKeep, (*visit).unitShow},
	{"POST /units/{path}", identity.UnitKeep, (*visit).unitEdit},
	{"POST /units/{path}/close", identity.UnitKeep, (*visit).unitClose},
	{"POST /units/{path}/open", identity.UnitKeep, (*visit).unitOpen},

	{"GET /users", identity.UserSee, (*visit).userList},
	{"GET /users/new", identity.UserKeep, (*visit).userNew},
	{"POST /users/new", identity.UserKeep, (*visit).userCreate},
	{"GET /users/{account}", identity.UserSee, (*visit).userShow},
	{"POST /users/{account}", identity.UserKeep, (*visit).userEdit},
	{"POST /users/{account}/grant", identity.UserKeep, (*visit).userGrant},
	{"POST /users/{account}/withdraw", identity.UserKeep, (*visit).userWithdraw},
	{"POST /users/{account}/disable", identity.UserKeep, (*visit).userDisable},
	{"POST /users/{account}/enable", identity.UserKeep, (*visit).userEnable},
	{"POST /users/{account}/password", identity.UserKeep, (*visit).userPassword},
	{"POST /users/{account}/sessions", identity.UserKeep, (*visit).userEndSession},
	{"GET /roles", identity.UserSee, (*visit).roleTable},

	{"GET /standards", identity.PlaceSee, (*visit).standardList},
	{"POST /standards", identity.PlaceKeep, (*visit).standardAdd},
	{"GET /standards/withdraw", identity.PlaceKeep, (*visit).standardWithdrawForm},
	{"POST /standards/withdraw", identity.PlaceKeep, (*visit).standardWithdraw},
	{"GET /settings", identity.PlaceSee, (*visit).settingList},
	{"POST /settings", identity.PlaceKeep, (*visit).settingChange},
	{"POST /standards/import", identity.PlaceKeep, (*visit).standardImport},
	{"GET /dictionaries", identity.PlaceSee, (*visit).termLists},
	{"GET /dictionaries/{list}", identity.PlaceSee, (*visit).termList},
	{"POST /dictionaries/{list}", identity.TermKeep, (*visit).termAdd},
	{"POST /dictionaries/{list}/drop", identity.TermKeep, (*visit).termDrop},
	{"GET /holidays", identity.PlaceSee, (*visit).holidays},
	{"POST /holidays/day", identity.HolidayKeep, (*visit).holidaySet},
	{"POST /holidays/source", identity.HolidayKeep, (*visit).holidaySource},
	{"POST /holidays/reset", identity.HolidayKeep, (*visit).holidayReset},
	{"POST /holidays/import", identity.HolidayKeep, (*visit).holidayImport},
	{"GET /holidays/table.csv", identity.PlaceSee, (*visit).holidayTable},

	{"GET /audit", identity.AuditSee, (*visit).auditList},
	{"GET /audit/{place}", identity.AuditSee, (*visit).auditRecord},
	{"POST /audit/export", identity.AuditExport, (*visit).auditExport},
	{"GET /audit/check", identity.AuditVerify, (*visit).auditCheck},
	{"POST /audit/check", identity.AuditVerify, (*visit).auditCheckNow},

	{"GET /me", "", (*visit).me},
	{"POST /me/role", "", (*visit).meRole},
	{"POST /me/sessions", "", (*visit).meEndSession},
	{"POST /me/tokens", "", (*visit).meToken},
	{"POST /sign-out", "", (*visit).signOut},
	{"GET /me/password", "", (*visit).passwordForm},
	{"POST /me/password", "", (*visit).changePassword},
}
