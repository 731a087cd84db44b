//! A browser's view of the event stream: what arrived, and when.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::http::{Client, User, read_chunk, read_head, request};
use super::server::Server;
use crate::Outcome;

/// A connection that listens to a user's events.
pub struct Listener {
    client: Client,
    text: String,
}

/// One event's data and the moment it was here.
pub struct Arrival {
    pub data: Value,
    /// UTC milliseconds, by the same clock as the server's.
    pub at_ms: f64,
}

impl Listener {
    /// Starts listening; returns when the stream is open.
    pub fn open(server: &Server, user: &User) -> Outcome<Listener> {
        let mut client = server.client()?;
        let headers = [("cookie", user.cookie.as_str()), ("accept", "text/event-stream")];
        client.send(&request("GET", "/api/events", &headers, ""))?;
        let status = client.take(|buffer| {
            let head = read_head(buffer)?;
            let length = buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
            Some((head.status, length))
        })?;
        if status != 200 {
            return Err(format!("the event stream answered {status}."));
        }
        Ok(Listener { client, text: String::new() })
    }

    /// The next event of a type, waiting for it.
    pub fn next(&mut self, wanted: &str) -> Outcome<Arrival> {
        loop {
            if let Some((event, data)) = take_event(&mut self.text) {
                if event == wanted {
                    return Ok(Arrival { data, at_ms: now_ms() });
                }
                continue;
            }
            let chunk = self.client.take(|buffer| {
                let (chunk, length) = read_chunk(buffer)?;
                Some((String::from_utf8_lossy(chunk).into_owned(), length))
            })?;
            if chunk.is_empty() {
                return Err("the event stream ended.".into());
            }
            self.text.push_str(&chunk);
        }
    }
}

/// Takes the first complete event off a text: its type and the `data` member of its JSON.
/// Comments (keep-alives) are passed over.
fn take_event(text: &mut String) -> Option<(String, Value)> {
    let end = text.find("\n\n")?;
    let block: String = text.drain(..end + 2).collect();
    let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let document: Value = field("data:").and_then(|data| serde_json::from_str(data).ok()).unwrap_or_default();
    Some((field("event:").unwrap_or_default().to_owned(), document["data"].clone()))
}

/// The wall clock, to compare with the times the server reports.
#[allow(
    clippy::disallowed_methods,
    reason = "the ban is for the server, whose time is injected; this measures it"
)]
pub fn now_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(f64::NAN, |since| since.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_taken_one_at_a_time() {
        let mut text = String::from(
            ": alive\n\nid: 4\nevent: balance.updated\ndata: {\"seq\":4,\"data\":{\"held\":2}}\n\nid: 5\nev",
        );
        assert_eq!(take_event(&mut text).unwrap().0, "");
        let (event, data) = take_event(&mut text).unwrap();
        assert_eq!((event.as_str(), data["held"].as_i64()), ("balance.updated", Some(2)));
        assert!(take_event(&mut text).is_none());
    }
}
