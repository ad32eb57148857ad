-- +goose Up
-- What each is due (应发), and how it is paid: batches, their rows, what was done
-- to them, and the files that went to the bank and came back. Amounts are fen.

CREATE TABLE payment_due (
    id        TEXT PRIMARY KEY,
    campaign  TEXT NOT NULL,
    clause    TEXT NOT NULL,
    class     TEXT NOT NULL,
    subject   TEXT NOT NULL, -- of the roster
    household TEXT NOT NULL, -- '' when there is no file
    area      TEXT NOT NULL,
    unit      TEXT NOT NULL,
    purse     TEXT NOT NULL REFERENCES purse (id),
    line      TEXT NOT NULL REFERENCES budget_line (id),
    period    TEXT NOT NULL, -- '' is once
    fen       BIGINT NOT NULL CHECK (fen > 0),
    state     TEXT NOT NULL CHECK (state IN ('due', 'held', 'batched', 'paid', 'dropped')),
    held      TEXT NOT NULL, -- JSON: the guards that hold it
    explained TEXT NOT NULL, -- JSON: how it was reckoned; nothing personal
    batch     TEXT NOT NULL, -- that pays it
    asked_by  TEXT NOT NULL, -- account that wants it paid in spite of a guard
    sealed    BYTEA,         -- the reasons, encrypted
    recorded  TEXT NOT NULL,
    version   BIGINT NOT NULL
);
CREATE UNIQUE INDEX payment_due_once ON payment_due (campaign, clause, subject, purse, period);
CREATE INDEX payment_due_state ON payment_due (campaign, state, area, id);
CREATE INDEX payment_due_household ON payment_due (household, id) WHERE household <> '';
CREATE INDEX payment_due_batch ON payment_due (batch, id) WHERE batch <> '';

CREATE TABLE payment_batch (
    id       TEXT PRIMARY KEY,
    number   TEXT NOT NULL,
    campaign TEXT NOT NULL,
    title    TEXT NOT NULL,
    method   TEXT NOT NULL CHECK (method IN ('bank', 'cash_signed')),
    template TEXT NOT NULL, -- of the bank's file
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    state    TEXT NOT NULL,
    rows     BIGINT NOT NULL,
    fen      BIGINT NOT NULL,
    follows  TEXT NOT NULL, -- the batch whose unpaid rows it takes up
    made     TEXT NOT NULL, -- day
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    version  BIGINT NOT NULL
);
CREATE UNIQUE INDEX payment_batch_number ON payment_batch (number);
CREATE INDEX payment_batch_campaign ON payment_batch (campaign, id);
CREATE INDEX payment_batch_state ON payment_batch (state, id);

CREATE TABLE payment_row (
    batch     TEXT NOT NULL REFERENCES payment_batch (id),
    seq       BIGINT NOT NULL,
    due       TEXT NOT NULL REFERENCES payment_due (id),
    household TEXT NOT NULL,
    area      TEXT NOT NULL,
    unit      TEXT NOT NULL,
    purse     TEXT NOT NULL,
    line      TEXT NOT NULL,
    fen       BIGINT NOT NULL CHECK (fen > 0),
    state     TEXT NOT NULL,
    reason    TEXT NOT NULL, -- in the bank's words, or a term
    times     BIGINT NOT NULL,
    account   TEXT NOT NULL, -- keyed digest of the account, '' for none
    sealed    BYTEA NOT NULL, -- name, account, bank, as they are when the row goes out
    PRIMARY KEY (batch, seq)
);
-- A due is in one batch that may still pay it.
CREATE UNIQUE INDEX payment_row_due ON payment_row (due) WHERE state <> 'given_up';
CREATE INDEX payment_row_household ON payment_row (household, batch) WHERE household <> '';

-- Only ever added to.
CREATE TABLE payment_act (
    batch    TEXT NOT NULL REFERENCES payment_batch (id),
    seq      BIGINT NOT NULL,
    key      TEXT NOT NULL, -- of the command
    verb     TEXT NOT NULL,
    account  TEXT NOT NULL,
    actor    TEXT NOT NULL,
    second   TEXT NOT NULL, -- account of the other who handed out
    rows     TEXT NOT NULL, -- JSON: of which rows, '' is all
    on_day   TEXT NOT NULL,
    recorded TEXT NOT NULL,
    sealed   BYTEA, -- the reason, encrypted
    PRIMARY KEY (batch, seq)
);
CREATE UNIQUE INDEX payment_act_key ON payment_act (key);

-- The files of a batch: out to the bank, back from it, the signed sheet.
CREATE TABLE payment_file (
    batch    TEXT NOT NULL REFERENCES payment_batch (id),
    way      TEXT NOT NULL CHECK (way IN ('out', 'back', 'sheet')),
    digest   TEXT NOT NULL, -- SM3 of the content
    round    BIGINT NOT NULL,
    rows     BIGINT NOT NULL,
    fen      BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    PRIMARY KEY (batch, way, digest)
);

-- How many approvals an amount takes, by place and from a day on.
CREATE TABLE payment_band (
    area      TEXT NOT NULL,
    starts    TEXT NOT NULL,
    up_to     BIGINT NOT NULL, -- fen, 0 is without limit
    approvals BIGINT NOT NULL CHECK (approvals > 0),
    source    TEXT NOT NULL,
    actor     TEXT NOT NULL,
    recorded  TEXT NOT NULL,
    PRIMARY KEY (area, starts, up_to)
);
