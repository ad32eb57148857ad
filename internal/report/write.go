package report

// Sink takes a report, line by line, and makes something of it.
type Sink interface {
	Group(name string) error // a group begins
	Row(cells []any) error
	Subtotal(name string, s *Sums) error // a group has ended
	Total(s *Sums) error                 // the report has ended
}

// Write sends rows through to a sink with serial numbers, groups and sums. It
// stops at the first error and gives what the rows came to.
func Write(f *Form, rows Rows, to Sink) (*Sums, error) {
	w := &writer{form: f, to: to, all: NewSums(&f.Definition), part: NewSums(&f.Definition)}
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		if err := w.row(row); err != nil {
			return nil, err
		}
	}
	if err := w.endGroup(); err != nil {
		return nil, err
	}
	return w.all, to.Total(w.all)
}

type writer struct {
	form  *Form
	to    Sink
	all   *Sums
	part  *Sums // of the group at hand
	group string
	open  bool
}

func (w *writer) row(r Row) error {
	if !w.open || r.Group != w.group {
		if err := w.endGroup(); err != nil {
			return err
		}
		w.group, w.open, w.part = r.Group, true, NewSums(&w.form.Definition)
		if err := w.to.Group(r.Group); err != nil {
			return err
		}
	}
	d := &w.form.Definition
	if err := w.all.Add(d, r.Cells); err != nil {
		return err
	}
	if err := w.part.Add(d, r.Cells); err != nil {
		return err
	}
	for i := range d.Columns {
		switch d.Columns[i].Kind {
		case Serial:
			r.Cells[i] = w.all.Rows
		case Sign:
			r.Cells[i] = nil
		}
	}
	return w.to.Row(r.Cells)
}

func (w *writer) endGroup() error {
	if !w.open || !w.form.Subtotal {
		return nil
	}
	return w.to.Subtotal(w.group, w.part)
}
