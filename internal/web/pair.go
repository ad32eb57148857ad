package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/report"
	"songnuan/internal/web/view"
)

// pairFields is which field of the form of a pair by hand an error belongs to.
var pairFields = map[string]string{"pairing.no_subject": "household", "pairing.household_has": "household", "pairing.no_such_helper": "helper", "pairing.several_helpers": "helper",
	"pairing.helper_full": "helper", "pairing.barred_kin": "helper", "pairing.barred_village": "helper", "pairing.barred_unit": "helper", "pairing.reason_needed": "reason", "pairing.note_long": "reason"}

func (v *visit) pairShow() error { return v.showPairs(view.Form{Values: url.Values{}}, http.StatusOK) }

// pairsShown is how many pairs a page holds.
const pairsShown = 100

// showPairs shows how far the pairing of a campaign has come.
func (v *visit) showPairs(form view.Form, status int) error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	pairs, err := v.desk.Pairing(v.r.Context(), of)
	if err != nil {
		return err
	}
	read, err := v.desk.Campaign(v.r.Context(), of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(read.Campaign, "pairs")
	_, take := v.desk.MayReport(report.OfPairs)
	shown := view.Pairing{CampaignHead: head, Form: form, Keep: v.can(identity.PairKeep) && read.State != campaign.Closed, Take: take, Find: strings.TrimSpace(v.r.URL.Query().Get("find"))}
	for i := range pairs.Clauses {
		shown.Clauses = append(shown.Clauses, v.pairClause(p, head.Base+"/pairs", &pairs.Clauses[i], shown.Find))
	}
	p.Actions = view.PairActions(p, shown)
	return v.write(status, view.PairPage(p, shown))
}

// pairClause is a clause with the page of its pairs that is asked for.
func (v *visit) pairClause(p view.Page, base string, c *app.PairClause, find string) view.PairClause {
	one := view.PairClause{PairClause: *c}
	q := v.r.URL.Query()
	state := q.Get("state")
	counts := map[string]int{"": len(c.Pairs)}
	var rows []app.PairLine
	for _, l := range c.Pairs {
		if l.Adjust != "" && l.State == pairing.Standing {
			one.Adjust = append(one.Adjust, l)
		}
		counts[string(l.State)]++
		if l.Locked {
			counts["locked"]++
		}
		in := state == "" || state == string(l.State) || state == "locked" && l.Locked
		if in && (find == "" || l.Number == find || strings.Contains(l.Helper.Name, find) || l.Village == find) {
			rows = append(rows, l)
		}
	}
	for _, name := range []string{"", string(pairing.Proposed), "locked", string(pairing.Standing)} {
		if name == "" || counts[name] > 0 {
			one.Tabs = append(one.Tabs, view.Tab{Link: view.Link{Href: view.With(base, "find="+url.QueryEscape(find), "state", name), Text: p.T("web.pair.tab." + cmp.Or(name, "all"))}, Here: name == state, N: strconv.Itoa(counts[name])})
		}
	}
	at := 0
	if after := q.Get("after"); after != "" {
		at = 1 + slices.IndexFunc(rows, func(l app.PairLine) bool { return string(l.ID) == after })
		one.Pager.First = view.With(base, v.r.URL.RawQuery, "after", "")
	}
	one.Rows = rows[at:min(len(rows), at+pairsShown)]
	if at+pairsShown < len(rows) {
		one.Pager.Next = view.With(base, v.r.URL.RawQuery, "after", string(one.Rows[pairsShown-1].ID))
	}
	return one
}

// pairDo does one thing to the pairs of a campaign and comes back to them.
func (v *visit) pairDo(key string, do func(of id.ID, form url.Values) error) error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	if err = do(of, form); err == nil {
		return v.done("/campaigns/"+string(of)+"/pairs", key)
	}
	f, err := v.wrong(form, err, pairFields)
	if err != nil {
		return err
	}
	return v.showPairs(f, http.StatusUnprocessableEntity)
}

func (v *visit) pairSolve() error {
	return v.pairDo("web.pair.solved", func(of id.ID, form url.Values) error {
		_, err := v.desk.ProposePairs(v.r.Context(), of, form.Get("clause"))
		return err
	})
}

func (v *visit) pairConfirm() error {
	return v.pairDo("web.pair.confirmed", func(of id.ID, form url.Values) error {
		return v.desk.ConfirmPairs(v.r.Context(), of, form.Get("clause"))
	})
}

func (v *visit) pairByHand() error {
	return v.pairDo("web.pair.paired", func(of id.ID, form url.Values) error {
		return v.desk.PairByHand(v.r.Context(), app.HandPair{Campaign: of, Clause: form.Get("clause"), Household: form.Get("household"), Helper: form.Get("helper"), Reason: form.Get("reason"),
			Follows: id.ID(form.Get("follows")), Handover: form.Get("handover")})
	})
}

func (v *visit) pairLock() error {
	return v.pairDo("web.pair.saved", func(_ id.ID, form url.Values) error {
		return v.desk.LockPair(v.r.Context(), id.ID(form.Get("pair")), form.Get("lock") == "yes")
	})
}

func (v *visit) pairEnd() error {
	return v.pairDo("web.pair.ended", func(_ id.ID, form url.Values) error {
		return v.desk.EndPair(v.r.Context(), id.ID(form.Get("pair")), form.Get("reason"), form.Get("handover"))
	})
}

func (v *visit) pairRound() error {
	return v.pairDo("web.pair.round_solved", func(of id.ID, form url.Values) error {
		_, err := v.desk.ProposeRound(v.r.Context(), of, form.Get("clause"))
		return err
	})
}

func (v *visit) pairAdopt() error {
	return v.pairDo("web.pair.adopted_now", func(of id.ID, form url.Values) error {
		return v.desk.AdoptPair(v.r.Context(), app.HandPair{Campaign: of, Clause: form.Get("clause"), Household: form.Get("household"), Helper: form.Get("helper"), Reason: form.Get("reason")})
	})
}

// pairAdjust takes up one pair, or one household that waits.
func (v *visit) pairAdjust() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	came, err := v.desk.AdjustPair(v.r.Context(), app.AdjustOrder{Campaign: of, Clause: form.Get("clause"), Pair: id.ID(form.Get("pair")), Household: form.Get("household"), Handover: form.Get("handover")})
	if err == nil {
		return v.done("/campaigns/"+string(of)+"/pairs", "web.pair.came."+string(came))
	}
	f, err := v.wrong(form, err, map[string]string{"pairing.note_long": "handover"})
	if err != nil {
		return err
	}
	return v.showPairs(f, http.StatusUnprocessableEntity)
}

// pairCards are the cards of the pairs that stand; names and addresses are
// masked until asked for, which is on record.
func (v *visit) pairCards() error {
	q := v.r.URL.Query()
	return v.showCards(q.Get("clause"), q.Get("area"), v.desk.PairCards)
}

func (v *visit) pairCardsClear() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	return v.showCards(form.Get("clause"), form.Get("area"), v.desk.ClearPairCards)
}

func (v *visit) showCards(clause, where string, read func(context.Context, id.ID, string, area.Code) (*app.PairCards, error)) error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	var code area.Code
	if where != "" {
		if code, err = area.Parse(where); err != nil {
			return err
		}
	}
	cards, err := read(v.r.Context(), of, clause, code)
	if err != nil {
		return err
	}
	p := v.page("web.pair.cards")
	shown := view.PairCards{PairCards: cards, Base: "/campaigns/" + string(of) + "/pairs", Unmask: v.can(identity.PairKeep) && v.can(identity.PersonalUnmask), Places: []view.Option{{Text: p.T("web.pair.cards_all")}}}
	for _, a := range cards.Villages {
		shown.Places = append(shown.Places, view.Option{Value: string(a.Code), Text: a.Name})
	}
	return v.show(view.PairCardsPage(p, shown))
}

func (v *visit) liaisonList() error {
	return v.showLiaisons(view.Form{Values: url.Values{"from": {v.today().String()}}}, http.StatusOK)
}

func (v *visit) showLiaisons(form view.Form, status int) error {
	lines, err := v.desk.Liaisons(v.r.Context())
	if err != nil {
		return err
	}
	p := v.page("web.pair.liaisons")
	p.Sub = p.T("web.pair.liaisons_hint")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}}
	return v.write(status, view.LiaisonPage(p, view.Liaisons{Form: form, Rows: lines, Keep: v.can(identity.LiaisonKeep)}))
}

func (v *visit) liaisonAdd() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.NewLiaison{Name: form.Get("name"), Post: form.Get("post"), Phone: form.Get("phone")}
	if order.Area, err = v.areaOf(form.Get("area")); err == nil {
		_, err = v.desk.AddLiaison(v.r.Context(), order)
	}
	if err == nil {
		return v.done("/liaisons", "web.pair.liaison_added")
	}
	f, err := v.wrongIn(form, mine(err), map[string]string{"pairing.liaison_name": "name", "pairing.liaison_phone": "phone", "pairing.liaison_post": "post", "pairing.liaison_village": "area",
		"pairing.liaison_twice": "area", "app.outside_scope": "area", "area.": "area", "web.": "area", "personal.": "phone"})
	if err != nil {
		return err
	}
	return v.showLiaisons(f, http.StatusUnprocessableEntity)
}

func (v *visit) liaisonEnd() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.EndLiaison(v.r.Context(), id.ID(form.Get("liaison"))); err != nil {
		return err
	}
	return v.done("/liaisons", "web.pair.liaison_ended")
}

// pairMine shows a helper own households; names and addresses are masked until
// asked for, which is on record.
func (v *visit) pairMine() error {
	pairs, err := v.desk.MyPairs(v.r.Context(), false)
	return v.showMine(pairs, err)
}

func (v *visit) pairMineClear() error {
	pairs, err := v.desk.MyPairs(v.r.Context(), true)
	return v.showMine(pairs, err)
}

func (v *visit) showMine(pairs []app.MyPair, err error) error {
	if err != nil {
		return err
	}
	p := v.page("web.pair.mine")
	p.Sub = p.T("web.pair.mine_hint")
	dues, err := v.desk.MyDues(v.r.Context())
	if err != nil {
		return err
	}
	return v.show(view.MyPairsPage(p, pairs, dues))
}

// pairTodos are the campaigns whose pairs need a hand: a household or a helper
// has gone, a household has come, proposals wait, a year is over.
func (v *visit) pairTodos(w *app.Workbench) (all []view.Todo) {
	for i := range w.Pairs {
		t := &w.Pairs[i]
		base := "/campaigns/" + string(t.Campaign) + "/pairs"
		for _, one := range []struct {
			n         int64
			tone, key string
			to        string
		}{
			{t.Left, "red", "web.pair.todo.left", base + "#adjust"}, {t.Gone, "red", "web.pair.todo.gone", base + "#adjust"}, {t.Moved, "amber", "web.pair.todo.moved", base + "#adjust"},
			{t.Unpaired, "red", "web.pair.todo.unpaired", base + "#waiting"}, {t.Proposed, "amber", "web.pair.todo.proposed", base + "?state=proposed"},
		} {
			if one.n > 0 {
				all = append(all, view.Todo{Tone: one.tone, What: v.say(one.key, "count", one.n), Note: t.Title, To: one.to, Do: v.say("web.pair.todo_do")})
			}
		}
		if t.RoundDue {
			all = append(all, view.Todo{Tone: "amber", What: v.say("web.pair.todo.round", "day", t.Oldest), Note: t.Title, To: base + "#round-due", Do: v.say("web.pair.todo_do")})
		}
	}
	return all
}
