//! A load generator: one thread, many kept connections, two ways to press.
//!
//! *Closed loop*: every connection asks again as soon as it was answered; this finds the most the
//! server can do. *Open loop*: requests fall due at a fixed rate, whether earlier ones were
//! answered or not, and time counts from when they fell due; a server that stalls cannot hide it
//! by slowing its clients down. Both end by themselves.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::histogram::Histogram;
use super::http::measure_response;
use crate::Outcome;

/// How hard and how long.
pub struct Load {
    pub connections: usize,
    pub duration: Duration,
    /// Requests a second in an open loop; `None` is a closed loop.
    pub rate: Option<f64>,
}

/// What came back.
#[derive(Default)]
pub struct Answers {
    pub latencies: Histogram,
    /// Answers with the expected status.
    pub good: u64,
    /// The first answer that had another status.
    pub bad: Option<u16>,
    pub bad_count: u64,
    pub seconds: f64,
}

impl Answers {
    /// Good answers a second.
    pub fn per_second(&self) -> f64 {
        self.good as f64 / self.seconds
    }

    /// An error if any answer had another status than the expected one: a fast refusal is not
    /// throughput.
    pub fn all_good(self) -> Outcome<Answers> {
        match self.bad {
            Some(status) => Err(format!(
                "{} of {} answers had status {status} or another unexpected one.",
                self.bad_count,
                self.bad_count + self.good
            )),
            None if self.good == 0 => Err("there was no answer at all.".into()),
            None => Ok(self),
        }
    }
}

struct Connection {
    stream: TcpStream,
    output: Vec<u8>,
    written: usize,
    input: Vec<u8>,
    /// When the request that is under way fell due.
    since: Option<Instant>,
}

/// The grace for the last answers after the time is over.
const DRAIN: Duration = Duration::from_secs(10);

/// Presses on a server. `request` gives the bytes of the next request for a connection.
pub fn run(
    address: SocketAddr,
    load: &Load,
    expected: u16,
    mut request: impl FnMut(usize) -> Vec<u8>,
) -> Outcome<Answers> {
    let failed = |error: std::io::Error| format!("the load generator failed: {error}.");
    let mut poll = Poll::new().map_err(failed)?;
    let mut connections = connect(address, load.connections, &poll).map_err(failed)?;
    let mut events = Events::with_capacity(1024);
    let mut answers = Answers::default();
    let mut free: VecDeque<usize> = (0..connections.len()).collect();
    let mut due: VecDeque<Instant> = VecDeque::new();
    let mut scheduled = 0_u64;
    let start = Instant::now();
    let end = start + load.duration;
    loop {
        let now = Instant::now();
        if now < end {
            schedule(load, start, now, free.len(), &mut scheduled, &mut due);
        } else if load.rate.is_none() {
            due.clear();
        }
        while let (Some(since), Some(index)) = (due.front().copied(), free.front().copied()) {
            due.pop_front();
            free.pop_front();
            let connection = &mut connections[index];
            connection.output = request(index);
            connection.written = 0;
            connection.since = Some(since);
            write(connection).map_err(failed)?;
        }
        let idle = due.is_empty() && free.len() == connections.len();
        if now >= end && idle {
            break;
        }
        if now >= end + DRAIN {
            return Err(format!(
                "{} requests were never answered.",
                connections.len() - free.len() + due.len()
            ));
        }
        poll.poll(&mut events, Some(timeout(load, start, end, now, scheduled)))
            .or_else(interrupted)
            .map_err(failed)?;
        for event in &events {
            let index = event.token().0;
            let connection = &mut connections[index];
            write(connection).map_err(failed)?;
            if let Some(status) = read(connection).map_err(failed)? {
                count(&mut answers, connection, status, expected);
                free.push_back(index);
            }
        }
    }
    answers.seconds = start.elapsed().as_secs_f64();
    Ok(answers)
}

fn connect(address: SocketAddr, count: usize, poll: &Poll) -> std::io::Result<Vec<Connection>> {
    let open = |index| {
        // Connected while blocking, so that only requests are measured.
        let stream = std::net::TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry().register(&mut stream, Token(index), Interest::READABLE | Interest::WRITABLE)?;
        Ok(Connection { stream, output: Vec::new(), written: 0, input: Vec::new(), since: None })
    };
    (0..count).map(open).collect()
}

/// Makes requests due. In an open loop they count from now, when the timer woke us: up to a
/// millisecond after their time, which is the timer's and not the server's. Waiting for a free
/// connection counts.
fn schedule(
    load: &Load,
    start: Instant,
    now: Instant,
    free: usize,
    scheduled: &mut u64,
    due: &mut VecDeque<Instant>,
) {
    match load.rate {
        None => due.extend(std::iter::repeat_n(now, free.saturating_sub(due.len()))),
        Some(rate) => {
            let wanted = (now.duration_since(start).as_secs_f64() * rate) as u64 + 1;
            due.extend((*scheduled..wanted).map(|_| now));
            *scheduled = wanted.max(*scheduled);
        }
    }
}

/// Until the next request falls due, or the end.
fn timeout(load: &Load, start: Instant, end: Instant, now: Instant, scheduled: u64) -> Duration {
    let next = match load.rate {
        Some(rate) if now < end => start + Duration::from_secs_f64(scheduled as f64 / rate),
        _ => end.max(now + Duration::from_millis(100)),
    };
    next.saturating_duration_since(now)
}

fn interrupted(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == ErrorKind::Interrupted { Ok(()) } else { Err(error) }
}

fn write(connection: &mut Connection) -> std::io::Result<()> {
    while connection.written < connection.output.len() {
        match connection.stream.write(&connection.output[connection.written..]) {
            Ok(count) => connection.written += count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads what there is; the status once the answer is complete.
fn read(connection: &mut Connection) -> std::io::Result<Option<u16>> {
    let mut piece = [0; 64 * 1024];
    loop {
        match connection.stream.read(&mut piece) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => connection.input.extend(&piece[..count]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) => return Err(error),
        }
    }
    Ok(measure_response(&connection.input).map(|(status, length)| {
        connection.input.drain(..length);
        status
    }))
}

fn count(answers: &mut Answers, connection: &mut Connection, status: u16, expected: u16) {
    if let Some(since) = connection.since.take() {
        answers.latencies.record(since.elapsed());
    }
    if status == expected {
        answers.good += 1;
    } else {
        answers.bad_count += 1;
        answers.bad.get_or_insert(status);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufRead;
    use std::net::TcpListener;

    /// A server of a few threads that answers every request with a status.
    fn server(status: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                std::thread::spawn(move || {
                    let mut output = stream.try_clone().unwrap();
                    for line in std::io::BufReader::new(stream).lines().map_while(Result::ok) {
                        if line.is_empty() {
                            write!(output, "HTTP/1.1 {status} X\r\ncontent-length: 2\r\n\r\nok").unwrap();
                        }
                    }
                });
            }
        });
        address
    }

    fn ask(_: usize) -> Vec<u8> {
        super::super::http::request("GET", "/", &[], "")
    }

    #[test]
    fn a_closed_loop_counts_every_answer() {
        let load = Load { connections: 4, duration: Duration::from_millis(100), rate: None };
        let answers = run(server("200"), &load, 200, ask).unwrap().all_good().unwrap();
        assert!(answers.good > 4);
        assert_eq!(answers.good, answers.latencies.count());
    }

    #[test]
    fn an_open_loop_keeps_its_rate() {
        let load = Load { connections: 4, duration: Duration::from_millis(200), rate: Some(200.0) };
        let answers = run(server("200"), &load, 200, ask).unwrap();
        assert!((38..=41).contains(&answers.good), "{}", answers.good);
    }

    #[test]
    fn refusals_are_not_throughput() {
        let load = Load { connections: 1, duration: Duration::from_millis(20), rate: None };
        let error = run(server("429"), &load, 200, ask).unwrap().all_good().err().unwrap();
        assert!(error.contains("429"), "{error}");
    }
}
