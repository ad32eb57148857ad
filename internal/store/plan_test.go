package store

import (
	"context"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// planReads are the reads of kept plans, over one in the place of the others.
func planReads(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	k := keptPlan("walked", at.household.Area, at.household.Unit)
	k.ID = at.campaign.ID
	_ = s.Write(ctx, func(tx *sqldb.Tx) error { return addPlan(ctx, s, tx, k) })
	_ = s.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE campaign SET state = ? WHERE id = ?`, string(campaign.Active), string(at.campaign.ID))
		return err
	})
	return map[string]scopedRead{
		"KeptPlan": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.KeptPlan(ctx, tx, k.ID, 0, scope)) },
		"KeptPlanByName": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.KeptPlanByName(ctx, tx, k.Name, scope))
		},
		"KeptPlans": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.KeptPlans(ctx, tx, scope, "", 9)
			return len(all), err
		},
		"PlanRevisions": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.PlanRevisions(ctx, tx, k.ID, 0, 9, scope)
			return len(all), err
		},
		"PlansInUse": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.PlansInUse(ctx, tx, []string{at.campaign.Plan}, scope)
			return len(all), err
		},
	}
}

func keptPlan(name string, where area.Code, unit string) *plan.Kept {
	return &plan.Kept{ID: id.New(), Name: name, Area: where, Unit: unit, Revision: plan.Revision{
		Version: 1, Digest: plan.TextDigest([]byte(name)), Title: "试", Actor: "甲", Recorded: testInstant}}
}

func addPlan(ctx context.Context, s *Store, tx *sqldb.Tx, k *plan.Kept) error {
	return firstError(s.AddPlanText(ctx, tx, k.Digest, k.Name, k.Name, k.Recorded), s.AddPlan(ctx, tx, k))
}

func TestVersionsOfAPlanAreAdded(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, k := t.Context(), keptPlan("town", "441900129000", "")
		write(t, s, func(tx *sqldb.Tx) error { return addPlan(ctx, s, tx, k) })
		next := *k
		next.Version, next.Title, next.Note, next.Recorded = 2, "再试", "改了金额", laterInstant
		write(t, s, func(tx *sqldb.Tx) error { return s.AddPlanVersion(ctx, tx, &next) })
		late := next
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.AddPlanVersion(ctx, tx, &late) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("a second version 2: %v", err)
		}
		twin := keptPlan("town", "441900129000", "")
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return addPlan(ctx, s, tx, twin) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("a second plan of the name: %v", err)
		}
		elsewhere := keptPlan("town", "441900130000", "")
		write(t, s, func(tx *sqldb.Tx) error { return addPlan(ctx, s, tx, elsewhere) })
		read(t, s, func(tx *sqldb.Tx) error {
			for version, title := range map[int64]string{0: "再试", 1: "试", 2: "再试"} {
				got, err := s.KeptPlan(ctx, tx, k.ID, version, identity.Everything)
				if err != nil || got.Title != title || got.Latest != 2 {
					t.Errorf("version %d is %+v, %v", version, got, err)
				}
			}
			if _, err := s.KeptPlan(ctx, tx, k.ID, 3, identity.Everything); !problem.Is(err, problem.NotFound) {
				t.Errorf("version 3: %v", err)
			}
			all, err := s.PlanRevisions(ctx, tx, k.ID, 2, 9, identity.Everything)
			if err != nil || len(all) != 1 || all[0].Version != 1 {
				t.Errorf("below 2: %v, %v", all, err)
			}
			return nil
		})
	})
}

// A plan is seen from below its place, from it, and from above; its list pages
// by key.
func TestPlansAreListedByPlace(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		places := []struct {
			area area.Code
			unit string
		}{{"", ""}, {"441900000000", ""}, {"441900129000", ""}, {"441900129004", ""}, {"441900130000", ""}, {"", "0001."}, {"", "0001.0002."}}
		write(t, s, func(tx *sqldb.Tx) error {
			for i, p := range places {
				k := keptPlan("p", p.area, p.unit)
				k.Recorded = day.At(testInstant.Time().AddDate(0, 0, i/2)) // some at once
				if err := addPlan(ctx, s, tx, k); err != nil {
					return err
				}
			}
			return nil
		})
		read(t, s, func(tx *sqldb.Tx) error {
			for _, one := range []struct {
				scope identity.Scope
				want  int
			}{
				{identity.Everything, 7}, {identity.Scope{}, 0},
				{identity.Scope{Areas: []area.Code{"441900129000"}}, 6},
				{identity.Scope{Areas: []area.Code{"441900130001"}}, 5},
				{identity.Scope{Units: []string{"0001.0001."}}, 6},
				{identity.Scope{Areas: []area.Code{"152502000000"}, Units: []string{"0002."}}, 1},
			} {
				seen, after := map[id.ID]bool{}, ""
				for range 9 {
					page, err := s.KeptPlans(ctx, tx, one.scope, after, 2)
					if err != nil {
						t.Fatal(err)
					}
					for _, k := range page {
						seen[k.ID], after = true, string(k.Recorded)+" "+string(k.ID)
					}
					if len(page) < 2 {
						break
					}
				}
				if len(seen) != one.want {
					t.Errorf("%+v sees %d instead of %d", one.scope, len(seen), one.want)
				}
			}
			near, err := s.KeptPlanByName(ctx, tx, "p", identity.Scope{Areas: []area.Code{"441900129000"}})
			if err != nil || near.Area != "441900129004" {
				t.Errorf("nearest is %+v, %v", near, err)
			}
			return nil
		})
	})
}

func TestACampaignKeepsWhatItsPlanExtends(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		c := testCampaign(people)
		write(t, s, func(tx *sqldb.Tx) error {
			return firstError(s.AddPlanText(ctx, tx, c.Digest, c.Plan, "text", testInstant), s.AddCampaign(ctx, tx, c),
				s.AddPlanText(ctx, tx, "base", "last-year", "base: 1", testInstant), s.AddCampaignBase(ctx, tx, c.ID, "last.plan.yaml", "base"),
				s.AddCampaignBase(ctx, tx, c.ID, "last.plan.yaml", "base"))
		})
		read(t, s, func(tx *sqldb.Tx) error {
			bases, err := s.CampaignBases(ctx, tx, c.ID)
			if err != nil || len(bases) != 1 || bases[0].Name != "last.plan.yaml" || string(bases[0].Text) != "base: 1" {
				t.Errorf("%v, %v", bases, err)
			}
			return nil
		})
	})
}
