package view

import "songnuan/internal/app"

// Pairing is how far the pairing of a campaign has come.
type Pairing struct {
	CampaignHead
	Form    Form // of a pair by hand
	Clauses []app.PairClause
	Keep    bool
}

// HelperList is a page of the register of helpers.
type HelperList struct {
	Rows  []app.HelperLine
	Name  string
	Pager Pager
}

// Liaisons are the villages with who speaks for them.
type Liaisons struct {
	Form Form
	Rows []app.LiaisonLine
	Keep bool
}
