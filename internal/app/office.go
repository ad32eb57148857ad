package app

import (
	"context"
	"encoding/json"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// Office is whose program this is.
type Office struct {
	Name string    `json:"name"`           // shown on every page
	Area area.Code `json:"area,omitempty"` // that it works in, "" is not said
}

// officeNameMost is the longest name of an office, in characters.
const officeNameMost = 40

// NameOffice writes down whose program this is. The last name said counts.
func (d *Desk) NameOffice(ctx context.Context, o Office) error {
	if err := d.actor.Must(identity.PlaceKeep); err != nil {
		return err
	}
	if !d.actor.Scope.All {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	if o.Name = strings.TrimSpace(o.Name); o.Name == "" || len([]rune(o.Name)) > officeNameMost {
		return problem.New(problem.Invalid, "app.office_name", "most", officeNameMost)
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		return d.record(ctx, tx, act{name: "office.name", noun: "office", subject: "name", count: 1, detail: o})
	})
}

// Office is whose program this is, empty while nobody has said so.
func (a *App) Office(ctx context.Context) (o Office, err error) {
	err = a.store.Read(ctx, func(tx *sqldb.Tx) error {
		records, err := a.store.AuditOf(ctx, tx, "office", "name", identity.Everything)
		if err != nil || len(records) == 0 {
			return err
		}
		return json.Unmarshal([]byte(records[len(records)-1].Detail), &o)
	})
	return o, err
}
