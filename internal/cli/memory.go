package cli

import "runtime/debug"

// importMemory is what the runtime aims to stay below while a list is read, so
// that a list of a million rows is read in 150 MB all told: the database's own
// cache and the program come on top. GOMEMLIMIT in the environment goes first.
const importMemory = 80 << 20

// boundMemory keeps the memory of an import flat. It is an aim: a heap that is
// really larger grows all the same.
func (s *session) boundMemory() {
	if s.env.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(importMemory)
	}
}
