package sheet

import (
	"strconv"
	"strings"
	"time"

	"github.com/xuri/nfp"
)

// styles are the number formats by cell style; index 0 is the default.
type styles []*format

// format is a number format made ready. The zero format is General.
type format struct {
	date, clock bool // shows a day; shows hours
	sections    []nfp.Section
}

type stylesXML struct {
	Formats []struct {
		ID   int    `xml:"numFmtId,attr"`
		Code string `xml:"formatCode,attr"`
	} `xml:"numFmts>numFmt"`
	Cells []struct {
		Format int `xml:"numFmtId,attr"`
	} `xml:"cellXfs>xf"`
}

// builtIn are the formats that files name by number only (ECMA-376 18.8.30);
// 27–36 and 50–58 as in a Chinese Excel.
var builtIn = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
	14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "yyyy/m/d h:mm",
	18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
	27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy", 31: "yyyy年m月d日", 32: "h时mm分", 33: "h时mm分ss秒",
	34: "h时mm分", 35: "h时mm分ss秒", 36: "yyyy年m月",
	37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
	41: "#,##0;-#,##0", 42: "#,##0;-#,##0", 43: "#,##0.00;-#,##0.00", 44: "#,##0.00;-#,##0.00",
	50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日", 55: "h时mm分", 56: "h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日",
}

func (w *workbook) readStyles() (styles, error) {
	var doc stylesXML
	if err := w.decodePart("xl/styles.xml", &doc); err != nil {
		return nil, err
	}
	codes := map[int]string{}
	for _, f := range doc.Formats {
		codes[f.ID] = f.Code
	}
	byID := map[int]*format{}
	all := make(styles, len(doc.Cells))
	for i, cell := range doc.Cells {
		f, ok := byID[cell.Format]
		if !ok {
			code, ok := codes[cell.Format]
			if !ok {
				code = builtIn[cell.Format]
			}
			f = newFormat(code)
			byID[cell.Format] = f
		}
		all[i] = f
	}
	return all, nil
}

func (s styles) of(style string) *format {
	i, err := strconv.Atoi(style)
	if err != nil || i < 0 || i >= len(s) {
		i = 0
	}
	if len(s) == 0 {
		return &format{}
	}
	return s[i]
}

// maxCode is the longest format code that Excel takes.
const maxCode = 255

func newFormat(code string) *format {
	f := &format{}
	if code == "" || len(code) > 4*maxCode || strings.EqualFold(code, "general") {
		return f
	}
	parser := nfp.NumberFormatParser()
	f.sections = parser.Parse(code)
	if len(f.sections) == 0 {
		return f
	}
	var month bool
	for _, item := range f.sections[0].Items {
		if item.TType != nfp.TokenTypeDateTimes {
			f.clock = f.clock || item.TType == nfp.TokenTypeElapsedDateTimes
			continue
		}
		switch strings.ToLower(item.TValue)[0] {
		case 'y', 'd', 'e', 'g', 'b':
			f.date = true
		case 'm':
			month = true
		case 'h', 's':
			f.clock = true
		}
	}
	f.date = f.date || month && !f.clock // a lone m is the month, beside h or s the minute
	return f
}

// number makes the cell of a stored number.
func (w *workbook) number(raw, style string) Cell {
	if raw == "" {
		return Cell{}
	}
	x, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return textCell(raw, w.limits.CellBytes)
	}
	f := w.styles.of(style)
	if f.date {
		if text, ok := dateText(x, w.date1904); ok {
			return Cell{Text: text, Raw: raw, Kind: Date}
		}
	}
	return Cell{Text: f.show(x, raw), Raw: raw, Kind: Number}
}

// dateText shows a serial day. Serial 60 is a 29 February 1900 that never was,
// kept by Excel for an older program's sake; the days before it are one off.
func dateText(serial float64, date1904 bool) (string, bool) {
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	} else if serial < 60 {
		serial++
	}
	if !(serial >= 1 && serial < 2_958_466) { // 9999-12-31
		return "", false
	}
	t := base.Add(time.Duration(int64(serial)) * 24 * time.Hour)
	seconds := int((serial-float64(int64(serial)))*86_400 + 0.5)
	if seconds == 0 {
		return t.Format(time.DateOnly), true
	}
	return t.Add(time.Duration(seconds) * time.Second).Format(time.DateTime), true
}
