package api

import "songnuan/internal/identity"

// routes is the one table of the interface: name, method and path, permission,
// handler with what repeating it does.
func routes() []*route {
	return []*route{
		at("version", "GET /version", none, get((*call).version)),
		at("me", "GET /me", none, get((*call).me)),
		at("token_end", "DELETE /me/token", none, ask((*call).endToken)),

		at("household_search", "POST /households/search", identity.HouseholdSee, ask((*call).householdSearch)),
		at("households", "GET /households", identity.HouseholdSee, get((*call).households)),
		at("household_count", "GET /households/count", identity.HouseholdSee, get((*call).householdCount)),
		at("household", "GET /households/{number}", identity.HouseholdSee, get((*call).household)),
		at("household_reveal", "POST /households/{number}/reveal", identity.PersonalUnmask, ask((*call).householdReveal)),
		at("household_timeline", "GET /households/{number}/timeline", identity.HouseholdSee, get((*call).householdTimeline)),
		at("household_form", "GET /households/{number}/form", identity.HouseholdKeep, get((*call).householdForm)),
		at("household_add", "POST /households", identity.HouseholdKeep, create((*call).householdAdd)),
		at("household_save", "PUT /households/{number}", identity.HouseholdKeep, act((*call).householdSave)),
		at("household_close", "POST /households/{number}/close", identity.HouseholdKeep, act((*call).householdClose)),
		at("household_reopen", "POST /households/{number}/reopen", identity.HouseholdKeep, act((*call).householdReopen)),
		at("never_helped", "GET /never-helped", identity.HouseholdSee, get((*call).neverHelped)),
		at("unchanged", "GET /unchanged", identity.HouseholdSee, get((*call).unchanged)),

		at("campaign", "GET /campaigns/{campaign}", identity.CampaignSee, get((*call).campaign)),
		at("campaign_settle", "POST /campaigns/{campaign}/answers", identity.CampaignSettle, act((*call).campaignSettle)),
		at("campaign_activate", "POST /campaigns/{campaign}/activate", identity.CampaignActivate, act((*call).campaignActivate)),
		at("campaign_close", "POST /campaigns/{campaign}/close", identity.CampaignClose, act((*call).campaignClose)),
		at("campaign_rosters", "GET /campaigns/{campaign}/rosters", identity.CampaignSee, get((*call).campaignRoster)),
		at("roster_preview", "POST /campaigns/{campaign}/rosters/preview", identity.RosterBuild, ask((*call).rosterPreview)),
		at("roster_build", "POST /campaigns/{campaign}/rosters/build", identity.RosterBuild, act((*call).rosterBuild)),
		at("board", "GET /campaigns/{campaign}/board", identity.CampaignSee, get((*call).campaignBoard)),
		at("certify", "POST /campaigns/{campaign}/certificates", identity.CertificateIssue, act((*call).campaignCertify)),

		at("entries", "GET /campaigns/{campaign}/entries", identity.HouseholdSee, get((*call).entries)),
		at("entry_steps", "GET /campaigns/{campaign}/entries/{entry}/steps", identity.HouseholdSee, get((*call).entrySteps)),
		at("entry_outcome", "POST /campaigns/{campaign}/entries/{entry}/outcomes", identity.OutcomeRecord, act((*call).entryOutcome).upTo(attachmentMost)),
		at("entry_file", "GET /campaigns/{campaign}/entries/{entry}/steps/{seq}/file", identity.PersonalUnmask, get((*call).entryFile)),

		at("roles", "GET /roles", none, get((*call).roles)),
		at("users", "GET /users", identity.UserSee, get((*call).users)),
		at("user", "GET /users/{account}", identity.UserSee, get((*call).user)),
		at("user_add", "POST /users", identity.UserKeep, create((*call).userAdd)),
		at("user_role", "POST /users/{account}/roles", identity.UserKeep, act((*call).userRole)),
		at("user_role_end", "DELETE /users/{account}/roles/{role}", identity.UserKeep, act((*call).userRoleEnd)),
		at("user_password", "POST /users/{account}/password", identity.UserKeep, act((*call).userPassword)),
		at("user_disable", "POST /users/{account}/disable", identity.UserKeep, act((*call).userDisable)),
		at("user_enable", "POST /users/{account}/enable", identity.UserKeep, act((*call).userEnable)),
		at("user_session_end", "DELETE /users/{account}/sessions/{session}", identity.UserKeep, act((*call).userSessionEnd)),
	}
}
