package web

import (
	"net/http"
	"net/url"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/web/view"
)

// pairFields is which field of the form of a pair by hand an error belongs to.
var pairFields = map[string]string{"pairing.no_subject": "household", "pairing.household_has": "household", "pairing.no_such_helper": "helper", "pairing.several_helpers": "helper",
	"pairing.helper_full": "helper", "pairing.barred_kin": "helper", "pairing.barred_village": "helper", "pairing.barred_unit": "helper", "pairing.reason_needed": "reason", "pairing.note_long": "reason"}

func (v *visit) pairShow() error { return v.showPairs(view.Form{Values: url.Values{}}, http.StatusOK) }

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
	return v.write(status, view.PairPage(p, view.Pairing{CampaignHead: head, Form: form, Clauses: pairs.Clauses,
		Keep: v.can(identity.PairKeep) && read.State != campaign.Closed}))
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

func (v *visit) helperList() error {
	after, name := v.r.URL.Query().Get("after"), v.r.URL.Query().Get("name")
	lines, next, err := v.desk.HelperList(v.r.Context(), name, app.PageOf{After: after, Limit: usersShown})
	if err != nil {
		return err
	}
	l := view.HelperList{Rows: lines, Name: name}
	if after != "" {
		l.Pager.First = view.With("/helpers", "", "name", name)
	}
	if next != "" {
		l.Pager.Next = view.With("/helpers", "name="+url.QueryEscape(name), "after", next)
	}
	p := v.page("web.pair.helpers")
	p.Sub = p.T("web.pair.helpers_hint")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}}
	return v.show(view.HelperListPage(p, l))
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
