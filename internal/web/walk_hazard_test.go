package web

import (
	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/hazard"
)

// plantHazards puts a hazard with a photo, and a demand, into each village.
func (p *planted) plantHazards(o *office) {
	photo, err := blob.Of([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"))
	if err != nil {
		o.t.Fatal(err)
	}
	for _, v := range p.villages {
		done, err := o.machine.Inspect(o.t.Context(), app.InspectOrder{Number: v.household, Who: "找" + v.canaries[2], Items: []app.InspectItem{
			{Item: hazard.Item{Kind: "倒塌", Answer: hazard.Dangerous, Grade: "C", Words: v.canaries[2] + "家东墙"}, Photos: []*blob.File{photo}}}})
		if err != nil {
			o.t.Fatal(err)
		}
		v.hazard = string(done.Hazards[0].ID)
		view, err := o.machine.Hazard(o.t.Context(), done.Hazards[0].ID)
		if err != nil {
			o.t.Fatal(err)
		}
		v.hazardPhoto = string(view.Pictures[0].ID)
		q, err := o.machine.TakeDemand(o.t.Context(), app.TakeDemandOrder{Number: v.household, HeardDemand: app.HeardDemand{Kind: "就医", Words: v.canaries[2] + "要看病"}})
		if err != nil {
			o.t.Fatal(err)
		}
		v.demand = string(q.ID)
		w, err := o.machine.EnterWave(o.t.Context(), app.WaveOrder{Number: "寒潮" + v.canaries[2], Level: hazard.Blue, Area: v.code, From: o.machine.Today(), To: o.machine.Today()})
		if err != nil {
			o.t.Fatal(err)
		}
		v.wave = string(w.ID)
		v.canaries = append(v.canaries, v.hazard, v.hazardPhoto, v.demand, v.wave)
	}
}
