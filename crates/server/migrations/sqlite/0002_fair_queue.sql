-- The fair queue. Jobs get a class, a lane and an expected time; what is in line is found through the
-- flows (one workspace's line), so that the cost of a claim does not grow with the number of jobs. The
-- rules are in domain::queue. `jobs` is written anew because its states change; what waits is kept.

ALTER TABLE jobs RENAME TO jobs_before;

-- owner: jobs
CREATE TABLE jobs (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    -- domain::queue::Class by rank: 0 free … 3 studio, 4 urgent.
    class INTEGER NOT NULL CHECK (class BETWEEN 0 AND 4),
    -- What it competes for, e.g. a provider; empty for nothing in particular.
    lane TEXT NOT NULL,
    -- Names jobs that take about the same time.
    operation TEXT NOT NULL,
    -- How long it was expected to take when it was queued; what the policy charges.
    cost_ms INTEGER NOT NULL,
    -- delayed: in line from run_at on; ready: in line; leased: being worked on.
    state TEXT NOT NULL CHECK (state IN ('delayed', 'ready', 'leased')),
    -- How many of this workspace's jobs of this kind may be leased at once.
    concurrency INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    lease_no INTEGER NOT NULL,
    lease_owner TEXT,
    lease_until INTEGER,
    -- When it was first claimed.
    started_at INTEGER,
    created_at INTEGER NOT NULL,
    CHECK ((state = 'leased') = (lease_owner IS NOT NULL AND lease_until IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO jobs
SELECT id, kind, subject_id, workspace_id,
    CASE WHEN kind = 'provider_cancel' THEN 4 WHEN priority > 3 THEN 3 WHEN priority < 0 THEN 0 ELSE priority END,
    '', kind, 10000,
    -- The first claim finds those that are due.
    CASE WHEN state = 'ready' THEN 'delayed' ELSE state END,
    concurrency, run_at, lease_no, lease_owner, lease_until, NULL, created_at
FROM jobs_before;
DROP TABLE jobs_before;
CREATE INDEX jobs_in_line ON jobs (workspace_id, kind, class, lane, id) WHERE state = 'ready';
CREATE INDEX jobs_delayed ON jobs (run_at, id) WHERE state = 'delayed';
CREATE INDEX jobs_leased ON jobs (workspace_id, kind) WHERE state = 'leased';
CREATE INDEX jobs_leased_of_lane ON jobs (lane) WHERE state = 'leased';
CREATE INDEX jobs_by_subject ON jobs (subject_id);

-- owner: jobs
-- The line of one workspace in one lane. Ready flows are in the index that claims read; a flow whose
-- line is empty, or whose workspace is at its limit, is not.
CREATE TABLE queue_flows (
    workspace_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    class INTEGER NOT NULL,
    lane TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('empty', 'blocked', 'ready')),
    -- The level it competes at, and how many it has risen above its class.
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 4),
    risen INTEGER NOT NULL CHECK (risen = level - class),
    -- Service received, in virtual time: at that level, and at its own class.
    tag INTEGER NOT NULL,
    class_tag INTEGER NOT NULL,
    -- Since when it waits, UTC milliseconds: it became ready, or was last served.
    since INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, kind, class, lane)
) STRICT, WITHOUT ROWID;
CREATE INDEX queue_flows_ready ON queue_flows (lane, level DESC, tag, since, workspace_id, kind, class) WHERE state = 'ready';
CREATE INDEX queue_flows_ageing ON queue_flows (risen, since, workspace_id, kind, lane, class) WHERE state = 'ready' AND level < 3;

-- owner: jobs
CREATE TABLE queue_lanes (
    lane TEXT PRIMARY KEY NOT NULL,
    -- How many of its jobs may be leased at once; NULL for any number.
    leased_max INTEGER CHECK (leased_max >= 0),
    -- Nothing of it is claimed before this instant.
    not_before INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO queue_lanes (lane, leased_max, not_before) VALUES ('', NULL, 0);

-- owner: jobs
-- How far each level of a lane has come, in virtual time.
CREATE TABLE queue_clocks (
    lane TEXT NOT NULL,
    level INTEGER NOT NULL,
    virtual_time INTEGER NOT NULL,
    risen_tag INTEGER NOT NULL,
    PRIMARY KEY (lane, level)
) STRICT, WITHOUT ROWID;

-- owner: jobs
-- One row: what operators set, and the policy that every process follows.
CREATE TABLE queue_controls (
    id TEXT PRIMARY KEY NOT NULL CHECK (id = 'queue'),
    mode TEXT NOT NULL CHECK (mode IN ('running', 'paused', 'draining')),
    ageing_ms INTEGER NOT NULL CHECK (ageing_ms > 0),
    changed_at INTEGER NOT NULL,
    changed_by TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO queue_controls (id, mode, ageing_ms, changed_at, changed_by) VALUES ('queue', 'running', 60000, 0, NULL);

-- owner: jobs
-- How long jobs of an operation have taken lately: a mean that forgets.
CREATE TABLE job_durations (
    kind TEXT NOT NULL,
    operation TEXT NOT NULL,
    mean_ms INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    PRIMARY KEY (kind, operation)
) STRICT, WITHOUT ROWID;
