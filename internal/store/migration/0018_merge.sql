-- +goose Up
-- What went over from a file that was merged into another, so that undoing the
-- merge puts it back.

ALTER TABLE suspect ADD COLUMN moved TEXT NOT NULL DEFAULT ''; -- JSON: ids of cases, grants, campaigns, change requests
