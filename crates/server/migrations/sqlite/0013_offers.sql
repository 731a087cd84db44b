-- Trials, coupons over several periods, referrals, notices, letters by e-mail, and what figures of revenue need.

-- Days and credits of a trial before the first charge, and periods that are paid together at the lower price.
ALTER TABLE subscriptions ADD COLUMN trial_days INTEGER;
ALTER TABLE subscriptions ADD COLUMN trial_credits INTEGER;
ALTER TABLE subscriptions ADD COLUMN upfront_periods INTEGER NOT NULL DEFAULT 1 CHECK (upfront_periods BETWEEN 1 AND 12);

-- A hash of what was paid with (a UPI address, a telephone number at the gateway); none where the gateway does not say.
ALTER TABLE payments ADD COLUMN payer_key TEXT;
CREATE INDEX payments_by_payer ON payments (payer_key, workspace_id) WHERE payer_key IS NOT NULL AND paid_at IS NOT NULL;

-- What one interval of the plan costs without coupon: what monthly revenue is counted from.
ALTER TABLE payments ADD COLUMN regular_minor INTEGER;
UPDATE payments SET regular_minor = (SELECT s.price_minor FROM subscriptions s WHERE s.id = payments.subscription_id)
    WHERE purpose = 'subscription';
UPDATE payments SET regular_minor = CASE billing_interval WHEN 'annual' THEN 10 ELSE 1 END * CASE currency
        WHEN 'INR' THEN CASE plan WHEN 'starter' THEN 49900 WHEN 'creator' THEN 149900 ELSE 399900 END
        ELSE CASE plan WHEN 'starter' THEN 599 WHEN 'creator' THEN 1799 ELSE 4799 END END
    WHERE purpose = 'change';
CREATE INDEX payments_by_time ON payments (currency, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX payments_by_period ON payments (currency, period_end, period_start) WHERE paid_at IS NOT NULL AND period_end IS NOT NULL;
CREATE INDEX payments_by_asking ON payments (currency, created_at);
CREATE INDEX payment_refunds_by_time ON payment_refunds (updated_at) WHERE status = 'done';

-- owner: billing
-- A charge that failed, from the first failure until it was paid or the plan ended.
CREATE TABLE dunning_cases (
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    since INTEGER NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    -- How often the customer was told.
    told INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL CHECK (status = 'open' OR status = 'recovered' OR status = 'lost'),
    ended_at INTEGER,
    PRIMARY KEY (subscription_id, since),
    CHECK ((status = 'open') = (ended_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX dunning_cases_open ON dunning_cases (subscription_id) WHERE status = 'open';
CREATE INDEX dunning_cases_by_time ON dunning_cases (since);
INSERT INTO dunning_cases (subscription_id, since, workspace_id, status)
    SELECT id, past_due_since, workspace_id, 'open' FROM subscriptions
    WHERE status = 'past_due' AND past_due_since IS NOT NULL;

-- owner: offer
-- The code that a workspace invites with. Addresses are kept as hashes, for comparing only.
CREATE TABLE referral_codes (
    workspace_id TEXT PRIMARY KEY NOT NULL REFERENCES workspaces (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    code TEXT NOT NULL UNIQUE,
    address_key TEXT,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- owner: offer
-- Friends who came by such a code: credits are given, or refused, when the friend first pays.
CREATE TABLE referrals (
    friend_workspace_id TEXT PRIMARY KEY NOT NULL REFERENCES workspaces (id),
    friend_user_id TEXT NOT NULL REFERENCES users (id),
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    address_key TEXT,
    status TEXT NOT NULL CHECK (status = 'waiting' OR status = 'granted' OR status = 'refused' OR status = 'taken_back'),
    reason TEXT,
    credits INTEGER NOT NULL DEFAULT 0 CHECK (credits >= 0),
    payment_id TEXT,
    created_at INTEGER NOT NULL,
    decided_at INTEGER,
    CHECK ((status = 'waiting') = (decided_at IS NULL)),
    CHECK (friend_workspace_id <> workspace_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX referrals_by_workspace ON referrals (workspace_id, decided_at);

-- owner: offer
-- Trials that began: one for a person, one for a way to pay.
CREATE TABLE trials (
    subscription_id TEXT PRIMARY KEY NOT NULL REFERENCES subscriptions (id),
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    plan TEXT NOT NULL,
    person_key TEXT NOT NULL UNIQUE,
    payer_key TEXT UNIQUE,
    started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX trials_by_workspace ON trials (workspace_id);

-- owner: offer
-- Offers that were shown to those who leave or have left, each once.
CREATE TABLE offer_showings (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    code TEXT NOT NULL,
    shown_at INTEGER NOT NULL,
    taken_at INTEGER,
    PRIMARY KEY (workspace_id, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX offer_showings_taken ON offer_showings (code) WHERE taken_at IS NOT NULL;

-- owner: notice
-- What a workspace is told; each cause once.
CREATE TABLE notices (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    sequence INTEGER NOT NULL,
    cause TEXT NOT NULL,
    kind TEXT NOT NULL,
    tone TEXT NOT NULL CHECK (tone = 'info' OR tone = 'ok' OR tone = 'bad'),
    title TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- A path of the web app where something can be done about it.
    link TEXT,
    created_at INTEGER NOT NULL,
    seen_at INTEGER,
    PRIMARY KEY (workspace_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX notices_by_cause ON notices (workspace_id, cause);

-- owner: mail
-- Letters by e-mail: written with what they tell, sent after. The address is looked up when it is sent.
CREATE TABLE mails (
    -- What makes it once: `receipt:pmt_…`; also what its Message-ID is made of.
    cause TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    -- What it tells, as JSON.
    letter TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status = 'waiting' OR status = 'sent' OR status = 'given_up'),
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL,
    failure TEXT,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    CHECK ((status = 'sent') = (sent_at IS NOT NULL))
) STRICT;
CREATE INDEX mails_waiting ON mails (next_try_at) WHERE status = 'waiting';
