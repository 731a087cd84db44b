//! The queue with little, much and very much in line: the cost of a claim must not follow. Measured
//! inside the binary (`marty measure-queue`), because no request shows a claim alone.

use serde_json::Value;

use super::super::report::{Measure, Target};
use super::super::server::Scratch;
use crate::workspace::{self, root};
use crate::{Outcome, process};

/// Claims at each size.
const CLAIMS: &str = "2000";

/// Claims at three sizes of the backlog; places, counts and fairness at the middle one.
pub fn measure() -> Outcome<Vec<Measure>> {
    let small = figures("100")?;
    let middle = figures("10000")?;
    let large = figures("200000")?;
    let ms = |figures: &Value, what: &str, percentile: &str| -> Outcome<f64> {
        let value = figures[what][percentile].as_f64();
        value.map(|us| us / 1e3).ok_or(format!("the figures lack {what}.{percentile}."))
    };
    let claim = |figures: &Value, percentile| ms(figures, "claim", percentile);
    let none = Target::None;
    let below = Target::Below(10.0);
    let growth = claim(&large, "p50Us")? / claim(&small, "p50Us")?;
    let before = middle["batchItemsBeforeSingle"].as_f64().unwrap_or(f64::NAN);
    Ok(vec![
        Measure::new("queue.claim-100", "claim, 100 in line, p50", claim(&small, "p50Us")?, "ms", none),
        Measure::new("queue.claim-100-p99", "… 99th percentile", claim(&small, "p99Us")?, "ms", below),
        Measure::new(
            "queue.claim-10k",
            "claim, 10,000 in line from 200 workspaces, p50",
            claim(&middle, "p50Us")?,
            "ms",
            none,
        ),
        Measure::new("queue.claim-10k-p99", "… 99th percentile", claim(&middle, "p99Us")?, "ms", below),
        Measure::new(
            "queue.durable-10k-p99",
            "… until it is on disk, 99th percentile",
            ms(&middle, "durableClaim", "p99Us")?,
            "ms",
            below,
        ),
        Measure::new("queue.claim-200k", "claim, 200,000 in line, p50", claim(&large, "p50Us")?, "ms", none),
        Measure::new("queue.claim-200k-p99", "… 99th percentile", claim(&large, "p99Us")?, "ms", below),
        Measure::new(
            "queue.growth",
            "a claim with 200,000 in line against one with 100, p50",
            growth,
            "×",
            Target::Below(3.0),
        ),
        Measure::new(
            "queue.enqueue-p50",
            "putting a job in line, up to 10,000 of them, p50",
            ms(&middle, "enqueue", "p50Us")?,
            "ms",
            none,
        ),
        Measure::new(
            "queue.places-p99",
            "looking ahead for places, 200,000 in line, p99",
            ms(&large, "outlook", "p99Us")?,
            "ms",
            none,
        ),
        Measure::new(
            "queue.fairness",
            "items of a batch of 500 before another's single one",
            before,
            "",
            Target::Below(3.0),
        ),
    ])
}

fn figures(rows: &str) -> Outcome<Value> {
    let scratch = Scratch::new("queue")?;
    let data = scratch.path().to_string_lossy();
    let arguments = ["measure-queue", "--data-dir", &data, "--rows", rows, "--claims", CLAIMS];
    let text = process::read(process::command(workspace::measured_binary(), &arguments, root()))?;
    serde_json::from_str(&text).map_err(|error| format!("the figures are no JSON ({error})."))
}
