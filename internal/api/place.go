package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/term"
)

// placesShape are the villages and units in which the token may see files.
type placesShape struct {
	Villages []villageShape `json:"villages"`
	Units    []unitShape    `json:"units"`
}

type villageShape struct {
	Area area.Code `json:"area"`
	Name string    `json:"name"`
}

type unitShape struct {
	Unit   string    `json:"unit" example:"0001."` // path
	Name   string    `json:"name"`
	Area   area.Code `json:"area,omitempty"`
	Closed string    `json:"closed,omitempty"` // last day
}

func (c *call) places(*nothing) (*placesShape, error) {
	places, err := c.desk.Places(c.ctx())
	if err != nil {
		return nil, err
	}
	return &placesShape{
		shaped(places.Villages, func(a area.Area) villageShape { return villageShape{a.Code, a.Name} }),
		shaped(places.Units, shapeUnit),
	}, nil
}

// yearShape is a year of the holiday table.
type yearShape struct {
	Year      int            `json:"year" example:"2027"`
	Source    string         `json:"source"` // the document
	Effective day.Date       `json:"effective,omitzero"`
	Known     bool           `json:"known"` // there is a notice of the year; else weekends and the statutory days stand in
	Own       bool           `json:"own"`   // the office's, over the program's
	Days      []specialShape `json:"days"`
	Version   int64          `json:"version"` // 0 when the year is not the office's
}

type specialShape struct {
	Day  day.Date `json:"day"`
	Name string   `json:"name"`
	Work bool     `json:"work"` // worked in exchange; else off
}

func shapeYear(y *app.YearOff) *yearShape {
	return &yearShape{y.Year, y.Source, y.Effective, y.Known, y.Own, shaped(y.Days, func(s day.Special) specialShape { return specialShape(s) }), y.Version}
}

type yearPath struct {
	Year int `path:"year" min:"1900" max:"2200" example:"2027"`
}

func (c *call) holidays(in *yearPath) (*yearShape, error) {
	y, err := c.desk.Holidays(c.ctx(), in.Year)
	if err != nil {
		return nil, err
	}
	c.etag(int(y.Version))
	return shapeYear(y), nil
}

func (c *call) holidaySet(in *struct {
	yearPath
	Day day.Date `path:"day"`
	seen
	Body struct {
		Kind app.HolidayKind `json:"kind" enum:"off,work,plain"`
		Name string          `json:"name,omitempty" max:"40" example:"春节"`
	}
}) (*yearShape, error) {
	y, err := c.desk.SetHoliday(c.ctx(), app.HolidayOrder{Year: in.Year, Day: in.Day, Kind: in.Body.Kind, Name: in.Body.Name, Version: int64(in.number())})
	if err != nil {
		return nil, err
	}
	c.etag(int(y.Version))
	return shapeYear(y), nil
}

// wordShape is a spelling of the office's own that imports read as a term.
type wordShape struct {
	List string `json:"list" min:"1" max:"40" example:"category"`
	Text string `json:"text" min:"1" max:"40" example:"低保户（B类）"`
	Name string `json:"name" min:"1" max:"40" example:"低保对象"` // canonical
}

func (c *call) words(*nothing) (*page[wordShape], error) {
	words, err := c.desk.OwnWords(c.ctx())
	if err != nil {
		return nil, err
	}
	list := &page[wordShape]{Items: []wordShape{}}
	for _, w := range words {
		list.Items = append(list.Items, wordShape(w.Spelling))
	}
	return list, nil
}

func (c *call) wordAdd(in *struct{ Body wordShape }) (*wordShape, error) {
	return &in.Body, c.desk.AddWord(c.ctx(), term.Spelling(in.Body))
}

// dictionaryShape is a list of terms.
type dictionaryShape struct {
	List  string   `json:"list"`
	Terms []string `json:"terms"`
}

func (c *call) dictionaries(*nothing) (*page[dictionaryShape], error) {
	return paged(c, term.Lists(), "", func(list string) dictionaryShape { return dictionaryShape{list, term.Names(list)} }), nil
}
