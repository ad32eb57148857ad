package identity

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
)

// JobKind names a use case that can run in the background.
type JobKind string

// The kinds of work there are.
const (
	ImportCheck    JobKind = "import_check"
	ImportEnter    JobKind = "import_enter"
	ImportTakeBack JobKind = "import_undo"
	RosterWrite    JobKind = "roster_export"
	RosterLay      JobKind = "roster_build"
	RosterLayAnew  JobKind = "roster_rebuild"
	RecordCheck    JobKind = "verify"
	RecordWrite    JobKind = "audit_export"
	Certify        JobKind = "certificate"
	PaymentSettle  JobKind = "payment_settle"
	ChangeCarry    JobKind = "change_apply"
	DuplicateFind  JobKind = "duplicate_scan"
)

// Text is the kind's name.
func (k JobKind) Text(lang locale.Lang) string { return locale.Text(lang, "job.kind."+string(k), nil) }

// JobState is how far a job is.
type JobState string

// The states of a job.
const (
	JobWaiting JobState = "waiting"
	JobRunning JobState = "running"
	JobDone    JobState = "done"
	JobFailed  JobState = "failed"
	JobStopped JobState = "stopped" // by a person
	JobBroken  JobState = "broken"  // by a crash or the end of the server; a person can carry it on
)

// Open tells whether the job will still do something by itself.
func (s JobState) Open() bool { return s == JobWaiting || s == JobRunning }

// Job is a use case that runs in the background as the actor who asked for it:
// in the same role, over no more than the actor saw then, and only as long as
// the account still holds that.
type Job struct {
	ID      id.ID
	Kind    JobKind
	Args    string // JSON
	State   JobState
	Account id.ID // "" at the command line
	Actor   string
	Role    Role
	Scope   Scope     // of the actor when asking
	Area    area.Code // where it works: who sees that place may see the job
	Unit    string
	Subject id.ID  // the import or the campaign it works on
	Holds   string // what no other job may work on meanwhile
	Form    string // key of the form that asked
	Runner  id.ID
	Lease   day.Instant
	Tries   int
	Stop    bool // somebody asked it to stop
	Progress
	Result  string // JSON, by kind
	Failure string // JSON: the message by language
	File    id.ID  // what it wrote
	Made    day.Instant
	Started day.Instant
	Ended   day.Instant
}

// Progress is how far a job is within its stage.
type Progress struct {
	Stage   string // scan, enter, held, check, undo …
	StageAt day.Instant
	Counted int64 // rows dealt with
	Done    int64 // of Size, in whatever unit the stage counts
	Size    int64 // 0 while unknown
}

// Mine tells whether the actor asked for the job.
func (j *Job) Mine(a Actor) bool { return a.User != "" && j.Account == a.User }

// Leaves says what is left behind when such work is stopped half-way.
func (k JobKind) Leaves(lang locale.Lang) string {
	return locale.Text(lang, "job.leaves."+string(k), nil)
}

// Text is the state's name.
func (s JobState) Text(lang locale.Lang) string {
	return locale.Text(lang, "job.state."+string(s), nil)
}
