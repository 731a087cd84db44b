//! What capabilities stand on: the database door, the queue, events, storage and the HTTP frame.
//! Nothing here knows a business rule.

pub mod db;
pub mod events;
pub mod http;
pub mod idempotency;
pub mod jobs;
pub mod storage;
pub mod telemetry;
