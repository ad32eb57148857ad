package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// campaignShape is a campaign: a plan put to work on a place.
type campaignShape struct {
	ID       id.ID                `json:"id"`
	Plan     string               `json:"plan"`
	PlanSM3  string               `json:"plan_sm3"`
	Title    string               `json:"title"`
	State    campaign.State       `json:"state"`
	Area     area.Code            `json:"area,omitempty"`
	Unit     string               `json:"unit,omitempty"` // path
	AsOf     day.Date             `json:"as_of"`
	Answers  []answerShape        `json:"answers"`
	Coverage *app.CoverageSummary `json:"coverage,omitempty"` // within the token's scope
}

// answerShape settles a parameter that the plan leaves open.
type answerShape struct {
	Param    string      `json:"param"`
	Value    string      `json:"value"`
	Assumed  bool        `json:"assumed"` // nobody has answered yet
	Ask      string      `json:"ask"`
	Source   string      `json:"source"` // the sentence of the plan
	Actor    string      `json:"actor"`
	Recorded day.Instant `json:"recorded"`
}

func shapeCampaign(c *campaign.Campaign) campaignShape {
	return campaignShape{ID: c.ID, Plan: c.Plan, PlanSM3: c.Digest, Title: c.Title, State: c.State, Area: c.Area, Unit: c.Unit, AsOf: c.AsOf,
		Answers: shaped(c.Answers, shapeAnswer)}
}

func shapeAnswer(a campaign.Answer) answerShape {
	return answerShape{a.Param, a.Value, a.Assumed, a.Ask, a.Source, a.Actor, a.Recorded}
}

type campaignPath struct {
	Campaign id.ID `path:"campaign"`
}

func (c *call) campaign(in *campaignPath) (*campaignShape, error) {
	view, err := c.desk.Campaign(c.ctx(), in.Campaign)
	if err != nil {
		return nil, err
	}
	shape := shapeCampaign(view.Campaign)
	shape.Coverage = &view.Coverage
	return &shape, nil
}

func (c *call) campaignActivate(in *campaignPath) (*campaignShape, error) {
	if err := c.desk.Activate(c.ctx(), in.Campaign); err != nil {
		return nil, err
	}
	return c.campaign(in)
}

// campaignSettle answers what the plan leaves open: all of the answers, or none.
func (c *call) campaignSettle(in *struct {
	campaignPath
	Body struct {
		Answers map[string]string `json:"answers"`
	}
}) (*campaignShape, error) {
	if err := c.desk.SettleAll(c.ctx(), in.Campaign, in.Body.Answers); err != nil {
		return nil, err
	}
	return c.campaign(&in.campaignPath)
}

// campaignClose closes a campaign. While entries are open it is refused, and the
// answer lists them.
func (c *call) campaignClose(in *campaignPath) (*campaignShape, error) {
	left, err := c.desk.CloseCampaign(c.ctx(), in.Campaign)
	switch {
	case err != nil && left != nil:
		return nil, &refusal{err: err, extra: left}
	case err != nil:
		return nil, err
	}
	return c.campaign(in)
}

func (c *call) campaignRoster(in *campaignPath) (*page[app.RosterSummary], error) {
	read, err := c.desk.CampaignPlan(c.ctx(), in.Campaign)
	if err != nil {
		return nil, err
	}
	lines, err := c.desk.CampaignRosters(c.ctx(), read.Campaign, read.Plan)
	if err != nil {
		return nil, err
	}
	return paged(c, lines, "", func(one app.RosterSummary) app.RosterSummary { return one }), nil
}

// boardShape is how far a campaign is, by village and by unit, the one with the
// most open entries first.
type boardShape struct {
	Total    campaign.Counts `json:"total"`
	Villages []app.BoardLine `json:"villages"`
	Units    []app.BoardLine `json:"units"`
}

func (c *call) campaignBoard(in *campaignPath) (*boardShape, error) {
	board, err := c.desk.Board(c.ctx(), in.Campaign)
	if err != nil {
		return nil, err
	}
	return &boardShape{board.Total, append([]app.BoardLine{}, board.Villages...), append([]app.BoardLine{}, board.Units...)}, nil
}

func (c *call) campaignCertify(in *struct {
	campaignPath
	Body certifyBody
}) (*app.CertificateShape, error) {
	view, err := c.desk.Certify(c.ctx(), app.CertifyOrder{Campaign: in.Campaign, Area: in.Body.Area, Unit: in.Body.Unit, AsOf: in.Body.AsOf})
	if err != nil {
		return nil, err
	}
	return new(view.Shape()), nil
}

// campaignOpen puts a plan of the library to work. It is a draft; what the plan
// leaves open is answered next.
func (c *call) campaignOpen(in *struct {
	Body struct {
		Plan    string    `json:"plan" min:"1" max:"64" example:"gaobu-pairing"` // the name of a shipped plan, the id of an own one
		Version int64     `json:"version,omitempty" min:"1"`                     // of an own one; the latest, when it is left out
		Title   string    `json:"title,omitempty" max:"100"`                     // the plan's, when it is left out
		Area    area.Code `json:"area,omitempty"`                                // over the plan's own
		Unit    string    `json:"unit,omitempty" max:"200"`                      // name, likewise
		AsOf    day.Date  `json:"as_of,omitzero"`
	}
}) (*campaignShape, error) {
	b := in.Body
	opened, err := c.desk.StartCampaign(c.ctx(), app.StartOrder{Ref: b.Plan, Version: b.Version, Title: b.Title, Area: b.Area, Unit: b.Unit, AsOf: b.AsOf})
	if err != nil {
		return nil, err
	}
	c.created("/campaigns/%s", opened.ID)
	return new(shapeCampaign(opened)), nil
}

// campaignLine is a campaign on the list, counted within the token's scope.
type campaignLineShape struct {
	campaignShape
	Place   string `json:"place"` // name of its area or unit; "" is everywhere
	Entries int64  `json:"entries"`
	Open    int64  `json:"open"`
}

func (c *call) campaigns(in *struct {
	State campaign.State `query:"state"`
	paging
}) (*page[campaignLineShape], error) {
	lines, next, err := c.desk.Campaigns(c.ctx(), in.State, in.After, int(in.Limit))
	if err != nil {
		return nil, err
	}
	return paged(c, lines, next, func(l app.CampaignLine) campaignLineShape {
		return campaignLineShape{shapeCampaign(l.Campaign), l.Place, l.Entries, l.Open}
	}), nil
}

// issuedShape is a certificate on the list.
type issuedShape struct {
	ID       id.ID       `json:"id"`
	Place    string      `json:"place"` // name; "" is the whole campaign
	Area     area.Code   `json:"area,omitempty"`
	Unit     string      `json:"unit,omitempty"` // path
	AsOf     day.Instant `json:"as_of"`
	Issued   day.Instant `json:"issued"`
	IssuedBy string      `json:"issued_by"`
	Format   int64       `json:"format"`
}

func (c *call) certificates(in *campaignPath) (*page[issuedShape], error) {
	all, err := c.desk.Certificates(c.ctx(), in.Campaign, 500)
	if err != nil {
		return nil, err
	}
	return paged(c, all, "", func(one app.IssuedCertificate) issuedShape {
		return issuedShape{one.ID, one.Place, one.Area, one.Unit, one.AsOf, one.Issued, one.Actor, one.Format}
	}), nil
}

func (c *call) certificate(in *struct {
	Certificate id.ID `path:"certificate"`
}) (*app.CertificateShape, error) {
	view, err := c.desk.Certificate(c.ctx(), in.Certificate)
	if err != nil {
		return nil, err
	}
	return new(view.Shape()), nil
}
