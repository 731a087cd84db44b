//! Conversations and messages as people see them.

use domain::id::ConversationId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    branch::{self, MessageRecord},
    store::Record,
};
use crate::{
    batch::{self, BatchView},
    generation::{self, GenerationBrief, GenerationView},
    platform::db::{DbError, Reader},
};

/// A thread of messages, bound to a flow.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationView {
    /// `cnv_…`
    pub id: String,
    /// The flow it is bound to.
    pub flow_id: String,
    /// What it is called.
    pub title: String,
    /// When it began, in UTC milliseconds.
    pub created_at: i64,
    /// When something was last said in it; the list is in this order.
    pub updated_at: i64,
    /// Its latest run.
    pub last_generation: Option<GenerationBrief>,
}

/// One message.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    /// `msg_…`
    pub id: String,
    /// Where it was said.
    pub conversation_id: String,
    /// `user`, `assistant` or `system`.
    pub role: String,
    /// The words; empty where the message only stands for a run.
    pub text: String,
    /// The run it stands for.
    pub generation: Option<GenerationView>,
    /// The message it was said after; null at the beginning.
    pub parent_id: Option<String>,
    /// Everything that was said in its place, itself included, oldest first: each begins a branch. Empty where
    /// nothing else was.
    pub branches: Vec<String>,
    /// The batch it stands for.
    pub batch: Option<BatchView>,
    /// When it was said, in UTC milliseconds.
    pub created_at: i64,
}

/// What the event `conversation.deleted` says.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeletedView {
    /// `cnv_…`
    pub id: String,
}

pub(super) fn render(reader: &Reader<'_>, record: &Record) -> Result<ConversationView, DbError> {
    let last_generation = match &record.last_generation {
        Some(id) => generation::brief(reader, id)?,
        None => None,
    };
    Ok(ConversationView {
        id: record.id.to_string(),
        flow_id: record.flow_id.clone(),
        title: record.title.clone(),
        created_at: record.created_at.0,
        updated_at: record.updated_at.0,
        last_generation,
    })
}

/// Renders a page of messages with the runs they stand for.
pub(super) fn render_messages(
    reader: &Reader<'_>,
    conversation: ConversationId,
    records: Vec<MessageRecord>,
) -> Result<Vec<MessageView>, DbError> {
    let ids: Vec<_> = records.iter().filter_map(|record| record.generation).collect();
    let mut generations = generation::views(reader, &ids)?;
    let message = |record: MessageRecord| {
        Ok(MessageView {
            branches: branch::in_its_place(reader, conversation, &record)?,
            parent_id: record.parent.map(|id| id.to_string()),
            batch: match record.batch {
                Some(id) => batch::view(reader, id)?,
                None => None,
            },
            id: record.id.to_string(),
            conversation_id: conversation.to_string(),
            role: record.role,
            text: record.text,
            generation: record.generation.and_then(|id| generations.remove(&id)),
            created_at: record.created_at.0,
        })
    };
    records.into_iter().map(message).collect()
}
