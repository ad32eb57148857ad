-- +goose Up
-- Portable subset of SQLite 3.54 and PostgreSQL 15. Ids TEXT UUIDv7, days TEXT
-- YYYY-MM-DD, instants TEXT UTC fixed width, money BIGINT fen, flags BIGINT 0 or 1,
-- BYTEA is a blob on both. Unknown is NULL where a rule must tell it from zero.

CREATE TABLE area (
    code        TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    local_level TEXT NOT NULL DEFAULT '',
    valid_from  TEXT,
    valid_to    TEXT,
    successor   TEXT NOT NULL DEFAULT ''
);

-- Regional lines such as 低保标准: fen a month a person, by region and date.
CREATE TABLE standard (
    area       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to   TEXT,
    amount     BIGINT NOT NULL CHECK (amount >= 0),
    source     TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (area, kind, valid_from)
);

-- Units stand in a tree beside the areas. path is the chain of fixed-width
-- ordinals, "0001.0004.", so that a subtree is a range.
CREATE TABLE unit (
    path   TEXT PRIMARY KEY,
    name   TEXT NOT NULL,
    kind   TEXT NOT NULL DEFAULT '',
    area   TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX unit_name ON unit (name);

CREATE TABLE household (
    id               TEXT PRIMARY KEY,
    number           TEXT NOT NULL,
    area             TEXT NOT NULL,
    unit             TEXT NOT NULL DEFAULT '',
    head             TEXT NOT NULL,
    head_listed      BIGINT NOT NULL DEFAULT 1, -- the head is one of the members
    size             BIGINT NOT NULL CHECK (size >= 0),
    covered          BIGINT NOT NULL CHECK (covered >= 0),
    income           BIGINT,
    income_per_head  BIGINT,
    rigid_expense    BIGINT,
    housing          TEXT NOT NULL DEFAULT '',
    housing_grade    TEXT NOT NULL DEFAULT '',
    opened           TEXT NOT NULL,
    closed           TEXT,
    close_reason     TEXT NOT NULL DEFAULT '',
    version          BIGINT NOT NULL,
    batch            TEXT NOT NULL,
    recorded         TEXT NOT NULL,
    digest           TEXT NOT NULL, -- keyed digest of the whole content: equal means unchanged
    phone_digest     TEXT,
    sealed           BYTEA,          -- phone, contact and relation, card, holder, bank, address: encrypted together; offices write numbers beside an address
    extra            BYTEA           -- the office's own columns as JSON, encrypted
);
CREATE UNIQUE INDEX household_number ON household (number, unit) WHERE closed IS NULL;
CREATE INDEX household_number_closed ON household (number, unit, id) WHERE closed IS NOT NULL;
CREATE INDEX household_area ON household (area, id);
CREATE INDEX household_batch ON household (batch, id);
-- All that selecting and counting read of a household, beside the wide rows.
CREATE INDEX household_select ON household (id, opened, closed, area, unit, size, income_per_head);
CREATE INDEX household_head ON household (head, area, unit, id) WHERE head_listed = 0;
CREATE INDEX household_phone ON household (phone_digest) WHERE phone_digest IS NOT NULL;

CREATE TABLE member (
    id               TEXT PRIMARY KEY,
    household        TEXT NOT NULL REFERENCES household (id) ON DELETE CASCADE,
    area             TEXT NOT NULL DEFAULT '', -- the household's, so that a search by name stays within a scope
    unit             TEXT NOT NULL DEFAULT '',
    seq              BIGINT NOT NULL,
    name             TEXT NOT NULL,
    relation         TEXT NOT NULL DEFAULT '',
    sex              TEXT NOT NULL DEFAULT '',
    birth            TEXT,
    id_kind          TEXT NOT NULL DEFAULT '',
    id_digest        TEXT,           -- keyed digest, for equality
    id_last4         TEXT,           -- keyed digest of the last four
    id_pending       BIGINT NOT NULL DEFAULT 0,
    phone_digest     TEXT,
    health           TEXT NOT NULL DEFAULT '',
    disability       TEXT NOT NULL DEFAULT '',
    disability_grade BIGINT,
    school           TEXT NOT NULL DEFAULT '',
    employment       TEXT NOT NULL DEFAULT '',
    covered          BIGINT NOT NULL DEFAULT 1,
    income           BIGINT,
    sealed           BYTEA           -- ID number, phone, card, disability card: encrypted together
);
CREATE UNIQUE INDEX member_household ON member (household, seq);
CREATE INDEX member_name ON member (name, area, unit, id);
CREATE INDEX member_birth ON member (birth, household); -- rules by age
CREATE INDEX member_id_digest ON member (id_digest) WHERE id_digest IS NOT NULL;
CREATE INDEX member_id_last4 ON member (id_last4) WHERE id_last4 IS NOT NULL;
CREATE INDEX member_phone ON member (phone_digest) WHERE phone_digest IS NOT NULL;

CREATE TABLE category (
    household  TEXT NOT NULL REFERENCES household (id) ON DELETE CASCADE,
    member     BIGINT NOT NULL DEFAULT 0, -- seq of the member, 0 is the household's own
    name       TEXT NOT NULL,
    main       BIGINT NOT NULL DEFAULT 0,
    valid_from TEXT NOT NULL DEFAULT '',
    valid_to   TEXT NOT NULL DEFAULT '9999-12-31'
);
CREATE INDEX category_household ON category (household);
CREATE INDEX category_name ON category (name, valid_to, valid_from, household, member);

CREATE TABLE cause (
    household  TEXT NOT NULL REFERENCES household (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    main       BIGINT NOT NULL DEFAULT 0,
    valid_from TEXT NOT NULL DEFAULT '',
    valid_to   TEXT NOT NULL DEFAULT '9999-12-31'
);
CREATE INDEX cause_household ON cause (household);
CREATE INDEX cause_name ON cause (name, valid_to, valid_from, household);

-- A version that was replaced, whole, with the time it was in force. What was
-- removed has its last version here.
CREATE TABLE history (
    noun     TEXT NOT NULL, -- household, helper
    subject  TEXT NOT NULL,
    version  BIGINT NOT NULL,
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    batch    TEXT NOT NULL, -- the command that wrote it
    recorded TEXT NOT NULL,
    command  TEXT NOT NULL, -- the command that replaced it
    replaced TEXT NOT NULL,
    body     BYTEA NOT NULL, -- the record as JSON, encrypted
    PRIMARY KEY (noun, subject, version)
);
CREATE INDEX history_batch ON history (noun, batch, subject, version);

-- Every distinct name once, and its searchable suffixes: characters, pinyin
-- initials, joined syllables. A prefix of a token is any part of a name.
CREATE TABLE name (
    name   TEXT PRIMARY KEY,
    pinyin TEXT NOT NULL -- sort key
);
CREATE TABLE name_token (
    token TEXT NOT NULL,
    name  TEXT NOT NULL,
    PRIMARY KEY (token, name)
);

CREATE TABLE helper (
    id           TEXT PRIMARY KEY,
    number       TEXT NOT NULL DEFAULT '',
    name         TEXT NOT NULL,
    organisation TEXT NOT NULL DEFAULT '', -- as the list writes it
    unit         TEXT NOT NULL DEFAULT '',
    area         TEXT NOT NULL,
    post         TEXT NOT NULL DEFAULT '',
    kind         TEXT NOT NULL DEFAULT '',
    capacity     BIGINT NOT NULL DEFAULT 1,
    skills       TEXT NOT NULL DEFAULT '',
    phone_digest TEXT,
    id_digest    TEXT,
    sealed       BYTEA,
    opened       TEXT NOT NULL,
    closed       TEXT,
    version      BIGINT NOT NULL,
    batch        TEXT NOT NULL,
    recorded     TEXT NOT NULL,
    digest       TEXT NOT NULL
);
CREATE INDEX helper_name ON helper (name, id);
CREATE INDEX helper_area ON helper (area, id);
CREATE INDEX helper_batch ON helper (batch);
CREATE INDEX helper_phone ON helper (phone_digest) WHERE phone_digest IS NOT NULL;
CREATE INDEX helper_id_digest ON helper (id_digest) WHERE id_digest IS NOT NULL;

CREATE TABLE import_batch (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL, -- households, helpers, areas
    file       TEXT NOT NULL, -- its name without the folder
    digest     TEXT NOT NULL, -- SM3 of the file
    mapping    TEXT NOT NULL, -- JSON: column, field
    state      TEXT NOT NULL, -- checking, entering, entered, undone
    runner     TEXT NOT NULL, -- who carries it on; a second one takes it over
    actor      TEXT NOT NULL,
    area       TEXT NOT NULL DEFAULT '',
    unit       TEXT NOT NULL DEFAULT '',
    rows_in    BIGINT NOT NULL DEFAULT 0,
    entered    BIGINT NOT NULL DEFAULT 0,
    unchanged  BIGINT NOT NULL DEFAULT 0,
    skipped    BIGINT NOT NULL DEFAULT 0,
    wrong      BIGINT NOT NULL DEFAULT 0,
    checkpoint BIGINT NOT NULL DEFAULT 0, -- last source row whose household is entered
    detail     TEXT NOT NULL DEFAULT '',  -- JSON: limits, sheet, options, counts by reason
    started    TEXT NOT NULL,
    ended      TEXT
);
CREATE UNIQUE INDEX import_batch_running ON import_batch (kind, digest) WHERE ended IS NULL;

-- Rows set aside: wrong ones, and good ones whose household is scattered over
-- the file. The cells and the key of the group lie encrypted.
CREATE TABLE import_row (
    batch        TEXT NOT NULL REFERENCES import_batch (id) ON DELETE CASCADE,
    sheet        BIGINT NOT NULL, -- its place in the workbook, from 0
    number       BIGINT NOT NULL, -- as the sheet shows it
    state        TEXT NOT NULL,   -- wrong, held
    group_digest TEXT NOT NULL DEFAULT '', -- keyed
    reasons      TEXT NOT NULL DEFAULT '', -- JSON: field, message key, arguments
    sealed       BYTEA NOT NULL,
    PRIMARY KEY (batch, sheet, number)
);
CREATE INDEX import_row_group ON import_row (batch, state, group_digest, sheet, number);

-- A mapping that a person confirmed for this set of headings.
CREATE TABLE import_mapping (
    fingerprint TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    mapping     TEXT NOT NULL,
    actor       TEXT NOT NULL,
    recorded    TEXT NOT NULL
);

CREATE TABLE plan_text (
    digest   TEXT PRIMARY KEY, -- SM3 of the text
    plan     TEXT NOT NULL,
    text     TEXT NOT NULL,
    recorded TEXT NOT NULL
);

CREATE TABLE campaign (
    id       TEXT PRIMARY KEY,
    plan     TEXT NOT NULL,
    digest   TEXT NOT NULL REFERENCES plan_text (digest),
    title    TEXT NOT NULL,
    area     TEXT NOT NULL DEFAULT '',
    unit     TEXT NOT NULL DEFAULT '',
    as_of    TEXT NOT NULL,
    state    TEXT NOT NULL, -- draft, active, closed
    version  BIGINT NOT NULL,
    recorded TEXT NOT NULL
);

-- What a person answered to a parameter that the plan leaves open, beside the
-- sentence of the plan; assumed 1 where nobody answered yet.
CREATE TABLE campaign_answer (
    campaign TEXT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    param    TEXT NOT NULL,
    value    TEXT NOT NULL,
    assumed  BIGINT NOT NULL,
    ask      TEXT NOT NULL DEFAULT '',
    source   TEXT NOT NULL DEFAULT '',
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    PRIMARY KEY (campaign, param, recorded)
);

CREATE TABLE roster_entry (
    campaign  TEXT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    class     TEXT NOT NULL,
    subject   TEXT NOT NULL, -- household id, member id, or an id of its own for named and bulk lines
    kind      TEXT NOT NULL, -- household, person, named, bulk
    household TEXT NOT NULL DEFAULT '',
    area      TEXT NOT NULL DEFAULT '',
    unit      TEXT NOT NULL DEFAULT '',
    name      TEXT NOT NULL DEFAULT '',
    persons   BIGINT NOT NULL, -- persons behind the line
    state     TEXT NOT NULL,   -- in, undecided (a value is missing), over_quota, excluded
    basis     TEXT NOT NULL,   -- rule, list, prescribed
    reason    TEXT NOT NULL,   -- JSON: values that decided, missing fields, exclusion
    PRIMARY KEY (campaign, class, subject)
);
CREATE INDEX roster_entry_area ON roster_entry (campaign, area, subject);
CREATE INDEX roster_entry_household ON roster_entry (campaign, household);

-- The closed universe: every open file of the campaign's area or unit on its
-- day, every named entry, every bulk line. One state each.
CREATE TABLE coverage (
    campaign TEXT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    subject  TEXT NOT NULL,
    kind     TEXT NOT NULL, -- household, person, bulk
    area     TEXT NOT NULL DEFAULT '',
    unit     TEXT NOT NULL DEFAULT '',
    name     TEXT NOT NULL DEFAULT '',
    persons  BIGINT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('open', 'helped', 'refused', 'not_eligible', 'moved', 'exception')),
    reason   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (campaign, subject)
);
CREATE INDEX coverage_state ON coverage (campaign, state, area, subject);

-- The record. Chains are narrow (region and day) so that writers in different
-- places never wait for one row; audit_seal chains the chains.
CREATE TABLE audit (
    chain   TEXT NOT NULL,
    seq     BIGINT NOT NULL,
    id      TEXT NOT NULL,
    at      TEXT NOT NULL,
    actor   TEXT NOT NULL,
    act     TEXT NOT NULL,
    noun    TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    area    TEXT NOT NULL DEFAULT '',
    unit    TEXT NOT NULL DEFAULT '',
    count   BIGINT NOT NULL DEFAULT 1,
    digest  TEXT NOT NULL DEFAULT '', -- SM3 over the rows of a bulk command in key order
    detail  TEXT NOT NULL DEFAULT '', -- JSON, no personal data
    prev    TEXT NOT NULL,
    hash    TEXT NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE INDEX audit_subject ON audit (noun, subject);
CREATE TABLE audit_seal (
    seq   BIGINT PRIMARY KEY,
    chain TEXT NOT NULL,
    last  BIGINT NOT NULL, -- seq of the chain's last record when sealed
    hash  TEXT NOT NULL,   -- of that record
    prev  TEXT NOT NULL,
    seal  TEXT NOT NULL,
    at    TEXT NOT NULL
);
-- The chains that have grown since they were sealed.
CREATE TABLE audit_unsealed (
    chain TEXT PRIMARY KEY
);
