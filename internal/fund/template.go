package fund

import (
	"reflect"
	"slices"

	"songnuan/internal/yamldoc"
)

// Template is the form of a bank's files (代发文件模板), out and back. Banks agree
// on no format, so a bank's is data.
type Template struct {
	yamldoc.Where
	Format   int     `yaml:"format"`
	Bank     string  `yaml:"bank"` // its name
	Title    string  `yaml:"title"`
	File     string  `yaml:"file" oneof:"csv txt xlsx"`
	Encoding string  `yaml:"encoding" oneof:"utf-8 gb18030"` // of csv and txt; gb18030 when absent
	Comma    string  `yaml:"separator"`                      // of csv; a comma when absent
	Unit     string  `yaml:"unit" oneof:"yuan fen"`
	Header   bool    `yaml:"header"`
	Total    string  `yaml:"total" oneof:"none first last"` // a line with the number of rows and their sum
	Columns  []Field `yaml:"columns"`
	Returns  Answer  `yaml:"returns"`
}

// Field is a column of a bank's file.
type Field struct {
	yamldoc.Where
	What  string `yaml:"what" oneof:"seq account name amount bank bank_code purpose batch fixed"`
	Title string `yaml:"title"`
	Width int    `yaml:"width"` // of txt, in bytes of the encoding; of xlsx in characters
	Align string `yaml:"align" oneof:"left right"`
	Fill  string `yaml:"fill"` // a space when absent
	Text  string `yaml:"text"` // of fixed
}

// Answer is the form of the file that the bank sends back.
type Answer struct {
	yamldoc.Where
	Header   bool     `yaml:"header"`
	Columns  []string `yaml:"columns"`
	Widths   []int    `yaml:"widths"` // of txt, in bytes
	Credited []string `yaml:"credited"`
	Returned []string `yaml:"returned"` // everything else when empty
}

// TemplateBook is the format of such files.
var TemplateBook = &yamldoc.Book{Kind: yamldoc.PhraseOf("fund.template.file"), Suffix: ".bank.yaml", Message: "fund.template.finding.", Codes: slices.Concat(yamldoc.FormCodes, []yamldoc.Code{
	{Code: "no_name", Severity: yamldoc.Error, Meaning: "模板没有名字", Remedy: "写 bank: 和 title:"},
	{Code: "format_other", Severity: yamldoc.Error, Meaning: "格式版本不认识", Remedy: "写 format: 1"},
	{Code: "column_missing", Severity: yamldoc.Error, Meaning: "缺少必需的列", Remedy: "补上提示的列"},
	{Code: "column_twice", Severity: yamldoc.Error, Meaning: "同一列写了两次", Remedy: "删去其中一列"},
	{Code: "width_missing", Severity: yamldoc.Error, Meaning: "定长文本没有写列宽", Remedy: "每列写 width，按字节数"},
	{Code: "comma_bad", Severity: yamldoc.Error, Meaning: "分隔符不是一个字符", Remedy: "写一个字符，如 \",\" 或 \"|\""},
	{Code: "credited_missing", Severity: yamldoc.Error, Meaning: "没有写怎样算入账成功", Remedy: "在 returns 里写 credited"},
})}

// CheckTemplate reads a template and checks it. Unreadable for what is none at
// all; everything else comes back as findings.
func CheckTemplate(src []byte) (*Template, []yamldoc.Finding, error) {
	found := TemplateBook.Collect()
	root, err := TemplateBook.Parse(src, "", found)
	if err != nil {
		return nil, nil, err
	}
	t := &Template{}
	d := &yamldoc.Decoder{Findings: found}
	d.Object(root, reflect.ValueOf(t).Elem())
	t.lint(found)
	return t, found.Sorted(), nil
}

func (t *Template) lint(found *yamldoc.Findings) {
	if t.Bank == "" || t.Title == "" {
		found.Add("no_name", t.Pos, "")
	}
	if t.Format != 1 {
		found.Add("format_other", t.At("format"), "")
	}
	if n := len([]rune(t.Comma)); n > 1 || t.Comma == "\n" || t.Comma == `"` {
		found.Add("comma_bad", t.At("separator"), "")
	}
	var names []string
	for i := range t.Columns {
		f := &t.Columns[i]
		if f.What != "fixed" {
			names = append(names, f.What)
		}
		if t.File == "txt" && f.Width <= 0 {
			found.Add("width_missing", f.Pos, "", "column", f.What)
		}
	}
	t.columns(found, t.At("columns"), names, "seq", "account", "name", "amount")
	t.columns(found, t.Returns.At("columns"), t.Returns.Columns, "seq", "account", "amount", "state")
	if t.File == "txt" && len(t.Returns.Widths) != len(t.Returns.Columns) {
		found.Add("width_missing", t.Returns.At("widths"), "", "column", "returns")
	}
	if len(t.Returns.Credited) == 0 {
		found.Add("credited_missing", t.Returns.At("credited"), "")
	}
}

// columns tells of columns that are missing or stand twice.
func (t *Template) columns(found *yamldoc.Findings, at yamldoc.Pos, names []string, must ...string) {
	for _, name := range must {
		if !slices.Contains(names, name) {
			found.Add("column_missing", at, "", "column", name)
		}
	}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			found.Add("column_twice", at, "", "column", name)
		}
	}
}
