//! Rename, delete and restore: each with its event, in one transaction.

use domain::{
    generation::request::FieldError,
    id::{ConversationId, WorkspaceId},
    limits::TITLE_CHARACTERS_MAX,
    time::Millis,
};

use super::{
    store::{self, Record},
    view::{self, ConversationView},
};
use crate::platform::{
    db::{DbError, Tx},
    events::{self, EventKind},
};

/// What a person may call a conversation: 1 to 120 characters, trimmed, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Title(String);

impl Title {
    /// Checks and trims.
    pub(super) fn parse(text: &str) -> Result<Title, FieldError> {
        let text = text.trim();
        let characters = text.chars().count();
        if characters == 0 {
            return Err(FieldError::new("title", "required", "Give it a title."));
        }
        if characters > TITLE_CHARACTERS_MAX {
            let message =
                format!("{characters} characters are too many; the limit is {TITLE_CHARACTERS_MAX}.");
            return Err(FieldError::new("title", "too_long", message));
        }
        if text.chars().any(char::is_control) {
            let message = "Remove line breaks and other control characters.";
            return Err(FieldError::new("title", "control_characters", message));
        }
        Ok(Title(text.to_owned()))
    }
}

/// Whose conversation is changed, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    pub(super) id: ConversationId,
    pub(super) workspace: WorkspaceId,
    pub(super) now: Millis,
}

impl Change {
    /// Gives another title; `None` when there is no such conversation.
    pub(super) fn rename(self, tx: &mut Tx<'_>, title: &Title) -> Result<Option<ConversationView>, DbError> {
        if self.find(tx)?.is_none_or(|record| record.deleted_at.is_some()) {
            return Ok(None);
        }
        store::rename(tx, self.id, &title.0)?;
        self.announce(tx)
    }

    /// Hides the conversation; whether there was one.
    pub(super) fn delete(self, tx: &mut Tx<'_>) -> Result<bool, DbError> {
        if self.find(tx)?.is_none_or(|record| record.deleted_at.is_some()) {
            return Ok(false);
        }
        store::set_deleted(tx, self.id, Some(self.now))?;
        events::announce(tx, self.workspace, EventKind::ConversationDeleted, self.id, self.now);
        Ok(true)
    }

    /// Shows a deleted conversation again; `None` when there is no such deleted conversation.
    pub(super) fn restore(self, tx: &mut Tx<'_>) -> Result<Option<ConversationView>, DbError> {
        if self.find(tx)?.is_none_or(|record| record.deleted_at.is_none()) {
            return Ok(None);
        }
        store::set_deleted(tx, self.id, None)?;
        self.announce(tx)
    }

    fn find(self, tx: &Tx<'_>) -> Result<Option<Record>, DbError> {
        Ok(store::find(tx, self.id)?.filter(|record| record.workspace == self.workspace))
    }

    fn announce(self, tx: &mut Tx<'_>) -> Result<Option<ConversationView>, DbError> {
        let record = store::find(tx, self.id)?.ok_or(DbError::NoRow)?;
        let view = view::render(tx, &record)?;
        events::announce(tx, self.workspace, EventKind::ConversationUpdated, self.id, self.now);
        Ok(Some(view))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_checked_and_trimmed() {
        let longest = "é".repeat(TITLE_CHARACTERS_MAX);
        let too_long = "é".repeat(TITLE_CHARACTERS_MAX + 1);
        let cases = [
            ("  A fox ", Ok("A fox")),
            (longest.as_str(), Ok(longest.as_str())),
            ("", Err("required")),
            (" \n ", Err("required")),
            (too_long.as_str(), Err("too_long")),
            ("a\nb", Err("control_characters")),
            ("a\u{0}b", Err("control_characters")),
            ("a\u{85}b", Err("control_characters")),
        ];
        for (text, expected) in cases {
            let parsed = Title::parse(text);
            let seen = parsed.as_ref().map(|title| title.0.as_str()).map_err(|error| error.code);
            assert_eq!(seen, expected, "for {text:?}");
        }
    }
}
