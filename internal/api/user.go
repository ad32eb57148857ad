package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
)

// userShape is an account.
type userShape struct {
	Account     string       `json:"account" example:"li.na"`
	Name        string       `json:"name"`
	Area        area.Code    `json:"area,omitempty"`
	Unit        string       `json:"unit,omitempty"` // path
	Roles       []grantShape `json:"roles"`
	Temporary   bool         `json:"temporary"` // the password must be changed before anything else
	LockedUntil day.Instant  `json:"locked_until,omitempty"`
	LastSignIn  day.Instant  `json:"last_sign_in,omitempty"`
	Disabled    day.Instant  `json:"disabled,omitempty"` // since when
}

type grantShape struct {
	Role  identity.Role `json:"role"`
	Scope scopeShape    `json:"scope"`
}

func shapeUser(u *identity.User) userShape {
	return userShape{u.Account, u.Name, u.Area, u.Unit,
		shaped(u.Grants, func(g identity.Grant) grantShape { return grantShape{g.Role, shapeScope(g.Scope)} }),
		u.Temporary, u.LockedUntil, u.LastSignIn, u.Disabled}
}

// sessionShape is a way in: a browser that signed in, or a token.
type sessionShape struct {
	ID      id.ID         `json:"id"`
	Kind    identity.Kind `json:"kind"`
	Label   string        `json:"label"`
	Role    identity.Role `json:"role,omitempty"`
	Area    area.Code     `json:"area,omitempty"` // narrows the role's scope
	Unit    string        `json:"unit,omitempty"`
	Made    day.Instant   `json:"made"`
	Seen    day.Instant   `json:"seen"` // used last
	Expires day.Instant   `json:"expires"`
}

func shapeSession(s *identity.Session) sessionShape {
	return sessionShape{s.ID, s.Kind, s.Label, s.Role, s.Area, s.Unit, s.Made, s.Seen, s.Expires}
}

func (c *call) users(in *struct{ paging }) (*page[userShape], error) {
	users, err := c.desk.Users(c.ctx(), in.After, int(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	users, next := cut(users, in.Limit, func(u *identity.User) string { return u.Account })
	return paged(c, users, next, shapeUser), nil
}

type userPath struct {
	Account string `path:"account" max:"32" example:"li.na"`
}

// userWhole is an account with the ways in that are open.
type userWhole struct {
	userShape
	Sessions []sessionShape `json:"sessions"`
}

func (c *call) user(in *userPath) (*userWhole, error) {
	u, sessions, err := c.desk.User(c.ctx(), in.Account)
	if err != nil {
		return nil, err
	}
	return &userWhole{shapeUser(u), shaped(sessions, shapeSession)}, nil
}

// roleBody asks for a role over areas and units; over the user's own place when
// none is named.
type roleBody struct {
	Role       identity.Role `json:"role"`
	Areas      []area.Code   `json:"areas,omitempty" max:"100"`
	Units      []string      `json:"units,omitempty" max:"100"` // names
	Everywhere bool          `json:"everywhere,omitempty"`
}

func (r roleBody) order() app.RoleOrder {
	return app.RoleOrder{Role: r.Role, Areas: r.Areas, Units: r.Units, Everywhere: r.Everywhere}
}

type userBody struct {
	Account  string     `json:"account" min:"2" max:"32" example:"li.na"`
	Name     string     `json:"name" min:"1" max:"40"`
	Area     area.Code  `json:"area,omitempty"`
	Unit     string     `json:"unit,omitempty" max:"200"` // name
	Roles    []roleBody `json:"roles" max:"10"`
	Password string     `json:"password" min:"1" max:"200" example:"spring-river-9-lantern"` // the first thing to do is to change it
}

func (c *call) userAdd(in *struct{ Body userBody }) (*userShape, error) {
	b := in.Body
	u, err := c.desk.AddUser(c.ctx(), app.NewUser{Account: b.Account, Name: b.Name, Area: b.Area, Unit: b.Unit,
		Roles: shaped(b.Roles, roleBody.order), Password: personal.NewSecret(b.Password)})
	if err != nil {
		return nil, err
	}
	c.created("/users/%s", u.Account)
	return new(shapeUser(u)), nil
}

func (c *call) userRole(in *struct {
	userPath
	Body roleBody
}) (*userWhole, error) {
	if err := c.desk.GrantRole(c.ctx(), in.Account, in.Body.order()); err != nil {
		return nil, err
	}
	return c.user(&in.userPath)
}

func (c *call) userRoleEnd(in *struct {
	userPath
	Role identity.Role `path:"role"`
}) (*userWhole, error) {
	if err := c.desk.WithdrawRole(c.ctx(), in.Account, in.Role); err != nil {
		return nil, err
	}
	return c.user(&in.userPath)
}

func (c *call) userPassword(in *struct {
	userPath
	Body struct {
		Password string `json:"password" min:"1" max:"200" example:"spring-river-9-lantern"`
	}
}) (*doneAnswer, error) {
	return &doneAnswer{true}, c.desk.SetPassword(c.ctx(), in.Account, personal.NewSecret(in.Body.Password))
}

func (c *call) userDisable(in *userPath) (*userWhole, error) {
	if err := c.desk.Disable(c.ctx(), in.Account); err != nil {
		return nil, err
	}
	return c.user(in)
}

func (c *call) userEnable(in *userPath) (*userWhole, error) {
	if err := c.desk.Enable(c.ctx(), in.Account); err != nil {
		return nil, err
	}
	return c.user(in)
}

func (c *call) userSessionEnd(in *struct {
	userPath
	Session id.ID `path:"session"`
}) (*doneAnswer, error) {
	return &doneAnswer{true}, c.desk.EndSession(c.ctx(), in.Account, in.Session)
}

// roleShape is a role with what it may do.
type roleShape struct {
	Role        identity.Role         `json:"role"`
	Name        string                `json:"name"`
	Alone       bool                  `json:"alone"` // who holds it may hold no other
	Permissions []identity.Permission `json:"permissions"`
}

func (c *call) roles(*nothing) (*page[roleShape], error) {
	return paged(c, identity.Granted, "", func(r identity.Role) roleShape {
		shape := roleShape{r, r.Text(c.lang), r.Alone(), []identity.Permission{}}
		for _, p := range identity.Permissions() {
			if r.Can(p) {
				shape.Permissions = append(shape.Permissions, p)
			}
		}
		return shape
	}), nil
}
