package app

import (
	"context"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
)

// surveyLists is the kind of an import of answers.
const surveyLists = "survey"

// SurveyImport is a list of answers: a row for each household, village or unit.
type SurveyImport struct {
	Campaign id.ID
	Survey   string
	Path     string
	Day      day.Date // of rows that name none
	Person   string   // likewise
}

// ImportSurvey reads a list of answers. The good rows are taken, over what was
// answered before; the wrong ones are kept with their reasons for
// ExportCorrections, under the batch of the report. A list is taken in one
// piece: it has no more rows than a plan's area has households to ask.
func (d *Desk) ImportSurvey(ctx context.Context, order SurveyImport) (report *ImportReport, err error) {
	if err := d.actor.Must(identity.SurveyTake); err != nil {
		return nil, err
	}
	if order.Day.IsZero() {
		order.Day = d.clock.Today()
	}
	order.Person = firstOf(order.Person, d.actor.Name)
	var c *campaign.Campaign
	var clause *plan.Survey
	if err := d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, clause, err = d.surveyOf(ctx, tx, order.Campaign, order.Survey)
		return err
	}); err != nil {
		return nil, err
	}
	from, err := onDisk(order.Path)
	if err != nil {
		return nil, err
	}
	catalogue := surveyCatalogue(clause)
	list, err := openList(from, catalogue, catalogue.Guess, listWish{}, func(string) (map[string]string, error) { return nil, nil })
	if err != nil {
		return nil, err
	}
	defer list.Close()
	villages, err := d.openPlaces(ctx, ImportOrder{Area: c.Area, AsOf: c.AsOf})
	if err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		im := &surveyImporting{Desk: d, order: order, campaign: c, clause: clause, list: list, places: villages, digest: identity.NewDigest()}
		report, err = im.run(ctx, tx)
		return err
	})
	return report, err
}

// surveyCatalogue is what a list of answers may say.
func surveyCatalogue(clause *plan.Survey) *intake.Catalogue {
	fields := []intake.Field{
		{Name: "number", Heading: "户号", Same: []string{"户编号", "家庭编号", "档案编号", "编号"}},
		{Name: "village", Heading: "村", Same: []string{"村居", "社区", "村(社区)", "村委会", "居委会", "所属村"}},
		{Name: "unit", Heading: "单位", Same: []string{"所在单位", "工作单位", "基层工会"}},
		{Name: "head", Heading: "户主", Same: []string{"姓名", "户主姓名", "职工姓名"}},
		{Name: "day", Heading: "调查日期", Same: []string{"日期", "走访日期"}},
		{Name: "person", Heading: "调查人", Same: []string{"走访人", "经办人", "填表人"}},
	}
	for _, q := range campaign.Questions(clause.Ask) {
		same := map[string][]string{"count": {"困难职工人数", "人数", "困难人口"}, "cause": {"致贫原因", "困难原因"}, "need": {"帮扶需求", "主要需求", "利益需求"}, "word": {"诉求", "其他需求"}}[q.ID]
		fields = append(fields, intake.Field{Name: q.ID, Heading: q.Ask, Same: same})
	}
	return intake.NewCatalogue(fields)
}

// surveyImporting is one such import under way, in its transaction.
type surveyImporting struct {
	*Desk
	order    SurveyImport
	campaign *campaign.Campaign
	clause   *plan.Survey
	list     *officeList
	places   *places
	digest   *identity.Digest
	batch    *registry.Batch
	wrong    []registry.Aside
	seen     map[string]int // subject → row
}

// surveyRowsMost bounds a list of answers.
const surveyRowsMost = 50_000

func (im *surveyImporting) run(ctx context.Context, tx *sqldb.Tx) (*ImportReport, error) {
	where := im.batchPlace()
	im.batch = &registry.Batch{ID: im.ids(), Kind: surveyLists, File: im.list.name, Digest: im.list.digest, State: registry.Entered, Runner: im.ids(), Actor: im.actor.Name,
		Area: where.Area, Unit: where.Unit, Detail: ImportOrder{AsOf: im.order.Day}.detail(im.list), Started: im.clock.Now()}
	report := &ImportReport{Batch: im.batch, Notes: im.list.notes, Reasons: map[string]int64{}}
	for _, t := range im.list.tables {
		report.Columns = append(report.Columns, t.mapping.Columns)
	}
	im.seen = map[string]int{}
	if err := im.store.AddBatch(ctx, tx, im.batch); err != nil {
		return nil, err
	}
	if err := im.list.each(ctx, func(t *table, row sheet.Row, kind intake.RowKind) error { return im.row(ctx, tx, t, row, kind) }); err != nil {
		return nil, err
	}
	for _, row := range im.wrong {
		for i := range row.Reasons {
			report.Reasons[row.Reasons[i].Key]++
		}
	}
	if err := im.store.AddAside(ctx, tx, im.batch.ID, im.wrong); err != nil {
		return nil, err
	}
	im.batch.Ended = im.clock.Now()
	if err := im.store.SaveBatch(ctx, tx, im.batch); err != nil {
		return nil, err
	}
	return report, im.record(ctx, tx, act{name: "survey.import", noun: "import", subject: im.batch.ID, where: where, count: im.batch.Rows.Entered, digest: im.digest.Sum(),
		detail: map[string]any{"kind": surveyLists, "campaign": im.campaign.ID, "survey": im.clause.ID, "file_sm3": im.batch.Digest, "rows": im.batch.Rows}})
}

// batchPlace is where the import belongs: the campaign's place, or as much of
// it as the actor reaches.
func (im *surveyImporting) batchPlace() place {
	if im.runs(im.campaign) == nil {
		return place{im.campaign.Area, im.campaign.Unit}
	}
	scope, _ := im.scopeOf(im.campaign)
	where := place{im.campaign.Area, im.campaign.Unit}
	if len(scope.Areas) > 0 {
		where.Area = scope.Areas[0]
	}
	if len(scope.Units) > 0 {
		where.Unit = scope.Units[0]
	}
	return where
}

func (im *surveyImporting) row(ctx context.Context, tx *sqldb.Tx, t *table, row sheet.Row, kind intake.RowKind) error {
	if kind == intake.Blank {
		return nil
	}
	if im.batch.Rows.In++; im.batch.Rows.In > surveyRowsMost {
		return problem.New(problem.TooLarge, "campaign.survey_rows", "most", surveyRowsMost)
	}
	if kind != intake.Data {
		im.batch.Rows.Skipped++
		return nil
	}
	err := im.take(ctx, tx, t, row)
	switch known := problem.As(err); {
	case err == nil:
		im.batch.Rows.Entered++
		return nil
	case known.Code == problem.Internal:
		return err
	default:
		im.batch.Rows.Wrong++
		aside := registry.Aside{Sheet: t.place, Number: row.Number, State: registry.Wrong,
			Reasons: intake.Findings{{Severity: intake.Wrong, Row: row.Number, Key: known.Key, Args: told(known.Args)}}}
		for i := range row.Cells {
			aside.Cells, aside.Kinds = append(aside.Cells, row.Cells[i].Plain()), append(aside.Kinds, row.Cells[i].Kind)
		}
		im.wrong = append(im.wrong, aside)
		return nil
	}
}

// told keeps of an error's arguments what a finding may hold: plain texts and
// numbers.
func told(args problem.Args) problem.Args {
	kept := problem.Args{}
	for name, value := range args {
		switch v := value.(type) {
		case string:
			kept[name] = intake.Clip(v)
			if name == "choices" {
				kept[name] = v
			}
		case area.Code:
			kept[name] = string(v)
		case locale.Texter:
			kept[name] = v.Text(locale.Chinese)
		default:
			kept[name] = v
		}
	}
	return kept
}

// take reads one row and keeps its answer.
func (im *surveyImporting) take(ctx context.Context, tx *sqldb.Tx, t *table, row sheet.Row) error {
	texts := map[string]string{}
	for _, col := range t.mapping.Columns {
		if col.Index >= len(row.Cells) || col.Field == "" || col.Field == intake.Ignore {
			continue
		}
		text, blank := intake.Text(row.Cells[col.Index].Plain())
		if fault := intake.Fault(row.Cells[col.Index], text, false); fault != "" {
			return problem.New(problem.Invalid, fault, "column", col.Heading, "text", intake.Clip(text))
		}
		if !blank {
			texts[col.Field] = text
		}
	}
	order := &SurveyOrder{Texts: texts, Day: im.order.Day, Person: firstOf(texts["person"], im.order.Person)}
	if texts["day"] != "" {
		on, _, err := intake.Date(texts["day"])
		if err != nil {
			return problem.New(problem.Invalid, "campaign.survey_day", "text", intake.Clip(texts["day"]))
		}
		order.Day = on
	}
	who, err := im.who(ctx, tx, texts)
	if err != nil {
		return err
	}
	if before := im.seen[who.subject]; before > 0 {
		return problem.New(problem.Invalid, "campaign.survey_twice", "row", before)
	}
	if order.Seen, err = im.store.AnswerVersion(ctx, tx, im.campaign.ID, im.clause.ID, who.subject); err != nil {
		return err
	}
	a, err := im.answer(im.campaign, im.clause, who, order)
	if err != nil {
		return err
	}
	im.seen[who.subject] = row.Number
	im.digest.Add(a.Subject, a.Day.String(), a.Person)
	return im.store.PutSurveyAnswer(ctx, tx, a)
}

// who finds whose row it is: by the household's number, else by the unit, else
// by the village.
func (im *surveyImporting) who(ctx context.Context, tx *sqldb.Tx, texts map[string]string) (surveyed, error) {
	ref := SurveyRef{Number: texts["number"], Unit: texts["unit"]}
	if ref.Number == "" && texts["head"] != "" {
		return surveyed{}, problem.New(problem.Invalid, "campaign.survey_number_missing")
	}
	if ref.Number == "" && ref.Unit == "" && texts["village"] != "" {
		found := im.places.find("", texts["village"])
		if found.Code == "" {
			return surveyed{}, problem.New(problem.Invalid, "campaign.survey_no_village", "village", strings.Join(append([]string{intake.Clip(texts["village"])}, found.Near...), "、"))
		}
		ref.Area = found.Code
	}
	return im.subjectOf(ctx, tx, im.campaign, ref)
}
