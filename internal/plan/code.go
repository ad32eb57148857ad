package plan

import (
	"slices"

	"songnuan/internal/yamldoc"
)

// Codes are all findings that reading, linting and pricing a plan can make, in
// the order of the work: form, parameters, extension, dates, rules, content.
var Codes = slices.Concat(yamldoc.FormCodes, rows(ownCodes))

// row is a Code written without its fields' names.
type row yamldoc.Code

func rows(all []row) []Code {
	codes := make([]Code, len(all))
	for i, one := range all {
		codes[i] = Code(one)
	}
	return codes
}

var ownCodes = []row{
	// Form of the file.
	{"quote_param", Error, "{参数} 没有加引号", "写成 \"{year}\""},
	{"range_backwards", Error, "范围的下限大于上限", "对调两个数"},
	{"format_unknown", Error, "格式版本不认识", "写 format: 1"},
	{"format_missing", Warning, "没有写格式版本，按第 1 版读", "写 format: 1"},
	{"plan_id", Error, "方案没有英文编号", "写 plan: 加英文编号"},
	{"title_missing", Error, "方案没有名称", "写 title: 加活动名称"},

	// Parameters.
	{"param_unsettled", Warning, "参数待明确，先按假定的值计算", "问清后写 value，或用 --param 给出"},
	{"param_missing", Error, "参数没有答案，也没有假定的值", "写 value 或 assume，或用 --param 给出"},
	{"param_unknown", Error, "引用了没有声明的参数", "在 params 里声明，或改正名字"},
	{"param_not_declared", Error, "--param 给了方案里没有的参数", "改正参数名"},
	{"param_not_chosen", Error, "参数的值不在可选的答案里", "从 choose 里选一个"},
	{"param_wrong_kind", Error, "参数的值与 kind 不符", "按提示的形式改写"},
	{"param_too_long", Error, "参数的值太长，或参数用得太多", "参数只放一个词、一个数或一个日期"},
	{"param_not_number", Error, "对不是整数的参数做了加减", "参数改为整数，或去掉加减"},

	// Extension.
	{"extends_unreadable", Error, "读不到 extends 指的方案", "检查文件名，放在同一文件夹"},
	{"extends_circle", Error, "方案绕回来继承自己", "去掉其中一个 extends"},
	{"extends_too_far", Error, "继承的层数太多", "把中间的方案合并"},
	{"drop_unknown", Error, "要去掉的条款在原方案里没有", "改正 id，或删去这一项"},
	{"drop_without_base", Error, "没有继承别的方案却写了 drop", "删去 drop"},

	// Dates.
	{"date_bad", Error, "日期写法不对", "按提示改写，例如 2027-01-15、before(春节)"},
	{"date_unresolved", Error, "日期算不出来", "按提示补全"},
	{"date_anchor_unknown", Error, "日期引用了没有的阶段或活动", "改正编号"},
	{"date_anchor_open", Error, "日期引用的阶段或活动没有写日期", "给那一条补上日期"},
	{"date_circle", Error, "日期互相引用，绕成一圈", "把其中一个写成具体日期"},

	// Rules.
	{"rule_bad", Error, "规则写错了", "按提示的位置和内容改"},
	{"rules_too_many", Error, "规则太多，后面的没有检查", "合并规则，名单请放在表格里"},
	{"rule_term", Warning, "规则里的名称不在词表里", "改成词表里的名称"},
	{"rule_doubt", Warning, "规则里的比较多半不是原意：金额没有写 yuan，地区不是代码，日期不完整", "按提示改写"},

	// Ids and references.
	{"id_twice", Error, "同一节里编号重复", "改掉其中一个编号"},
	{"ref_unknown", Error, "引用了没有的编号", "改正编号，或补上那一条"},
	{"ref_not_in_force", Warning, "引用的条款在现在的答案下不生效", "给引用的条款也写上同样的 only_if"},
	{"not_acted_on", Note, "这一项已读取、检查并显示，办理功能以后才有", "可以保留，不影响运行"},
	{"param_unused", Note, "参数没有被用到", "在条款里写 {参数}，或删去"},

	// Classes.
	{"no_classes", Warning, "没有写覆盖对象", "写 classes"},
	{"class_without_people", Error, "没有写对象包括哪些人", "写 who、list、prescribed 或 bulk 其中一个"},
	{"class_two_ways", Error, "用了两种办法说明对象包括哪些人", "只留一种"},
	{"class_unused", Warning, "没有一条待遇或责任提到这类对象", "补上待遇或走访，或删去这类对象"},
	{"except_empties", Error, "排除的正是全部对象", "改 except 或 who"},
	{"helped_missing", Warning, "没有写怎样才算帮到", "写 helped_when"},
	{"helped_unprovided", Error, "算作帮到的事，方案里没有条款去做", "补上那一条，或改 helped_when"},
	{"helped_any_unprovided", Warning, "几种可算帮到的事里，有的没有条款去做", "补上那一条，或从 helped_when 去掉"},
	{"quota_twice", Warning, "同一类对象有两个名额", "只留一个"},
	{"quota_table", Error, "名额表相加与总名额不符", "改正名额表或总名额"},
	{"quota_without_class", Error, "名额没有写对象", "写 class"},
	{"quota_without_count", Error, "名额没有写多少", "写 count 或 table"},

	// Benefits.
	{"amount_missing", Error, "慰问金没有写金额", "写 amount 或 tiers"},
	{"amount_and_tiers", Error, "金额和分档同时写了", "只留一个"},
	{"tier_unreachable", Warning, "前一档不设条件，后面的档不起作用", "给前一档写 when，或调换次序"},
	{"tiers_differ", Warning, "各档户数相加与对象总数不一致", "核对 expect"},
	{"shares_percent", Error, "各资金来源的百分比合起来不是 100%", "改正百分比"},
	{"shares_amount", Error, "各资金来源的金额合起来不等于标准", "改正金额"},
	{"benefit_without_purse", Error, "钱没有写从哪里出", "写 purse"},
	{"benefit_without_class", Error, "待遇没有写给谁", "写 class"},
	{"two_amounts", Warning, "同一类对象、同一资金、同一时间有两个金额", "合并成一条，或写 guards 说明怎样叠加"},
	{"two_quantities", Warning, "同一类对象的同一物品写了两次数量", "合并成一条，或写 guards"},
	{"item_missing", Error, "物资没有写物品", "写 item"},
	{"goods_without_quantity", Error, "物资没有写数量", "写 quantity 或 range"},
	{"goods_without_purse", Note, "物资没有写谁出钱，也没有写从哪批来", "写 purse 或 stock；捐来的可不写"},
	{"site_unclear", Error, "按点位算，但没有写哪一种点位", "写 site"},

	// Guards and bans.
	{"guard_without_kind", Error, "防重复的条款没有写怎样处理", "写 kind: exclude、cap 或 stack"},
	{"guard_against_nothing", Warning, "防重复的条款没有写与什么比", "写 against 或 who"},
	{"guard_without_cap", Error, "封顶没有写金额", "写 cap"},
	{"guard_not_reckoned", Warning, "防重复的条款还没有从测算里扣除", "测算按各条相加，是上限；发放时再核对"},
	{"guard_conflict", Error, "一条说可以叠加，另一条说不可以", "删去其中一条"},
	{"ban_contradicted", Error, "条款做了禁止的事", "改条款，或把禁止改为软性"},

	// Duties and people.
	{"duty_without_person", Error, "责任没有写由谁承担", "写 of"},
	{"duty_without_act", Error, "责任没有写做什么", "写 act"},
	{"duty_without_worth", Error, "扶助没有写价值多少", "写 worth"},
	{"helper_without_pairing", Error, "责任由帮扶人承担，方案却没有结对", "写 pairing，或改 of"},
	{"pairing_without_helpers", Error, "结对没有写帮扶人", "写 helpers"},
	{"festival_unknown", Error, "节日名称不认识", "写 元旦、春节、元宵、清明、端午、中秋、国庆 等"},
	{"form_empty", Error, "表格没有写步骤", "写 steps"},
	{"form_step_empty", Error, "表格的一步里没有问题", "写 questions，或删去这一步"},
	{"question_twice", Error, "同一张表里问题编号重复", "改掉其中一个编号"},
	{"question_without_words", Error, "问题没有写问什么", "写 ask"},
	{"question_without_kind", Error, "问题没有写怎样回答", "写 kind"},
	{"question_without_choices", Error, "选择题没有写选项", "写 choices"},
	{"choice_twice", Error, "同一个问题里选项重复", "删去一个选项"},
	{"condition_unknown", Error, "问题的条件提到前面没有问过的问题", "改正编号，或调换次序"},
	{"condition_never", Error, "问题的条件是前面的问题答不出的值", "改成那个问题的选项"},
	{"nobody_named", Warning, "没有写由谁办", "写 by"},
	{"site_empty", Warning, "点位没有写有哪些", "写 level、places 或 expect"},
	{"grade_unknown", Error, "隐患等级不在词表里，或重大隐患的等级没有列在 grades 里", "写 A、B、C、D，grave 从 grades 里选"},
	{"check_unknown", Warning, "排查的项目不在词表里，排查表按“其他”登记", "写 煤气中毒、失火、倒塌、用电、燃气、无房、危房"},
	{"days_without_order", Warning, "写了几天内整改，没有写由谁责令整改", "写 order"},
	{"ladder_open", Warning, "逐级上报没有写到哪一级办结", "给最后一级写 decides: true"},
	{"ladder_after_end", Warning, "办结以后还有上报的一级", "调换次序，或去掉 decides"},
	{"bad_term", Error, "时限写法不对", "写成 10 工作日、3 天、24 小时"},
	{"trigger_without_effect", Error, "触发以后没有写做什么", "写 do，或 duty 加 set_every"},
	{"trigger_without_degree", Error, "气温触发没有写几度", "写 below"},

	// Dates in order.
	{"span_backwards", Error, "结束早于开始", "改正日期"},
	{"phase_without_date", Warning, "阶段没有写开始日期", "写 from"},
	{"report_before_visits", Warning, "走访还没有结束就要上报", "推后上报，或提前走访"},
	{"task_before_task", Warning, "任务的期限早于它前面的任务", "改正 due 或 after"},
	{"given_before_made", Error, "物资还没有做好就要发", "推后发放，或提前制作"},
	{"closes_missing", Warning, "没有写活动什么时候结束结算", "写 closes_on"},
	{"closes_before_end", Warning, "结算日早于活动结束", "推后 closes_on"},
	{"payment_after_close", Warning, "发放期限晚于结算日", "提前发放，或推后 closes_on"},
	{"period_open", Warning, "没有写年份，也没有写起止日期", "写 year 或 period"},
	{"outside_period", Warning, "活动日不在方案的起止日期内", "改活动日或 period"},
	{"bad_clock", Error, "时间写法不对", "写成 09:00"},
	{"agenda_backwards", Warning, "议程时间倒退", "调换次序或改时间"},
	{"notice_too_long", Error, "公示超过一年", "核对 days"},
	{"notice_without_days", Error, "公示没有写几天", "写 days"},
	{"notice_ends_in_holiday", Warning, "公示期在放假期间结束", "提前张贴，或推后截止"},
	{"procedure_unknown", Warning, "库里没有 approval 写的程序配置", "改正 profile，或把那份配置加进库里"},
	{"procedure_elsewhere", Warning, "approval 写的程序配置管不到方案的地区", "换一份配置，或改 area"},
	{"procedure_without_application", Warning, "approval 写的程序配置只管复核或退出，不管申请", "换一份配置"},
	{"procedure_not_in_force", Warning, "方案期间 approval 写的程序配置不在施行期内", "换一份配置，或改施行日期"},
	{"notice_shorter", Warning, "方案的公示比程序配置的短，按长的办", "改 days"},
	{"notice_without_step", Note, "程序配置里没有这一级公示，不会张贴", "改 level，或在程序配置里加一步"},
	{"notice_blocks_all", Warning, "写了有异议全部暂停；公示只暂停被提异议的那一户", "改成 block_row"},
	{"holidays_missing", Warning, "要数工作日，但没有那一年的放假安排", "在假日表里补上那一年"},

	// The paper.
	{"year_name_differs", Warning, "干支或生肖年与方案年份不符", "核对是哪一年"},
	{"year_differs", Warning, "原句里的年份不在方案的年份里", "核对是不是旧方案留下的"},
	{"before_spring_festival", Warning, "说是“春节期间”，日期却都在春节以前", "核对日期或说法"},
	{"six_missing", Warning, "“六有”缺一项", "写上，指向条款或用一句话说明"},
	{"sentence_uncovered", Warning, "原文有一句没有条款对应", "写成条款并引为 source，或写进 remarks 说明原因"},
	{"part_uncovered", Note, "原文一句里有一部分没有条款对应", "写成条款，或写进 remarks"},
	{"source_not_in_paper", Note, "source 引的话在原文里找不到", "照原文抄写"},
	{"paper_too_long", Note, "原文太长，只核对前面的部分", "只放要执行的内容"},

	// Totals: what adding up finds.
	{"count_missing", Warning, "缺少只有名册或人工能给的数", "用 --count 给出，或在方案里写 expect；有名册时自动取数"},
	{"rate_missing", Error, "没有标准，算不出金额", "写 amount，或给每个资金来源写金额"},
	{"price_missing", Warning, "由资金付款的物品没有单价", "在 items 里写 price"},
	{"quantity_missing", Error, "物品没有数量", "写 quantity 或 range"},
	{"period_missing", Warning, "没有起止日期，算不出次数", "写 period 或 when"},
	{"period_too_long", Error, "期间超过二十年，多半写错了年份", "核对起止日期"},
	{"forecast_too_long", Error, "条款与对象相乘，测算超过十万行", "减少条款，或写明 class"},
	{"bundle_circle", Error, "礼包里装着它自己", "改正 bundle"},
	{"amount_too_large", Error, "数字太大，超出能计算的范围", "核对是否多写了位数"},
	{"total_differs", Error, "各项之和与写明的总数不符", "改正总数或各项"},
	{"total_off", Warning, "各项之和与约数或软性的总数相差较大", "核对总数或各项"},
	{"total_unreachable", Error, "各项怎么取值都达不到写明的范围", "改正范围或各项"},
	{"total_undecided", Note, "缺数，总数暂时无法核对", "补上缺少的数"},
	{"purse_overdrawn", Error, "资金来源不够支付", "追加资金，或减少支出"},
	{"purse_tight", Warning, "按上限或约数计算，资金来源可能不够", "核对资金与支出"},
	{"purse_earmarked", Error, "专项资金付了用途以外的项目", "换资金来源，或改 earmark"},
	{"stock_short", Error, "物品的需要量超过制作或采购的数量", "增加数量，或减少发放"},
	{"making_slow", Warning, "按日产量在期限内做不完", "增加人手、延长时间或减少数量"},
	{"makers_sum", Warning, "各组分工之和超过总数", "改正分工或总数"},
	{"allocation_over", Error, "分出去的超过总数", "减少分配或增加数量"},
	{"helpers_short", Warning, "帮扶人不够", "增加帮扶人，或提高每人结对户数"},
	{"pairs_differ", Warning, "结对的户数与对象的户数不符", "核对两处数字"},

	// The roster: what running the plan over lists finds.
	{"roster_differs", Warning, "名册的数与方案写的不符", "核对名单或方案"},
	{"roster_undecided", Warning, "有对象缺少判断所需的信息", "补齐“待核实”里列出的信息"},
	{"roster_over_quota", Warning, "要求全覆盖的对象有的排在名额以外", "增加名额，或改 all"},
	{"rows_wrong", Warning, "名单有退回的行", "改好退回文件后重新运行"},
}
