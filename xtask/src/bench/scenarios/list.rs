//! The list every screen asks for.

use std::time::Duration;

use super::super::http::request;
use super::super::load::{self, Load};
use super::super::report::{Measure, Target};
use super::super::server::{Scratch, Server};
use super::{CONNECTIONS, trigger};
use crate::Outcome;

/// Generations of the user whose list is asked for: two pages and a half.
const ROWS: u64 = 50;

/// Pages of twenty generations a second.
pub fn measure() -> Outcome<Vec<Measure>> {
    let scratch = Scratch::new("list")?;
    let server = Server::start(scratch.path(), 0)?;
    let mut client = server.client()?;
    let user = client.sign_up("bench@example.com")?;
    for number in 0..ROWS {
        trigger(&mut client, &user, number)?;
    }
    let page = client.json(&user, "GET", "/api/generations?limit=20", "", 200)?;
    if page["items"].as_array().is_none_or(|items| items.len() != 20) {
        return Err("a page of twenty does not have twenty.".into());
    }
    let load = Load { connections: CONNECTIONS, duration: Duration::from_secs(10), rate: None };
    let ask = |_| request("GET", "/api/generations?limit=20", &user.headers(), "");
    let answers = load::run(server.address, &load, 200, ask)?.all_good()?;
    server.stop();
    Ok(vec![
        Measure::new(
            "list.rate",
            "GET /api/generations?limit=20 at 64 connections",
            answers.per_second(),
            "/s",
            Target::AtLeast(10_000.0),
        ),
        Measure::new(
            "list.p99",
            "… 99th percentile",
            answers.latencies.percentile_ms(0.99),
            "ms",
            Target::None,
        ),
    ])
}
