package demo

// surnames by their share of the population, per ten thousand, after the
// Ministry of Public Security's yearly reports on names; the rest is left out.
var surnames = []weighted[string]{
	{"王", 720}, {"李", 719}, {"张", 678}, {"刘", 510}, {"陈", 461}, {"杨", 317}, {"赵", 229}, {"黄", 223}, {"周", 212},
	{"吴", 205}, {"徐", 166}, {"孙", 150}, {"胡", 131}, {"朱", 126}, {"高", 121}, {"林", 118}, {"何", 118}, {"郭", 115},
	{"马", 106}, {"罗", 104}, {"梁", 101}, {"宋", 90}, {"郑", 89}, {"谢", 87}, {"韩", 85}, {"唐", 83}, {"冯", 80},
	{"于", 79}, {"董", 73}, {"萧", 71}, {"程", 70}, {"曹", 70}, {"袁", 69}, {"邓", 69}, {"许", 67}, {"傅", 65}, {"沈", 63},
	{"曾", 63}, {"彭", 62}, {"吕", 57}, {"苏", 56}, {"卢", 55}, {"蒋", 55}, {"蔡", 54}, {"贾", 51}, {"丁", 50}, {"魏", 50},
	{"薛", 47}, {"叶", 46}, {"阎", 45}, {"余", 44}, {"潘", 43}, {"杜", 42}, {"戴", 39}, {"夏", 38}, {"钟", 37}, {"汪", 37},
	{"田", 37}, {"任", 36}, {"姜", 36}, {"范", 35}, {"方", 34}, {"石", 34}, {"姚", 34}, {"谭", 33}, {"廖", 33}, {"邹", 33},
	{"熊", 32}, {"金", 31}, {"陆", 31}, {"欧阳", 8}, {"司徒", 2},
}

// cantonese surnames make up more of a village in the delta of the Pearl River.
var cantonese = []weighted[string]{
	{"陈", 900}, {"李", 700}, {"黄", 650}, {"梁", 420}, {"林", 330}, {"张", 330}, {"吴", 300}, {"刘", 280}, {"罗", 210},
	{"莫", 260}, {"卢", 220}, {"叶", 200}, {"何", 200}, {"袁", 190}, {"冼", 120}, {"欧阳", 30}, {"温", 90}, {"麦", 110}, {"邓", 130},
	{"谢", 120}, {"钟", 110}, {"苏", 110}, {"周", 110}, {"刁", 20}, {"尹", 90}, {"香", 20}, {"朱", 100}, {"赖", 60}, {"蔡", 70}, {"郭", 70},
}

// generation is the taste in given names of a stretch of birth years.
type generation struct {
	until                     int // the last birth year
	maleFirst, maleSecond     string
	femaleFirst, femaleSecond string
	singleMale, singleFemale  string
	single                    int // of a hundred given names have one character
}

var generations = []generation{
	{1949, "国志德永炳润焕锦树福金", "祥福荣华成林明才根松发", "秀桂玉凤兰淑惠金月彩", "英珍兰芳莲香娥妹梅娣", "福荣贵有根", "英兰秀珍梅", 12},
	{1965, "建国志文卫振永新伟汉", "国军民华明强平生林洪", "秀丽玉春桂素惠爱凤瑞", "英华珍兰芳梅琴萍香云", "军勇强明伟", "芳英玲萍红", 20},
	{1980, "建志伟永海晓文俊国少", "强军伟勇辉平峰斌明华", "丽晓海雪燕艳春小美红", "华娟霞玲燕丽萍芬梅英", "勇伟强磊涛斌", "丽艳敏静娟燕", 34},
	{1995, "志俊嘉文伟浩晓子家泽", "杰辉豪鹏宇超明斌轩文", "晓雅思嘉婷雪佳慧丽秋", "婷敏怡欣琪莹玲燕洁仪", "鹏杰浩磊超", "婷静莹雪娜", 28},
	{2010, "子浩宇俊嘉梓泽文家博", "轩宇涵豪杰然睿阳辰熙", "思雨欣梓佳诗子语嘉雅", "涵怡萱琪彤瑶妍欣妤晴", "睿轩宇昊阳", "萱瑶彤悦妍", 10},
	{9999, "沐奕梓宇浩子泽俊嘉景", "宸辰泽阳轩然睿霖熙和", "若梓沐语诗雨可伊欣思", "汐涵晴玥萱妍彤瑶柠悦", "宸睿辰铭洋", "玥彤瑶汐柠", 8},
}

// surname draws a surname as they are in the town.
func (m *Maker) surname() string {
	if m.town.Cantonese && m.dice.percent(75) {
		return draw(m.dice, cantonese)
	}
	return draw(m.dice, surnames)
}

// name draws a full name that nobody in the lists of this maker has yet, as
// far as a few throws find one: people do share names.
func (m *Maker) name(surname, sex string, birthYear int) string {
	name := ""
	for range 6 {
		name = surname + m.given(sex, birthYear)
		if !m.taken[name] {
			break
		}
	}
	m.taken[name] = true
	return name
}

func (m *Maker) given(sex string, birthYear int) string {
	g := generations[0]
	for _, g = range generations {
		if birthYear <= g.until {
			break
		}
	}
	first, second, single := g.maleFirst, g.maleSecond, g.singleMale
	if sex == female {
		first, second, single = g.femaleFirst, g.femaleSecond, g.singleFemale
	}
	if m.dice.percent(g.single) {
		return m.dice.sign(single)
	}
	a, b := m.dice.sign(first), m.dice.sign(second)
	for a == b && (sex == male || birthYear <= 1980) { // doubled names are for girls of later years
		b = m.dice.sign(second)
	}
	return a + b
}
