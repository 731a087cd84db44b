//! The SQL of credentials, sessions, failed sign-ins and security events.

use domain::{
    id::{SessionId, UserId, WorkspaceId},
    time::Millis,
};

use crate::{
    params,
    platform::db::{DbError, Reader},
};

const SESSION: &str = "SELECT id, user_id, workspace_id, expires_at FROM sessions WHERE token_hash = $1";

/// A session as a request needs it.
pub(super) struct SessionRow {
    pub(super) id: SessionId,
    pub(super) user_id: UserId,
    pub(super) workspace_id: WorkspaceId,
    pub(super) expires_at: Millis,
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
