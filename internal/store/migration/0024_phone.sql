-- +goose Up
-- Phones on which people enter visits without a network, what each has fetched,
-- and the keys of the office to which phones seal what was finished.

CREATE TABLE phone (
    id         TEXT PRIMARY KEY, -- minted by the phone
    account    TEXT NOT NULL REFERENCES account (id),
    label      TEXT NOT NULL,    -- the browser's name
    made       TEXT NOT NULL,
    seen       TEXT NOT NULL,
    fetched    TEXT NOT NULL DEFAULT '', -- when it got its households last
    unsent     BIGINT NOT NULL DEFAULT 0, -- entries, as the phone said last
    oldest     TEXT NOT NULL DEFAULT '', -- since when the oldest of them waits, by the server's clock
    drift      BIGINT NOT NULL DEFAULT 0, -- seconds by which its clock is ahead
    revoked    TEXT NOT NULL DEFAULT '',
    revoked_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX phone_account ON phone (account, made);
CREATE INDEX phone_oldest ON phone (oldest);

CREATE TABLE phone_household (
    phone     TEXT NOT NULL REFERENCES phone (id) ON DELETE CASCADE,
    household TEXT NOT NULL,
    fetched   TEXT NOT NULL,
    PRIMARY KEY (phone, household)
);

CREATE TABLE phone_key (
    id     TEXT PRIMARY KEY,
    public BYTEA NOT NULL,
    sealed BYTEA NOT NULL, -- the private half
    made   TEXT NOT NULL
);
