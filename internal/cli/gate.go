package cli

import (
	"context"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

type campaignGateCommand struct {
	databaseFlags
	Campaign string   `arg:""`
	Confirm  string   `placeholder:"ITEM" xor:"item"`
	Withdraw string   `placeholder:"ITEM" xor:"item"`
	Note     string   `placeholder:"TEXT"`
	Proof    string   `placeholder:"FILE"`
	Person   string   `placeholder:"NAME"`
	Day      day.Date `placeholder:"DATE"`
	Seen     *int64   `placeholder:"N"`
}

// do shows how the six things stand, after what is said of one of them.
func (c *campaignGateCommand) do(ctx context.Context, s *session) error {
	of, err := id.Parse(c.Campaign)
	if err != nil {
		return err
	}
	if c.Confirm == "" && c.Withdraw == "" {
		return c.with(ctx, s, func(desk *app.Desk) error { return s.showGate(ctx, desk, of) })
	}
	order, err := c.order(s, of)
	if err != nil {
		return err
	}
	return c.writing(ctx, s, func(desk *app.Desk) error {
		gate, err := desk.Gate(ctx, of)
		if err != nil {
			return err
		}
		if !gate.Asked {
			return problem.New(problem.Conflict, "cli.gate_not_asked")
		}
		order.Seen = c.seen(gate, order.Item)
		if err := desk.ConfirmGate(ctx, order); err != nil {
			return err
		}
		return s.showGate(ctx, desk, of)
	})
}

// order takes the flags for what they mean: today, by who records it.
func (c *campaignGateCommand) order(s *session, of id.ID) (order app.ConfirmOrder, err error) {
	order = app.ConfirmOrder{Campaign: of, Met: c.Confirm != "", Day: firstDay(c.Day, s.env.Clock.Today()), Person: firstText(c.Person, s.actor.Name), Note: c.Note}
	if order.Item, err = campaign.ParseGateItem(c.Confirm + c.Withdraw); err != nil {
		return order, err
	}
	if c.Proof != "" {
		order.Attached, err = attachment(c.Proof)
	}
	return order, err
}

func (c *campaignGateCommand) seen(gate *app.Gate, item campaign.GateItem) int64 {
	if c.Seen != nil {
		return *c.Seen
	}
	for i := range gate.Checks {
		if said := gate.Checks[i].Confirmed; said != nil && gate.Checks[i].Item == item {
			return said.Version
		}
	}
	return 0
}

// gateShape is the JSON of a gate.
type gateShape struct {
	Campaign id.ID       `json:"campaign"`
	Asked    bool        `json:"asked"`            // by the plan
	Before   string      `json:"before,omitempty"` // activate, close, or a phase's id
	Phase    string      `json:"phase,omitempty"`
	Missing  int         `json:"missing"`
	Items    []itemShape `json:"items"`
}

type itemShape struct {
	Item      campaign.GateItem `json:"item"`
	Name      string            `json:"name"`
	Met       bool              `json:"met"`
	ByData    bool              `json:"by_data"`
	Why       []string          `json:"why"`
	Says      []string          `json:"says"` // what the plan names for it
	Confirmed *confirmShape     `json:"confirmed,omitempty"`
	Files     []proofShape      `json:"files"`
}

type confirmShape struct {
	Met      bool        `json:"met"`
	Day      string      `json:"day"`
	Person   string      `json:"person"`
	Note     string      `json:"note"`
	Actor    string      `json:"actor"`
	Recorded day.Instant `json:"recorded"`
	Version  int64       `json:"version"` // what --seen takes
}

// showGate shows a gate as it is.
func (s *session) showGate(ctx context.Context, desk *app.Desk, of id.ID) error {
	gate, err := desk.Gate(ctx, of)
	if err != nil {
		return err
	}
	shape := gateShape{Campaign: of, Asked: gate.Asked, Before: gate.Before, Phase: gate.Phase, Missing: len(gate.Missing()), Items: []itemShape{}}
	for i := range gate.Checks {
		c := &gate.Checks[i]
		item := itemShape{Item: c.Item, Name: c.Item.Text(s.lang), Met: c.Met, ByData: c.ByData, Why: []string{}, Says: append([]string{}, c.Says...), Files: proofsOf(gate.Proofs[c.Item])}
		for _, why := range c.Why {
			item.Why = append(item.Why, why.Text(s.lang))
		}
		if said := c.Confirmed; said != nil {
			item.Confirmed = &confirmShape{said.Met, said.Day.String(), said.Person, said.Note, said.Actor, said.Recorded, said.Version}
		}
		shape.Items = append(shape.Items, item)
	}
	return s.show(shape, func() { s.gate(&shape) })
}

func (s *session) gate(g *gateShape) {
	if !g.Asked {
		s.say("cli.gate_not_asked")
		return
	}
	switch g.Before {
	case "":
		s.say("cli.gate_before_nothing", "missing", g.Missing)
	case campaign.BeforeActivate, campaign.BeforeClose:
		s.say("cli.gate_before", "step", locale.Text(s.lang, "cli.gate_step."+g.Before, nil), "missing", g.Missing)
	default:
		s.say("cli.gate_before_phase", "phase", g.Phase, "missing", g.Missing)
	}
	for i := range g.Items {
		s.gateItem(&g.Items[i])
	}
}

func (s *session) gateItem(item *itemShape) {
	state := "cli.gate_missing"
	if item.Met {
		state = "cli.gate_met"
	}
	s.line("")
	s.say("cli.gate_item", "name", item.Name, "item", string(item.Item), "state", locale.Text(s.lang, state, nil))
	if said := item.Confirmed; said != nil && said.Met {
		s.say("cli.gate_confirmed", "day", said.Day, "person", said.Person, "note", said.Note)
	} else if said != nil {
		s.say("cli.gate_withdrawn", "day", said.Day, "person", said.Person, "note", said.Note)
	}
	for _, why := range item.Why {
		s.line("  " + why)
	}
	if len(item.Says) > 0 {
		s.say("cli.gate_says", "says", strings.Join(item.Says, "、"))
	}
	s.proofs(item.Files)
}
