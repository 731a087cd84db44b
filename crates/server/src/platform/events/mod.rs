//! Events as rows, with a sequence per workspace.
//!
//! An event says *what* changed (a kind and the subject's id), not how it looks now: whoever reads it
//! renders the subject as it is at that moment. So an event is a few bytes beside the row it is about,
//! and a client that comes back late is not shown states that are long over.
//!
//! [`announce`] is called in the transaction that makes the event true; the door writes what a
//! transaction announced when its closure ends ([`write_announced`]), all with one step of the
//! workspace's sequence row, so numbers become visible in order and a reader that has seen `n` has
//! missed nothing up to `n`. The live stream, and later notifications and webhooks, read these rows.

use domain::{id::WorkspaceId, time::Millis};

use super::db::{DbError, Hint, Reader, Tx};
use crate::params;

// Writing and then reading the row, which the write has locked, costs less than `RETURNING`: SQLite keeps
// what that returns in a temporary table. The same goes for every statement that each order or run needs.
const TAKE_NUMBERS: &str =
    "UPDATE event_sequences SET last_sequence = last_sequence + $2 WHERE workspace_id = $1";
const FIRST_NUMBERS: &str = "INSERT INTO event_sequences (workspace_id, last_sequence) VALUES ($1, $2)";
const APPEND: &str =
    "INSERT INTO events (workspace_id, sequence, kind, subject_id, created_at) VALUES ($1, $2, $3, $4, $5)";
// Accepting a run announces three things: the balance, the run and its conversation.
const APPEND_THREE: &str = "INSERT INTO events (workspace_id, sequence, kind, subject_id, created_at) VALUES \
     ($1, $2 - 2, $3, $4, $5), ($1, $2 - 1, $6, $7, $8), ($1, $2, $9, $10, $11)";
const AFTER: &str = "SELECT sequence, kind, subject_id, created_at FROM events \
     WHERE workspace_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
const LAST: &str = "SELECT last_sequence FROM event_sequences WHERE workspace_id = $1";
const FIRST: &str = "SELECT min(sequence) FROM events WHERE workspace_id = $1";
const FORGET: &str = "DELETE FROM events WHERE workspace_id = $1 AND created_at < $2 AND sequence IN \
     (SELECT sequence FROM events WHERE workspace_id = $1 ORDER BY sequence LIMIT $3)";
const WORKSPACES: &str = "SELECT workspace_id FROM event_sequences WHERE workspace_id > $1 \
     ORDER BY workspace_id LIMIT $2";

/// What an event can be about. The subject is the id of a run or conversation; of a balance or
/// of places in line, the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A run was accepted, moved on or ended.
    GenerationUpdated,
    /// A conversation began, was renamed or restored, or something was said in it.
    ConversationUpdated,
    /// A conversation was deleted.
    ConversationDeleted,
    /// A batch was accepted, moved on or ended. Told at most twice a second, however many items it has.
    BatchUpdated,
    /// Credits moved.
    BalanceUpdated,
    /// Waiting runs of the workspace have another place in line.
    QueueMoved,
    /// The workspace was told something; the subject is the notice's number.
    NoticePosted,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [EventKind; 7] = [
        EventKind::GenerationUpdated,
        EventKind::ConversationUpdated,
        EventKind::ConversationDeleted,
        EventKind::BatchUpdated,
        EventKind::BalanceUpdated,
        EventKind::QueueMoved,
        EventKind::NoticePosted,
    ];

    /// The name used in rows and on the stream.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            EventKind::GenerationUpdated => "generation.updated",
            EventKind::ConversationUpdated => "conversation.updated",
            EventKind::ConversationDeleted => "conversation.deleted",
            EventKind::BatchUpdated => "batch.updated",
            EventKind::BalanceUpdated => "balance.updated",
            EventKind::QueueMoved => "queue.moved",
            EventKind::NoticePosted => "notice.posted",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<EventKind> {
        EventKind::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// A stored event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Counts from 1 in its workspace, without gaps.
    pub sequence: i64,
    /// What it is about; `None` for a kind of an older release.
    pub kind: Option<EventKind>,
    /// The id of what changed.
    pub subject: String,
    /// When it became true.
    pub created_at: Millis,
}

/// Something a transaction has announced and not yet written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    workspace: WorkspaceId,
    kind: EventKind,
    subject: String,
    at: Millis,
}

/// Announces a change. Saying the same twice in one transaction is one event.
pub fn announce(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    kind: EventKind,
    subject: impl std::fmt::Display,
    at: Millis,
) {
    let announcement = Announcement { workspace, kind, subject: subject.to_string(), at };
    if !tx.announced.contains(&announcement) {
        tx.announced.push(announcement);
    }
    tx.hint(Hint::Events(workspace));
}

/// Writes what the transaction announced. The door calls it when a closure has ended well.
///
/// # Errors
/// [`DbError`]: nothing of the transaction is kept then.
pub(super) fn write_announced(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let mut announced = std::mem::take(&mut tx.announced);
    // Almost always one workspace; the sort is stable, so the order within each stays.
    announced.sort_by_key(|announcement| announcement.workspace);
    for group in announced.chunk_by(|one, next| one.workspace == next.workspace) {
        let workspace = group[0].workspace;
        let count = i64::try_from(group.len()).unwrap_or(i64::MAX);
        let last = take_numbers(tx, workspace, count)?;
        if let [one, two, three] = group {
            let values = params![
                workspace,
                last,
                one.kind.id(),
                &one.subject,
                one.at,
                two.kind.id(),
                &two.subject,
                two.at,
                three.kind.id(),
                &three.subject,
                three.at
            ];
            tx.execute(APPEND_THREE, values)?;
            continue;
        }
        for (event, sequence) in group.iter().zip(last - count + 1..) {
            tx.execute(APPEND, params![workspace, sequence, event.kind.id(), &event.subject, event.at])?;
        }
    }
    Ok(())
}

/// Takes the next `count` numbers of the workspace; answers the last of them.
fn take_numbers(tx: &mut Tx<'_>, workspace: WorkspaceId, count: i64) -> Result<i64, DbError> {
    if tx.execute(TAKE_NUMBERS, params![workspace, count])? == 0 {
        tx.execute(FIRST_NUMBERS, params![workspace, count])?;
        return Ok(count);
    }
    last_sequence(tx, workspace)
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
        let kind: String = row.get(1)?;
        Ok(Event {
            sequence: row.get(0)?,
            kind: EventKind::parse(&kind),
            subject: row.get(2)?,
            created_at: row.get(3)?,
        })
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

/// The next workspaces that have had events, after `from` in the order of ids (the empty text begins),
/// at most `limit`.
///
/// # Errors
/// [`DbError`].
pub fn workspaces(reader: &Reader<'_>, from: &str, limit: u32) -> Result<Vec<WorkspaceId>, DbError> {
    reader.query(WORKSPACES, params![from, limit], |row| row.get(0))
}

/// Forgets events of one workspace from before `before`, at most `limit` of the oldest; says how many. A
/// client that comes back later starts over.
///
/// # Errors
/// [`DbError`].
pub fn forget_before(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    before: Millis,
    limit: u32,
) -> Result<usize, DbError> {
    tx.execute(FORGET, params![workspace, before, limit])
}
