package store

import (
	"context"
	"reflect"
	"testing"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

func testCampaign(people *population) *campaign.Campaign {
	return &campaign.Campaign{ID: people.ids(), Plan: "gaobu", Digest: "sm3", Title: "结对帮扶", AsOf: date26(11, 23), State: campaign.Draft, Version: 1, Recorded: testInstant}
}

func entryOf(h *registry.Household, state campaign.Standing) campaign.Entry {
	return campaign.Entry{Class: "低保", Subject: string(h.ID), Kind: campaign.OfHousehold, Household: string(h.ID), Area: h.Area, Unit: h.Unit,
		Name: h.Head, Persons: int64(h.Size), State: state, Basis: campaign.ByRule, Reason: campaign.Reason{Values: []campaign.Value{{Field: "household.size", Text: "3"}}}}
}

func addEntries(ctx context.Context, s *Store, tx *sqldb.Tx, of id.ID, entries ...campaign.Entry) error {
	w, err := s.AddRoster(ctx, tx, of)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := w.Add(ctx, e); err != nil {
			return err
		}
	}
	_, err = w.Close(ctx)
	return err
}

func TestCampaignKeepsEveryAnswer(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, c := t.Context(), testCampaign(newPopulation())
		c.Answers = []campaign.Answer{{Param: "amount", Value: "400", Assumed: true, Ask: "一起还是分别？", Source: "县镇200元/户", Actor: "甲", Recorded: testInstant}}
		answer := campaign.Answer{Param: "amount", Value: "200", Ask: "一起还是分别？", Source: "县镇200元/户", Actor: "乙", Recorded: laterInstant}
		load := func() (got *campaign.Campaign) {
			read(t, s, func(tx *sqldb.Tx) (err error) {
				got, err = s.Campaign(ctx, tx, c.ID, identity.Everything)
				return err
			})
			return got
		}
		write(t, s, func(tx *sqldb.Tx) error {
			return firstError(s.AddPlanText(ctx, tx, "sm3", "gaobu", "文本", testInstant), s.AddPlanText(ctx, tx, "sm3", "gaobu", "文本", laterInstant), s.AddCampaign(ctx, tx, c))
		})
		if got := load(); !reflect.DeepEqual(got, c) {
			t.Errorf("%+v", got)
		}
		write(t, s, func(tx *sqldb.Tx) error { return s.AddAnswer(ctx, tx, c.ID, answer) })
		got := load()
		if !reflect.DeepEqual(got.Answers, []campaign.Answer{answer}) {
			t.Errorf("answers in force: %+v", got.Answers)
		}
		if err := got.Activate(); err != nil {
			t.Fatal(err)
		}
		write(t, s, func(tx *sqldb.Tx) error { return s.SetCampaignState(ctx, tx, got) })
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.SetCampaignState(ctx, tx, got) }); err == nil {
			t.Error("a stale campaign was saved")
		}
		read(t, s, func(tx *sqldb.Tx) error {
			text, err := s.PlanText(ctx, tx, "sm3")
			if text != "文本" {
				t.Errorf("plan text %q", text)
			}
			return err
		})
	})
}

func TestRosterAndCoverageCount(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		c := testCampaign(people)
		in, undecided, over, excluded, without, closed := people.household(), people.household(), people.household(), people.household(), people.household(), people.household()
		closed.Closed = date26(11, 23)
		all := []*registry.Household{in, undecided, over, excluded, without, closed}
		add(t, s, all...)
		person := entryOf(in, campaign.In)
		person.Class, person.Kind, person.Subject, person.Persons = "重病", campaign.OfPerson, string(in.Members[0].ID), 1
		named := campaign.Entry{Class: "名单", Subject: string(people.ids()), Kind: campaign.Named, Area: in.Area, Name: "甲", Persons: 1, State: campaign.In, Basis: campaign.ByList}
		bulk := campaign.Entry{Class: "环卫", Subject: string(people.ids()), Kind: campaign.Bulk, Area: in.Area, Name: "环卫所", Persons: 120, State: campaign.In, Basis: campaign.Prescribed}
		entries := []campaign.Entry{entryOf(in, campaign.In), entryOf(undecided, campaign.Undecided), entryOf(over, campaign.OverQuota), entryOf(excluded, campaign.Excluded), person, named, bulk}
		build := func(tx *sqldb.Tx) error {
			return firstError(s.ClearRoster(ctx, tx, c.ID), addEntries(ctx, s, tx, c.ID, entries...), s.BuildCoverage(ctx, tx, c, identity.Everything))
		}
		write(t, s, func(tx *sqldb.Tx) error {
			return firstError(s.AddPlanText(ctx, tx, c.Digest, c.Plan, "", testInstant), s.AddCampaign(ctx, tx, c), build(tx))
		})
		write(t, s, build) // built anew, it is the same
		read(t, s, func(tx *sqldb.Tx) error {
			counts, err := s.CountRosters(ctx, tx, c.ID, identity.Everything)
			want := []RosterCount{
				{"低保", campaign.Excluded, 1, 1, int64(excluded.Size)}, {"低保", campaign.In, 1, 1, int64(in.Size)},
				{"低保", campaign.OverQuota, 1, 1, int64(over.Size)}, {"低保", campaign.Undecided, 1, 1, int64(undecided.Size)},
				{"名单", campaign.In, 1, 0, 1}, {"环卫", campaign.In, 1, 0, 120}, {"重病", campaign.In, 1, 1, 1},
			}
			if !reflect.DeepEqual(counts, want) {
				t.Errorf("rosters %+v", counts)
			}
			coverage, err2 := s.CountCoverage(ctx, tx, c.ID, identity.Everything)
			// Open: in, undecided, the named person, the bulk line.
			if !reflect.DeepEqual(coverage, campaign.Coverage{campaign.Open: 4, campaign.NotEligible: 3}) {
				t.Errorf("coverage %v", coverage)
			}
			households, persons, err3 := s.HouseholdsInPlay(ctx, tx, c.AsOf, identity.Everything)
			if households != 5 || persons != int64(in.Size+undecided.Size+over.Size+excluded.Size+without.Size) {
				t.Errorf("%d households, %d persons", households, persons)
			}
			var first []campaign.Entry
			err4 := s.EachEntry(ctx, tx, c.ID, "重病", identity.Everything, func(e campaign.Entry) error { first = append(first, e); return nil })
			withNumber := person
			withNumber.Number = in.Number
			if !reflect.DeepEqual(first, []campaign.Entry{withNumber}) {
				t.Errorf("entries %+v", first)
			}
			var left []string
			err5 := s.EachCovered(ctx, tx, c.ID, campaign.NotEligible, identity.Everything, func(c Covered) error { left = append(left, c.Number+c.Reason); return nil })
			if !reflect.DeepEqual(left, []string{over.Number + "over_quota", excluded.Number + "excluded", without.Number + "no_class"}) {
				t.Errorf("not eligible: %v", left)
			}
			return firstError(err, err2, err3, err4, err5)
		})
	})
}
