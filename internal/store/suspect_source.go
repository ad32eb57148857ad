package store

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// FilePerson is a person on file, in the clear, for finding who is there twice.
type FilePerson struct {
	Household id.ID
	Member    id.ID // "" is a head who is not among the members
	likeness.Person
}

// sourceAtOnce is how many households are read at a time.
const sourceAtOnce = 1000

// sourceFile is what a household lends its members.
type sourceFile struct {
	head, village, address, phone, card string
	closed, listed                      bool
}

// EachPerson gives the persons of the open files of an area within the scope,
// and of those closed by a death, since somebody who has died may stand in
// another file. It opens the sealed numbers in memory; nothing of it is to leave
// the search.
func (s *Store) EachPerson(ctx context.Context, tx *sqldb.Tx, within area.Code, scope identity.Scope, yield func(*FilePerson) error) error {
	where, scopeArgs := scopeWhere("h", scope)
	if within != "" {
		lo, hi := within.Range()
		where += ` AND h.area >= ? AND h.area < ?`
		scopeArgs = append(scopeArgs, string(lo), string(hi))
	}
	for after := id.ID(""); ; {
		files, order, err := s.sourceFiles(ctx, tx, where, after, scopeArgs)
		if err != nil || len(order) == 0 {
			return err
		}
		if err := s.sourceMembers(ctx, tx, order[0], order[len(order)-1], files, yield); err != nil {
			return err
		}
		for _, of := range order {
			if f := files[of]; !f.listed {
				if err := yield(&FilePerson{Household: of, Person: f.person(of, f.head)}); err != nil {
					return err
				}
			}
		}
		after = order[len(order)-1]
	}
}

func (f *sourceFile) person(of id.ID, name string) likeness.Person {
	return likeness.Person{Name: name, Head: f.head, Village: f.village, Address: f.address, Phone: f.phone, Household: string(of), Closed: f.closed}
}

func (s *Store) sourceFiles(ctx context.Context, tx *sqldb.Tx, where string, after id.ID, args []any) (map[id.ID]*sourceFile, []id.ID, error) {
	files, order := map[id.ID]*sourceFile{}, []id.ID{}
	args = append(append([]any{string(after)}, args...), sourceAtOnce)
	for row, err := range tx.Query(ctx, `SELECT id, head, head_listed, area, closed, sealed FROM household h
		WHERE h.id > ? AND (h.closed IS NULL OR h.close_reason = '死亡') AND `+where+` ORDER BY h.id LIMIT ?`, args...) {
		if err != nil {
			return nil, nil, err
		}
		var of id.ID
		var f sourceFile
		var listed int64
		var closed *string
		var sealed []byte
		if err := row.Scan(&of, &f.head, &listed, &f.village, &closed, &sealed); err != nil {
			return nil, nil, err
		}
		secrets, err := s.unseal(personal.ForHousehold, sealed, 7)
		if err != nil {
			return nil, nil, err
		}
		f.phone, f.card, f.address, f.closed, f.listed = secrets[0], secrets[2], secrets[5], closed != nil, listed == 1
		files[of], order = &f, append(order, of)
	}
	return files, order, nil
}

func (s *Store) sourceMembers(ctx context.Context, tx *sqldb.Tx, from, to id.ID, files map[id.ID]*sourceFile, yield func(*FilePerson) error) error {
	for row, err := range tx.Query(ctx, `SELECT id, household, name, relation, sex, birth, id_pending, sealed FROM member
		WHERE household >= ? AND household <= ? ORDER BY household, seq`, string(from), string(to)) {
		if err != nil {
			return err
		}
		var p FilePerson
		var name, relation, sex string
		var birth *string
		var pending int64
		var sealed []byte
		if err := row.Scan(&p.Member, &p.Household, &name, &relation, &sex, &birth, &pending, &sealed); err != nil {
			return err
		}
		f := files[p.Household]
		if f == nil {
			continue
		}
		// A head whose name is written otherwise among the members is one person.
		f.listed = f.listed || relation == registry.Head
		secrets, err := s.unseal(personal.ForMember, sealed, 4)
		if err != nil {
			return err
		}
		number, err := personal.ParseID(secrets[0])
		if secrets[0] != "" && err != nil {
			return err
		}
		p.Person = f.person(p.Household, name)
		p.Number, p.Card = likeness.OfID(number, pending == 1), secrets[2]
		if secrets[1] != "" {
			p.Phone = secrets[1]
		}
		if name == f.head && p.Card == "" {
			p.Card = f.card
		}
		if born := dateOf(birth); !born.IsZero() {
			p.Birth = likeness.NewBirth(born.Year(), born.Month(), born.Day())
		}
		switch sex {
		case "男":
			p.Sex = likeness.Male
		case "女":
			p.Sex = likeness.Female
		}
		if err := yield(&p); err != nil {
			return err
		}
	}
	return nil
}
