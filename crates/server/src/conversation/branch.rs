//! Messages as a tree: where something is said, and which branch is read.
//!
//! ```text
//!  words 1 ── answer 1 ─┬─ words 2 ── answer 2          two branches; "2 of 2" stands at words 3
//!                       └─ words 3 ── answer 3 ◄─ tip
//! ```
//!
//! A message names the one it was said after, so a branch is read from its end, its tip, upward: as many rows as
//! a page has, found by their keys. A conversation without a fork is one branch. The branch of a conversation
//! is the one with its newest message; a branch through a message is the newest of those that lead through it.

use domain::{
    id::{BatchId, ConversationId, GenerationId, MessageId},
    time::Millis,
};

use crate::{
    params,
    platform::db::{DbError, Reader, Row},
};

const NEWEST: &str = "SELECT id FROM messages WHERE conversation_id = $1 ORDER BY id DESC LIMIT 1";
const NEWEST_BELOW: &str = "WITH RECURSIVE below (id) AS ( \
         SELECT id FROM messages WHERE conversation_id = $1 AND id = $2 \
         UNION ALL SELECT m.id FROM below JOIN messages m ON m.conversation_id = $1 AND m.parent_id = below.id) \
     SELECT id FROM below ORDER BY id DESC LIMIT 1";
const NEWEST_CHILD: &str =
    "SELECT id FROM messages WHERE conversation_id = $1 AND parent_id = $2 ORDER BY id DESC LIMIT 1";
const CHILDREN: &str = "SELECT id FROM messages WHERE conversation_id = $1 AND parent_id = $2 ORDER BY id";
const PARENT: &str = "SELECT parent_id FROM messages WHERE conversation_id = $1 AND id = $2";
const UPWARD: &str = "WITH RECURSIVE path (id, role, text, generation_id, created_at, parent_id, batch_id, depth) AS ( \
         SELECT id, role, text, generation_id, created_at, parent_id, batch_id, 1 FROM messages \
         WHERE conversation_id = $1 AND id = $2 \
         UNION ALL SELECT m.id, m.role, m.text, m.generation_id, m.created_at, m.parent_id, m.batch_id, path.depth + 1 \
         FROM path JOIN messages m ON m.conversation_id = $1 AND m.id = path.parent_id WHERE path.depth < $3) \
     SELECT id, role, text, generation_id, created_at, parent_id, batch_id FROM path ORDER BY depth";

/// Messages that are looked at for the runs before a place, for each run that is wanted: words and answers
/// take turns.
const MESSAGES_A_RUN: u32 = 3;

/// A row of `messages`.
#[derive(Clone, Debug)]
pub(super) struct MessageRecord {
    pub(super) id: MessageId,
    pub(super) role: String,
    pub(super) text: String,
    pub(super) generation: Option<GenerationId>,
    pub(super) batch: Option<BatchId>,
    pub(super) created_at: Millis,
    /// The message it was said after; none at the beginning.
    pub(super) parent: Option<MessageId>,
}

/// After what something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// After the newest message, whatever that is by then.
    Newest,
    /// After this message.
    Message(MessageId),
    /// At the end of the newest branch that leads through this message.
    Branch(MessageId),
    /// After what this message was said after: in its place, in another branch.
    InPlaceOf(MessageId),
}

/// A place in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Where in it.
    pub after: After,
}

impl Spot {
    /// The end of the newest branch.
    #[must_use]
    pub fn newest(conversation: ConversationId) -> Spot {
        Spot { conversation, after: After::Newest }
    }

    /// Names the place, for hashes; the end of a conversation has the name of the conversation.
    #[must_use]
    pub fn name(&self) -> String {
        let Spot { conversation, after } = self;
        match after {
            After::Newest => conversation.to_string(),
            After::Message(id) => format!("{conversation} after {id}"),
            After::Branch(id) => format!("{conversation} through {id}"),
            After::InPlaceOf(id) => format!("{conversation} in place of {id}"),
        }
    }
}

/// How a parent is written: the beginning is an empty text, so that the children of the beginning are found
/// like all others.
pub(super) fn parent_text(parent: Option<MessageId>) -> String {
    parent.map(|id| id.to_string()).unwrap_or_default()
}

fn parent(row: &Row<'_>, column: usize) -> Result<Option<MessageId>, DbError> {
    match row.get::<String>(column)? {
        text if text.is_empty() => Ok(None),
        text => text.parse().map(Some).map_err(|_| DbError::Column { column, expected: "a message" }),
    }
}

/// What a place comes to: the message something is said after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// This one; none is the beginning.
    Parent(Option<MessageId>),
    /// The place names a message that the conversation does not have.
    NoSuchMessage,
}

pub(super) fn find(reader: &Reader<'_>, spot: Spot) -> Result<Found, DbError> {
    let Spot { conversation, after } = spot;
    let parent_of = |id: MessageId| reader.query_opt(PARENT, params![conversation, id], |row| parent(row, 0));
    Ok(match after {
        After::Newest => Found::Parent(tip(reader, conversation, None)?),
        After::Branch(id) => match tip(reader, conversation, Some(id))? {
            Some(tip) => Found::Parent(Some(tip)),
            None => Found::NoSuchMessage,
        },
        After::Message(id) => match parent_of(id)? {
            Some(_) => Found::Parent(Some(id)),
            None => Found::NoSuchMessage,
        },
        After::InPlaceOf(id) => parent_of(id)?.map_or(Found::NoSuchMessage, Found::Parent),
    })
}

/// The end of the newest branch, or of the newest that leads through a message; nothing when there is none.
pub(super) fn tip(
    reader: &Reader<'_>,
    conversation: ConversationId,
    through: Option<MessageId>,
) -> Result<Option<MessageId>, DbError> {
    let id = |row: &Row<'_>| row.get(0);
    let newest: Option<MessageId> = match through {
        None => reader.query_opt(NEWEST, params![conversation], id)?,
        Some(through) => reader.query_opt(NEWEST_BELOW, params![conversation, through], id)?,
    };
    let Some(mut tip) = newest else { return Ok(None) };
    // Identifiers are minted before they are written: what was said after the newest may have an older one.
    while let Some(child) = reader.query_opt(NEWEST_CHILD, params![conversation, tip], id)? {
        tip = child;
    }
    Ok(Some(tip))
}

/// The branch that ends in `tip`, from there upward.
pub(super) fn upward(
    reader: &Reader<'_>,
    conversation: ConversationId,
    tip: MessageId,
    rows: u32,
) -> Result<Vec<MessageRecord>, DbError> {
    reader.query(UPWARD, params![conversation, tip, rows], |row| {
        Ok(MessageRecord {
            id: row.get(0)?,
            role: row.get(1)?,
            text: row.get(2)?,
            generation: row.get(3)?,
            created_at: row.get(4)?,
            parent: parent(row, 5)?,
            batch: row.get(6)?,
        })
    })
}

/// The message that this one was said after: none at the beginning, and nothing for one that is not there.
pub(super) fn parent_of(
    reader: &Reader<'_>,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Option<Option<MessageId>>, DbError> {
    reader.query_opt(PARENT, params![conversation, id], |row| parent(row, 0))
}

/// Everything that was said in the place of a message, itself included, oldest first; empty where nothing
/// else was.
pub(super) fn in_its_place(
    reader: &Reader<'_>,
    conversation: ConversationId,
    message: &MessageRecord,
) -> Result<Vec<String>, DbError> {
    let parent = parent_text(message.parent);
    let ids: Vec<String> = reader.query(CHILDREN, params![conversation, parent], |row| row.get(0))?;
    Ok(if ids.len() > 1 { ids } else { Vec::new() })
}

/// The runs of the branch that leads to a place, newest first, at most `most`; nothing when the place names a
/// message that is not there.
pub(super) fn runs_before(
    reader: &Reader<'_>,
    spot: Spot,
    most: u32,
) -> Result<Option<Vec<GenerationId>>, DbError> {
    let tip = match find(reader, spot)? {
        Found::NoSuchMessage => return Ok(None),
        Found::Parent(None) => return Ok(Some(Vec::new())),
        Found::Parent(Some(tip)) => tip,
    };
    let path = upward(reader, spot.conversation, tip, most * MESSAGES_A_RUN)?;
    Ok(Some(path.into_iter().filter_map(|message| message.generation).take(most as usize).collect()))
}
