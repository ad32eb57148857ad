package stage

import (
	"fmt"
	"slices"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/demo"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
)

// Password is that of every account of a demonstration. It is printed and
// shown: what it guards is made up.
const Password = "songnuan-demo"

// Login is an account to look at the office with.
type Login struct {
	Account string
	Role    identity.Role
	Place   string // what it reaches; "" is everything
}

// Logins are one account a role, and a second one of those who may not take two
// steps of one case, in the order of the switch between them.
var Logins = []Login{
	{"zhen", identity.TownReviewer, "高埗镇"},
	{"zhen2", identity.TownReviewer, "高埗镇"},
	{"cun", identity.VillageClerk, "冼沙村"},
	{"cun2", identity.VillageClerk, "冼沙村"},
	{"xian", identity.CountyReviewer, "东莞市"},
	{"pian", identity.AreaLeader, "高埗镇南片五村"},
	{"gonghui", identity.UnionOfficer, "旗能公司"},
	{"bang", identity.Helper, "高埗镇"},
	{"mei", identity.TownReviewer, "梅山镇"},
	{"mei2", identity.TownReviewer, "梅山镇"},
	{"zijin", identity.Treasurer, ""},
	{"shenpi", identity.PaymentApprover, ""},
	{"chuna", identity.Cashier, ""},
	{"chuna2", identity.Cashier, ""},
	{"shenji", identity.Auditor, ""},
	{"admin", identity.Administrator, ""},
}

const (
	dongguan = area.Code("441900000000")
	gaobu    = area.Code("441900129000")
	xiansha  = area.Code("441900129200") // 冼沙村

	meishan = area.Code("341524100000") // 梅山镇, of the plan of town visits

	xilinhot = area.Code("152502000000") // where the other offices of the demonstration are
)

// staff opens the accounts: those that are shown, and a clerk for every other
// village, so that the record of the campaign has many hands.
func (s *stage) staff() error {
	s.on(425, 10, 0)
	names := map[string]string{"zhen": "梁" + Mark, "zhen2": "叶" + Mark, "cun": "莫" + Mark, "cun2": "冼" + Mark, "xian": "卢" + Mark, "pian": "黎" + Mark, "gonghui": "包" + Mark, "bang": "帮扶" + Mark, "mei": "郑" + Mark, "mei2": "余" + Mark, "zijin": "资金" + Mark, "shenpi": "审批" + Mark, "chuna": "出纳甲" + Mark, "chuna2": "出纳乙" + Mark, "shenji": "陆" + Mark, "admin": "管理员" + Mark}
	for _, l := range Logins {
		order := app.NewUser{Account: l.Account, Name: names[l.Account]}
		role := app.RoleOrder{Role: l.Role}
		switch l.Account {
		case "xian":
			order.Area, role.Areas = dongguan, []area.Code{dongguan}
		case "zhen", "zhen2", "bang":
			order.Area, role.Areas = gaobu, []area.Code{gaobu}
		case "cun", "cun2":
			order.Area, role.Areas = xiansha, []area.Code{xiansha}
		case "pian":
			order.Area, role.Areas = gaobu, south()
		case "mei", "mei2":
			order.Area, role.Areas = meishan, []area.Code{meishan}
		case "gonghui":
			order.Unit, role.Units = "旗能公司", []string{"旗能公司"}
		default:
			role.Everywhere = true
		}
		order.Roles = []app.RoleOrder{role}
		if err := s.hire(order); err != nil {
			return err
		}
	}
	for i, v := range demo.Gaobu.Villages {
		if code := area.Code(v.Code); code != xiansha {
			order := app.NewUser{Account: clerkOf(code), Name: fmt.Sprintf("%s经办%s", v.Name, Mark), Area: code,
				Roles: []app.RoleOrder{{Role: identity.VillageClerk, Areas: []area.Code{code}}}}
			if err := s.hire(order); err != nil {
				return err
			}
			s.pass(time.Duration(40+i) * time.Second)
		}
	}
	return nil
}

// south are five villages that one leader of the township answers for.
func south() (codes []area.Code) {
	for _, v := range demo.Gaobu.Villages[:5] {
		codes = append(codes, area.Code(v.Code))
	}
	return codes
}

// clerkOf is the account of a village's clerk.
func clerkOf(village area.Code) string {
	if village == xiansha {
		return "cun"
	}
	return "cun" + string(village[9:])
}

func (s *stage) hire(order app.NewUser) error {
	order.Password, order.Lasting = personal.NewSecret(Password), true
	u, err := s.machine().AddUser(s.ctx, order)
	if err != nil {
		return fmt.Errorf("account %s: %w", order.Account, err)
	}
	g := u.Grants[0]
	s.people[order.Account] = identity.Actor{Name: u.Account, Shown: u.Name, User: u.ID, Role: g.Role, Scope: g.Scope}
	s.pass(time.Minute)
	return nil
}

// Shows tells whether an account is one of those to look with.
func Shows(account string) bool {
	return slices.ContainsFunc(Logins, func(l Login) bool { return l.Account == account })
}
