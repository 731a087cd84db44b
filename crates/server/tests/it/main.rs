//! The server's integration tests: one binary, a file per capability.

mod accept;
mod bad_input;
mod crash;
mod events;
mod openapi;
mod ownership;
mod run;
