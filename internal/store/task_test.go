package store

import (
	"context"
	"slices"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const (
	aTask  = "01a20000-0000-7000-8000-000000000001"
	aProof = "01a20000-0000-7000-8000-000000000002"
	aUser  = "01a20000-0000-7000-8000-000000000003"
)

func testTask(c *campaign.Campaign) *campaign.Task {
	return &campaign.Task{ID: aTask, Campaign: c.ID, Kind: "talk", Clause: "talks.t", Phase: "field", Title: "座谈", Owner: "工会", Account: aUser, Area: c.Area, Unit: c.Unit,
		Due: date26(11, 20), State: campaign.TaskOpen, Wants: 1, Note: "找张三", Place: 3, Actor: "甲", Recorded: testInstant, Version: 1}
}

// placeTask puts a task with a change and a file, an item of the gate and an
// answer to a survey where the campaign is, which is active from then on.
func placeTask(t *testing.T, s *Store, c *campaign.Campaign, h *registry.Household) {
	t.Helper()
	ctx := t.Context()
	file, err := blob.Of([]byte("%PDF-1.7 task"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, s, func(tx *sqldb.Tx) error {
		task := testTask(c)
		_, err := s.AddTask(ctx, tx, task)
		task.Version, task.State = 2, campaign.TaskDoing
		proof := &campaign.Proof{ID: aProof, Campaign: c.ID, Noun: "task", Subject: aTask, Area: c.Area, Unit: c.Unit, File: file.Digest, Actor: "甲", Recorded: testInstant}
		running := *c
		running.State = campaign.Active
		return firstError(err, s.SaveTask(ctx, tx, task, &campaign.TaskChange{Fields: []campaign.Changed{{Field: "state", From: "open", To: "doing"}}, Reason: "张三来了"}),
			s.AddProof(ctx, tx, proof, file),
			s.PutConfirm(ctx, tx, &campaign.Confirm{Campaign: c.ID, Item: campaign.Funds, Met: true, Day: date26(11, 1), Person: "王五", Note: "已到账", Actor: "甲", Recorded: testInstant, Version: 1}),
			s.PutSurveyAnswer(ctx, tx, &campaign.SurveyAnswer{Campaign: c.ID, Survey: "s", Subject: string(h.ID), Area: h.Area, Unit: h.Unit, Day: date26(11, 2), Person: "陈一", Version: 1, Recorded: testInstant,
				Values: []campaign.SurveyValue{{Question: "count", Number: 2}, {Question: "cause", Choice: "因病", Number: 1}}, Words: map[string]string{"word": "要轮椅"}}),
			s.SetCampaignState(ctx, tx, &running))
	})
}

// taskReads are the reads of tasks, gate and survey that take a scope.
func taskReads(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	of, classes := at.campaign.ID, []string{"低保"}
	count := func(n int, err error) (int, error) { return n, err }
	return map[string]scopedRead{
		"Task": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Task(ctx, tx, aTask, scope)) },
		"Tasks": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Tasks(ctx, tx, of, scope)
			return count(len(all), err)
		},
		"TasksOf": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.TasksOf(ctx, tx, aUser, scope, 9)
			return count(len(all), err)
		},
		"LateTasks": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.LateTasks(ctx, tx, date26(11, 23), scope, 9)
			return count(len(all), err)
		},
		"TaskChanges": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.TaskChanges(ctx, tx, aTask, scope)
			return count(len(all), err)
		},
		"Proofs": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Proofs(ctx, tx, of, "task", aTask, scope)
			return count(len(all), err)
		},
		"Proof": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			p, _, err := s.Proof(ctx, tx, aProof, scope)
			return one(p, err)
		},
		"Confirms": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Confirms(ctx, tx, of, scope)
			return count(len(all), err)
		},
		"SurveyAnswer": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.SurveyAnswer(ctx, tx, of, "s", string(at.open.ID), scope))
		},
		"CountAnswers": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.CountAnswers(ctx, tx, of, "s", scope)
			return count(len(all), err)
		},
		"CountSurveyed": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.CountSurveyed(ctx, tx, of, "s", classes, scope)
			return count(len(all), err)
		},
		"SurveyPage": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.SurveyPage(ctx, tx, of, "s", classes, false, scope, "", 9)
			return count(len(all), err)
		},
		"RosterOf": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.RosterOf(ctx, tx, of, string(at.open.ID), scope)
			return count(len(all), err)
		},
		"CoveredOne": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.CoveredOne(ctx, tx, of, string(at.open.ID), scope))
		},
		"CoveredOfClass": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.CoveredOfClass(ctx, tx, of, campaign.Open, "低保", scope, "", 9)
			return count(len(all), err)
		},
		"Squares": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.Squares(ctx, tx, of, scope, "", 9)
			return count(len(all), err)
		},
		"Campaigns": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.Campaigns(ctx, tx, campaign.Active, scope, "", 9)
			return count(len(all), err)
		},
		"CertificateList": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.CertificateList(ctx, tx, of, scope, 9)
			return count(len(all), err)
		},
	}
}

func TestTasksKeepWhatWasWritten(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		c, h := testCampaign(people), people.household()
		c.Area, c.Unit = h.Area, h.Unit
		add(t, s, h)
		write(t, s, func(tx *sqldb.Tx) error {
			return firstError(s.AddPlanText(ctx, tx, c.Digest, c.Plan, "", testInstant), s.AddCampaign(ctx, tx, c), addEntries(ctx, s, tx, c.ID, entryOf(h, campaign.In)))
		})
		placeTask(t, s, c, h)
		read(t, s, func(tx *sqldb.Tx) error {
			want := testTask(c)
			want.Version, want.State, want.Proofs = 2, campaign.TaskDoing, 1
			got, err := s.Task(ctx, tx, aTask, identity.Everything)
			if err != nil || *got != *want {
				t.Errorf("%+v, want %+v, %v", got, want, err)
			}
			changes, err := s.TaskChanges(ctx, tx, aTask, identity.Everything)
			if err != nil || len(changes) != 1 || changes[0].Reason != "张三来了" || changes[0].Fields[0].To != "doing" {
				t.Errorf("%+v, %v", changes, err)
			}
			said, err := s.Confirms(ctx, tx, c.ID, identity.Everything)
			if one := said[campaign.Funds]; err != nil || one == nil || !one.Met || one.Note != "已到账" || one.Day != date26(11, 1) {
				t.Errorf("%+v, %v", one, err)
			}
			a, err := s.SurveyAnswer(ctx, tx, c.ID, "s", string(h.ID), identity.Everything)
			if err != nil || a.Number != h.Number || a.Words["word"] != "要轮椅" || !slices.Equal(a.Values, []campaign.SurveyValue{{Question: "cause", Choice: "因病", Number: 1}, {Question: "count", Number: 2}}) {
				t.Errorf("%+v, %v", a, err)
			}
			counts, err := s.CountAnswers(ctx, tx, c.ID, "s", identity.Everything)
			if err != nil || len(counts) != 2 || counts[0].Answers != 1 || counts[0].Persons != 2 || counts[1].Choice != "因病" || counts[1].Persons != 2 {
				t.Errorf("%+v, %v", counts, err)
			}
			for _, query := range []string{`SELECT sealed FROM campaign_task`, `SELECT sealed FROM campaign_task_change`, `SELECT sealed FROM gate_item`, `SELECT sealed FROM survey_answer`} {
				var sealed []byte
				if err := tx.Row(ctx, query).Scan(&sealed); err != nil || len(sealed) < 20 {
					t.Errorf("%s: %q, %v", query, sealed, err)
				}
			}
			files, broken, err := s.VerifyAttachments(ctx, tx, 9)
			if err != nil || files != 1 || len(broken) > 0 {
				t.Errorf("%d files, %v, %v", files, broken, err)
			}
			return nil
		})
	})
}

func TestTheSecondWriterOfATaskIsTold(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		c, h := testCampaign(people), people.household()
		c.Area = h.Area
		add(t, s, h)
		write(t, s, func(tx *sqldb.Tx) error {
			return firstError(s.AddPlanText(ctx, tx, c.Digest, c.Plan, "", testInstant), s.AddCampaign(ctx, tx, c))
		})
		placeTask(t, s, c, h)
		for name, again := range map[string]func(tx *sqldb.Tx) error{
			"task": func(tx *sqldb.Tx) error {
				task := testTask(c)
				task.Version = 2
				return s.SaveTask(ctx, tx, task, &campaign.TaskChange{})
			},
			"gate": func(tx *sqldb.Tx) error {
				return s.PutConfirm(ctx, tx, &campaign.Confirm{Campaign: c.ID, Item: campaign.Funds, Version: 1})
			},
			"survey": func(tx *sqldb.Tx) error {
				return s.PutSurveyAnswer(ctx, tx, &campaign.SurveyAnswer{Campaign: c.ID, Survey: "s", Subject: string(h.ID), Version: 1})
			},
		} {
			if err := s.Write(ctx, again); !problem.Is(err, problem.Conflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
		write(t, s, func(tx *sqldb.Tx) error {
			twice := testTask(c)
			twice.ID = aUser
			added, err := s.AddTask(ctx, tx, twice)
			if added {
				t.Error("the same part of a clause is there twice")
			}
			return err
		})
	})
}

// A campaign of a county is seen by its villages, and one of a village by its
// county, but not by the village beside it.
func TestCampaignsMeetTheScope(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		write(t, s, func(tx *sqldb.Tx) error {
			for i, where := range []string{"", "441900000000", "441900129000", "441900129001", "441900129002"} {
				c := testCampaign(people)
				if c.Area, c.Recorded = areaOf(where), testInstant; i == 0 {
					c.Unit = "0001.0002."
				}
				if err := firstError(s.AddPlanText(ctx, tx, c.Digest, c.Plan, "", testInstant), s.AddCampaign(ctx, tx, c)); err != nil {
					return err
				}
			}
			return nil
		})
		read(t, s, func(tx *sqldb.Tx) error {
			for name, c := range map[string]struct {
				scope identity.Scope
				want  int
			}{
				"everywhere":          {identity.Everything, 5},
				"nowhere":             {identity.Scope{}, 0},
				"county":              {identity.Scope{Areas: areasOf("441900000000")}, 5},
				"village":             {identity.Scope{Areas: areasOf("441900129001")}, 4},
				"elsewhere":           {identity.Scope{Areas: areasOf("152502001001")}, 1},
				"unit above":          {identity.Scope{Units: []string{"0001."}}, 5},
				"unit below":          {identity.Scope{Units: []string{"0001.0002.0003."}}, 5},
				"another unit":        {identity.Scope{Units: []string{"0002."}}, 4},
				"village and no unit": {identity.Scope{Areas: areasOf("441900129002"), Units: []string{"0002."}}, 3},
			} {
				page, next, err := s.Campaigns(ctx, tx, "", c.scope, "", 9)
				if err != nil || next != "" || len(page) != c.want {
					t.Errorf("%s: %d instead of %d, %v", name, len(page), c.want, err)
				}
				var singly int
				for after := ""; ; {
					one, more, err := s.Campaigns(ctx, tx, campaign.Draft, c.scope, after, 1)
					if err != nil {
						return err
					}
					singly += len(one)
					if after = more; more == "" {
						break
					}
				}
				if singly != c.want {
					t.Errorf("%s page by page: %d instead of %d", name, singly, c.want)
				}
				for i := range page { // the same as a single campaign is seen by
					if _, err := s.Campaign(ctx, tx, page[i].ID, c.scope); err != nil {
						t.Errorf("%s: listed and not seen: %v", name, err)
					}
				}
			}
			return nil
		})
	})
}

func areaOf(code string) area.Code { return area.Code(code) }

func areasOf(code string) []area.Code { return []area.Code{area.Code(code)} }
