package sqldb

import "testing"

func TestBannedSQL(t *testing.T) {
	for _, c := range []struct{ text, word string }{
		{"SELECT id FROM helper WHERE unit = ? ORDER BY id LIMIT 50", ""},
		{"SELECT 'for update', \"offset\" FROM helper -- ILIKE\n", ""},
		{"SELECT max(a), min(b), MAX(COALESCE(a, b)) FROM t", ""},
		{"SELECT date, time, interval FROM visit WHERE matched", ""},
		{"INSERT INTO t (a) VALUES (?) ON CONFLICT (a) DO UPDATE SET a = excluded.a", ""},
		{"ALTER TABLE t ADD COLUMN n BIGINT NOT NULL DEFAULT 0", ""},
		{"SELECT id FROM helper FOR UPDATE", "FOR UPDATE"},
		{"SELECT id FROM helper for\n\tupdate skip locked", "for\n\tupdate"},
		{"SELECT id FROM helper LIMIT 10 OFFSET 20", "OFFSET"},
		{"SELECT id FROM helper WHERE name ILIKE ?", "ILIKE"},
		{"SELECT date_trunc('month', d)", "date_trunc"},
		{"SELECT now()", "now("},
		{"SELECT date(d)", "date("},
		{"SELECT GREATEST(a, b)", "GREATEST"},
		{"SELECT max(a, b)", "max(a,"},
		{"GROUP BY ROLLUP (a)", "ROLLUP"},
		{"FROM a, LATERAL (SELECT 1)", "LATERAL"},
		{"CREATE TABLE t (id TEXT) STRICT", "STRICT"},
		{"CREATE TABLE t (id INTEGER PRIMARY KEY)", "INTEGER"},
		{"CREATE TABLE t (id TEXT) WITHOUT ROWID", "WITHOUT ROWID"},
		{"INSERT OR IGNORE INTO t VALUES (1)", "INSERT OR IGNORE"},
		{"WHERE id = ANY(?)", "ANY("},
		{"SELECT json_extract(a, '$.b')", "json_extract("},
		{"SELECT a::text", "::"},
		{"SELECT a FROM t WHERE id = $1", "$1"},
		{"SELECT DISTINCT ON (a) a FROM t", "DISTINCT ON"},
	} {
		word, instead, found := BannedSQL(c.text)
		if word != c.word || found != (c.word != "") || found != (instead != "") {
			t.Errorf("BannedSQL(%q) = %q, %q, %v; want %q", c.text, word, instead, found, c.word)
		}
	}
}
