-- +goose Up
CREATE TABLE helper (id INTEGER PRIMARY KEY);
-- +goose Down
DROP TABLE helper;
