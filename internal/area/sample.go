package area

import (
	"bytes"
	_ "embed"
	"slices"
	"sync"
)

//go:embed data/areas.csv
var sampleAreas []byte

//go:embed data/standards.csv
var sampleStandards []byte

// Sample are the areas that the program ships: three real places for the
// shipped plans, see data/README.md. In code order.
func Sample() []Area { return slices.Clone(sample()) }

var sample = sync.OnceValue(func() []Area {
	var all []Area
	for a, err := range ReadCSV(bytes.NewReader(sampleAreas)) {
		if err != nil {
			panic(err) // embedded at build time and covered by a test
		}
		all = append(all, a)
	}
	return all
})

// SampleStandards are example lines for those places; their amounts are made
// up and marked 示例.
func SampleStandards() []Standard { return slices.Clone(exampleLines()) }

var exampleLines = sync.OnceValue(func() []Standard {
	all, err := ReadStandards(bytes.NewReader(sampleStandards))
	if err != nil {
		panic(err) // as above
	}
	return all
})
