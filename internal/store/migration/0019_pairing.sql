-- +goose Up
-- Who helps whom (结对帮扶), whom each village sends word through (村帮扶负责人),
-- and which account is a helper's own.

ALTER TABLE account ADD COLUMN helper TEXT NOT NULL DEFAULT ''; -- id of the person in table helper
CREATE UNIQUE INDEX account_helper ON account (helper) WHERE helper <> '';

-- One helper bound to one household under a clause of a campaign. Ended pairs
-- stay: they are the history.
CREATE TABLE pair (
    id        TEXT PRIMARY KEY,
    household TEXT NOT NULL,
    helper    TEXT NOT NULL,
    campaign  TEXT NOT NULL,
    clause    TEXT NOT NULL, -- of the plan's pairing
    starts    TEXT NOT NULL,
    ends      TEXT NOT NULL, -- last day; 9999-12-31 is without end
    state     TEXT NOT NULL CHECK (state IN ('proposed', 'standing', 'ended')),
    how       TEXT NOT NULL CHECK (how IN ('solved', 'hand', 'adopted')),
    locked    BIGINT NOT NULL DEFAULT 0,
    cost      BIGINT NOT NULL DEFAULT 0,
    follows   TEXT NOT NULL DEFAULT '', -- the pair that this one came in place of
    reviewed  TEXT NOT NULL DEFAULT '', -- day it was last looked at
    sealed    BYTEA NOT NULL,           -- parts of the cost, reason, handover note
    actor     TEXT NOT NULL,
    recorded  TEXT NOT NULL,
    version   BIGINT NOT NULL
);
CREATE UNIQUE INDEX pair_once ON pair (campaign, clause, household, helper) WHERE state <> 'ended';
CREATE INDEX pair_household ON pair (household, starts, id);
CREATE INDEX pair_helper ON pair (helper, state, id);
CREATE INDEX pair_campaign ON pair (campaign, clause, state, id);

-- What the last solving of a clause came to, with its proof.
CREATE TABLE pair_proposal (
    campaign TEXT NOT NULL,
    clause   TEXT NOT NULL,
    body     BYTEA NOT NULL, -- JSON, sealed: total, bound, weights, who is left and why
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    version  BIGINT NOT NULL,
    PRIMARY KEY (campaign, clause)
);

-- Who speaks for a village (扶贫济困负责人): helpers and households reach each
-- other through him.
CREATE TABLE liaison (
    id       TEXT PRIMARY KEY,
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL DEFAULT '',
    name     TEXT NOT NULL,
    post     TEXT NOT NULL,
    sealed   BYTEA, -- phone
    starts   TEXT NOT NULL,
    ends     TEXT NOT NULL, -- last day; 9999-12-31 is without end
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    version  BIGINT NOT NULL
);
CREATE UNIQUE INDEX liaison_area ON liaison (area, unit) WHERE ends = '9999-12-31';
