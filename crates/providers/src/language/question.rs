//! What is asked of a language model and what it answers, whatever the wire.

use serde_json::Value;

use crate::Fault;

/// A tool that may be called.
#[derive(Clone, Debug, PartialEq)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// The JSON Schema of its arguments.
    pub parameters: Value,
}

/// A call the model made.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolCall {
    /// The model's name of the call, or one of ours where the wire has none.
    pub id: String,
    /// The tool's name as given.
    pub name: String,
    /// The arguments; a string where they were no JSON.
    pub arguments: Value,
}

/// A turn of the conversation with the model.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// What is asked of it.
    User(String),
    /// What it said.
    Model {
        /// Words, if any.
        text: String,
        /// Calls, if any.
        calls: Vec<ToolCall>,
        /// [`Reply::verbatim`] of this turn.
        verbatim: Value,
    },
    /// What was wrong with a call of the turn before. Calls that stand are carried out elsewhere and never
    /// answered, so an answer is always an error to the model.
    ToolAnswer {
        /// [`ToolCall::id`].
        call: String,
        /// The tool's name.
        name: String,
        /// What is to be done better.
        text: String,
    },
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Instructions, and what is at hand.
    pub system: String,
    /// The turns so far; the first is the user's.
    pub messages: Vec<Message>,
    /// What may be called.
    pub tools: Vec<Tool>,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As the model wanted.
    Whole,
    /// The vendor's safety rules stopped it.
    Refused,
    /// At a limit of tokens: what is there is not all.
    CutOff,
    /// In a way that leaves nothing to use, e.g. a call that is no call.
    Unusable,
}

/// What a model answered. Its tokens are spent, however it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// Words, if any.
    pub text: String,
    /// Calls, in order.
    pub calls: Vec<ToolCall>,
    /// How it ended.
    pub ending: Ending,
    /// Tokens read.
    pub input_tokens: u32,
    /// Tokens written, thoughts included.
    pub output_tokens: u32,
    /// The turn as the wire had it, for [`Message::Model`].
    pub verbatim: Value,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// It took longer than the caller waits.
    TimedOut,
    /// It was refused, failed or could not be reached.
    Fault(Fault),
}
