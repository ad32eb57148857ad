package plan

// Code is one kind of finding. docs/findings.md is made from this table.
type Code struct {
	Code     string
	Severity Severity
	Meaning  string // what it says of the plan
	Remedy   string // what to do
}

func severityOf(code string) Severity {
	if c, ok := codesByName[code]; ok {
		return c.Severity
	}
	panic("plan: finding without a row in Codes: " + code)
}

var codesByName = func() map[string]Code {
	all := make(map[string]Code, len(Codes))
	for _, c := range Codes {
		all[c.Code] = c
	}
	return all
}()

// Codes are all findings that reading, linting and pricing a plan can make, in
// the order of the work: form, parameters, extension, dates, rules, content.
var Codes = []Code{
	// Form of the file.
	{"key_unknown", Error, "写了格式里没有的键", "改成提示的键，或删去；键用英文"},
	{"key_twice", Error, "同一处一个键写了两次", "删去其中一个"},
	{"key_not_text", Error, "键不是文字", "键用英文小写字母"},
	{"wrong_type", Error, "值的形式不对", "按提示的形式改写"},
	{"quote_param", Error, "{参数} 没有加引号", "写成 \"{year}\""},
	{"bad_word", Error, "值不在可选的词里", "从提示的词里选一个"},
	{"bad_id", Error, "编号不是英文编号", "用小写字母开头的字母、数字、_ 和 -"},
	{"range_backwards", Error, "范围的下限大于上限", "对调两个数"},
	{"empty_item", Warning, "列表里有空的一项", "补上内容或删去"},
	{"yaml_alias", Error, "用了 YAML 的锚点、别名或合并键", "把内容直接写出来"},
	{"yaml_tag", Error, "用了 YAML 标签（!）", "删去标签，文字加引号"},
	{"too_deep", Error, "嵌套太深或内容太多", "检查缩进，或分成几个方案"},
	{"format_unknown", Error, "没有写格式版本，或版本不认识", "写 format: 1"},
	{"plan_id", Error, "方案没有英文编号", "写 plan: 加英文编号"},
	{"title_missing", Error, "方案没有名称", "写 title: 加活动名称"},
	{"more_findings", Note, "问题太多，后面的只计数", "先改前面的，再检查一次"},

	// Parameters.
	{"param_unsettled", Warning, "参数待明确，先按假定的值计算", "问清后写 value，或用 --param 给出"},
	{"param_missing", Error, "参数没有答案，也没有假定的值", "写 value 或 assume，或用 --param 给出"},
	{"param_unknown", Error, "引用了没有声明的参数", "在 params 里声明，或改正名字"},
	{"param_not_declared", Error, "--param 给了方案里没有的参数", "改正参数名"},
	{"param_not_chosen", Error, "参数的值不在可选的答案里", "从 choose 里选一个"},
	{"param_wrong_kind", Error, "参数的值与 kind 不符", "按提示的形式改写"},
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
	{"rule_term", Warning, "规则里的名称不在词表里", "改成词表里的名称"},
}
