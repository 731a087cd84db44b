-- Lots: which grant or purchase a credit comes from. They are a fold over ledger_transfers, brought up to date when
-- somebody wants to know (ADR 20); what a workspace had before becomes one lot without expiry.

PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql,
        'kind = ''grant'' OR kind = ''hold'' OR kind = ''capture'' OR kind = ''release''',
        'kind = ''hold'' OR kind = ''capture'' OR kind = ''release'' OR kind = ''grant'' OR kind = ''purchase'' OR kind = ''bonus'' OR kind = ''adjustment'' OR kind = ''refund'' OR kind = ''expiry''')
    WHERE type = 'table' AND name = 'ledger_transfers';
PRAGMA writable_schema = RESET;

-- The lot that a transfer opens or takes from, where it is one. An adjustment with a lot gives, one without takes.
ALTER TABLE ledger_transfers ADD COLUMN lot_id TEXT;

INSERT INTO ledger_accounts (id, workspace_id, balance)
    VALUES ('platform:sales', NULL, 0), ('platform:bonus', NULL, 0), ('platform:refunds', NULL, 0),
        ('platform:expiry', NULL, 0), ('platform:usage', NULL, 0)
    ON CONFLICT (id) DO NOTHING;

-- owner: ledger
-- What is left of each grant or purchase, as of the line of the statement that ledger_folds names. A lot that was
-- opened after that line has not been spent from yet.
CREATE TABLE ledger_lots (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    -- The cause of the transfer that opened it.
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    credits INTEGER NOT NULL CHECK (credits > 0),
    remaining INTEGER NOT NULL CHECK (remaining >= 0),
    expired INTEGER NOT NULL CHECK (expired >= 0),
    expires_at INTEGER,
    opened_at INTEGER NOT NULL,
    -- The line of the statement that opened it.
    opened INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CHECK (remaining + expired <= credits)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_lots_with_rest ON ledger_lots (workspace_id, opened) WHERE remaining > 0;
CREATE INDEX ledger_lots_due ON ledger_lots (expires_at) WHERE remaining > 0 AND expires_at IS NOT NULL;

-- owner: ledger
-- What open holds took from which lot.
CREATE TABLE ledger_lot_parts (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    -- The second half of the hold's cause.
    holder TEXT NOT NULL,
    position INTEGER NOT NULL,
    lot_id TEXT NOT NULL,
    credits INTEGER NOT NULL CHECK (credits > 0),
    PRIMARY KEY (workspace_id, holder, position)
) STRICT, WITHOUT ROWID;

-- owner: ledger
CREATE TABLE ledger_folds (
    workspace_id TEXT PRIMARY KEY NOT NULL REFERENCES workspaces (id),
    -- The last line of the statement that lots and parts know of.
    through INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- owner: ledger
-- Purchases whose payment was given back: what was left was taken, what was used is owed and taken from later
-- purchases. A purchase is given back once.
CREATE TABLE ledger_refunds (
    cause TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    lot_id TEXT NOT NULL,
    taken INTEGER NOT NULL CHECK (taken >= 0),
    owed INTEGER NOT NULL CHECK (owed >= 0),
    settled INTEGER NOT NULL CHECK (settled >= 0),
    created_at INTEGER NOT NULL,
    CHECK (settled <= owed)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX ledger_refunds_by_lot ON ledger_refunds (workspace_id, lot_id);
CREATE INDEX ledger_refunds_owed ON ledger_refunds (workspace_id, created_at) WHERE settled < owed;

-- owner: ledger
-- Periods of plans that were ended, so that each is ended once.
CREATE TABLE ledger_period_ends (
    cause TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    expired INTEGER NOT NULL,
    rolled_over INTEGER NOT NULL,
    ended_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What every workspace has now is one lot without expiry; open holds have parts of it.
INSERT INTO ledger_folds (workspace_id, through)
    SELECT workspace_id, max(sequence) FROM ledger_transfers GROUP BY workspace_id;
INSERT INTO ledger_lots (workspace_id, id, source, credits, remaining, expired, expires_at, opened_at, opened)
    SELECT a.workspace_id, 'opening:' || a.workspace_id, 'opening', a.balance + h.balance, a.balance, 0, NULL,
        coalesce((SELECT max(t.created_at) FROM ledger_transfers t WHERE t.workspace_id = a.workspace_id), 0),
        coalesce((SELECT f.through FROM ledger_folds f WHERE f.workspace_id = a.workspace_id), 0)
    FROM ledger_accounts a JOIN ledger_accounts h ON h.id = 'held:' || a.workspace_id
    WHERE a.id = 'available:' || a.workspace_id AND a.balance + h.balance > 0;
INSERT INTO ledger_lot_parts (workspace_id, holder, position, lot_id, credits)
    SELECT t.workspace_id, substr(t.id, 6), 0, 'opening:' || t.workspace_id, t.amount
    FROM ledger_transfers t WHERE t.kind = 'hold' AND NOT EXISTS (SELECT 1 FROM ledger_transfers r
        WHERE r.id = 'capture:' || substr(t.id, 6) OR r.id = 'release:' || substr(t.id, 6));
