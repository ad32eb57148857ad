-- +goose Up
-- What the list of households is narrowed and ordered by, beside what its rows
-- hold already.

ALTER TABLE household ADD COLUMN head_sort TEXT NOT NULL DEFAULT ''; -- the head's name in pinyin
ALTER TABLE household ADD COLUMN gaps BIGINT NOT NULL DEFAULT 0;     -- what the file lacks: the bits of registry.Gap
ALTER TABLE household ADD COLUMN last_helped TEXT;                   -- day of the last outcome "helped" that stands

UPDATE household SET
    head_sort = COALESCE((SELECT n.pinyin FROM name n WHERE n.name = household.head), ''),
    gaps = CASE WHEN income_per_head IS NULL THEN 1 ELSE 0 END
        + CASE WHEN EXISTS (SELECT 1 FROM member m WHERE m.household = household.id AND m.id_digest IS NULL AND m.id_kind <> '无证件') THEN 2 ELSE 0 END
        + CASE WHEN EXISTS (SELECT 1 FROM member m WHERE m.household = household.id AND m.id_pending = 1) THEN 4 ELSE 0 END
        + CASE WHEN NOT EXISTS (SELECT 1 FROM category c WHERE c.household = household.id) THEN 8 ELSE 0 END
        + CASE WHEN phone_digest IS NULL THEN 16 ELSE 0 END
        + CASE WHEN size > (SELECT COUNT(*) FROM member m WHERE m.household = household.id) THEN 32 ELSE 0 END,
    last_helped = (SELECT MAX(o.day) FROM coverage v
        JOIN campaign_outcome o ON o.campaign = v.campaign AND o.subject = v.subject AND o.seq = v.version
        WHERE v.subject = household.id AND v.state = 'helped');

-- One index an order; id parts what is equal.
CREATE INDEX household_head_sort ON household (head_sort, id);
CREATE INDEX household_income ON household ((COALESCE(income_per_head, -1)), id);
DROP INDEX household_recorded; -- was of open files only
CREATE INDEX household_recorded ON household (recorded, id);

-- One index a filter that may leave few.
CREATE INDEX household_size ON household (size, id);
CREATE INDEX household_unit ON household (unit, id) WHERE unit <> '';
CREATE INDEX household_closed ON household (closed, id) WHERE closed IS NOT NULL;
CREATE INDEX household_gaps ON household (gaps, id) WHERE gaps > 0;
CREATE INDEX household_never ON household (closed, last_helped, id) WHERE closed IS NULL AND last_helped IS NULL;

-- Whether a member has a name that holds a text.
CREATE INDEX name_token_name ON name_token (name, token);
