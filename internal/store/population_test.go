package store

import (
	"fmt"
	"math"
	"math/rand/v2"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/money"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
)

// population makes households as they come in real lists: their sizes, how
// often names repeat, how full the fields are. The people are made up.
type population struct {
	*rand.Rand
	ids     id.Source
	n       int
	village func(n int) area.Code
}

const testInstant = day.Instant("2026-11-23T02:00:00.000000Z")

func newPopulation() *population {
	return &population{Rand: rand.New(rand.NewPCG(20, 26)), ids: id.Sequence(), village: func(n int) area.Code {
		return area.Code(fmt.Sprintf("4419001%02d%03d", n/20%30, 1+n%20))
	}}
}

var (
	surnames = []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")
	given    = []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红玲芬燕彩春菊凤梅琴云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉建国文辉力健世广志义兴良海山仁波宁贵福生龙元全胜学祥才发武新利清飞彬富顺信子昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以家致树炎德行时泰盛雄琛钧冠策腾楠榕风航弘")
)

// common picks the early ones more often, so that 260,000 persons have some
// 60,000 names between them.
func (p *population) common(from []rune) rune {
	x := p.Float64()
	return from[int(math.Pow(x, 6)*float64(len(from)))]
}

func (p *population) name() string {
	name := []rune{p.common(surnames), p.common(given)}
	if p.IntN(10) < 7 {
		name = append(name, p.common(given))
	}
	return string(name)
}

func (p *population) idNumber(year int) personal.ID {
	body := fmt.Sprintf("441900%04d%02d%02d%03d", year, 1+p.IntN(12), 1+p.IntN(28), p.IntN(1000))
	sum := 0
	for i, weight := range [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * weight
	}
	number, err := personal.ParseID(body + string("10X98765432"[sum%11]))
	if err != nil {
		panic(err)
	}
	return number
}

func (p *population) phone() personal.Phone {
	phone, err := personal.ParsePhone(fmt.Sprintf("13%09d", p.Int64N(1_000_000_000)))
	if err != nil {
		panic(err)
	}
	return phone
}

func (p *population) card() personal.Card {
	card, err := personal.ParseCard(fmt.Sprintf("622848%013d", p.Int64N(10_000_000_000_000)))
	if err != nil {
		panic(err)
	}
	return card
}

// household makes the next one; three members in five are two or three.
func (p *population) household() *registry.Household {
	opened, _ := day.New(2020+p.IntN(6), 1+p.IntN(12), 1)
	income := money.Fen(p.Int64N(3_000_000))
	perHead := money.Fen(p.Int64N(100_000))
	h := &registry.Household{
		ID: p.ids(), Number: fmt.Sprintf("GB%08d", p.n), Area: p.village(p.n), Size: 1 + p.IntN(3), Income: &income, IncomePerHead: &perHead,
		Address: fmt.Sprintf("%d组%d号", 1+p.IntN(20), 1+p.IntN(300)), Housing: "自有住房", Phone: p.phone(), Card: p.card(), CardBank: "农业银行",
		Opened: opened, Version: 1, Batch: "019b0000-0000-7000-8000-000000000001",
	}
	if p.IntN(3) == 0 {
		h.Size += 2
	}
	h.Covered = h.Size
	p.n++
	for seq := range h.Size {
		h.Members = append(h.Members, p.member(seq+1))
	}
	h.Head, h.CardHolder = h.Members[0].Name, h.Members[0].Name
	h.Categories = append(h.Categories, registry.Category{Name: pickOne(p, "低保对象", "特困人员", "低保边缘家庭", "防止返贫监测对象"), Main: true, From: opened})
	if p.IntN(5) == 0 {
		h.Categories = append(h.Categories, registry.Category{Name: "残疾人", Member: 1})
	}
	h.Causes = append(h.Causes, registry.Cause{Name: pickOne(p, "因病", "因残", "因学", "缺劳力"), Main: true})
	if p.IntN(4) == 0 {
		h.Causes = append(h.Causes, registry.Cause{Name: "因灾"})
	}
	return h
}

func (p *population) member(seq int) registry.Member {
	relation := registry.Head
	if seq > 1 {
		relation = pickOne(p, "配偶", "子", "女", "母亲")
	}
	number := p.idNumber(1930 + p.IntN(90))
	birth, _ := day.Parse(number.Birth())
	return registry.Member{
		ID: p.ids(), Seq: seq, Name: p.name(), Relation: relation, Sex: pickOne(p, "男", "女"), Birth: birth,
		IDKind: "居民身份证", IDNumber: number, Health: pickOne(p, "健康", "慢性病", "重病"), Employment: pickOne(p, "在职", "无业"), Covered: true,
	}
}

func pickOne(p *population, from ...string) string { return from[p.IntN(len(from))] }
