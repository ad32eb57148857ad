-- +goose Up
-- Users, the roles they hold over areas and units, and their sessions. ("user"
-- is a word of SQL, so the table is account.)

CREATE TABLE account (
    id           TEXT PRIMARY KEY,
    account      TEXT NOT NULL, -- what is typed to sign in, in its one form
    name         TEXT NOT NULL,
    area         TEXT NOT NULL DEFAULT '',
    unit         TEXT NOT NULL DEFAULT '',
    password     TEXT NOT NULL DEFAULT '', -- argon2id with its parameters and salt
    temporary    BIGINT NOT NULL DEFAULT 0,
    failures     BIGINT NOT NULL DEFAULT 0,
    locked_until TEXT NOT NULL DEFAULT '',
    last_sign_in TEXT NOT NULL DEFAULT '',
    password_set TEXT NOT NULL,
    disabled     TEXT NOT NULL DEFAULT '', -- since when
    recorded     TEXT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_account ON account (account);

-- A role held over areas and units; everywhere 1 is without bounds.
CREATE TABLE account_role (
    account    TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role       TEXT NOT NULL,
    everywhere BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account, role)
);
CREATE INDEX account_role_role ON account_role (role);
CREATE TABLE account_place (
    account TEXT NOT NULL,
    role    TEXT NOT NULL,
    tree    TEXT NOT NULL CHECK (tree IN ('area', 'unit')),
    place   TEXT NOT NULL,
    PRIMARY KEY (account, role, tree, place),
    FOREIGN KEY (account, role) REFERENCES account_role (account, role) ON DELETE CASCADE
);

-- Who signed in, programs with a token, and one-time links. The secret is
-- nowhere; digest is SM3 over its 256 random bits.
CREATE TABLE session (
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL, -- visit, token, first
    account TEXT REFERENCES account (id) ON DELETE CASCADE,
    digest  TEXT NOT NULL,
    role    TEXT NOT NULL DEFAULT '',
    area    TEXT NOT NULL DEFAULT '', -- narrows a token
    unit    TEXT NOT NULL DEFAULT '',
    label   TEXT NOT NULL DEFAULT '',
    made    TEXT NOT NULL,
    seen    TEXT NOT NULL,
    expires TEXT NOT NULL,
    ended   TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX session_digest ON session (digest);
CREATE INDEX session_account ON session (account, made);
CREATE INDEX session_expires ON session (expires);
