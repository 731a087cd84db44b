//! Custom flows: definitions that people save, and those in the operator's files.
//!
//! Owns `flows` and `flow_versions`. The rules are in `domain::flow`; here its definitions meet this
//! installation: the tools with their limits, JSON Schema, who may see and change what. A version is never
//! changed and never deleted; saving again makes the next one, and archiving only hides, so that every run
//! can be read with what it was made from.
//!
//! | file | what it does |
//! |---|---|
//! | [`document`] | what was sent, or a file's text, as a document |
//! | [`toolbox`], [`schema`] | what a definition is checked against |
//! | [`save`] | saves, makes new versions, archives |
//! | [`files`] | the operator's files, read at start |
//! | [`find`] | the flow that somebody means, if they may see it |
//!
//! A workspace sees its own flows and those of the installation; another's look like what does not exist.
//! How a definition becomes steps is [`crate::planning`]'s matter.

mod document;
mod files;
mod find;
mod http;
mod save;
pub(crate) mod schema;
mod store;
pub(crate) mod toolbox;
mod view;

pub use files::{FileFlow, publish, read_files};
pub use find::{Found, Owner, find};
pub use http::routes;
pub use view::{CustomFlowView, FlowCheckView, FlowFieldView, FlowStepView, FlowVersionView};

/// Flows of one owner that are not archived.
pub const FLOWS_MAX: i64 = 200;
