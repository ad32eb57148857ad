package plan

import (
	"reflect"
	"strings"
)

// describe says in Chinese what a key is for: the words that an editor shows
// beside it. What a type says of its own comes before what the key says
// everywhere. A test sees to it that no key is without words.
func describe(t reflect.Type, key string) string {
	if t == reflect.TypeFor[Plan]() {
		return sectionWords[key]
	}
	if own, ok := ownWords[t.Name()+"."+key]; ok {
		return own
	}
	return keyWords[key]
}

// keyLabel is the first, short part of the words.
func keyLabel(t reflect.Type, key string) string {
	label, _, _ := strings.Cut(describe(t, key), "：")
	return label
}

// sectionWords say what a section holds.
var sectionWords = map[string]string{
	"format": "格式版本：写 1", "plan": "方案编号：英文，如 gaobu-pairing", "title": "活动名称", "theme": "主题", "version": "版本：本单位自己的编号",
	"extends": "照旧：所继承的方案文件，同 id 的条款以本方案写的为准", "area": "地区：2—12 位行政区划代码；不写为权限内全部",
	"unit": "单位：活动所在的单位，连同下属单位", "year": "年份：活动迎接哪一年的春节", "stems": "干支生肖：原文写的年，如 乙未羊年，与 year 核对",
	"params": "待明确的参数：原文没有写死的年份、金额、读法", "organisers": "组织单位", "basis": "依据：法律和文件", "aim": "目标：指导思想、具体目标",
	"period": "起止日期", "phases": "阶段和任务", "sites": "点位：社区、村、车站等", "roles": "岗位和人员", "classes": "覆盖对象", "quotas": "名额",
	"surveys": "调查摸底：数量、致困原因、需求", "purses": "资金来源", "cash": "慰问金、补助金", "items": "物品", "goods": "发放物资", "costs": "活动经费",
	"budget": "写明的总数：与各项相加核对", "payments": "发放方式", "guards": "防重复：排除、封顶、叠加", "pairing": "结对帮扶", "duties": "责任：走访、实事、扶助等", "forms": "走访表：问什么、怎样答",
	"inspections": "排查：住房、取暖等", "ladders": "逐级上报：问题往上走到哪一级办结", "demands": "诉求渠道、矛盾纠纷", "services": "服务：医疗、就学、就业、法律等",
	"talks": "座谈", "approval": "审批程序", "notices": "公示", "reports": "上报", "events": "活动和议程", "publicity": "宣传", "production": "制作或采购",
	"allocations": "分配", "triggers": "触发：寒潮、低温等一到就改变频次", "bans": "禁止", "six": "六有：目标、党政支持、人员、资金、机制、措施",
	"closes_on": "结算日：活动到这一天结束并核对", "paper": "原文：要执行的部分，用来核对有没有漏", "remarks": "说明：原文里不形成条款的句子及原因",
}

// keyWords say what a key means wherever it stands.
var keyWords = map[string]string{
	"id": "编号：英文，同一节里不重复；不写则自动编", "name": "名称", "source": "原句：来自纸质方案的哪句话，可写几句",
	"strength": "力度：must 必须、principle 原则上、suggested 建议、strive 力争；不写为必须", "note": "备注",
	"only_if": "生效条件：参数等于这些答案时才生效", "drop": "去掉：继承别的方案时，去掉同 id 的条款",
	"class": "对象：classes 的编号，一个或几个", "by": "由谁办：roles 的编号或单位名称", "when": "期间：不写为整个活动期间", "purse": "资金来源：purses 的编号，可几个分担",
	"amount": "金额（元）", "quantity": "数量", "unit": "单位", "from": "开始", "to": "结束", "per": "按什么算：户、人、点位等", "every": "频次：once、month、quarter、year 等",
	"item": "物品：items 的编号", "site": "点位：sites 的编号", "expect": "预计数：原文写的数", "count": "个数", "kind": "种类", "text": "内容", "for": "针对：条款编号",
	"tasks": "任务", "steps": "步骤", "fields": "栏目", "level": "层级", "who": "规则：哪些人（CEL）", "price": "单价（元）", "place": "地点", "holder": "由谁持有",
	"due": "期限", "after": "排在哪一条之后", "papers": "材料", "form": "表格", "method": "方式", "channels": "渠道", "ask": "问题", "fallback": "替代办法：做不到时怎么办",
	"on": "日期", "days": "天数", "weight": "权重", "percent": "百分比", "households": "户数", "persons": "人数", "children": "孩子：哪些成员算（CEL，针对 person）",
	"value": "值", "reason": "原因", "do": "做什么",
}

// ownWords say what a key means in one type.
var ownWords = map[string]string{
	"Param.ask": "要问的问题", "Param.assume": "假定：没有答复前按它算", "Param.choose": "可选的答案", "Param.kind": "答案种类：text、number、year、date、money", "Param.value": "答案：问清后写在这里",
	"Choice.name": "答案的说法", "Organiser.as": "身份：host 主办、organiser 承办、co_organiser 协办、coordinates 统一协调、leads 领导、supports 支持", "Organiser.bodies": "单位名称",
	"Goal.measure": "衡量什么：coverage、visits 等", "Goal.target": "目标值", "Phase.from": "开始日期", "Phase.to": "结束日期：不写为当天", "Task.site": "每个点位一份：sites 的编号",
	"Site.level": "层级：village、town、county，取活动地区内该级全部", "Site.places": "地点名称", "Site.expect": "有几个：没有区划时用",
	"Role.holder": "由谁担任", "Role.of": "按什么设：每个点位、镇、单位等一名", "Role.head": "第一责任人或组长", "Role.count": "几名", "Role.kinds": "帮扶人类别", "Role.tasks": "职责", "Role.rank": "最低级别：如 副股",
	"Class.unit": "算户还是算人：household 或 person", "Class.who": "哪些人：规则（CEL）", "Class.except": "排除：规则里有这些情形的不算", "Class.list": "名单：直接写名字", "Class.prescribed": "上级下发的名单",
	"Class.bulk": "整批：不记名，由单位签收", "Class.all": "全覆盖：一个都不能漏", "Class.priority": "优先次序：1 最先", "Class.expect": "原文写的户数、人数", "Class.helped_when": "怎样算帮到：visit、payment、goods、pairing、duties、receipt、hand",
	"Class.level": "困难等级", "Named.area": "所在地区代码", "Named.unit": "所在单位", "Named.number": "户编号：有档案时", "Named.id_number": "身份证号", "Named.persons": "几人：不写为 1", "Named.why": "为什么在名单上", "Named.name": "姓名",
	"Prescribed.from": "谁下发", "Prescribed.due": "几时下发", "Prescribed.mark": "标记：名单里用哪个类别表示", "Prescribed.check": "还要符合 who 的规则",
	"Bulk.receiver": "签收单位", "Expect.households": "户数", "Expect.persons": "人数", "Expect.children": "孩子数",
	"Quota.per": "每什么：total、unit、village 或点位编号", "Quota.table": "名额表：点位或单位名称对应的数", "Quota.order": "排序：人多于名额时谁在前", "Quota.rest": "其余的人：not_eligible 或 waiting", "Quota.count": "名额",
	"Order.by": "按什么排（CEL）：数字、文字或是否", "Order.desc": "从大到小", "Survey.ask": "调查什么：count、cause、need 等", "Survey.method": "方式：数据比对、走访、回访", "Survey.form": "调查表",
	"Purse.holder": "资金在哪个单位", "Purse.kind": "种类：finance、union、donation、department、welfare、own", "Purse.amount": "有多少钱", "Purse.own": "帮扶人自筹：不计入总数", "Purse.earmark": "专款专用：只付这些条款", "Purse.carry_over": "结余转下年", "Purse.raise": "几时筹集",
	"Cash.tiers": "分档：从前往后，第一个符合的算", "Cash.times": "几次：不写则按频次和期间算", "Cash.cap": "封顶：每户合计不超过", "Cash.by": "发放期限", "Tier.when": "条件（CEL）：不写为其余的人", "Tier.name": "档名", "Share.weight": "分担的权重", "Share.percent": "分担的百分比", "Share.amount": "分担的金额（元）",
	"Item.unit": "计量单位：床、副、袋", "Item.bundle": "礼包：里面有哪些物品", "Item.recipe": "用料", "Goods.range": "数量范围：如 1-2", "Goods.stock": "来自哪批：production 或 allocations 的编号", "Goods.by": "发放期限",
	"Cost.outside": "不计入写明的总数", "Cost.amount": "金额：合计，或写了数量时的单价", "Budget.of": "包括哪些条款：不写为全部", "Budget.costs": "包括活动经费", "Budget.purse": "只算这个资金来源", "Budget.amount": "写明的数（元）",
	"Payment.method": "方式：bank 银行、one_card 一卡通、cash_signed 现金签收、goods_signed 实物签收、on_visit 上门发放", "Payment.people": "几人经办：发现金至少两人", "Payment.proxy": "谁可以代领", "Payment.by": "经办单位", "Payment.purse": "只管这个资金来源",
	"Guard.kind": "办法：exclude 不得同享、cap 封顶、stack 可叠加", "Guard.against": "与什么比：条款编号，或 other_level、other_agency、last_festival、待遇名称", "Guard.who": "名册上怎样看出（CEL）", "Guard.cap": "封顶金额（元）", "Guard.keep": "保留哪个：higher 就高、first 先到、条款编号",
	"Pairing.helpers": "帮扶人：roles 的编号，或 all", "Pairing.per_helper": "每名帮扶人几户", "Pairing.per_subject": "每户几名帮扶人：不写为 1", "Pairing.expect_helpers": "帮扶人数", "Pairing.through": "联络员：来往都通过谁", "Pairing.recusal": "回避：哪些关系不结对", "Pairing.prefer": "优先：怎样配对更好",
	"Pairing.review": "多久看一次要不要调整", "Pairing.adjust_on": "什么时候调整单个对子", "Pairing.outside": "社会热心人士可以加入", "Pairing.lasts": "结对到几时", "Pairing.by": "几时前结好",
	"Duty.of": "由谁承担：roles 的编号，或 helper", "Duty.act": "做什么：visit 走访、deed 实事、aid_value 扶助等", "Duty.how": "怎样做：door 上门、phone 电话、gathering 集中、street 街面", "Duty.group": "几人一起", "Duty.at_least": "至少几次", "Duty.at_most": "至多几次", "Duty.worth": "扶助价值（元）", "Duty.per": "每什么：week、month、quarter、year", "Duty.also_at": "另在这些节日", "Duty.separate": "节日走访不抵平时的次数", "Duty.by": "期限", "Duty.class": "为哪些对象：不写为全部对象",
	"Duty.form": "走访表：forms 的编号；不写用程序带的", "Form.steps": "分几步问", "Form.unmet": "没有见到人：答成这些时不算走访到", "FormStep.questions": "这一步问什么", "Question.ask": "问什么",
	"Question.kind": "怎样回答：choice 单选、many 多选、number 数、money 金额、text 文字、date 日期、yes_no 是否、photo 照片、signature 签字、place 地点、gift 款物、hazard 隐患、demand 诉求、members 家庭成员", "Question.choices": "选项", "Question.when": "条件：前面的问题这样答才问", "Question.required": "必答",
	"Question.hint": "提示：写在问题下面", "Question.at_least": "最小的数，或至少几张", "Question.at_most": "最大的数，或至多几张", "Condition.question": "前面哪个问题", "Condition.is": "答成这些时；不写为答了就算",
	"Inspection.focus": "重点看谁（CEL）", "Inspection.check": "查什么", "Inspection.grades": "隐患等级", "Inspection.grave": "哪些等级算重大隐患", "Inspection.order": "由谁责令整改", "Inspection.days": "几天内整改", "Inspection.reinspect": "整改后复查",
	"Ladder.for": "哪类问题", "Rung.to": "报给谁", "Rung.within": "时限：如 3 工作日、24 小时；不写为及时", "Rung.decides": "在这一级办结", "Demand.channel": "渠道", "Demand.ladder": "按哪条逐级上报：ladders 的编号", "Demand.kind": "demand 诉求，dispute 矛盾纠纷",
	"Approval.profile": "程序模板", "Step.act": "做什么：apply、check、appraise、review、agree、file、decide", "Step.within": "时限：如 10 工作日", "Step.voters": "由谁评议",
	"Notice.level": "公示在哪一级：village、town、county、unit", "Notice.post": "张贴日期", "Notice.days": "公示几天：从张贴次日算", "Notice.working": "按工作日算", "Notice.objection": "有异议时：block_row 只停这一户；block_all 全停，还不支持，按 block_row 办", "Notice.refill": "空出的名额补上", "Notice.after": "排在哪个公示之后",
	"Report.what": "报什么：roster 名册、basics 基本情况、summary 汇总、photos 照片、statistics 统计", "Report.from": "谁报", "Report.to": "报给谁", "Report.by": "期限", "Report.late": "迟报怎样：refused 不收、noted 记录", "Report.copies": "几份",
	"Event.to": "最后一天：不写为当天", "Event.attend": "参加人", "Event.capacity": "容纳人数", "Event.agenda": "议程", "AgendaItem.at": "时间：09:00；不写则只排次序", "AgendaItem.minutes": "几分钟",
	"Publicity.audience": "对象人群", "Publicity.material": "材料", "Publicity.kind": "policy 政策、example 典型、result 成效、report 报道、appeal 倡议", "Publicity.count": "几件",
	"Trigger.on": "什么情况：寒潮预警、气温、灾害、事件", "Trigger.below": "低于几度", "Trigger.duty": "改变哪项责任：duties 的编号", "Trigger.set_every": "改成什么频次", "Trigger.until": "到几时为止",
	"Ban.what":  "禁止什么：splitting 拆分、reduced_amount 减发、agent 代领、overspend 超支、kin 亲属、delay 拖延、other 其他",
	"Six.goals": "具体目标：条款（节.编号）或一句话", "Six.support": "党政支持", "Six.people": "人员落实", "Six.funds": "资金保障", "Six.rules": "机制规范", "Six.measures": "措施保证", "Six.before": "六有齐备前不能做什么：activate 启动、close 结束，或 phases 的编号；不写为 activate",
	"Production.how": "做还是买：make、buy、donate", "Production.makers": "分工", "Production.per_day": "每天多少", "Production.quantity": "总数", "Maker.who": "谁做", "Maker.per_day": "每天多少",
	"Allocation.from": "分哪一批：production 的编号", "Allocation.to": "分给谁", "Allocation.by": "按什么分：equal 平均、head 人数、household 户数、ratio 比例、weights 几项加权、table 表", "Allocation.weights": "加权", "Allocation.remainder": "零头：largest、first、store", "Allocation.on_site": "现场发放多少",
	"AllocatedTo.ratio": "比例", "Weight.by": "按什么：head、household、equal",
}
