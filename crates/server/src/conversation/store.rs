//! The rows of conversations and messages.

use domain::{
    id::{ConversationId, GenerationId, MessageId, WorkspaceId},
    time::Millis,
};

use super::{Answer, Exchange, NewConversation, branch};
use crate::{
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const INSERT: &str = "INSERT INTO conversations (id, workspace_id, flow_id, title, last_generation_id, created_at, \
     updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)";
const INSERT_EXCHANGE: &str = "INSERT INTO messages \
     (conversation_id, id, role, text, generation_id, created_at, batch_id, parent_id) \
     VALUES ($1, $2, 'user', $3, NULL, $6, NULL, $8), ($1, $4, 'assistant', '', $5, $6, $7, $2)";
const INSERT_ANSWER: &str = "INSERT INTO messages (conversation_id, id, role, text, generation_id, created_at, parent_id) \
     VALUES ($1, $2, 'assistant', '', $3, $4, $5)";
// Time only moves forward, so that a row that was listed cannot slip below a reader's cursor again.
const TOUCH: &str = "UPDATE conversations SET last_generation_id = $2, \
     updated_at = CASE WHEN updated_at < $3 THEN $3 ELSE updated_at END WHERE id = $1";
const RENAME: &str = "UPDATE conversations SET title = $2 WHERE id = $1";
const SET_DELETED: &str = "UPDATE conversations SET deleted_at = $2 WHERE id = $1";
const FIND: &str = "SELECT id, workspace_id, flow_id, title, last_generation_id, created_at, updated_at, \
     deleted_at FROM conversations WHERE id = $1";
// The row comparison is a range on the index conversations_by_activity.
const LIST: &str = "SELECT id, workspace_id, flow_id, title, last_generation_id, created_at, updated_at, \
     deleted_at FROM conversations \
     WHERE workspace_id = $1 AND deleted_at IS NULL AND (updated_at, id) < ($2, $3) \
     ORDER BY updated_at DESC, id DESC LIMIT $4";
const SEARCH: &str = "SELECT id, workspace_id, flow_id, title, last_generation_id, created_at, updated_at, \
     deleted_at FROM conversations \
     WHERE workspace_id = $1 AND deleted_at IS NULL AND (updated_at, id) < ($2, $3) AND ( \
         lower(title) LIKE lower($5) ESCAPE '\\' OR lower(title) LIKE lower($6) ESCAPE '\\' \
         OR lower(title) LIKE lower($7) ESCAPE '\\' \
         OR EXISTS (SELECT 1 FROM messages \
             WHERE messages.conversation_id = conversations.id AND messages.role = 'user' AND ( \
                 lower(text) LIKE lower($5) ESCAPE '\\' OR lower(text) LIKE lower($6) ESCAPE '\\' \
                 OR lower(text) LIKE lower($7) ESCAPE '\\'))) \
     ORDER BY updated_at DESC, id DESC LIMIT $4";
const ANSWER_OF: &str = "SELECT id FROM messages WHERE conversation_id = $1 AND generation_id = $2";

/// A row of `conversations`.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) id: ConversationId,
    pub(super) workspace: WorkspaceId,
    pub(super) flow_id: String,
    pub(super) title: String,
    pub(super) last_generation: Option<GenerationId>,
    pub(super) created_at: Millis,
    pub(super) updated_at: Millis,
    pub(super) deleted_at: Option<Millis>,
}

impl Record {
    pub(super) fn is_visible_to(&self, workspace: WorkspaceId) -> bool {
        self.workspace == workspace && self.deleted_at.is_none()
    }
}

/// Where a page of conversations starts: below this place in the order of activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) updated_at: Millis,
    /// An identifier, or a text above all identifiers.
    pub(super) id: String,
}

/// A text that sorts after every identifier, under any collation.
const AFTER_ALL_IDS: &str = "zzzz";

impl Place {
    /// Above everything.
    pub(super) fn top() -> Place {
        Place { updated_at: Millis(i64::MAX), id: AFTER_ALL_IDS.to_owned() }
    }
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &NewConversation) -> Result<(), DbError> {
    let values = params![new.id, new.workspace, &new.flow_id, &new.title, new.generation, new.now];
    tx.execute(INSERT, values).map(drop)
}

pub(super) fn insert_exchange(
    tx: &mut Tx<'_>,
    new: &Exchange<'_>,
    parent: Option<MessageId>,
) -> Result<(), DbError> {
    let (generation, batch) = match new.answered_by {
        Answer::Run(id) => (Some(id), None),
        Answer::Batch(id) => (None, Some(id)),
    };
    let parent = branch::parent_text(parent);
    let values =
        params![new.conversation, new.question, new.words, new.answer, generation, new.now, batch, parent];
    tx.execute(INSERT_EXCHANGE, values).map(drop)
}

pub(super) fn insert_answer(
    tx: &mut Tx<'_>,
    conversation: ConversationId,
    answer: MessageId,
    generation: GenerationId,
    parent: Option<MessageId>,
    now: Millis,
) -> Result<(), DbError> {
    let parent = branch::parent_text(parent);
    tx.execute(INSERT_ANSWER, params![conversation, answer, generation, now, parent]).map(drop)
}

pub(super) fn answer_of(
    reader: &Reader<'_>,
    conversation: ConversationId,
    generation: GenerationId,
) -> Result<Option<MessageId>, DbError> {
    reader.query_opt(ANSWER_OF, params![conversation, generation], |row| row.get(0))
}

pub(super) fn touch(
    tx: &mut Tx<'_>,
    id: ConversationId,
    generation: GenerationId,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(TOUCH, params![id, generation, now]).map(drop)
}

pub(super) fn rename(tx: &mut Tx<'_>, id: ConversationId, title: &str) -> Result<(), DbError> {
    tx.execute(RENAME, params![id, title]).map(drop)
}

pub(super) fn set_deleted(
    tx: &mut Tx<'_>,
    id: ConversationId,
    deleted_at: Option<Millis>,
) -> Result<(), DbError> {
    tx.execute(SET_DELETED, params![id, deleted_at]).map(drop)
}

pub(super) fn find(reader: &Reader<'_>, id: ConversationId) -> Result<Option<Record>, DbError> {
    reader.query_opt(FIND, params![id], record)
}

pub(super) fn list(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    below: &Place,
    rows: u32,
) -> Result<Vec<Record>, DbError> {
    reader.query(LIST, params![workspace, below.updated_at, &below.id, rows], record)
}

pub(super) fn search(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    below: &Place,
    rows: u32,
    patterns: &[String; 3],
) -> Result<Vec<Record>, DbError> {
    let [first, second, third] = patterns;
    reader.query(SEARCH, params![workspace, below.updated_at, &below.id, rows, first, second, third], record)
}

fn record(row: &Row<'_>) -> Result<Record, DbError> {
    Ok(Record {
        id: row.get(0)?,
        workspace: row.get(1)?,
        flow_id: row.get(2)?,
        title: row.get(3)?,
        last_generation: row.get(4)?,
        created_at: row.get(5)?,
        updated_at: row.get(6)?,
        deleted_at: row.get(7)?,
    })
}
