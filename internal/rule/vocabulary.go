package rule

import (
	"slices"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"songnuan/internal/money"
)

// Unit is what a rule selects.
type Unit string

// The units. A rule over persons sees household.* as well.
const (
	UnitHousehold Unit = "household" // 户
	UnitPerson    Unit = "person"    // 人
)

// Type is the type of a field in a rule.
type Type string

// The types.
const (
	TypeInt     Type = "int"
	TypeText    Type = "string"
	TypeBool    Type = "bool"
	TypeNames   Type = "list(string)"
	TypePersons Type = "list(person)"
	TypeMap     Type = "map(string, string)"
)

// Measures of fields.
const (
	Persons    = "人"
	Years      = "岁"
	FenYear    = "分/年"
	FenMonth   = "分/月"
	FenPerHead = "分/人·月"
)

// Kinds of regional lines that have a field of their own; area.line('…')
// reaches every kind.
const (
	LineDibao     = "dibao_line"     // 低保标准
	LineDestitute = "destitute_line" // 特困人员基本生活标准
)

// Field is one row of the vocabulary of rules.
type Field struct {
	Owner   string // household, person, area or campaign
	Name    string
	Type    Type
	Measure string // in what it counts: 人, 分/年 …; "" for text
	Label   string // what it is called in Chinese
	Note    string // what else must be known, in Chinese
	Unknown bool   // may be unknown: has() tells
	List    string // the list of package term whose names it takes; "" is free

	get func(of any) ref.Val // nil when unknown
}

// Path is the field as a rule writes it: household.size.
func (f *Field) Path() string { return f.Owner + "." + f.Name }

// Money tells whether the field is an amount in fen.
func (f *Field) Money() bool {
	return f.Measure == FenYear || f.Measure == FenMonth || f.Measure == FenPerHead
}

// Vocabulary is every field that a rule can read, in the order of the
// documentation.
func Vocabulary() []Field { return slices.Clone(vocabulary) }

// FieldOf is the field of an owner.
func FieldOf(owner, name string) (*Field, bool) {
	f, ok := byPath[owner+"."+name]
	return f, ok
}

var byPath = func() map[string]*Field {
	all := make(map[string]*Field, len(vocabulary))
	for i := range vocabulary {
		all[vocabulary[i].Path()] = &vocabulary[i]
	}
	return all
}()

var vocabulary = slices.Concat(householdFields, personFields, areaFields, campaignFields)

var householdFields = []Field{
	{Owner: "household", Name: "number", Type: TypeText, Label: "户号", get: ofHousehold(func(h *Household) ref.Val { return types.String(h.Number) })},
	{Owner: "household", Name: "area", Type: TypeText, Label: "所在地区代码", Note: "12位行政区划代码，用 within 判断上下级", get: ofHousehold(func(h *Household) ref.Val { return types.String(h.Area) })},
	{Owner: "household", Name: "unit", Type: TypeText, Label: "所属单位编号", Note: "单位树里的路径，没有单位时为空", get: ofHousehold(func(h *Household) ref.Val { return types.String(h.Unit) })},
	{Owner: "household", Name: "unit_name", Type: TypeText, Label: "所属单位", Note: "没有单位时为空", get: ofHousehold(func(h *Household) ref.Val { return types.String(h.UnitName) })},
	{Owner: "household", Name: "size", Type: TypeInt, Measure: Persons, Label: "家庭人口", get: ofHousehold(func(h *Household) ref.Val { return types.Int(h.Size) })},
	{Owner: "household", Name: "covered", Type: TypeInt, Measure: Persons, Label: "保障人口", get: ofHousehold(func(h *Household) ref.Val { return types.Int(h.Covered) })},
	{Owner: "household", Name: "income", Type: TypeInt, Measure: FenYear, Label: "家庭年收入", Unknown: true, get: ofHousehold(func(h *Household) ref.Val { return amount(h.Income) })},
	{Owner: "household", Name: "income_per_head", Type: TypeInt, Measure: FenPerHead, Label: "家庭人均收入", Unknown: true, get: ofHousehold(func(h *Household) ref.Val { return amount(h.IncomePerHead) })},
	{Owner: "household", Name: "rigid_expense", Type: TypeInt, Measure: FenYear, Label: "刚性支出", Unknown: true, get: ofHousehold(func(h *Household) ref.Val { return amount(h.RigidExpense) })},
	{Owner: "household", Name: "housing", Type: TypeText, Label: "住房情况", Unknown: true, List: "housing", get: ofHousehold(func(h *Household) ref.Val { return known(h.Housing) })},
	{Owner: "household", Name: "housing_grade", Type: TypeText, Label: "危房等级", Note: "A、B、C、D，未评定时为空", List: "housing_grade", get: ofHousehold(func(h *Household) ref.Val { return types.String(h.HousingGrade) })},
	{Owner: "household", Name: "opened", Type: TypeText, Label: "建档日期", Note: "写作 2026-11-23，可直接比较先后", get: ofHousehold(func(h *Household) ref.Val { return types.String(h.Opened) })},
	{Owner: "household", Name: "categories", Type: TypeNames, Label: "困难类别", Note: "基准日有效的，户的和成员的都在内", List: "category", get: ofHousehold(func(h *Household) ref.Val { return names(h.Categories) })},
	{Owner: "household", Name: "main_category", Type: TypeText, Label: "主要困难类别", Note: "没有标明时为空", List: "category", get: ofHousehold(func(h *Household) ref.Val { return types.String(h.MainCategory) })},
	{Owner: "household", Name: "causes", Type: TypeNames, Label: "致困原因", Note: "基准日有效的", List: "cause", get: ofHousehold(func(h *Household) ref.Val { return names(h.Causes) })},
	{Owner: "household", Name: "main_cause", Type: TypeText, Label: "主要致困原因", Note: "没有标明时为空", List: "cause", get: ofHousehold(func(h *Household) ref.Val { return types.String(h.MainCause) })},
	{Owner: "household", Name: "members", Type: TypePersons, Label: "家庭成员", get: ofHousehold(func(h *Household) ref.Val { return persons(h.Members) })},
	{Owner: "household", Name: "extra", Type: TypeMap, Label: "其他栏目", Note: "本单位自己的栏目，按栏目名取；不能在数据库里筛选，逐户计算", get: ofHousehold(func(h *Household) ref.Val { return textMap(h.Extra) })},
}

var personFields = []Field{
	{Owner: "person", Name: "age", Type: TypeInt, Measure: Years, Label: "年龄", Note: "基准日的周岁", Unknown: true, get: ofPerson(func(p *Person) ref.Val { return number(p.Age) })},
	{Owner: "person", Name: "birth", Type: TypeText, Label: "出生日期", Note: "写作 1946-11-23，可直接比较先后", Unknown: true, get: ofPerson(func(p *Person) ref.Val { return known(p.Birth) })},
	{Owner: "person", Name: "sex", Type: TypeText, Label: "性别", Unknown: true, List: "sex", get: ofPerson(func(p *Person) ref.Val { return known(p.Sex) })},
	{Owner: "person", Name: "relation", Type: TypeText, Label: "与户主关系", Unknown: true, List: "relation", get: ofPerson(func(p *Person) ref.Val { return known(p.Relation) })},
	{Owner: "person", Name: "categories", Type: TypeNames, Label: "本人困难类别", Note: "基准日有效的，只算本人的", List: "category", get: ofPerson(func(p *Person) ref.Val { return names(p.Categories) })},
	{Owner: "person", Name: "health", Type: TypeText, Label: "健康状况", Unknown: true, List: "health", get: ofPerson(func(p *Person) ref.Val { return known(p.Health) })},
	{Owner: "person", Name: "disability", Type: TypeText, Label: "残疾类别", Note: "没有残疾时为空", List: "disability", get: ofPerson(func(p *Person) ref.Val { return types.String(p.Disability) })},
	{Owner: "person", Name: "disability_grade", Type: TypeInt, Label: "残疾等级", Note: "1 最重，4 最轻", Unknown: true, get: ofPerson(func(p *Person) ref.Val { return number(p.DisabilityGrade) })},
	{Owner: "person", Name: "school", Type: TypeText, Label: "就学情况", Note: "不在学时为空", List: "school", get: ofPerson(func(p *Person) ref.Val { return types.String(p.School) })},
	{Owner: "person", Name: "employment", Type: TypeText, Label: "就业状况", Unknown: true, List: "employment", get: ofPerson(func(p *Person) ref.Val { return known(p.Employment) })},
	{Owner: "person", Name: "covered", Type: TypeBool, Label: "计入保障人口", get: ofPerson(func(p *Person) ref.Val { return types.Bool(p.Covered) })},
	{Owner: "person", Name: "income", Type: TypeInt, Measure: FenMonth, Label: "个人月收入", Unknown: true, get: ofPerson(func(p *Person) ref.Val { return amount(p.Income) })},
	{Owner: "person", Name: "head", Type: TypeBool, Label: "是户主", get: ofPerson(func(p *Person) ref.Val { return types.Bool(p.Head) })},
}

var areaFields = []Field{
	{Owner: "area", Name: "code", Type: TypeText, Label: "所在地区代码", Note: "与 household.area 相同", get: ofArea(func(a *Area) ref.Val { return types.String(a.Code) })},
	{Owner: "area", Name: "dibao_line", Type: TypeInt, Measure: FenPerHead, Label: "当地低保标准", Note: "基准日有效、离本村最近的上级的标准", Unknown: true, get: ofArea(func(a *Area) ref.Val { return a.line(LineDibao) })},
	{Owner: "area", Name: "destitute_line", Type: TypeInt, Measure: FenPerHead, Label: "当地特困人员基本生活标准", Note: "基准日有效、离本村最近的上级的标准", Unknown: true, get: ofArea(func(a *Area) ref.Val { return a.line(LineDestitute) })},
}

var campaignFields = []Field{
	{Owner: "campaign", Name: "year", Type: TypeInt, Label: "活动年份", get: ofCampaign(func(c *Campaign) ref.Val { return types.Int(c.Year) })},
	{Owner: "campaign", Name: "as_of", Type: TypeText, Label: "基准日", Note: "写作 2026-11-23", get: ofCampaign(func(c *Campaign) ref.Val { return types.String(c.AsOf) })},
	{Owner: "campaign", Name: "params", Type: TypeMap, Label: "方案参数", Note: "方案里 params 的值，都是文字；数字用 int() 转换", get: ofCampaign(func(c *Campaign) ref.Val { return textMap(c.Params) })},
}

func ofHousehold(get func(*Household) ref.Val) func(any) ref.Val {
	return func(of any) ref.Val { return get(of.(*Household)) }
}

func ofPerson(get func(*Person) ref.Val) func(any) ref.Val {
	return func(of any) ref.Val { return get(of.(*Person)) }
}

func ofArea(get func(*Area) ref.Val) func(any) ref.Val {
	return func(of any) ref.Val { return get(of.(*Area)) }
}

func ofCampaign(get func(*Campaign) ref.Val) func(any) ref.Val {
	return func(of any) ref.Val { return get(of.(*Campaign)) }
}

func (a *Area) line(kind string) ref.Val {
	if amount, ok := a.Lines[kind]; ok {
		return types.Int(amount)
	}
	return nil
}

func amount(v *money.Fen) ref.Val {
	if v == nil {
		return nil
	}
	return types.Int(*v)
}

func number(v *int64) ref.Val {
	if v == nil {
		return nil
	}
	return types.Int(*v)
}

func known(text string) ref.Val {
	if text == "" {
		return nil
	}
	return types.String(text)
}
