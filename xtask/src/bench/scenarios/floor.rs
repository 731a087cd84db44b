//! What the machine can do without us: the measure of all other figures.

use std::fs::File;
use std::io::Write;
use std::time::{Duration, Instant};

use super::super::http::request;
use super::super::load::{self, Load};
use super::super::report::{Measure, Target};
use super::super::server::{Scratch, Server};
use crate::Outcome;

/// Bytes of one append, a page of the database's log.
const APPEND_BYTES: usize = 4096;

/// Durable appends a second, one after another, and answers a second to the simplest question.
pub fn measure() -> Outcome<Vec<Measure>> {
    let scratch = Scratch::new("floor")?;
    let appends = durable_appends(scratch.path().join("appends").as_path(), Duration::from_secs(3))
        .map_err(|error| format!("the disk could not be measured: {error}."))?;
    let server = Server::start(scratch.path(), 0)?;
    let load = Load { connections: super::CONNECTIONS, duration: Duration::from_secs(5), rate: None };
    let health =
        load::run(server.address, &load, 200, |_| request("GET", "/api/health", &[], ""))?.all_good()?;
    server.stop();
    Ok(vec![
        Measure::new(
            "floor.append",
            "durable 4 KiB appends of the disk, one after another",
            appends,
            "/s",
            Target::None,
        ),
        Measure::new(
            "floor.health",
            "GET /api/health at 64 connections",
            health.per_second(),
            "/s",
            Target::None,
        ),
    ])
}

fn durable_appends(path: &std::path::Path, duration: Duration) -> std::io::Result<f64> {
    let mut file = File::create(path)?;
    let page = [7; APPEND_BYTES];
    let start = Instant::now();
    let mut count = 0_u32;
    while start.elapsed() < duration {
        file.write_all(&page)?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}
