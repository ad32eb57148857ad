-- +goose Up
-- Work in the background, and the files that go with it: lists that were sent
-- in, and what an export wrote.

CREATE TABLE job (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    args     TEXT NOT NULL,            -- JSON, no personal data
    state    TEXT NOT NULL,            -- waiting, running, done, failed, stopped, broken
    account  TEXT NOT NULL DEFAULT '', -- id of who asked; '' at the command line
    actor    TEXT NOT NULL,
    role     TEXT NOT NULL,
    scope    TEXT NOT NULL,            -- JSON: what the actor saw when asking; the work sees no more
    area     TEXT NOT NULL DEFAULT '', -- where it works
    unit     TEXT NOT NULL DEFAULT '',
    subject  TEXT NOT NULL DEFAULT '', -- the import or the campaign
    holds    TEXT NOT NULL DEFAULT '', -- what no other job may work on meanwhile
    form     TEXT NOT NULL DEFAULT '', -- key of the form that asked, so that sent twice is asked once
    runner   TEXT NOT NULL DEFAULT '', -- who works on it
    lease    TEXT NOT NULL DEFAULT '', -- until when it is taken to be alive
    tries    BIGINT NOT NULL DEFAULT 0,
    stop     BIGINT NOT NULL DEFAULT 0,
    stage    TEXT NOT NULL DEFAULT '',
    stage_at TEXT NOT NULL DEFAULT '', -- when the stage began
    counted  BIGINT NOT NULL DEFAULT 0, -- rows of the stage dealt with
    done     BIGINT NOT NULL DEFAULT 0, -- of size
    size     BIGINT NOT NULL DEFAULT 0,
    result   TEXT NOT NULL DEFAULT '', -- JSON
    failure  TEXT NOT NULL DEFAULT '', -- JSON: message key and its text by language
    file     TEXT NOT NULL DEFAULT '', -- what it wrote
    made     TEXT NOT NULL,
    started  TEXT NOT NULL DEFAULT '',
    ended    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX job_open ON job (state, id) WHERE state IN ('waiting', 'running');
CREATE UNIQUE INDEX job_holds ON job (holds) WHERE holds <> '' AND state IN ('waiting', 'running');
CREATE UNIQUE INDEX job_form ON job (account, form) WHERE form <> '';
CREATE INDEX job_account ON job (account, id);
CREATE INDEX job_area ON job (area, id);
CREATE INDEX job_subject ON job (subject, id);

-- A file in sealed pieces. What is half there is cleared away after a while.
CREATE TABLE kept_file (
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,            -- upload, result
    name    TEXT NOT NULL,            -- without the folder
    state   TEXT NOT NULL,            -- coming, whole, cleared
    size    BIGINT NOT NULL DEFAULT 0,
    digest  TEXT NOT NULL DEFAULT '', -- SM3 of the content
    clear   BIGINT NOT NULL DEFAULT 0, -- holds clear numbers
    account TEXT NOT NULL DEFAULT '',
    actor   TEXT NOT NULL,
    area    TEXT NOT NULL DEFAULT '',
    unit    TEXT NOT NULL DEFAULT '',
    form    TEXT NOT NULL DEFAULT '',
    made    TEXT NOT NULL,
    until   TEXT NOT NULL             -- it is cleared then
);
CREATE UNIQUE INDEX kept_file_form ON kept_file (account, form) WHERE form <> '';
CREATE INDEX kept_file_digest ON kept_file (digest, id) WHERE state = 'whole';
CREATE INDEX kept_file_until ON kept_file (until) WHERE state <> 'cleared';
CREATE TABLE kept_piece (
    file   TEXT NOT NULL REFERENCES kept_file (id) ON DELETE CASCADE,
    seq    BIGINT NOT NULL, -- from 0
    sealed BYTEA NOT NULL,
    PRIMARY KEY (file, seq)
);

-- An import begins as a draft when its file is sent in. Who sent it carries it
-- on and takes it back, whatever place it covers.
ALTER TABLE import_batch ADD COLUMN account TEXT NOT NULL DEFAULT '';
ALTER TABLE import_batch ADD COLUMN upload TEXT NOT NULL DEFAULT '';
ALTER TABLE import_batch ADD COLUMN checked TEXT NOT NULL DEFAULT ''; -- JSON: what the check came to
DROP INDEX import_batch_running;
CREATE UNIQUE INDEX import_batch_running ON import_batch (kind, digest) WHERE ended IS NULL AND state IN ('checking', 'entering');
CREATE INDEX import_batch_account ON import_batch (account, id) WHERE account <> '';
CREATE INDEX import_batch_upload ON import_batch (upload) WHERE upload <> '';
CREATE INDEX import_batch_digest ON import_batch (digest, id);
CREATE INDEX import_row_state ON import_row (batch, state, sheet, number);

-- What a person put right in a row before it is read: cells by column, and
-- whether its household is left out.
CREATE TABLE import_edit (
    batch  TEXT NOT NULL REFERENCES import_batch (id) ON DELETE CASCADE,
    sheet  BIGINT NOT NULL,
    number BIGINT NOT NULL,
    leave  BIGINT NOT NULL DEFAULT 0,
    sealed BYTEA,
    PRIMARY KEY (batch, sheet, number)
);
