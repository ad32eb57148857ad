package view

import "songnuan/internal/app"

// Leaders are who answers for which village.
type Leaders struct {
	Lines           []app.LinkLine
	Form            Form
	CanKeep         bool
	Villages, Kinds []Option
}

// AreaPage is a leader's page.
type AreaPage struct {
	*app.AreaBoard
	KindText, DemandText map[string]string
}

// areaWrong tells whether no village was ticked.
func areaWrong(l Leaders) bool { return l.Form.Wrong["area"] != "" }
