// Package pairing holds who helps whom (结对帮扶): helpers, and how a list of
// them is read; pairs and how they are found; liaisons of villages.
package pairing

import (
	"encoding/binary"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/personal"
)

// Helper is a person who is paired with households (帮扶人).
type Helper struct {
	ID           id.ID
	Number       string // the list's own, "" when it has none
	Name         string
	Organisation string    // where he works, as the list writes it
	Unit         string    // path in the tree of units, "" when it is none of them
	Area         area.Code // the area he is linked with, or the whole town's
	Post         string    // 职务
	Kind         string    // a term of the list helper_kind; "" is unknown
	Capacity     int       // households he takes, 1..MaxCapacity
	Skills       string    // what he can teach or do
	Phone        personal.Phone
	IDNumber     personal.ID
	Opened       day.Date
	Closed       day.Date // unset while he helps
	Version      int
	Batch        id.ID
}

// MaxCapacity is the most households one helper takes.
const MaxCapacity = 99

// Canonical appends to dst the content of the helper in bytes that are equal
// exactly when two helpers say the same; id, version and batch are no content.
// The bytes hold clear personal numbers: they are for a keyed digest only.
func (h *Helper) Canonical(dst []byte) []byte {
	for _, text := range []string{h.Number, h.Name, h.Organisation, h.Unit, string(h.Area), h.Post, h.Kind, h.Skills,
		h.Phone.Clear(), h.IDNumber.Clear(), h.Opened.String(), h.Closed.String()} {
		dst = binary.AppendUvarint(dst, uint64(len(text)))
		dst = append(dst, text...)
	}
	return binary.AppendVarint(dst, int64(h.Capacity))
}

// Key tells helpers of one list apart: by ID number, else by phone, else by
// name and organisation. It holds clear numbers and stays in memory.
func (h *Helper) Key() string {
	switch {
	case !h.IDNumber.IsZero():
		return h.IDNumber.Clear()
	case !h.Phone.IsZero():
		return h.Name + "/" + h.Phone.Clear()
	}
	return h.Name + "/" + h.Organisation
}
