-- +goose Up
-- Public notices (公示): the list, its rows as they hang, and what was said
-- against them.

CREATE TABLE notice (
    id       TEXT PRIMARY KEY,
    number   TEXT NOT NULL, -- GS2027-00001, given when it is posted; '' before
    kind     TEXT NOT NULL, -- of its cases
    profile  TEXT NOT NULL, -- name of the procedure
    digest   TEXT NOT NULL, -- of its version
    step     TEXT NOT NULL, -- of the procedure
    level    TEXT NOT NULL, -- village, town, county, city
    area     TEXT NOT NULL, -- whose list it is
    unit     TEXT NOT NULL,
    rule     TEXT NOT NULL, -- JSON: the rule as it was when the list was drawn up
    texts    TEXT NOT NULL, -- JSON: what stands around the list
    earlier  TEXT NOT NULL, -- notice that it follows: posted anew, or filled up; ''
    state    TEXT NOT NULL CHECK (state IN ('draft', 'posted', 'over', 'cancelled')),
    posted   TEXT NOT NULL, -- day, ''
    starts   TEXT NOT NULL, -- the day from which it counts, '' while the photo is awaited
    until    TEXT NOT NULL, -- last day, '' until it counts
    moved    TEXT NOT NULL, -- holiday that the last day was moved out of
    photo    TEXT REFERENCES attachment (digest), -- of the board
    reason   TEXT NOT NULL, -- why it was cancelled
    form     TEXT,          -- key of the form that drew it up
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    version  BIGINT NOT NULL
);
CREATE UNIQUE INDEX notice_number ON notice (number) WHERE number <> '';
CREATE UNIQUE INDEX notice_form ON notice (form);
CREATE INDEX notice_state ON notice (state, id);
CREATE INDEX notice_until ON notice (until, id) WHERE state = 'posted' AND until <> '';
CREATE INDEX notice_place ON notice (area, state, id);
CREATE INDEX notice_photo ON notice (photo);

-- One line of a notice. A case stands on one list at a time.
CREATE TABLE notice_row (
    notice    TEXT NOT NULL REFERENCES notice (id),
    line    BIGINT NOT NULL, -- from 1
    casework  TEXT NOT NULL REFERENCES casework (id),
    household TEXT NOT NULL,
    area      TEXT NOT NULL, -- village
    unit      TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('posted', 'stopped', 'passed', 'taken_off', 'refilled', 'anew')),
    filled    TEXT NOT NULL, -- notice that fills its place, ''
    sealed    BYTEA,         -- the cells, masked, as they hang; null in a draft
    PRIMARY KEY (notice, line)
);
CREATE UNIQUE INDEX notice_row_live ON notice_row (casework) WHERE state IN ('posted', 'stopped');
CREATE INDEX notice_row_case ON notice_row (casework, notice);
CREATE INDEX notice_row_place ON notice_row (area, notice);

-- Objections, named or not. Their words lie sealed.
CREATE TABLE objection (
    id       TEXT PRIMARY KEY,
    notice   TEXT NOT NULL REFERENCES notice (id),
    line   BIGINT NOT NULL, -- of the row, 0 for the whole notice
    casework TEXT NOT NULL,   -- of the row, ''
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    receipt  TEXT NOT NULL,   -- keyed digest of the receipt number
    form     TEXT,            -- keyed digest of the form and what it said
    public   BIGINT NOT NULL, -- 1: over the public page
    named    BIGINT NOT NULL,
    received TEXT NOT NULL,   -- day
    due      TEXT NOT NULL,   -- of the answer, 9999-12-31 without
    state    TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'dismissed')),
    settled  TEXT NOT NULL,   -- day, ''
    actor    TEXT NOT NULL,   -- '' is a stranger
    recorded TEXT NOT NULL,
    version  BIGINT NOT NULL,
    sealed   BYTEA NOT NULL
);
CREATE UNIQUE INDEX objection_receipt ON objection (receipt);
CREATE UNIQUE INDEX objection_form ON objection (form);
CREATE INDEX objection_notice ON objection (notice, id);
CREATE INDEX objection_due ON objection (state, due, id);
