package app

import (
	"context"
	"encoding/json"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// jobKind is a use case that can run in the background.
//
// To add a kind: a name in identity/job.go with the messages "job.kind.<name>"
// and "job.leaves.<name>"; a line in jobKinds; its args as a struct; on, which
// says what it works on and that the actor may see it; run, which calls the
// use case and puts its numbers into t.result. A file goes through t.write.
//
//	identity.StockCount: {permission: identity.StockSee, on: onStore, run: runStockCount},
//
//	func runStockCount(ctx context.Context, d *Desk, t *task) error {
//		var args StockArgs
//		if err := t.args(&args); err != nil {
//			return err
//		}
//		n, err := d.CountStock(ctx, args.Store, t.tell)
//		t.result = map[string]int64{"items": n}
//		return err
//	}
//
// A use case puts it to work with d.Enqueue, or with d.enqueue inside its own
// transaction. Run calls t.tell with what it has really counted; when ctx ends
// it returns soon, with what is done in the database.
type jobKind struct {
	permission identity.Permission
	again      bool // after a crash it goes on by itself: it resumes, or does no harm when done twice
	on         func(ctx context.Context, d *Desk, tx *sqldb.Tx, args json.RawMessage) (jobOn, error)
	run        func(ctx context.Context, d *Desk, t *task) error
}

// jobOn is what a job works on.
type jobOn struct {
	subject id.ID
	where   place
	holds   string // what no other job may work on meanwhile; "" is nothing
}

// jobKinds is the table of what can run in the background.
func jobKinds() map[identity.JobKind]jobKind {
	return map[identity.JobKind]jobKind{
		identity.ImportCheck:    {identity.ListImport, true, onImport, runImportCheck},
		identity.ImportEnter:    {identity.ListImport, true, onImport, runImportEnter},
		identity.ImportTakeBack: {identity.ImportUndo, true, onImport, runImportUndo},

		identity.RosterWrite:   {identity.RosterExport, true, onCampaign, runRosterExport},
		identity.RosterLay:     {identity.RosterBuild, true, onRoster, runRosterBuild},
		identity.RosterLayAnew: {identity.RosterBuild, true, onRoster, runRosterRebuild},
		identity.Certify:       {identity.CertificateIssue, false, onCampaign, runCertify},

		identity.ChangeCarry:   {identity.ChangeDecide, true, onChange, runChangeApply},
		identity.DuplicateFind: {identity.DuplicateMark, true, onDuplicates, runDuplicates},

		identity.PaymentSettle: {identity.PayHand, true, onPayment, runPaymentSettle},

		identity.RecordCheck: {identity.AuditVerify, true, onNothing, runVerify},
		identity.RecordWrite: {identity.AuditExport, true, onNothing, runAuditExport},
	}
}

// task is a job while it runs.
type task struct {
	*identity.Job
	tell   func(Progress)
	result any // marshalled to JSON; counts, no personal data
	file   *taskFile
	folder string // of its own, gone when it ends
}

// taskFile is what a job wrote, before it is kept.
type taskFile struct {
	path, name string
	clear      bool
}

func (t *task) args(into any) error {
	if err := json.Unmarshal([]byte(t.Args), into); err != nil {
		return problem.Wrap(err, problem.Internal, "problem.internal")
	}
	return nil
}

// write gives a path for the one file that the job writes. It is kept under
// the name for 30 days, for who may run such a job; clear says that it holds
// clear numbers, then only for who may see those.
func (t *task) write(name string, clear bool) (path string) {
	t.file = &taskFile{path: t.folder + "/file" + extension(name), name: name, clear: clear}
	return t.file.path
}
