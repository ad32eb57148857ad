package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// noticeLineShape is a public notice on a list.
type noticeLineShape struct {
	ID      id.ID                `json:"id"`
	Number  string               `json:"notice_number,omitempty" example:"GS2027-00001"` // none while it is a draft
	Kind    casework.Kind        `json:"kind" example:"dibao"`
	Level   string               `json:"level" example:"village"`
	Area    area.Code            `json:"area,omitempty"`
	Unit    string               `json:"unit_path,omitempty"`
	Place   string               `json:"place"`
	Title   string               `json:"title"`
	State   casework.NoticeState `json:"state" enum:"draft,posted,over,cancelled"`
	Posted  day.Date             `json:"posted,omitzero"`
	Until   day.Date             `json:"until,omitzero"`
	Left    int                  `json:"still_up"` // days, today included
	Version int64                `json:"version"`
}

func shapeNoticeLine(n *casework.Notice, place string, left int) noticeLineShape {
	return noticeLineShape{n.ID, n.Number, n.Kind, n.Level, n.Area, n.Unit, place, n.Title, n.State, n.Posted, n.Until, left, n.Version}
}

func (c *call) notices(in *struct {
	paging
	State casework.NoticeState `query:"state" enum:"draft,posted,over,cancelled"`
	Area  area.Code            `query:"area"`
	Kind  casework.Kind        `query:"kind" max:"40" example:"dibao"`
	From  day.Date             `query:"from"` // posted on the day or later
}) (*page[noticeLineShape], error) {
	list, err := c.desk.Notices(c.ctx(), app.NoticesWanted{State: in.State, Area: in.Area, Kind: in.Kind, From: in.From, After: in.After, Limit: int(in.Limit)})
	if err != nil {
		return nil, err
	}
	return paged(c, list.Lines, list.Next, func(l app.NoticeLine) noticeLineShape { return shapeNoticeLine(&l.Notice, l.Place, l.Left) }), nil
}

// noticeWaitShape is a place whose cases wait for a notice.
type noticeWaitShape struct {
	Area   area.Code     `json:"area,omitempty"`
	Unit   string        `json:"unit_path,omitempty"`
	Place  string        `json:"place"`
	Kind   casework.Kind `json:"kind" example:"dibao"`
	Digest string        `json:"digest"` // of the version of the procedure
	Step   string        `json:"step" example:"posting"`
	Name   string        `json:"step_name"`
	Level  string        `json:"level"`
	Days   int           `json:"hangs_for"`
	Work   bool          `json:"working_days"`
	Cases  int           `json:"cases"`
}

func (c *call) noticeWaiting(*nothing) (*page[noticeWaitShape], error) {
	all, err := c.desk.WaitingNotices(c.ctx())
	if err != nil {
		return nil, err
	}
	return paged(c, all, "", func(w app.NoticeWait) noticeWaitShape {
		return noticeWaitShape{w.Area, w.Unit, w.Place, w.Kind, w.Digest, w.Waiting.Step, w.Step, w.Level, w.Days, w.Work, int(w.Cases)}
	}), nil
}

// noticeTexts is what stands around the list.
type noticeTexts struct {
	Title   string `json:"title" min:"1" max:"100"`
	Basis   string `json:"grounds" min:"1" max:"2000"`
	Office  string `json:"office" min:"1" max:"100"`
	Board   string `json:"board,omitempty" max:"200"`
	Phone   string `json:"office_phone,omitempty" max:"40"` // of the office
	Address string `json:"office_address,omitempty" max:"200"`
}

// noticeShape is a public notice as the office sees it, with a page of its rows.
// What the rows say is masked as it hangs.
type noticeShape struct {
	Line   noticeLineShape  `json:"notice"`
	Texts  noticeTexts      `json:"texts"`
	Step   string           `json:"step_name"`
	Fields []string         `json:"shown"` // what the cells are, in their order
	Rows   []noticeRowShape `json:"list_rows"`
	Next   int              `json:"next_serial,omitempty"` // behind which the next page begins
	Total  int              `json:"row_count"`
	Starts day.Date         `json:"counts_from,omitzero"`
	Moved  string           `json:"moved_out_of,omitempty"` // holiday that the last day was moved out of
	Photo  bool             `json:"has_photo"`
	Before id.ID            `json:"follows,omitempty"` // the notice that this one follows
	Reason string           `json:"reason,omitempty"`  // why it was cancelled
}

type noticeRowShape struct {
	Serial int               `json:"serial"`
	Case   string            `json:"case,omitempty"` // its number
	State  casework.RowState `json:"state" enum:"posted,stopped,passed,taken_off,refilled,anew"`
	Cells  []string          `json:"cells"`
	Open   bool              `json:"objection_open"`
	Ended  bool              `json:"case_ended"`
}

func shapeNotice(v *app.NoticeView) *noticeShape {
	t := v.NoticeText
	s := &noticeShape{Line: shapeNoticeLine(v.Notice, v.Place, v.Left), Texts: noticeTexts{t.Title, t.Basis, t.Office, t.Board, t.Phone, t.Address}, Step: v.StepName,
		Fields: v.Rule.Shown(), Next: v.Next, Total: v.Total, Starts: v.Starts, Moved: v.Moved, Photo: v.Photo != "", Before: v.Before, Reason: v.Reason}
	s.Rows = shaped(v.Rows, func(r app.NoticeRowView) noticeRowShape {
		return noticeRowShape{r.Serial, r.Number, r.State, shaped(r.Cells, func(t string) string { return t }), r.Open, r.Ended}
	})
	return s
}

type noticePath struct {
	Notice id.ID `path:"notice"`
}

func (c *call) notice(in *struct {
	noticePath
	After int64 `query:"after_serial" min:"0" max:"100000"`
}) (*noticeShape, error) {
	return c.noticeNow(in.Notice, int(in.After))
}

func (c *call) noticeNow(of id.ID, after int) (*noticeShape, error) {
	v, err := c.desk.Notice(c.ctx(), of, after)
	if err != nil {
		return nil, err
	}
	c.etag(int(v.Version))
	return shapeNotice(v), nil
}

// noticeDraft draws a list up of what waits.
func (c *call) noticeDraft(in *struct {
	Body struct {
		Area   area.Code     `json:"area"`
		Unit   string        `json:"unit_path,omitempty" max:"100"`
		Kind   casework.Kind `json:"kind" min:"1" max:"40" example:"dibao"`
		Digest string        `json:"digest" min:"1" max:"64"`
		Step   string        `json:"step" min:"1" max:"60" example:"posting"`
		Cases  []id.ID       `json:"only_cases,omitempty" max:"5000"` // left out, all that wait
	}
}) (*noticeShape, error) {
	b := in.Body
	order := app.NoticeOrder{Area: b.Area, Unit: b.Unit, Kind: b.Kind, Digest: b.Digest, Step: b.Step}
	if len(b.Cases) > 0 {
		order.Cases = b.Cases
	}
	n, err := c.desk.DraftNotice(c.ctx(), order)
	if err != nil {
		return nil, err
	}
	c.created("/notices/%s", n.ID)
	return c.noticeNow(n.ID, 0)
}

func (c *call) noticeEdit(in *struct {
	noticePath
	seen
	Body struct {
		Texts noticeTexts `json:"texts"`
		Keep  []int64     `json:"keep_serials,omitempty" max:"5000"` // rows that stay; left out, all
	}
}) (*noticeShape, error) {
	t := in.Body.Texts
	edit := app.NoticeEdit{Texts: casework.NoticeText{Title: t.Title, Basis: t.Basis, Office: t.Office, Board: t.Board, Phone: t.Phone, Address: t.Address}, Seen: int64(in.number())}
	if len(in.Body.Keep) > 0 {
		edit.First, edit.Last = 1, rowsMost
		for _, serial := range in.Body.Keep {
			edit.Keep = append(edit.Keep, int(serial))
		}
	}
	return c.noticeTurned(c.desk.EditNotice(c.ctx(), in.Notice, edit))
}

// rowsMost is beyond the serial of any row.
const rowsMost = 1 << 20

func (c *call) noticeTurned(n *casework.Notice, err error) (*noticeShape, error) {
	if err != nil {
		return nil, err
	}
	return c.noticeNow(n.ID, 0)
}

func (c *call) noticeDrop(in *noticePath) (*doneAnswer, error) {
	return &doneAnswer{true}, c.desk.DropNotice(c.ctx(), in.Notice)
}

// boardPhoto is a body that may hold the photo of the board.
type boardPhoto struct {
	Photo []byte `json:"board_photo,omitempty"`
}

type noticePhotographed struct {
	noticePath
	seen
	Body boardPhoto
}

func (in *noticePhotographed) order() (o app.NoticePosting, err error) {
	o = app.NoticePosting{Notice: in.Notice, Seen: int64(in.number())}
	o.Photo, err = fileIn(in.Body.Photo)
	return o, err
}

func (c *call) noticePost(in *noticePhotographed) (*noticeShape, error) {
	order, err := in.order()
	if err != nil {
		return nil, err
	}
	return c.noticeTurned(c.desk.PostNotice(c.ctx(), order))
}

func (c *call) noticePhoto(in *noticePhotographed) (*noticeShape, error) {
	order, err := in.order()
	if err != nil {
		return nil, err
	}
	return c.noticeTurned(c.desk.PhotoNotice(c.ctx(), order))
}

// noticeCancel takes a notice down; the answer is the draft of the same list,
// where it was asked for, else the notice.
func (c *call) noticeCancel(in *struct {
	noticePath
	seen
	Body struct {
		Reason string `json:"reason" min:"1" max:"500"`
		Anew   bool   `json:"draw_anew,omitempty"`
	}
}) (*noticeShape, error) {
	anew, err := c.desk.CancelNotice(c.ctx(), app.NoticeCancel{Notice: in.Notice, Seen: int64(in.number()), Reason: in.Body.Reason, Anew: in.Body.Anew})
	if err != nil {
		return nil, err
	}
	if anew != nil {
		return c.noticeNow(anew.ID, 0)
	}
	return c.noticeNow(in.Notice, 0)
}
