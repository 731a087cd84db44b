//! Two thousand open event streams while people order: how soon every browser knows.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::super::http::User;
use super::super::listeners::Listeners;
use super::super::load::{self, Load};
use super::super::report::{Measure, Target};
use super::super::server::{Scratch, Server};
use super::order_bytes;
use crate::Outcome;

/// People, and how many windows each has open.
const USERS: usize = 200;
const WINDOWS: usize = 10;
/// Orders a second, each of which is some eight events in ten windows.
const RATE: f64 = 50.0;

/// Opens the streams, orders for twenty seconds, and compares clocks.
pub fn measure() -> Outcome<Vec<Measure>> {
    let scratch = Scratch::new("listeners")?;
    let server = Server::start_instant(scratch.path(), 16)?;
    let mut client = server.client()?;
    let sign_up = |index| client.sign_up(&format!("bench{index}@example.com"));
    let users: Vec<User> = (0..USERS).map(sign_up).collect::<Outcome<_>>()?;
    let mut listeners = Listeners::open(server.address, &users, WINDOWS)?;
    let open = listeners.len();
    let mut number = 0_usize;
    let next = |_| {
        number += 1;
        order_bytes(&users[number % users.len()], number as u64)
    };
    let load = Load { connections: 16, duration: Duration::from_secs(20), rate: Some(RATE) };
    let stop = AtomicBool::new(false);
    let (answers, delays) = std::thread::scope(|scope| -> Outcome<_> {
        let listening = scope.spawn(|| listeners.listen(&stop));
        let answers = load::run(server.address, &load, 202, next);
        // The last events are on their way.
        std::thread::sleep(Duration::from_secs(1));
        stop.store(true, Ordering::Relaxed);
        let delays = listening.join().map_err(|_| "the listeners stopped.".to_owned())??;
        Ok((answers?.all_good()?, delays))
    })?;
    let resident = server.resident_mib()?;
    server.stop();
    let measure = Measure::new;
    Ok(vec![
        measure("listeners.open", "event streams open", open as f64, "", Target::AtLeast(2_000.0)),
        measure(
            "listeners.events",
            "… events that arrived while 50 runs a second were ordered",
            delays.count() as f64,
            "",
            Target::None,
        ),
        measure(
            "listeners.p50",
            "… from true to arrived, p50",
            delays.percentile_ms(0.5),
            "ms",
            Target::None,
        ),
        measure("listeners.p99", "… 99th percentile", delays.percentile_ms(0.99), "ms", Target::Below(100.0)),
        measure(
            "listeners.accept-p99",
            "… an order answered, 99th percentile",
            answers.latencies.percentile_ms(0.99),
            "ms",
            Target::None,
        ),
        measure("listeners.resident", "… resident memory", resident, "MiB", Target::None),
    ])
}
