//! Voices: which there are on this machine, and how each sounds.
//!
//! Owns no table. A preview is one sentence, said once and kept as a file (`voice-previews` beside the database); what
//! is there is only read. Previews are made by the local studio like everything it says, a few at a time and behind
//! what runs.

mod http;
mod preview;

pub use http::routes;
