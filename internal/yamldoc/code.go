package yamldoc

// FormCodes are the findings about the form of a file, the same for every
// format. Their messages are yamldoc.finding.<code>.
var FormCodes = []Code{
	{"key_unknown", Error, "写了格式里没有的键", "改成提示的键，或删去；键用英文"},
	{"key_twice", Error, "同一处一个键写了两次", "删去其中一个"},
	{"key_not_text", Error, "键不是文字", "键用英文小写字母"},
	{"wrong_type", Error, "值的形式不对", "按提示的形式改写"},
	{"bad_word", Error, "值不在可选的词里", "从提示的词里选一个"},
	{"bad_id", Error, "编号不是英文编号", "用小写字母开头的字母、数字、_ 和 -"},
	{"area_bad", Error, "区划代码不对", "写 2、4、6、9 或 12 位行政区划代码"},
	{"empty_item", Warning, "列表里有空的一项", "补上内容或删去"},
	{"yaml_alias", Error, "用了 YAML 的锚点、别名或合并键", "把内容直接写出来"},
	{"yaml_tag", Error, "用了 YAML 标签（!）", "删去标签，文字加引号"},
	{"too_deep", Error, "嵌套太深或内容太多", "检查缩进，或分成几个文件"},
	{"more_findings", Note, "问题太多，后面的只计数", "先改前面的，再检查一次"},
}
