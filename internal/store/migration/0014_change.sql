-- +goose Up
-- Requests for changes of files (变更申请), what was done to them, what they lay
-- their hands on, their papers; and the times around a payment in which changes
-- wait (冻结期).

CREATE TABLE change_request (
    id            TEXT PRIMARY KEY,
    town          TEXT NOT NULL, -- whose count the number is of, '' of no town
    year          BIGINT NOT NULL,
    counted        BIGINT NOT NULL, -- 0 until it is submitted
    kind          TEXT NOT NULL,
    occasion      TEXT NOT NULL,
    household     TEXT NOT NULL,
    file          TEXT NOT NULL, -- number of the household's file then
    file_version  BIGINT NOT NULL,
    other         TEXT NOT NULL DEFAULT '', -- the household that a merge takes in
    other_file    TEXT NOT NULL DEFAULT '',
    other_version BIGINT NOT NULL DEFAULT 0,
    fresh         TEXT NOT NULL DEFAULT '', -- the household that a split opens
    fresh_file    TEXT NOT NULL DEFAULT '',
    area          TEXT NOT NULL, -- of the household then
    unit          TEXT NOT NULL,
    state         TEXT NOT NULL,
    lane          TEXT NOT NULL, -- decide, hold, file, ended: by the state
    aspects       TEXT NOT NULL, -- with commas
    approvers     BIGINT NOT NULL,
    paper         BIGINT NOT NULL,
    days          BIGINT NOT NULL,
    actor         TEXT NOT NULL, -- who files
    account       TEXT NOT NULL,
    made          TEXT NOT NULL,
    sent          TEXT NOT NULL,
    due           TEXT NOT NULL, -- 9999-12-31 while nobody has to decide
    holds         TEXT NOT NULL, -- takes effect on this day, ''
    applied       TEXT NOT NULL,
    result        BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    sealed        BYTEA NOT NULL -- what it asks for, as JSON, encrypted
);
CREATE UNIQUE INDEX change_request_number ON change_request (town, year, counted) WHERE counted > 0;
CREATE INDEX change_request_lane ON change_request (lane, due, id);
CREATE INDEX change_request_place ON change_request (lane, area, due, id);
CREATE INDEX change_request_household ON change_request (household, id);
CREATE INDEX change_request_other ON change_request (other, id) WHERE other <> '';
CREATE INDEX change_request_fresh ON change_request (fresh, id) WHERE fresh <> '';
CREATE INDEX change_request_account ON change_request (account, lane, id);

-- Only ever added.
CREATE TABLE change_act (
    request    TEXT NOT NULL REFERENCES change_request (id),
    seq        BIGINT NOT NULL,
    verb       TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    actor      TEXT NOT NULL,
    account    TEXT NOT NULL,
    role       TEXT NOT NULL,
    scope      TEXT NOT NULL, -- JSON: what the actor saw then
    recorded   TEXT NOT NULL,
    paper      BIGINT NOT NULL, -- the number was compared with the paper
    digest     TEXT NOT NULL,   -- keyed, of what was asked for then
    sealed     BYTEA,           -- the reason, encrypted
    PRIMARY KEY (request, seq)
);

CREATE TABLE change_touch (
    request   TEXT NOT NULL REFERENCES change_request (id),
    household TEXT NOT NULL, -- '' for a person wanted, by the digest in the key
    touch     TEXT NOT NULL,
    PRIMARY KEY (request, household, touch)
);
CREATE INDEX change_touch_household ON change_touch (household, touch);

CREATE TABLE change_paper (
    id       TEXT PRIMARY KEY,
    request  TEXT NOT NULL REFERENCES change_request (id),
    kind     TEXT NOT NULL, -- id_card, household_book …
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    file     TEXT NOT NULL REFERENCES attachment (digest),
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL
);
CREATE INDEX change_paper_request ON change_paper (request, id);
CREATE INDEX change_paper_file ON change_paper (file);

CREATE TABLE change_freeze (
    id       TEXT PRIMARY KEY,
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day   TEXT NOT NULL,
    ended    TEXT NOT NULL, -- from this day it holds no more, ''
    aspects  TEXT NOT NULL, -- with commas, '' is all
    reason   TEXT NOT NULL,
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    ended_by TEXT NOT NULL,
    version  BIGINT NOT NULL
);
CREATE INDEX change_freeze_to ON change_freeze (to_day, id);
