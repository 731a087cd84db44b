//! Conversations: threads of messages, each bound to a flow.
//!
//! Owns the tables `conversations` and `messages`. A message is words or stands for a run; the run itself
//! is [`crate::generation`]'s and is looked up when a message is shown, so it is never told twice.
//!
//! | who | calls |
//! |---|---|
//! | accepting a run | [`begin`], or [`belongs_to`] and [`touch`], then [`append`], inside its transaction |
//! | whoever changes a run | [`view`], to announce the conversation as it looks now |
//! | people | the endpoints in `http.rs`: list, search, rename, delete, restore, messages |
//!
//! Messages are a tree ([`branch`]): words that are edited and sent again, or said after an earlier answer, begin
//! a branch of their own, and everything reads one branch.
//!
//! A list is in the order of activity. Activity is what makes messages; a new title is not, so renaming
//! does not shuffle the list. Deleting only hides: runs go on, and the conversation can be restored until
//! retention removes it. Every change appends its event in the same transaction.

mod branch;
mod change;
mod http;
mod list;
mod named;
mod store;
mod title;
mod view;

pub use branch::{After, Spot};
use domain::{
    id::{BatchId, ConversationId, GenerationId, MessageId, WorkspaceId},
    time::Millis,
};
pub use http::routes;
pub use named::NamedSpot;
pub use title::title_from_prompt;
pub use view::{ConversationView, DeletedView, MessageView};

use branch::Found;

use crate::platform::db::{DbError, Reader, Tx};

/// A conversation that begins.
#[derive(Clone, Debug)]
pub struct NewConversation {
    /// Its identifier.
    pub id: ConversationId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// The flow it is bound to.
    pub flow_id: String,
    /// See [`title_from_prompt`].
    pub title: String,
    /// Its first run; a batch has none yet.
    pub generation: Option<GenerationId>,
    /// When it begins.
    pub now: Millis,
}

/// What answers a person.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// A run.
    Run(GenerationId),
    /// A batch.
    Batch(BatchId),
}

/// What a person says and what answers it, as two messages.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// Where it is said.
    pub conversation: ConversationId,
    /// After what in it.
    pub after: After,
    /// The person's message; ids also say where a message stands in the thread.
    pub question: MessageId,
    /// The person's words.
    pub words: &'a str,
    /// The message that stands for the answer.
    pub answer: MessageId,
    /// What it stands for.
    pub answered_by: Answer,
    /// When it is said.
    pub now: Millis,
}

/// Begins a conversation.
///
/// # Errors
/// [`DbError`].
pub fn begin(tx: &mut Tx<'_>, new: &NewConversation) -> Result<(), DbError> {
    store::insert(tx, new)
}

/// Goes on with a conversation: notes its latest run and moves it to the top.
///
/// # Errors
/// [`DbError`].
pub fn touch(
    tx: &mut Tx<'_>,
    id: ConversationId,
    generation: GenerationId,
    now: Millis,
) -> Result<(), DbError> {
    store::touch(tx, id, generation, now)
}

/// Appends what was said and what answers it. Whether it was: nothing is written when it is said after a message
/// that the conversation does not have.
///
/// # Errors
/// [`DbError`].
pub fn append(tx: &mut Tx<'_>, exchange: &Exchange<'_>) -> Result<bool, DbError> {
    let spot = Spot { conversation: exchange.conversation, after: exchange.after };
    let Found::Parent(parent) = branch::find(tx, spot)? else { return Ok(false) };
    store::insert_exchange(tx, exchange, parent)?;
    Ok(true)
}

/// Appends a run that answers without anything being said anew, at the end of a branch. Whether it was, as with
/// [`append`].
///
/// # Errors
/// [`DbError`].
pub fn append_answer(
    tx: &mut Tx<'_>,
    spot: Spot,
    answer: MessageId,
    generation: GenerationId,
    now: Millis,
) -> Result<bool, DbError> {
    let Found::Parent(parent) = branch::find(tx, spot)? else { return Ok(false) };
    store::insert_answer(tx, spot.conversation, answer, generation, parent, now)?;
    Ok(true)
}

/// The message that stands for a run of a conversation.
///
/// # Errors
/// [`DbError`].
pub fn answer_of(
    reader: &Reader<'_>,
    conversation: ConversationId,
    generation: GenerationId,
) -> Result<Option<MessageId>, DbError> {
    store::answer_of(reader, conversation, generation)
}

/// The runs of the branch that leads to a place, newest first, at most `most`; nothing when the place names a
/// message that the conversation does not have.
///
/// # Errors
/// [`DbError`].
pub fn runs_before(reader: &Reader<'_>, spot: Spot, most: u32) -> Result<Option<Vec<GenerationId>>, DbError> {
    branch::runs_before(reader, spot, most)
}

/// Whether something can be said at a place: the message that it names is there.
///
/// # Errors
/// [`DbError`].
pub fn has_place(reader: &Reader<'_>, spot: Spot) -> Result<bool, DbError> {
    // The end of a conversation is always there.
    Ok(spot.after == After::Newest || matches!(branch::find(reader, spot)?, Found::Parent(_)))
}

/// Whether the conversation exists in `workspace` and is not deleted.
///
/// # Errors
/// [`DbError`].
pub fn belongs_to(reader: &Reader<'_>, id: ConversationId, workspace: WorkspaceId) -> Result<bool, DbError> {
    Ok(store::find(reader, id)?.is_some_and(|record| record.is_visible_to(workspace)))
}

/// The conversation as the API shows it; `None` when there is none or it is deleted, so that a run that
/// ends later does not bring a deleted conversation back to the screen.
///
/// # Errors
/// [`DbError`].
pub fn view(reader: &Reader<'_>, id: ConversationId) -> Result<Option<ConversationView>, DbError> {
    match store::find(reader, id)? {
        Some(record) if record.deleted_at.is_none() => view::render(reader, &record).map(Some),
        _ => Ok(None),
    }
}
