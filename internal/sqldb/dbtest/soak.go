package dbtest

import "os"

// Rounds is how often a long test repeats itself: short in `make test`, long in
// `make soak`. Such tests are named TestSoak….
func Rounds(short, long int) int {
	if os.Getenv("SOAK") == "long" {
		return long
	}
	return short
}
