package store

import (
	cli "flag"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// The goal, a page in 100 ms, is for a registry of 1,000,000 persons.
var persons = cli.Int("persons", 50_000, "persons in the registry of BenchmarkSearch and BenchmarkFindExisting")

// filled is a registry of many villages in a throw-away database, with the
// last of its households.
func filled(b *testing.B, engine string) (*Store, *registry.Household) {
	b.Helper()
	at := "sqlite::memory:"
	if engine == "postgresql" {
		at = dbtest.NewPostgreSQL(b)
	}
	s := benchStore(b, at)
	var last *registry.Household
	for chunk := range prepareAhead(s, *persons*3/8) {
		write(b, s, func(tx *sqldb.Tx) error { return s.AddHouseholds(b.Context(), tx, chunk) })
		last = chunk[len(chunk)-1].Household
	}
	return s, last
}

// BenchmarkSearch asks for a page of 50, in the whole registry, in one county
// of thirty and in one village of six hundred.
func BenchmarkSearch(b *testing.B) {
	for engine := range benchURLs {
		b.Run(engine, func(b *testing.B) {
			s, last := filled(b, engine)
			for where, scope := range map[string]identity.Scope{
				"everywhere": identity.Everything,
				"town":       {Areas: []area.Code{"441900107000"}},
				"village":    {Areas: []area.Code{"441900107003"}},
			} {
				for _, q := range []struct{ name, text string }{
					{"character", "王"}, {"rare", "榕"}, {"part", "建国"}, {"name", last.Head}, {"initial", "z"}, {"initials", "zjg"}, {"syllable", "wang"},
					{"number", last.Number}, {"prefix", "GB0001"}, {"id", last.Members[0].IDNumber.Clear()}, {"last4", last.Members[0].IDNumber.Clear()[14:]}, {"phone", last.Phone.Clear()},
				} {
					b.Run(where+"/"+q.name, func(b *testing.B) {
						found := 0
						for b.Loop() {
							read(b, s, func(tx *sqldb.Tx) error {
								page, _, err := s.Search(b.Context(), tx, q.text, scope, "", 50)
								found = len(page)
								return err
							})
						}
						b.ReportMetric(float64(found), "found")
					})
				}
			}
		})
	}
}

// BenchmarkFindExisting looks a chunk of an import up, half of it known. Its
// unit is a household.
func BenchmarkFindExisting(b *testing.B) {
	for engine := range benchURLs {
		b.Run(engine, func(b *testing.B) {
			s, _ := filled(b, engine)
			people := newPopulation()
			people.n = *persons * 3 / 16
			chunk := make([]*Prepared, chunkOf)
			for i := range chunk {
				if i == chunkOf/2 {
					people.n = *persons
				}
				chunk[i] = s.Prepare(people.household(), testInstant)
			}
			b.ResetTimer()
			for n := 0; n < b.N; n += chunkOf {
				read(b, s, func(tx *sqldb.Tx) error {
					_, err := s.FindExisting(b.Context(), tx, chunk)
					return err
				})
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "households/s")
		})
	}
}

// BenchmarkPrepare seals and digests a household.
func BenchmarkPrepare(b *testing.B) {
	s, people := New(nil, testSealer(b)), newPopulation()
	households := make([]*registry.Household, 1000)
	for i := range households {
		households[i] = people.household()
	}
	b.ResetTimer()
	for n := range b.N {
		s.Prepare(households[n%len(households)], testInstant)
	}
}
