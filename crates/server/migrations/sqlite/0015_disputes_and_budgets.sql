-- Payments that a customer's bank takes issue with, and budgets of any scope.

-- What went back because a bank decided so: no gateway counts that among its refunds.
ALTER TABLE payments ADD COLUMN charged_back_minor INTEGER NOT NULL DEFAULT 0;

-- owner: billing
-- A dispute: the customer's bank asks for the money of a payment. While it is open, what is left of the credits that the
-- payment brought is set aside under its id; then they are given back, or go with the money.
CREATE TABLE payment_disputes (
    id TEXT PRIMARY KEY NOT NULL,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    gateway TEXT NOT NULL CHECK (gateway IN ('razorpay', 'stripe')),
    -- The gateway's name.
    gateway_dispute_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (
        status = 'inquiry' OR status = 'open' OR status = 'won' OR status = 'lost' OR status = 'closed'
    ),
    -- What the bank asks for, and what it took in the end: in the currency of the payment.
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    taken_minor INTEGER NOT NULL DEFAULT 0 CHECK (taken_minor >= 0),
    -- The gateway's word for why.
    reason TEXT,
    -- Until when the bank takes evidence.
    respond_by INTEGER,
    -- Credits set aside while it is open.
    frozen INTEGER NOT NULL DEFAULT 0 CHECK (frozen >= 0),
    -- What became of the credits when it was lost.
    credits_taken INTEGER NOT NULL DEFAULT 0,
    credits_owed INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    ended_at INTEGER,
    UNIQUE (gateway, gateway_dispute_id),
    CHECK ((status IN ('inquiry', 'open')) = (ended_at IS NULL))
) STRICT;
CREATE INDEX payment_disputes_by_payment ON payment_disputes (payment_id);
CREATE INDEX payment_disputes_by_workspace ON payment_disputes (workspace_id, id);
CREATE INDEX payment_disputes_with_frozen ON payment_disputes (id) WHERE status = 'open' AND frozen > 0;

ALTER TABLE ledger_budgets RENAME TO ledger_budgets_before;

-- owner: ledger
-- What a month may cost, of somebody or something that spends: the whole workspace (its subject is empty) or a member
-- of it (a user). Which scopes there are is said by domain::ledger::budget.
CREATE TABLE ledger_budgets (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    scope TEXT NOT NULL,
    subject TEXT NOT NULL,
    cap INTEGER NOT NULL CHECK (cap >= 0),
    -- Minutes that the clocks of whoever set it are ahead of UTC: when its months begin.
    ahead_minutes INTEGER NOT NULL,
    -- The first day of the month that spent is about, and what was held and not given back in it.
    month TEXT NOT NULL,
    spent INTEGER NOT NULL CHECK (spent >= 0),
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, scope, subject)
) STRICT, WITHOUT ROWID;
INSERT INTO ledger_budgets (workspace_id, scope, subject, cap, ahead_minutes, month, spent, updated_at)
    SELECT workspace_id, CASE user_id WHEN '' THEN 'workspace' ELSE 'member' END, user_id, cap, ahead_minutes, month,
        spent, updated_at FROM ledger_budgets_before;
DROP TABLE ledger_budgets_before;
