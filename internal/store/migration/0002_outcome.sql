-- +goose Up
-- How the entries of a closed universe end. The table coverage holds each entry
-- as it stands; campaign_outcome holds every step that led there and is only
-- ever added to, so that any past instant can be told again.

ALTER TABLE coverage ADD COLUMN version BIGINT NOT NULL DEFAULT 0; -- seq of the entry's last step, 0 in a draft
ALTER TABLE coverage ADD COLUMN by_hand BIGINT NOT NULL DEFAULT 0; -- a person decided the state: no roster changes it
CREATE INDEX coverage_board ON coverage (campaign, area, unit, state, persons);
CREATE INDEX coverage_subject ON coverage (subject, state);

-- What a roster built anew says of the universe, only within the transaction
-- that compares it with what stands.
CREATE TABLE coverage_laid (
    campaign TEXT NOT NULL,
    subject  TEXT NOT NULL,
    kind     TEXT NOT NULL,
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    name     TEXT NOT NULL,
    persons  BIGINT NOT NULL,
    state    TEXT NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (campaign, subject)
);

-- One step of one entry, with all that holds of it from then on. The rows of an
-- act stand under the SM3 digest of its audit record.
CREATE TABLE campaign_outcome (
    campaign TEXT NOT NULL REFERENCES campaign (id),
    subject  TEXT NOT NULL,
    seq      BIGINT NOT NULL, -- from 1 within the entry
    act      TEXT NOT NULL,   -- subject of the audit record, noun outcome
    kind     TEXT NOT NULL,
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    name     TEXT NOT NULL,
    persons  BIGINT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('open', 'helped', 'refused', 'not_eligible', 'moved', 'exception', 'out')), -- out: left the universe
    reason   TEXT NOT NULL,   -- of the roster: undecided, over_quota, excluded, no_class
    by_hand  BIGINT NOT NULL,
    day      TEXT NOT NULL,   -- on which it happened, as the person says
    person   TEXT NOT NULL,   -- who did it
    approver TEXT NOT NULL,   -- of an exception
    file     TEXT NOT NULL,   -- digest of the attachment
    sealed   BYTEA,           -- the note, encrypted
    actor    TEXT NOT NULL,   -- who recorded the state; a step that only follows the registry keeps it
    recorded TEXT NOT NULL,
    PRIMARY KEY (campaign, subject, seq)
);
CREATE INDEX campaign_outcome_act ON campaign_outcome (act, subject, seq);
CREATE INDEX campaign_outcome_recorded ON campaign_outcome (campaign, recorded);

-- Documents and photos, once each by their content.
CREATE TABLE attachment (
    digest   TEXT PRIMARY KEY, -- SM3 of the content
    type     TEXT NOT NULL,    -- media type, from the content
    size     BIGINT NOT NULL,  -- bytes of the content
    sealed   BYTEA NOT NULL,   -- encrypted
    recorded TEXT NOT NULL
);

-- What was certified of a campaign as of an instant, within an area or unit.
CREATE TABLE certificate (
    id       TEXT PRIMARY KEY,
    campaign TEXT NOT NULL REFERENCES campaign (id),
    area     TEXT NOT NULL, -- "" is all of the campaign's
    unit     TEXT NOT NULL,
    as_of    TEXT NOT NULL, -- instant; steps recorded later bear a later one
    format   BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    issued   TEXT NOT NULL
);
CREATE UNIQUE INDEX certificate_place ON certificate (campaign, as_of, area, unit, format);
CREATE TABLE certificate_line (
    certificate TEXT NOT NULL REFERENCES certificate (id),
    part        TEXT NOT NULL, -- all, village, unit
    place       TEXT NOT NULL, -- code or path
    counts      TEXT NOT NULL, -- JSON: by outcome, entries and persons
    digest      TEXT NOT NULL, -- SM3 over the canonical rows in key order
    PRIMARY KEY (certificate, part, place)
);

-- Files that nobody has touched for long, the oldest first.
CREATE INDEX household_recorded ON household (recorded, id) WHERE closed IS NULL;
