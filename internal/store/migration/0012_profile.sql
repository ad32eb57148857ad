-- +goose Up
-- The office's own procedure profiles (程序配置). A profile is a line of versions
-- that are only ever added; their texts lie in plan_text, by digest, and so do
-- those of the shipped profiles that a case was begun by. Each version says what
-- it is for and in force when, so that the one for a case is found without
-- reading any.

CREATE TABLE profile (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL, -- what its text calls itself
    title    TEXT NOT NULL,
    area     TEXT NOT NULL DEFAULT '', -- whose it is
    unit     TEXT NOT NULL DEFAULT '', -- path
    version  BIGINT NOT NULL, -- the latest
    recorded TEXT NOT NULL    -- of the latest version
);
CREATE UNIQUE INDEX profile_name ON profile (name, area, unit);
CREATE INDEX profile_recorded ON profile (recorded, id);

CREATE TABLE profile_version (
    profile  TEXT NOT NULL REFERENCES profile (id),
    version  BIGINT NOT NULL, -- from 1
    digest   TEXT NOT NULL REFERENCES plan_text (digest),
    title    TEXT NOT NULL,
    area     TEXT NOT NULL DEFAULT '', -- where it holds; '' is everywhere
    unit     TEXT NOT NULL DEFAULT '', -- kind of unit it is for: union
    from_day TEXT NOT NULL, -- in force from
    to_day   TEXT NOT NULL, -- and to; 9999-12-31 for no end
    sound    BIGINT NOT NULL, -- 1 when the check found no error: no case begins by another
    origin   TEXT NOT NULL DEFAULT '', -- the shipped profile it was copied from
    note     TEXT NOT NULL DEFAULT '',
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    PRIMARY KEY (profile, version)
);

-- The kinds of cases that a version is for.
CREATE TABLE profile_kind (
    profile TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind    TEXT NOT NULL,
    PRIMARY KEY (profile, version, kind),
    FOREIGN KEY (profile, version) REFERENCES profile_version (profile, version)
);
