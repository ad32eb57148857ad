package registry

import "slices"

// ChangeCode names a kind of change request.
type ChangeCode string

// The kinds.
const (
	ChangeAddMember  ChangeCode = "add_member"    // 增加成员
	ChangeDropMember ChangeCode = "remove_member" // 减少成员
	ChangeHead       ChangeCode = "change_head"   // 变更户主
	ChangeSplit      ChangeCode = "split"         // 分户
	ChangeMerge      ChangeCode = "merge"         // 并户
	ChangeMove       ChangeCode = "move"          // 迁移
	ChangeExit       ChangeCode = "exit"          // 退出、注销
	ChangeIdentity   ChangeCode = "identity"      // 更正证件信息
	ChangeIncome     ChangeCode = "income"        // 变更收入
	ChangeHousing    ChangeCode = "housing"       // 变更住房
	ChangeContact    ChangeCode = "contact"       // 变更联系方式
	ChangeCard       ChangeCode = "card"          // 变更银行卡
	ChangeCategory   ChangeCode = "category"      // 变更类别、致困原因、保障人口
	ChangePerson     ChangeCode = "person"        // 变更健康、残疾、就学、就业
)

// Effect is what a change may do to what the household receives.
type Effect string

// The effects.
const (
	EffectNone    Effect = "none"
	EffectChanges Effect = "changes"
	EffectEnds    Effect = "ends"
)

// Occasion is why a change of a kind is asked for (事由).
type Occasion struct {
	Code   string
	Papers []string // codes of the papers it asks for (材料), one of each; "a|b" takes either
	Passes bool     // it passes a freeze: nobody goes on paying the dead
	Closes string   // of an exit: the term of term.CloseReason
}

// ChangeKind is a line of the table of kinds.
type ChangeKind struct {
	Code         ChangeCode
	Fields       []string // of the household that it may give, as on a form
	MemberFields []string // of members
	NewFields    []string // of who joins; of the new household in a split
	Aspects      []Aspect // that it touches whatever it says
	Effect       Effect
	Occasions    []Occasion
}

// Adds tells whether persons are named who join.
func (k *ChangeKind) Adds() bool { return k.Code == ChangeAddMember }

// Leaves tells whether members are named who go: out of the household, or into
// the new one.
func (k *ChangeKind) Leaves() bool { return k.Code == ChangeDropMember || k.Code == ChangeSplit }

// Relates tells whether relations to the head may be given anew.
func (k *ChangeKind) Relates() bool {
	switch k.Code {
	case ChangeDropMember, ChangeHead, ChangeSplit, ChangeMerge:
		return true
	}
	return false
}

// Terms tells whether categories and causes may be given anew.
func (k *ChangeKind) Terms() bool { return k.Code == ChangeCategory }

// Occasion finds an occasion of the kind by its code.
func (k *ChangeKind) Occasion(code string) (Occasion, bool) {
	i := slices.IndexFunc(k.Occasions, func(o Occasion) bool { return o.Code == code })
	if i < 0 {
		return Occasion{}, false
	}
	return k.Occasions[i], true
}

// KindOf finds a kind; nil is none.
func KindOf(code ChangeCode) *ChangeKind {
	for i := range ChangeKinds {
		if ChangeKinds[i].Code == code {
			return &ChangeKinds[i]
		}
	}
	return nil
}

var (
	personFields = []string{"name", "relation", "sex", "birth", "id_kind", "id_number", "health", "disability", "disability_grade",
		"disability_card", "school", "employment", "member_covered", "member_income", "phone"}
	newFileFields = []string{"village", "address", "housing", "income", "phone", "contact", "contact_relation", "card", "card_holder", "card_bank"}
)

// ChangeKinds is the table of kinds, in the order they are offered. Papers are
// those that the forms in domain.md C2 and the registers of 低保 ask for; an
// office that scans nothing ticks that it has seen the original.
var ChangeKinds = []ChangeKind{
	{Code: ChangeAddMember, NewFields: personFields, Aspects: []Aspect{AspectMembers, AspectCovered}, Effect: EffectChanges, Occasions: []Occasion{
		{Code: "born", Papers: []string{"birth_certificate|household_book"}},
		{Code: "married_in", Papers: []string{"marriage_certificate", "id_card|household_book"}},
		{Code: "moved_in", Papers: []string{"household_book", "id_card"}},
		{Code: "adopted", Papers: []string{"adoption_certificate|household_book"}},
		{Code: "came_back", Papers: []string{"household_book|village_proof"}},
		{Code: "other", Papers: []string{"village_proof"}},
	}},
	{Code: ChangeDropMember, MemberFields: []string{"relation"}, Aspects: []Aspect{AspectMembers, AspectCovered}, Effect: EffectChanges, Occasions: []Occasion{
		{Code: "died", Papers: []string{"death_certificate|village_proof"}, Passes: true},
		{Code: "moved_out", Papers: []string{"household_book|village_proof"}},
		{Code: "married_out", Papers: []string{"marriage_certificate|household_book"}},
		{Code: "prison", Papers: []string{"court_paper|village_proof"}},
		{Code: "enlisted", Papers: []string{"enlistment|village_proof"}},
		{Code: "other", Papers: []string{"village_proof"}},
	}},
	{Code: ChangeHead, MemberFields: []string{"relation"}, Aspects: []Aspect{AspectHead}, Effect: EffectNone, Occasions: []Occasion{
		{Code: "agreed", Papers: []string{"household_book", "family_agreement"}},
		{Code: "other", Papers: []string{"household_book|village_proof"}},
	}},
	{Code: ChangeSplit, Fields: []string{"income"}, MemberFields: []string{"relation"}, NewFields: newFileFields,
		Aspects: []Aspect{AspectMembers, AspectCovered, AspectHead}, Effect: EffectChanges, Occasions: []Occasion{
			{Code: "divorce", Papers: []string{"divorce_paper", "household_book"}},
			{Code: "own_home", Papers: []string{"household_book"}},
			{Code: "other", Papers: []string{"household_book|village_proof"}},
		}},
	{Code: ChangeMerge, Fields: []string{"income", "address", "housing"}, MemberFields: []string{"relation"},
		Aspects: []Aspect{AspectMembers, AspectCovered, AspectFile}, Effect: EffectChanges, Occasions: []Occasion{
			{Code: "marriage", Papers: []string{"marriage_certificate", "household_book"}},
			{Code: "support", Papers: []string{"household_book|village_proof"}},
			{Code: "other", Papers: []string{"household_book|village_proof"}},
		}},
	{Code: ChangeMove, Fields: []string{"village", "unit", "address", "housing"}, Aspects: []Aspect{AspectPlace}, Effect: EffectChanges, Occasions: []Occasion{
		{Code: "household_moved", Papers: []string{"household_book|village_proof"}},
		{Code: "resettled", Papers: []string{"resettlement|village_proof"}},
		{Code: "employer", Papers: []string{"employer_proof"}},
	}},
	{Code: ChangeExit, Aspects: []Aspect{AspectFile}, Effect: EffectEnds, Occasions: []Occasion{
		{Code: "died", Papers: []string{"death_certificate|village_proof"}, Passes: true, Closes: "死亡"},
		{Code: "moved_away", Papers: []string{"household_book|village_proof"}, Closes: "迁出"},
		{Code: "income_rose", Papers: []string{"income_proof|village_proof"}, Closes: "收入提高"},
		{Code: "given_up", Papers: []string{"statement"}, Closes: "自愿放弃"},
		{Code: "not_eligible", Papers: []string{"check_record"}, Closes: "不符合条件"},
		{Code: "retired", Papers: []string{"employer_proof"}, Closes: "退休"},
		{Code: "left_employer", Papers: []string{"employer_proof"}, Closes: "离职"},
		{Code: "out_of_reach", Papers: []string{"village_proof"}, Closes: "失去联系"},
		{Code: "other", Papers: []string{"village_proof"}, Closes: "其他"},
	}},
	{Code: ChangeIdentity, MemberFields: []string{"name", "sex", "birth", "id_kind", "id_number"}, Aspects: []Aspect{AspectIdentity}, Effect: EffectNone, Occasions: []Occasion{
		{Code: "entered_wrong", Papers: []string{"id_card|household_book"}},
		{Code: "renumbered", Papers: []string{"id_card", "police_proof|household_book"}},
		{Code: "renamed", Papers: []string{"id_card", "police_proof|household_book"}},
	}},
	{Code: ChangeIncome, Fields: []string{"income", "per_head_month", "rigid_expense"}, MemberFields: []string{"member_income"},
		Aspects: []Aspect{AspectIncome}, Effect: EffectChanges, Occasions: []Occasion{
			{Code: "work", Papers: []string{"income_proof"}},
			{Code: "lost_work", Papers: []string{"unemployment|village_proof"}},
			{Code: "expense", Papers: []string{"bills"}},
			{Code: "other", Papers: []string{"income_proof|village_proof"}},
		}},
	{Code: ChangeHousing, Fields: []string{"housing", "housing_grade", "address"}, Aspects: []Aspect{AspectHousing}, Effect: EffectChanges, Occasions: []Occasion{
		{Code: "rehoused", Papers: []string{"housing_paper|village_proof"}},
		{Code: "appraised", Papers: []string{"housing_appraisal"}},
		{Code: "other", Papers: []string{"village_proof"}},
	}},
	{Code: ChangeContact, Fields: []string{"phone", "contact", "contact_relation"}, MemberFields: []string{"phone"}, Aspects: []Aspect{AspectContact}, Effect: EffectNone, Occasions: []Occasion{
		{Code: "new_number"}, {Code: "other"},
	}},
	{Code: ChangeCard, Fields: []string{"card", "card_holder", "card_bank"}, MemberFields: []string{"card"}, Aspects: []Aspect{AspectCard}, Effect: EffectNone, Occasions: []Occasion{
		{Code: "reissued", Papers: []string{"bank_card", "id_card"}},
		{Code: "entered_wrong", Papers: []string{"bank_card"}},
		{Code: "proxy", Papers: []string{"bank_card", "proxy_letter"}},
	}},
	{Code: ChangeCategory, Fields: []string{"covered"}, MemberFields: []string{"member_covered"}, Aspects: []Aspect{AspectCategory}, Effect: EffectChanges, Occasions: []Occasion{
		{Code: "recognised", Papers: []string{"recognition"}},
		{Code: "review", Papers: []string{"check_record"}},
		{Code: "other", Papers: []string{"village_proof"}},
	}},
	{Code: ChangePerson, MemberFields: []string{"health", "disability", "disability_grade", "disability_card", "school", "employment"},
		Aspects: []Aspect{AspectPerson}, Effect: EffectChanges, Occasions: []Occasion{
			{Code: "illness", Papers: []string{"diagnosis"}},
			{Code: "disability", Papers: []string{"disability_card"}},
			{Code: "school", Papers: []string{"school_proof"}},
			{Code: "work", Papers: []string{"income_proof|village_proof"}},
			{Code: "other", Papers: []string{"village_proof"}},
		}},
}
