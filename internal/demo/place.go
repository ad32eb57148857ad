package demo

import (
	"strings"

	"songnuan/internal/area"
)

// Village is a village, community or pasture (嘎查) of the area tree.
type Village struct {
	Code string // 12 digits
	Town string
	Name string // as lists write it, without 村民委员会
	Size int    // how many households it has compared with the others; made up
}

// Town is where a list comes from.
type Town struct {
	Name      string
	Region    string // what stands before it in an address
	ID        string // first six digits of ID numbers
	Cantonese bool   // its surnames are those of the Pearl River delta
	Villages  []Village
}

// The places of the lists. Their names are those of the sample areas.
var (
	Gaobu    = town("高埗镇", "广东省东莞市", "441900", true, "441900129")
	Meishan  = town("梅山镇", "安徽省六安市金寨县", "341524", false, "341524100")
	Xilinhot = town("锡林浩特市", "内蒙古自治区锡林浩特市", "152502", false, "152502001", "152502004", "152502200", "152502203")
)

// town gathers the villages below the towns of the codes.
func town(name, region, id string, cantonese bool, codes ...string) Town {
	t := Town{Name: name, Region: region, ID: id, Cantonese: cantonese}
	names := map[string]string{}
	for _, a := range area.Sample() {
		code := string(a.Code)
		names[code] = a.Name
		for _, below := range codes {
			if strings.HasPrefix(code, below) && a.Code.Level() == area.Village {
				t.Villages = append(t.Villages, Village{
					Code: code, Town: names[code[:9]+"000"], Name: Short(a.Name), Size: 4 + len(t.Villages)*7%13,
				})
			}
		}
	}
	if len(t.Villages) == 0 {
		panic("demo: no villages of " + name) // the sample areas are embedded
	}
	return t
}

// Short is a village's name without its committee: 冼沙村 for 冼沙村村民委员会,
// 开顺村 for 开顺村委会. A name that would lose its kind stays whole.
func Short(name string) string {
	for _, ending := range []string{"村民委员会", "居民委员会", "居委会", "委会"} {
		cut, ok := strings.CutSuffix(name, ending)
		if ok && (strings.HasSuffix(cut, "村") || strings.HasSuffix(cut, "社区")) {
			return cut
		}
	}
	return name
}
