package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
)

// waveShape is a cold-wave notice.
type waveShape struct {
	ID     id.ID     `json:"id"`
	Number string    `json:"warning_number" example:"粤寒潮2027-003"` // as its sender gives it
	Level  string    `json:"warning" example:"orange"`
	Area   area.Code `json:"area"`
	From   day.Date  `json:"from"`
	To     day.Date  `json:"to"`
	Ended  day.Date  `json:"called_off,omitzero"`
	All    int64     `json:"listed"`  // households to be called or visited within reach
	Done   int64     `json:"reached"` // of them, called or visited
}

func shapeWave(l app.WaveLine) waveShape {
	return waveShape{l.ID, l.Number, string(l.Level), l.Wave.Area, l.From, l.To, l.Ended, l.All, l.Done}
}

// waveEnter is the way in for programs: a notice that is sent twice is one.
func (c *call) waveEnter(in *struct {
	Body struct {
		Number string    `json:"warning_number" min:"1" max:"60"`
		Level  string    `json:"warning" enum:"blue,yellow,orange,red"`
		Area   area.Code `json:"area"`
		From   day.Date  `json:"from"`
		To     day.Date  `json:"to"`
		Words  string    `json:"note,omitempty" max:"500"`
	}
}) (*waveShape, error) {
	b := in.Body
	w, err := c.desk.EnterWave(c.ctx(), app.WaveOrder{Number: b.Number, Level: hazard.WaveLevel(b.Level), Area: b.Area, From: b.From, To: b.To, Words: b.Words, Webhook: true})
	if err != nil {
		return nil, err
	}
	c.created("/cold-waves/%s", w.ID)
	return c.wave(&wavePath{w.ID})
}

type wavePath struct {
	Wave id.ID `path:"wave"`
}

func (c *call) wave(in *wavePath) (*waveShape, error) {
	view, err := c.desk.Wave(c.ctx(), in.Wave, app.PageOf{Limit: 1})
	if err != nil {
		return nil, err
	}
	shape := shapeWave(view.WaveLine)
	return &shape, nil
}
