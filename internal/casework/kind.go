package casework

import (
	"slices"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Kind is what a case is about.
type Kind string

// The kinds.
const (
	KindFiling         Kind = "filing"          // 困难户建档 of a plan's own procedure
	KindDibao          Kind = "dibao"           // 最低生活保障
	KindDestitute      Kind = "destitute"       // 特困人员
	KindMarginal       Kind = "marginal"        // 低保边缘家庭
	KindRigidExpense   Kind = "rigid_expense"   // 刚性支出困难家庭
	KindTemporaryAid   Kind = "temporary_aid"   // 临时救助, 一般程序
	KindUrgentAid      Kind = "urgent_aid"      // 临时救助, 紧急程序
	KindWorkerSevere   Kind = "worker_severe"   // 深度困难职工
	KindWorkerRelative Kind = "worker_relative" // 相对困难职工
	KindWorkerAccident Kind = "worker_accident" // 意外致困职工
	KindReview         Kind = "review"          // 定期复核
	KindExit           Kind = "exit"            // 退出
)

// Kinds are all of them, in the order they are offered.
var Kinds = []Kind{KindFiling, KindDibao, KindDestitute, KindMarginal, KindRigidExpense, KindTemporaryAid, KindUrgentAid,
	KindWorkerSevere, KindWorkerRelative, KindWorkerAccident, KindReview, KindExit}

// ParseKind reads the code of a kind.
func ParseKind(text string) (Kind, error) {
	if k := Kind(text); slices.Contains(Kinds, k) {
		return k, nil
	}
	return "", problem.New(problem.Invalid, "casework.no_kind")
}

// Text is the kind's name.
func (k Kind) Text(lang locale.Lang) string {
	return locale.Text(lang, "casework.kind."+string(k), nil)
}

// Union tells whether the union's procedure is meant, for workers.
func (k Kind) Union() bool {
	return k == KindWorkerSevere || k == KindWorkerRelative || k == KindWorkerAccident
}

// OnFile tells whether a case of the kind is about a file that there is
// already.
func (k Kind) OnFile() bool { return k == KindReview || k == KindExit }
