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
		Answers: shaped(c.Answers, func(a campaign.Answer) answerShape {
			return answerShape{a.Param, a.Value, a.Assumed, a.Ask, a.Source, a.Actor, a.Recorded}
		})}
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
	if _, _, err := c.planOf(in.Campaign, nil); err != nil {
		return nil, err
	}
	if err := c.desk.Activate(c.ctx(), in.Campaign); err != nil {
		return nil, err
	}
	return c.campaign(in)
}

func (c *call) campaignSettle(in *struct {
	campaignPath
	Body struct {
		Param string `json:"param" min:"1" max:"100" example:"visit_money"`
		Value string `json:"value" max:"1000" example:"400"`
	}
}) (*campaignShape, error) {
	if _, _, err := c.planOf(in.Campaign, map[string]string{in.Body.Param: in.Body.Value}); err != nil {
		return nil, err
	}
	if err := c.desk.Settle(c.ctx(), in.Campaign, in.Body.Param, in.Body.Value); err != nil {
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
	view, p, err := c.planOf(in.Campaign, nil)
	if err != nil {
		return nil, err
	}
	lines, err := c.desk.CampaignRosters(c.ctx(), view.Campaign, p)
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
	Body struct {
		Area area.Code   `json:"area,omitempty"`           // a place within the campaign
		Unit string      `json:"unit,omitempty" max:"200"` // name
		AsOf day.Instant `json:"as_of,omitempty"`          // now, when it is left out
	}
}) (*app.CertificateShape, error) {
	view, err := c.desk.Certify(c.ctx(), app.CertifyOrder{Campaign: in.Campaign, Area: in.Body.Area, Unit: in.Body.Unit, AsOf: in.Body.AsOf})
	if err != nil {
		return nil, err
	}
	return new(view.Shape()), nil
}

// changeShape is who comes in and who falls out when the rosters are built anew.
type changeShape struct {
	Change *app.RosterChange `json:"change,omitempty"` // of a campaign under way
}

func (c *call) rosterPreview(in *campaignPath) (*changeShape, error) { return c.rebuild(in, false) }
func (c *call) rosterBuild(in *campaignPath) (*changeShape, error)   { return c.rebuild(in, true) }

func (c *call) rebuild(in *campaignPath, accept bool) (*changeShape, error) {
	_, p, err := c.planOf(in.Campaign, nil)
	if err != nil {
		return nil, err
	}
	change, err := c.desk.RebuildRoster(c.ctx(), in.Campaign, p, accept)
	if err != nil {
		return nil, err
	}
	return &changeShape{change}, nil
}
