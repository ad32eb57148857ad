package store

import (
	"context"
	"maps"
	"testing"

	"songnuan/internal/blob"
	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

func init() {
	maps.Copy(unscoped, map[string]string{
		"AddHazard": "write", "SaveHazard": "write", "AddHazardPhoto": "write", "AddInspection": "write",
		"GraveHazards": "ids; serves the rule that such a household does not count as helped", "LateHazards": "ids, for the program, which tells of them",
	})
}

// placeHazard lays a hazard with a photo, an appraisal and its inspection where
// the others lie.
func placeHazard(ctx context.Context, t *testing.T, s *Store, at placed) (*hazard.Hazard, id.ID) {
	t.Helper()
	h := at.household
	z := &hazard.Hazard{ID: id.New(), Household: h.ID, File: h.Number, Area: h.Area, Unit: h.Unit, Kind: "倒塌", Reinspect: true, Recorded: testInstant}
	file, err := blob.Of([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"))
	if err != nil {
		t.Fatal(err)
	}
	take := func(a hazard.Act) {
		a.Actor, a.At = "村办", testInstant
		if _, err := z.Take(a, hazard.DefaultRule, date26(11, 2)); err != nil {
			t.Fatal(err)
		}
	}
	photo := id.New()
	write(t, s, func(tx *sqldb.Tx) error {
		*z = hazard.Hazard{ID: z.ID, Household: h.ID, File: h.Number, Area: h.Area, Unit: h.Unit, Kind: "倒塌", Reinspect: true, Recorded: testInstant}
		take(hazard.Act{Verb: hazard.Report, Grade: "C", Text: "东墙开裂", On: date26(11, 1)})
		if err := s.AddHazard(ctx, tx, z); err != nil {
			return err
		}
		if err := s.AddAttachment(ctx, tx, file, testInstant); err != nil {
			return err
		}
		take(hazard.Act{Verb: hazard.Appraise, Grade: "D", Who: "陈工", Post: "鉴定所", File: file.Digest, On: date26(11, 2)})
		if err := s.SaveHazard(ctx, tx, z); err != nil {
			return err
		}
		take(hazard.Act{Verb: hazard.Order, Who: "房东", Due: date26(11, 3), On: date26(11, 2)})
		return firstError(s.SaveHazard(ctx, tx, z),
			s.AddHazardPhoto(ctx, tx, &hazard.Photo{ID: photo, Hazard: z.ID, Stage: hazard.Before, Area: h.Area, Unit: h.Unit, File: file.Digest, Recorded: testInstant}, file),
			s.AddInspection(ctx, tx, &hazard.Inspection{ID: id.New(), Household: h.ID, Area: h.Area, Unit: h.Unit, On: date26(11, 1), Who: "甲乙", Recorded: testInstant,
				Items: []hazard.Item{{Kind: "倒塌", Answer: hazard.Dangerous, Grade: "C", Words: "东墙开裂", Hazard: z.ID}}}))
	})
	return z, photo
}

func hazardReads(ctx context.Context, t *testing.T, s *Store, at placed) map[string]scopedRead {
	z, photo := placeHazard(ctx, t, s, at)
	return map[string]scopedRead{
		"Hazard": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Hazard(ctx, tx, z.ID, scope)) },
		"Hazards": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.Hazards(ctx, tx, HazardFilter{State: hazard.Ordered, Open: true, Grave: true, Kind: "倒塌", Before: date26(12, 1)}, scope, "", 9)
			return len(all), err
		},
		"CountHazards": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			n, err := s.CountHazards(ctx, tx, HazardFilter{}, scope, 9)
			return int(n), err
		},
		"HazardsByVillage": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.HazardsByVillage(ctx, tx, date26(12, 1), scope)
			return len(all), err
		},
		"HazardPhotos": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.HazardPhotos(ctx, tx, z.ID, scope)
			return len(all), err
		},
		"HazardPhoto": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			found, _, err := s.HazardPhoto(ctx, tx, photo, scope)
			return one(found, err)
		},
		"HazardPaper": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.HazardPaper(ctx, tx, z.ID, 2, scope))
		},
		"Inspections": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Inspections(ctx, tx, at.household.ID, scope, 9)
			return len(all), err
		},
		"UnsafeHomes": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.UnsafeHomes(ctx, tx, []string{at.open.Housing}, []string{"A", "B", "C", "D", ""}, []string{"低保对象"}, day.Date{}, scope, "", 9)
			return len(all), err
		},
	}
}

func TestAHazardComesBackAsItWasWritten(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		at := placeOneOfEach(t, s)
		z, _ := placeHazard(t.Context(), t, s, at)
		read(t, s, func(tx *sqldb.Tx) error {
			found, err := s.Hazard(t.Context(), tx, z.ID, identity.Everything)
			if err != nil || found.Words != "东墙开裂" || found.Charge != "房东" || found.Due != date26(11, 3) || !found.Grave || len(found.Acts) != 3 || found.Acts[1].Post != "鉴定所" || found.Row != 3 {
				t.Errorf("%+v, %v", found, err)
			}
			grave, err := s.GraveHazards(t.Context(), tx, string(at.household.ID))
			if err != nil || len(grave) != 1 {
				t.Errorf("%v, %v", grave, err)
			}
			late, err := s.LateHazards(t.Context(), tx, date26(11, 4), "", 9)
			if err != nil || len(late) != 1 {
				t.Errorf("%v, %v", late, err)
			}
			return nil
		})
	})
}
