-- +goose Up
-- What decisions gave: category, amount, from which month, until when, the next
-- review. The row is the present; what it was before stands in case_grant_past.

CREATE TABLE case_grant (
    id        TEXT PRIMARY KEY,
    case_id   TEXT NOT NULL, -- that granted it
    household TEXT NOT NULL,
    kind      TEXT NOT NULL,
    profile   TEXT NOT NULL,
    digest    TEXT NOT NULL,
    area      TEXT NOT NULL,
    unit      TEXT NOT NULL,
    category  TEXT NOT NULL,
    class     TEXT NOT NULL, -- of the review
    covered   BIGINT NOT NULL CHECK (covered >= 0), -- persons
    pay       TEXT NOT NULL CHECK (pay IN ('none', 'monthly', 'once')),
    amount    BIGINT NOT NULL CHECK (amount >= 0), -- fen a month, or once
    decided   TEXT NOT NULL,
    starts    TEXT NOT NULL,
    ends      TEXT NOT NULL, -- '' is open
    review    TEXT NOT NULL, -- '' is none
    remind    TEXT NOT NULL,
    grace     BIGINT NOT NULL,
    ended     TEXT NOT NULL, -- reason, '' while it runs
    ended_by  TEXT NOT NULL,
    letter    TEXT NOT NULL,
    actor     TEXT NOT NULL,
    recorded  TEXT NOT NULL,
    version   BIGINT NOT NULL
);
CREATE UNIQUE INDEX case_grant_case ON case_grant (case_id);
CREATE INDEX case_grant_household ON case_grant (household, starts, id);
CREATE INDEX case_grant_remind ON case_grant (remind, id) WHERE remind <> '';

-- Only ever added to.
CREATE TABLE case_grant_past (
    id       TEXT NOT NULL REFERENCES case_grant (id),
    version  BIGINT NOT NULL,
    case_id  TEXT NOT NULL, -- of the review or exit that replaced it
    replaced TEXT NOT NULL,
    body     TEXT NOT NULL, -- JSON of the version; it holds nothing personal
    PRIMARY KEY (id, version)
);

