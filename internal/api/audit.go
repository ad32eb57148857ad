package api

import (
	"encoding/json"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
)

// recordShape is one line of the audit record. Its hashes tie it to its chain.
type recordShape struct {
	ID      id.ID           `json:"id"`
	Chain   string          `json:"chain"`
	Seq     int64           `json:"seq"` // within the chain, from 1
	At      day.Instant     `json:"at"`
	Actor   string          `json:"actor"`
	Role    string          `json:"role,omitempty"`
	Act     string          `json:"act" example:"household.reveal"`
	Noun    string          `json:"noun"`
	Subject string          `json:"subject,omitempty"`
	Area    area.Code       `json:"area,omitempty"`
	Unit    string          `json:"unit,omitempty"` // path
	Count   int64           `json:"count"`
	Digest  string          `json:"digest,omitempty"`
	Detail  json.RawMessage `json:"detail,omitempty"`
	Prev    string          `json:"prev,omitempty"`
	Hash    string          `json:"hash"`
}

func shapeRecord(r identity.Record) recordShape {
	return recordShape{r.ID, r.Chain, r.Seq, r.At, r.Actor, string(r.Role), r.Act, r.Noun, r.Subject, r.Area, r.Unit, r.Count, r.Digest, json.RawMessage(r.Detail), r.Prev, r.Hash}
}

func (c *call) audit(in *struct {
	From    day.Date  `query:"from"`
	To      day.Date  `query:"to"`
	Actor   string    `query:"actor" max:"40"`
	Machine bool      `query:"machine"`
	Looks   bool      `query:"looks"`
	Act     string    `query:"act" max:"60"`
	Noun    string    `query:"noun" max:"40"`
	Subject string    `query:"subject" max:"100"`
	Area    area.Code `query:"area"`
	paging
}) (*page[recordShape], error) {
	filter := app.AuditFilter{From: in.From, To: in.To, Actor: in.Actor, Machine: in.Machine, Looks: in.Looks, Act: in.Act, Noun: in.Noun, Subject: in.Subject, Area: in.Area}
	span := app.AuditSpan{Limit: int(in.Limit) + 1}
	if in.After != "" {
		place, ok := app.ParseAuditPlace(in.After)
		if !ok {
			return nil, c.wrongField("after", "api.check.format", "format", "next")
		}
		span.Before = place // the list begins with the newest: what comes after is older
	}
	records, err := c.desk.AuditRecords(c.ctx(), filter, span)
	if err != nil {
		return nil, err
	}
	records, next := cut(records, in.Limit, func(r identity.Record) string { return app.AuditPlace{At: r.At, ID: r.ID}.Text() })
	return paged(c, records, next, shapeRecord), nil
}

func (c *call) auditActs(*nothing) (*page[string], error) {
	acts, err := c.desk.AuditActs(c.ctx())
	if err != nil {
		return nil, err
	}
	return paged(c, acts, "", same), nil
}
