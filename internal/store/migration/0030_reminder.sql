-- +goose Up
-- Reminders of what is due (催办提醒): an outbox, one message for each person,
-- stretch of a duty, kind and channel; how they go out; where people get them.

CREATE TABLE reminder (
    id       TEXT PRIMARY KEY, -- goes out with the message: who gets it twice knows it by this
    once     TEXT NOT NULL,    -- kind, campaign, stretch, person, channel
    kind     TEXT NOT NULL CHECK (kind IN ('soon', 'late', 'raised', 'test')),
    channel  TEXT NOT NULL CHECK (channel IN ('notice', 'mail', 'webhook')),
    campaign TEXT NOT NULL,    -- '' of a test
    stretch  TEXT NOT NULL,    -- key of the duty's window
    helper   TEXT NOT NULL,    -- who owes it, '' of a leader's
    account  TEXT NOT NULL,    -- who gets it, '' without one
    name     TEXT NOT NULL,    -- of who gets it
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    due_day  TEXT NOT NULL,    -- last day of the stretch
    owed     BIGINT NOT NULL,  -- households
    state    TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'dropped')),
    tries    BIGINT NOT NULL,
    next     TEXT NOT NULL,    -- instant of the next try; while it is being sent, until when that is believed
    sent     TEXT NOT NULL,    -- instant, ''
    seen     TEXT NOT NULL,    -- of a notice: instant at which its reader put it aside, ''
    reason   TEXT NOT NULL,    -- key of the message that says why the last try failed
    made     TEXT NOT NULL,
    version  BIGINT NOT NULL,
    sealed   BYTEA NOT NULL    -- subject, text, household numbers
);
CREATE UNIQUE INDEX reminder_once ON reminder (once);
CREATE INDEX reminder_next ON reminder (state, next, id);
CREATE INDEX reminder_stretch ON reminder (campaign, stretch, state);
CREATE INDEX reminder_account ON reminder (account, channel, state, id);
CREATE INDEX reminder_place ON reminder (area, id);

CREATE TABLE reminder_channel (
    name     TEXT PRIMARY KEY CHECK (name IN ('mail', 'webhook')),
    live     BIGINT NOT NULL,
    sealed   BYTEA NOT NULL, -- JSON: server, sender, user, secret
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    version  BIGINT NOT NULL
);

CREATE TABLE account_mail (
    account  TEXT PRIMARY KEY REFERENCES account (id),
    sealed   BYTEA NOT NULL,
    recorded TEXT NOT NULL
);

INSERT INTO setting (name, value) VALUES ('remind_soon_days', 7);
INSERT INTO setting (name, value) VALUES ('remind_late_days', 1);
INSERT INTO setting (name, value) VALUES ('remind_leader_days', 7);
INSERT INTO setting (name, value) VALUES ('remind_until_days', 30);
