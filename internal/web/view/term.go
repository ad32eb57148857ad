package view

import "songnuan/internal/term"

// TermLists are the dictionaries.
type TermLists struct{ Rows []TermListRow }

// TermListRow is one dictionary.
type TermListRow struct {
	Code, Name, Source string
	Terms, Own         int
}

// TermList is one dictionary with its terms.
type TermList struct {
	Form
	Code, Source string
	Rows         []TermRow
	Names        []Option
	Keep         bool
}

// TermRow is one term.
type TermRow struct {
	term.Term
	Own []OwnWord
}

// OwnWord is a spelling of the office's own.
type OwnWord struct{ Text, Actor, When string }
