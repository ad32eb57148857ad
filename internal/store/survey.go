package store

import (
	"context"
	"strings"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// PutSurveyAnswer writes an answer over the version before it, with the values
// it tells. problem.Conflict when another came between.
func (s *Store) PutSurveyAnswer(ctx context.Context, tx *sqldb.Tx, a *campaign.SurveyAnswer) error {
	var sealed any
	if len(a.Words) > 0 {
		body, err := s.sealJSON(personal.ForSurvey, a.Words)
		if err != nil {
			return err
		}
		sealed = body
	}
	rows, err := tx.Exec(ctx, `INSERT INTO survey_answer (campaign, survey, subject, area, unit, day, person, actor, recorded, version, sealed) VALUES (`+sqldb.Marks(11)+`)
		ON CONFLICT (campaign, survey, subject) DO UPDATE SET area = excluded.area, unit = excluded.unit, day = excluded.day, person = excluded.person, actor = excluded.actor,
			recorded = excluded.recorded, version = excluded.version, sealed = excluded.sealed WHERE survey_answer.version = excluded.version - 1`,
		string(a.Campaign), a.Survey, a.Subject, string(a.Area), a.Unit, a.Day.String(), a.Person, a.Actor, string(a.Recorded), a.Version, sealed)
	if err != nil {
		return err
	}
	if rows == 0 {
		return problem.New(problem.Conflict, "campaign.survey_changed")
	}
	if _, err := tx.Exec(ctx, `DELETE FROM survey_value WHERE campaign = ? AND survey = ? AND subject = ?`, string(a.Campaign), a.Survey, a.Subject); err != nil {
		return err
	}
	for _, v := range a.Values {
		if _, err := tx.Exec(ctx, `INSERT INTO survey_value (campaign, survey, subject, question, value, number) VALUES (?, ?, ?, ?, ?, ?)`,
			string(a.Campaign), a.Survey, a.Subject, v.Question, v.Choice, v.Number); err != nil {
			return err
		}
	}
	return nil
}

const answerColumns = `a.campaign, a.survey, a.subject, COALESCE(h.number, ''), a.area, a.unit, a.day, a.person, a.actor, a.recorded, a.version, a.sealed`

func (s *Store) scanAnswer(row *sqldb.Row) (a campaign.SurveyAnswer, err error) {
	var on string
	var sealed []byte
	if err := row.Scan(&a.Campaign, &a.Survey, &a.Subject, &a.Number, &a.Area, &a.Unit, &on, &a.Person, &a.Actor, &a.Recorded, &a.Version, &sealed); err != nil {
		return a, err
	}
	if a.Day = dateOf(&on); len(sealed) > 0 {
		err = s.unsealJSON(personal.ForSurvey, sealed, &a.Words)
	}
	return a, err
}

// SurveyAnswer gives what one household, village or unit answered, within the
// scope. problem.NotFound when it has not.
func (s *Store) SurveyAnswer(ctx context.Context, tx *sqldb.Tx, of id.ID, survey, subject string, scope identity.Scope) (*campaign.SurveyAnswer, error) {
	where, args := scopeWhere("a", scope)
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+answerColumns+` FROM survey_answer a LEFT JOIN household h ON h.id = a.subject
		WHERE a.campaign = ? AND a.survey = ? AND a.subject = ? AND `+where, append([]any{string(of), survey, subject}, args...)...), s.scanAnswer)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, problem.New(problem.NotFound, "campaign.no_answer")
	}
	a := &all[0]
	a.Values, err = sqldb.Collect(tx.Query(ctx, `SELECT question, value, number FROM survey_value WHERE campaign = ? AND survey = ? AND subject = ? ORDER BY question, value`,
		string(of), survey, subject), func(row *sqldb.Row) (v campaign.SurveyValue, err error) {
		err = row.Scan(&v.Question, &v.Choice, &v.Number)
		return v, err
	})
	return a, err
}

// AnswerVersion is how often an answer was written, wherever it is: who writes
// the next has been let to its place already.
func (s *Store) AnswerVersion(ctx context.Context, tx *sqldb.Tx, of id.ID, survey, subject string) (version int64, err error) {
	err = tx.Row(ctx, `SELECT COALESCE(MAX(version), 0) FROM survey_answer WHERE campaign = ? AND survey = ? AND subject = ?`, string(of), survey, subject).Scan(&version)
	return version, err
}

// SurveyCount is how many answers of a place told a value, and of how many
// persons they tell.
type SurveyCount struct {
	Area, Unit       string
	Question, Choice string // both "" count the answers themselves
	Answers, Persons int64
}

// CountAnswers counts the answers of a survey by place and by value within the
// scope.
func (s *Store) CountAnswers(ctx context.Context, tx *sqldb.Tx, of id.ID, survey string, scope identity.Scope) ([]SurveyCount, error) {
	where, args := scopeWhere("a", scope)
	args = append([]any{string(of), survey}, args...)
	return sqldb.Collect(tx.Query(ctx, `SELECT a.area, a.unit, '' AS question, '' AS value, COUNT(*), CAST(COALESCE(SUM(n.number), 0) AS BIGINT)
		FROM survey_answer a LEFT JOIN survey_value n ON n.campaign = a.campaign AND n.survey = a.survey AND n.subject = a.subject AND n.question = 'count'
		WHERE a.campaign = ? AND a.survey = ? AND `+where+` GROUP BY a.area, a.unit
		UNION ALL
		SELECT a.area, a.unit, v.question, v.value, COUNT(*), CAST(COALESCE(SUM(n.number), 0) AS BIGINT)
		FROM survey_answer a JOIN survey_value v ON v.campaign = a.campaign AND v.survey = a.survey AND v.subject = a.subject AND v.value <> ''
			LEFT JOIN survey_value n ON n.campaign = a.campaign AND n.survey = a.survey AND n.subject = a.subject AND n.question = 'count'
		WHERE a.campaign = ? AND a.survey = ? AND `+where+` GROUP BY a.area, a.unit, v.question, v.value
		ORDER BY 1, 2, 3, 4`, append(args, args...)...), func(row *sqldb.Row) (c SurveyCount, err error) {
		err = row.Scan(&c.Area, &c.Unit, &c.Question, &c.Choice, &c.Answers, &c.Persons)
		return c, err
	})
}

// SurveyedCount is how many households of a village a survey is to ask, and how
// many of them have answered.
type SurveyedCount struct {
	Area            string
	Asked, Answered int64
}

// CountSurveyed counts by village the households on the rosters of some classes
// within the scope.
func (s *Store) CountSurveyed(ctx context.Context, tx *sqldb.Tx, of id.ID, survey string, classes []string, scope identity.Scope) ([]SurveyedCount, error) {
	where, args := scopeWhere("r", scope)
	all := []any{survey, string(of)}
	for _, class := range classes {
		all = append(all, class)
	}
	in := strings.TrimPrefix(strings.Repeat(", ?", len(classes)), ", ")
	if in == "" {
		return nil, nil
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT r.area, COUNT(DISTINCT r.household), COUNT(DISTINCT a.subject) FROM roster_entry r
			LEFT JOIN survey_answer a ON a.campaign = r.campaign AND a.survey = ? AND a.subject = r.household
		WHERE r.campaign = ? AND r.class IN (`+in+`) AND r.state IN ('in', 'undecided') AND r.household <> '' AND `+where+` GROUP BY r.area ORDER BY r.area`,
		append(all, args...)...), func(row *sqldb.Row) (c SurveyedCount, err error) {
		err = row.Scan(&c.Area, &c.Asked, &c.Answered)
		return c, err
	})
}

// SurveyLine is a household that a survey is to ask, or that has answered.
type SurveyLine struct {
	Subject  string
	Number   string
	Area     string
	Unit     string
	Name     string
	Answered string // day, "" when it has not
	Version  int64
}

// SurveyPage gives a page of the households on the rosters of a class in the
// order of villages and keys, within the scope, those without an answer first
// when open is set alone.
func (s *Store) SurveyPage(ctx context.Context, tx *sqldb.Tx, of id.ID, survey string, classes []string, open bool, scope identity.Scope, after string, limit int) (page []SurveyLine, next string, err error) {
	where, args := scopeWhere("h", scope)
	in, all := "", []any{survey, string(of), string(of)}
	for i, class := range classes {
		if i > 0 {
			in += ", "
		}
		in += "?"
		all = append(all, class)
	}
	if in == "" {
		return nil, "", nil
	}
	args = append(all, args...)
	if open {
		where += ` AND a.subject IS NULL`
	}
	if after != "" {
		place, subject, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		where += ` AND (h.area, h.id) > (?, ?)`
		args = append(args, place, subject)
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT h.id, h.number, h.area, h.unit, h.head, COALESCE(a.day, ''), COALESCE(a.version, 0)
		FROM household h LEFT JOIN survey_answer a ON a.survey = ? AND a.campaign = ? AND a.subject = h.id
		WHERE EXISTS (SELECT 1 FROM roster_entry r WHERE r.campaign = ? AND r.household = h.id AND r.state IN ('in', 'undecided') AND r.class IN (`+in+`)) AND `+where+`
		ORDER BY h.area, h.id LIMIT ?`, append(args, limit+1)...), func(row *sqldb.Row) (l SurveyLine, err error) {
		err = row.Scan(&l.Subject, &l.Number, &l.Area, &l.Unit, &l.Name, &l.Answered, &l.Version)
		return l, err
	})
	if len(page) > limit {
		page = page[:limit]
		next = joinKey(page[limit-1].Area, page[limit-1].Subject)
	}
	return page, next, err
}
