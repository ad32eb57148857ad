package web

import (
	"net/http"
	"net/url"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

func (v *visit) gateShow() error { return v.showGate(view.Form{}, http.StatusOK) }

func (v *visit) showGate(form view.Form, status int) error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	gate, err := v.desk.Gate(v.r.Context(), of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(gate.Campaign, "gate")
	if form.Values == nil {
		form.Values = url.Values{"day": {v.desk.Today().String()}, "person": {v.desk.Actor().Shown}}
	}
	whole := v.desk.Actor().Scope.CoversPlace(gate.Campaign.Area, gate.Campaign.Unit)
	g := view.Gate{CampaignHead: head, Gate: gate, Form: form, Open: v.can(identity.PersonalUnmask) && whole,
		Confirm: v.can(identity.GateConfirm) && whole && gate.Campaign.State != campaign.Closed}
	return v.write(status, view.GatePage(p, g))
}

// gateFields are the fields that a confirmation's errors belong to.
var gateFields = map[string]string{
	"campaign.day_missing": "day", "campaign.day_to_come": "day", "day.": "day", "campaign.person_missing": "person", "campaign.name_too_long": "person",
	"campaign.gate_note_missing": "note", "campaign.note_too_long": "note", "campaign.gate_proof_missing": "file", "blob.": "file",
}

func (v *visit) gateConfirm() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	form, err := v.multipart(formFiles)
	if err != nil {
		return err
	}
	order := app.ConfirmOrder{Campaign: of, Met: form.Get("met") == "yes", Person: form.Get("person"), Note: form.Get("note")}
	order.Item, err = campaign.ParseGateItem(form.Get("item"))
	if err != nil {
		return err
	}
	if order.Day, err = dayOf(form.Get("day")); err == nil {
		if order.Seen, err = seenOf(form); err == nil {
			var files = order.Attached
			all, reading := v.attached("file")
			if err = reading; err == nil {
				files = first(all)
			}
			order.Attached = files
		}
	}
	if err == nil {
		err = v.desk.ConfirmGate(v.r.Context(), order)
	}
	if err == nil {
		return v.done("/campaigns/"+string(of)+"/gate", "web.gate.saved")
	}
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	wrong, err := v.wrongIn(form, err, gateFields)
	if err != nil {
		return err
	}
	return v.showGate(wrong, status)
}

func (v *visit) gateProof() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	proof, err := v.idOf("proof", "campaign.no_file")
	if err != nil {
		return err
	}
	file, err := v.desk.GateProof(v.r.Context(), of, proof)
	if err != nil {
		return err
	}
	return v.file(file)
}
