//! The engine without the drawing: orders accepted, run and completed end to end, by a painter that needs
//! no time (`crates/testkit/src/bin/instant_studio.rs`), for a minute. Everything else is the product:
//! prices, holds, the line, leases, stored files, charges, events.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::super::http::{Client, User};
use super::super::load::{self, Load};
use super::super::report::{Measure, Target};
use super::super::server::{Scratch, Server};
use super::{CONNECTIONS, order_bytes};
use crate::Outcome;

/// People who order; a free account has one run at a time.
const USERS: usize = 200;
/// Orders a second: more than is asked for, so that the time after the last order does not hide that it was met.
const RATE: f64 = 1_100.0;
const SECONDS: u64 = 60;
/// How long the last runs may take after the last order, before the measurement is given up.
const DRAIN: Duration = Duration::from_secs(120);

/// Orders at a fixed rate, then waits until every run has ended.
pub fn measure() -> Outcome<Vec<Measure>> {
    let scratch = Scratch::new("engine")?;
    let server = Server::start_instant(scratch.path(), 64)?;
    let mut client = server.client()?;
    let sign_up = |index| client.sign_up(&format!("bench{index}@example.com"));
    let users: Vec<User> = (0..USERS).map(sign_up).collect::<Outcome<_>>()?;
    let mut number = 0_usize;
    let next = |_| {
        number += 1;
        order_bytes(&users[number % users.len()], number as u64)
    };
    let load = Load { connections: CONNECTIONS, duration: Duration::from_secs(SECONDS), rate: Some(RATE) };
    let start = Instant::now();
    let finished = AtomicBool::new(false);
    let (answers, memory) = std::thread::scope(|scope| -> Outcome<_> {
        let watcher = scope.spawn(|| watch_memory(&server, &finished));
        let answers = load::run(server.address, &load, 202, next);
        finished.store(true, Ordering::Relaxed);
        let memory = watcher.join().map_err(|_| "the watcher of the memory stopped.".to_owned())??;
        Ok((answers?.all_good()?, memory))
    })?;
    let mut client = server.client()?;
    let open = unfinished(&mut client, &users)?;
    // Credits that are held say the same as a list of open runs and cost the server a row, not a page of them.
    while held(&mut client, &users)? > 0 {
        std::thread::sleep(Duration::from_millis(100));
        if start.elapsed() > Duration::from_secs(SECONDS) + DRAIN {
            return Err("runs were left over long after the last order.".into());
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    if unfinished(&mut client, &users)? > 0 {
        return Err("no credits are held, and yet runs are open.".into());
    }
    server.stop();
    let early = memory.get(memory.len() / 3).copied().unwrap_or(f64::NAN);
    let late = memory.last().copied().unwrap_or(f64::NAN);
    let completed = answers.good as f64 / seconds;
    let measure = Measure::new;
    Ok(vec![
        measure(
            "engine.rate",
            "runs accepted and completed, 1,100 ordered a second for 60 s",
            completed,
            "/s",
            Target::AtLeast(1_000.0),
        ),
        measure(
            "engine.accept-p99",
            "… an order answered, 99th percentile",
            answers.latencies.percentile_ms(0.99),
            "ms",
            Target::None,
        ),
        measure(
            "engine.open",
            "… not yet completed when the last order was answered",
            open as f64,
            "",
            Target::None,
        ),
        measure(
            "engine.memory-early",
            "… resident memory after a third of the time",
            early,
            "MiB",
            Target::None,
        ),
        measure("engine.memory-late", "… resident memory at the end", late, "MiB", Target::None),
    ])
}

/// Resident memory once a second until the load is over.
fn watch_memory(server: &Server, finished: &AtomicBool) -> Outcome<Vec<f64>> {
    let mut seen = Vec::new();
    while !finished.load(Ordering::Relaxed) {
        seen.push(server.resident_mib()?);
        std::thread::sleep(Duration::from_secs(1));
    }
    Ok(seen)
}

/// Credits set aside for runs that have not ended, over all users.
fn held(client: &mut Client, users: &[User]) -> Outcome<i64> {
    let mut held = 0;
    for user in users {
        let balance = client.json(user, "GET", "/api/credits/balance", "", 200)?;
        held += balance["held"].as_i64().ok_or("a balance has no held credits.")?;
    }
    Ok(held)
}

/// Runs that have not ended, over all users. A run that failed ends the measurement.
fn unfinished(client: &mut Client, users: &[User]) -> Outcome<usize> {
    let mut open = 0;
    for user in users {
        for status in ["queued", "processing", "failed"] {
            let path = format!("/api/generations?limit=100&status={status}");
            let page = client.json(user, "GET", &path, "", 200)?;
            let items = page["items"].as_array().ok_or("a page of runs has no items.")?;
            if let ("failed", Some(first)) = (status, items.first()) {
                return Err(format!("a run failed: {}", first["error"]));
            }
            open += items.len();
        }
    }
    Ok(open)
}
