//! The SQL of offers.

use domain::{
    id::{UserId, WorkspaceId},
    time::Millis,
};

use crate::{
    billing::Subscription,
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const CODE: &str = "SELECT workspace_id, user_id, code, address_key FROM referral_codes WHERE code = $1";
const CODE_OF: &str =
    "SELECT workspace_id, user_id, code, address_key FROM referral_codes WHERE workspace_id = $1";
const KEEP_CODE: &str = "INSERT INTO referral_codes (workspace_id, user_id, code, address_key, created_at) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id) DO UPDATE SET address_key = coalesce($4, address_key)";
const INSERT: &str = "INSERT INTO referrals (friend_workspace_id, friend_user_id, workspace_id, user_id, address_key, status, \
     created_at) VALUES ($1, $2, $3, $4, $5, 'waiting', $6)";
const WAITING: &str = "SELECT friend_workspace_id, friend_user_id, workspace_id, user_id, address_key FROM referrals \
     WHERE friend_workspace_id = $1 AND status = 'waiting'";
const GRANTED_FOR: &str = "SELECT friend_workspace_id, friend_user_id, workspace_id, user_id, address_key FROM referrals \
     WHERE friend_workspace_id = $1 AND payment_id = $2 AND status = 'granted'";
const FRIENDS: &str = "SELECT friend_workspace_id, address_key, status, reason, credits, created_at, decided_at FROM referrals \
     WHERE workspace_id = $1 ORDER BY friend_workspace_id DESC LIMIT 500";
const GRANTED_SINCE: &str = "SELECT CAST(count(*) AS BIGINT) FROM referrals WHERE workspace_id = $1 AND decided_at >= $2 \
     AND status = 'granted'";
const DECIDE: &str = "UPDATE referrals SET status = $2, reason = $3, credits = $4, payment_id = $5, decided_at = $6 \
     WHERE friend_workspace_id = $1 AND status = 'waiting'";
const TAKE_BACK: &str =
    "UPDATE referrals SET status = 'taken_back', decided_at = $2 WHERE friend_workspace_id = $1";
const OF_PERSON: &str = "SELECT 1 FROM trials WHERE person_key = $1";
const OF_PAYER: &str = "SELECT 1 FROM trials WHERE payer_key = $1";
const BEGIN_TRIAL: &str = "INSERT INTO trials (subscription_id, workspace_id, plan, person_key, payer_key, started_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const SHOWING: &str = "SELECT shown_at, taken_at FROM offer_showings WHERE workspace_id = $1 AND code = $2";
const SHOW: &str = "INSERT INTO offer_showings (workspace_id, code, shown_at) VALUES ($1, $2, $3) \
     ON CONFLICT (workspace_id, code) DO NOTHING";
const TAKE: &str = "UPDATE offer_showings SET taken_at = $3 WHERE workspace_id = $1 AND code = $2";
const TAKEN: &str =
    "SELECT CAST(count(*) AS BIGINT) FROM offer_showings WHERE code = $1 AND taken_at IS NOT NULL";

/// The code that a workspace invites with.
pub(super) struct Code {
    pub(super) workspace: WorkspaceId,
    pub(super) user: UserId,
    pub(super) code: String,
    pub(super) address_key: Option<String>,
}

/// A friend who was invited.
pub(super) struct Referral {
    pub(super) friend: WorkspaceId,
    pub(super) friend_user: UserId,
    pub(super) workspace: WorkspaceId,
    pub(super) user: UserId,
    pub(super) address_key: Option<String>,
}

/// A friend in the list of who invited.
pub(super) struct Friend {
    pub(super) friend: WorkspaceId,
    pub(super) address_key: Option<String>,
    pub(super) status: String,
    pub(super) reason: Option<String>,
    pub(super) credits: i64,
    pub(super) created_at: Millis,
    pub(super) decided_at: Option<Millis>,
    pub(super) is_granted: bool,
}

/// When an offer was shown and taken.
pub(super) struct Showing {
    pub(super) shown_at: Millis,
    pub(super) taken_at: Option<Millis>,
}

fn read_code(row: &Row<'_>) -> Result<Code, DbError> {
    Ok(Code { workspace: row.get(0)?, user: row.get(1)?, code: row.get(2)?, address_key: row.get(3)? })
}

fn read_referral(row: &Row<'_>) -> Result<Referral, DbError> {
    Ok(Referral {
        friend: row.get(0)?,
        friend_user: row.get(1)?,
        workspace: row.get(2)?,
        user: row.get(3)?,
        address_key: row.get(4)?,
    })
}

pub(super) fn code(reader: &Reader<'_>, code: &str) -> Result<Option<Code>, DbError> {
    reader.query_opt(CODE, params![code], read_code)
}

pub(super) fn code_of(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Option<Code>, DbError> {
    reader.query_opt(CODE_OF, params![workspace], read_code)
}

/// Keeps the first code and the newest address.
pub(super) fn keep_code(tx: &mut Tx<'_>, code: &Code, now: Millis) -> Result<(), DbError> {
    let values = params![code.workspace, code.user, &code.code, code.address_key.as_deref(), now];
    tx.execute(KEEP_CODE, values).map(drop)
}

pub(super) fn insert_referral(
    tx: &mut Tx<'_>,
    code: &Code,
    (friend_user, friend): (UserId, WorkspaceId),
    address_key: Option<&str>,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(INSERT, params![friend, friend_user, code.workspace, code.user, address_key, now]).map(drop)
}

/// The invitation of this workspace that nothing came of yet.
pub(super) fn waiting(reader: &Reader<'_>, friend: WorkspaceId) -> Result<Option<Referral>, DbError> {
    reader.query_opt(WAITING, params![friend], read_referral)
}

/// The invitation of this workspace that credits were given for, because of this payment.
pub(super) fn granted_for(
    reader: &Reader<'_>,
    friend: WorkspaceId,
    payment: &str,
) -> Result<Option<Referral>, DbError> {
    reader.query_opt(GRANTED_FOR, params![friend, payment], read_referral)
}

/// The newest friends of a workspace.
pub(super) fn friends(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Vec<Friend>, DbError> {
    reader.query(FRIENDS, params![workspace], |row| {
        let status: String = row.get(2)?;
        Ok(Friend {
            friend: row.get(0)?,
            address_key: row.get(1)?,
            is_granted: status == "granted",
            status,
            reason: row.get(3)?,
            credits: row.get(4)?,
            created_at: row.get(5)?,
            decided_at: row.get(6)?,
        })
    })
}

pub(super) fn granted_since(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    since: Millis,
) -> Result<i64, DbError> {
    reader.query_one(GRANTED_SINCE, params![workspace, since], |row| row.get(0))
}

pub(super) fn decide(
    tx: &mut Tx<'_>,
    one: &Referral,
    (status, reason): (&'static str, Option<&'static str>),
    (credits, payment): (i64, Option<&str>),
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(DECIDE, params![one.friend, status, reason, credits, payment, now]).map(drop)
}

pub(super) fn take_back(tx: &mut Tx<'_>, one: &Referral, now: Millis) -> Result<(), DbError> {
    tx.execute(TAKE_BACK, params![one.friend, now]).map(drop)
}

pub(super) fn trial_of_person(reader: &Reader<'_>, person_key: &str) -> Result<bool, DbError> {
    Ok(reader.query_opt(OF_PERSON, params![person_key], |row| row.get::<i64>(0))?.is_some())
}

pub(super) fn trial_of_payer(reader: &Reader<'_>, payer_key: &str) -> Result<bool, DbError> {
    Ok(reader.query_opt(OF_PAYER, params![payer_key], |row| row.get::<i64>(0))?.is_some())
}

pub(super) fn insert_trial(
    tx: &mut Tx<'_>,
    one: &Subscription,
    person_key: &str,
    payer_key: Option<&str>,
    now: Millis,
) -> Result<(), DbError> {
    let values = params![one.id, one.workspace, one.terms.plan.id(), person_key, payer_key, now];
    tx.execute(BEGIN_TRIAL, values).map(drop)
}

pub(super) fn showing(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    code: &str,
) -> Result<Option<Showing>, DbError> {
    reader.query_opt(SHOWING, params![workspace, code], |row| {
        Ok(Showing { shown_at: row.get(0)?, taken_at: row.get(1)? })
    })
}

pub(super) fn show(tx: &mut Tx<'_>, workspace: WorkspaceId, code: &str, now: Millis) -> Result<(), DbError> {
    tx.execute(SHOW, params![workspace, code, now]).map(drop)
}

pub(super) fn take(tx: &mut Tx<'_>, workspace: WorkspaceId, code: &str, now: Millis) -> Result<(), DbError> {
    tx.execute(TAKE, params![workspace, code, now]).map(drop)
}

/// How often an offer was taken.
pub(super) fn taken(reader: &Reader<'_>, code: &str) -> Result<i64, DbError> {
    reader.query_one(TAKEN, params![code], |row| row.get(0))
}
