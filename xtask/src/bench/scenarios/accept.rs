//! Accepting paid work: idempotency row, quote, hold, generation, job and event in one durable
//! transaction. Rendering is off (`--workers 0`), so that only acceptance is measured. Afterwards
//! every acknowledged order must be there: a fast answer that kept nothing is a lie.

use std::path::Path;
use std::time::Duration;

use super::super::http::{Client, User};
use super::super::load::{self, Answers, Load};
use super::super::report::{Measure, Target};
use super::super::server::{Scratch, Server};
use super::{CONNECTIONS, order_bytes};
use crate::workspace::root;
use crate::{Outcome, process};

/// Accepts at full speed, then at a fixed rate, then counts.
pub fn measure() -> Outcome<Vec<Measure>> {
    let scratch = Scratch::new("accept")?;
    let server = Server::start(scratch.path(), 0)?;
    let mut client = server.client()?;
    let sign_up = |index| client.sign_up(&format!("bench{index}@example.com"));
    let users: Vec<User> = (0..CONNECTIONS).map(sign_up).collect::<Outcome<_>>()?;
    let mut number = 0;
    let mut press = |rate: Option<f64>| -> Outcome<Answers> {
        let load = Load { connections: CONNECTIONS, duration: Duration::from_secs(10), rate };
        let next = |index: usize| {
            number += 1;
            order_bytes(&users[index % users.len()], number)
        };
        load::run(server.address, &load, 202, next)?.all_good()
    };
    let full = press(None)?;
    let steady = press(Some(500.0))?;
    let acknowledged = full.good + steady.good;
    check_nothing_lost(&mut server.client()?, &users, acknowledged)?;
    let resident = server.resident_mib()?;
    server.stop();
    check_rows(scratch.path(), acknowledged)?;
    Ok(vec![
        Measure::new(
            "accept.rate",
            "orders accepted at 64 connections",
            full.per_second(),
            "/s",
            Target::AtLeast(4000.0),
        ),
        Measure::new(
            "accept.p50",
            "… 50th percentile",
            full.latencies.percentile_ms(0.5),
            "ms",
            Target::None,
        ),
        Measure::new(
            "accept.p99",
            "… 99th percentile",
            full.latencies.percentile_ms(0.99),
            "ms",
            Target::None,
        ),
        Measure::new(
            "accept.steady-p99",
            "orders at 500 a second, 99th percentile",
            steady.latencies.percentile_ms(0.99),
            "ms",
            Target::Below(20.0),
        ),
        Measure::new(
            "accept.kept",
            "orders acknowledged and found again, every one",
            acknowledged as f64,
            "",
            Target::None,
        ),
        Measure::new("accept.resident", "resident memory after the load", resident, "MiB", Target::None),
    ])
}

/// Counts through the public interface: the generations of every user, and the credits held.
fn check_nothing_lost(client: &mut Client, users: &[User], acknowledged: u64) -> Outcome {
    let (mut generations, mut held, mut expected_held) = (0_u64, 0_i64, 0_i64);
    for user in users {
        let mut cursor = String::new();
        loop {
            let path = format!("/api/generations?limit=100{cursor}");
            let page = client.json(user, "GET", &path, "", 200)?;
            let items = page["items"].as_array().ok_or("a page of generations has no items.")?;
            generations += items.len() as u64;
            expected_held += items.iter().filter_map(|item| item["creditsHeld"].as_i64()).sum::<i64>();
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let balance = client.json(user, "GET", "/api/credits/balance", "", 200)?;
        held += balance["held"].as_i64().ok_or("a balance has no held credits.")?;
    }
    if generations != acknowledged {
        return Err(format!("{acknowledged} orders were acknowledged, {generations} generations exist."));
    }
    if held != expected_held || held == 0 {
        return Err(format!("generations hold {expected_held} credits, balances say {held}."));
    }
    Ok(())
}

/// What one accepted order must have left behind, one row each. The ledger keeps holds as transfers.
const ROWS: [&str; 4] = ["generations", "idempotency_keys", "jobs", "ledger_transfers WHERE kind = 'hold'"];

/// Counts rows in the database itself, which no interface shows, where Python is there to read it.
fn check_rows(data: &Path, acknowledged: u64) -> Outcome {
    let count = "import sqlite3, sys, glob\n\
        base = sqlite3.connect(glob.glob(sys.argv[1] + '/*.sqlite')[0])\n\
        print(*(base.execute('SELECT count(*) FROM ' + rows).fetchone()[0] for rows in sys.argv[2:]))";
    if !process::exists("python3") {
        println!("  (python3 is not installed: rows in the database were not counted)");
        return Ok(());
    }
    let data = data.to_string_lossy();
    let arguments = [&["-c", count, &data], &ROWS[..]].concat();
    let counted = process::read(process::command("python3", &arguments, root()))?;
    let rows: Vec<u64> = counted.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    if rows == [acknowledged; ROWS.len()] {
        Ok(())
    } else {
        Err(format!(
            "{acknowledged} orders were acknowledged; rows of {}: {}.",
            ROWS.join(", "),
            counted.trim()
        ))
    }
}
