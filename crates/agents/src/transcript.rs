//! What was said on the way to a decision, stored with the generation.

use serde::{Deserialize, Serialize};

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Instructions.
    System,
    /// The person who asked.
    User,
    /// The agent: a language model, or the router.
    Assistant,
    /// What a tool call was answered.
    Tool,
}

/// A tool call as the agent made it, right or wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TurnCall {
    /// The model's id of the call; empty for the router's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The tool's name as given.
    pub name: String,
    /// The arguments as given.
    pub arguments: serde_json::Value,
}

/// One turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// Who.
    pub role: Role,
    /// Words, if any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Tool calls, if any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<TurnCall>,
    /// The call this answers, for a tool's turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// Tokens read for this turn; 0 where no model was asked.
    #[serde(default)]
    pub input_tokens: u32,
    /// Tokens written in this turn.
    #[serde(default)]
    pub output_tokens: u32,
}

impl Turn {
    /// A turn of words.
    #[must_use]
    pub fn text(role: Role, text: impl Into<String>) -> Turn {
        Turn {
            role,
            text: text.into(),
            tool_calls: Vec::new(),
            answers: None,
            input_tokens: 0,
            output_tokens: 0,
        }
    }
}
