package web

import (
	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/day"
	"songnuan/internal/registry"
)

// plantChanges files a request with a paper for a household of each village,
// and sets a freeze for it.
func (p *planted) plantChanges(o *office) {
	const phone = "13900139778"
	p.secrets = append(p.secrets, phone)
	photo, err := blob.Of([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"))
	if err != nil {
		o.t.Fatal(err)
	}
	for _, v := range p.villages {
		filed, err := o.machine.FileChange(o.t.Context(), app.ChangeOrder{Number: v.household, Kind: registry.ChangeContact, Occasion: "new_number",
			Ask: registry.ChangeAsk{On: o.machine.Today(), Fields: map[string]string{"phone": phone}}})
		if err != nil {
			o.t.Fatal(err)
		}
		paper, err := o.machine.AttachChangePaper(o.t.Context(), filed.Request.ID, app.OtherPaper, photo)
		if err != nil {
			o.t.Fatal(err)
		}
		freeze, err := o.machine.AddFreeze(o.t.Context(), app.FreezeOrder{Area: v.code, From: farOff(), To: farOff(), Reason: "只冻" + v.household})
		if err != nil {
			o.t.Fatal(err)
		}
		v.change, v.paper, v.freeze = string(filed.Request.ID), string(paper.ID), string(freeze.ID)
		v.canaries = append(v.canaries, v.change, v.paper, v.freeze)
	}
}

// farOff is a day on which nothing else happens.
func farOff() day.Date { d, _ := day.New(2099, 12, 30); return d }
