package store

import (
	"context"
	"errors"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const planColumns = `p.id, p.name, p.area, p.unit, p.version, v.version, v.digest, v.title, v.origin, v.note, v.actor, v.recorded`

func scanPlan(row *sqldb.Row) (k *plan.Kept, err error) {
	k = &plan.Kept{}
	err = row.Scan(&k.ID, &k.Name, &k.Area, &k.Unit, &k.Latest, &k.Version, &k.Digest, &k.Title, &k.Origin, &k.Note, &k.Actor, &k.Recorded)
	return k, err
}

// AddPlan writes a new plan with its first version. problem.Conflict when its
// place has one of the name.
func (s *Store) AddPlan(ctx context.Context, tx *sqldb.Tx, k *plan.Kept) error {
	_, err := tx.Exec(ctx, `INSERT INTO plan (id, name, title, area, unit, version, recorded) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		string(k.ID), k.Name, k.Title, string(k.Area), k.Unit, k.Version, string(k.Recorded))
	if _, taken := sqldb.IsUnique(err); taken {
		return problem.Wrap(err, problem.Conflict, "plan.name_taken", "name", k.Name)
	}
	if err != nil {
		return err
	}
	return s.addRevision(ctx, tx, k)
}

// AddPlanVersion writes the version after the one that the caller has read,
// k.Version - 1. problem.Conflict when somebody added one meanwhile.
func (s *Store) AddPlanVersion(ctx context.Context, tx *sqldb.Tx, k *plan.Kept) error {
	rows, err := tx.Exec(ctx, `UPDATE plan SET title = ?, version = ?, recorded = ? WHERE id = ? AND version = ?`,
		k.Title, k.Version, string(k.Recorded), string(k.ID), k.Version-1)
	if err != nil {
		return err
	}
	if rows == 0 {
		return problem.New(problem.Conflict, "plan.changed")
	}
	return s.addRevision(ctx, tx, k)
}

func (s *Store) addRevision(ctx context.Context, tx *sqldb.Tx, k *plan.Kept) error {
	_, err := tx.Exec(ctx, `INSERT INTO plan_version (plan, version, digest, title, origin, note, actor, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		string(k.ID), k.Version, k.Digest, k.Title, k.Origin, k.Note, k.Actor, string(k.Recorded))
	return err
}

// KeptPlan gives a plan in a version, 0 is the latest. It is seen by whose scope
// meets its place: a village sees the town's. problem.NotFound when there is
// none.
func (s *Store) KeptPlan(ctx context.Context, tx *sqldb.Tx, of id.ID, version int64, scope identity.Scope) (*plan.Kept, error) {
	meets, args := meetsWhere("p", scope)
	row := tx.Row(ctx, `SELECT `+planColumns+` FROM plan p JOIN plan_version v ON v.plan = p.id
		AND v.version = CASE WHEN ? = 0 THEN p.version ELSE ? END WHERE p.id = ? AND `+meets,
		append([]any{version, version, string(of)}, args...)...)
	return onePlan(row)
}

// KeptPlanByName gives the latest version of the plan of a name whose place
// meets the scope; of several the one furthest down: a village's own goes over
// its town's.
func (s *Store) KeptPlanByName(ctx context.Context, tx *sqldb.Tx, name string, scope identity.Scope) (*plan.Kept, error) {
	meets, args := meetsWhere("p", scope)
	row := tx.Row(ctx, `SELECT `+planColumns+` FROM plan p JOIN plan_version v ON v.plan = p.id AND v.version = p.version
		WHERE p.name = ? AND `+meets+` ORDER BY p.area DESC, p.unit DESC LIMIT 1`, append([]any{name}, args...)...)
	return onePlan(row)
}

func onePlan(row *sqldb.Row) (*plan.Kept, error) {
	k, err := scanPlan(row)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "plan.not_found")
	}
	return k, err
}

// KeptPlans gives the plans whose place meets the scope in their latest version,
// the last changed first, at most limit behind the key (Recorded + ID) of one.
func (s *Store) KeptPlans(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, after string, limit int) ([]*plan.Kept, error) {
	recorded, last, _ := strings.Cut(after, " ")
	if after == "" {
		recorded = "~"
	}
	meets, args := meetsWhere("p", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+planColumns+` FROM plan p JOIN plan_version v ON v.plan = p.id AND v.version = p.version
		WHERE (p.recorded < ? OR p.recorded = ? AND p.id < ?) AND `+meets+` ORDER BY p.recorded DESC, p.id DESC LIMIT ?`,
		append(append([]any{recorded, recorded, last}, args...), limit)...), scanPlan)
}

// PlanRevisions gives the versions of a plan, the newest first, at most limit
// below a version, 0 is from the top.
func (s *Store) PlanRevisions(ctx context.Context, tx *sqldb.Tx, of id.ID, below int64, limit int, scope identity.Scope) ([]*plan.Kept, error) {
	meets, args := meetsWhere("p", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+planColumns+` FROM plan p JOIN plan_version v ON v.plan = p.id
		WHERE p.id = ? AND (? = 0 OR v.version < ?) AND `+meets+` ORDER BY v.version DESC LIMIT ?`,
		append(append([]any{string(of), below, below}, args...), limit)...), scanPlan)
}

// PlansInUse gives those of some plans, by name, that an active campaign runs
// by whose place meets the scope.
func (s *Store) PlansInUse(ctx context.Context, tx *sqldb.Tx, names []string, scope identity.Scope) ([]string, error) {
	if len(names) == 0 {
		return nil, nil
	}
	args := make([]any, len(names))
	for i, name := range names {
		args[i] = name
	}
	meets, more := meetsWhere("c", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT DISTINCT c.plan FROM campaign c WHERE c.plan IN (`+sqldb.Marks(len(names))+`)
		AND c.state = 'active' AND `+meets, append(args, more...)...), func(row *sqldb.Row) (name string, err error) {
		return name, row.Scan(&name)
	})
}

// AddCampaignBase keeps the text of a plan that a campaign's plan extends.
func (s *Store) AddCampaignBase(ctx context.Context, tx *sqldb.Tx, of id.ID, name, digest string) error {
	_, err := tx.Exec(ctx, `INSERT INTO campaign_base (campaign, name, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, string(of), name, digest)
	return err
}

// CampaignBases gives the plans that a campaign's plan extends, with their texts.
func (s *Store) CampaignBases(ctx context.Context, tx *sqldb.Tx, of id.ID) ([]plan.Base, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT b.name, t.text FROM campaign_base b JOIN plan_text t ON t.digest = b.digest
		WHERE b.campaign = ? ORDER BY b.name`, string(of)), func(row *sqldb.Row) (b plan.Base, err error) {
		var text string
		err = row.Scan(&b.Name, &text)
		b.Text = []byte(text)
		return b, err
	})
}

// meetsWhere is the condition that a row's place and the scope have something
// in common: the place lies in the scope, or the scope in the place.
func meetsWhere(alias string, s identity.Scope) (where string, args []any) {
	if s.All {
		return "1 = 1", nil
	}
	if len(s.Areas) == 0 && len(s.Units) == 0 {
		return "1 = 0", nil
	}
	trees := []string{}
	for _, tree := range []struct {
		column string
		ranges [][2]string
		above  []string
	}{{alias + ".area", areaRanges(s), areasAbove(s)}, {alias + ".unit", unitRanges(s), unitsAbove(s)}} {
		if len(tree.ranges) == 0 {
			continue
		}
		some := []string{tree.column + " IN (" + sqldb.Marks(len(tree.above)) + ")"}
		for _, one := range tree.above {
			args = append(args, one)
		}
		for _, r := range tree.ranges {
			some = append(some, tree.column+" >= ? AND "+tree.column+" < ?")
			args = append(args, r[0], r[1])
		}
		trees = append(trees, "("+strings.Join(some, " OR ")+")")
	}
	return strings.Join(trees, " AND "), args
}

// areasAbove are the areas that hold one of the scope's, and everywhere.
func areasAbove(s identity.Scope) []string {
	above := []string{""}
	for _, a := range s.Areas {
		for up := a.Parent(); up != ""; up = up.Parent() {
			above = append(above, string(up))
		}
	}
	return above
}

func unitsAbove(s identity.Scope) []string {
	above := []string{""}
	for _, u := range s.Units {
		for end := identity.PathStep; end < len(u); end += identity.PathStep {
			above = append(above, u[:end])
		}
	}
	return above
}
