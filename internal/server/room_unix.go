//go:build unix

package server

import "golang.org/x/sys/unix"

// room is how many bytes are free where a folder lies.
func room(folder string) (free uint64, known bool) {
	var s unix.Statfs_t
	if folder == "" || unix.Statfs(folder, &s) != nil {
		return 0, false
	}
	return uint64(s.Bavail) * uint64(s.Bsize), true //nolint:gosec,unconvert // their types differ by system
}
