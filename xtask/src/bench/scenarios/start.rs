//! From nothing to ready, and what an idle server weighs.

use super::super::histogram::median;
use super::super::report::{Measure, Target};
use super::super::server::{Scratch, Server};
use crate::{Outcome, workspace};

/// Starts that are measured, after one that creates the database.
const RUNS: usize = 5;

/// The median start on an existing database, the idle memory, the size of the binary.
pub fn measure() -> Outcome<Vec<Measure>> {
    let scratch = Scratch::new("start")?;
    Server::start(scratch.path(), 2)?.stop();
    let mut starts = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..RUNS {
        let server = Server::start(scratch.path(), 2)?;
        starts.push(server.ready_after.as_secs_f64() * 1e3);
        memory.push(server.resident_mib()?);
        server.stop();
    }
    let path = workspace::measured_binary();
    let size = std::fs::metadata(&path).map_err(|error| format!("{}: {error}.", path.display()))?.len();
    Ok(vec![
        Measure::new(
            "start.ready",
            "start to ready on an existing database, median of 5",
            median(&mut starts),
            "ms",
            Target::Below(200.0),
        ),
        Measure::new(
            "start.resident",
            "resident memory when idle, median of 5",
            median(&mut memory),
            "MiB",
            Target::Below(70.0),
        ),
        Measure::new(
            "start.binary",
            "size of the release binary",
            size as f64 / 1e6,
            "MB",
            Target::Below(80.0),
        ),
    ])
}
