package cli

import (
	"context"
	"net"

	"songnuan/internal/app"
	"songnuan/internal/problem"
	"songnuan/internal/server"
)

// login is an account that a demonstration prints.
type login struct {
	Account  string `json:"account"`
	Password string `json:"password"`
	Role     string `json:"role"`
	Place    string `json:"place,omitempty"`
}

// welcome says where the program is, and how the first one gets in.
func (f *serveFlags) welcome(s *session, o *opening, at net.Listener) error {
	address := "http://" + server.Address(at.Addr())
	if f.Cert != "" {
		address = "https://" + server.Address(at.Addr())
	}
	link := ""
	if o.first != "" {
		link = address + o.first
	}
	result := map[string]any{"address": address, "first_link": link, "data": o.folder, "key_created": o.keyMade != "", "logins": o.logins}
	return s.show(result, func() {
		if o.keyMade != "" {
			s.say("cli.key_made", "path", o.keyMade)
		}
		if o.folder != "" {
			s.say("cli.serve_data", "folder", o.folder)
		}
		s.say("cli.serving", "address", address)
		if link != "" {
			s.say("cli.first_link", "link", link)
		}
		s.loginTable(o.logins)
		if f.Cert == "" && !f.BehindProxy && server.Reaches(at.Addr()) {
			s.say("cli.open_to_network")
		}
		s.say("cli.stop_serving")
	})
}

// firstPath is where the first administrator is made: a new one-time link while
// there is none; "" after.
func firstPath(ctx context.Context, desk *app.Desk) (string, error) {
	secret, err := desk.FirstLink(ctx)
	if problem.Is(err, problem.Conflict) {
		return "", nil
	}
	return "/first/" + secret.Clear(), err
}

func (s *session) loginTable(logins []login) {
	if len(logins) == 0 {
		return
	}
	rows := [][]string{}
	for _, l := range logins {
		rows = append(rows, []string{l.Account, l.Password, l.Role, l.Place})
	}
	s.line("")
	s.table([]string{s.text("cli.column.account"), s.text("cli.column.password"), s.text("cli.column.roles"), s.text("cli.column.place")}, rows)
	s.line("")
}
