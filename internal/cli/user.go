package cli

import (
	"context"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/identity"
)

type userCommands struct {
	Add      userAddCommand      `cmd:""`
	List     userListCommand     `cmd:""`
	Password userPasswordCommand `cmd:""`
	Disable  userDisableCommand  `cmd:""`
	Enable   userEnableCommand   `cmd:""`
}

type userAddCommand struct {
	databaseFlags
	Account    string   `arg:""`
	Name       string   `required:"" placeholder:"NAME"`
	Role       []string `sep:"," placeholder:"ROLE"`
	Area       string   `placeholder:"CODE"`
	Unit       string   `placeholder:"NAME"`
	Everywhere bool
}

func (c *userAddCommand) do(ctx context.Context, s *session) error {
	order, err := c.order()
	if err != nil {
		return err
	}
	return c.writing(ctx, s, func(desk *app.Desk) error {
		if order.Password, err = s.newPassword(ctx); err != nil {
			return err
		}
		u, err := desk.AddUser(ctx, order)
		if err != nil {
			return err
		}
		return s.show(userOf(u), func() { s.say("cli.user_added", "account", u.Account) })
	})
}

func (c *userAddCommand) order() (order app.NewUser, err error) {
	order = app.NewUser{Account: c.Account, Name: c.Name, Unit: c.Unit}
	if c.Area != "" {
		if order.Area, err = area.Parse(c.Area); err != nil {
			return order, err
		}
	}
	for _, name := range c.Role {
		role, err := identity.ParseRole(name)
		if err != nil {
			return order, err
		}
		order.Roles = append(order.Roles, app.RoleOrder{Role: role, Everywhere: c.Everywhere})
	}
	return order, nil
}

type userListCommand struct{ databaseFlags }

// usersAtOnce is how many accounts one page of the list reads.
const usersAtOnce = 500

// userShape is the JSON of an account.
type userShape struct {
	Account    string       `json:"account"`
	Name       string       `json:"name"`
	Area       string       `json:"area,omitempty"`
	Unit       string       `json:"unit,omitempty"` // path
	Roles      []grantShape `json:"roles"`
	Temporary  bool         `json:"password_temporary"`
	LastSignIn string       `json:"last_sign_in,omitempty"`
	Disabled   string       `json:"disabled,omitempty"` // since when
}

type grantShape struct {
	Role       identity.Role `json:"role"`
	Everywhere bool          `json:"everywhere,omitempty"`
	Areas      []area.Code   `json:"areas,omitempty"`
	Units      []string      `json:"units,omitempty"` // paths
}

func userOf(u *identity.User) userShape {
	shape := userShape{Account: u.Account, Name: u.Name, Area: string(u.Area), Unit: u.Unit, Roles: []grantShape{},
		Temporary: u.Temporary, LastSignIn: string(u.LastSignIn), Disabled: string(u.Disabled)}
	for _, g := range u.Grants {
		shape.Roles = append(shape.Roles, grantShape{g.Role, g.Scope.All, g.Scope.Areas, g.Scope.Units})
	}
	return shape
}

func (c *userListCommand) do(ctx context.Context, s *session) error {
	return c.with(ctx, s, func(desk *app.Desk) error {
		shapes, rows := []userShape{}, [][]string{}
		for after := ""; ; {
			users, err := desk.Users(ctx, after, usersAtOnce)
			if err != nil {
				return err
			}
			for _, u := range users {
				shapes, rows, after = append(shapes, userOf(u)), append(rows, s.userRow(u)), u.Account
			}
			if len(users) < usersAtOnce {
				break
			}
		}
		return s.show(map[string]any{"users": shapes}, func() {
			s.table([]string{s.text("cli.column.account"), s.text("cli.column.user_name"), s.text("cli.column.roles"), s.text("cli.column.state"), s.text("cli.column.last_sign_in")}, rows)
		})
	})
}

func (s *session) userRow(u *identity.User) []string {
	var roles []string
	for _, g := range u.Grants {
		roles = append(roles, g.Role.Text(s.lang)+s.reach(g.Scope))
	}
	state := s.text("cli.user_open")
	switch {
	case u.Disabled != "":
		state = s.text("cli.user_disabled")
	case u.Temporary:
		state = s.text("cli.user_temporary")
	}
	last := ""
	if u.LastSignIn != "" {
		last = u.LastSignIn.Date().String()
	}
	return []string{u.Account, u.Name, strings.Join(roles, " "), state, last}
}

// reach is the scope of a role behind its name.
func (s *session) reach(scope identity.Scope) string {
	if scope.All {
		return s.text("cli.user_reach", "where", s.text("cli.user_everywhere"))
	}
	var where []string
	for _, a := range scope.Areas {
		where = append(where, string(a))
	}
	return s.text("cli.user_reach", "where", strings.Join(append(where, scope.Units...), " "))
}

type userPasswordCommand struct {
	databaseFlags
	Account string `arg:""`
}

func (c *userPasswordCommand) do(ctx context.Context, s *session) error {
	return c.writing(ctx, s, func(desk *app.Desk) error {
		password, err := s.newPassword(ctx)
		if err != nil {
			return err
		}
		if err := desk.SetPassword(ctx, c.Account, password); err != nil {
			return err
		}
		return s.show(map[string]any{"account": c.Account}, func() { s.say("cli.user_password_set", "account", c.Account) })
	})
}

type userDisableCommand struct {
	databaseFlags
	Account string `arg:""`
}

func (c *userDisableCommand) do(ctx context.Context, s *session) error {
	return c.writing(ctx, s, func(desk *app.Desk) error {
		if err := desk.Disable(ctx, c.Account); err != nil {
			return err
		}
		return s.show(map[string]any{"account": c.Account}, func() { s.say("cli.user_is_disabled", "account", c.Account) })
	})
}

type userEnableCommand struct {
	databaseFlags
	Account string `arg:""`
}

func (c *userEnableCommand) do(ctx context.Context, s *session) error {
	return c.writing(ctx, s, func(desk *app.Desk) error {
		if err := desk.Enable(ctx, c.Account); err != nil {
			return err
		}
		return s.show(map[string]any{"account": c.Account}, func() { s.say("cli.user_is_enabled", "account", c.Account) })
	})
}
