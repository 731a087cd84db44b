//! The server's integration tests: one binary, a file per capability.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails, also in what tests share")]

mod accept;
mod account;
mod auth;
mod bad_input;
mod batch;
mod browser;
mod chaos;
mod conversation;
mod crash;
mod engine;
mod events;
mod full_disk;
mod media;
mod openapi;
mod ownership;
mod queue;
mod run;
mod static_files;
