package app

import (
	"errors"
	"io/fs"
	"os"

	"songnuan/internal/pairing"
	"songnuan/internal/pairing/assign"
	"songnuan/internal/problem"
)

// SolveCosts reads a table of costs and pairs its rows with its columns: as many
// as can be, at the least total, with the proof checked. It needs no database.
func SolveCosts(path string) (*pairing.Costs, *assign.Solution, error) {
	file, err := os.Open(path) //nolint:gosec // the person names the file
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, problem.New(problem.NotFound, "pairing.costs_none", "file", path)
	}
	if err != nil {
		return nil, nil, problem.Wrap(err, problem.Unreadable, "pairing.costs_unreadable", "file", path)
	}
	defer func() { _ = file.Close() }() // only read
	costs, err := pairing.ReadCosts(file)
	if err != nil {
		return nil, nil, err
	}
	solution, err := costs.Solve()
	if errors.Is(err, assign.ErrTooLarge) {
		return nil, nil, problem.New(problem.Invalid, "pairing.costs_sum")
	}
	if err == nil {
		err = costs.Check(solution)
	}
	return costs, solution, err
}
