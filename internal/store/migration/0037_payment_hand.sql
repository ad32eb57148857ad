-- +goose Up
-- Cash against signature: who handed out which row, to whom; and the files of a
-- batch as they came: what the bank sent back, the sheet that was signed.

CREATE TABLE payment_hand (
    batch       TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    proxy       BIGINT NOT NULL, -- another than the payee received it
    account     TEXT NOT NULL,
    actor       TEXT NOT NULL,
    second      TEXT NOT NULL, -- account of the other who handed out
    second_name TEXT NOT NULL,
    on_day      TEXT NOT NULL,
    recorded    TEXT NOT NULL,
    sealed      BYTEA NOT NULL, -- who received: name, relation, ID number
    PRIMARY KEY (batch, seq),
    FOREIGN KEY (batch, seq) REFERENCES payment_row (batch, seq)
);

CREATE TABLE payment_paper (
    batch    TEXT NOT NULL REFERENCES payment_batch (id),
    kind     TEXT NOT NULL CHECK (kind IN ('back', 'sheet')),
    digest   TEXT NOT NULL, -- SM3 of the content
    type     TEXT NOT NULL,
    size     BIGINT NOT NULL,
    sealed   BYTEA NOT NULL,
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    PRIMARY KEY (batch, kind, digest)
);
