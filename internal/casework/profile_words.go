package casework

import "reflect"

// Channels are all, in the order they are offered.
var Channels = []Channel{BySelf, ByVillage, ByUnion, ByOffice}

// keyLabel is what a key is called in Chinese, for who writes that instead.
func keyLabel(t reflect.Type, key string) string {
	if own, ok := profileWords[t.Name()+"."+key]; ok {
		return short(own)
	}
	return short(profileWords[key])
}

func short(words string) string {
	for i, r := range words {
		if r == '：' {
			return words[:i]
		}
	}
	return words
}

// profileWords say what a key means: of its type, or wherever it stands. The
// schema and docs/profiles.md are held to them.
var profileWords = map[string]string{
	"format": "格式版本：写 1", "profile": "编号：英文，如 gaobu-filing", "title": "名称", "kinds": "办理事项：管哪些事项", "area": "地区：2—12 位行政区划代码，不写为全国",
	"Profile.unit": "单位种类：union 为工会；不写为各级民政、社会事务办", "Profile.from": "施行日期：从这一天起受理的按它办", "Profile.to": "停止日期：到这一天为止，含当天；不写为一直施行",
	"source": "依据：原句、文件和条款", "Source.text": "原句", "Source.place": "文件和条款", "Source.sure": "可靠程度：law 法规原文、seen 见过转载、memory 凭记忆待核、office 本单位规定",
	"Profile.apply": "申请：由谁申请、要什么材料", "Profile.tests": "认定条件：规则和条款", "Profile.steps": "办理程序", "Profile.total": "总期限：从受理到决定，不含公示", "Profile.return": "退回补正：最多几次",
	"Profile.award": "批准以后", "Profile.exit": "退出", "id": "编号：英文，同一处不重复", "name": "名称", "when": "条件：符合时才适用",
	"by": "由谁办：岗位代码，可几个", "Apply.by": "由谁申请：self 本人、village 村居代办、union 工会、office 主动发现", "consent": "核对授权：要每个成年成员签核对授权书",
	"minor": "未成年人申请：refuse 不受理、guardian 由监护人", "adult": "成年年龄：几岁起可单独申请", "papers": "材料", "supplement": "补正期限：一次性告知以后几天内补齐",
	"once": "重复申请：none 不限、year 一年一次、cause_year 同一原因一年一次", "late": "后补：先行救助以后再交", "rule": "规则（CEL）：问申报或查到的家庭情况",
	"veto": "一票否决：符合规则的不能批准", "gives": "类别：符合时可认定的困难类别", "clause": "条款：它写的是文件里哪句话", "days": "天数", "Limit.unit": "按什么算：working 工作日、calendar 自然日",
	"NoticeRule.unit": "按什么算：calendar 自然日、working 工作日；不写为自然日", "extend": "最长：有理由时可延到几天", "most": "最多", "Return.most": "次数：0 为不限", "Award.most": "最高金额（元）",
	"do":    "做什么：intake 受理、crosscheck 核对、check 入户调查、appraisal 民主评议、opinion 初审、notice 公示、decision 审批、papers 补办手续、file 建档",
	"level": "层级：village 村居、town 镇街、county 县、city 市", "within": "期限：如 10 工作日", "people": "人数：至少几人一起", "confirm": "各自确认：每人用自己的账号确认",
	"quorum": "到会比例：如 2/3", "pass": "通过比例：到会的人里多少同意", "voters": "应到人数：至少几人", "notice": "公示：怎样公示",
	"sample": "抽查：抽几成再上门，如 30%", "kin": "近亲属备案的全部入户", "When.kin": "有近亲属备案", "delegate": "委托：县级的权限交给镇街",
	"causes": "原因：申请的致困原因，或退出的原因，是其中之一", "over": "大于（元）", "up_to": "不超过（元）", "objected": "公示有过异议", "fields": "公开内容：只能从允许的里面选", "mask": "遮盖：middle 张*三、given 张**",
	"photo": "照片：张贴后拍照", "objection": "异议退回：退到哪一步的编号", "answer": "答复异议的期限", "refill": "递补：撤下的由下一名补上", "paper": "纸张：A4 或 A3",
	"category": "类别：建档时记的困难类别", "pay": "发放：none 不发、monthly 按月、once 一次", "Award.from": "从几时起：same_month 当月、next_month 次月、decision 决定日",
	"urgent": "先行救助：先给钱，后补手续", "months": "几个月", "review": "复核：分档，多久看一次", "class": "档别：A、B、C", "ahead": "提前几天提醒", "grace": "渐退期：几个月",
	"ExitDue.grace": "渐退：因哪些原因退出有渐退期", "reasons": "退出原因", "letter": "书面告知的期限",
}
