package personal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestMasks(t *testing.T) {
	id, _ := ParseID("11010519491231002X")
	card, _ := ParseCard("4111111111111111")
	mobile, _ := ParsePhone("13812345678")
	landline, _ := ParsePhone("0769-22223333-801")
	short, _ := ParsePhone("22223333")
	for _, c := range []struct{ got, want string }{
		{id.String(), "110105********002X"},
		{card.String(), "4111********1111"},
		{mobile.String(), "138****5678"},
		{landline.String(), "0769-****3333"},
		{short.String(), "****3333"},
		{NewName("张三").String(), "张*"},
		{NewName("张三丰").String(), "张*丰"},
		{NewName("欧阳华").String(), "欧阳*"},
		{NewName("欧阳建华").String(), "欧阳*华"},
		{NewName("欧阳").String(), "欧*"},
		{NewName("买买提·吐尔逊").String(), "买**·吐**"},
		{NewName("斯琴高娃").String(), "斯**娃"},
		{NewName("张").String(), "*"},
		{NewName("").String(), ""},
		{NewAddress("东莞市高埗镇冼沙村二坊 12 号").String(), "东莞市高埗镇冼沙村****"},
		{NewAddress("高埗镇冼沙村村民委员会 3 号").String(), "高埗镇冼沙村村民委员会****"},
		{NewAddress("高埗镇颐龙路 8 号").String(), "高埗镇****"},
		{NewAddress("高埗镇").String(), "高埗镇"},
		{NewAddress("颐龙路 8 号").String(), "****"},
		{ID{}.String(), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

// TestNothingPrintsTheClearText tries every way in which a record slips into a
// log, hidden fields too.
func TestNothingPrintsTheClearText(t *testing.T) {
	id, _ := ParseID("11010519491231002X")
	phone, _ := ParsePhone("13812345678")
	card, _ := ParseCard("4111111111111111")
	disability, _ := ParseDisabilityCard("11010519491231002X43")
	key := NewKey()
	record := struct {
		ID         ID
		hidden     ID
		Phone      *Phone
		cards      []Card
		disability DisabilityCard
		name       Name
		Home       Address
		key        Key
	}{id, id, &phone, []Card{card}, disability, NewName("张三丰"), NewAddress("冼沙村二坊 12 号"), key}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb, record)
		fmt.Fprintf(&out, verb, id)
		fmt.Fprintf(&out, verb, &id)
		fmt.Fprintf(&out, verb, []Card{card})
		fmt.Fprintf(&out, verb, map[string]any{"disability": disability, "phone": phone})
		fmt.Fprintf(&out, verb, key)
	}
	for _, log := range []*slog.Logger{slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))} {
		log.Info("x", "record", record, "id", id, "phone", phone, "key", key)
	}
	if err := json.NewEncoder(&out).Encode(record); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, secret := range []string{"11010519491231002X", "13812345678", "4111111111111111", "张三丰", "二坊", fmt.Sprintf("%x", "11010519491231002X"), fmt.Sprint(key.bytes()[:4]), fmt.Sprintf("%x", key.bytes()[:4])} {
		secret = strings.Trim(secret, "[]")
		if strings.Contains(text, secret) {
			t.Errorf("printed: %s", secret)
		}
	}
	if !strings.Contains(text, "110105********002X") {
		t.Error("the mask is not printed either")
	}
	if id != record.hidden {
		t.Error("equal numbers differ")
	}
}

func TestHideNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"二组3号":                        "二组3号",
		"2026-01-05":                  "2026-01-05",
		"导出20261123103000.xlsx":       "导出20261123103000.xlsx",
		"12345678.90元":                "12345678.90元",
		"11010519491231002X":          "11***************X",
		"张三13812345678":               "张三13*********",
		"139-1234-5678":               "13*-****-****",
		"139 1234 5678，西街1号":          "13* **** ****，西街1号",
		"卡6228 4804 0256 4890 018":    "卡62** **** **** **** ***",
		"0769-22223333":               "07**-********",
		"2026-01-05 13812345678":      "20**-**-** ***********",
		"3-1-2-13812345678":           "3-1-*-***********",
		"110105194912310、13812345678": "11*************、13*********",
	} {
		if got := HideNumbers(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
