package app

import (
	"context"
	"encoding/json"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// place is where a record belongs in the two trees.
type place struct {
	Area area.Code
	Unit string // path
}

// villagesKnown bounds the villages that one import looks names up in: a
// prefecture has some thousands.
const villagesKnown = 50_000

// places finds the villages and units that a list names.
type places struct {
	villages []area.Area // below the area of the import, within the actor's scope
	units    map[string]string
	make     func(name string) (path string, err error) // nil leaves unknown units alone
	err      error                                      // of make
}

func (d *Desk) openPlaces(ctx context.Context, order ImportOrder) (*places, error) {
	p := &places{units: map[string]string{}}
	err := d.store.Read(ctx, func(tx *sqldb.Tx) error {
		villages, err := d.store.Villages(ctx, tx, order.Area, order.AsOf.String(), villagesKnown)
		if err != nil {
			return err
		}
		for _, v := range villages {
			if d.actor.Scope.SeesArea(v.Code) {
				p.villages = append(p.villages, v)
			}
		}
		units, err := d.store.Units(ctx, tx, "")
		for _, u := range units {
			p.units[u.Name] = u.Path
		}
		return err
	})
	return p, err
}

// find gives the village of a name, or of a 12-digit code. The Assembler asks
// once for each text.
func (p *places) find(_, village string) intake.Place {
	if code, err := area.Parse(village); err == nil {
		for _, v := range p.villages {
			if v.Code == code {
				return intake.Place{Code: code, Name: v.Name}
			}
		}
		return intake.Place{}
	}
	matched := area.Match(village, p.villages)
	if one, ok := matched.Area(); ok {
		return intake.Place{Code: one.Code, Name: one.Name, Corrected: matched.How == area.Near}
	}
	var near []string
	for _, a := range matched.Areas {
		near = append(near, a.Name)
	}
	return intake.Place{Near: near}
}

// unit finds a unit by its name.
func (p *places) unit(name string) (path string, ok bool) {
	name = strings.TrimSpace(name)
	if path, ok = p.units[name]; ok || p.make == nil || p.err != nil {
		return path, ok
	}
	if path, p.err = p.make(name); p.err != nil {
		return "", false
	}
	p.units[name] = path
	return path, true
}

// makeUnit adds a unit that a list names below the one of the import.
func (im *importing) makeUnit(ctx context.Context, name string) (path string, err error) {
	err = im.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		var made bool
		path, made, err = im.store.PutUnit(ctx, tx, im.unit, identity.Unit{Name: name})
		if err == nil {
			err = im.mayUse(path, made)
		}
		if err != nil || !made {
			return err
		}
		return im.record(ctx, tx, act{name: "unit.add", noun: "unit", where: place{Unit: path}, count: 1})
	})
	return path, err
}

// putUnit gives the path of the unit the rows belong to, making it when there
// is none.
func (im *importing) putUnit(ctx context.Context, tx *sqldb.Tx) (path string, err error) {
	if im.order.Unit == "" {
		return im.unit, nil
	}
	path, made, err := im.store.PutUnit(ctx, tx, "", identity.Unit{Name: im.order.Unit, Area: im.order.Area})
	if err == nil {
		err = im.mayUse(path, made)
	}
	return path, err
}

// knownUnit is the unit the rows belong to as far as it is there: the one that
// was named, or else the only one of the actor's scope.
func (im *importing) knownUnit() string {
	if im.order.Unit != "" {
		return im.places.units[im.order.Unit]
	}
	if units := im.actor.Scope.Units; len(units) == 1 {
		return units[0]
	}
	return ""
}

// mayUse is problem.Forbidden for a unit outside the actor's scope, and for one
// just made when the actor makes no units.
func (im *importing) mayUse(path string, made bool) error {
	if !im.actor.Scope.SeesUnit(path) {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	if made {
		return im.actor.Must(identity.UnitKeep)
	}
	return nil
}

// batchDetail is what a batch keeps of its order and its file: enough to
// resume it, and to give its wrong rows back under their headings.
type batchDetail struct {
	AsOf   day.Date      `json:"as_of"`
	Unit   string        `json:"unit,omitempty"`
	Units  bool          `json:"units,omitempty"`
	Tables []tableDetail `json:"tables,omitempty"`

	Leave   []int          `json:"leave,omitempty"`   // places of sheets that a person leaves out
	Headers map[int][2]int `json:"headers,omitempty"` // rows of the headings that a person pointed out
}

// tableDetail is a sheet with its headings as they were sent.
type tableDetail struct {
	Place    int      `json:"place"`
	Sheet    string   `json:"sheet"`
	Headings []string `json:"headings"`
	Fields   []string `json:"fields,omitempty"` // by column

	Columns []intake.Column `json:"columns,omitempty"` // with what each was understood as, for reading kept rows again
}

func (o ImportOrder) detail(l *officeList) string {
	detail := batchDetail{AsOf: o.AsOf, Unit: o.Unit, Units: o.Units, Leave: l.wish.leave, Headers: l.wish.headers}
	for _, t := range l.tables {
		detail.Tables = append(detail.Tables, tableDetail{t.place, personal.HideNumbers(t.sheet), t.header.Headings, t.fields(), t.mapping.Columns})
	}
	body, err := json.Marshal(detail)
	if err != nil {
		return ""
	}
	return string(body)
}

func detailOf(b *registry.Batch) (detail batchDetail, err error) {
	if err := json.Unmarshal([]byte(b.Detail), &detail); err != nil {
		return detail, problem.Wrap(err, problem.Internal, "problem.internal")
	}
	return detail, nil
}

func orderOf(b *registry.Batch, path string) (ImportOrder, error) {
	detail, err := detailOf(b)
	return ImportOrder{Path: path, Area: b.Area, Unit: detail.Unit, Mapping: b.Mapping, AsOf: detail.AsOf, Units: detail.Units}, err
}

// fields are the fields of the table's columns, in their order.
func (t *table) fields() []string {
	fields := make([]string, len(t.header.Headings))
	for _, c := range t.mapping.Columns {
		if c.Index < len(fields) {
			fields[c.Index] = c.Field
		}
	}
	return fields
}

// name is the name of a village, "" when the import knows none.
func (p *places) name(code area.Code) string {
	for _, v := range p.villages {
		if v.Code == code {
			return v.Name
		}
	}
	return ""
}

// table finds a sheet's table by its place.
func (l *officeList) table(place int) *table {
	for i := range l.tables {
		if l.tables[i].place == place {
			return &l.tables[i]
		}
	}
	return nil
}
