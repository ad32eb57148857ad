package web

import "songnuan/internal/web/view"

// searchable: the search from the bar has its page.
const searchable = false

func (v *visit) workbench() error {
	return v.show(view.WorkbenchPage(v.page("web.nav.workbench"), view.Workbench{}))
}
