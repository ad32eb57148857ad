package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
)

// caseQuery narrows the queue of cases. A name does not stand in an address: for
// that there is the search.
type caseQuery struct {
	Area     area.Code         `query:"area"`
	Unit     string            `query:"unit" max:"100" pattern:"^([0-9]{4}\\.)+$" example:"0001."` // path
	Kind     casework.Kind     `query:"kind" max:"40" example:"dibao"`
	State    casework.State    `query:"state" enum:"draft,incomplete,running,posted,disputed,approved,filed,refused,withdrawn,transferred"`
	Doing    casework.StepKind `query:"doing" enum:"intake,crosscheck,check,appraisal,opinion,notice,decision,papers,file"`
	Overdue  bool              `query:"overdue"`
	Stopped  bool              `query:"stopped"`
	Objected bool              `query:"objected"`
	Kin      bool              `query:"kin"`
	Ended    bool              `query:"ended"` // those that are ended, the latest first
}

func (q *caseQuery) filter(today day.Date) casework.Filter {
	f := casework.Filter{Area: q.Area, Unit: q.Unit, State: q.State, Doing: q.Doing, Stopped: q.Stopped, Objected: q.Objected, Kin: q.Kin, Ended: q.Ended || q.State.Ended()}
	if q.Kind != "" {
		f.Kinds = []casework.Kind{q.Kind}
	}
	if q.Overdue {
		f.DueBefore = today
	}
	return f
}

func (c *call) cases(in *struct {
	caseQuery
	paging
}) (*page[app.CaseLine], error) {
	found, err := c.desk.Cases(c.ctx(), in.filter(c.desk.Today()), app.PageOf{After: in.After, Limit: int(in.Limit)})
	if err != nil {
		return nil, err
	}
	return paged(c, found.Lines, found.Next, same), nil
}

func (c *call) caseCounts(in *struct{ caseQuery }) (*app.CaseCounts, error) {
	return c.desk.CaseCounts(c.ctx(), in.filter(c.desk.Today()))
}

func (c *call) casesOverdue(in *struct{ caseQuery }) (*page[app.LateLine], error) {
	lines, err := c.desk.OverdueCases(c.ctx(), in.filter(c.desk.Today()))
	if err != nil {
		return nil, err
	}
	return paged(c, lines, "", same), nil
}

func (c *call) myCases(in *struct{ paging }) (*page[app.CaseLine], error) {
	found, err := c.desk.MyCases(c.ctx(), app.PageOf{After: in.After, Limit: int(in.Limit)})
	if err != nil {
		return nil, err
	}
	return paged(c, found.Lines, found.Next, same), nil
}

// caseSearch looks for cases by a receipt number or by an applicant's whole name,
// which stands in the body and not in the address.
func (c *call) caseSearch(in *struct {
	paging
	Body struct {
		Text  string `json:"text" min:"1" max:"60" example:"26-129-0017-4"`
		Ended bool   `json:"ended,omitempty"`
	}
}) (*page[app.CaseLine], error) {
	found, err := c.desk.Cases(c.ctx(), casework.Filter{Text: in.Body.Text, Ended: in.Body.Ended}, app.PageOf{After: in.After, Limit: int(in.Limit)})
	if err != nil {
		return nil, err
	}
	return paged(c, found.Lines, found.Next, same), nil
}

type casePath struct {
	Case string `path:"case" min:"1" max:"64" example:"26-129-0017-4"` // receipt number, or id
}

func (c *call) oneCase(in *casePath) (*app.CaseView, error) {
	return c.shownCase(c.desk.Case(c.ctx(), in.Case))
}

// shownCase tells the version of a case that is shown.
func (c *call) shownCase(v *app.CaseView, err error) (*app.CaseView, error) {
	if err == nil {
		c.etag(int(v.Version))
	}
	return v, err
}

func (c *call) caseReveal(in *struct {
	casePath
	Body struct {
		Reason string `json:"reason" min:"2" max:"100" example:"入户前核对身份"`
		Cards  bool   `json:"cards,omitempty"`
	}
}) (*app.CaseView, error) {
	return c.shownCase(c.desk.RevealCase(c.ctx(), in.Case, in.Body.Cards, in.Body.Reason))
}

// caseState is how a case stands after something was done to it.
type caseState struct {
	Case    id.ID             `json:"id"`
	Number  string            `json:"number,omitempty"`
	State   casework.State    `json:"state"`
	Step    string            `json:"step,omitempty"`
	Doing   casework.StepKind `json:"doing,omitempty"`
	Due     day.Date          `json:"due,omitzero"`
	Version int64             `json:"version"`
}

// turnedCase tells how a case stands that was moved.
func (c *call) turnedCase(moved *casework.Case, err error) (*caseState, error) {
	if err != nil {
		return nil, err
	}
	c.etag(int(moved.Version))
	return &caseState{moved.ID, moved.Number, moved.State, moved.Step, moved.Doing, moved.Due, moved.Version}, nil
}

// reasoned is a body that says why.
type reasoned struct {
	Reason string `json:"reason" min:"1" max:"2000"`
}

type caseReasoned struct {
	casePath
	seen
	Body reasoned
}

func (c *call) caseAsk(in *caseReasoned) (*caseState, error) {
	return c.turnedCase(c.desk.AskPapers(c.ctx(), in.Case, int64(in.number()), in.Body.Reason))
}

func (c *call) caseWithdraw(in *caseReasoned) (*caseState, error) {
	return c.turnedCase(c.desk.WithdrawCase(c.ctx(), in.Case, int64(in.number()), in.Body.Reason))
}

func (c *call) caseExtend(in *caseReasoned) (*caseState, error) {
	return c.turnedCase(c.desk.ExtendCase(c.ctx(), in.Case, int64(in.number()), in.Body.Reason))
}

func (c *call) caseConfirm(in *struct {
	casePath
	seen
}) (*caseState, error) {
	return c.turnedCase(c.desk.ConfirmCheck(c.ctx(), in.Case, int64(in.number()), ""))
}

// caseTransfer ends a case here and opens it as a draft elsewhere; the answer is
// the new one.
func (c *call) caseTransfer(in *struct {
	casePath
	seen
	Body struct {
		Village string `json:"village" min:"12" max:"12" example:"441900129201"`
		Unit    string `json:"unit,omitempty" max:"100"` // path
		Reason  string `json:"reason" min:"1" max:"2000"`
	}
}) (*caseState, error) {
	return c.turnedCase(c.desk.TransferCase(c.ctx(), in.Case, app.TransferOrder{Seen: int64(in.number()), Village: in.Body.Village, Unit: in.Body.Unit, Reason: in.Body.Reason}))
}

// fileIn reads the file of a body, nil for none.
func fileIn(content []byte) (*blob.File, error) {
	if len(content) == 0 {
		return nil, nil
	}
	return blob.Of(content)
}

func (c *call) casePaper(in *struct {
	casePath
	Body struct {
		Paper string   `json:"paper,omitempty" max:"60"` // id in the procedure, left out for another
		Name  string   `json:"name,omitempty" max:"200"` // of another
		File  []byte   `json:"file,omitempty"`
		Note  string   `json:"note,omitempty" max:"200"` // where the paper is kept, needed without a file
		On    day.Date `json:"on,omitzero"`
	}
}) (*caseState, error) {
	file, err := fileIn(in.Body.File)
	if err != nil {
		return nil, err
	}
	return c.turnedCase(c.desk.AddPaper(c.ctx(), in.Case, app.PaperOrder{Paper: in.Body.Paper, Name: in.Body.Name, File: file, Note: in.Body.Note, On: in.Body.On}))
}

func (c *call) caseConsent(in *struct {
	casePath
	Body struct {
		Member id.ID    `json:"member"` // of the household as declared
		File   []byte   `json:"file,omitempty"`
		Note   string   `json:"note,omitempty" max:"200"`
		On     day.Date `json:"on,omitzero"` // signed
	}
}) (*caseState, error) {
	file, err := fileIn(in.Body.File)
	if err != nil {
		return nil, err
	}
	return c.turnedCase(c.desk.AddConsent(c.ctx(), in.Case, app.ConsentOrder{Member: in.Body.Member, File: file, Note: in.Body.Note, On: in.Body.On}))
}

func (c *call) caseFile(in *struct {
	casePath
	Document id.ID `path:"document"`
}) (*download, error) {
	file, err := c.desk.OpenDocument(c.ctx(), in.Case, in.Document)
	if err != nil {
		return nil, err
	}
	return &download{name: file.Digest[:16], kind: string(file.Type), content: file.Content}, nil
}

// stepBody takes the step at which a case stands.
type stepBody struct {
	Step       string            `json:"step" min:"1" max:"60" example:"opinion"` // id, as it was seen
	Doing      casework.StepKind `json:"doing" enum:"intake,crosscheck,check,appraisal,opinion,decision,papers"`
	Verb       casework.Verb     `json:"verb" enum:"pass,refuse,send_back"`
	Reason     string            `json:"reason,omitempty" max:"2000"`
	To         string            `json:"to,omitempty" max:"60"` // step that it is sent back to
	Category   string            `json:"category,omitempty" max:"60"`
	Class      string            `json:"class,omitempty" max:"10"`
	AmountFen  money.Fen         `json:"amount_fen,omitempty" min:"0" max:"100000000000"`
	Covered    int               `json:"covered,omitempty" min:"0" max:"100"`
	AsDeclared bool              `json:"as_declared,omitempty"` // of a check: everything was found as it was declared
	With       []struct {
		Account string `json:"account,omitempty" max:"32"`
		Name    string `json:"name,omitempty" max:"40"`
		Post    string `json:"post,omitempty" max:"40"`
	} `json:"with,omitempty" max:"20"` // who took the step too
	Meeting *meetingBody `json:"meeting,omitempty"`
}

// meetingBody is an appraisal meeting.
type meetingBody struct {
	On      day.Date `json:"on"`
	Place   string   `json:"place,omitempty" max:"100"`
	Chair   string   `json:"chair" min:"1" max:"40"`
	Minutes string   `json:"minutes,omitempty" max:"5000"`
	Due     int      `json:"due" min:"1" max:"1000"`
	Came    int      `json:"came" min:"0" max:"1000"`
	For     int      `json:"for" min:"0" max:"1000"`
	Against int      `json:"against,omitempty" min:"0" max:"1000"`
	Abstain int      `json:"abstain,omitempty" min:"0" max:"1000"`
	Aside   int      `json:"aside,omitempty" min:"0" max:"1000"`
}

func (c *call) caseStep(in *struct {
	casePath
	seen
	Body stepBody
}) (*caseState, error) {
	b := &in.Body
	order := app.StepOrder{Seen: int64(in.number()), Step: b.Step, Do: b.Doing, Verb: b.Verb, Reason: b.Reason, To: b.To, Category: b.Category, Class: b.Class,
		Amount: b.AmountFen, Covered: b.Covered, AsDeclared: b.AsDeclared}
	for _, w := range b.With {
		order.With = append(order.With, app.CoChecker(w))
	}
	if b.Meeting != nil {
		order.Meeting = new(casework.Meeting(*b.Meeting))
	}
	return c.turnedCase(c.desk.TakeStep(c.ctx(), in.Case, order))
}

// verdictsBodyMost is the body of a batch of the most verdicts.
const verdictsBodyMost = 16 << 20

// verdictBody is what is said of one case in a batch.
type verdictBody struct {
	Case      id.ID         `json:"id"`
	Version   int64         `json:"version" min:"0" max:"1000000"` // that was seen
	Verb      casework.Verb `json:"verb" enum:"pass,refuse,send_back"`
	Reason    string        `json:"reason,omitempty" max:"2000"`
	To        string        `json:"to,omitempty" max:"60"`
	Category  string        `json:"category,omitempty" max:"60"`
	Class     string        `json:"class,omitempty" max:"10"`
	AmountFen money.Fen     `json:"amount_fen,omitempty" min:"0" max:"100000000000"`
	Covered   int           `json:"covered,omitempty" min:"0" max:"100"`
}

// verdictShape is what became of one verdict.
type verdictShape struct {
	app.VerdictResult
	Message string `json:"message,omitempty"` // why it was not taken
}

func (c *call) caseVerdicts(in *struct {
	Body struct {
		Doing    casework.StepKind `json:"doing" enum:"intake,crosscheck,opinion,decision,papers"`
		Verdicts []verdictBody     `json:"verdicts" max:"20000"`
	}
}) (*page[verdictShape], error) {
	verdicts := make([]app.Verdict, len(in.Body.Verdicts))
	for i, v := range in.Body.Verdicts {
		verdicts[i] = app.Verdict{Case: v.Case, Seen: v.Version, Verb: v.Verb, Reason: v.Reason, To: v.To, Category: v.Category, Class: v.Class, Amount: v.AmountFen, Covered: v.Covered}
	}
	results, err := c.desk.TakeSteps(c.ctx(), in.Body.Doing, verdicts)
	if err != nil {
		return nil, err
	}
	return paged(c, results, "", func(r app.VerdictResult) verdictShape {
		s := verdictShape{VerdictResult: r}
		if r.Why != nil {
			s.Message = locale.Error(c.lang, r.Why)
		}
		return s
	}), nil
}
