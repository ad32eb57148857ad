package web

import (
	"songnuan/internal/web/view"
)

// importUndoForm shows what taking an import back would come to.
func (v *visit) importUndoForm() error {
	i, err := v.importView()
	if err != nil {
		return err
	}
	if i.busy() {
		return v.goTo("/imports/" + string(i.ID) + "/result")
	}
	u, err := v.desk.PreviewUndo(v.r.Context(), i.ID)
	if err != nil {
		return err
	}
	p, w := v.importPage("web.import.undo", i.Batch, 4)
	page := view.ImportUndo{Wizard: w, Removed: u.Removed, Restored: u.Restored, Kept: u.Kept, Until: u.Until.String(), Days: u.Days, Late: u.Late, Part: u.Part}
	for _, s := range u.Stay {
		page.Stay = append(page.Stay, view.StayRow{Number: s.Number, Name: s.Name, Why: v.say("web.import.use." + string(s.Use))})
	}
	return v.show(view.ImportUndoPage(p, page))
}
