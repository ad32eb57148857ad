package identity

import (
	"slices"

	"songnuan/internal/locale"
)

// Permission is one right (权限). Every use case names the one that it asks for
// in its first line.
type Permission string

// The permissions, each with what it opens.
const (
	HouseholdSee     Permission = "household_see"     // search households and show one, personal data masked
	PersonalUnmask   Permission = "personal_unmask"   // clear names, ID numbers and phones; every look is recorded
	CardUnmask       Permission = "card_unmask"       // clear bank cards as well
	HouseholdKeep    Permission = "household_keep"    // open, change and close files by hand
	ChangeSee        Permission = "change_see"        // change requests and freezes, masked
	ChangeFile       Permission = "change_file"       // file change requests and hand them in
	ChangeDecide     Permission = "change_decide"     // approve, return and refuse others' change requests
	FreezeKeep       Permission = "freeze_keep"       // hold changes back around a payment
	ListImport       Permission = "list_import"       // import lists, carry an import on, get its wrong rows back
	ImportSee        Permission = "import_see"        // the imports and what each came to
	ImportUndo       Permission = "import_undo"       // take an import back
	UnitKeep         Permission = "unit_keep"         // make units
	CampaignSee      Permission = "campaign_see"      // campaigns, counts of rosters, coverage
	CampaignOpen     Permission = "campaign_open"     // put a plan to work
	CampaignSettle   Permission = "campaign_settle"   // answer what a plan leaves open
	CampaignActivate Permission = "campaign_activate" // make a draft active
	RosterBuild      Permission = "roster_build"      // build rosters anew
	OutcomeRecord    Permission = "outcome_record"    // how entries of a campaign ended
	TaskKeep         Permission = "task_keep"         // what a campaign's tasks are, who does them, by when
	TaskDo           Permission = "task_do"           // how far a task has come
	SurveyTake       Permission = "survey_take"       // what people answer to a campaign's survey
	GateConfirm      Permission = "gate_confirm"      // that what a plan must have is there
	CampaignClose    Permission = "campaign_close"    // end a campaign
	CertificateIssue Permission = "certificate_issue" // certify how a campaign's entries stand
	RosterExport     Permission = "roster_export"     // rosters as a workbook, masked
	DuplicateSee     Permission = "duplicate_see"     // files that may be of one household, personal data masked
	DuplicateMark    Permission = "duplicate_mark"    // look for such files, say that they are different, put one off
	DuplicateMerge   Permission = "duplicate_merge"   // merge files, take a person out of one, take a merge back
	CaseSee          Permission = "case_see"          // applications and how they stand, personal data masked
	CaseFile         Permission = "case_file"         // take applications, their papers and consents; withdraw, hand over
	CaseCheck        Permission = "case_check"        // check at home
	CaseAppraise     Permission = "case_appraise"     // record an appraisal meeting
	CaseReview       Permission = "case_review"       // give an opinion, send back
	CaseDecide       Permission = "case_decide"       // decide in favour or against, open the file
	NoticePost       Permission = "notice_post"       // post public notices, take objections
	NoticeJudge      Permission = "notice_judge"      // settle objections, take notices down
	KinKeep          Permission = "kin_keep"          // put one's own relatives on record
	KinSee           Permission = "kin_see"           // the register of staff relatives
	PairSee          Permission = "pair_see"          // helpers, liaisons, who is paired with whom; phones masked
	PairKeep         Permission = "pair_keep"         // solve, confirm, change and end pairs
	LiaisonKeep      Permission = "liaison_keep"      // who speaks for a village
	PairMine         Permission = "pair_mine"         // the households that one is paired with as their helper
	HazardSee        Permission = "hazard_see"        // dangers found in houses, personal data masked
	HazardKeep       Permission = "hazard_keep"       // record inspections, what was put right and looked at again
	HazardOrder      Permission = "hazard_order"      // order hazards to be put right, record appraisals, except from them
	PhoneUse         Permission = "phone_use"         // enter visits on one's phone without a network, and send them in
	PhoneSee         Permission = "phone_see"         // whose phones there are, and what still lies on them
	PhoneKeep        Permission = "phone_keep"        // shut a lost phone out
	UploadSettle     Permission = "upload_settle"     // look at what phones sent that does not agree with the files; bring in a phone's file
	DemandSee        Permission = "demand_see"        // demands and disputes that are not sensitive, personal data masked
	DemandKeep       Permission = "demand_keep"       // take demands, answer, raise, close them
	DemandSensitive  Permission = "demand_sensitive"  // those marked as sensitive too
	VisitSee         Permission = "visit_see"         // visits, what is owed by when, who fell short; personal data masked
	VisitRecord      Permission = "visit_record"      // enter visits, calls, letters, deeds; a helper those of his own households
	VisitJudge       Permission = "visit_judge"       // settle what an entry is flagged for, annul one
	ReminderSee      Permission = "reminder_see"      // which reminders went out, to whom, and what failed
	ReminderKeep     Permission = "reminder_keep"     // how reminders go out; try a channel, try failed ones again
	FundSee          Permission = "fund_see"          // purses, their books, what each is due, payment batches; names masked
	FundKeep         Permission = "fund_keep"         // open purses, money in, budget lines, ask for transfers
	FundDecide       Permission = "fund_decide"       // decide transfers between purses
	PayMake          Permission = "pay_make"          // reckon what is due, make up payment batches, put returned rows right
	PayCheck         Permission = "pay_check"         // check batches (复核)
	PayApprove       Permission = "pay_approve"       // approve batches, let a due pass a guard
	PayHand          Permission = "pay_hand"          // lock batches, bank files, returns, cash (出纳)
	LeaderSee        Permission = "leader_see"        // who answers for which village, and how the villages stand
	LeaderKeep       Permission = "leader_keep"       // link leaders, offices and staff to villages
	WaveSee          Permission = "wave_see"          // cold-wave notices and their lists, personal data masked
	WaveKeep         Permission = "wave_keep"         // enter cold-wave notices and call them off
	WaveCall         Permission = "wave_call"         // say how far the households on a list are
	PlaceSee         Permission = "place_see"         // areas, units, regional standards, holidays, dictionaries
	PlanSee          Permission = "plan_see"          // the library of plans: read, checked, priced
	PlanKeep         Permission = "plan_keep"         // upload, copy and edit plans
	ProfileSee       Permission = "profile_see"       // procedure profiles: read and checked
	ProfileKeep      Permission = "profile_keep"      // upload, copy and edit procedure profiles
	PlaceKeep        Permission = "place_keep"        // the area tree and regional standards
	HolidayKeep      Permission = "holiday_keep"      // the holiday table
	TermKeep         Permission = "term_keep"         // the office's own words in the dictionaries
	DatabaseKeep     Permission = "database_keep"     // bring the tables to a new version
	AuditSee         Permission = "audit_see"         // the record; who sees no cases sees no details of theirs
	AuditExport      Permission = "audit_export"      // the record as a file
	AuditVerify      Permission = "audit_verify"      // check the chains of the record
	UserSee          Permission = "user_see"          // accounts, roles, sessions
	JobSee           Permission = "job_see"           // others' work in the background
	JobStop          Permission = "job_stop"          // end others' work, and carry it on
	UserKeep         Permission = "user_keep"         // add and disable accounts, set passwords, grant roles
)

// rights is the one table of who may do what. CommandLine holds every
// permission and stands outside of it.
//
// Sources: the roles' tasks are those of the plans (clerk, office, leader,
// union); 三权分立 of GB/T 22239-2019, grade three, keeps who administers
// accounts from the cases, and who audits from both. No role of the office
// administers accounts; the administrator sees no household, list, campaign or
// roster; the auditor writes nothing.
var rights = []struct {
	Permission
	roles []Role
}{
	{HouseholdSee, []Role{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, UnionOfficer, Auditor}},
	{PersonalUnmask, []Role{VillageClerk, TownReviewer, CountyReviewer, UnionOfficer}},
	{CardUnmask, []Role{UnionOfficer}}, // pays its workers itself; a township's reviewer sees no bank details
	{HouseholdKeep, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{ChangeSee, []Role{VillageClerk, TownReviewer, AreaLeader, UnionOfficer, Auditor}},
	{ChangeFile, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{ChangeDecide, []Role{TownReviewer, AreaLeader, UnionOfficer}}, // the leader is a town's second pair of eyes on a bank card
	{FreezeKeep, []Role{TownReviewer, UnionOfficer}},
	{ListImport, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{ImportSee, []Role{VillageClerk, TownReviewer, UnionOfficer, Auditor}},
	{ImportUndo, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{UnitKeep, []Role{TownReviewer, UnionOfficer, Administrator}},
	{CampaignSee, []Role{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, UnionOfficer, Auditor}},
	{CampaignOpen, []Role{TownReviewer, UnionOfficer}},
	{CampaignSettle, []Role{TownReviewer, UnionOfficer}},
	{CampaignActivate, []Role{TownReviewer, UnionOfficer}},
	{RosterBuild, []Role{TownReviewer, UnionOfficer}},
	{OutcomeRecord, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{TaskKeep, []Role{TownReviewer, UnionOfficer}},
	{TaskDo, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{SurveyTake, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{GateConfirm, []Role{TownReviewer, UnionOfficer}},
	{CampaignClose, []Role{TownReviewer, UnionOfficer}},
	{CertificateIssue, []Role{TownReviewer, UnionOfficer}},
	{RosterExport, []Role{VillageClerk, TownReviewer, CountyReviewer, UnionOfficer, Auditor}},
	{DuplicateSee, []Role{VillageClerk, TownReviewer, CountyReviewer, UnionOfficer, Auditor}},
	{DuplicateMark, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{DuplicateMerge, []Role{TownReviewer, UnionOfficer}},
	{CaseSee, []Role{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, UnionOfficer, Auditor}},
	{CaseFile, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{CaseCheck, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{CaseAppraise, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{CaseReview, []Role{TownReviewer, CountyReviewer, UnionOfficer}},
	{CaseDecide, []Role{TownReviewer, CountyReviewer, UnionOfficer}},
	{NoticePost, []Role{VillageClerk, TownReviewer, CountyReviewer, UnionOfficer}},
	{NoticeJudge, []Role{TownReviewer, CountyReviewer, UnionOfficer}},
	{KinKeep, []Role{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, UnionOfficer}},
	{KinSee, []Role{TownReviewer, CountyReviewer, UnionOfficer, Auditor}},
	{PairSee, []Role{VillageClerk, TownReviewer, AreaLeader, UnionOfficer, Auditor}},
	{PairKeep, []Role{TownReviewer, UnionOfficer}},
	{LiaisonKeep, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{PairMine, []Role{Helper}},
	{HazardSee, []Role{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, UnionOfficer, Auditor}},
	{HazardKeep, []Role{VillageClerk, TownReviewer, AreaLeader, UnionOfficer}},
	{HazardOrder, []Role{TownReviewer, AreaLeader, UnionOfficer}}, // a visitor gives a first grade only
	{PhoneUse, []Role{Helper}},
	{PhoneSee, []Role{VillageClerk, TownReviewer, UnionOfficer, Auditor, Administrator}},
	{PhoneKeep, []Role{VillageClerk, TownReviewer, UnionOfficer, Administrator}},
	{UploadSettle, []Role{VillageClerk, TownReviewer, UnionOfficer}},
	{DemandSee, []Role{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, UnionOfficer, Auditor}},
	{DemandKeep, []Role{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, UnionOfficer}},
	{DemandSensitive, []Role{TownReviewer, CountyReviewer, AreaLeader}}, // a village sees the sensitive ones that it took itself
	{VisitSee, []Role{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, UnionOfficer, Auditor}},
	{VisitRecord, []Role{VillageClerk, TownReviewer, AreaLeader, UnionOfficer, Helper}},
	{VisitJudge, []Role{TownReviewer, AreaLeader, UnionOfficer}},
	{ReminderSee, []Role{VillageClerk, TownReviewer, AreaLeader, UnionOfficer, Auditor, Administrator}},
	{ReminderKeep, []Role{Administrator}},
	{FundSee, []Role{TownReviewer, CountyReviewer, UnionOfficer, Treasurer, PaymentApprover, Cashier, Auditor}},
	{FundKeep, []Role{Treasurer}},
	{FundDecide, []Role{PaymentApprover}},
	{PayMake, []Role{TownReviewer, UnionOfficer}},
	{PayCheck, []Role{TownReviewer, UnionOfficer, Treasurer}}, // two of one office may make and check, never one person
	{PayApprove, []Role{PaymentApprover}},
	{PayHand, []Role{Cashier}},
	{LeaderSee, []Role{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, UnionOfficer, Auditor}},
	{LeaderKeep, []Role{TownReviewer}},
	{WaveSee, []Role{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, Auditor}},
	{WaveKeep, []Role{TownReviewer, CountyReviewer}},
	{WaveCall, []Role{VillageClerk, TownReviewer, AreaLeader}},
	{PlaceSee, Granted},
	{PlanSee, []Role{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, UnionOfficer, Auditor}},
	{PlanKeep, []Role{TownReviewer, UnionOfficer}},
	{ProfileSee, []Role{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, UnionOfficer, Auditor}},
	{ProfileKeep, []Role{TownReviewer, CountyReviewer, UnionOfficer}},
	{PlaceKeep, []Role{Administrator}},
	{HolidayKeep, []Role{Administrator}},
	{TermKeep, []Role{Administrator}},
	{DatabaseKeep, []Role{Administrator}},
	{AuditSee, []Role{Auditor, Administrator}},
	{AuditExport, []Role{Auditor}},
	{AuditVerify, []Role{Auditor, Administrator}},
	{JobSee, []Role{TownReviewer, UnionOfficer, Auditor}},
	{JobStop, []Role{TownReviewer, UnionOfficer}},
	{UserSee, []Role{Auditor, Administrator}},
	{UserKeep, []Role{Administrator}},
}

// Permissions are all there are, in the order of the table.
func Permissions() []Permission {
	var all []Permission
	for _, r := range rights {
		all = append(all, r.Permission)
	}
	return all
}

// RolesWith are the roles that hold a permission, for telling whom to ask.
func RolesWith(p Permission) Roles {
	for _, r := range rights {
		if r.Permission == p {
			return slices.Clone(r.roles)
		}
	}
	return nil
}

// Text is the permission's name in a sentence.
func (p Permission) Text(lang locale.Lang) string {
	return locale.Text(lang, "identity.permission."+string(p), nil)
}
