package intake

import (
	"testing"

	"songnuan/internal/locale"
)

func TestFindingNamesItsColumn(t *testing.T) {
	var found Findings
	found.Add(Wrong, 2, Column{Heading: "家庭年收入", Field: "income"}, "money.negative", "text", "-1")
	found.Add(Wrong, 2, Column{Heading: "家庭年收入", Field: "income"}, "intake.cell_formula")
	found.Add(Wrong, 2, Column{Heading: "身份证号", Field: "id_number"}, "personal.id_check")
	found.Add(Wrong, 2, Column{}, "registry.village_missing")
	for i, want := range []string{
		"“家庭年收入”：金额“-1”是负数，此处不允许负数，请改为零或正数。",
		"“家庭年收入”以等号开头，是公式，不能入库。请复制后“选择性粘贴为数值”，或直接填写内容。",
		"身份证号校验位不对，至少有一位录错。请对照证件改正。",
		"没有填所在村（社区）。请填写。",
	} {
		if got := found[i].Text(locale.Chinese); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
