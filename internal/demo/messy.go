package demo

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// What the import is to make of a kind of dirt.
const (
	repaired = "改正后进入"   // put right by itself, the household enters
	warned   = "进入并提醒"   // enters, the report says what is odd
	returned = "退回改正"    // comes back in the corrections file with the reason
	skipped  = "不算数据，跳过" // is no data; counted as skipped
	unseen   = "照常进入"    // says nothing that a program can act on
)

var english = map[string]string{repaired: "repaired, enters", warned: "enters with a warning", returned: "comes back to be corrected", skipped: "no data, skipped", unseen: "enters as it is"}

// Dirt is one kind of dirt and where it stands.
type Dirt struct {
	Name    string
	English string
	File    string
	Sheet   string // "" in a CSV
	Row     int    // as the sheet shows it; 0 is the sheet as a whole
	Column  string // letter; "" is the whole row
	Expect  string
}

// Place is where the dirt stands, as the README says it.
func (d Dirt) Place() string {
	place := ""
	if d.Sheet != "" {
		place = "“" + d.Sheet + "”"
	}
	switch {
	case d.Row == 0:
		return place
	case d.Column == "":
		return fmt.Sprintf("%s第%d行", place, d.Row)
	}
	return fmt.Sprintf("%s%s%d", place, d.Column, d.Row)
}

// File is a file of the folder messy.
type File struct {
	Name string
	Data []byte
}

// Mess is the folder of lists as they really arrive.
type Mess struct {
	Files []File
	Dirt  []Dirt
}

// Messy makes the folder. Like the tidy lists it depends on its seed only.
func Messy() (Mess, error) {
	m, mess := NewMaker(20270106, Gaobu), &Mess{}
	for _, make := range []func(*Maker, *Mess) error{printed, survey, gb18030, exported, sheetOfPayments, helpersAsTheyAre} {
		if err := make(m, mess); err != nil {
			return Mess{}, err
		}
	}
	mess.Files = append(mess.Files, File{"README.md", mess.readme()})
	return *mess, nil
}

// paper is a sheet being written row by row.
type paper struct {
	book  *excelize.File
	mess  *Mess
	file  string
	sheet string
	at    int // the row last written
	err   error
}

func (mess *Mess) paper(file, sheet string) *paper {
	p := &paper{book: excelize.NewFile(), mess: mess, file: file, sheet: sheet}
	p.do(p.book.SetSheetName("Sheet1", sheet))
	return p
}

func (p *paper) do(err error) {
	if p.err == nil {
		p.err = err
	}
}

// put writes the next row; nil leaves a cell empty.
func (p *paper) put(cells ...any) {
	p.at++
	for i, cell := range cells {
		if cell != nil {
			p.do(p.book.SetCellValue(p.sheet, name(i+1, p.at), cell))
		}
	}
}

// putAll writes rows and says at which row they begin.
func (p *paper) putAll(rows [][]any) (first int) {
	first = p.at + 1
	for _, cells := range rows {
		p.put(cells...)
	}
	return first
}

// dirt records a kind of dirt in a cell, or in the row last written when the
// column is "".
func (p *paper) dirt(name, english, column string, row int, expect string) {
	p.mess.Dirt = append(p.mess.Dirt, Dirt{name, english, p.file, p.sheet, row, column, expect})
}

// save adds the workbook to the folder.
func (p *paper) save() error {
	p.do(p.book.SetDocProps(&excelize.DocProperties{Creator: "songnuan", Description: Fictional, Created: stamp, Modified: stamp}))
	var out bytes.Buffer
	if p.err == nil {
		p.do(p.book.Write(&out))
	}
	p.do(p.book.Close())
	p.mess.Files = append(p.mess.Files, File{p.file, out.Bytes()})
	return p.err
}

// readme describes each kind of dirt with its place, in Chinese and English.
func (mess *Mess) readme() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# 乱表：名单真正交上来的样子 · Lists as they really arrive

%s。姓名、号码都是程序编造的，村名取自公开区划代码。All people are invented; see ../README.md.

同一类名单，按实际工作中常见的毛病弄乱，共 %d 处，用来试导入。下表由程序生成，写明每一种毛病在哪里、导入应当怎样处理：

- **%s**：程序自己改好，人进登记。
- **%s**：人进登记，报告里提醒。
- **%s**：不进登记，写进“待改正”表，附原因。
- **%s**：小计、表头重复、落款等不是人，只计数。
- **%s**：缺的不是必填的，或是批注、颜色这类程序看不出来的意思，人照常进登记。

The same kind of list, spoilt in %d ways that offices meet. The table says where each stands and what an import should do with it:
repaired and entered; entered with a warning; returned with a reason; skipped as no data. It is made by the same program as the files:
`+"`go run ./internal/demo/cmd/examples`"+`.

| # | 毛病 | kind of dirt | 文件 file | 位置 place | 处理 outcome |
|--:|---|---|---|---|---|
`, Fictional, len(mess.Dirt), repaired, warned, returned, skipped, unseen, len(mess.Dirt))
	for i, d := range mess.Dirt {
		fmt.Fprintf(&b, "| %d | %s | %s | `%s` | %s | %s · %s |\n", i+1, d.Name, d.English, d.File, d.Place(), d.Expect, english[d.Expect])
	}
	return b.Bytes()
}
