package view

// SettingList is the numbers that the office settles for itself.
type SettingList struct {
	Form Form
	Keep bool
	Rows []SettingRow
}

// SettingRow is one of them.
type SettingRow struct {
	Name, Title     string
	Value           int64
	Actor, Recorded string // "" as shipped
}
