// Package demo makes up people and the lists that offices would send about
// them, to try the program and to show it. Everybody in them is invented
// (本表人员均为虚构), and the numbers are chosen so that they belong to nobody:
//
//   - ID numbers have a right area, birth and check digit and a sequence of
//     960 to 999, an end of the range that registration offices hardly reach;
//   - phones begin with 1540000: the 154 range is assigned to no operator;
//   - bank cards begin with 629999, which is no bank's, and pass the Luhn check.
//
// The villages and communities are real. A list depends on its seed only: the
// same program makes the same people.
package demo

import (
	"math/rand/v2"

	"songnuan/internal/day"
)

// Fictional stands in the title row of every list and on its sheet of notes.
const Fictional = "本表人员均为虚构"

// AsOf is the day that ages, school years and income are made for, except in
// the list of the couplets, which is of 2018.
var AsOf, _ = day.New(2026, 12, 1)

// Maker makes people of one place. It is not safe for concurrent use.
type Maker struct {
	dice  dice
	town  Town
	asOf  day.Date
	taken map[string]bool // ID numbers and full names in use
	phone int
	card  int
}

// NewMaker makes people of the town. Equal seeds make equal people.
func NewMaker(seed uint64, town Town) *Maker {
	return &Maker{
		dice:  dice{rand.New(rand.NewPCG(seed, seed^0x9e3779b97f4a7c15))},
		town:  town,
		asOf:  AsOf,
		taken: map[string]bool{},
		phone: int(seed%89) * 100,
		card:  int(seed%97) * 10_000,
	}
}
