package view

// firstLabels are the fields of the first run, in order.
func firstLabels(p Page, f First) []Field {
	return []Field{
		{Form: f.Form, Name: "office", Label: p.T("web.first.office"), Hint: p.T("web.first.office_hint"), Required: true, Most: 40, Across: true, Complete: "organization"},
		{Form: f.Form, Name: "area", Label: p.T("web.first.area"), Hint: p.T("web.first.area_hint"), Required: true, Most: 12, Mode: "numeric"},
		{Form: f.Form, Name: "area_name", Label: p.T("web.first.area_name"), Hint: p.T("web.first.area_name_hint"), Required: true, Most: 40},
		{Form: f.Form, Name: "account", Label: p.T("web.first.account"), Hint: p.T("web.first.account_hint"), Required: true, Most: 32, Complete: "username"},
		{Form: f.Form, Name: "name", Label: p.T("web.first.name"), Hint: p.T("web.first.name_hint"), Required: true, Most: 40, Complete: "name"},
		{Form: f.Form, Name: "password", Kind: "password", Label: p.T("web.sign.password"), Hint: p.T("web.sign.password_rule"), Required: true, Most: 128, Complete: "new-password"},
		{Form: f.Form, Name: "again", Kind: "password", Label: p.T("web.first.again"), Required: true, Most: 128, Complete: "new-password"},
	}
}
