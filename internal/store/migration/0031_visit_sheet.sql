-- +goose Up
-- Paper sheets of visits (走访记录表) as they were printed: which household, which
-- form. A number is keyed in once; nothing personal is written here.

CREATE TABLE visit_sheet (
    number    TEXT PRIMARY KEY,
    household TEXT NOT NULL,
    campaign  TEXT NOT NULL, -- '' is outside of campaigns
    duty      TEXT NOT NULL,
    act       TEXT NOT NULL,
    form      TEXT NOT NULL, -- digest of the form that is printed on it
    area      TEXT NOT NULL,
    unit      TEXT NOT NULL,
    actor     TEXT NOT NULL, -- who printed it
    printed   TEXT NOT NULL
);
CREATE INDEX visit_sheet_household ON visit_sheet (household, printed);
