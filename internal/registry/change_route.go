package registry

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"songnuan/internal/locale"
)

// Aspect is a group of fields that one person is asked about together: who has
// to agree, what a freeze holds back.
type Aspect string

// The aspects.
const (
	AspectContact  Aspect = "contact"  // phone and who answers it
	AspectAddress  Aspect = "address"  // within the village
	AspectPerson   Aspect = "person"   // health, disability, school, work
	AspectHousing  Aspect = "housing"  // kind and grade of the dwelling
	AspectIncome   Aspect = "income"   // income and unavoidable expense
	AspectMembers  Aspect = "members"  // who belongs to the household
	AspectCovered  Aspect = "covered"  // 保障人口
	AspectHead     Aspect = "head"     // 户主
	AspectCategory Aspect = "category" // 对象类别
	AspectCause    Aspect = "cause"    // 致困原因
	AspectIdentity Aspect = "identity" // name, birth, papers
	AspectCard     Aspect = "card"     // 银行卡
	AspectPlace    Aspect = "place"    // village, unit
	AspectFile     Aspect = "file"     // the file ends
)

// Aspects are all, in the order they are shown.
var Aspects = []Aspect{AspectCard, AspectCovered, AspectCategory, AspectMembers, AspectIncome, AspectHead, AspectFile, AspectPlace,
	AspectIdentity, AspectCause, AspectPerson, AspectHousing, AspectAddress, AspectContact}

// AspectPayment is of no file: a freeze that names it holds payments back, locking
// and sending them (停止付款).
const AspectPayment Aspect = "payment"

// FreezeAspects are what a freeze may hold.
var FreezeAspects = append(slices.Clone(Aspects), AspectPayment)

// fieldAspects is which aspect a field belongs to. A relation belongs to the
// head's, but for whom it is given with the person.
var fieldAspects = map[string]Aspect{
	"village": AspectPlace, "unit": AspectPlace, "covered": AspectCovered, "member_covered": AspectCovered,
	"income": AspectIncome, "per_head_month": AspectIncome, "rigid_expense": AspectIncome, "member_income": AspectIncome,
	"address": AspectAddress, "housing": AspectHousing, "housing_grade": AspectHousing,
	"phone": AspectContact, "contact": AspectContact, "contact_relation": AspectContact,
	"card": AspectCard, "card_holder": AspectCard, "card_bank": AspectCard,
	"name": AspectIdentity, "sex": AspectIdentity, "birth": AspectIdentity, "id_kind": AspectIdentity, "id_number": AspectIdentity, FormConfirmed: AspectIdentity,
	"health": AspectPerson, "disability": AspectPerson, "disability_grade": AspectPerson, "disability_card": AspectPerson,
	"school": AspectPerson, "employment": AspectPerson, "relation": AspectHead,
}

// ChangeRoute is who has to agree to a request.
type ChangeRoute struct {
	Approvers int    `yaml:"approvers"` // persons, each another than who files
	Paper     bool   `yaml:"paper"`     // the last of them compares with the paper
	Days      int    `yaml:"days"`      // working days
	Why       Reason `yaml:"why"`
}

// Reason is a text in both languages.
type Reason struct {
	Zh string `yaml:"zh"`
	En string `yaml:"en"`
}

// Text is the reason in the reader's language.
func (r Reason) Text(lang locale.Lang) string {
	if lang == locale.English {
		return r.En
	}
	return r.Zh
}

// ChangeRoutes is the table of routes by aspect.
type ChangeRoutes map[Aspect]ChangeRoute

//go:embed change_route.yaml
var shippedRoutes []byte

// DefaultRoutes is the table that the program ships.
var DefaultRoutes = mustRoutes(shippedRoutes)

func mustRoutes(text []byte) ChangeRoutes {
	routes, err := ReadRoutes(text)
	if err != nil {
		panic(err) // a mistake in the program's own table, met by its first test
	}
	return routes
}

// mostApprovers: a third person after two others decides nothing more.
const mostApprovers = 2

// ReadRoutes reads a table of routes, which must have every aspect.
func ReadRoutes(text []byte) (routes ChangeRoutes, err error) {
	decoder := yaml.NewDecoder(strings.NewReader(string(text)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&routes); err != nil {
		return nil, fmt.Errorf("reading the routes of changes: %w", err)
	}
	for aspect, r := range routes {
		if !slices.Contains(Aspects, aspect) || r.Approvers < 0 || r.Approvers > mostApprovers || r.Days < 0 || r.Paper && r.Approvers == 0 {
			return nil, fmt.Errorf("route of %q: unknown aspect, or numbers out of range", aspect)
		}
	}
	for _, aspect := range Aspects {
		if _, ok := routes[aspect]; !ok {
			return nil, fmt.Errorf("no route for %q", aspect)
		}
	}
	return routes, nil
}

// Of is the route of a request that touches the aspects: the strictest of
// theirs, the shortest time.
func (routes ChangeRoutes) Of(aspects []Aspect) (route ChangeRoute) {
	for _, aspect := range aspects {
		r := routes[aspect]
		if r.Approvers > route.Approvers {
			route.Approvers = r.Approvers
		}
		if r.Days > 0 && (route.Days == 0 || r.Days < route.Days) {
			route.Days = r.Days
		}
		route.Paper = route.Paper || r.Paper
	}
	return route
}
