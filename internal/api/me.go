package api

import (
	"songnuan/internal/area"
	"songnuan/internal/identity"
)

type nothing struct{}

// meShape is who acts by the token, as what, and over what.
type meShape struct {
	Account     string                `json:"account" example:"li.na"`
	Name        string                `json:"name"`
	Role        identity.Role         `json:"role"`
	Permissions []identity.Permission `json:"permissions"`
	Scope       scopeShape            `json:"scope"`
	Token       *sessionShape         `json:"token,omitempty"`
}

// scopeShape is areas and units, each with all below it; a record is seen when
// it lies in one of the areas and in one of the units. An empty list does not
// narrow.
type scopeShape struct {
	Everywhere bool        `json:"everywhere"`
	Areas      []area.Code `json:"areas"`
	Units      []string    `json:"units"` // paths
}

func shapeScope(s identity.Scope) scopeShape {
	return scopeShape{s.All, append([]area.Code{}, s.Areas...), append([]string{}, s.Units...)}
}

func (c *call) me(*nothing) (*meShape, error) {
	u, sessions, err := c.desk.Me(c.ctx())
	if err != nil {
		return nil, err
	}
	actor := c.desk.Actor()
	me := &meShape{Account: u.Account, Name: u.Name, Role: actor.Role, Permissions: []identity.Permission{}, Scope: shapeScope(actor.Scope)}
	for _, p := range identity.Permissions() {
		if actor.Can(p) {
			me.Permissions = append(me.Permissions, p)
		}
	}
	for _, s := range sessions {
		if s.ID == actor.Session {
			me.Token = new(shapeSession(s))
		}
	}
	return me, nil
}

// endToken revokes the token that asks: the one thing that a token may do to
// itself.
func (c *call) endToken(*nothing) (*doneAnswer, error) {
	return &doneAnswer{true}, c.desk.SignOut(c.ctx())
}

// doneAnswer is the answer where there is nothing to tell.
type doneAnswer struct {
	Done bool `json:"done"`
}

type versionShape struct {
	Program string `json:"program"`
	API     string `json:"api" example:"v1"`
}

func (c *call) version(*nothing) (*versionShape, error) {
	return &versionShape{c.Version, "v1"}, nil
}
