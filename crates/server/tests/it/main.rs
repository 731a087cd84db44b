//! The server's integration tests: one binary, a file per capability.

mod account;
mod auth;
mod browser;
