-- +goose Up
-- What phones have sent, as it came: envelopes sealed to a key of the office. An
-- upload is kept before anything is made of it, so that nothing is lost by what
-- fails afterwards.

CREATE TABLE upload (
    id         TEXT PRIMARY KEY, -- of the visit, minted by the phone
    phone      TEXT NOT NULL,
    account    TEXT NOT NULL REFERENCES account (id),
    household  TEXT NOT NULL,
    area       TEXT NOT NULL,
    unit       TEXT NOT NULL,
    digest     TEXT NOT NULL, -- of the envelope
    envelope   BYTEA NOT NULL,
    way        TEXT NOT NULL, -- phone, file
    finished   TEXT NOT NULL, -- by the phone's clock
    received   TEXT NOT NULL,
    drift      BIGINT NOT NULL, -- seconds by which the phone's clock was ahead
    state      TEXT NOT NULL, -- held, taken, aside, settled
    receipt    TEXT NOT NULL DEFAULT '',
    reasons    TEXT NOT NULL DEFAULT '', -- why it is to be looked at, codes with commas
    whole      TEXT NOT NULL DEFAULT '', -- when its last photo was there
    settled    TEXT NOT NULL DEFAULT '',
    settled_by TEXT NOT NULL DEFAULT '',
    version    BIGINT NOT NULL
);
CREATE INDEX upload_state ON upload (state, id);
CREATE INDEX upload_household ON upload (household, id);

-- Another text that came under the same id: kept beside the first.
CREATE TABLE upload_text (
    upload   TEXT NOT NULL REFERENCES upload (id),
    digest   TEXT NOT NULL,
    envelope BYTEA NOT NULL,
    received TEXT NOT NULL,
    PRIMARY KEY (upload, digest)
);

-- A photo on its way. It may come before the text that names it.
CREATE TABLE upload_part (
    id      TEXT PRIMARY KEY,
    upload  TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES account (id),
    size    BIGINT NOT NULL,
    digest  TEXT NOT NULL,
    have    BIGINT NOT NULL,
    whole   BIGINT NOT NULL,
    put     BIGINT NOT NULL, -- it is with its visit
    made    TEXT NOT NULL
);
CREATE INDEX upload_part_upload ON upload_part (upload, id);

CREATE TABLE upload_piece (
    part TEXT NOT NULL REFERENCES upload_part (id) ON DELETE CASCADE,
    seq  BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (part, seq)
);
