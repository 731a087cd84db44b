//! Everything of Marty Martin that has state: the HTTP API, the workers, the ledger, accounts.
//!
//! One folder per capability, with the same few file names everywhere: `mod.rs` says what it owns and
//! exports what others may call, `http.rs` holds the endpoints, `store.rs` the SQL, `view.rs` the JSON,
//! and each use case has a file named by its verb. [`platform`] is what they stand on.

pub mod account;
pub mod app;
pub mod auth;
pub mod batch;
pub mod billing;
pub mod catalog;
pub mod commands;
pub mod config;
pub mod conversation;
pub mod env;
pub mod flow;
pub mod generation;
pub mod invoice;
pub mod keys;
pub mod ledger;
pub mod live;
pub mod mail;
pub mod media;
pub mod metrics;
pub mod moderation;
pub mod n8n;
pub mod notice;
pub mod offer;
pub mod planning;
pub mod platform;
pub mod provider;
pub mod queue;
pub mod quote;
pub mod router;
pub mod voice;
