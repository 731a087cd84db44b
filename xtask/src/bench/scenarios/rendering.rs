//! Does drawing delay answering? Two pictures are drawn all the time while lists are asked for.

use std::time::Duration;

use super::super::http::{Client, User, request};
use super::super::load::{self, Load};
use super::super::report::{Measure, Target};
use super::super::server::{Scratch, Server};
use super::{CONNECTIONS, trigger};
use crate::Outcome;

/// Pictures ordered beforehand by each of two users: more than can be drawn in the time.
const QUEUED: u64 = 40;

/// Latency of the list at 200 a second with the workers busy.
pub fn measure() -> Outcome<Vec<Measure>> {
    let scratch = Scratch::new("rendering")?;
    let server = Server::start(scratch.path(), 2)?;
    let mut client = server.client()?;
    let users = [client.sign_up("one@example.com")?, client.sign_up("two@example.com")?];
    for user in &users {
        for number in 0..QUEUED {
            trigger(&mut client, user, number)?;
        }
    }
    let load = Load { connections: CONNECTIONS, duration: Duration::from_secs(10), rate: Some(200.0) };
    let ask = |index: usize| request("GET", "/api/generations?limit=20", &users[index % 2].headers(), "");
    let answers = load::run(server.address, &load, 200, ask)?.all_good()?;
    let Progress { drawn, drawing, waiting } = progress(&mut client, &users)?;
    server.stop();
    // Otherwise the figure would be that of an idle server.
    if drawing == 0 || waiting == 0 {
        return Err(format!(
            "the workers were not busy throughout: {drawn} drawn, {drawing} in work, {waiting} left."
        ));
    }
    Ok(vec![
        Measure::new(
            "rendering.list-p99",
            "the list at 200 a second while two pictures are drawn, p99",
            answers.latencies.percentile_ms(0.99),
            "ms",
            Target::Below(25.0),
        ),
        Measure::new("rendering.drawn", "pictures finished meanwhile", f64::from(drawn), "", Target::None),
    ])
}

/// Pictures by how far they are.
#[derive(Default)]
struct Progress {
    drawn: u32,
    drawing: u32,
    waiting: u32,
}

fn progress(client: &mut Client, users: &[User]) -> Outcome<Progress> {
    let mut progress = Progress::default();
    for user in users {
        let page = client.json(user, "GET", "/api/generations?limit=100", "", 200)?;
        for item in page["items"].as_array().map(Vec::as_slice).unwrap_or_default() {
            match item["status"].as_str() {
                Some("completed") => progress.drawn += 1,
                Some("processing") => progress.drawing += 1,
                Some("queued") => progress.waiting += 1,
                status => return Err(format!("a picture is {status:?}: {}", item["error"])),
            }
        }
    }
    Ok(progress)
}
