package cli_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"songnuan/internal/sheet"
)

// makeHostile makes files that nobody should send: make bomb x.xlsx.
func makeHostile(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[1])
	switch args[0] {
	case "bomb":
		ts.Check(writeBomb(path))
	case "cell":
		head := "户号,姓名,身份证号,与户主关系,村\n"
		ts.Check(os.WriteFile(path, []byte(head+"1,"+strings.Repeat("张", 10<<20/3)+",,户主,冼沙村\n2,李四,,户主,冼沙村\n"), 0o600))
	case "formulas":
		ts.Check(writeFormulas(path))
	case "aliases":
		ts.Check(os.WriteFile(path, []byte(aliasBomb()), 0o600))
	case "clauses":
		ts.Check(os.WriteFile(path, []byte("format: 1\nplan: many\ntitle: 许多\nperiod: {from: 2027-01-01, to: 2027-01-31}\nclasses:\n"+
			strings.Repeat("  - {name: 户, who: household.size > 1}\n", 100_000)), 0o600))
	default:
		ts.Fatalf("make what? %s", args[0])
	}
}

// writeBomb writes a workbook of 2 MB whose sheet unpacks to 2 GB of spaces:
// one packed megabyte, which refers to nothing before it, two thousand times.
func writeBomb(path string) error {
	var whole bytes.Buffer
	book := excelize.NewFile()
	if err := book.Write(&whole); err != nil {
		return err
	}
	from, err := zip.NewReader(bytes.NewReader(whole.Bytes()), int64(whole.Len()))
	if err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	to := zip.NewWriter(file)
	for _, part := range from.File {
		if part.Name == "xl/worksheets/sheet1.xml" {
			if err := writeSpaces(to, part.Name); err != nil {
				return err
			}
			continue
		}
		if err := to.Copy(part); err != nil {
			return err
		}
	}
	return to.Close()
}

func writeSpaces(to *zip.Writer, name string) error {
	const times = 2048
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		return err
	}
	if _, err := w.Write(bytes.Repeat([]byte(" "), 1<<20)); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	end := []byte{1, 0, 0, 0xff, 0xff} // an empty last block
	part, err := to.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate,
		CompressedSize64: uint64(times*packed.Len() + len(end)), UncompressedSize64: times << 20})
	if err != nil {
		return err
	}
	for range times {
		if _, err := part.Write(packed.Bytes()); err != nil {
			return err
		}
	}
	_, err = part.Write(end)
	return err
}

func writeFormulas(path string) error {
	f := excelize.NewFile()
	for i, head := range []string{"户号", "村", "姓名", "与户主关系", "身份证号", "家庭人口"} {
		cell, err := excelize.CoordinatesToCellName(i+1, 1)
		if err != nil {
			return err
		}
		if err := f.SetCellValue("Sheet1", cell, head); err != nil {
			return err
		}
	}
	for cell, value := range map[string]string{"A2": "1", "B2": "冼沙村", "D2": "户主", "F2": "1"} {
		if err := f.SetCellValue("Sheet1", cell, value); err != nil {
			return err
		}
	}
	if err := f.SetCellFormula("Sheet1", "C2", `HYPERLINK("http://example.com","张三")`); err != nil {
		return err
	}
	return f.SaveAs(path)
}

// aliasBomb is the thousand million laughs of YAML.
func aliasBomb() string {
	var b strings.Builder
	b.WriteString("format: 1\nplan: bomb\na0: &a0 [哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈]\n")
	for i := range 9 {
		from, to := string(rune('0'+i)), string(rune('1'+i))
		b.WriteString("a" + to + ": &a" + to + " [" + strings.TrimSuffix(strings.Repeat("*a"+from+", ", 10), ", ") + "]\n")
	}
	return b.String()
}

// checkCells looks for a text among all cells of a workbook: cells x.xlsx 张*三.
func checkCells(ts *testscript.TestScript, neg bool, args []string) {
	r, err := sheet.Open(ts.MkAbs(args[0]), sheet.DefaultLimits())
	ts.Check(err)
	defer r.Close()
	found := false
	for _, name := range r.Sheets() {
		found = found || strings.Contains(name, args[1])
		ts.Check(r.Use(name))
		for {
			row, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			ts.Check(err)
			for _, cell := range row.Cells {
				found = found || strings.Contains(cell.Text, args[1])
			}
		}
	}
	if found == neg {
		ts.Fatalf("%s: found %q is %v", args[0], args[1], found)
	}
}
