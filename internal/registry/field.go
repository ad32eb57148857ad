package registry

import (
	"strings"

	"songnuan/internal/intake"
	"songnuan/internal/sheet"
)

// field is what a column of a household list says.
type field uint8

// The fields. Those before firstOfMember belong to the household: in a list
// with several rows a household they may stand in its first row only.
const (
	fieldNone field = iota
	fieldNumber
	fieldSequence
	fieldTown
	fieldVillage
	fieldGroup
	fieldHead
	fieldHeadID
	fieldSize
	fieldCovered
	fieldIncome
	fieldIncomeMonth
	fieldPerHeadMonth
	fieldPerHeadYear
	fieldRigidExpense
	fieldRigidExpenseMonth
	fieldAddress
	fieldHousing
	fieldHousingGrade
	fieldContact
	fieldContactRelation
	fieldCardHolder
	fieldCardBank
	fieldUnit
	fieldOpened
	fieldClosed
	fieldCloseReason

	firstOfMember
	fieldName
	fieldRelation
	fieldSex
	fieldBirth
	fieldAge
	fieldIDKind
	fieldIDNumber
	fieldHealth
	fieldDisability
	fieldDisabilityGrade
	fieldDisabilityCard
	fieldSchool
	fieldEmployment
	fieldMemberCovered
	fieldMemberIncome
	fieldMemberIncomeMonth
	fieldPhone
	fieldCard
	fieldCategory
	fieldCause
	fieldSecondCause
	fieldRemarks
	fieldExtra
)

func (f field) ofMember() bool { return f > firstOfMember }

// strict fields hold numbers that money or identity hangs on.
func (f field) strict() bool {
	switch f {
	case fieldHeadID, fieldIDNumber, fieldCard, fieldDisabilityCard, fieldIncome, fieldIncomeMonth, fieldPerHeadMonth,
		fieldPerHeadYear, fieldRigidExpense, fieldRigidExpenseMonth, fieldMemberIncome, fieldMemberIncomeMonth:
		return true
	}
	return false
}

// entry is one line of the table of fields.
type entry struct {
	field field
	intake.Field
}

// fields is the table: name in mappings, our own heading, headings seen in
// offices' lists (困难职工档案表, 低保花名册, 冬春救助一览表, 入户调查登记表,
// 慰问金发放表, 结对帮扶台账).
var fields = []entry{
	{fieldNumber, intake.Field{Name: "number", Heading: "户编号", Same: []string{"户号", "家庭编号", "家庭编码", "户编码", "档案编号", "档案号", "建档编号",
		"低保证编号", "低保证号", "低保编号", "低保证号码", "救助证号", "救助证编号", "职工编号", "户口编号", "户籍编号", "户口簿号", "编号", "家庭号", "特困证号", "户ID"}}},
	{fieldSequence, intake.Field{Name: "sequence", Heading: "序号", Same: []string{"顺序号", "行号", "NO", "号", "序", "序列", "户序号", "流水号"}}},
	{fieldTown, intake.Field{Name: "town", Heading: "镇街", Same: []string{"乡镇", "镇", "街道", "乡镇街道", "乡镇(街道)", "镇(街道)", "镇(街)", "所属乡镇", "所在乡镇", "苏木镇", "所在镇街", "乡(镇)", "办事处", "苏木"}}},
	{fieldVillage, intake.Field{Name: "village", Heading: "村居", Same: []string{"村(居)", "村(社区)", "村/社区", "村社区", "村", "社区", "村居名称", "村名", "所在村", "所属村", "所在村居",
		"所属村居", "所在社区", "所属社区", "行政村", "村委会", "居委会", "村(居)委会", "村居委会", "村民委员会", "社区居委会", "嘎查", "嘎查村", "村(居)民委员会", "村别", "村居社区", "社区(村)", "单位(村居)", "村(居民)", "村(居)名称"}}},
	{fieldGroup, intake.Field{Name: "group", Heading: "村民小组", Same: []string{"组别", "组", "小组", "村小组", "自然村", "居民小组", "屯", "网格", "村组", "所在组"}}},
	{fieldHead, intake.Field{Name: "head", Heading: "户主姓名", Same: []string{"户主", "户主名称", "户主名", "户主名字", "家庭户主", "申请人姓名", "申请人", "户代表", "被慰问户主", "职工姓名", "困难职工姓名", "救助对象姓名", "帮扶对象户主"}}},
	{fieldHeadID, intake.Field{Name: "head_id", Heading: "户主身份证号", Same: []string{"户主身份证", "户主身份证号码", "户主公民身份号码", "户主证件号码", "申请人身份证号", "申请人身份证号码", "户主身份号码", "户主证件号"}}},
	{fieldName, intake.Field{Name: "name", Heading: "姓名", Same: []string{"成员姓名", "家庭成员姓名", "家庭成员", "人员姓名", "对象姓名", "被慰问人", "被慰问人姓名", "慰问对象", "慰问对象姓名", "受助人", "受助人姓名", "名字", "救助对象", "人员名称", "学生姓名", "共同生活成员", "共同生活家庭成员", "共同生活家庭成员姓名", "领取人", "帮扶对象", "帮扶对象姓名"}}},
	{fieldRelation, intake.Field{Name: "relation", Heading: "与户主关系", Same: []string{"关系", "家庭关系", "成员关系", "与户主的关系", "与申请人关系", "与职工关系", "与本人关系", "与户主之关系", "户主关系", "与申请人的关系", "称谓", "家庭关系代码", "与困难职工关系"}}},
	{fieldIDNumber, intake.Field{Name: "id_number", Heading: "身份证号", Same: []string{"身份证号码", "公民身份号码", "身份证", "证件号码", "证件号", "成员身份证号", "成员身份证号码", "公民身份证号码", "公民身份证号", "居民身份证号", "居民身份证号码", "身份号码", "二代身份证号", "身份证编号", "证件编号", "ID号", "家庭成员身份证号", "家庭成员身份证号码", "本人身份证号"}, Looks: intake.LooksIDNumber}},
	{fieldIDKind, intake.Field{Name: "id_kind", Heading: "证件类型", Same: []string{"证件种类", "证件名称", "证件类别", "身份证件类型"}}},
	{fieldSex, intake.Field{Name: "sex", Heading: "性别", Same: []string{"性別", "男女"}, Looks: looksSex}},
	{fieldBirth, intake.Field{Name: "birth", Heading: "出生日期", Same: []string{"出生年月", "出生年月日", "出生时间", "生日", "出生"}}},
	{fieldAge, intake.Field{Name: "age", Heading: "年龄", Same: []string{"周岁", "岁数", "实足年龄"}}},
	{fieldSize, intake.Field{Name: "size", Heading: "家庭人口", Same: []string{"家庭人数", "人口数", "家庭人口数", "人口", "家庭成员数", "家庭总人口", "户人口", "户内人口", "家庭人口数量", "人数", "成员数", "家庭成员人数", "共同生活人口", "共同生活人数", "总人口", "家庭成员总数", "家庭规模", "家庭共同生活人口"}}},
	{fieldCovered, intake.Field{Name: "covered", Heading: "保障人口", Same: []string{"保障人数", "享受人数", "保障人口数", "享受人口", "低保人数", "低保人口", "在保人数", "在保人口", "需救助人口", "救助人口", "救助人数", "享受低保人数", "供养人数", "受助人数", "享受保障人数", "需救助人数"}}},
	{fieldMemberCovered, intake.Field{Name: "member_covered", Heading: "是否保障对象", Same: []string{"是否在保", "是否保障", "是否享受", "是否享受低保", "是否低保人员", "在保", "是否救助对象", "是否保障人口"}}},
	{fieldCategory, intake.Field{Name: "category", Heading: "对象类别", Many: true, Same: []string{"困难类别", "类别", "家庭类别", "困难类型", "救助类别", "人员类别", "身份类别", "对象类型", "家庭类型", "保障类别", "救助类型", "困难等级", "困难程度", "对象性质", "户类型", "户类别", "人员类型", "困难身份", "救助对象类别", "救助对象类型", "劳模类型", "属性", "家庭属性", "户属性", "低保类别", "低保类型", "优抚类别", "帮扶对象类别", "慰问对象类别", "困难户类型", "困难户类别", "特殊身份", "群体类别"}}},
	{fieldCause, intake.Field{Name: "cause", Heading: "主要致困原因", Same: []string{"致困原因", "致贫原因", "主要致贫原因", "困难原因", "主要困难原因", "贫困原因", "因何致困", "致困主要原因", "返贫原因", "主要致困因素", "救助原因", "申请原因", "困难主要原因"}}},
	{fieldSecondCause, intake.Field{Name: "second_cause", Heading: "次要致困原因", Same: []string{"次要致贫原因", "其他致困原因", "其他致贫原因", "次要原因", "次要困难原因"}, Many: true}},
	{fieldIncome, intake.Field{Name: "income", Heading: "家庭年收入", Same: []string{"家庭年总收入", "家庭年度总收入", "家庭年度收入", "年收入", "家庭总收入", "家庭收入", "年总收入", "家庭全年收入", "年家庭收入", "家庭年纯收入", "家庭可支配收入", "家庭年可支配收入", "全家年收入", "全年总收入", "年家庭总收入", "家庭年均收入"}}},
	{fieldIncomeMonth, intake.Field{Name: "income_month", Heading: "家庭月收入", Same: []string{"家庭月总收入", "家庭月均收入", "月家庭收入", "家庭月均总收入", "月总收入", "家庭月收入合计"}}},
	{fieldPerHeadMonth, intake.Field{Name: "per_head_month", Heading: "人均月收入", Same: []string{"月人均", "月人均收入", "家庭人均月收入", "家庭月人均收入", "人均收入/月", "人均收入(元/月)", "人均收入", "家庭人均收入", "家庭人均", "人均月", "月均人均收入", "家庭成员人均月收入"}}},
	{fieldPerHeadYear, intake.Field{Name: "per_head_year", Heading: "人均年收入", Same: []string{"年人均收入", "年人均", "家庭人均年收入", "家庭年人均收入", "人均纯收入", "年人均纯收入", "人均年纯收入", "人均收入/年", "人均收入(元/年)", "人均可支配收入", "家庭人均收入(元/年)", "家庭年人均纯收入", "人均收入(年)"}}},
	{fieldRigidExpense, intake.Field{Name: "rigid_expense", Heading: "年刚性支出", Same: []string{"刚性支出", "家庭刚性支出", "家庭年刚性支出", "必需支出", "家庭必需支出", "家庭年支出", "年支出", "年度刚性支出"}}},
	{fieldRigidExpenseMonth, intake.Field{Name: "rigid_expense_month", Heading: "月刚性支出", Same: []string{"家庭月刚性支出", "月支出", "家庭月支出"}}},
	{fieldMemberIncome, intake.Field{Name: "member_income", Heading: "本人年收入", Same: []string{"个人年收入", "成员年收入", "本人全年收入"}}},
	{fieldMemberIncomeMonth, intake.Field{Name: "member_income_month", Heading: "本人月收入", Same: []string{"本人月均收入", "个人月收入", "月收入", "成员月收入", "月工资", "月均收入", "工资收入"}}},
	{fieldAddress, intake.Field{Name: "address", Heading: "家庭住址", Same: []string{"住址", "地址", "现住址", "详细地址", "家庭地址", "居住地址", "现居住地", "居住地", "现住地址", "通讯地址", "家庭详细住址", "常住地址", "实际居住地", "门牌号", "住所", "实际住址", "现居住地址"}}},
	{fieldHousing, intake.Field{Name: "housing", Heading: "住房情况", Same: []string{"住房类型", "住房性质", "房屋性质", "住房", "住房产权", "房屋类型", "房屋产权", "房屋来源", "居住情况", "居住状况", "住房状况"}}},
	{fieldHousingGrade, intake.Field{Name: "housing_grade", Heading: "危房等级", Same: []string{"房屋等级", "住房安全等级", "房屋安全等级", "危房级别", "鉴定等级", "房屋鉴定等级", "住房等级", "房屋状况", "房屋安全状况"}}},
	{fieldHealth, intake.Field{Name: "health", Heading: "健康状况", Same: []string{"身体状况", "健康", "健康情况", "身体健康状况", "身体情况"}}},
	{fieldDisability, intake.Field{Name: "disability", Heading: "残疾类别", Same: []string{"残疾类型", "残疾情况", "残疾", "残疾种类", "残疾类型等级", "残疾类别及等级", "残疾类别等级", "残疾状况", "残疾类型及等级", "是否残疾", "伤残情况"}}},
	{fieldDisabilityGrade, intake.Field{Name: "disability_grade", Heading: "残疾等级", Same: []string{"残疾级别", "残疾程度", "伤残等级", "残级"}}},
	{fieldDisabilityCard, intake.Field{Name: "disability_card", Heading: "残疾证号", Same: []string{"残疾人证号", "残疾证号码", "残疾证编号", "残疾人证号码", "残疾人证编号", "残疾证", "残疾人证"}}},
	{fieldSchool, intake.Field{Name: "school", Heading: "就读阶段", Same: []string{"在读学段", "学段", "就学情况", "在校情况", "在读情况", "在读年级", "就读年级", "上学情况", "在校生状况", "就读情况", "年级", "就学阶段", "在学情况", "教育阶段"}}},
	{fieldEmployment, intake.Field{Name: "employment", Heading: "就业状况", Same: []string{"就业情况", "工作状态", "从业状况", "职业", "职业状况", "工作状况", "身份", "劳动状况", "从业情况", "就业状态", "职业情况", "人员身份"}}},
	{fieldPhone, intake.Field{Name: "phone", Heading: "联系电话", Same: []string{"电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "联系手机", "移动电话", "户主电话", "本人电话", "联系电话号码", "户主联系电话", "手机电话", "联系号码", "家庭电话"}, Looks: intake.LooksPhone}},
	{fieldContact, intake.Field{Name: "contact", Heading: "联系人", Same: []string{"联系人姓名", "紧急联系人", "监护人", "监护人姓名", "代理人", "电话联系人"}}},
	{fieldContactRelation, intake.Field{Name: "contact_relation", Heading: "联系人关系", Same: []string{"与联系人关系", "联系人与户主关系", "与监护人关系", "监护人关系", "电话联系人关系"}}},
	{fieldCard, intake.Field{Name: "card", Heading: "银行卡号", Same: []string{"银行账号", "卡号", "账号", "一卡通账号", "一卡通卡号", "一卡通", "银行帐号", "帐号", "社保卡号", "社保卡账号", "社会保障卡号", "收款账号", "存折账号", "开户账号", "银行卡账号", "发放账号", "惠农卡号", "一卡通号", "社保卡银行账号", "银行卡", "账户", "银行账户", "收款卡号", "一折通账号", "一卡通帐号", "低保卡号"}, Looks: intake.LooksCard}},
	{fieldCardHolder, intake.Field{Name: "card_holder", Heading: "开户名", Same: []string{"户名", "收款户名", "开户人", "账户名", "持卡人", "卡主", "开户人姓名", "账户名称", "户名(开户)", "开户姓名", "收款人", "持卡人姓名"}}},
	{fieldCardBank, intake.Field{Name: "card_bank", Heading: "开户行", Same: []string{"开户银行", "银行名称", "银行", "开户行名称", "开户行名", "所属银行", "发放银行", "代发银行", "收款银行"}}},
	{fieldUnit, intake.Field{Name: "unit", Heading: "所属单位", Same: []string{"工作单位", "单位", "单位名称", "所在单位", "工会", "基层工会", "所在工会", "所属工会", "职工单位"}}},
	{fieldOpened, intake.Field{Name: "opened", Heading: "建档日期", Same: []string{"建档时间", "纳入时间", "纳入日期", "享受时间", "开始时间", "起始时间", "审批时间", "审批日期", "享受起始时间", "开始享受时间", "享受低保时间", "认定时间", "认定日期", "入保时间", "纳保时间", "识别时间", "起始日期", "批准时间"}}},
	{fieldClosed, intake.Field{Name: "closed", Heading: "退档日期", Same: []string{"退档时间", "停保时间", "退出时间", "退出日期", "停发时间", "停保日期", "退保时间", "注销时间", "脱困时间", "销档时间", "截止时间", "停发日期", "退保日期", "撤档时间"}}},
	{fieldCloseReason, intake.Field{Name: "close_reason", Heading: "退档原因", Same: []string{"退出原因", "停保原因", "停发原因", "退保原因", "注销原因", "脱困原因", "销档原因", "减少原因", "撤档原因"}}},
	{fieldRemarks, intake.Field{Name: "remarks", Heading: "备注", Many: true, Same: []string{"备 注", "说明", "情况说明", "其他说明", "备注1", "备注2", "备注3", "备注说明", "家庭情况", "困难情况", "基本情况", "家庭基本情况", "主要困难", "困难情况说明"}}},
}

var (
	catalogue = newCatalogue()
	byName    = namesOfFields()
)

func newCatalogue() *intake.Catalogue {
	all := make([]intake.Field, len(fields))
	for i, e := range fields {
		all[i] = e.Field
	}
	return intake.NewCatalogue(all)
}

func namesOfFields() map[string]field {
	names := make(map[string]field, len(fields))
	for _, e := range fields {
		names[e.Name] = e.field
	}
	return names
}

// Catalogue is what a household list can say, for header detection and for a
// person's mapping.
func Catalogue() *intake.Catalogue { return catalogue }

// Guess says what the columns of a household list mean. 编号 that only counts
// the rows is a sequence and no household number; 人均收入 that names neither
// month nor year is taken for a month's and marked as doubtful.
func Guess(header intake.Header, sample []sheet.Row) intake.Mapping {
	m := catalogue.Guess(header, sample)
	if c, ok := m.Of("per_head_month"); ok && !strings.Contains(c.Heading, "月") {
		const doubtful = 40
		m.Columns[c.Index].Confidence, m.Columns[c.Index].Reason = doubtful, "registry.column_month"
	}
	number, ok := m.Of("number")
	if ok && number.Heading == "编号" && !m.Has("sequence") && counts(number.Index, sample) {
		m.Columns[number.Index].Field = "sequence"
		m.Columns[number.Index].Reason = "intake.column_content"
	}
	return m
}

// counts: the filled cells are whole numbers going up one by one.
func counts(index int, sample []sheet.Row) bool {
	last, filled := 0, 0
	for _, row := range sample {
		text, blank := intake.Text(row.Text(index))
		if blank {
			continue
		}
		n, ok := intake.Count(text)
		if !ok || filled > 0 && n != last+1 {
			return false
		}
		last = n
		filled++
	}
	return filled > 1
}

func looksSex(text string) bool { return text == "男" || text == "女" }
