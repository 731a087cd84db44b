//! Proving who somebody is: passwords, sessions, lockout, and the [`Caller`] of every request.
//!
//! Owns the tables `credentials`, `sessions`, `sign_in_failures` and `security_events`. The user and the
//! workspace themselves are [`crate::account`]'s.

mod caller;
mod origin;
mod session;
mod store;

pub use caller::Caller;
