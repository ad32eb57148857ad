package pairing

import (
	"songnuan/internal/intake"
	"songnuan/internal/sheet"
)

// The fields of a helper list, by their names in mappings.
const (
	fieldNumber   = "number"
	fieldSequence = "sequence"
	fieldName     = "name"
	fieldOrg      = "organisation"
	fieldPost     = "post"
	fieldKind     = "kind"
	fieldTown     = "town"
	fieldVillage  = "village"
	fieldCapacity = "capacity"
	fieldSkills   = "skills"
	fieldPhone    = "phone"
	fieldID       = "id_number"
	fieldOpened   = "opened"
)

// fields: our own heading, and headings seen in pairing ledgers (结对帮扶台账).
var fields = []intake.Field{
	{Name: fieldNumber, Heading: "编号", Same: []string{"帮扶人编号", "工号", "人员编号"}},
	{Name: fieldSequence, Heading: "序号", Same: []string{"序", "NO", "号"}},
	{Name: fieldName, Heading: "姓名", Same: []string{"帮扶人", "帮扶人姓名", "帮扶责任人", "帮扶干部", "帮扶干部姓名", "结对人", "结对干部", "结对帮扶人", "联系人", "责任人", "帮扶责任人姓名", "参扶人员", "干部姓名", "走访人", "联系干部", "慰问领导"}},
	{Name: fieldOrg, Heading: "单位", Same: []string{"工作单位", "所在单位", "单位名称", "帮扶单位", "帮扶人单位", "部门", "所属单位", "单位部门", "所在部门", "帮扶人工作单位", "单位(部门)", "单位/部门", "联系单位"}},
	{Name: fieldPost, Heading: "职务", Same: []string{"帮扶人职务", "职位", "职务职级", "单位职务", "岗位", "职级", "职称", "职务(职级)", "单位及职务", "职务名称"}},
	{Name: fieldKind, Heading: "人员类别", Same: []string{"类别", "帮扶人类别", "人员类型", "身份", "人员性质", "帮扶人身份", "帮扶人类型", "身份类别", "人员身份", "类型"}},
	{Name: fieldTown, Heading: "镇街", Same: []string{"乡镇", "镇", "街道", "乡镇街道", "所在镇街", "苏木镇"}},
	{Name: fieldVillage, Heading: "联系村居", Same: []string{"村居", "村(居)", "村(社区)", "村/社区", "村", "社区", "联系村", "驻村", "所在村", "挂点村", "联系社区", "驻片", "联点", "联系点", "帮扶村", "挂钩村", "所在村居", "所在社区", "片区", "驻点村", "联系村(社区)", "村社区", "嘎查"}},
	{Name: fieldCapacity, Heading: "帮扶户数", Same: []string{"可帮扶户数", "结对户数", "户数", "联系户数", "帮扶数", "承担户数"}},
	{Name: fieldSkills, Heading: "特长", Same: []string{"技能", "专长", "技术特长", "帮扶特长", "业务专长", "技能特长"}},
	{Name: fieldPhone, Heading: "联系电话", Same: []string{"电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "帮扶人电话", "移动电话", "帮扶人联系电话", "联系手机"}, Looks: intake.LooksPhone},
	{Name: fieldID, Heading: "身份证号", Same: []string{"身份证号码", "公民身份号码", "身份证", "证件号码", "帮扶人身份证号"}, Looks: intake.LooksIDNumber},
	{Name: fieldOpened, Heading: "开始日期", Same: []string{"结对日期", "结对时间", "开始时间", "帮扶开始时间", "帮扶时间"}},
}

var catalogue = intake.NewCatalogue(fields)

// Catalogue is what a helper list can say, for header detection and for a
// person's mapping.
func Catalogue() *intake.Catalogue { return catalogue }

// Guess says what the columns of a helper list mean.
func Guess(header intake.Header, sample []sheet.Row) intake.Mapping {
	return catalogue.Guess(header, sample)
}
