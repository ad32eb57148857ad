-- +goose Up
-- What is done for a campaign as a whole: its tasks with owner, day and proof;
-- what its survey found; who confirmed that it may go on.

CREATE TABLE campaign_task (
    id       TEXT PRIMARY KEY,
    campaign TEXT NOT NULL REFERENCES campaign (id),
    kind     TEXT NOT NULL, -- task, survey, talk …; own is one that people added
    clause   TEXT NOT NULL, -- of the plan, '' for one that people added
    part     TEXT NOT NULL, -- tells the repetitions of a clause apart
    phase    TEXT NOT NULL,
    title    TEXT NOT NULL,
    owner    TEXT NOT NULL, -- as the plan names it, or a name
    account  TEXT NOT NULL, -- of a user, '' for none
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    starts   TEXT NOT NULL,
    due      TEXT NOT NULL, -- '' is no date
    state    TEXT NOT NULL CHECK (state IN ('open', 'doing', 'done', 'dropped')),
    wants    BIGINT NOT NULL, -- results asked for, 0 is no number
    got      BIGINT NOT NULL,
    done     TEXT NOT NULL,
    person   TEXT NOT NULL,
    soft     BIGINT NOT NULL, -- the plan only suggests it
    place    BIGINT NOT NULL, -- in the course of the plan
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    version  BIGINT NOT NULL,
    sealed   BYTEA            -- the note, encrypted
);
CREATE UNIQUE INDEX campaign_task_clause ON campaign_task (campaign, clause, part, area, unit) WHERE clause <> '';
CREATE INDEX campaign_task_place ON campaign_task (campaign, place, id);
CREATE INDEX campaign_task_account ON campaign_task (account, state, due);

-- Every change of a task, only ever added to.
CREATE TABLE campaign_task_change (
    task     TEXT NOT NULL REFERENCES campaign_task (id),
    seq      BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    sealed   BYTEA NOT NULL, -- fields, reason, encrypted
    PRIMARY KEY (task, seq)
);

-- Files that show something of a campaign: of a task, of an item of the gate.
CREATE TABLE proof (
    id       TEXT PRIMARY KEY,
    campaign TEXT NOT NULL REFERENCES campaign (id),
    noun     TEXT NOT NULL, -- task, gate
    subject  TEXT NOT NULL, -- id of the task, item of the gate
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    file     TEXT NOT NULL REFERENCES attachment (digest),
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL
);
CREATE INDEX proof_subject ON proof (campaign, noun, subject, id);
CREATE INDEX proof_file ON proof (file);

-- What one household, village or unit answered; choices and numbers stand by
-- themselves to be counted, words are encrypted.
CREATE TABLE survey_answer (
    campaign TEXT NOT NULL REFERENCES campaign (id),
    survey   TEXT NOT NULL, -- id of the clause
    subject  TEXT NOT NULL, -- id of the household, area:code, unit:path
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    day      TEXT NOT NULL,
    person   TEXT NOT NULL, -- who asked
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    version  BIGINT NOT NULL,
    sealed   BYTEA,
    PRIMARY KEY (campaign, survey, subject)
);
CREATE INDEX survey_answer_place ON survey_answer (campaign, survey, area, unit, subject);
CREATE TABLE survey_value (
    campaign TEXT NOT NULL,
    survey   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    question TEXT NOT NULL,
    value    TEXT NOT NULL, -- the choice, '' for a number
    number   BIGINT NOT NULL,
    PRIMARY KEY (campaign, survey, subject, question, value),
    FOREIGN KEY (campaign, survey, subject) REFERENCES survey_answer (campaign, survey, subject) ON DELETE CASCADE
);

-- That a person confirmed an item of the gate, which no number can show.
CREATE TABLE gate_item (
    campaign TEXT NOT NULL REFERENCES campaign (id),
    item     TEXT NOT NULL,
    met      BIGINT NOT NULL,
    day      TEXT NOT NULL,
    person   TEXT NOT NULL,
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    version  BIGINT NOT NULL,
    sealed   BYTEA, -- the note, encrypted
    PRIMARY KEY (campaign, item)
);
CREATE INDEX campaign_recorded ON campaign (recorded, id);
