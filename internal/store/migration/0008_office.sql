-- +goose Up
-- What the office keeps about itself: its areas and units over time, holidays,
-- regional lines, words of its own, and the record.

-- The nearest area above that the tree holds, "" at its top.
ALTER TABLE area ADD COLUMN parent TEXT NOT NULL DEFAULT '';
UPDATE area SET parent = COALESCE((SELECT MAX(p.code) FROM area p WHERE p.code <> area.code AND p.code IN (
    substr(area.code, 1, 9) || '000', substr(area.code, 1, 6) || '000000',
    substr(area.code, 1, 4) || '00000000', substr(area.code, 1, 2) || '0000000000')), '');
CREATE INDEX area_parent ON area (parent, code);

ALTER TABLE unit ADD COLUMN closed TEXT NOT NULL DEFAULT ''; -- last day; its records stay

-- Who entered a line and when, and the day of the document that set it.
ALTER TABLE standard ADD COLUMN issued TEXT NOT NULL DEFAULT '';
ALTER TABLE standard ADD COLUMN actor TEXT NOT NULL DEFAULT '';
ALTER TABLE standard ADD COLUMN recorded TEXT NOT NULL DEFAULT '';
-- Lines that were entered by mistake and taken back, or replaced by an import.
CREATE TABLE standard_withdrawn (
    area         TEXT NOT NULL,
    kind         TEXT NOT NULL,
    valid_from   TEXT NOT NULL,
    valid_to     TEXT,
    amount       BIGINT NOT NULL,
    source       TEXT NOT NULL,
    issued       TEXT NOT NULL,
    actor        TEXT NOT NULL,
    recorded     TEXT NOT NULL,
    reason       TEXT NOT NULL,
    withdrawn_by TEXT NOT NULL,
    withdrawn    TEXT NOT NULL,
    PRIMARY KEY (area, kind, valid_from, withdrawn)
);

-- The office's holiday table: a year that stands here is as it stands here,
-- others are the program's.
CREATE TABLE holiday_year (
    year      BIGINT PRIMARY KEY,
    source    TEXT NOT NULL DEFAULT '', -- the notice
    effective TEXT NOT NULL DEFAULT '', -- the day from which it is in force
    actor     TEXT NOT NULL,
    recorded  TEXT NOT NULL,
    version   BIGINT NOT NULL
);
CREATE TABLE holiday (
    day  TEXT PRIMARY KEY,
    year BIGINT NOT NULL REFERENCES holiday_year (year) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('off', 'work')),
    name TEXT NOT NULL
);
CREATE INDEX holiday_of_year ON holiday (year, day);

-- Spellings that this office's lists use for terms of the dictionaries.
CREATE TABLE term_spelling (
    list     TEXT NOT NULL,
    spelling TEXT NOT NULL,
    name     TEXT NOT NULL, -- of the term
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    PRIMARY KEY (list, spelling)
);

-- Attempts to sign in to accounts that are not there count and lock as those
-- of accounts do. account is a keyed digest: people type passwords there.
CREATE TABLE stranger (
    account      TEXT PRIMARY KEY,
    failures     BIGINT NOT NULL,
    locked_until TEXT NOT NULL,
    seen         TEXT NOT NULL
);
CREATE INDEX stranger_seen ON stranger (seen);

-- In which role the actor acted; "" before signing in, and in records of before
-- this column. command_line tells a name given with --as from an account.
ALTER TABLE audit ADD COLUMN role TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_time ON audit (at, id);
CREATE INDEX audit_actor ON audit (actor, at, id);
CREATE INDEX audit_act ON audit (act, at, id);
CREATE INDEX audit_noun ON audit (noun, at, id);
CREATE INDEX audit_area ON audit (area);
CREATE INDEX audit_unit ON audit (unit);

-- Keyed digest of a campaign and its answers, as those of households.
ALTER TABLE campaign ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
