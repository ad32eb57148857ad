-- +goose Up
-- The office's own plans. A plan is a line of versions that are only ever added;
-- their texts lie in plan_text. Shipped plans are in the program, not here.

CREATE TABLE plan (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL, -- what its text calls itself: plan: gaobu-2027
    title    TEXT NOT NULL,
    area     TEXT NOT NULL DEFAULT '', -- whose it is
    unit     TEXT NOT NULL DEFAULT '', -- path
    version  BIGINT NOT NULL, -- the latest
    recorded TEXT NOT NULL    -- of the latest version
);
CREATE UNIQUE INDEX plan_name ON plan (name, area, unit);
CREATE INDEX plan_recorded ON plan (recorded, id);

CREATE TABLE plan_version (
    plan     TEXT NOT NULL REFERENCES plan (id),
    version  BIGINT NOT NULL, -- from 1
    digest   TEXT NOT NULL REFERENCES plan_text (digest),
    title    TEXT NOT NULL,
    origin   TEXT NOT NULL DEFAULT '', -- the shipped plan it was copied from
    note     TEXT NOT NULL DEFAULT '',
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    PRIMARY KEY (plan, version)
);

-- The plans that a campaign's plan extends, as they were when it was opened, by
-- the name that the text calls them.
CREATE TABLE campaign_base (
    campaign TEXT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    digest   TEXT NOT NULL REFERENCES plan_text (digest),
    PRIMARY KEY (campaign, name)
);
CREATE INDEX campaign_plan ON campaign (plan, state);
