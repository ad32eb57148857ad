-- +goose Up
-- What programs asked for under a key of their own, so that asking again does
-- nothing twice. The row is written in the transaction of the act; the answer
-- comes after it. digest is keyed: a body may hold a password or a number.

CREATE TABLE request (
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    key     TEXT NOT NULL, -- as the program sent it
    digest  TEXT NOT NULL, -- of what was asked
    claim   TEXT NOT NULL, -- the one attempt that did it
    act     TEXT NOT NULL, -- as the record names it
    noun    TEXT NOT NULL,
    subject TEXT NOT NULL,
    at      TEXT NOT NULL,
    answer  BYTEA, -- sealed; null until it is known
    PRIMARY KEY (account, key)
);
CREATE INDEX request_at ON request (at);
