//! A place in a conversation as a request names it.

use std::str::FromStr;

use domain::{
    generation::request::FieldError,
    id::{ConversationId, InvalidId, MessageId},
};

use super::{After, Spot};

/// What a request says about where its words are said; each an id, or absent.
#[derive(Clone, Copy, Debug)]
pub struct NamedSpot<'a> {
    /// `conversationId`
    pub conversation: Option<&'a str>,
    /// `parentMessageId`: said after this message.
    pub parent: Option<&'a str>,
    /// `editedMessageId`: said in the place of this message.
    pub edited: Option<&'a str>,
}

impl NamedSpot<'_> {
    /// The place; none is a new conversation. What is wrong is added to `errors`.
    pub fn read(&self, errors: &mut Vec<FieldError>) -> Option<Spot> {
        let conversation: Option<ConversationId> = id(errors, "conversationId", self.conversation);
        let parent: Option<MessageId> = id(errors, "parentMessageId", self.parent);
        let edited: Option<MessageId> = id(errors, "editedMessageId", self.edited);
        if self.conversation.is_none() && (parent.is_some() || edited.is_some()) {
            let message = "A message is in a conversation: say in which.";
            errors.push(FieldError::new("conversationId", "required", message));
        }
        let after = match (parent, edited) {
            (None, None) => After::Newest,
            (Some(id), None) => After::Message(id),
            (None, Some(id)) => After::InPlaceOf(id),
            (Some(_), Some(_)) => {
                let message = "Words are said after a message or in the place of one, not both.";
                errors.push(FieldError::new("editedMessageId", "not_taken", message));
                After::Newest
            }
        };
        Some(Spot { conversation: conversation?, after })
    }
}

fn id<T: FromStr<Err = InvalidId>>(
    errors: &mut Vec<FieldError>,
    path: &str,
    text: Option<&str>,
) -> Option<T> {
    let parsed = text?.parse();
    parsed.map_err(|error| errors.push(FieldError::new(path, "malformed", format!("This is {error}.")))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_in_one_way() {
        let (conversation, message) = ("cnv_01h455vb4pex5vsknk084sn02q", "msg_01h455vb4pex5vsknk084sn02q");
        let read = |conversation, parent, edited| {
            let mut errors = Vec::new();
            let spot = NamedSpot { conversation, parent, edited }.read(&mut errors);
            (spot.map(|spot| spot.after), errors.into_iter().map(|error| error.path).collect::<Vec<_>>())
        };
        let id = message.parse().unwrap();
        assert_eq!(read(None, None, None), (None, vec![]));
        assert_eq!(read(Some(conversation), None, None), (Some(After::Newest), vec![]));
        assert_eq!(read(Some(conversation), Some(message), None), (Some(After::Message(id)), vec![]));
        assert_eq!(read(Some(conversation), None, Some(message)), (Some(After::InPlaceOf(id)), vec![]));
        assert_eq!(read(None, Some(message), None).1, ["conversationId"]);
        assert_eq!(read(Some(conversation), Some(message), Some(message)).1, ["editedMessageId"]);
        assert_eq!(read(Some(message), Some("x"), None).1, ["conversationId", "parentMessageId"]);
    }
}
