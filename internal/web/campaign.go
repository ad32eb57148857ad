package web

import (
	"net/url"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// campaignsShown is how many campaigns a page of the list holds.
const campaignsShown = 20

func (v *visit) campaignList() error {
	q := v.r.URL.Query()
	state := campaign.State(q.Get("state"))
	switch state {
	case campaign.Draft, campaign.Active, campaign.Closed:
	default:
		state = ""
	}
	lines, next, err := v.desk.Campaigns(v.r.Context(), state, q.Get("after"), campaignsShown)
	if err != nil {
		return err
	}
	p := v.page("web.campaign.list")
	l := view.CampaignList{Lines: lines, Open: v.can(identity.CampaignOpen)}
	for _, s := range []campaign.State{"", campaign.Active, campaign.Draft, campaign.Closed} {
		key := "all"
		if s != "" {
			key = string(s)
		}
		l.Tabs = append(l.Tabs, view.Tab{Link: view.Link{Href: view.With("/campaigns", "", "state", string(s)), Text: p.T("web.campaign.state." + key)}, Here: s == state})
	}
	if q.Get("after") != "" {
		l.Pager.First = view.With("/campaigns", "", "state", string(state))
	}
	if next != "" {
		l.Pager.Next = view.With("/campaigns", v.r.URL.RawQuery, "after", next)
	}
	return v.show(view.CampaignListPage(p, l))
}

// campaignID is the campaign of the address. What is no id finds nothing.
func (v *visit) campaignID() (id.ID, error) { return v.idOf("id", "campaign.not_found") }

func (v *visit) idOf(name, key string) (id.ID, error) {
	of, err := id.Parse(v.r.PathValue(name))
	if err != nil {
		return "", problem.New(problem.NotFound, key)
	}
	return of, nil
}

// campaignParts are the pages of a campaign, in the order of its tabs.
var campaignParts = []struct {
	path  string
	needs identity.Permission
}{
	{"", identity.CampaignSee}, {"tasks", identity.CampaignSee}, {"board", identity.CampaignSee}, {"grid", identity.CampaignSee}, {"entries", identity.HouseholdSee},
	{"pairs", identity.PairSee}, {"survey", identity.CampaignSee}, {"gate", identity.CampaignSee}, {"certificates", identity.CampaignSee},
}

// campaignHead is the page around a campaign: its title, its tabs and the way
// back.
func (v *visit) campaignHead(c *campaign.Campaign, here string) (view.Page, view.CampaignHead) {
	p := v.page("web.campaign.list")
	base := "/campaigns/" + string(c.ID)
	p.Crumbs = []view.Link{{Text: p.T("web.nav.campaigns")}, {Href: "/campaigns", Text: p.T("web.campaign.list")}}
	p.Title = c.Title
	if here != "" {
		p.Crumbs = append(p.Crumbs, view.Link{Href: base, Text: c.Title})
		p.Title = p.T("web.campaign.part." + here)
	}
	h := view.CampaignHead{Campaign: c, Base: base}
	for _, part := range campaignParts {
		if !v.can(part.needs) {
			continue
		}
		key, path := part.path, base+"/"+part.path
		if key == "" {
			key, path = "home", base
		}
		h.Tabs = append(h.Tabs, view.Tab{Link: view.Link{Href: path, Text: p.T("web.campaign.part." + key)}, Here: part.path == here})
	}
	return p, h
}

func (v *visit) campaignHome() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	read, err := v.desk.CampaignPlan(ctx, of)
	if problem.Is(err, problem.Invalid) {
		return v.campaignBroken(of, err)
	}
	if err != nil {
		return err
	}
	tasks, err := v.desk.Tasks(ctx, of)
	if err != nil {
		return err
	}
	board, err := v.desk.Board(ctx, of)
	if err != nil {
		return err
	}
	rosters, err := v.desk.CampaignRosters(ctx, read.Campaign, read.Plan)
	if err != nil {
		return err
	}
	drift, err := v.desk.PlanDrift(ctx, of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(read.Campaign, "")
	home := view.CampaignHome{CampaignHead: head, Tasks: tasks, Board: board, Rosters: rosters, Drift: drift, Ring: v.ring(p, read), Gate: read.Plan.Six != nil}
	home.Headline = boardHeadline(p, board)
	home.Steer = v.steer(read.Campaign, board)
	p.Actions = view.CampaignActions(p, home)
	return v.show(view.CampaignHomePage(p, home))
}

// campaignBroken shows a campaign whose plan has errors under its answers.
func (v *visit) campaignBroken(of id.ID, why error) error {
	read, err := v.desk.Campaign(v.r.Context(), of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(read.Campaign, "")
	return v.show(view.CampaignBrokenPage(p, head, v.text(why)))
}

// steer are the steps that the person may take with the campaign as a whole.
func (v *visit) steer(c *campaign.Campaign, board *app.Board) (s view.Steer) {
	whole := v.desk.Actor().Scope.CoversPlace(c.Area, c.Unit)
	if !whole {
		return s
	}
	s.Settle = c.State == campaign.Draft && v.can(identity.CampaignSettle)
	s.Rebuild = c.State == campaign.Active && v.can(identity.RosterBuild)
	s.Close = c.State == campaign.Active && v.can(identity.CampaignClose) && board.Total.Total().Entries > 0
	return s
}

// ring is the time that is left until 春节, and where the campaign stands in it.
func (v *visit) ring(p view.Page, read *app.CampaignPlan) view.Ring {
	today := v.desk.Today()
	festival, closing, days := app.Countdown(read.Plan, today)
	r := view.Ring{Label: p.T("web.campaign.no_festival")}
	if festival.IsZero() {
		return r
	}
	begin := read.Plan.Period.From.Day
	if begin.IsZero() {
		begin = read.AsOf
	}
	whole, gone := festival.Sub(begin), today.Sub(begin)
	if whole > 0 {
		r.Share = min(1, max(0, float64(gone)/float64(whole)))
	}
	r.Number, r.Label = strconv.Itoa(max(0, days)), p.T("web.campaign.days_left")
	if days <= 0 {
		r.Number, r.Label = strconv.Itoa(-days), p.T("web.campaign.days_since")
	}
	r.Note = p.T("web.campaign.festival_on", "day", festival)
	if !closing.IsZero() {
		r.Note = p.T("web.campaign.closes_on", "day", closing)
	}
	return r
}

// boardHeadline says of the board what matters most.
func boardHeadline(p view.Page, b *app.Board) string {
	total := b.Total.Total().Entries
	open := b.Total[campaign.Open].Entries
	switch {
	case total == 0:
		return p.T("web.board.head_none")
	case open == 0:
		return p.T("web.board.head_all", "n", total)
	case len(b.Villages) > 1 && b.Villages[0].Counts[campaign.Open].Entries > 0:
		worst := b.Villages[0]
		n := worst.Counts[campaign.Open].Entries
		if b.Villages[1].Counts[campaign.Open].Entries == n {
			return p.T("web.board.head_some", "open", open, "villages", openVillages(b))
		}
		return p.T("web.board.head_worst", "village", worst.Name, "n", n, "open", open)
	}
	return p.T("web.board.head_open", "open", open)
}

func openVillages(b *app.Board) (n int) {
	for _, v := range b.Villages {
		if v.Counts[campaign.Open].Entries > 0 {
			n++
		}
	}
	return n
}

func (v *visit) campaignDrift() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	drift, err := v.desk.PlanDrift(v.r.Context(), of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(drift.Campaign, "plan")
	return v.show(view.CampaignDriftPage(p, head, drift))
}

func (v *visit) rebuildShow() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	change, err := v.desk.PreviewRebuild(v.r.Context(), of)
	if err != nil {
		return err
	}
	return v.showRebuild(of, change, nil)
}

func (v *visit) showRebuild(of id.ID, change *app.RosterChange, refused error) error {
	read, err := v.desk.Campaign(v.r.Context(), of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(read.Campaign, "rebuild")
	r := view.Rebuild{CampaignHead: head, Change: change}
	if refused != nil {
		r.Wrong = map[string]string{"": v.text(refused)}
		return v.again(view.RebuildPage(p, r))
	}
	return v.show(view.RebuildPage(p, r))
}

func (v *visit) rebuildAccept() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	change, err := v.desk.AcceptRebuild(v.r.Context(), of, form.Get("digest"))
	if problem.Is(err, problem.Conflict) && change != nil {
		return v.showRebuild(of, change, err)
	}
	if err != nil {
		return err
	}
	return v.done("/campaigns/"+string(of), "web.campaign.rebuilt", "came_in", change.CameIn, "fell_out", change.FellOut)
}

func (v *visit) closeForm() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	board, err := v.desk.Board(v.r.Context(), of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(board.Campaign, "close")
	return v.show(view.ClosePage(p, view.Close{CampaignHead: head, Board: board}))
}

// closeCampaign ends the campaign, or shows what stands in the way.
func (v *visit) closeCampaign() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	left, err := v.desk.CloseCampaign(v.r.Context(), of)
	if err == nil {
		return v.done("/campaigns/"+string(of)+"/certificates", "web.campaign.closed")
	}
	if !problem.Is(err, problem.Conflict) {
		return err
	}
	board, reading := v.desk.Board(v.r.Context(), of)
	if reading != nil {
		return reading
	}
	p, head := v.campaignHead(board.Campaign, "close")
	return v.again(view.ClosePage(p, view.Close{CampaignHead: head, Board: board, Left: left, Wrong: v.text(err)}))
}

// certificatesShown is how many certificates the list holds.
const certificatesShown = 100

func (v *visit) certificateList() error { return v.showCertificates(view.Form{}) }

func (v *visit) showCertificates(form view.Form) error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	all, err := v.desk.Certificates(v.r.Context(), of, certificatesShown)
	if err != nil {
		return err
	}
	board, err := v.desk.Board(v.r.Context(), of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(board.Campaign, "certificates")
	c := view.CertificateList{CampaignHead: head, Form: form, Lines: all, Issue: v.can(identity.CertificateIssue) && board.Total.Total().Entries > 0 && board.Campaign.State != campaign.Draft,
		Open: board.Total[campaign.Open].Entries}
	if v.desk.Actor().Scope.CoversPlace(board.Campaign.Area, board.Campaign.Unit) {
		c.Places = append(c.Places, view.Option{Text: p.T("web.certificate.whole")})
	}
	for _, l := range board.Villages {
		c.Places = append(c.Places, view.Option{Value: "area:" + l.Place, Text: l.Name})
	}
	for _, l := range board.Units {
		c.Places = append(c.Places, view.Option{Value: "unit:" + l.Name, Text: l.Name})
	}
	if len(form.Wrong) > 0 {
		return v.again(view.CertificateListPage(p, c))
	}
	return v.show(view.CertificateListPage(p, c))
}

func (v *visit) certificateIssue() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order, err := v.certifyOrder(of, form)
	if err == nil {
		_, err = v.desk.Certify(v.r.Context(), order)
	}
	if problem.Is(err, problem.Invalid) || problem.Is(err, problem.NotFound) && problem.As(err).Key == "campaign.nothing_to_certify" {
		wrong, _ := v.wrongIn(form, err, certifyFields)
		if len(wrong.Wrong) == 0 {
			wrong.Wrong[""] = v.text(err)
		}
		return v.showCertificates(wrong)
	}
	if err != nil {
		return err
	}
	return v.done("/campaigns/"+string(of)+"/certificates", "web.certificate.issued")
}

// certifyFields are the fields of the certificate's form by message key.
var certifyFields = map[string]string{"day.": "as_of", "campaign.as_of_to_come": "as_of"}

func (v *visit) certifyOrder(of id.ID, form url.Values) (order app.CertifyOrder, err error) {
	order.Campaign = of
	kind, place := cutColon(form.Get("place"))
	switch kind {
	case "area":
		if order.Area, err = area.Parse(place); err != nil {
			return order, err
		}
	case "unit":
		order.Unit = place
	}
	if text := form.Get("as_of"); text != "" {
		on, err := day.Parse(text)
		if err != nil {
			return order, err
		}
		if on != v.desk.Today() {
			order.AsOf = on.End()
		}
	}
	return order, nil
}
