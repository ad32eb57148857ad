package plan

import (
	"fmt"
	"strings"
)

// FindingsDocument is docs/findings.md: every finding with its severity, what
// it means, and what to do.
func FindingsDocument() []byte {
	var out strings.Builder
	out.WriteString("# 方案检查的提示 / Plan findings\n\n")
	out.WriteString("<!-- Made from internal/plan/code.go by `go generate ./internal/plan`; do not edit. -->\n\n")
	out.WriteString("`songnuan plan lint` 给每条提示一个代码和级别：error 方案不能运行，warning 请人核对，note 供参考。\n\n")
	out.WriteString("| 代码 code | 级别 severity | 意思 | 怎么办 |\n|---|---|---|---|\n")
	for _, c := range Codes {
		fmt.Fprintf(&out, "| `%s` | %s | %s | %s |\n", c.Code, c.Severity, cell(c.Meaning), cell(c.Remedy))
	}
	out.WriteString("\n读不了的文件（退出状态 2）级别也是 error，代码是 `unreadable`（不是方案文件，或不合 YAML 格式）或 `too_large`（文件太大，或条款太多）。\n")
	return []byte(out.String())
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
