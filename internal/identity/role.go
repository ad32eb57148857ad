package identity

import (
	"slices"
	"strings"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Role is what a person works as (角色). A user may hold several, each over its
// own scope, and acts in one at a time.
type Role string

// The roles that have something to do so far.
const (
	VillageClerk    Role = "village_clerk"    // 村居经办
	TownReviewer    Role = "town_reviewer"    // 镇审核
	AreaLeader      Role = "area_leader"      // 驻片领导
	CountyReviewer  Role = "county_reviewer"  // 县级确认: 县级民政部门
	UnionOfficer    Role = "union_officer"    // 工会帮扶
	Helper          Role = "helper"           // 帮扶人: sees the households paired with him, by that and by no area
	Treasurer       Role = "treasurer"        // 资金管理: 财政所 or the union's accountant
	PaymentApprover Role = "payment_approver" // 资金审批: 分管领导
	Cashier         Role = "cashier"          // 出纳
	Auditor         Role = "auditor"          // 审计
	Administrator   Role = "administrator"    // 系统管理员

	// CommandLine is whoever works on the machine itself: it holds the database
	// and the field key, so no permission could stop it. It is never granted.
	CommandLine Role = "command_line"
)

// Granted are the roles that a user can hold, in the order they are shown.
var Granted = Roles{VillageClerk, TownReviewer, CountyReviewer, AreaLeader, UnionOfficer, Helper, Treasurer, PaymentApprover, Cashier, Auditor, Administrator}

// ParseRole reads a role's code or its Chinese name.
func ParseRole(text string) (Role, error) {
	text = strings.TrimSpace(text)
	for _, r := range Granted {
		if string(r) == text || r.Text(locale.Chinese) == text {
			return r, nil
		}
	}
	return "", problem.New(problem.Invalid, "identity.no_role", "role", clip(text), "roles", Granted)
}

// Can tells whether the role holds the permission.
func (r Role) Can(p Permission) bool {
	return r == CommandLine || slices.Contains(RolesWith(p), r)
}

// Alone tells whether nobody who holds the role may hold another: who
// administers accounts could else open the cases to himself, and who audits
// would audit his own work.
func (r Role) Alone() bool { return r == Administrator || r == Auditor }

// Against tells whether nobody may hold both roles: who holds the money makes up,
// checks and approves no payment, and keeps no books of it (《会计法》第三十五条, 出纳).
func (r Role) Against(other Role) bool {
	if r == other {
		return false
	}
	return r.Alone() || other.Alone() || r == Cashier && other.moves() || other == Cashier && r.moves()
}

// moves tells whether a role has a hand in payments.
func (r Role) moves() bool {
	return slices.ContainsFunc([]Permission{FundKeep, FundDecide, PayMake, PayCheck, PayApprove}, r.Can)
}

// Text is the role's name.
func (r Role) Text(lang locale.Lang) string {
	return locale.Text(lang, "identity.role."+string(r), nil)
}

// Roles are some roles, as a sentence lists them.
type Roles []Role

// Text lists the names.
func (all Roles) Text(lang locale.Lang) string {
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = r.Text(lang)
	}
	return strings.Join(names, locale.Text(lang, "identity.comma", nil))
}

// clip bounds what an error repeats of a text from outside.
func clip(text string) string {
	const most = 40
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
