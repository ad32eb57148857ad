package likeness

import (
	"strings"

	"songnuan/internal/personal"
)

// variants are characters that name lists write for one another: the same
// character in its full form, and other forms of it (异体字) that people are
// given as names. Each group's first stands for all. Full forms are those of
// common surnames and given names after 通用规范汉字表 (2013), table of
// 简化字与繁体字、异体字.
var variants = groups(
	"张張 刘劉 陈陳 杨楊 赵趙 黄黃 吴吳 孙孫 马馬 罗羅 郑鄭 谢謝 韩韓 冯馮 于於 萧蕭肖 邓鄧 许許 沈瀋 苏蘇甦 卢盧 蒋蔣 贾賈 叶葉 阎閻闫 " +
		"钟鐘鍾锺 谭譚 邹鄒 陆陸 顾顧 龚龔 万萬 钱錢 汤湯 赖賴 庞龐 颜顏 齐齊 严嚴 聂聶 鲁魯 韦韋 俞兪 纪紀 欧歐 涂塗 侯矦 " +
		"国國囯 华華 荣榮 兰蘭 凤鳳 莲蓮 丽麗 云雲 龙龍 飞飛 红紅 贵貴 义義 庆慶 军軍 东東 宝寶 宁寧甯 寿壽 礼禮 爱愛 艳艷豔 娇嬌 " +
		"灵靈 玺璽 炜煒 辉輝煇 伟偉 杰傑 强強彊 峰峯 升昇陞 泽澤 泉湶 烟煙 坤堃 哲喆嚞 栋棟 梁樑 焕煥 炼煉 灿燦 " +
		"喜囍憙 群羣 略畧 俊儁 仙僊 启啟啓 咏詠 嫦姮 婵嬋 妆妝 娴嫻嫺 修脩 岩巖嵒巌 岁歲 恒恆 清淸 温溫 润潤 满滿 滨濱 澜瀾 " +
		"涌湧 泻瀉 晋晉 晓曉 显顯 时時 旷曠 映暎 胜勝 腾騰 权權 条條 杨楊 标標 楠枬柟 琼瓊 瑶瑤 环環 玮瑋 现現 珍珎鉁 璇璿 畅暢 " +
		"盖蓋 祯禎 种種 积積 穗穂 笔筆 简簡 纯純 红紅 绍紹 经經 绪緒 维維 绵綿 绣繡綉 缘緣 罗羅 联聯 节節 芦蘆 芸蕓 范範 岳嶽 志誌 苹蘋 荫蔭 " +
		"药藥 莹瑩 萧蕭 蓝藍 虑慮 补補 见見 观觀 觉覺 让讓 记記 论論 设設 诚誠 诗詩 语語 谊誼 谋謀 谦謙 贞貞 财財 贤賢 " +
		"车車 轩軒 达達 运運 进進 连連 选選 远遠 逊遜 遥遙 里裏裡 钢鋼 铁鐵鉄 铃鈴 铭銘 银銀 锋鋒 锐銳 锦錦 镇鎮 长長 门門 " +
		"闻聞 阳陽 阴陰 际際 陕陝 雾霧 静靜 韵韻 顺順 预預 领領 颖穎頴 风風 骏駿 骄驕 鱼魚 鸣鳴 鸿鴻 鹏鵬 鹤鶴 麦麥 齐齊 龄齡 " +
		"双雙 发發 变變 圣聖 坚堅 尧堯 师師 帅帥 广廣 应應 开開 归歸 当當 录錄 战戰 怀懷 总總 惠恵 抚撫 据據 旧舊 会會 传傳 伦倫 " +
		"优優 体體 俭儉 亿億 亚亞 产產 亲親 丰豐 乐樂 书書 买買 乔喬 业業 两兩 个個 为為爲 举舉 义義 仪儀 众眾衆 佑祐 侠俠 儿兒 兴興 养養 " +
		"冲沖 净淨 凯凱 刚剛 创創 则則 劲勁 励勵 勋勳勛 区區 协協 单單 卫衛衞 厉厲 县縣 参參 后後 听聽 吕呂 员員 响響 图圖 园園 圆圓 " +
		"块塊 坟墳 垒壘 声聲 备備 复復 够夠 头頭 夹夾 奋奮 奖獎 妇婦 姗姍 娅婭 学學 实實 宪憲 宽寬 宾賓 对對 寻尋 导導 将將 " +
		"尔爾 岗崗 岚嵐 岭嶺 屿嶼 巩鞏 带帶 庄莊 库庫 庙廟 废廢 异異 弃棄 弥彌 弯彎 彻徹 径徑 御禦 忆憶 怜憐 恳懇 悦悅 惊驚 戏戲 户戶 执執")

func groups(text string) map[rune]rune {
	table := map[rune]rune{}
	for group := range strings.FieldsSeq(text) {
		signs := []rune(group)
		for _, r := range signs[1:] {
			if r != signs[0] {
				table[r] = signs[0]
			}
		}
	}
	return table
}

// folded is a name with one spelling: no spaces, no dots, no note behind it in
// brackets, and of each character its first form.
func folded(name string) string {
	name = personal.NormalName(name)
	if i := strings.IndexAny(name, "(（[【"); i > 0 {
		name = name[:i]
	}
	return strings.Map(func(r rune) rune {
		if r == '·' {
			return -1
		}
		if first, ok := variants[r]; ok {
			return first
		}
		return r
	}, name)
}
