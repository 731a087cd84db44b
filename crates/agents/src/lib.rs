//! The agents: what takes a request in plain words and decides which tools do it.
//!
//! An agent decides and nothing else. It gets an [`AgentRequest`] (words, attachments, what the conversation
//! has made, what was chosen in the composer) and answers a [`Decision`]: a [`Plan`] of tool calls whose later
//! ones may use the outputs of earlier ones, one clarifying question, or a refusal. It never calls a provider,
//! spends credits, reads a clock or touches a row; the engine does, with the plan in hand and quoted whole.
//!
//! Two brains stand behind this contract. [`route`] is the deterministic router: it needs no model, answers in
//! well under a millisecond and is what the product runs on with no key. [`brain::Session`] plays the agents
//! with a language model, as a state machine that yields what to ask and takes what was answered; whoever
//! drives it does the input and output, and turns to the router when it says so.
//!
//! | module | what it holds |
//! |---|---|
//! | [`agent`], [`tool`], [`schema`], [`parameters`] | who decides, what can be called, and with what |
//! | [`request`], [`plan`], [`transcript`] | what goes in, what comes out, and how it came about |
//! | [`router`] | the deterministic router, one module per layer |
//! | [`brain`] | the language model's side, as a pure state machine |
//! | [`moderation`] | what is not made, by the words alone |
//! | [`evaluation`] | labelled requests, and how many of them the router gets right |

pub mod agent;
pub mod brain;
pub mod evaluation;
pub mod moderation;
mod options;
pub mod parameters;
pub mod plan;
pub mod request;
pub mod router;
pub mod schema;
pub mod tool;
pub mod transcript;

pub use agent::Agent;
pub use parameters::{Parameters, Variant};
pub use plan::{Decision, Plan, PlanError, PlannedCall, RefusalCode, Routed, Source};
pub use request::{AgentRequest, Attachment, Context, EarlierResult, MediaKind, Options, StyleName};
pub use router::route;
pub use schema::ToolArgumentError;
pub use tool::Tool;
pub use transcript::Turn;
