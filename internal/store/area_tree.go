package store

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/sqldb"
)

// AreaNode is an area in the tree.
type AreaNode struct {
	area.Area
	Parent   area.Code // the nearest above that is there, "" at the top
	Children int64     // directly below, withdrawn ones too
}

const areaNode = `SELECT ` + areaColumns + `, parent, (SELECT COUNT(*) FROM area c WHERE c.parent = a.code AND c.code <> a.code) FROM area a`

func scanAreaNode(row *sqldb.Row) (n AreaNode, err error) {
	var from, to *string
	err = row.Scan(&n.Code, &n.Name, &n.LocalLevel, &from, &to, &n.Successor, &n.Parent, &n.Children)
	if from != nil {
		n.ValidFrom = *from
	}
	if to != nil {
		n.ValidTo = *to
	}
	return n, err
}

// AreasBelow gives the areas directly below a parent, "" for the top, in code
// order, at most limit behind after.
func (s *Store) AreasBelow(ctx context.Context, tx *sqldb.Tx, parent, after area.Code, limit int) ([]AreaNode, error) {
	return sqldb.Collect(tx.Query(ctx, areaNode+` WHERE a.parent = ? AND a.code > ? ORDER BY a.code LIMIT ?`, string(parent), string(after), limit), scanAreaNode)
}

// AreaPath gives an area with all that lie above it, the highest first; empty
// when there is none of the code.
func (s *Store) AreaPath(ctx context.Context, tx *sqldb.Tx, code area.Code) (path []AreaNode, err error) {
	for code != "" && len(path) < int(area.Village) {
		found, err := sqldb.Collect(tx.Query(ctx, areaNode+` WHERE a.code = ?`, string(code)), scanAreaNode)
		if err != nil || len(found) == 0 {
			return path, err
		}
		path = append(found, path...)
		code = found[0].Parent
	}
	return path, nil
}

// FindAreas gives areas whose name begins with the text or whose code does, in
// code order, at most limit.
func (s *Store) FindAreas(ctx context.Context, tx *sqldb.Tx, text string, limit int) ([]AreaNode, error) {
	return sqldb.Collect(tx.Query(ctx, areaNode+` WHERE a.code >= ? AND a.code < ? OR a.name >= ? AND a.name < ? ORDER BY a.code LIMIT ?`,
		text, text+"~", text, text+"\uffff", limit), scanAreaNode)
}
