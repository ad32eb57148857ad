-- +goose Up
-- The money of campaigns: purses (资金来源), their budget lines, and the ledger:
-- entries with their postings, only ever added, chained book by book. Amounts
-- are fen.

CREATE TABLE purse (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    holder   TEXT NOT NULL, -- the body that owns it
    kind     TEXT NOT NULL,
    year     BIGINT NOT NULL,
    area     TEXT NOT NULL, -- of the body that keeps it
    unit     TEXT NOT NULL,
    earmark  TEXT NOT NULL, -- with commas, '' is for anything
    carry    BIGINT NOT NULL,
    closed   TEXT NOT NULL, -- '' while money moves in it
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    version  BIGINT NOT NULL
);
CREATE UNIQUE INDEX purse_name ON purse (area, unit, year, name);
CREATE INDEX purse_year ON purse (year DESC, id DESC);

-- Which purse stands behind a purse of a campaign's plan.
CREATE TABLE purse_tie (
    campaign TEXT NOT NULL,
    name     TEXT NOT NULL, -- the plan's id of it
    purse    TEXT NOT NULL REFERENCES purse (id),
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    PRIMARY KEY (campaign, name)
);
CREATE INDEX purse_tie_purse ON purse_tie (purse, campaign);

CREATE TABLE budget_line (
    id       TEXT PRIMARY KEY,
    purse    TEXT NOT NULL REFERENCES purse (id),
    campaign TEXT NOT NULL,
    clause   TEXT NOT NULL,
    name     TEXT NOT NULL,
    recorded TEXT NOT NULL
);
CREATE UNIQUE INDEX budget_line_clause ON budget_line (purse, campaign, clause);
CREATE INDEX budget_line_campaign ON budget_line (campaign, clause);

CREATE TABLE fund_entry (
    id        TEXT PRIMARY KEY,
    book      TEXT NOT NULL,
    seq       BIGINT NOT NULL,
    key       TEXT NOT NULL, -- of the command: it is posted once
    kind      TEXT NOT NULL,
    effective TEXT NOT NULL, -- the day on which the money moved
    recorded  TEXT NOT NULL,
    actor     TEXT NOT NULL,
    reverses  TEXT NOT NULL, -- '' unless it turns one round
    text      TEXT NOT NULL,
    prev      TEXT NOT NULL,
    hash      TEXT NOT NULL
);
CREATE UNIQUE INDEX fund_entry_book ON fund_entry (book, seq);
CREATE UNIQUE INDEX fund_entry_key ON fund_entry (key);
CREATE UNIQUE INDEX fund_entry_reverses ON fund_entry (reverses) WHERE reverses <> '';

CREATE TABLE fund_posting (
    entry TEXT NOT NULL REFERENCES fund_entry (id),
    n     BIGINT NOT NULL,
    purse TEXT NOT NULL,
    line  TEXT NOT NULL,
    place TEXT NOT NULL,
    batch TEXT NOT NULL,
    fen   BIGINT NOT NULL CHECK (fen <> 0),
    PRIMARY KEY (entry, n)
);
CREATE INDEX fund_posting_purse ON fund_posting (purse, entry);

-- What stands in each account: it follows from the postings, and is held
-- against them by verify.
CREATE TABLE fund_balance (
    purse TEXT NOT NULL,
    line  TEXT NOT NULL,
    place TEXT NOT NULL,
    batch TEXT NOT NULL,
    fen   BIGINT NOT NULL CHECK (place = 'outside' AND fen <= 0 OR place <> 'outside' AND fen >= 0),
    PRIMARY KEY (purse, line, place, batch)
);

-- Who gave what was paid in, and the paper that shows it. A donor may be a
-- person: it lies sealed.
CREATE TABLE fund_income (
    entry    TEXT PRIMARY KEY REFERENCES fund_entry (id),
    purse    TEXT NOT NULL,
    receipt  TEXT NOT NULL, -- number of the voucher or donation receipt (捐赠票据)
    sealed   BYTEA NOT NULL -- giver and note, encrypted
);
CREATE INDEX fund_income_purse ON fund_income (purse, entry);

-- Transfers between purses (调剂) wait for a second person.
CREATE TABLE fund_transfer (
    id        TEXT PRIMARY KEY,
    source    TEXT NOT NULL REFERENCES purse (id),
    target    TEXT NOT NULL REFERENCES purse (id),
    kind      TEXT NOT NULL CHECK (kind IN ('transfer', 'carry')),
    fen       BIGINT NOT NULL CHECK (fen > 0),
    effective TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('asked', 'done', 'refused')),
    asker     TEXT NOT NULL, -- account
    actor     TEXT NOT NULL,
    asked     TEXT NOT NULL,
    decider   TEXT NOT NULL,
    decided   TEXT NOT NULL,
    sealed    BYTEA NOT NULL, -- the reasons, encrypted
    version   BIGINT NOT NULL
);
CREATE INDEX fund_transfer_state ON fund_transfer (state, id);
