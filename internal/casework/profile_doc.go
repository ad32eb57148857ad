package casework

import (
	"fmt"
	"reflect"
	"strings"

	"songnuan/internal/yamldoc"
)

//go:generate go test -run TestPublishedFilesAreFresh -update .

// FindingsDocument is docs/profile-findings.md: every finding with its severity,
// what it means, and what to do.
func FindingsDocument() []byte {
	var out strings.Builder
	out.WriteString("# 程序配置检查的提示 / Profile findings\n\n")
	out.WriteString("<!-- Made from internal/casework/profile_code.go by `go generate ./internal/casework`; do not edit. -->\n\n")
	out.WriteString("`songnuan profile lint` 给每条提示一个代码和级别：error 不会有事项按它办，warning 请人核对，note 供参考。\n\n")
	out.WriteString("| 代码 code | 级别 severity | 意思 | 怎么办 |\n|---|---|---|---|\n")
	for _, c := range ProfileCodes {
		fmt.Fprintf(&out, "| `%s` | %s | %s | %s |\n", c.Code, c.Severity, strings.ReplaceAll(c.Meaning, "|", `\|`), strings.ReplaceAll(c.Remedy, "|", `\|`))
	}
	out.WriteString("\n读不了的文件（退出状态 2）级别也是 error，代码是 `unreadable` 或 `too_large`。\n")
	return []byte(out.String())
}

// profileParts are the parts of the format in the order of the manual, with the
// key that each stands under.
var profileParts = []struct {
	title string
	of    reflect.Type
}{
	{"最上层", reflect.TypeFor[Profile]()}, {"`source`：依据", reflect.TypeFor[Source]()}, {"期限：`within`、`total`、`supplement`、`answer`、`letter`", reflect.TypeFor[Limit]()},
	{"`apply`：申请", reflect.TypeFor[Apply]()}, {"`papers`：材料", reflect.TypeFor[Paper]()}, {"`tests`：认定条件", reflect.TypeFor[Test]()},
	{"`steps`：办理程序", reflect.TypeFor[Step]()}, {"`when`：一步的条件，写了几项就都要符合", reflect.TypeFor[When]()}, {"`notice`：公示", reflect.TypeFor[NoticeRule]()},
	{"`return`：退回补正", reflect.TypeFor[Return]()}, {"`award`：批准以后", reflect.TypeFor[Award]()}, {"`review`：定期复核", reflect.TypeFor[Review]()}, {"`exit`：退出", reflect.TypeFor[ExitDue]()},
}

// KeysDocument lists every key of the format with what it means, as
// docs/profiles.md holds it.
func KeysDocument() string {
	var out strings.Builder
	for _, part := range profileParts {
		out.WriteString("\n### " + part.title + "\n\n| 键 | 意思 |\n|---|---|\n")
		for _, key := range yamldoc.ShapeOf(part.of).Order {
			words := profileWords[key]
			if own, ok := profileWords[part.of.Name()+"."+key]; ok {
				words = own
			}
			fmt.Fprintf(&out, "| `%s` | %s |\n", key, words)
		}
	}
	return out.String()
}
