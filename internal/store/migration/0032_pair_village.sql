-- +goose Up
-- A pair remembers where its household lay, so that one that has moved is told.
-- What a pair's cost is made of, in points: an office settles it for itself.

ALTER TABLE pair ADD COLUMN village TEXT NOT NULL DEFAULT '';
UPDATE pair SET village = COALESCE((SELECT h.area FROM household h WHERE h.id = pair.household), '');

INSERT INTO setting (name, value) VALUES ('pair_town_wide', 6);   -- the helper is linked with the whole town
INSERT INTO setting (name, value) VALUES ('pair_same_town', 10);  -- with another village of the town
INSERT INTO setting (name, value) VALUES ('pair_farther', 20);
INSERT INTO setting (name, value) VALUES ('pair_no_skill', 5);    -- no skill answers a cause of hardship
INSERT INTO setting (name, value) VALUES ('pair_new', 8);         -- never paired before
INSERT INTO setting (name, value) VALUES ('pair_load', 4);        -- for each household helped elsewhere
INSERT INTO setting (name, value) VALUES ('pair_rank', 6);        -- no leading post, where the plan wants leaders with the hardest hit
INSERT INTO setting (name, value) VALUES ('pair_prefer_times', 3); -- what a plan prefers counts so many times
