-- +goose Up
-- Two files that may be one household's, or hold one person (疑似重复), and what
-- was decided. A file is written anew with each change, so that no key points to
-- its row; who may see a suspect follows from where both files lie now.

CREATE TABLE suspect (
    id           TEXT PRIMARY KEY,
    a            TEXT NOT NULL, -- household
    b            TEXT NOT NULL, -- household, the same as a for a person listed twice in one
    score        BIGINT NOT NULL,
    verdict      TEXT NOT NULL,
    pairs        TEXT NOT NULL, -- JSON: members and reasons, nothing personal
    evidence     TEXT NOT NULL, -- keyed digest of what speaks for it
    state        TEXT NOT NULL,
    version      BIGINT NOT NULL,
    found        TEXT NOT NULL,
    seen         TEXT NOT NULL,
    actor        TEXT NOT NULL DEFAULT '',
    decided      TEXT NOT NULL DEFAULT '',
    note         BYTEA,
    deed         TEXT NOT NULL DEFAULT '',
    kept         TEXT NOT NULL DEFAULT '', -- household
    gone         TEXT NOT NULL DEFAULT '', -- household
    kept_version BIGINT NOT NULL DEFAULT 0,
    gone_version BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX suspect_files ON suspect (a, b);
CREATE INDEX suspect_b ON suspect (b);
CREATE INDEX suspect_state ON suspect (state, score, id);
CREATE INDEX suspect_gone ON suspect (gone) WHERE gone <> '';
