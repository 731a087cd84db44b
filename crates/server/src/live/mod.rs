//! Live updates: one stream per client over its workspace's events.
//!
//! A stream reads event rows after the last sequence it sent, so whoever reconnects with
//! `Last-Event-ID` goes on exactly where it stopped: nothing lost, nothing twice. What an
//! event is about is shown as it is when it is sent. The [`Hub`] only
//! wakes streams; they also look every two seconds, which finds what another process wrote.

mod http;
mod hub;
mod render;

pub use http::routes;
pub use hub::Hub;
