-- +goose Up
-- Demands and disputes (诉求、矛盾纠纷) with what was done to each (only ever
-- added to), and the matters they are grouped in; leaders, offices and staff
-- linked to villages; cold-wave notices with the households to be called.

CREATE TABLE demand (
    id         TEXT PRIMARY KEY,
    number     TEXT NOT NULL,
    prefix     TEXT NOT NULL, -- whose count the number is of
    counted    BIGINT NOT NULL,
    campaign   TEXT NOT NULL, -- ''
    clause     TEXT NOT NULL,
    visit      TEXT NOT NULL, -- heard on, ''
    household  TEXT NOT NULL,
    file       TEXT NOT NULL, -- number of the household's file then
    area       TEXT NOT NULL,
    unit       TEXT NOT NULL,
    kind       TEXT NOT NULL, -- a term of the list demand_kind
    nature     TEXT NOT NULL, -- common, sudden, ''
    sensitive  BIGINT NOT NULL,
    matter     TEXT NOT NULL, -- grouped in, ''
    state      TEXT NOT NULL,
    ladder     TEXT NOT NULL, -- JSON of its steps; it holds nothing personal
    rung       BIGINT NOT NULL,
    level      TEXT NOT NULL, -- of the rung: village, group, town, county
    day        TEXT NOT NULL, -- heard
    due        TEXT NOT NULL, -- instant, 9999-12-31 while nobody has to act
    satisfied  TEXT NOT NULL, -- yes, no, ''
    account    TEXT NOT NULL, -- who took it
    version    BIGINT NOT NULL, -- number of the last act
    recorded   TEXT NOT NULL,
    sealed     BYTEA NOT NULL -- what was said
);
CREATE UNIQUE INDEX demand_number ON demand (prefix, counted);
CREATE INDEX demand_queue ON demand (state, due, id);
CREATE INDEX demand_place ON demand (area, state, due, id);
CREATE INDEX demand_household ON demand (household, id);
CREATE INDEX demand_matter ON demand (matter, id) WHERE matter <> '';

-- Only ever added.
CREATE TABLE demand_act (
    demand     TEXT NOT NULL REFERENCES demand (id),
    seq        BIGINT NOT NULL,
    verb       TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    level      TEXT NOT NULL, -- at which it stood after
    account    TEXT NOT NULL,
    actor      TEXT NOT NULL,
    role       TEXT NOT NULL,
    day        TEXT NOT NULL,
    satisfied  TEXT NOT NULL,
    asked      TEXT NOT NULL, -- how the household was asked: door, phone, desk, paper, ''
    recorded   TEXT NOT NULL,
    sealed     BYTEA, -- who, in what words
    PRIMARY KEY (demand, seq)
);

CREATE TABLE matter (
    id       TEXT PRIMARY KEY,
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    nature   TEXT NOT NULL,
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    sealed   BYTEA NOT NULL -- its title
);

-- Who answers for a village or a group of villages (驻片领导、联点单位、驻村干部).
CREATE TABLE area_link (
    id       TEXT PRIMARY KEY,
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    cluster  TEXT NOT NULL, -- name of the group of villages, ''
    kind     TEXT NOT NULL CHECK (kind IN ('leader', 'office', 'staff')),
    account  TEXT NOT NULL, -- ''
    campaign TEXT NOT NULL, -- whose plan asks for it, ''
    role     TEXT NOT NULL, -- of the plan, ''
    from_day TEXT NOT NULL,
    to_day   TEXT NOT NULL, -- 9999-12-31 without an end
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    version  BIGINT NOT NULL,
    sealed   BYTEA NOT NULL -- name, post, office, phone
);
CREATE INDEX area_link_area ON area_link (area, to_day, id);
CREATE INDEX area_link_account ON area_link (account, to_day) WHERE account <> '';

CREATE TABLE cold_wave (
    id       TEXT PRIMARY KEY,
    number   TEXT NOT NULL, -- of the notice, as its sender gives it
    level    TEXT NOT NULL, -- blue, yellow, orange, red
    area     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day   TEXT NOT NULL,
    ended    TEXT NOT NULL, -- called off on this day, ''
    source   TEXT NOT NULL, -- hand, webhook
    unseen   BIGINT NOT NULL, -- days without a visit that put a household on the list
    account  TEXT NOT NULL,
    actor    TEXT NOT NULL,
    recorded TEXT NOT NULL,
    version  BIGINT NOT NULL,
    sealed   BYTEA -- its words
);
CREATE UNIQUE INDEX cold_wave_number ON cold_wave (number);
CREATE INDEX cold_wave_to ON cold_wave (to_day, id);

-- What it changes in the campaigns under way: a duty's cadence, or something done.
CREATE TABLE cold_wave_raise (
    wave     TEXT NOT NULL REFERENCES cold_wave (id),
    campaign TEXT NOT NULL,
    clause   TEXT NOT NULL,
    duty     TEXT NOT NULL,
    every    TEXT NOT NULL,
    words    TEXT NOT NULL,
    PRIMARY KEY (wave, campaign, clause)
);
CREATE INDEX cold_wave_raise_duty ON cold_wave_raise (campaign, duty);

CREATE TABLE cold_wave_call (
    wave      TEXT NOT NULL REFERENCES cold_wave (id),
    household TEXT NOT NULL,
    area      TEXT NOT NULL,
    unit      TEXT NOT NULL,
    place     BIGINT NOT NULL, -- in the walk through the village
    reasons   TEXT NOT NULL, -- alone, hazard, unseen: with commas
    state     TEXT NOT NULL CHECK (state IN ('todo', 'called', 'visited', 'missed')),
    actor     TEXT NOT NULL,
    account   TEXT NOT NULL,
    recorded  TEXT NOT NULL, -- of the last word on it, ''
    version   BIGINT NOT NULL,
    sealed    BYTEA,
    PRIMARY KEY (wave, household)
);
CREATE INDEX cold_wave_call_walk ON cold_wave_call (wave, area, place, household);

INSERT INTO setting (name, value) VALUES ('unseen_days', 14); -- days without anybody having seen a household that put it on the list of a cold wave
