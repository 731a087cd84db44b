-- The first release. Ids and JSON are TEXT, times are UTC milliseconds and amounts whole numbers
-- (BIGINT on engines that have it). Each table names the capability that owns it: no other reads it.
-- Tables of small rows are kept in key order (WITHOUT ROWID); tables with documents are not: there,
-- comparing keys would read whole documents from overflow pages (measured: most of a write's time).

-- owner: account
CREATE TABLE workspaces (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    plan TEXT NOT NULL CHECK (plan IN ('free', 'starter', 'creator', 'studio')),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- owner: account
CREATE TABLE users (
    id TEXT PRIMARY KEY NOT NULL,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('user', 'admin')),
    personal_workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- owner: auth
CREATE TABLE credentials (
    user_id TEXT PRIMARY KEY NOT NULL REFERENCES users (id),
    password_hash TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- owner: auth
-- The token itself is never stored, only its SHA-256.
CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    user_agent TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id, created_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- owner: auth
-- Failed sign-ins by account and by address; the subject is a hash, so no address is kept.
CREATE TABLE sign_in_failures (
    subject TEXT PRIMARY KEY NOT NULL,
    failures INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    last_failure_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- owner: auth
CREATE TABLE security_events (
    id TEXT PRIMARY KEY NOT NULL,
    user_id TEXT,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX security_events_by_user ON security_events (user_id, id);

-- owner: ledger
-- A running copy of what the entries add up to; only platform accounts may go below zero.
CREATE TABLE ledger_accounts (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT REFERENCES workspaces (id),
    balance INTEGER NOT NULL,
    CHECK (balance >= 0 OR workspace_id IS NULL)
) STRICT, WITHOUT ROWID;

-- owner: ledger
-- The id is the cause (`hold:gen_…`): the same cause cannot be written twice.
CREATE TABLE ledger_transfers (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('grant', 'hold', 'capture', 'release')),
    workspace_id TEXT NOT NULL,
    generation_id TEXT,
    amount INTEGER NOT NULL CHECK (amount > 0),
    available_after INTEGER NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_transfers_by_workspace ON ledger_transfers (workspace_id, sequence);

-- owner: ledger
CREATE TABLE ledger_entries (
    transfer_id TEXT NOT NULL REFERENCES ledger_transfers (id),
    account_id TEXT NOT NULL REFERENCES ledger_accounts (id),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (transfer_id, account_id)
) STRICT, WITHOUT ROWID;

-- owner: quote
CREATE TABLE quotes (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    body TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- owner: conversation
CREATE TABLE conversations (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    flow_id TEXT NOT NULL,
    title TEXT NOT NULL,
    last_generation_id TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_by_activity ON conversations (workspace_id, updated_at, id) WHERE deleted_at IS NULL;

-- owner: conversation
CREATE TABLE messages (
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    id TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system')),
    text TEXT NOT NULL,
    generation_id TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, id)
) STRICT;

-- owner: generation
CREATE TABLE generations (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    flow_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'processing', 'completed', 'failed', 'cancelled')),
    version INTEGER NOT NULL,
    progress INTEGER NOT NULL CHECK (progress BETWEEN 0 AND 100),
    sentence TEXT,
    preview TEXT,
    input TEXT NOT NULL,
    quote TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    credits_held INTEGER NOT NULL CHECK (credits_held >= 0),
    credits_used INTEGER NOT NULL CHECK (credits_used >= 0),
    credits_returned INTEGER NOT NULL CHECK (credits_returned >= 0),
    response TEXT,
    warnings TEXT NOT NULL,
    error_code TEXT,
    error_message TEXT,
    expected_ms INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    completed_at INTEGER,
    -- The generation as the API shows it, rendered by the transaction that last changed it: lists and
    -- events send it as it is.
    view TEXT NOT NULL,
    -- What the agent considered, as JSON; null where no agent was asked.
    transcript TEXT,
    -- The state's own data, checked again here: what is final has an end, a failure has a code (and so
    -- has a run that delivered only a part), and held credits are gone exactly when it is final.
    CHECK ((status IN ('completed', 'failed', 'cancelled')) = (completed_at IS NOT NULL)),
    CHECK ((status IN ('failed', 'cancelled')) <= (error_code IS NOT NULL)),
    CHECK ((status IN ('queued', 'processing')) <= (error_code IS NULL)),
    CHECK ((status IN ('queued', 'processing')) = (credits_held > 0))
) STRICT;
CREATE INDEX generations_by_workspace ON generations (workspace_id, id);
CREATE INDEX generations_by_conversation ON generations (conversation_id, id);

-- owner: generation
CREATE TABLE generation_steps (
    generation_id TEXT NOT NULL REFERENCES generations (id),
    step_index INTEGER NOT NULL,
    id TEXT NOT NULL,
    operation TEXT NOT NULL,
    -- The tool call: its name, its parameters and what it works on, as JSON.
    tool TEXT NOT NULL,
    parameters TEXT NOT NULL,
    sources TEXT NOT NULL,
    -- Its exact share of the price, in millionths of a credit.
    price_millionths INTEGER NOT NULL CHECK (price_millionths >= 0),
    expected_ms INTEGER NOT NULL,
    provider TEXT NOT NULL,
    model_id TEXT NOT NULL,
    model_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'submitting', 'running', 'collecting', 'completed', 'failed', 'cancelled', 'unresolved')),
    attempt INTEGER NOT NULL,
    remote_id TEXT,
    progress INTEGER NOT NULL CHECK (progress BETWEEN 0 AND 100),
    sentence TEXT,
    made_by TEXT,
    -- Models that were tried before, as JSON.
    tried TEXT NOT NULL,
    -- When it is tried again.
    not_before INTEGER,
    error_code TEXT,
    error_message TEXT,
    started_at INTEGER,
    completed_at INTEGER,
    PRIMARY KEY (generation_id, step_index),
    CHECK ((state IN ('running', 'collecting')) <= (remote_id IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- owner: idempotency
CREATE TABLE idempotency_keys (
    workspace_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, key)
) STRICT, WITHOUT ROWID;

-- owner: jobs
CREATE TABLE jobs (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'leased')),
    priority INTEGER NOT NULL,
    -- How many of this workspace's jobs of this kind may be leased at once.
    concurrency INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    lease_no INTEGER NOT NULL,
    lease_owner TEXT,
    lease_until INTEGER,
    created_at INTEGER NOT NULL,
    CHECK ((state = 'leased') = (lease_owner IS NOT NULL AND lease_until IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_ready ON jobs (priority DESC, run_at, id) WHERE state = 'ready';
CREATE INDEX jobs_leased ON jobs (workspace_id, kind) WHERE state = 'leased';
CREATE INDEX jobs_by_subject ON jobs (subject_id);

-- owner: events
CREATE TABLE event_sequences (
    workspace_id TEXT PRIMARY KEY NOT NULL,
    last_sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- owner: events
-- What changed, not how it looks: the subject is rendered when the event is read.
CREATE TABLE events (
    workspace_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, sequence)
) STRICT, WITHOUT ROWID;

-- owner: media
CREATE TABLE assets (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    generation_id TEXT,
    -- The step that made it.
    step_index INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('input', 'output', 'avatar')),
    media_type TEXT NOT NULL CHECK (media_type IN ('image', 'video', 'audio')),
    format TEXT NOT NULL,
    filename TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    width INTEGER,
    height INTEGER,
    duration_ms INTEGER,
    alt TEXT NOT NULL,
    color TEXT NOT NULL,
    provenance TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;
CREATE INDEX assets_by_generation ON assets (generation_id, id);

-- owner: media
CREATE TABLE asset_derivatives (
    asset_id TEXT NOT NULL REFERENCES assets (id),
    variant TEXT NOT NULL CHECK (variant IN ('thumbnail', 'preview')),
    content_hash TEXT NOT NULL,
    format TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    PRIMARY KEY (asset_id, variant)
) STRICT, WITHOUT ROWID;
