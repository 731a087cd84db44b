//! What one user feels when the server is otherwise idle: how soon work begins after it was
//! submitted, and how soon the browser knows that it ended.

use super::super::histogram::Histogram;
use super::super::live::Listener;
use super::super::report::{Measure, Target};
use super::super::server::{Scratch, Server};
use super::trigger;
use crate::Outcome;
use std::time::Duration;

/// Pictures, one after another.
const RUNS: u64 = 50;

/// Orders pictures one by one and listens.
pub fn measure() -> Outcome<Vec<Measure>> {
    let scratch = Scratch::new("latency")?;
    let server = Server::start(scratch.path(), 2)?;
    let mut client = server.client()?;
    let user = client.sign_up("bench@example.com")?;
    let mut listener = Listener::open(&server, &user)?;
    let (mut until_start, mut until_seen) = (Histogram::default(), Histogram::default());
    for number in 0..RUNS {
        let id = trigger(&mut client, &user, number)?["id"].clone();
        let (finished, at_ms) = loop {
            let arrival = listener.next("generation.updated")?;
            if arrival.data["id"] == id && arrival.data["status"] == "failed" {
                return Err(format!("a picture failed: {}", arrival.data["error"]));
            }
            if arrival.data["id"] == id && arrival.data["status"] == "completed" {
                break (arrival.data, arrival.at_ms);
            }
        };
        let time = |value: &serde_json::Value| value.as_f64().ok_or("a finished generation lacks a time.");
        let started = time(&finished["steps"][0]["startedAt"])? - time(&finished["createdAt"])?;
        until_start.record(Duration::from_secs_f64(started.max(0.0) / 1e3));
        until_seen.record(Duration::from_secs_f64((at_ms - time(&finished["completedAt"])?).max(0.0) / 1e3));
    }
    server.stop();
    Ok(vec![
        Measure::new(
            "latency.start",
            "submit to start of the provider's call when idle, p50 of 50",
            until_start.percentile_ms(0.5),
            "ms",
            Target::Below(20.0),
        ),
        Measure::new(
            "latency.start-p95",
            "… 95th percentile",
            until_start.percentile_ms(0.95),
            "ms",
            Target::None,
        ),
        Measure::new(
            "latency.event",
            "completion to the browser's event, p50 of 50",
            until_seen.percentile_ms(0.5),
            "ms",
            Target::Below(50.0),
        ),
        Measure::new(
            "latency.event-p95",
            "… 95th percentile",
            until_seen.percentile_ms(0.95),
            "ms",
            Target::None,
        ),
    ])
}
