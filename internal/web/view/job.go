package view

import "strconv"

// JobList is the jobs that a person may see.
type JobList struct {
	Jobs  []Job
	Pager Pager
}

// Job is a piece of work in the background.
type Job struct {
	ID, Kind, State, Tone string
	Open                  bool // it will still do something by itself
	Waiting               bool
	Stop                  bool // asked to end
	Stage                 string
	Counted, Done, Size   int64
	Pace, Left            string // rows a second, and the time for the rest; "" while unknown
	Leaves                string // what stopping leaves behind
	Who, Made, Ended      string
	Failure               string
	Results               []Option // name as Text, number as Value
	Next                  string   // where to look at what it works on
	HasFile               bool
	CanStop, CanContinue  bool
}

// Whole is the measure of the progress bar; a bar without it would move
// without a count.
func (j Job) Whole() string { return strconv.FormatInt(j.Size, 10) }

// Part is how much of it is done.
func (j Job) Part() string { return strconv.FormatInt(min(j.Done, j.Size), 10) }

// Percent is for who cannot see the bar.
func (j Job) Percent() string {
	if j.Size == 0 {
		return ""
	}
	return strconv.FormatInt(100*min(j.Done, j.Size)/j.Size, 10) + "%"
}
