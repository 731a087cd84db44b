//! The server's integration tests: one binary, a file per capability.

mod accept;
mod account;
mod auth;
mod bad_input;
mod browser;
mod crash;
mod events;
mod openapi;
mod ownership;
mod run;
