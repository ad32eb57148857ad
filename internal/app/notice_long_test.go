package app_test

import (
	"strconv"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/sqldb"
)

// TestALongNotice: a town's list of 2,000 is read page by page to its end, in the
// office and by strangers, and a row far down can be objected to.
func TestALongNotice(t *testing.T) {
	eachNoticeOffice(t, func(o *noticeOffice) {
		const rows = 2000
		ctx := o.t.Context()
		c := o.lay(villageA, "张小三")[0]
		n := o.posted(villageA)
		many := make([]casework.NoticeRow, 0, rows)
		cases := make([]casework.Case, 0, rows)
		for serial := 2; serial <= rows; serial++ {
			cells := []string{strconv.Itoa(serial), "张*三", "冼沙村", "2", "其他困难家庭", ""}
			other := *c
			other.ID = id.New()
			other.Number, other.State, other.Due = "SL-"+string(other.ID), casework.Posted, n.Until
			cases = append(cases, other)
			many = append(many, casework.NoticeRow{Notice: n.ID, Serial: serial, Case: other.ID, Area: villageA, State: casework.RowPosted, Cells: cells})
		}
		o.must(o.store.Write(ctx, func(tx *sqldb.Tx) error {
			for i := range cases {
				if err := o.store.AddCase(ctx, tx, &cases[i]); err != nil {
					return err
				}
			}
			if err := o.store.AddNoticeRows(ctx, tx, many); err != nil {
				return err
			}
			return o.store.FixNoticeRows(ctx, tx, many)
		}))
		var office, public int
		for after := 0; ; {
			view, err := o.clerk.Notice(ctx, n.ID, after)
			o.must(err)
			if office += len(view.Rows); view.Next == 0 {
				break
			}
			after = view.Next
		}
		for after := 0; ; {
			view, err := o.PublicNotice(ctx, n.Number, after)
			o.must(err)
			if public += len(view.Rows); view.Next == 0 {
				break
			}
			after = view.Next
		}
		if office != rows || public != rows {
			o.t.Errorf("%d rows in the office, %d for strangers", office, public)
		}
		view, err := o.clerk.Notice(ctx, n.ID, 0)
		o.must(err)
		if view.Total != rows || view.Rows[0].Number != c.Number {
			o.t.Errorf("%d rows, the first of %q", view.Total, view.Rows[0].Number)
		}
		_, err = o.PublicObject(ctx, n.Number, app.ObjectionOrder{Serial: 1, Text: "他家在镇上有房"})
		o.must(err)
	})
}
