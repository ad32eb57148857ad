-- +goose Up
-- Applications on their way through a procedure: the case as it stands, what
-- was done to it (only ever added to), its papers, and the household as it was
-- declared and as it was found.

CREATE TABLE casework (
    id         TEXT PRIMARY KEY,
    number     TEXT NOT NULL,   -- of the receipt, '' before it is handed in
    kind       TEXT NOT NULL,
    channel    TEXT NOT NULL,
    profile    TEXT NOT NULL,   -- name of the procedure
    digest     TEXT NOT NULL,   -- of the version that the case began with
    area       TEXT NOT NULL,
    unit       TEXT NOT NULL,
    household  TEXT NOT NULL,   -- file that it is about or that it opened, '' before
    shown      TEXT NOT NULL,   -- the applicant's name, masked
    name_digest TEXT,           -- keyed, of the name
    persons    BIGINT NOT NULL,
    covered    BIGINT NOT NULL,
    cause      TEXT NOT NULL,
    category   TEXT NOT NULL,
    amount     BIGINT NOT NULL, -- fen
    class      TEXT NOT NULL,   -- of review: A, B, C
    step       TEXT NOT NULL,   -- of the procedure, '' when at none
    does       TEXT NOT NULL,   -- what is done at the step
    round      BIGINT NOT NULL,
    state      TEXT NOT NULL,
    ended      BIGINT NOT NULL, -- 1: nothing more happens to it
    kin        BIGINT NOT NULL,
    objected   BIGINT NOT NULL,
    received   TEXT NOT NULL,   -- day of the complete application, ''
    began      TEXT NOT NULL,   -- of the step, ''
    due        TEXT NOT NULL,   -- last day of the step, 9999-12-31 without
    due_all    TEXT NOT NULL,   -- of the whole, the same
    stopped    TEXT NOT NULL,   -- since when the clock stands still, ''
    lost       BIGINT NOT NULL, -- days that it stood still at the step
    extended   BIGINT NOT NULL,
    turn       TEXT NOT NULL,   -- roles that may act next, joined by a blank
    origin     TEXT NOT NULL,   -- case that it was handed over from, ''
    heir       TEXT NOT NULL,   -- case that it was handed over to, ''
    opened     TEXT NOT NULL,   -- instant
    account    TEXT NOT NULL,   -- who opened it, ''
    actor      TEXT NOT NULL,   -- of the last act
    recorded   TEXT NOT NULL,
    version    BIGINT NOT NULL, -- number of the last act
    sealed     BYTEA            -- the applicant's name and who stands in for him
);
CREATE UNIQUE INDEX casework_number ON casework (number) WHERE number <> '';
-- The queue is walked in the order of last days, or sorted where a place has few.
CREATE INDEX casework_due ON casework (due, id, area, unit, state, does, kind, turn) WHERE ended = 0;
CREATE INDEX casework_place ON casework (area, due, id, unit, state, does, kind, turn) WHERE ended = 0;
CREATE INDEX casework_unit ON casework (unit, due, id) WHERE ended = 0 AND unit <> '';
CREATE INDEX casework_ended ON casework (recorded, id, area, unit, kind, state) WHERE ended = 1;
CREATE INDEX casework_ended_place ON casework (area, recorded, id) WHERE ended = 1;
CREATE INDEX casework_household ON casework (household, kind) WHERE household <> '';
CREATE INDEX casework_name ON casework (name_digest);

-- What was done to a case. Rows are added and never changed.
CREATE TABLE case_act (
    casework TEXT NOT NULL REFERENCES casework (id),
    seq      BIGINT NOT NULL, -- 1, 2, 3 …
    step     TEXT NOT NULL,
    place    BIGINT NOT NULL, -- of the step in the procedure, -1 before the first
    does     TEXT NOT NULL,
    round    BIGINT NOT NULL,
    verb     TEXT NOT NULL,
    account  TEXT NOT NULL,   -- '' is the program itself
    actor    TEXT NOT NULL,
    role     TEXT NOT NULL,
    others   BIGINT NOT NULL, -- persons who did it too, named in the sealed part
    to_step  TEXT NOT NULL,
    to_place BIGINT NOT NULL,
    area     TEXT NOT NULL,   -- handed to, ''
    unit     TEXT NOT NULL,
    category TEXT NOT NULL,
    amount   BIGINT NOT NULL,
    covered  BIGINT NOT NULL,
    class    TEXT NOT NULL,
    notice   TEXT NOT NULL,
    until    TEXT NOT NULL,
    late     BIGINT NOT NULL,
    day      TEXT NOT NULL,
    recorded TEXT NOT NULL,
    sealed   BYTEA,           -- reasons, persons, meeting, what the rules said
    PRIMARY KEY (casework, seq)
);

-- Who took part in a case, by account.
CREATE TABLE case_part (
    account  TEXT NOT NULL,
    casework TEXT NOT NULL REFERENCES casework (id),
    seq      BIGINT NOT NULL,
    PRIMARY KEY (account, casework, seq)
);
CREATE INDEX case_part_of ON case_part (casework);

-- Papers of a case, consents and photos.
CREATE TABLE case_paper (
    id       TEXT PRIMARY KEY,
    casework TEXT NOT NULL REFERENCES casework (id),
    kind     TEXT NOT NULL CHECK (kind IN ('paper', 'consent', 'photo')),
    paper    TEXT NOT NULL, -- id in the procedure, '' is another
    member   TEXT NOT NULL, -- id of the member who consents, ''
    round    BIGINT NOT NULL,
    file     TEXT REFERENCES attachment (digest), -- null: seen on paper, kept in the office
    day      TEXT NOT NULL, -- signed or seen
    account  TEXT NOT NULL,
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    sealed   BYTEA          -- note, name
);
CREATE INDEX case_paper_of ON case_paper (casework, id);
CREATE INDEX case_paper_file ON case_paper (file);

-- The household of a case as it was declared and as it was found at home.
CREATE TABLE case_household (
    casework TEXT NOT NULL REFERENCES casework (id),
    side     TEXT NOT NULL CHECK (side IN ('declared', 'found')),
    version  BIGINT NOT NULL,
    round    BIGINT NOT NULL,
    account  TEXT NOT NULL,
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    sealed   BYTEA NOT NULL,
    PRIMARY KEY (casework, side, version)
);

-- Persons of a case, by the keyed digests of their numbers.
CREATE TABLE case_person (
    id_digest TEXT NOT NULL,
    casework  TEXT NOT NULL REFERENCES casework (id),
    PRIMARY KEY (id_digest, casework)
);
CREATE INDEX case_person_of ON case_person (casework);

-- Every set of roles that was ever to act next: a handful of rows.
CREATE TABLE case_turn (turn TEXT PRIMARY KEY);

-- The last receipt number of a town and year.
CREATE TABLE case_receipt (
    prefix TEXT PRIMARY KEY,
    last   BIGINT NOT NULL
);
