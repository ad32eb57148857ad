package identity

import (
	"testing"
	"time"

	"songnuan/internal/day"
	"songnuan/internal/id"
)

func chain(n int) []Record {
	at := day.At(time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC))
	ids := id.Sequence()
	records := make([]Record, n)
	var seq int64
	prev := ""
	for i := range records {
		records[i] = Record{Chain: ChainOf("441900129000", at), ID: ids(), At: at, Actor: "a", Act: "household.import", Noun: "household", Count: 1}
		records[i].Link(seq, prev)
		seq, prev = records[i].Seq, records[i].Hash
	}
	return records
}

func check(records []Record) error {
	var seq int64
	prev := ""
	for i := range records {
		if err := records[i].Check(seq, prev); err != nil {
			return err
		}
		seq, prev = records[i].Seq, records[i].Hash
	}
	return nil
}

func TestChainIsOfTheRegionAndTheDayInBeijing(t *testing.T) {
	if got := chain(1)[0].Chain; got != "441900/2027-01-01" {
		t.Errorf("chain %s", got)
	}
}

func TestEveryChangeBreaksTheChain(t *testing.T) {
	if err := check(chain(3)); err != nil {
		t.Fatal(err)
	}
	changes := map[string]func(*Record){
		"actor":  func(r *Record) { r.Actor = "b" },
		"count":  func(r *Record) { r.Count++ },
		"digest": func(r *Record) { r.Digest = "0" },
		"role":   func(r *Record) { r.Role = CommandLine },
		"detail": func(r *Record) { r.Detail = "{}" },
		"moved":  func(r *Record) { r.Actor, r.Act = "ah", "ousehold.import" },
		"hash":   func(r *Record) { r.Hash = "0" + r.Hash[1:] + "0" },
	}
	for name, change := range changes {
		records := chain(3)
		change(&records[1])
		if check(records) == nil {
			t.Errorf("%s: the change went unseen", name)
		}
	}
	records := chain(3)
	if check(append(records[:1], records[2:]...)) == nil {
		t.Error("a removed record went unseen")
	}
}
