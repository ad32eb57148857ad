package sown

// weighted is drawn as often as its weight says.
type weighted struct {
	text   string
	weight int
}

func (m *maker) draw(list []weighted) string {
	total := 0
	for _, w := range list {
		total += w.weight
	}
	at := m.IntN(total)
	for _, w := range list {
		if at -= w.weight; at < 0 {
			return w.text
		}
	}
	panic("sown: weights do not add up")
}

// sign draws a character; the first ones of a list come oftener, as names go by
// taste.
func (m *maker) sign(list string) string {
	signs := []rune(list)
	at := m.Float64()
	return string(signs[int(at*at*float64(len(signs)))])
}

// surnames by their share of the population, per ten thousand, after the
// Ministry of Public Security's yearly reports on names, and a tail of rarer
// ones.
var surnames = []weighted{
	{"王", 720}, {"李", 719}, {"张", 678}, {"刘", 510}, {"陈", 461}, {"杨", 317}, {"赵", 229}, {"黄", 223}, {"周", 212}, {"吴", 205},
	{"徐", 166}, {"孙", 150}, {"胡", 131}, {"朱", 126}, {"高", 121}, {"林", 118}, {"何", 118}, {"郭", 115}, {"马", 106}, {"罗", 104},
	{"梁", 101}, {"宋", 90}, {"郑", 89}, {"谢", 87}, {"韩", 85}, {"唐", 83}, {"冯", 80}, {"于", 79}, {"董", 73}, {"萧", 71}, {"程", 70},
	{"曹", 70}, {"袁", 69}, {"邓", 69}, {"许", 67}, {"傅", 65}, {"沈", 63}, {"曾", 63}, {"彭", 62}, {"吕", 57}, {"苏", 56}, {"卢", 55},
	{"蒋", 55}, {"蔡", 54}, {"贾", 51}, {"丁", 50}, {"魏", 50}, {"薛", 47}, {"叶", 46}, {"阎", 45}, {"余", 44}, {"潘", 43}, {"杜", 42},
	{"戴", 39}, {"夏", 38}, {"钟", 37}, {"汪", 37}, {"田", 37}, {"任", 36}, {"姜", 36}, {"范", 35}, {"方", 34}, {"石", 34}, {"姚", 34},
	{"谭", 33}, {"廖", 33}, {"邹", 33}, {"熊", 32}, {"金", 31}, {"陆", 31}, {"郝", 30}, {"孔", 29}, {"白", 28}, {"崔", 28}, {"康", 27},
	{"毛", 27}, {"邱", 26}, {"秦", 26}, {"江", 25}, {"史", 25}, {"顾", 24}, {"侯", 24}, {"邵", 23}, {"孟", 23}, {"龙", 22}, {"万", 22},
	{"段", 21}, {"雷", 21}, {"钱", 20}, {"汤", 20}, {"尹", 19}, {"黎", 19}, {"易", 18}, {"常", 18}, {"武", 17}, {"乔", 17}, {"贺", 16},
	{"赖", 16}, {"龚", 15}, {"文", 15}, {"欧阳", 8}, {"冼", 5}, {"莫", 12}, {"麦", 6}, {"温", 11}, {"司徒", 2}, {"覃", 7}, {"韦", 12},
}

// surname draws one as they are in the village.
func (m *maker) surname(v *village) string {
	if m.IntN(2) == 0 {
		return m.draw(v.main)
	}
	return m.draw(surnames)
}

const (
	maleSigns       = "明华军国伟建强平文志勇林生东海永峰德新春光荣福金庆根祥波成龙玉才辉红良安忠宏云斌亮飞兴宝学清民超贵友水发松胜刚全义武立宇杰磊俊涛鹏浩洋晨旭昊博轩泽睿梓"
	femaleSigns     = "秀英玉兰芳丽红珍梅华凤霞桂艳春莲云香萍燕玲翠金爱琴淑菊娟美芬青敏小花雪月娥静荣琼娜慧婷洁颖倩琳莉洋佳欣怡雨思涵梓萱诗琪悦瑶"
	generationSigns = "文国志建永德家世明光俊振天子学宗泽嘉承启"

	placeFirst  = "上下东西南北大小新旧高低长石龙凤金银白黑青红朱马牛杨柳桃李竹松梅沙河塘桥"
	placeSecond = "埗沙塘坑岭头尾围岗涌寨屋庄田园桥井湾坝坪洲江山边心门口湖岸"
	placeThird  = "一二三甲乙里外前后中"
)

// favourites are the given names of an age, which one in eight has.
var favourites = []struct {
	until        int
	male, female []string
}{
	{1959, []string{"建国", "国华", "志明", "德明", "玉林", "桂生"}, []string{"秀英", "桂英", "玉兰", "秀兰", "玉英", "凤英", "桂兰", "秀珍"}},
	{1979, []string{"军", "伟", "勇", "强", "建华", "建军", "志强", "永强"}, []string{"丽", "敏", "艳", "秀英", "红梅", "丽华", "海燕", "小红"}},
	{1999, []string{"伟", "磊", "鹏", "涛", "超", "俊杰", "浩"}, []string{"静", "婷", "丽", "雪", "娜", "丹", "燕", "倩"}},
	{9999, []string{"浩宇", "子轩", "宇轩", "梓豪", "浩然", "俊熙"}, []string{"梓涵", "欣怡", "子涵", "诗涵", "雨桐", "梓萱"}},
}

// given draws a given name.
func (m *maker) given(man bool, year int) string {
	age := favourites[0]
	for _, age = range favourites {
		if year <= age.until {
			break
		}
	}
	signs := pick(man, maleSigns, femaleSigns)
	switch m.IntN(8) {
	case 0:
		list := pick(man, age.male, age.female)
		return list[m.IntN(len(list))]
	case 1:
		return m.sign(signs)
	}
	return m.sign(signs) + m.sign(signs)
}

// homophones are characters that one hears the same in a name.
const homophones = "英瑛莹颖 华桦骅 军君钧均 国帼 伟炜玮纬 建健剑 强墙 平萍苹 文雯 志智治 勇永泳涌 林琳霖 生升昇声 东冬 海亥 峰锋丰枫 德得 新欣馨鑫 " +
	"春椿 光广 荣容蓉溶 福富 金今津 庆清 根跟 祥翔详 波博 成诚城程 龙隆 玉钰育裕 才财 辉晖惠慧 红洪宏虹鸿 良梁粮 安鞍 忠中钟 云芸 斌彬宾滨 亮量 飞菲霏 " +
	"兴星 宝保 学雪 民敏 超抄 贵桂 友有 水睡 松嵩 胜圣盛 刚钢纲 全泉权 义艺益毅 武伍 立利力丽莉 宇雨羽 杰洁捷 俊峻骏 涛滔 鹏朋 浩昊皓 洋阳杨扬 晨辰 旭绪 " +
	"秀绣 兰岚澜 芳方 珍真贞 梅玫 凤奉 霞侠 艳燕彦 莲连 香湘 翠脆 爱艾 琴勤芹 淑叔 菊局 娟涓捐 美镁 芬纷 青卿 小晓 花化 月悦 静靖婧 琼穷 娜那 婷庭廷 倩茜 " +
	"佳嘉家 怡仪宜 思丝 涵寒 诗师 琪琦奇 瑶遥 玲灵铃龄 王汪 张章 李里 陈晨 刘留 徐许 何和 于余俞 程成 付傅 肖萧 江姜 石时"
