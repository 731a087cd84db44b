//! A stand-in for a mail server: it speaks SMTP (RFC 5321) as far as a client that hands letters over needs, keeps what
//! it is given, and refuses, waits or hangs up when a test says so. Without TLS: it is on the loopback.

use std::{collections::VecDeque, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
use parking_lot::Mutex;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A letter that was taken.
#[derive(Clone, Debug)]
pub struct Received {
    /// Who sent it.
    pub from: String,
    /// Whom to.
    pub to: Vec<String>,
    /// Headers and body as they came, lines ended by a line feed.
    pub data: String,
}

/// What happens to the next letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTrouble {
    /// `451` at the recipient: later.
    Greylist,
    /// `550` at the recipient: never.
    NoSuchUser,
    /// The letter is taken and the connection ends without a word.
    CutAfterData,
    /// `421` instead of a greeting.
    Busy,
}

#[derive(Default)]
struct State {
    received: Mutex<Vec<Received>>,
    script: Mutex<VecDeque<SmtpTrouble>>,
    /// User and password, where they are asked for.
    login: Mutex<Option<(String, String)>>,
}

/// A running fake. Ends when it is dropped.
pub struct FakeSmtp {
    /// The port on the loopback.
    pub port: u16,
    state: Arc<State>,
    serving: JoinHandle<()>,
}

impl FakeSmtp {
    /// A fake on a free loopback port.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start() -> FakeSmtp {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("a bound listener has an address").port();
        let state = Arc::new(State::default());
        let shared = state.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = shared.clone();
                // A client that hangs up ends only its own connection.
                tokio::spawn(async move {
                    let _ = Session { state, from: String::new(), to: Vec::new() }.run(stream).await;
                });
            }
        });
        FakeSmtp { port, state, serving }
    }

    /// From now on letters are taken only from who signs in with this.
    pub fn asks_for(&self, user: &str, password: &str) {
        *self.state.login.lock() = Some((user.to_owned(), password.to_owned()));
    }

    /// What happens to the next letters.
    pub fn script(&self, troubles: impl IntoIterator<Item = SmtpTrouble>) {
        self.state.script.lock().extend(troubles);
    }

    /// Every letter that was taken, in order.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.state.received.lock().clone()
    }
}

impl Drop for FakeSmtp {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

struct Session {
    state: Arc<State>,
    from: String,
    to: Vec<String>,
}

impl Session {
    async fn run(mut self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let next = self.state.script.lock().front().copied();
        if next == Some(SmtpTrouble::Busy) {
            self.state.script.lock().pop_front();
            return write.write_all(b"421 too busy\r\n").await;
        }
        write.write_all(b"220 fake.test ESMTP\r\n").await?;
        let mut signed_in = self.state.login.lock().is_none();
        while let Some(line) = lines.next_line().await? {
            let upper = line.to_ascii_uppercase();
            let answer: String = match upper.split(' ').next().unwrap_or_default() {
                "EHLO" | "HELO" => {
                    "250-fake.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN\r\n".into()
                }
                "AUTH" => {
                    signed_in = self.proves(&line);
                    if signed_in { "235 fine\r\n".into() } else { "535 not you\r\n".into() }
                }
                "MAIL" if !signed_in => "530 sign in first\r\n".into(),
                "MAIL" => {
                    (self.from, self.to) = (address(&line), Vec::new());
                    "250 fine\r\n".into()
                }
                "RCPT" => self.recipient(&line),
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await?;
                    let mut data = String::new();
                    while let Some(line) = lines.next_line().await? {
                        if line == "." {
                            break;
                        }
                        // A line of dots is sent with one more (RFC 5321 §4.5.2).
                        data.push_str(line.strip_prefix('.').unwrap_or(&line));
                        data.push('\n');
                    }
                    let (from, to) = (self.from.clone(), self.to.clone());
                    self.state.received.lock().push(Received { from, to, data });
                    if self.takes(SmtpTrouble::CutAfterData) {
                        return Ok(());
                    }
                    "250 taken\r\n".into()
                }
                "QUIT" => {
                    write.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                "RSET" | "NOOP" => "250 fine\r\n".into(),
                _ => "502 not known here\r\n".into(),
            };
            write.write_all(answer.as_bytes()).await?;
        }
        Ok(())
    }

    fn recipient(&mut self, line: &str) -> String {
        let to = address(line);
        if self.takes(SmtpTrouble::Greylist) {
            return format!("451 4.7.1 <{to}>: try later\r\n");
        }
        if self.takes(SmtpTrouble::NoSuchUser) {
            return format!("550 5.1.1 <{to}>: nobody here\r\n");
        }
        self.to.push(to);
        "250 fine\r\n".into()
    }

    /// Whether this is the next trouble; it is used up then.
    fn takes(&self, trouble: SmtpTrouble) -> bool {
        let mut script = self.state.script.lock();
        let is_next = script.front() == Some(&trouble);
        if is_next {
            script.pop_front();
        }
        is_next
    }

    fn proves(&self, line: &str) -> bool {
        let Some((user, password)) = self.state.login.lock().clone() else { return true };
        let sent = line.split(' ').nth(2).and_then(|text| BASE64_STANDARD.decode(text).ok());
        sent.is_some_and(|sent| sent == format!("\0{user}\0{password}").into_bytes())
    }
}

/// What stands between angle brackets.
fn address(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(inner, _)| inner);
    inner.unwrap_or_default().to_owned()
}
