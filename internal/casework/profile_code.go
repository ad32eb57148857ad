package casework

import (
	"slices"

	"songnuan/internal/yamldoc"
)

// ProfileCodes are all findings that reading and linting a profile can make.
var ProfileCodes = slices.Concat(yamldoc.FormCodes, profileRows())

// profileCode is a yamldoc.Code written without its fields' names.
type profileCode yamldoc.Code

func profileRows() []yamldoc.Code {
	all := make([]yamldoc.Code, len(profileCodes))
	for i, one := range profileCodes {
		all[i] = yamldoc.Code(one)
	}
	return all
}

// The severities, as the table writes them.
const (
	bad  = yamldoc.Error
	warn = yamldoc.Warning
	hint = yamldoc.Note
)

var profileCodes = []profileCode{
	// What it is for.
	{"value_bad", bad, "日期、金额或比例写错了", "按提示改写，例如 2026-07-01、800、2/3"},
	{"format_missing", warn, "没有写格式版本，按第 1 版读", "写 format: 1"},
	{"format_unknown", bad, "格式版本不认识", "写 format: 1"},
	{"profile_id", bad, "配置没有英文编号", "写 profile: 加英文编号"},
	{"title_missing", bad, "配置没有名称", "写 title: 加名称"},
	{"kinds_missing", bad, "没有写管哪些办理事项", "写 kinds，例如 kinds: [dibao]"},
	{"from_missing", bad, "没有写从哪一天起施行", "写 from: 加日期"},
	{"dates_backwards", bad, "停止施行早于开始施行", "改正日期"},
	{"unit_unknown", bad, "单位的种类不认识", "写 union，或不写"},
	{"source_missing", warn, "没有写依据", "写 source: 加文件和条款"},
	{"source_unsure", hint, "依据没有写可靠程度", "写 sure: law、seen、memory 或 office"},
	{"profiles_overlap", bad, "同一地区、同一事项有两个配置同时施行", "给前一个写 to，或删去一个"},

	// Applying.
	{"apply_by_missing", warn, "没有写可以由谁申请", "写 by: [self, village]"},
	{"paper_twice", bad, "材料编号重复", "改掉其中一个编号"},
	{"paper_without_name", bad, "材料没有名称", "写 name"},
	{"late_without_urgent", bad, "材料可以后补，配置却不是先行救助", "删去 late，或写 award.urgent: true"},
	{"supplement_missing", warn, "没有写补正材料的期限", "写 supplement，例如 10 工作日"},
	{"consent_missing", bad, "要信息核对，却不要核对授权", "写 consent: true"},
	{"adult_missing", bad, "写了未成年人怎样申请，却没有写几岁成年", "写 adult: 18"},

	// Conditions.
	{"rule_bad", bad, "规则写错了", "按提示的位置和内容改"},
	{"rule_term", warn, "规则里的名称不在词表里", "改成词表里的名称"},
	{"rule_doubt", warn, "规则里的比较多半不是原意", "按提示改写"},
	{"test_without_rule", bad, "认定条件没有规则", "写 rule"},
	{"test_without_name", bad, "认定条件没有名称", "写 name"},
	{"test_without_clause", bad, "认定条件没有引用条款", "写 clause，照抄文件里的那句话"},
	{"test_twice", bad, "认定条件编号重复", "改掉其中一个编号"},

	// Steps.
	{"steps_missing", bad, "没有写办理程序", "写 steps"},
	{"step_id", bad, "程序的一步没有英文编号", "写 id"},
	{"step_twice", bad, "两步的编号相同", "改掉其中一个编号"},
	{"step_without_do", bad, "没有写这一步做什么", "写 do"},
	{"step_unreachable", bad, "这一步任何情形都走不到", "改 when，或删去这一步"},
	{"step_after_file", bad, "建档以后还有步骤", "把建档放到最后"},
	{"file_missing", bad, "最后没有建档或落实的一步", "在最后加 do: file"},
	{"check_missing", bad, "没有调查核对的一步", "加 do: check"},
	{"decision_missing", bad, "没有审批的一步", "加 do: decision"},
	{"decision_before_check", bad, "审批排在调查核对之前，又不是先行救助", "调换次序；先行救助写 award.urgent: true"},
	{"decision_before_notice", bad, "公示排在审批之后，又没有再审批", "公示放到审批之前"},
	{"notice_before_check", bad, "还没有调查核对就公示", "把公示放到调查核对之后"},
	{"notice_missing", warn, "没有公示", "核对依据；按规定可以不公示的，在 source 里写明"},
	{"intake_not_first", bad, "受理不在最前", "把受理放到最前"},
	{"appraisal_after_decision", bad, "评议排在审批之后", "把评议放到审批之前"},
	{"role_missing", bad, "没有写由哪个岗位办", "写 by"},
	{"role_unknown", bad, "岗位不认识", "从提示的岗位里选"},
	{"same_hands", warn, "两步只能由同一级的同一个岗位办，而同一人不能办两步", "给其中一步再写一个岗位，或确认那里有两个人"},
	{"limit_missing", warn, "没有写几天内办完", "写 within，例如 10 工作日"},
	{"limit_without_days", bad, "写了期限，没有写几天", "写 days，大于 0"},
	{"limit_long", warn, "期限超过一年", "核对天数"},
	{"extend_short", bad, "延长后的天数不比原来多", "改 extend，或删去"},
	{"total_short", warn, "各步的期限合起来超过了总期限", "核对各步或 total"},
	{"checkers_few", warn, "入户调查不到两人", "写 people: 2"},
	{"not_of_this_step", bad, "这一项不属于这种步骤", "移到提示的步骤，或删去"},
	{"votes_missing", bad, "评议没有写到会比例或通过比例", "写 quorum 和 pass，例如 2/3"},
	{"ratio_low", warn, "通过比例不到一半", "核对 pass"},
	{"band_overlap", bad, "两个审批的金额范围重叠", "改 over 或 up_to，让范围相接"},
	{"band_gap", bad, "有的金额没有人审批", "改 over 或 up_to，让范围相接"},
	{"band_backwards", bad, "金额范围的下限不低于上限", "对调 over 和 up_to"},

	// Public notice.
	{"notice_rule_missing", bad, "公示没有写怎样公示", "写 notice: {days: 7, fields: […]}"},
	{"notice_without_days", bad, "公示没有写几天", "写 days"},
	{"notice_too_long", warn, "公示超过三个月", "核对天数"},
	{"notice_without_fields", bad, "公示没有写公开哪些内容", "写 fields"},
	{"field_private", bad, "公示里有不能公开的个人信息", "删去这一项"},
	{"field_unknown", bad, "公示的内容不认识", "从提示的内容里选"},
	{"notice_without_name", warn, "公示里没有姓名", "加 name，公布时自动遮盖"},
	{"notice_level_missing", bad, "没有写公示到哪一级", "写 level"},
	{"objection_unknown", bad, "异议退回的步骤不存在", "改正编号"},
	{"objection_after", bad, "异议退回的步骤排在公示之后", "写公示之前的一步"},
	{"answer_missing", warn, "没有写几天内答复异议", "写 answer"},
	{"recusal_fixed", bad, "近亲属回避不能由配置关闭", "删去这一行"},
	{"four_eyes_fixed", bad, "同一人不得办理同一件的两步，不能由配置放开", "删去这一行"},

	// After the decision.
	{"urgent_without_papers", bad, "先行救助没有写补办手续", "在审批以后加 do: papers，写 within"},
	{"urgent_papers_open", bad, "补办手续没有写期限", "给 do: papers 的一步写 within"},
	{"papers_without_urgent", bad, "有补办手续的一步，却不是先行救助", "写 award.urgent: true，或删去这一步"},
	{"papers_before_decision", bad, "补办手续排在审批之前", "放到审批之后"},
	{"urgent_kind", warn, "事项是紧急程序，却没有写先行救助", "写 award.urgent: true"},
	{"award_missing", bad, "没有写批准以后得到什么", "写 award"},
	{"category_unknown", warn, "困难类别不在词表里", "改成词表里的名称"},
	{"pay_from_missing", warn, "按月发放，却没有写从哪个月起", "写 from: next_month"},
	{"most_missing", hint, "一次发放，没有写最多多少", "写 most"},
	{"review_missing", warn, "按月享受，却没有写多久复核一次", "写 review"},
	{"review_without_months", bad, "复核没有写隔几个月", "写 months"},
	{"review_unreachable", warn, "前一档不设条件，后面的档不起作用", "给前一档写 when，或调换次序"},
	{"review_open", bad, "每一档复核都设了条件，有的家庭不属于任何一档", "最后一档不写 when"},
	{"review_twice", bad, "复核的档别重复", "改掉其中一个"},
	{"exit_without_reasons", bad, "退出没有写原因", "写 exit.reasons"},
	{"reason_unknown", bad, "没有列在退出原因里", "改正，或加到 reasons"},
	{"reason_term", warn, "退出原因不在词表里", "改成词表里的名称"},
	{"grace_without_months", bad, "写了哪些原因有渐退期，没有写几个月", "写 award.grace"},
	{"letter_missing", warn, "没有写几天内把理由书面告知", "写 letter"},
}
