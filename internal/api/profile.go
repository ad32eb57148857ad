package api

import (
	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/yamldoc"
)

// profilesPage is a page of the procedure profiles. Those that come with the
// program stand on the first.
type profilesPage struct {
	Shipped []app.ProfileLine `json:"shipped,omitempty"`
	Items   []app.ProfileLine `json:"items"` // the office's own, the last changed first
	Next    string            `json:"next,omitempty"`
}

func (c *call) profiles(in *struct{ paging }) (*profilesPage, error) {
	list, err := c.desk.Profiles(c.ctx(), in.After, int(in.Limit))
	if err != nil {
		return nil, err
	}
	c.link(list.Next)
	return &profilesPage{list.Shipped, list.Own, list.Next}, nil
}

type profilePath struct {
	Profile string `path:"profile" min:"1" max:"64" example:"gaobu-filing"` // the name of a shipped profile, the id of an own one
}

// profileShape is a profile with its text and what the check finds.
type profileShape struct {
	app.ProfileLine
	Text     string             `json:"text"` // YAML
	SM3      string             `json:"sm3"`
	Origin   string             `json:"origin,omitempty"` // the shipped profile that it was copied from
	Note     string             `json:"note,omitempty"`
	Latest   int64              `json:"latest,omitempty"` // the newest version
	Findings []app.FoundSummary `json:"findings"`
}

func (c *call) shapeProfile(v *app.ProfileView) *profileShape {
	return &profileShape{v.ProfileLine, string(v.Text), v.Digest, v.Origin, v.Note, v.Latest, app.SummariseFindings(v.Findings, c.lang)}
}

func (c *call) profile(in *struct {
	profilePath
	Version int64 `query:"version" min:"1"` // the latest, when it is left out
}) (*profileShape, error) {
	v, err := c.desk.ProfileOf(c.ctx(), in.Profile, in.Version)
	if err != nil {
		return nil, err
	}
	if v.Version > 0 {
		c.etag(int(v.Version))
	}
	return c.shapeProfile(v), nil
}

// profileRevision is one version of an own profile.
type profileRevision struct {
	Version  int64       `json:"version"`
	SM3      string      `json:"sm3"`
	Title    string      `json:"title"`
	From     day.Date    `json:"from"`
	To       day.Date    `json:"to,omitzero"`
	Sound    bool        `json:"sound"` // no errors: cases may begin by it
	Origin   string      `json:"origin,omitempty"`
	Note     string      `json:"note,omitempty"`
	Actor    string      `json:"actor"`
	Recorded day.Instant `json:"recorded"`
}

func (c *call) profileVersions(in *profilePath) (*page[profileRevision], error) {
	versions, err := c.desk.ProfileVersions(c.ctx(), in.Profile, 0, 500)
	if err != nil {
		return nil, err
	}
	return paged(c, versions, "", func(r casework.ProfileRevision) profileRevision {
		return profileRevision{r.Version, r.Digest, r.Title, r.For.Force.From, r.For.Force.To, r.Sound, r.Origin, r.Note, r.Actor, r.Recorded}
	}), nil
}

type profileBody struct {
	Text string `json:"text" min:"1" max:"1000000" example:"format: 1\nprofile: town-filing\n"` // YAML, docs/profiles.md
	Note string `json:"note,omitempty" max:"200"`                                               // what changed
}

func (c *call) profileAdd(in *struct{ Body profileBody }) (*profileShape, error) {
	v, err := c.desk.SaveProfile(c.ctx(), app.ProfileOrder{Text: []byte(in.Body.Text), Note: in.Body.Note})
	if err != nil {
		return nil, err
	}
	c.created("/profiles/%s", v.Ref)
	return c.shapeProfile(v), nil
}

func (c *call) profileSave(in *struct {
	Profile id.ID `path:"profile"`
	seen
	Body profileBody
}) (*profileShape, error) {
	v, err := c.desk.SaveProfile(c.ctx(), app.ProfileOrder{Profile: in.Profile, Seen: int64(in.number()), Text: []byte(in.Body.Text), Note: in.Body.Note})
	if err != nil {
		return nil, err
	}
	c.etag(int(v.Version))
	return c.shapeProfile(v), nil
}

// profileLintShape is what the check finds in a text.
type profileLintShape struct {
	Profile  string             `json:"profile"` // what it calls itself
	Title    string             `json:"title"`
	Sound    bool               `json:"sound"` // no errors
	Findings []app.FoundSummary `json:"findings"`
}

// profileLint checks a text without keeping it.
func (c *call) profileLint(in *struct {
	Body struct {
		Text string `json:"text" min:"1" max:"1000000" example:"format: 1\nprofile: town-filing\n"`
	}
}) (*profileLintShape, error) {
	p, found, err := c.desk.CheckProfile([]byte(in.Body.Text))
	if err != nil {
		return nil, err
	}
	return &profileLintShape{p.ID, p.Title, !yamldoc.HasErrors(found), app.SummariseFindings(found, c.lang)}, nil
}
