-- Batches: many runs as one unit. An item becomes a run when it stands in line; the batch holds the
-- credits of all of them. Existing tables get a column that says what belongs to a batch.

-- owner: batch
CREATE TABLE batches (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    flow_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('prompts', 'variations', 'compare')),
    -- The plan it was accepted under: place in line and concurrency of its items.
    plan TEXT NOT NULL CHECK (plan IN ('free', 'starter', 'creator', 'studio')),
    -- The words of the first item.
    prompt TEXT NOT NULL,
    -- The price it was accepted at, as JSON.
    quote TEXT NOT NULL,
    -- Counts the holds: 1, and one more for every try again after all items were final.
    round INTEGER NOT NULL CHECK (round >= 1),
    -- What the hold of this round has; nothing exactly when all items are final.
    credits_held INTEGER NOT NULL CHECK (credits_held >= 0),
    credits_used INTEGER NOT NULL CHECK (credits_used >= 0),
    credits_returned INTEGER NOT NULL CHECK (credits_returned >= 0),
    expected_ms INTEGER NOT NULL,
    -- 1 while a job makes items.
    expanding INTEGER NOT NULL CHECK (expanding IN (0, 1)),
    -- Grows with every change of the batch or an item; told is what was last announced.
    version INTEGER NOT NULL,
    told INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    completed_at INTEGER,
    CHECK ((completed_at IS NULL) = (credits_held > 0))
) STRICT;
CREATE INDEX batches_by_workspace ON batches (workspace_id, id);
CREATE INDEX batches_untold ON batches (id) WHERE told < version;

-- owner: batch
CREATE TABLE batch_items (
    batch_id TEXT NOT NULL REFERENCES batches (id),
    item_index INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'queued', 'processing', 'completed', 'failed', 'cancelled')),
    -- The run that carries it, or carried it last.
    generation_id TEXT,
    -- The hold that covers it.
    round INTEGER NOT NULL,
    progress INTEGER NOT NULL CHECK (progress BETWEEN 0 AND 100),
    -- The checked request and the planned steps with their exact prices, as JSON.
    request TEXT NOT NULL,
    steps TEXT NOT NULL,
    price_millionths INTEGER NOT NULL CHECK (price_millionths > 0),
    -- The exact price of what was delivered.
    delivered_millionths INTEGER NOT NULL CHECK (delivered_millionths BETWEEN 0 AND price_millionths),
    expected_ms INTEGER NOT NULL,
    error_code TEXT,
    error_message TEXT,
    -- The version of the batch at its last change.
    version INTEGER NOT NULL,
    PRIMARY KEY (batch_id, item_index),
    CHECK ((state IN ('queued', 'processing', 'completed')) <= (generation_id IS NOT NULL)),
    CHECK ((state = 'completed') >= (delivered_millionths > 0))
) STRICT;
-- Covers counting and the next items to make, so that neither reads the documents.
CREATE INDEX batch_items_by_state ON batch_items (batch_id, state, item_index, progress);

-- An item's run. Its credits_held is the most it can cost of what the batch holds, not a hold of its own.
ALTER TABLE generations ADD COLUMN batch_id TEXT;
ALTER TABLE generations ADD COLUMN batch_item INTEGER;
-- A message can stand for a batch.
ALTER TABLE messages ADD COLUMN batch_id TEXT;
-- The batch a transfer belongs to.
ALTER TABLE ledger_transfers ADD COLUMN batch_id TEXT;
