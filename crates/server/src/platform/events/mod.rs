//! Events as rows, with a sequence per workspace.
//!
//! An event is appended in the transaction that makes it true. The workspace's sequence row is updated
//! in that transaction, so numbers become visible in order and a reader that has seen `n` has missed
//! nothing up to `n`. The live stream, and later notifications and webhooks, read these rows.

use domain::{id::WorkspaceId, time::Millis};
use serde::Serialize;

use super::db::{DbError, Hint, Reader, Tx};
use crate::params;

const NEXT: &str = "INSERT INTO event_sequences (workspace_id, last_sequence) VALUES ($1, 1) \
     ON CONFLICT (workspace_id) DO UPDATE SET last_sequence = event_sequences.last_sequence + 1 \
     RETURNING last_sequence";
const APPEND: &str =
    "INSERT INTO events (workspace_id, sequence, kind, data, created_at) VALUES ($1, $2, $3, $4, $5)";
const AFTER: &str = "SELECT sequence, kind, data, created_at FROM events \
     WHERE workspace_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
const LAST: &str = "SELECT last_sequence FROM event_sequences WHERE workspace_id = $1";
const FIRST: &str = "SELECT min(sequence) FROM events WHERE workspace_id = $1";
const FORGET: &str = "DELETE FROM events WHERE workspace_id = $1 AND created_at < $2";
const WORKSPACES: &str = "SELECT workspace_id FROM event_sequences";

/// A stored event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Counts from 1 in its workspace, without gaps.
    pub sequence: i64,
    /// e.g. `generation.updated`.
    pub kind: String,
    /// JSON.
    pub data: String,
    /// When it became true.
    pub created_at: Millis,
}

/// Appends an event and hints its readers.
///
/// # Errors
/// [`DbError`].
pub fn append(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    kind: &'static str,
    data: &impl Serialize,
    now: Millis,
) -> Result<i64, DbError> {
    let data = serde_json::to_string(data).map_err(|error| DbError::Engine(error.to_string()))?;
    append_text(tx, workspace, kind, &data, now)
}

/// [`append`] for data that is JSON text already.
///
/// # Errors
/// [`DbError`].
pub fn append_text(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    kind: &'static str,
    data: &str,
    now: Millis,
) -> Result<i64, DbError> {
    let sequence = tx.query_one(NEXT, params![workspace], |row| row.get::<i64>(0))?;
    tx.execute(APPEND, params![workspace, sequence, kind, data, now])?;
    tx.hint(Hint::Events(workspace));
    Ok(sequence)
}

/// The events after `sequence`, oldest first, at most `limit`.
///
/// # Errors
/// [`DbError`].
pub fn after(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    sequence: i64,
    limit: u32,
) -> Result<Vec<Event>, DbError> {
    reader.query(AFTER, params![workspace, sequence, limit], |row| {
        Ok(Event { sequence: row.get(0)?, kind: row.get(1)?, data: row.get(2)?, created_at: row.get(3)? })
    })
}

/// The newest sequence; 0 before the first event.
///
/// # Errors
/// [`DbError`].
pub fn last_sequence(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<i64, DbError> {
    Ok(reader.query_opt(LAST, params![workspace], |row| row.get(0))?.unwrap_or(0))
}

/// The oldest sequence that is still kept, if any is.
///
/// # Errors
/// [`DbError`].
pub fn first_sequence(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Option<i64>, DbError> {
    reader.query_one(FIRST, params![workspace], |row| row.get(0))
}

/// Forgets events from before `before`; a client that comes back later starts over.
///
/// # Errors
/// [`DbError`].
pub fn forget_before(tx: &mut Tx<'_>, before: Millis) -> Result<usize, DbError> {
    let workspaces: Vec<WorkspaceId> = tx.query(WORKSPACES, params![], |row| row.get(0))?;
    let mut forgotten = 0;
    for workspace in workspaces {
        forgotten += tx.execute(FORGET, params![workspace, before])?;
    }
    Ok(forgotten)
}
