//! What capabilities stand on: the database door, the queue, events, storage and the HTTP frame.
//! Nothing here knows a business rule.

pub mod db;
pub mod events;
pub mod failpoint;
pub mod http;
pub mod idempotency;
pub mod jobs;
pub mod mail;
pub mod storage;
pub mod telemetry;

/// Lower-case hexadecimal text of `bytes`.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| DIGITS[usize::from(digit)] as char)
        .collect()
}
