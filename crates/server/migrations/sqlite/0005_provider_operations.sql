-- Work that is reported from outside, what administrators decide, and results that come late.

-- owner: n8n
-- The way back for each attempt that was handed to a workflow, and what was reported through it. The
-- token itself is never stored, only its SHA-256.
CREATE TABLE n8n_runs (
    attempt_id TEXT PRIMARY KEY NOT NULL,
    generation_id TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    files_key_hash TEXT NOT NULL,
    -- Grows with every report that says something new; 0 before the first.
    revision INTEGER NOT NULL,
    -- All that was reported, as JSON.
    reported TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX n8n_runs_by_generation ON n8n_runs (generation_id);
CREATE INDEX n8n_runs_by_age ON n8n_runs (created_at);

-- owner: generation
-- What an administrator decided about a submit whose outcome is unknown. Whoever carries the run acts on
-- it; a decision is never changed.
CREATE TABLE step_decisions (
    step_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('failed', 'retry', 'adopt')),
    remote_id TEXT,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (step_id, attempt),
    CHECK ((decision = 'adopt') = (remote_id IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- A few rows at any time, whatever else there is.
CREATE INDEX generation_steps_unresolved ON generation_steps (generation_id, step_index) WHERE state = 'unresolved';

-- Whether it came after its run had ended: kept, and never charged.
ALTER TABLE assets ADD COLUMN late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1));
