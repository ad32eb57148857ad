package view

// Workbench is where a person's day begins.
type Workbench struct {
	Figures  []FigureLine
	Todos    []Todo
	Headline string // what the chart says
	Chart    BarChart
	Table    string // where the same stands as a table
	Running  []WorkLine
	First    string // where the first thing to do leads, "" for nothing to do
}

// FigureLine is one of the figures at the top.
type FigureLine struct{ Name, Number, Note, To string }

// Todo is one thing that waits for a hand.
type Todo struct {
	Tone  string // red, amber, "" or green
	What  string
	Note  string
	To    string
	Do    string // what the button says
	Badge string
}

// WorkLine is a campaign under way.
type WorkLine struct{ Title, Note, To string }
