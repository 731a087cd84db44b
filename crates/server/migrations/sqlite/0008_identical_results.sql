-- Identical requests can be answered with what was made before.

-- The digest of everything that determines the results but the seed; null for what never answers: items of
-- batches, retries, work of workflows, and runs that were answered from an earlier one themselves.
ALTER TABLE generations ADD COLUMN identity TEXT;
-- The seed it was made with, and whether chance chose it.
ALTER TABLE generations ADD COLUMN made_seed INTEGER CHECK ((identity IS NULL) = (made_seed IS NULL));
ALTER TABLE generations ADD COLUMN seed_by_chance INTEGER
    CHECK (seed_by_chance IN (0, 1) AND (identity IS NULL) = (seed_by_chance IS NULL));
-- Only what may answer is in it, so an order that is accepted writes nothing to it; a look-up reads nothing else
-- (status and error code are there for that: the engine does not see that the condition implies them).
CREATE INDEX generations_by_identity ON generations
    (workspace_id, identity, id, made_seed, seed_by_chance, completed_at, status, error_code)
    WHERE identity IS NOT NULL AND status = 'completed' AND error_code IS NULL;

-- Whether the composer offers identical results, as this person last chose it.
ALTER TABLE users ADD COLUMN use_cache INTEGER NOT NULL DEFAULT 0 CHECK (use_cache IN (0, 1));
