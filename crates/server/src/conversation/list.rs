//! Pages of conversations and messages, and what people type to find them.

use domain::{
    id::{ConversationId, MessageId, WorkspaceId},
    time::Millis,
};

use super::{
    branch,
    store::{self, Place},
    view::{self, ConversationView, MessageView},
};
use crate::platform::{
    db::{DbError, Reader},
    http::page::Page,
};

/// A page of conversations, the latest activity first.
pub(super) fn conversations(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    query: &str,
    below: &Place,
    rows: u32,
) -> Result<Page<ConversationView>, DbError> {
    // One row more tells whether there is another page.
    let records = match patterns(query) {
        Some(patterns) => store::search(reader, workspace, below, rows + 1, &patterns)?,
        None => store::list(reader, workspace, below, rows + 1)?,
    };
    let page = Page::cut(records, rows, |record| format!("{}.{}", record.updated_at.0, record.id));
    let items = page.items.iter().map(|record| view::render(reader, record)).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// What is wrong with a question for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoMessages {
    /// The conversation is not this workspace's, or it has no such branch.
    NotFound,
    /// The cursor is of another conversation.
    UnknownCursor,
}

/// Which messages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// A message that the branch leads through; the newest branch without one.
    pub(super) through: Option<MessageId>,
    /// The last message of the page before.
    pub(super) below: Option<MessageId>,
    pub(super) rows: u32,
}

/// A page of a branch, the newest message first.
pub(super) fn messages(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    id: ConversationId,
    wanted: Wanted,
) -> Result<Result<Page<MessageView>, NoMessages>, DbError> {
    if !super::belongs_to(reader, id, workspace)? {
        return Ok(Err(NoMessages::NotFound));
    }
    let rows = wanted.rows;
    let first = match wanted.below {
        Some(below) => match branch::parent_of(reader, id, below)? {
            Some(parent) => parent,
            None => return Ok(Err(NoMessages::UnknownCursor)),
        },
        None => branch::tip(reader, id, wanted.through)?,
    };
    let records = match first {
        Some(first) => branch::upward(reader, id, first, rows + 1)?,
        None if wanted.through.is_some() && wanted.below.is_none() => return Ok(Err(NoMessages::NotFound)),
        None => Vec::new(),
    };
    let page = Page::cut(records, rows, |record| record.id.to_string());
    let items = view::render_messages(reader, id, page.items)?;
    Ok(Ok(Page { items, next_cursor: page.next_cursor }))
}

/// The place a cursor of [`conversations`] names: `<updated at>.<id>`.
pub(super) fn place(cursor: &str) -> Option<Place> {
    let (updated_at, id) = cursor.split_once('.')?;
    let id: ConversationId = id.parse().ok()?;
    Some(Place { updated_at: Millis(updated_at.parse().ok()?), id: id.to_string() })
}

/// The LIKE patterns that find `query` anywhere in a text; `None` when there is nothing to find.
///
/// The database's `lower` may know only ASCII letters (SQLite's does), so letters of other scripts are
/// looked for in three spellings: as typed, all small, and all small but for the first.
fn patterns(query: &str) -> Option<[String; 3]> {
    let typed = query.trim();
    if typed.is_empty() {
        return None;
    }
    let small = typed.to_lowercase();
    let mut characters = small.chars();
    let first = characters.next()?;
    let capital: String = first.to_uppercase().chain(characters).collect();
    Some([contains(typed), contains(&small), contains(&capital)])
}

/// The pattern "contains `text`", taken literally.
fn contains(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_literal_and_know_three_spellings() {
        assert_eq!(patterns("  "), None);
        assert_eq!(patterns(" 50%_a\\b ").unwrap()[0], "%50\\%\\_a\\\\b%");
        assert_eq!(patterns("МАЯК").unwrap(), ["%МАЯК%", "%маяк%", "%Маяк%"].map(str::to_owned));
    }

    #[test]
    fn cursors_are_checked() {
        let cursor = "1700000000000.cnv_01h455vb4pex5vsknk084sn02q";
        let place = place(cursor).unwrap();
        assert_eq!(format!("{}.{}", place.updated_at.0, place.id), cursor);
        for wrong in ["", ".", "1", "x.cnv_01h455vb4pex5vsknk084sn02q", "1.msg_01h455vb4pex5vsknk084sn02q"] {
            assert_eq!(super::place(wrong), None, "{wrong:?} was accepted");
        }
    }
}
