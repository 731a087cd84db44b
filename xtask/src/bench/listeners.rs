//! Very many browsers that listen, on one thread: when each event was here, against when it became true.

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::histogram::Histogram;
use super::http::{User, read_chunk, read_head, request};
use super::live::now_ms;
use crate::Outcome;

/// Open event streams.
pub struct Listeners {
    poll: Poll,
    streams: Vec<Stream>,
}

struct Stream {
    connection: TcpStream,
    input: Vec<u8>,
    /// Whether the head of the answer has been read.
    open: bool,
}

/// How long the loop waits before it looks whether it should end.
const LOOK: Duration = Duration::from_millis(50);

impl Listeners {
    /// Opens `each` streams for every user and waits until all have been greeted.
    pub fn open(address: SocketAddr, users: &[User], each: usize) -> Outcome<Listeners> {
        let failed = |error: std::io::Error| format!("a stream could not be opened: {error}.");
        let poll = Poll::new().map_err(failed)?;
        let mut streams = Vec::with_capacity(users.len() * each);
        for user in users.iter().flat_map(|user| std::iter::repeat_n(user, each)) {
            let mut connection = std::net::TcpStream::connect(address).map_err(failed)?;
            let headers = [("cookie", user.cookie.as_str()), ("accept", "text/event-stream")];
            connection.write_all(&request("GET", "/api/events", &headers, "")).map_err(failed)?;
            connection.set_nonblocking(true).map_err(failed)?;
            let mut connection = TcpStream::from_std(connection);
            poll.registry()
                .register(&mut connection, Token(streams.len()), Interest::READABLE)
                .map_err(failed)?;
            streams.push(Stream { connection, input: Vec::new(), open: false });
        }
        let mut listeners = Listeners { poll, streams };
        let mut greeted = 0;
        while greeted < listeners.streams.len() {
            listeners.look(|text, _| greeted += text.matches("event: hello").count())?;
        }
        Ok(listeners)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.streams.len()
    }

    /// Listens until `stop` is set. Answers how long after it became true each event was here.
    pub fn listen(&mut self, stop: &AtomicBool) -> Outcome<Histogram> {
        let mut delays = Histogram::default();
        while !stop.load(Ordering::Relaxed) {
            self.look(|text, here_ms| {
                for at in text.lines().filter_map(became_true_ms) {
                    delays.record(Duration::from_secs_f64(((here_ms - at) / 1e3).max(0.0)));
                }
            })?;
        }
        Ok(delays)
    }

    /// Takes what has arrived: the text of every chunk, with the moment it was here.
    fn look(&mut self, mut heard: impl FnMut(&str, f64)) -> Outcome {
        let mut events = Events::with_capacity(1024);
        match self.poll.poll(&mut events, Some(LOOK)) {
            Err(error) if error.kind() != ErrorKind::Interrupted => {
                return Err(format!("the listeners failed: {error}."));
            }
            _ => {}
        }
        for event in &events {
            let stream = &mut self.streams[event.token().0];
            stream.read()?;
            let here_ms = now_ms();
            stream.take(|text| heard(text, here_ms))?;
        }
        Ok(())
    }
}

impl Stream {
    fn read(&mut self) -> Outcome {
        let mut buffer = [0; 16 * 1024];
        loop {
            match self.connection.read(&mut buffer) {
                Ok(0) => return Err("the server closed an event stream.".into()),
                Ok(length) => self.input.extend_from_slice(&buffer[..length]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(format!("an event stream broke: {error}.")),
            }
        }
    }

    fn take(&mut self, mut heard: impl FnMut(&str)) -> Outcome {
        if !self.open {
            let Some(head) = read_head(&self.input) else { return Ok(()) };
            if head.status != 200 {
                return Err(format!("an event stream answered {}.", head.status));
            }
            let end = self.input.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or_default();
            self.input.drain(..end + 4);
            self.open = true;
        }
        while let Some((chunk, length)) = read_chunk(&self.input) {
            if chunk.is_empty() {
                return Err("an event stream ended.".into());
            }
            heard(&String::from_utf8_lossy(chunk));
            self.input.drain(..length);
        }
        Ok(())
    }
}

/// The `at` of an event's data line.
fn became_true_ms(line: &str) -> Option<f64> {
    let (_, rest) = line.strip_prefix("data:")?.split_once("\"at\":")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_says_when_it_became_true() {
        let line = r#"data: {"seq":3,"type":"balance.updated","at":1795305600123,"data":{"at":1}}"#;
        assert_eq!(became_true_ms(line), Some(1_795_305_600_123.0));
        assert_eq!(became_true_ms(r#"data: {"seq":3,"type":"hello"}"#), None);
        assert_eq!(became_true_ms(": keep-alive"), None);
    }
}
