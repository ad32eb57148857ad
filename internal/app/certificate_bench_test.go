package app_test

import (
	"fmt"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// The universe of the benchmarks: a prefecture.
const (
	benchEntries  = 200_000
	benchVillages = 500
)

// crowded is an active campaign over that universe.
func crowded(b *testing.B, db *sqldb.DB) *drive {
	b.Helper()
	d := newDrive(b, db)
	var err error
	d.at, err = d.OpenCampaign(b.Context(), app.CampaignOrder{Plan: readPlan(b, poorOnly), Text: []byte(poorOnly), AsOf: asOf})
	if err != nil {
		b.Fatal(err)
	}
	err = d.store.Write(b.Context(), func(tx *sqldb.Tx) error {
		rows, err := tx.Copy(b.Context(), "coverage", "campaign", "subject", "kind", "area", "unit", "name", "persons", "state", "reason")
		if err != nil {
			return err
		}
		for i := range benchEntries {
			state := []campaign.Outcome{campaign.Open, campaign.NotEligible}[i%7/4]
			village := fmt.Sprintf("4419001%02d%03d", i%benchVillages/20, 200+i%20)
			if err := rows.Add(b.Context(), string(d.at.ID), fmt.Sprintf("019b0000-0000-7000-8000-%012d", i), "household", village, "", "张一二", int64(1+i%4), string(state), ""); err != nil {
				return err
			}
		}
		_, err = rows.Close(b.Context())
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return d
}

// BenchmarkCertificate: the goals are 5 s for the certificate of 200,000
// households, and 200 ms for the board of 500 villages.
func BenchmarkCertificate(b *testing.B) {
	for engine, open := range map[string]func(testing.TB) *sqldb.DB{"sqlite": dbtest.SQLite, "postgresql": dbtest.PostgreSQL} {
		b.Run(engine, func(b *testing.B) {
			d := crowded(b, open(b))
			if err := d.Activate(b.Context(), d.at.ID); err != nil {
				b.Fatal(err)
			}
			b.Run("certify", func(b *testing.B) {
				for b.Loop() {
					c, err := d.Certify(b.Context(), app.CertifyOrder{Campaign: d.at.ID})
					if err != nil || c.Lines[0].Counts.Total().Entries != benchEntries {
						b.Fatal(err)
					}
				}
			})
			b.Run("board", func(b *testing.B) {
				for b.Loop() {
					board, err := d.Board(b.Context(), d.at.ID)
					if err != nil || len(board.Villages) != benchVillages {
						b.Fatal(err)
					}
				}
			})
			b.Run("open page", func(b *testing.B) {
				for b.Loop() {
					if _, _, err := d.Entries(b.Context(), d.at.ID, campaign.Open, app.PageOf{Limit: 50}); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("verify", func(b *testing.B) {
				for b.Loop() {
					if v, err := d.Verify(b.Context()); err != nil || len(v.Broken) > 0 {
						b.Fatal(v, err)
					}
				}
			})
		})
	}
}
