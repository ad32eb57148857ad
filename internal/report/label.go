package report

import "songnuan/internal/day"

// SubtotalLabel names the sum of a group.
func (f *Form) SubtotalLabel(group string, s *Sums) string {
	return f.text("report.subtotal", "group", group, "rows", f.counted(s))
}

// PageLabel names the sum of a page (本页小计).
func (f *Form) PageLabel(s *Sums) string { return f.text("report.page_subtotal", "rows", f.counted(s)) }

// TotalLabel names the sum of all (合计).
func (f *Form) TotalLabel(s *Sums) string { return f.text("report.total", "rows", f.counted(s)) }

// counted is the number of rows with the word for what a row is.
func (f *Form) counted(s *Sums) string { return f.text("report.rows."+string(f.Name), "rows", s.Rows) }

// WordsLabel is the line of the total in words.
func (f *Form) WordsLabel(words string) string { return f.text("report.in_words", "words", words) }

// UnitLabel says in what money is counted; "" where there is none.
func (f *Form) UnitLabel() string {
	if f.Has(Money) {
		return f.text("report.unit_yuan")
	}
	return ""
}

// FillerLabel says who fills the report in.
func (f *Form) FillerLabel() string {
	if f.Filler == "" {
		return ""
	}
	return f.text("report.filler", "filler", f.Filler)
}

// AsOfLabel says of when the rows are.
func (f *Form) AsOfLabel() string {
	if f.AsOf == "" {
		return ""
	}
	return f.text("report.as_of", "day", f.AsOf)
}

// FootLabel is at the foot of every page: what it belongs to, who printed it and
// when.
func (f *Form) FootLabel() string {
	at := ""
	if f.Printed != "" {
		at = f.Printed.Time().In(day.Beijing).Format("2006-01-02 15:04")
	}
	if f.Ref == "" {
		return f.text("report.foot", "printer", f.Printer, "at", at)
	}
	return f.text("report.foot_ref", "ref", f.Ref, "printer", f.Printer, "at", at)
}

// ClearLabel warns on every page of personal data; "" when it is masked.
func (f *Form) ClearLabel() string {
	if !f.Clear {
		return ""
	}
	return f.text("report.unmasked")
}

// SignLabels are the places to sign at the end.
func (f *Form) SignLabels() []string {
	if !f.Signed {
		return nil
	}
	if f.Name == OfPayment {
		return []string{f.text("report.sign.handler"), f.text("report.sign.checker"), f.text("report.sign.head"), f.text("report.sign.hands"), f.text("report.sign.sealed_day")}
	}
	return []string{f.text("report.sign.maker"), f.text("report.sign.checker"), f.text("report.sign.head"), f.text("report.sign.day")}
}

// PageNumber and PageCount are the two halves of 第 n 页 共 m 页: the second is
// known at the end only.
func (f *Form) PageNumber(page int) string { return f.text("report.page", "page", page) }

// PageCount is the second half of a page's number.
func (f *Form) PageCount(pages int) string { return f.text("report.pages", "pages", pages) }
