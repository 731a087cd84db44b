//! One paid run of a flow: what input it takes, and which state may follow which.
//!
//! A generation is `queued → processing → completed | failed | cancelled`; its steps have a finer life
//! of their own, because a step is what a provider is paid for. [`state`] and [`step`] hold the two
//! machines as pure functions, [`schedule`] what the steps of a plan come to; [`request`] turns raw input into
//! types that cannot be wrong, [`report`] says what a report of work elsewhere changes, and [`identity`] when two
//! requests ask for the same.

pub mod identity;
pub mod report;
pub mod request;
mod run_request;
pub mod schedule;
pub mod state;
#[cfg(test)]
mod state_table;
pub mod step;
