-- +goose Up
-- Relatives of staff, on record apart (近亲属备案). Name, number and day of birth
-- lie sealed; the digests find them in a household.

CREATE TABLE kinship (
    id         TEXT PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account (id),
    relation   TEXT NOT NULL, -- a term of list kin
    valid_from TEXT NOT NULL,
    valid_to   TEXT NOT NULL, -- last day; 9999-12-31 is without end
    id_digest  TEXT,          -- of the ID number, as in member
    person     TEXT NOT NULL, -- keyed digest of name and day of birth
    sealed     BYTEA NOT NULL,
    actor      TEXT NOT NULL,
    recorded   TEXT NOT NULL,
    version    BIGINT NOT NULL
);
CREATE INDEX kinship_account ON kinship (account, id);
CREATE INDEX kinship_id_digest ON kinship (id_digest);
CREATE INDEX kinship_person ON kinship (person);
