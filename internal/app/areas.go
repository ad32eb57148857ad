package app

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"

	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// areasAtOnce is how many areas one transaction writes.
const areasAtOnce = 5000

// AreaReport is what loading areas and regional lines came to.
type AreaReport struct {
	Areas     int64 `json:"areas"`             // in the file
	Changed   int64 `json:"changed"`           // new, or not as they were
	Standards int64 `json:"standards"`         // lines written
	Wrong     int64 `json:"wrong,omitempty"`   // rows left out
	Renamed   int64 `json:"renamed,omitempty"` // areas that have another name now
}

// ImportAreas loads the area tree from a file: CSV with a heading, or the JSON
// of a published list of codes. The same file twice changes nothing.
func (d *Desk) ImportAreas(ctx context.Context, path string, tell func(Progress)) (*AreaReport, error) {
	if err := d.actor.Must(identity.PlaceKeep); err != nil {
		return nil, err
	}
	file, err := openPlain(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return d.putAreas(ctx, area.Read(file), nil, tell)
}

// ImportStandards loads regional lines (低保标准 …) from a CSV file.
func (d *Desk) ImportStandards(ctx context.Context, path string) (*AreaReport, error) {
	if err := d.actor.Must(identity.PlaceKeep); err != nil {
		return nil, err
	}
	file, err := openPlain(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines, err := area.ReadStandards(file)
	if err != nil {
		return nil, err
	}
	return d.putStandards(ctx, lines)
}

// LoadSamples loads the places and example lines that come with the program.
func (d *Desk) LoadSamples(ctx context.Context) (*AreaReport, error) {
	if err := d.actor.Must(identity.PlaceKeep); err != nil {
		return nil, err
	}
	report, err := d.putAreas(ctx, eachOf(area.Sample()), nil, nil)
	if err != nil {
		return nil, err
	}
	lines, err := d.putStandards(ctx, area.SampleStandards())
	if err != nil {
		return nil, err
	}
	report.Standards = lines.Standards
	return report, nil
}

func openPlain(path string) (io.ReadCloser, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, problem.Wrap(err, problem.NotFound, "app.no_file", "file", filepath.Base(path))
	}
	return file, nil
}

func eachOf(areas []area.Area) iter.Seq2[area.Area, error] {
	return func(yield func(area.Area, error) bool) {
		for _, a := range areas {
			if !yield(a, nil) {
				return
			}
		}
	}
}

// putAreas writes the areas, some thousands in one transaction, and records
// the command at its end. named is told of areas that get another name; nil for
// nobody.
func (d *Desk) putAreas(ctx context.Context, areas iter.Seq2[area.Area, error], named func(area.Area, string), tell func(Progress)) (*AreaReport, error) {
	report, digest := &AreaReport{}, identity.NewDigest()
	next, stop := iter.Pull2(areas)
	defer stop()
	for {
		page, err := pageOf(next, digest)
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			break
		}
		changed, err := d.putPage(ctx, page, named)
		if err != nil {
			return nil, err
		}
		report.Areas, report.Changed = report.Areas+int64(len(page)), report.Changed+changed
		if tell != nil {
			tell(Progress{Stage: "areas", Rows: report.Areas})
		}
	}
	return report, d.store.Write(ctx, func(tx *sqldb.Tx) error {
		return d.record(ctx, tx, act{name: "area.import", noun: "area", count: report.Changed, digest: digest.Sum(), detail: report})
	})
}

func pageOf(next func() (area.Area, error, bool), digest *identity.Digest) (page []area.Area, err error) {
	for len(page) < areasAtOnce {
		a, err, more := next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		digest.Add(string(a.Code), a.Name, a.ValidFrom, a.ValidTo, string(a.Successor))
		page = append(page, a)
	}
	return page, nil
}

func (d *Desk) putPage(ctx context.Context, page []area.Area, named func(area.Area, string)) (changed int64, err error) {
	before := map[area.Code]string{}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		changed = 0
		for _, a := range page {
			if !d.actor.Scope.CoversPlace(a.Code, "") {
				return problem.New(problem.Forbidden, "app.outside_scope")
			}
			if named != nil {
				there, err := d.store.Area(ctx, tx, a.Code)
				if before[a.Code] = there.Name; err != nil && !errors.Is(err, sqldb.ErrNoRow) {
					return err
				}
			}
			new, err := d.store.PutArea(ctx, tx, a)
			if err != nil {
				return err
			}
			if new {
				changed++
			}
		}
		return nil
	})
	for _, a := range page {
		if was := before[a.Code]; err == nil && was != "" && was != a.Name {
			named(a, was)
		}
	}
	return changed, err
}

func (d *Desk) putStandards(ctx context.Context, lines []area.Standard) (*AreaReport, error) {
	digest := identity.NewDigest()
	err := d.store.Write(ctx, func(tx *sqldb.Tx) error {
		for _, line := range lines {
			if !d.actor.Scope.CoversPlace(line.Area, "") {
				return problem.New(problem.Forbidden, "app.outside_scope")
			}
			if err := d.store.PutLine(ctx, tx, store.StandardLine{Standard: line, Actor: d.actor.Name, Recorded: d.clock.Now()}, "import"); err != nil {
				return err
			}
			digest.Add(string(line.Area), line.Kind, line.From, line.To, line.Amount.String())
		}
		return d.record(ctx, tx, act{name: "standard.import", noun: "standard", count: int64(len(lines)), digest: digest.Sum()})
	})
	if err != nil {
		return nil, err
	}
	return &AreaReport{Standards: int64(len(lines))}, nil
}
