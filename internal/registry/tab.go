package registry

import "songnuan/internal/day"

// Tab is one of the states under which files are kept at hand.
type Tab string

// The tabs.
const (
	TabOpen      Tab = "open"      // 在册
	TabGaps      Tab = "gaps"      // 待补资料
	TabNever     Tab = "never"     // 从未慰问: no campaign has recorded help
	TabUnchanged Tab = "unchanged" // 一年未更新
	TabClosed    Tab = "closed"    // 已注销
)

// Tabs are all, in the order they are shown.
var Tabs = []Tab{TabOpen, TabGaps, TabNever, TabUnchanged, TabClosed}

// Under is the filter with a tab's condition on top.
func (f Filter) Under(tab Tab, today day.Date) Filter {
	switch tab {
	case TabGaps:
		if f.Lacks == 0 {
			f.Lacks = AnyGap
		}
	case TabNever:
		f.NeverHelped = true
	case TabUnchanged:
		f.UnchangedSince = today.AddMonths(-12).AddDays(-1).End()
	case TabClosed:
		f.Closed = true
	}
	return f
}
