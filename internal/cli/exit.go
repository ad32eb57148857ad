package cli

import "songnuan/internal/problem"

// The exit statuses, as docs/commands.md lists them. 64, 70 and 130 follow
// sysexits.h and the shell.
const (
	exitDone       = 0
	exitInvalid    = 1 // the input breaks a rule: a plan with errors, a bad value
	exitUnreadable = 2 // the input can't be read, or is over a limit
	exitNotFound   = 3
	exitConflict   = 4
	exitForbidden  = 5
	exitUsage      = 64
	exitInternal   = 70
	exitStopped    = 130
)

// usage is the code of a command line that can't be understood.
const usage problem.Code = "usage"

func exitOf(err error) int {
	switch problem.CodeOf(err) {
	case "":
		return exitDone
	case problem.Invalid:
		return exitInvalid
	case problem.Unreadable, problem.TooLarge:
		return exitUnreadable
	case problem.NotFound:
		return exitNotFound
	case problem.Conflict:
		return exitConflict
	case problem.Forbidden, problem.SignedOut:
		return exitForbidden
	case problem.Stopped:
		return exitStopped
	case usage:
		return exitUsage
	}
	return exitInternal
}
