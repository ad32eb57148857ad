package view

import "songnuan/internal/app"

// Kin are the person's own relatives on record.
type Kin struct {
	Rows      []app.KinView
	Add, End  Form
	Hand      string // id of the entry whose end was refused
	Relations []Option
}

// relation is an entry's relation in the reader's language.
func (k Kin) relation(name string) string {
	for _, o := range k.Relations {
		if o.Value == name {
			return o.Text
		}
	}
	return name
}

// ending is the form that ends an entry: as it was typed for the one in hand.
func (k Kin) ending(of string) Form {
	if of == k.Hand {
		return k.End
	}
	return Form{Values: k.End.Values}
}

// KinRegister is the register of staff relatives.
type KinRegister struct {
	Rows      []app.KinView
	Relations map[string]string // by term
	All       bool
	Tabs      []Tab
	Pager     Pager
}
