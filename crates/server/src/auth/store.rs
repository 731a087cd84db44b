//! The SQL of credentials, sessions, failed sign-ins and security events.

use domain::{
    id::{SecurityEventId, SessionId, UserId, WorkspaceId},
    limits::SESSION_LIFE_MS,
    time::Millis,
};

use super::lockout::Failures;
use crate::{
    params,
    platform::db::{DbError, Reader, Tx},
};

const SESSION: &str = "SELECT id, user_id, workspace_id, expires_at FROM sessions WHERE token_hash = $1";
const INSERT_SESSION: &str = "INSERT INTO sessions \
     (token_hash, id, user_id, workspace_id, created_at, expires_at, user_agent) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const DELETE_SESSION: &str = "DELETE FROM sessions WHERE token_hash = $1 AND id = $2";
const FORGET_SESSIONS: &str = "DELETE FROM sessions WHERE expires_at <= $1";
const PASSWORD_HASH: &str = "SELECT password_hash FROM credentials WHERE user_id = $1";
const SET_PASSWORD_HASH: &str = "INSERT INTO credentials (user_id, password_hash, updated_at) VALUES ($1, $2, $3) \
     ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash, updated_at = excluded.updated_at";
const FAILURES: &str =
    "SELECT failures, locked_until, last_failure_at FROM sign_in_failures WHERE subject = $1";
const SET_FAILURES: &str = "INSERT INTO sign_in_failures (subject, failures, locked_until, last_failure_at) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, \
     locked_until = excluded.locked_until, last_failure_at = excluded.last_failure_at";
const CLEAR_FAILURES: &str = "DELETE FROM sign_in_failures WHERE subject = $1";
const FORGET_FAILURES: &str =
    "DELETE FROM sign_in_failures WHERE last_failure_at < $1 AND locked_until <= $2";
const INSERT_SECURITY_EVENT: &str =
    "INSERT INTO security_events (id, user_id, kind, detail, created_at) VALUES ($1, $2, $3, $4, $5)";

/// A session as a request needs it.
pub(super) struct SessionRow {
    pub(super) id: SessionId,
    pub(super) user_id: UserId,
    pub(super) workspace_id: WorkspaceId,
    pub(super) expires_at: Millis,
}

/// A session to be written.
pub(super) struct NewSession {
    pub(super) token_hash: String,
    pub(super) id: SessionId,
    pub(super) user_id: UserId,
    pub(super) workspace_id: WorkspaceId,
    pub(super) created_at: Millis,
    pub(super) user_agent: String,
}

pub(super) fn session(reader: &Reader<'_>, token_hash: &str) -> Result<Option<SessionRow>, DbError> {
    reader.query_opt(SESSION, params![token_hash], |row| {
        Ok(SessionRow {
            id: row.get(0)?,
            user_id: row.get(1)?,
            workspace_id: row.get(2)?,
            expires_at: row.get(3)?,
        })
    })
}

pub(super) fn insert_session(tx: &mut Tx<'_>, session: &NewSession) -> Result<(), DbError> {
    tx.execute(
        INSERT_SESSION,
        params![
            &session.token_hash,
            session.id,
            session.user_id,
            session.workspace_id,
            session.created_at,
            session.created_at.plus_ms(SESSION_LIFE_MS),
            &session.user_agent,
        ],
    )
    .map(drop)
}

/// Whose session was deleted, if there was one.
pub(super) fn delete_session(tx: &mut Tx<'_>, id: SessionId, token_hash: &str) -> Result<bool, DbError> {
    Ok(tx.execute(DELETE_SESSION, params![token_hash, id])? == 1)
}

pub(super) fn forget_sessions(tx: &mut Tx<'_>, now: Millis) -> Result<usize, DbError> {
    tx.execute(FORGET_SESSIONS, params![now])
}

pub(super) fn password_hash(reader: &Reader<'_>, user: UserId) -> Result<Option<String>, DbError> {
    reader.query_opt(PASSWORD_HASH, params![user], |row| row.get(0))
}

pub(super) fn set_password_hash(
    tx: &mut Tx<'_>,
    user: UserId,
    hash: &str,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(SET_PASSWORD_HASH, params![user, hash, now]).map(drop)
}

pub(super) fn failures(reader: &Reader<'_>, subject: &str) -> Result<Option<Failures>, DbError> {
    reader.query_opt(FAILURES, params![subject], |row| {
        Ok(Failures { count: row.get(0)?, locked_until: row.get(1)?, last_at: row.get(2)? })
    })
}

pub(super) fn set_failures(tx: &mut Tx<'_>, subject: &str, failures: Failures) -> Result<(), DbError> {
    let Failures { count, locked_until, last_at } = failures;
    tx.execute(SET_FAILURES, params![subject, count, locked_until, last_at]).map(drop)
}

pub(super) fn clear_failures(tx: &mut Tx<'_>, subject: &str) -> Result<(), DbError> {
    tx.execute(CLEAR_FAILURES, params![subject]).map(drop)
}

pub(super) fn forget_failures(tx: &mut Tx<'_>, now: Millis, before: Millis) -> Result<usize, DbError> {
    tx.execute(FORGET_FAILURES, params![before, now])
}

pub(super) fn insert_security_event(
    tx: &mut Tx<'_>,
    id: SecurityEventId,
    user: Option<UserId>,
    kind: &str,
    detail: &str,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(INSERT_SECURITY_EVENT, params![id, user, kind, detail, now]).map(drop)
}
