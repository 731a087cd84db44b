//! The queue as people and operators see it: places in line, and the switch that stops it.
//!
//! Owns no table: what waits is kept by [`crate::platform::jobs`], which this capability asks. A place
//! changes whenever anybody is served, so it is not part of a run's stored view. Whoever shows waiting
//! runs asks for their places once (`GET /api/queue/positions`) and is told when they move (the event
//! `queue.moved`, at most every two seconds, only while somebody listens).

mod http;
mod moved;
mod view;

pub use http::{admin_routes, routes};
pub use moved::{Places, watch};

/// Places that are told at once, of one workspace.
const PLACES_MAX: u32 = 50;
