-- +goose Up
-- What a person put right in a row knows how often it was changed and by whom,
-- so that two at one list see each other; what was taken over from a proposal,
-- sealed, so that it can be taken back; and what is to become of a household
-- that may be on file: '' as found, merge, new.
ALTER TABLE import_edit ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import_edit ADD COLUMN actor TEXT NOT NULL DEFAULT '';
ALTER TABLE import_edit ADD COLUMN choice TEXT NOT NULL DEFAULT '';
ALTER TABLE import_edit ADD COLUMN fixes BYTEA; -- JSON by column, sealed

-- Numbers that the office settles for itself.
CREATE TABLE setting (
    name     TEXT PRIMARY KEY,
    value    BIGINT NOT NULL,
    actor    TEXT NOT NULL DEFAULT '', -- '' as shipped
    recorded TEXT NOT NULL DEFAULT ''
);
INSERT INTO setting (name, value) VALUES ('import_undo_days', 7); -- calendar days behind the end of an import

-- Who may carry an import on finds it without going through all of them.
CREATE INDEX import_batch_open ON import_batch (id) WHERE ended IS NULL;
-- Whether a file was used since is asked of each before an import is taken back.
CREATE INDEX campaign_outcome_subject ON campaign_outcome (subject);
