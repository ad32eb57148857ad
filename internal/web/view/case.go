package view

// CaseRow is a case in a list.
type CaseRow struct {
	Key                string // of the row's box, "" when it takes part in no batch
	Href, Number       string
	Applicant, Village string
	Kind, Step         string
	State, Tone        string
	Due                string // last day of the step
	Left, LeftTone     string // days left, in words
	Kin, Objected      bool
}

// CaseList is the queue.
type CaseList struct {
	Filter               Form
	Tabs                 []Tab
	Counts               string // address of the tabs with their counts, "" when they are there
	Kinds, Villages, Dos []Option
	Rows                 []CaseRow
	Pager                Pager
	Batch                Form // the reason of a batch
	Filtered             bool
	MayFile, MayJudge    bool
	Back                 string
}

// Ticks tells whether any row takes part in a batch.
func (l CaseList) Ticks() bool {
	for i := range l.Rows {
		if l.Rows[i].Key != "" {
			return l.MayJudge
		}
	}
	return false
}

// CaseVerdicts is what became of the rows of a batch.
type CaseVerdicts struct {
	Rows         []CaseVerdict
	Passed, Left int
	Back         string
}

// CaseVerdict is one of them.
type CaseVerdict struct {
	Href, Number, Applicant string
	Good                    bool
	Text                    string
}

// CaseStep is one step of the way of a case: done, now, next or skipped.
type CaseStep struct {
	Name, Who, When, State string
}

// CaseDo is something that may be done to a case now.
type CaseDo struct {
	Verb, Text, Tone string
	Href             string // of its form; "" is done at once
	Next             bool   // goes on to the next case of the queue
}

// CaseDiff is a field as declared and as found.
type CaseDiff struct {
	Label, Declared, Found string
	Differs                bool
}

// CaseTest is one condition with what it says of the household as declared and
// as found: yes, no, unknown, or "" when it was not asked.
type CaseTest struct {
	Name, Clause, Source string
	Declared, Found      CaseAnswer
	Veto                 bool
}

// CaseAnswer is what a condition says of one side.
type CaseAnswer struct {
	Verdict string
	Values  []string
	Missing []string
}

// CasePaper is a paper that a case needs or has.
type CasePaper struct {
	ID, Name, Note string
	There, Late    bool
	When, Who      string
	File           string // address, "" without a file
	Drop           string // address that takes it back, "" when nobody may
	Member         string // id of who consents
}

// CaseMeeting is an appraisal as it was held.
type CaseMeeting struct {
	On, Place, Chair, Minutes               string
	Due, Came, For, Against, Abstain, Aside int
	Quorum, Pass                            string
	Carried                                 bool
}

// CaseAct is one thing done to a case.
type CaseAct struct {
	When, Who, Role, Verb, Step, Reason, Note string
	Late, Struck                              bool // struck: it went back behind it
}

// CaseNoticeLine is a notice that the case stood in.
type CaseNoticeLine struct{ From, Until, State, Href string }

// Case is one case with all there is to see of it.
type Case struct {
	Base, Number, Applicant, Kind, Village string
	State, Tone, Step                      string
	Due, Left, LeftTone, DueAll            string
	Persons, Covered, Amount, Category     string
	Class, Channel, Agent, Cause           string
	Profile, Received, File, FileHref      string
	Kin, Objected, Own                     bool
	Round                                  int
	Seen                                   string
	Way                                    []CaseStep
	Tabs                                   []Tab
	Tab                                    string
	Dos                                    []CaseDo
	Why                                    []string // why the person may not act
	Odd                                    []string // what looks odd, or is not certain
	Tests                                  []CaseTest
	Tier                                   string
	Diffs                                  []CaseDiff
	HasFound                               bool
	Members                                []CaseDiff
	FoundNote                              string
	Papers, Consents, Photos, Others       []CasePaper
	MayPaper                               bool
	PaperForm                              Form
	PaperKinds                             []Option
	ConsentKinds                           []Option
	Meetings                               []CaseMeeting
	Opinions                               []CaseAct
	Notices                                []CaseNoticeLine
	Acts                                   []CaseAct
	Form                                   Form
	Edit                                   string // address of the form of the household, "" when it may not be changed
}

// CaseAsk is the form of one act.
type CaseAsk struct {
	Form
	Base, Verb, Title, Hint, Button, Tone string
	Seen                                  string
	Reason                                bool // must be given
	ReasonLabel, ReasonHint               string
	Late                                  string // last day that has passed
	Steps                                 []Option
	Villages                              []Option
	Meeting, Award                        bool
	Rule                                  string // of a meeting, in words
	Money                                 bool   // an amount is decided
	Bands                                 []string
	Classes, Categories                   []Option
	Next                                  bool
	Summary                               CaseRow
}

// CaseKinds are what can be applied for, to choose from.
type CaseKinds struct {
	Rows []CaseKind
	For  string // number of a file
}

// CaseKind is one of them, with what its procedure says.
type CaseKind struct {
	Code, Name, Profile, Who, Days, Source, Href string
	Papers                                       []string
}

// CaseForm is an application that is being filled in.
type CaseForm struct {
	HouseholdForm
	Kind, KindName string
	Channels       []Option
	Applicants     []Option
	Steps          []string
	OnFile         bool
	File           string
	Live           string // address of the fragment
	Look           string // address of the fragment that tells of cases and files
	Known          []CaseKnown
	Seen           string
	Case           string
	Guess          CaseGuess
	DraftSaved     bool
}

// CaseKnown is what is on record already of a person who applies, and the way
// on.
type CaseKnown struct {
	Who, Text string
	Refuses   bool
	Ways      []Link
}

// CaseGuess is what the rules say of a form as it stands: a hint, never a
// decision.
type CaseGuess struct {
	Asked bool
	Tests []CaseTest
	Tier  string
	Veto  bool
}

// CaseReceipt is the paper that the applicant takes home.
type CaseReceipt struct {
	Base, Number, Kind, Village, Applicant, Day, Due, Office string
	Papers                                                   []string
	Lacks                                                    []string
}

// CaseCheck is the page of a visit at home.
type CaseCheck struct {
	Form
	Base, Number, Applicant, Kind, Village, Address, Due, Left, LeftTone string
	Seen                                                                 string
	People                                                               int
	Confirm, Kin                                                         bool
	Fields                                                               []CaseCheckField
	Members                                                              []CaseCheckMember
	More                                                                 []CaseCheckMore
}

// CaseCheckField is one field as declared, to be compared.
type CaseCheckField struct {
	Field
	Title, Declared, Choice string
	Same                    string // the choice as it was made
}

// CaseCheckMember is one person, to be compared.
type CaseCheckMember struct {
	Title  string
	Gone   Field // a tick: does not live there
	Fields []CaseCheckField
}

// CaseCheckMore is a person who was found and not declared.
type CaseCheckMore struct {
	Title, Drop string
	Fields      []Field
}

// CaseLate is the board of what is overdue.
type CaseLate struct {
	Rows                    []CaseLateRow
	Villages                []string
	Columns                 []string
	Total, Oldest, Headline string
	Chart                   BarChart
}

// CaseLateRow is one place and step.
type CaseLateRow struct {
	Place, Step, Roles, Actor, Cases, Oldest, Days, Href string
}
