-- +goose Up
-- Visits, calls, letters and deeds as they were entered; what a person should
-- look at; the photos that came with them.

CREATE TABLE visit (
    id        TEXT PRIMARY KEY, -- minted where it was written
    number    TEXT NOT NULL,    -- of its receipt
    household TEXT NOT NULL,    -- that it is filed under
    sent_for  TEXT NOT NULL,    -- household that it was sent for
    campaign  TEXT NOT NULL,    -- '' is outside of campaigns
    duty      TEXT NOT NULL,    -- of the plan, ''
    act       TEXT NOT NULL,
    form      TEXT NOT NULL,    -- digest of the form that it was filled from
    area      TEXT NOT NULL,    -- of the household, when it came in
    unit      TEXT NOT NULL,
    day       TEXT NOT NULL,    -- by the server's clock
    made      TEXT NOT NULL,    -- by the clock where it was written
    sent      TEXT NOT NULL,    -- by the same clock, ''
    clock_off BIGINT NOT NULL,  -- seconds that that clock was ahead
    received  TEXT NOT NULL,
    way       TEXT NOT NULL CHECK (way IN ('desk', 'paper', 'phone')),
    paper     TEXT NOT NULL,    -- number of the paper sheet, ''
    own       BIGINT NOT NULL CHECK (own >= 0), -- fen, from the visitors' own purse
    aid       BIGINT NOT NULL CHECK (aid >= own), -- fen, in all
    met       BIGINT NOT NULL,
    signed    BIGINT NOT NULL,
    counts    BIGINT NOT NULL,  -- stands, and the household was met
    state     TEXT NOT NULL CHECK (state IN ('stands', 'annulled')),
    account   TEXT NOT NULL,
    content   TEXT NOT NULL,    -- keyed digest: equal for what was sent twice
    sealed    BYTEA NOT NULL,   -- answers, who came, where, why it was annulled
    actor     TEXT NOT NULL,
    recorded  TEXT NOT NULL,
    version   BIGINT NOT NULL
);
CREATE UNIQUE INDEX visit_number ON visit (number);
CREATE INDEX visit_household ON visit (household, day, id);
CREATE INDEX visit_duty ON visit (campaign, household, act, day) WHERE counts = 1;
CREATE INDEX visit_place ON visit (area, day, id);
CREATE INDEX visit_account ON visit (account, day, id);
CREATE UNIQUE INDEX visit_paper ON visit (paper) WHERE paper <> '' AND state = 'stands';

-- Visitors who stand in the register of helpers.
CREATE TABLE visit_helper (
    helper TEXT NOT NULL,
    day    TEXT NOT NULL,
    visit  TEXT NOT NULL REFERENCES visit (id),
    PRIMARY KEY (helper, day, visit)
);
CREATE INDEX visit_helper_visit ON visit_helper (visit, helper);

CREATE TABLE visit_flag (
    visit   TEXT NOT NULL REFERENCES visit (id),
    kind    TEXT NOT NULL,
    other   TEXT NOT NULL, -- entry that it is about, ''
    raised  TEXT NOT NULL,
    settled TEXT NOT NULL, -- '' while it is open
    actor   TEXT NOT NULL, -- who settled it
    sealed  BYTEA,         -- what he found
    PRIMARY KEY (visit, kind, other)
);
CREATE INDEX visit_flag_open ON visit_flag (visit, kind) WHERE settled = '';

-- Another entry that came under the id of one that was there: kept, not lost.
CREATE TABLE visit_clash (
    visit    TEXT NOT NULL REFERENCES visit (id),
    content  TEXT NOT NULL, -- keyed digest
    account  TEXT NOT NULL,
    actor    TEXT NOT NULL,
    received TEXT NOT NULL,
    sealed   BYTEA NOT NULL, -- the entry, whole
    PRIMARY KEY (visit, content)
);

-- A photo may come before its entry, so it refers to none.
CREATE TABLE visit_photo (
    visit    TEXT NOT NULL,
    id       TEXT NOT NULL, -- minted where it was taken
    file     TEXT NOT NULL REFERENCES attachment (digest),
    account  TEXT NOT NULL,
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    PRIMARY KEY (visit, id)
);
CREATE INDEX visit_photo_file ON visit_photo (file);

-- Forms by digest, never changed: an entry is checked against its own.
CREATE TABLE visit_form (
    digest TEXT PRIMARY KEY,
    body   TEXT NOT NULL -- JSON; nothing personal
);

-- Entries of a campaign that an act settled: which visit, which step.
CREATE TABLE visit_outcome (
    campaign TEXT NOT NULL,
    subject  TEXT NOT NULL,
    seq      BIGINT NOT NULL, -- of the step in campaign_outcome
    visit    TEXT NOT NULL REFERENCES visit (id),
    undone   BIGINT NOT NULL DEFAULT 0, -- seq of the step that opened it again, 0 for none
    PRIMARY KEY (campaign, subject, seq)
);
CREATE INDEX visit_outcome_visit ON visit_outcome (visit);
