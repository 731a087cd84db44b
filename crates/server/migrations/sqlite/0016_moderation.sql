-- What was refused and withheld, in numbers, and the pictures that somebody has to look at.

-- Counts by UTC day; nothing of what was refused is kept.
-- owner: moderation
CREATE TABLE moderation_days (
    -- The UTC day, counted from 1970-01-01.
    day INTEGER NOT NULL,
    -- `prompt`, `upload` or `output`.
    what TEXT NOT NULL,
    -- The rule on words, or `nudity`.
    rule TEXT NOT NULL,
    refused INTEGER NOT NULL,
    PRIMARY KEY (day, what, rule)
) STRICT, WITHOUT ROWID;

-- Pictures that were kept and wait for an administrator, and what was decided.
-- owner: moderation
CREATE TABLE moderation_reviews (
    asset_id TEXT PRIMARY KEY NOT NULL REFERENCES assets (id),
    workspace_id TEXT NOT NULL,
    -- `upload` or `output`.
    what TEXT NOT NULL CHECK (what IN ('upload', 'output')),
    -- The score of the picture, in thousandths.
    score INTEGER NOT NULL,
    decision TEXT CHECK (decision IN ('allowed', 'removed')),
    decided_by TEXT,
    decided_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX moderation_reviews_waiting ON moderation_reviews (asset_id) WHERE decision IS NULL;
