package store

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

// unscoped are the exported methods that take no scope, with the reason.
var unscoped = map[string]string{
	"Migrate": "tables", "CheckVersion": "tables", "NoTables": "tables", "Connections": "counts of the machine", "CountSessions": "the same", "Read": "transaction", "Write": "transaction", "Empty": "yes or no",
	"AddBatch": "write", "SaveBatch": "write", "TakeBatch": "write", "AddAside": "write", "ClearAside": "write", "DropAside": "write",
	"AddHouseholds": "write", "ReplaceHousehold": "write", "RemoveHousehold": "write", "AddNames": "write",
	"AddHelpers": "write", "ReplaceHelper": "write", "RemoveHelper": "write", "AppendAudit": "write", "SealChains": "write",
	"ReversedBy": "after FundEntry, which is scoped", "PutMapping": "write", "PutArea": "write", "PutUnit": "write", "PutStandard": "write",
	"AddPlanText": "write", "AddCampaign": "write", "AddAnswer": "write", "SetCampaignState": "write", "ClearRoster": "write", "AddRoster": "write", "BuildCoverage": "write",
	"Prepare": "no read", "SealText": "no read", "OpenText": "no read", "PrepareHelper": "no read", "ContentDigest": "no read",
	"Area": "public", "Villages": "public", "Standards": "public", "CountAreas": "public", "Units": "public", "UnitByName": "public", "PlanText": "public",
	"Mapping":      "headings of a form, nobody's data",
	"FindExisting": "one household, one file, wherever; serves a decision and is not shown", "FindExistingHelpers": "the same", "HelperLoads": "numbers, after the helpers, who are scoped",
	"Unfinished": "who has the file may know", "HeldAfter": "serves the import itself", "EachWrong": "after Batch, which is scoped",
	"DigestHouseholds": "a digest of what the command wrote", "DigestHelpers": "a digest of what the command wrote",
	"VerifyAudit": "a count and the place of a break", "VerifyHouseholds": "the same", "VerifyCases": "the same", "Learn": "no read",
	"AddStep": "write", "AddAttachment": "write", "AddCertificate": "write", "FixCoverage": "write", "LayAnew": "write", "ApplyLaid": "write",
	"DigestSteps": "a digest of what the command wrote", "LineIDs": "serves the building of rosters, by who sees the whole campaign",
	"CountEntries": "serves closing, by who sees the whole campaign", "LatestCertified": "an instant", "CountSteps": "a number that a certificate is held against",
	"EachHistory": "serves certificates, after CertificateOf", "Certificates": "serves verifying, and is not shown", "CertifiedCampaigns": "the same",
	"LostCertificates": "ids of what is gone", "VerifyOutcomes": "counts and the places of breaks", "VerifyAttachments": "the same",
	"AddCase": "write", "CasesOfKin": "serves the rule that a relative stands aside, and is not shown", "RewriteCase": "write", "LinesAt": "public", "SaveCases": "write", "AddCaseActs": "write", "AddCaseHousehold": "write", "AddDocument": "write", "DropDocument": "write", "PutCasePersons": "write", "NextReceipt": "write",
	"CasesOfPersons": "no household applies twice, wherever; serves a refusal and is not shown",
	"AddGrant":       "write", "SaveGrant": "write",
	"SaveSuspect": "write", "PutSuspects": "write", "DropSuspects": "write, within the scope",
	"AddTask": "write", "SaveTask": "write", "AddProof": "write", "PutConfirm": "write", "PutSurveyAnswer": "write",
	"AnswerVersion": "a number, after the place was found within the scope", "WithdrawnAreas": "public",
	"AddUser": "write", "SaveUser": "write", "SetPasswordHash": "write", "CountAttempt": "write", "AddSession": "write", "TouchSession": "write",
	"EndSession": "write", "EndSessions": "write", "DropSessions": "write", "UseLinks": "write",
	"ClaimRequest": "write", "KeepAnswer": "write", "DropRequests": "write", "RequestDigest": "no read", "Request": "one's own",
	"AddJob": "write", "TurnJob": "write", "BeatJob": "write", "AskStop": "write", "DropJobs": "write",
	"JobOfForm": "the account's own", "JobsOn": "after the subject, which is scoped", "JobToDo": "serves the runner, which acts as who asked",
	"SaveDraft": "write", "BeginBatch": "write", "DropBatch": "write", "DropRows": "write", "PutEdit": "write",
	"AsideRows": "after Batch, which is scoped", "CountAside": "the same", "AsideWith": "the same", "AsideSaying": "the same", "Edits": "the same", "Edit": "the same",
	"BatchOutside": "a number, for refusing", "AddKept": "write", "SaveKept": "write", "AddPiece": "write", "ClearKept": "write",
	"Piece": "after Kept, which is scoped", "KeptOfForm": "the account's own", "DueToClear": "serves the clearing itself",
	"AddPlan": "write", "AddPlanVersion": "write", "AddCampaignBase": "write", "CampaignBases": "after Campaign, which is scoped",
	"AddProfile": "write", "AddProfileVersion": "write", "CampaignsAround": "public: by what rules an office works", "MoveCases": "write", "CampaignsListing": "rule: nobody is on a list twice", "PendingChangesOf": "rule: what goes back when a file is merged away", "ProfilesInForce": "public: by what rules an office works", "ProfileStarts": "the same", "UnitKinds": "public",
	"Settings": "public", "Setting": "public", "PutSetting": "write", "UsedHouseholds": "serves undoing, of what is within the scope",
	"AddNotice": "write", "SaveNotice": "write", "AddNoticeRows": "write", "DropNoticeRows": "write", "FixNoticeRows": "write", "SetNoticeRow": "write", "AddObjection": "write", "SaveObjection": "write",
	"NoticeNumber": "a number that is free", "DueNotices": "ids for the program, which ends them", "ObjectionByReceipt": "one's own, by a number that nobody can guess", "ObjectionOfForm": "the same, by its form", "OpenObjections": "a number",
	"AddPairs": "write", "PutProposal": "write", "HelperAccounts": "serves the rule that relatives are not paired, and is not shown", "Proposal": "after Campaign, which is scoped", "SavePair": "write", "DropProposed": "write", "DropPair": "write", "AddLiaison": "write", "SaveLiaison": "write",
	"PairsOfHelper": "the helper's own, by his id in place of a scope", "HouseholdsOfHelper": "the same", "IsPaired": "the same", "LiaisonsOf": "whom to turn to, told to everybody concerned",
	"AddVisit": "write", "AddVisitFlag": "write", "KeepClash": "write", "SaveVisit": "write", "SettleFlag": "write", "PutVisitForm": "write", "PutVisitPhoto": "write", "AddSettled": "write", "UndoSettled": "write",
	"VisitContent": "a digest, to tell what was sent twice", "VisitForm": "what is asked, nobody's data", "VisitsOn": "ids, to link what came of one day", "VisitPhotoIDs": "ids, for the receipt",
	"EntriesOf": "serves the outcome that follows from a visit, and is not shown", "DoneFor": "the same", "SettledBy": "the same", "LastCounting": "the same", "VerifySettled": "counts and the places of breaks",
	"AddPurse": "write", "SavePurse": "write", "TiePurse": "write", "PutBudgetLine": "write", "PostEntry": "write", "AddIncome": "write", "AddTransfer": "write", "SaveTransfer": "write",
	"AddDues": "write", "SaveDue": "write", "TakeDues": "write, within the scope", "AddPayment": "write", "SavePayment": "write", "AddPaymentFile": "write", "AddPaymentAct": "write", "SavePaymentRows": "write", "SavePayee": "write",
	"PurseTies": "serves the reckoning of dues, after Campaign, which is scoped", "HadBy": "serves the double-help guard, wherever", "PaymentNumber": "a number that is free",
	"PaymentBands": "how many approvals an amount takes", "PaymentRowsToMove": "after Payment, which is scoped", "SoughtRows": "the same", "PaymentHands": "the same", "PaymentPapers": "the same", "PaymentPaper": "the same", "HasPaymentFile": "the same", "LastSending": "the same", "CreditedRows": "the same", "PaymentPurses": "the same", "PersonsUntil": "the same", "Handers": "names of colleagues, cashiers wherever they belong", "AddHand": "write", "AddPaymentPaper": "write", "PaidEntries": "serves the outcome that follows from a payment, and is not shown", "PaymentTally": "the same", "PaymentFiles": "the same",
	"RelatedRow": "serves the rule that a relative stands aside", "AccountDigest": "no read", "VerifyLedger": "a count and the places of breaks",
	"PasswordHash": "read to sign in, before there is a scope", "SessionByDigest": "the same", "HasRole": "yes or no",
}

// scopedRead reads and tells how much it got.
type scopedRead = func(tx *sqldb.Tx, scope identity.Scope) (int, error)

// Every read gives all there is to who sees its place, and nothing to others.
func TestEveryReadKeepsToTheScope(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		at := placeOneOfEach(t, s)
		reads := everyRead(t.Context(), s, at)
		maps.Copy(reads, planReads(t.Context(), s, at))
		maps.Copy(reads, profileReads(t.Context(), s, at))
		maps.Copy(reads, outcomeReads(t.Context(), s, at))
		maps.Copy(reads, householdReads(t.Context(), s, at))
		maps.Copy(reads, officeReads(t.Context(), s, at))
		maps.Copy(reads, taskReads(t.Context(), s, at))
		maps.Copy(reads, reportReads(t.Context(), s, at))
		maps.Copy(reads, grantReads(t.Context(), s, at))
		maps.Copy(reads, fundReads(t, s, at))
		maps.Copy(reads, caseReads(t.Context(), s, at))
		maps.Copy(reads, noticeReads(t.Context(), s, at))
		maps.Copy(reads, kinReads(t.Context(), s))
		maps.Copy(reads, pairReads(t.Context(), s, at))
		maps.Copy(reads, phoneReads(t.Context(), s, placePhone(t, s, at.user, at.open)))
		maps.Copy(reads, visitReads(t.Context(), s, at))
		maps.Copy(reads, changeReads(t.Context(), s, at))
		maps.Copy(reads, suspectReads(t.Context(), s, at))
		maps.Copy(reads, hazardReads(t.Context(), t, s, at))
		maps.Copy(reads, demandReads(t.Context(), t, s, at))
		maps.Copy(reads, waveReads(t.Context(), t, s, at))
		maps.Copy(reads, reminderReads(t.Context(), t, s, at))
		everyMethodIsHere(t, reads)
		read(t, s, func(tx *sqldb.Tx) error {
			for name, count := range reads {
				for _, inside := range []identity.Scope{identity.Everything, {Areas: []area.Code{"441900129000"}}, {Units: []string{"0001."}}, {Areas: []area.Code{at.household.Area}, Units: []string{at.household.Unit}}} {
					if n, err := count(tx, inside); n == 0 || err != nil {
						t.Errorf("%s gives nothing in %v: %v", name, inside, err)
					}
				}
				for _, outside := range []identity.Scope{{}, {Areas: []area.Code{"441900130000"}}, {Units: []string{"0002."}},
					{Areas: []area.Code{at.household.Area}, Units: []string{"0002."}}, {Areas: []area.Code{"441900130000"}, Units: []string{at.household.Unit}}} {
					if n, err := count(tx, outside); n != 0 || err != nil {
						t.Errorf("%s gives %d in %v: %v", name, n, outside, err)
					}
				}
			}
			return nil
		})
	})
}

// placed is what the store holds: each noun once, all in the same area and unit.
type placed struct {
	household, open *registry.Household // the first has a history
	helper          *pairing.Helper
	batch           *registry.Batch
	campaign        *campaign.Campaign
	user            *identity.User
	job             *identity.Job
	kept            *blob.Kept

	change, changePaper, freeze id.ID
}

func placeOneOfEach(t *testing.T, s *Store) placed {
	ctx, people := t.Context(), newPopulation()
	old, h := replaced(t, s, people) // lies in 441900129004 now, in the unit 0001.0002.
	h.Closed, h.CloseReason = old.Closed, old.CloseReason
	open := people.household()
	open.Area, open.Unit, open.Batch = h.Area, h.Unit, secondCommand
	add(t, s, open)
	helper := wholeHelper(people)
	helper.Area, helper.Unit, helper.Closed = h.Area, h.Unit, date26(12, 31)
	addHelpers(t, s, helper)
	next := *helper
	next.Version, next.Batch = 2, secondCommand
	b := testBatch()
	b.Area, b.Unit = h.Area, h.Unit
	c := testCampaign(people)
	c.Area, c.Unit = h.Area, h.Unit
	write(t, s, func(tx *sqldb.Tx) error {
		return firstError(
			s.ReplaceHelper(ctx, tx, helper.ID, s.PrepareHelper(&next, testInstant), laterInstant),
			s.AddBatch(ctx, tx, b),
			s.AppendAudit(ctx, tx, identity.Record{ID: people.ids(), At: testInstant, Noun: "household", Subject: string(h.ID), Area: h.Area, Unit: h.Unit}),
			s.AddPlanText(ctx, tx, c.Digest, c.Plan, "text", testInstant), s.AddCampaign(ctx, tx, c),
			addEntries(ctx, s, tx, c.ID, entryOf(open, campaign.In)), s.BuildCoverage(ctx, tx, c, identity.Everything))
	})
	certify(t, s, c, string(open.ID))
	placeTask(t, s, c, open)
	user := testUser(people)
	user.Area, user.Unit = h.Area, h.Unit
	write(t, s, func(tx *sqldb.Tx) error {
		return firstError(s.AddUser(ctx, tx, user, ""), s.AddSession(ctx, tx, testSession(people, user)))
	})
	placeKin(t, s, user)
	j := &identity.Job{ID: people.ids(), Kind: identity.RecordCheck, State: identity.JobWaiting, Area: h.Area, Unit: h.Unit, Made: testInstant}
	k := &blob.Kept{ID: people.ids(), Kind: blob.Upload, State: blob.Whole, Area: h.Area, Unit: h.Unit, Made: testInstant}
	write(t, s, func(tx *sqldb.Tx) error { return firstError(s.AddJob(ctx, tx, j), s.AddKept(ctx, tx, k)) })
	write(t, s, func(tx *sqldb.Tx) error {
		return firstError(placeGrant(ctx, s, tx, open), placeSuspect(ctx, s, tx, h, open))
	})
	placeCase(t, s, open)
	placePair(t, s, open, helper)
	placeNotice(t, s, open)
	placeVisit(t, s, open, helper.ID, c.ID)
	at := placed{household: h, open: open, helper: helper, batch: b, campaign: c, user: user, job: j, kept: k}
	request, paper, freeze := placeChange(t, s, at)
	at.change, at.changePaper, at.freeze = request.ID, paper, freeze
	return at
}

// everyRead is each method of the store that takes a scope, by its name.
func everyRead(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	return map[string]scopedRead{
		"Household": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.Household(ctx, tx, at.household.ID, scope))
		},
		"HouseholdsByID": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.HouseholdsByID(ctx, tx, []id.ID{at.household.ID, at.open.ID}, scope)
			return len(all), err
		},
		"HouseholdAsOf": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.HouseholdAsOf(ctx, tx, at.household.ID, laterInstant, scope))
		},
		"HouseholdVersion": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.HouseholdVersion(ctx, tx, at.household.ID, 2, scope))
		},
		"HouseholdHistory": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.HouseholdHistory(ctx, tx, at.household.ID, scope)
			return len(all), err
		},
		"BatchHouseholds": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.BatchHouseholds(ctx, tx, secondCommand, "", 9, scope)
			return len(all), err
		},
		"FileOf": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.FileOf(ctx, tx, at.open.Number, "", scope))
		},
		"Numbered": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Numbered(ctx, tx, at.open.Number, scope, 9)
			return len(all), err
		},
		"Search": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.Search(ctx, tx, at.open.Number, scope, "", 9)
			return len(all), err
		},
		"HouseholdsInPlay": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			n, persons, err := s.HouseholdsInPlay(ctx, tx, date26(11, 23), scope)
			return int(n + persons), err
		},
		"Count": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			n, err := s.Count(ctx, tx, Selection{Unit: rule.UnitHousehold, AsOf: date26(11, 23), Scope: scope})
			return int(n.Yes), err
		},
		"Select": func(tx *sqldb.Tx, scope identity.Scope) (n int, err error) {
			err = s.Select(ctx, tx, Selection{Unit: rule.UnitPerson, AsOf: date26(11, 23), Scope: scope}, func(Candidate) error { return counted(&n) })
			return n, err
		},
		"Helper": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.Helper(ctx, tx, at.helper.ID, scope))
		},
		"HelperAsOf": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.HelperAsOf(ctx, tx, at.helper.ID, testInstant, scope))
		},
		"HelperVersion": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.HelperVersion(ctx, tx, at.helper.ID, 2, scope))
		},
		"HelperHistory": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.HelperHistory(ctx, tx, at.helper.ID, scope)
			return len(all), err
		},
		"BatchHelpers": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.BatchHelpers(ctx, tx, secondCommand, "", 9, scope)
			return len(all), err
		},
		"EachHelper": func(tx *sqldb.Tx, scope identity.Scope) (n int, err error) {
			err = s.EachHelper(ctx, tx, date26(11, 23), scope, func(*pairing.Helper) error { return counted(&n) })
			return n, err
		},
		"CountHelpers": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.CountHelpers(ctx, tx, date26(11, 23), scope)
			return len(all), err
		},
		"Batch": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.Batch(ctx, tx, at.batch.ID, "", scope))
		},
		"BatchOfUpload": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.BatchOfUpload(ctx, tx, at.batch.Upload, "", scope))
		},
		"SameFile": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.SameFile(ctx, tx, &registry.Batch{Kind: at.batch.Kind, Digest: at.batch.Digest}, "", scope, 9)
			return len(all), err
		},
		"OpenBatches": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.OpenBatches(ctx, tx, "", scope, 9)
			return len(all), err
		},
		"Batches": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Batches(ctx, tx, "", scope, "", 9)
			return len(all), err
		},
		"AuditOf": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.AuditOf(ctx, tx, "household", string(at.household.ID), scope)
			return len(all), err
		},
		"Job": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.Job(ctx, tx, at.job.ID, "", scope))
		},
		"Jobs": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Jobs(ctx, tx, "", scope, "", 9)
			return len(all), err
		},
		"Kept": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.Kept(ctx, tx, at.kept.ID, "", scope))
		},
		"User": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.User(ctx, tx, at.user.ID, scope)) },
		"UserByAccount": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.UserByAccount(ctx, tx, at.user.Account, scope))
		},
		"Users": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Users(ctx, tx, scope, "", 9)
			return len(all), err
		},
		"SessionsOf": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.SessionsOf(ctx, tx, at.user.ID, testInstant, scope)
			return len(all), err
		},
		"Campaign": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.Campaign(ctx, tx, at.campaign.ID, scope))
		},
		"EachEntry": func(tx *sqldb.Tx, scope identity.Scope) (n int, err error) {
			err = s.EachEntry(ctx, tx, at.campaign.ID, "低保", scope, func(campaign.Entry) error { return counted(&n) })
			return n, err
		},
		"CountRosters": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.CountRosters(ctx, tx, at.campaign.ID, scope)
			return len(all), err
		},
		"CountCoverage": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.CountCoverage(ctx, tx, at.campaign.ID, scope)
			return len(all), err
		},
		"EachCovered": func(tx *sqldb.Tx, scope identity.Scope) (n int, err error) {
			err = s.EachCovered(ctx, tx, at.campaign.ID, campaign.Open, scope, func(Covered) error { return counted(&n) })
			return n, err
		},
	}
}

// one counts what a read of a single row gave.
func one(found any, err error) (int, error) {
	if problem.Is(err, problem.NotFound) {
		return 0, nil
	}
	if v := reflect.ValueOf(found); err != nil || v.IsNil() {
		return 0, err
	}
	return 1, err
}

func counted(n *int) error { *n++; return nil }

func everyMethodIsHere(t *testing.T, reads map[string]scopedRead) {
	t.Helper()
	var missing []string
	for method := range reflect.TypeFor[*Store]().Methods() {
		if reads[method.Name] == nil && unscoped[method.Name] == "" {
			missing = append(missing, method.Name)
		}
	}
	if slices.Sort(missing); missing != nil {
		t.Errorf("no test of the scope of %v", missing)
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
