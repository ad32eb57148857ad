package store

import (
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/sqldb"
)

// KnownHelper is an open helper that one of a list may be.
type KnownHelper struct {
	ID      id.ID
	Opened  day.Date
	Version int
	Digest  string // of the content
	Batch   id.ID  // the command that wrote him last
	Area    area.Code
	Unit    string

	name, organisation string
	phone, number      *string // digests
}

// FindExistingHelpers gives, for each helper of a list, the open helper that he
// is, nil when there is none. Two are one person when they have one ID number;
// where not both have one, when name and phone are the same; where not both
// have a phone either, when name and organisation are. Like FindExisting it
// looks everywhere.
func (s *Store) FindExistingHelpers(ctx context.Context, tx *sqldb.Tx, helpers []*PreparedHelper) ([]*KnownHelper, error) {
	var names, numbers []any
	for _, p := range helpers {
		names = append(names, p.Helper.Name)
		if digest, ok := p.row[helperIDColumn].(string); ok {
			numbers = append(numbers, digest)
		}
	}
	known := map[string][]*KnownHelper{} // by name and by digest of the ID number
	if err := findHelpers(ctx, tx, `h.name`, names, func(k *KnownHelper) { known[k.name] = append(known[k.name], k) }); err != nil {
		return nil, err
	}
	if err := findHelpers(ctx, tx, `h.id_digest`, numbers, func(k *KnownHelper) { known[*k.number] = append(known[*k.number], k) }); err != nil {
		return nil, err
	}
	found := make([]*KnownHelper, len(helpers))
	for i, p := range helpers {
		found[i] = p.match(known)
	}
	return found, nil
}

func findHelpers(ctx context.Context, tx *sqldb.Tx, column string, keys []any, yield func(*KnownHelper)) error {
	for part := range slices.Chunk(keys, keysAtOnce) {
		for row, err := range tx.Query(ctx, `SELECT h.id, h.opened, h.version, h.digest, h.batch, h.area, h.unit, h.name, h.organisation, h.phone_digest, h.id_digest
			FROM helper h WHERE h.closed IS NULL AND `+column+` IN (`+sqldb.Marks(len(part))+`) ORDER BY h.id`, part...) {
			if err != nil {
				return err
			}
			var k KnownHelper
			var opened string
			if err := row.Scan(&k.ID, &opened, &k.Version, &k.Digest, &k.Batch, &k.Area, &k.Unit, &k.name, &k.organisation, &k.phone, &k.number); err != nil {
				return err
			}
			k.Opened = dateOf(&opened)
			yield(&k)
		}
	}
	return nil
}

func (p *PreparedHelper) match(known map[string][]*KnownHelper) *KnownHelper {
	number, hasNumber := p.row[helperIDColumn].(string)
	phone, hasPhone := p.row[helperPhoneColumn].(string)
	if same := known[number]; hasNumber && len(same) > 0 {
		return same[0]
	}
	var byPlace *KnownHelper
	for _, k := range known[p.Helper.Name] {
		switch {
		case hasNumber && k.number != nil: // two numbers, two persons
		case hasPhone && k.phone != nil:
			if *k.phone == phone {
				return k
			}
		case k.organisation == p.Helper.Organisation && byPlace == nil:
			byPlace = k
		}
	}
	return byPlace
}
