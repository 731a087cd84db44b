-- Payments, subscriptions, what gateways announce, and invoices. Amounts are paise or cents and include tax.

-- Who a workspace is to the tax office. The State is asked for before the first payment.
-- owner: billing
CREATE TABLE billing_profiles (
    workspace_id TEXT PRIMARY KEY NOT NULL REFERENCES workspaces (id),
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    city TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    -- ISO 3166, two letters.
    country TEXT NOT NULL CHECK (length(country) = 2),
    -- Two digits; within India only.
    state_code TEXT,
    gstin TEXT,
    updated_at INTEGER NOT NULL,
    CHECK ((country = 'IN') = (state_code IS NOT NULL)),
    CHECK (gstin IS NULL OR country = 'IN')
) STRICT;

-- owner: billing
CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    gateway TEXT NOT NULL CHECK (gateway IN ('razorpay', 'stripe')),
    -- The gateway's name; none before the gateway answered.
    gateway_id TEXT,
    -- What was shown to be agreed to: a subscription at Razorpay, a page at Stripe.
    opened_id TEXT,
    checkout_url TEXT,
    -- What the gateway charges.
    plan TEXT NOT NULL CHECK (plan = 'starter' OR plan = 'creator' OR plan = 'studio'),
    billing_interval TEXT NOT NULL CHECK (billing_interval IN ('monthly', 'annual')),
    currency TEXT NOT NULL CHECK (currency IN ('INR', 'USD')),
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    -- The first period at another price, paid with the agreement.
    upfront_minor INTEGER CHECK (upfront_minor > 0),
    coupon TEXT,
    -- What holds until the end of the paid period; another plan than is charged after a change.
    covered_plan TEXT CHECK (covered_plan = 'starter' OR covered_plan = 'creator' OR covered_plan = 'studio'),
    status TEXT NOT NULL CHECK (status IN
        ('pending', 'authorised', 'active', 'past_due', 'halted', 'paused', 'cancelled', 'completed', 'expired')),
    -- One of a workspace decides its plan; one may wait to follow it.
    role TEXT NOT NULL CHECK (role = 'current' OR role = 'next' OR role = 'past'),
    replaces_id TEXT REFERENCES subscriptions (id),
    starts_at INTEGER,
    period_start INTEGER,
    period_end INTEGER,
    next_charge_at INTEGER,
    charges INTEGER NOT NULL DEFAULT 0,
    charges_left INTEGER,
    method TEXT,
    past_due_since INTEGER,
    -- Something the gateway has still to be told: 'at_once', 'at_period_end'.
    cancel_wish TEXT CHECK (cancel_wish IN ('at_once', 'at_period_end')),
    cancel_told INTEGER NOT NULL DEFAULT 0 CHECK (cancel_told IN (0, 1)),
    -- The gateway's time of the newest event that counted.
    news_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK ((period_start IS NULL) = (period_end IS NULL))
) STRICT;
CREATE UNIQUE INDEX subscriptions_current ON subscriptions (workspace_id) WHERE role = 'current';
CREATE UNIQUE INDEX subscriptions_next ON subscriptions (workspace_id) WHERE role = 'next';
CREATE UNIQUE INDEX subscriptions_by_gateway ON subscriptions (gateway, gateway_id) WHERE gateway_id IS NOT NULL;
CREATE INDEX subscriptions_by_workspace ON subscriptions (workspace_id, id);
CREATE INDEX subscriptions_watched ON subscriptions (status, period_end) WHERE role <> 'past' OR cancel_wish IS NOT NULL;

-- owner: billing
CREATE TABLE payments (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    gateway TEXT NOT NULL CHECK (gateway IN ('razorpay', 'stripe')),
    purpose TEXT NOT NULL CHECK (purpose = 'pack' OR purpose = 'subscription' OR purpose = 'change'),
    subscription_id TEXT REFERENCES subscriptions (id),
    -- What it brings.
    credits INTEGER NOT NULL CHECK (credits >= 0),
    plan TEXT CHECK (plan = 'starter' OR plan = 'creator' OR plan = 'studio'),
    billing_interval TEXT CHECK (billing_interval IN ('monthly', 'annual')),
    period_start INTEGER,
    period_end INTEGER,
    coupon TEXT,
    description TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL CHECK (currency IN ('INR', 'USD')),
    status TEXT NOT NULL CHECK (status IN
        ('open', 'authorised', 'paid', 'failed', 'partly_refunded', 'refunded')),
    refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND amount_minor),
    opened_id TEXT,
    checkout_url TEXT,
    gateway_payment_id TEXT,
    gateway_charge_id TEXT,
    method TEXT,
    failure TEXT,
    failure_text TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    paid_at INTEGER,
    CHECK ((paid_at IS NULL) = (status = 'open' OR status = 'authorised' OR status = 'failed')),
    CHECK (paid_at IS NULL OR gateway_payment_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX payments_by_gateway ON payments (gateway, gateway_payment_id) WHERE paid_at IS NOT NULL;
CREATE UNIQUE INDEX payments_by_opened ON payments (gateway, opened_id) WHERE opened_id IS NOT NULL;
CREATE INDEX payments_by_charge ON payments (gateway, gateway_charge_id) WHERE gateway_charge_id IS NOT NULL;
CREATE INDEX payments_by_workspace ON payments (workspace_id, id);
CREATE INDEX payments_unpaid ON payments (id) WHERE paid_at IS NULL;
CREATE INDEX payments_by_coupon ON payments (coupon) WHERE coupon IS NOT NULL;

-- owner: billing
CREATE TABLE payment_refunds (
    id TEXT PRIMARY KEY NOT NULL,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    reason TEXT NOT NULL,
    -- Who asked for it; none for one that was made at the gateway.
    actor TEXT,
    status TEXT NOT NULL CHECK (status = 'asked' OR status = 'done' OR status = 'refused'),
    credits_taken INTEGER NOT NULL DEFAULT 0,
    credits_owed INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX payment_refunds_by_payment ON payment_refunds (payment_id);

-- Plans at a gateway cannot be changed: another price is another row.
-- owner: billing
CREATE TABLE gateway_plans (
    gateway TEXT NOT NULL,
    reference TEXT NOT NULL,
    gateway_plan_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (gateway, reference)
) STRICT;

-- Everything a gateway announced, as it came; kept for ever, because its name is the defence against repeats.
-- owner: billing
CREATE TABLE webhook_events (
    id TEXT PRIMARY KEY NOT NULL,
    gateway TEXT NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    status TEXT NOT NULL CHECK (status = 'stored' OR status = 'done' OR status = 'ignored' OR status = 'parked'),
    reason TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER NOT NULL,
    handled_at INTEGER,
    UNIQUE (gateway, event_id)
) STRICT;
CREATE INDEX webhook_events_waiting ON webhook_events (id) WHERE status = 'stored';
CREATE INDEX webhook_events_parked ON webhook_events (id) WHERE status = 'parked';

-- The last number of each series in each financial year: the next one is taken where the invoice is written.
-- owner: invoice
CREATE TABLE invoice_series (
    series TEXT NOT NULL,
    financial_year TEXT NOT NULL,
    last_number INTEGER NOT NULL,
    PRIMARY KEY (series, financial_year)
) STRICT;

-- owner: invoice
CREATE TABLE invoices (
    id TEXT PRIMARY KEY NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    number TEXT NOT NULL UNIQUE,
    financial_year TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    -- What makes a second writing find the first: the payment, or the payment and what was refunded.
    cause TEXT NOT NULL UNIQUE,
    -- The invoice that a credit note corrects.
    corrects_id TEXT REFERENCES invoices (id),
    issued_at INTEGER NOT NULL,
    -- e.g. 2026-11, by India's day.
    month TEXT NOT NULL,
    currency TEXT NOT NULL,
    total_minor INTEGER NOT NULL CHECK (total_minor > 0),
    taxable_minor INTEGER NOT NULL,
    cgst_minor INTEGER NOT NULL,
    sgst_minor INTEGER NOT NULL,
    igst_minor INTEGER NOT NULL,
    rate_basis_points INTEGER NOT NULL,
    supply TEXT NOT NULL,
    place_of_supply TEXT,
    buyer_gstin TEXT,
    -- Everything that stands on the page, as JSON: an invoice does not change when its buyer moves.
    document TEXT NOT NULL,
    -- Given by the invoice portal, where one is used.
    irn TEXT,
    ack_no TEXT,
    ack_date TEXT,
    signed_qr TEXT,
    CHECK (taxable_minor + cgst_minor + sgst_minor + igst_minor = total_minor),
    CHECK ((kind = 'credit_note') = (corrects_id IS NOT NULL))
) STRICT;
CREATE INDEX invoices_by_workspace ON invoices (workspace_id, id);
CREATE INDEX invoices_by_month ON invoices (month, id);
CREATE INDEX invoices_by_payment ON invoices (payment_id);
