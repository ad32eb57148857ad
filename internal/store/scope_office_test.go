package store

import (
	"context"
	"errors"
	"maps"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// What the office keeps about itself is public among those who work in it.
func init() {
	maps.Copy(unscoped, map[string]string{
		"HolidayYears": "public", "Spellings": "public", "OfficeStamp": "a count and an instant",
		"SaveHolidays": "write", "DropHolidays": "write", "AddSpelling": "write", "DropSpelling": "write",
		"Unit": "public", "AreasBelow": "public", "AreaPath": "public", "FindAreas": "public", "StandardLines": "public", "WithdrawnLines": "public",
		"SaveUnit": "write", "AddStandard": "write", "PutLine": "write", "WithdrawStandard": "write",
		"Stranger": "counts of nobody, before there is a scope", "CountStranger": "write",
		"AuditActs": "names of the program's own", "VerifyHelpers": "counts and the places of breaks", "VerifyCampaigns": "the same",
	})
}

// officeReads are the reads of the record.
func officeReads(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	of := AuditFilter{Noun: "household", Subject: string(at.household.ID)}
	return map[string]scopedRead{
		"AuditRecords": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.AuditRecords(ctx, tx, of, AuditSpan{Limit: 9}, scope)
			return len(all), err
		},
		"AuditRecord": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.AuditRecords(ctx, tx, of, AuditSpan{Limit: 1}, identity.Everything)
			if err != nil {
				return 0, err
			}
			if _, err = s.AuditRecord(ctx, tx, AuditKey{all[0].At, all[0].ID}, scope); errors.Is(err, sqldb.ErrNoRow) {
				return 0, nil
			}
			return 1, err
		},
	}
}
