package view

// SignIn is the page that asks who is there.
type SignIn struct {
	Form
	Next   string // where to go on
	Replay Replay // what was typed before the session ran out
}

// Replay is a form that could not be taken: it goes with the sign-in and is
// offered to be sent again.
type Replay struct {
	Path   string
	Fields []Option
}

// replayPrefix marks the fields of the form that waits.
const replayPrefix = "replay."

// ReplayPath is the name of the field with the path of the form that waits.
const ReplayPath = "replay-path"

// ReplayField is the field of the waiting form that a field of the sign-in
// carries, "" when it carries none.
func ReplayField(name string) string {
	if len(name) > len(replayPrefix) && name[:len(replayPrefix)] == replayPrefix {
		return name[len(replayPrefix):]
	}
	return ""
}

// Trouble is what a page says when a request could not be answered.
type Trouble struct {
	Status  int
	Text    string
	Request string // number under which the log has it
	Whom    string // who could do it
	Back    string
}
