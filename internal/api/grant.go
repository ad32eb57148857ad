package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/money"
)

// grantVersion is what a decision gave a household, in one of its versions.
type grantVersion struct {
	ID       id.ID         `json:"id"`
	Case     id.ID         `json:"case"`
	Kind     casework.Kind `json:"kind" example:"dibao"`
	Profile  string        `json:"procedure"`
	Area     area.Code     `json:"area,omitempty"`
	Category string        `json:"category,omitempty"`
	Class    string        `json:"review_class,omitempty" example:"A"`
	Covered  int           `json:"covered"`
	Pay      string        `json:"pay" enum:"none,monthly,once"`
	Amount   money.Fen     `json:"amount_fen"`
	Decided  day.Date      `json:"decided_on"`
	From     day.Date      `json:"from"`
	To       day.Date      `json:"to,omitzero"`
	Review   day.Date      `json:"review_on,omitzero"`
	Grace    bool          `json:"grace"`
	Ended    string        `json:"end_reason,omitempty"`
	Letter   day.Date      `json:"letter_by,omitzero"`
	Version  int64         `json:"version"`
}

func shapeGrant(g casework.Grant) grantVersion {
	return grantVersion{g.ID, g.Case, g.Kind, g.Profile, g.Area, g.Category, g.Class, g.Covered, g.Pay, g.Amount, g.Decided, g.From, g.To, g.Review, g.Grace, g.Ended, g.Letter, g.Version}
}

// grantedShape is a grant as it stands today, with what it was before.
type grantedShape struct {
	grantVersion
	State   casework.GrantState `json:"state" enum:"ahead,running,grace,over"`
	Earlier []grantVersion      `json:"earlier"`
}

func (c *call) householdGrants(in *struct{ householdPath }) (*page[grantedShape], error) {
	all, err := c.desk.HouseholdGrants(c.ctx(), in.Number)
	if err != nil {
		return nil, err
	}
	return paged(c, all, "", func(g app.GrantView) grantedShape {
		return grantedShape{shapeGrant(g.Grant), g.State, shaped(g.Past, shapeGrant)}
	}), nil
}

// reviewShape is a grant whose periodic review is due or will be soon.
type reviewShape struct {
	Grant   grantVersion `json:"grant"`
	Number  string       `json:"household_number"`
	Head    string       `json:"head"`
	Village string       `json:"village"`
	Overdue bool         `json:"overdue"`
	Days    int          `json:"review_days"`          // left; negative when it should have been made
	Case    id.ID        `json:"review_case,omitzero"` // under way
}

func (c *call) reviews(in *struct{ paging }) (*page[reviewShape], error) {
	all, next, err := c.desk.ReviewsDue(c.ctx(), id.ID(in.After), int(in.Limit))
	if err != nil {
		return nil, err
	}
	return paged(c, all, string(next), func(l app.ReviewLine) reviewShape {
		return reviewShape{shapeGrant(l.Grant), l.Number, l.Head, l.Village, l.Overdue, l.Days, l.Case}
	}), nil
}

// reviewBegin opens the case of a review, of the household as the file stands.
func (c *call) reviewBegin(in *struct {
	Grant id.ID `path:"grant"`
}) (*savedCaseShape, error) {
	saved, err := c.desk.BeginReview(c.ctx(), in.Grant)
	if err == nil {
		c.created("/cases/%s", saved.Case)
	}
	return c.savedCase(saved, err)
}

// filedShape is what became of an approved case.
type filedShape struct {
	Case      *caseState     `json:"case_now"`
	Household id.ID          `json:"household_id"`
	Number    string         `json:"household_number"`
	Grants    []grantVersion `json:"grants"`
	Closed    bool           `json:"file_closed"`
}

// caseOpenFile takes the last step of an approved case.
func (c *call) caseOpenFile(in *struct {
	casePath
	seen
	Body struct {
		Class  string `json:"class,omitempty" max:"10" example:"A"`
		Reason string `json:"reason,omitempty" max:"2000"`
	}
}) (*filedShape, error) {
	filed, err := c.desk.FileCase(c.ctx(), in.Case, app.FileOrder{Version: int64(in.number()), Class: in.Body.Class, Reason: in.Body.Reason})
	if err != nil {
		r := &refusal{err: err}
		if filed != nil {
			for i := range filed.Faults {
				r.errors = append(r.errors, fieldError{Field: filed.Faults[i].At, Message: filed.Faults[i].Text(c.lang)})
			}
		}
		return nil, r
	}
	now, err := c.turnedCase(filed.Case, nil)
	return &filedShape{now, filed.Household, filed.Number, shaped(filed.Grants, shapeGrant), filed.Closed}, err
}
