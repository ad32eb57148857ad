-- +goose Up
-- Dangers found in houses (隐患): the check lists that were gone through, the
-- hazards with what was done to each (only ever added to), their photos.

CREATE TABLE inspection (
    id        TEXT PRIMARY KEY,
    campaign  TEXT NOT NULL, -- whose plan asks for it, ''
    clause    TEXT NOT NULL,
    household TEXT NOT NULL,
    area      TEXT NOT NULL,
    unit      TEXT NOT NULL,
    day       TEXT NOT NULL,
    account   TEXT NOT NULL,
    actor     TEXT NOT NULL,
    recorded  TEXT NOT NULL,
    sealed    BYTEA NOT NULL -- JSON: who looked, the answers, encrypted
);
CREATE INDEX inspection_household ON inspection (household, day, id);

CREATE TABLE hazard (
    id         TEXT PRIMARY KEY,
    inspection TEXT NOT NULL, -- ''
    campaign   TEXT NOT NULL, -- ''
    clause     TEXT NOT NULL,
    household  TEXT NOT NULL,
    file       TEXT NOT NULL, -- number of the household's file then
    area       TEXT NOT NULL,
    unit       TEXT NOT NULL,
    kind       TEXT NOT NULL, -- a term of the list hazard_kind
    first      TEXT NOT NULL, -- grade by who found it
    formal     TEXT NOT NULL, -- by an appraisal, ''
    grave      BIGINT NOT NULL,
    reinspect  BIGINT NOT NULL,
    state      TEXT NOT NULL,
    ended      BIGINT NOT NULL,
    day        TEXT NOT NULL, -- found
    due        TEXT NOT NULL, -- 9999-12-31 while nobody is ordered
    urgency    TEXT NOT NULL, -- the board's order: grave first, then by last day and day found
    raised     BIGINT NOT NULL,
    excepted   BIGINT NOT NULL,
    version    BIGINT NOT NULL, -- number of the last act
    recorded   TEXT NOT NULL,
    sealed     BYTEA NOT NULL -- what was seen, who has to put it right
);
CREATE INDEX hazard_board ON hazard (state, urgency, id);
CREATE INDEX hazard_place ON hazard (area, state, urgency, id);
CREATE INDEX hazard_household ON hazard (household, ended, grave);
CREATE INDEX hazard_late ON hazard (due, id) WHERE state = 'ordered';

-- Only ever added.
CREATE TABLE hazard_act (
    hazard     TEXT NOT NULL REFERENCES hazard (id),
    seq        BIGINT NOT NULL,
    verb       TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    account    TEXT NOT NULL,
    actor      TEXT NOT NULL,
    role       TEXT NOT NULL,
    day        TEXT NOT NULL,
    grade      TEXT NOT NULL,
    due        TEXT NOT NULL,
    file       TEXT REFERENCES attachment (digest), -- the appraiser's paper
    recorded   TEXT NOT NULL,
    sealed     BYTEA, -- who, of what office, in what words
    PRIMARY KEY (hazard, seq)
);

CREATE TABLE hazard_photo (
    id       TEXT PRIMARY KEY,
    hazard   TEXT NOT NULL REFERENCES hazard (id),
    stage    TEXT NOT NULL CHECK (stage IN ('before', 'after')),
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    file     TEXT NOT NULL REFERENCES attachment (digest),
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL
);
CREATE INDEX hazard_photo_of ON hazard_photo (hazard, id);
CREATE INDEX hazard_photo_file ON hazard_photo (file);
