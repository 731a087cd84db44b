-- Custom flows: what people and the operator's files define. A run keeps the number of the version it was
-- planned with in its input; versions are never changed and never deleted.

-- owner: flow
CREATE TABLE flows (
    id TEXT PRIMARY KEY NOT NULL,
    -- The workspace it belongs to, or `installation`: then everybody sees it.
    owner TEXT NOT NULL,
    -- The id its definition gives it.
    slug TEXT NOT NULL,
    -- Who keeps it: people through the API, or a file that is read at start.
    origin TEXT NOT NULL CHECK (origin IN ('api', 'file')),
    version INTEGER NOT NULL CHECK (version > 0),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX flows_by_owner ON flows (owner, slug) WHERE archived_at IS NULL;

-- owner: flow
CREATE TABLE flow_versions (
    flow_id TEXT NOT NULL REFERENCES flows (id),
    version INTEGER NOT NULL CHECK (version > 0),
    -- As JSON, and as it was written, comments and all.
    definition TEXT NOT NULL,
    source TEXT NOT NULL,
    created_by TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (flow_id, version)
) STRICT;
