//! As much of HTTP/1.1 as measuring one's own server takes.
//!
//! A blocking client for setting scenes up, and the reading of responses that the load generator
//! shares. Both speak to the loopback address only.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::Outcome;

/// A response that has arrived completely.
#[derive(Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    /// Lines `name: value`, names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// How many bytes of the buffer it took.
    length: usize,
}

impl Response {
    /// The first header of a name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
    }
}

/// Where a response's head ends and what it says: status and headers.
pub fn read_head(buffer: &[u8]) -> Option<Response> {
    let end = find(buffer, b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&buffer[..end]);
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    let headers = lines.filter_map(header).collect();
    Some(Response { status, headers, body: Vec::new(), length: end })
}

/// The response at the start of a buffer, once all of it is there.
pub fn read_response(buffer: &[u8]) -> Option<Response> {
    let mut response = read_head(buffer)?;
    let rest = &buffer[response.length..];
    if response.header("transfer-encoding") == Some("chunked") {
        let mut at = 0;
        loop {
            let (chunk, length) = read_chunk(&rest[at..])?;
            at += length;
            if chunk.is_empty() {
                break;
            }
            response.body.extend(chunk);
        }
        response.length += at;
    } else {
        let length = response.header("content-length").map_or(Some(0), |text| text.parse().ok())?;
        response.body = rest.get(..length)?.to_vec();
        response.length += length;
    }
    Some(response)
}

/// The status and length of the response at the start of a buffer, without copying anything: all
/// that a load generator needs, and cheap enough not to be what is measured.
pub fn measure_response(buffer: &[u8]) -> Option<(u16, usize)> {
    let head = find(buffer, b"\r\n\r\n")? + 4;
    let Some(at) = find_ignoring_case(&buffer[..head], b"\ncontent-length:") else {
        return read_response(buffer).map(|response| (response.status, response.length));
    };
    let digits = buffer[at + 16..head]
        .iter()
        .skip_while(|byte| **byte == b' ')
        .take_while(|byte| byte.is_ascii_digit());
    let body = digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'));
    let status =
        buffer.get(9..12)?.iter().fold(0, |number, digit| number * 10 + u16::from(digit.wrapping_sub(b'0')));
    (buffer.len() >= head + body).then_some((status, head + body))
}

/// The content of the chunk at the start of a buffer, and the bytes it takes with its framing.
pub fn read_chunk(buffer: &[u8]) -> Option<(&[u8], usize)> {
    let line = find(buffer, b"\r\n")?;
    let size = std::str::from_utf8(&buffer[..line]).ok()?.split(';').next()?.trim();
    let size = usize::from_str_radix(size, 16).ok()?;
    let start = line + 2;
    (buffer.len() >= start + size + 2).then(|| (&buffer[start..start + size], start + size + 2))
}

fn find(buffer: &[u8], pattern: &[u8]) -> Option<usize> {
    buffer.windows(pattern.len()).position(|window| window == pattern)
}

fn find_ignoring_case(buffer: &[u8], pattern: &[u8]) -> Option<usize> {
    buffer.windows(pattern.len()).position(|window| window.eq_ignore_ascii_case(pattern))
}

/// The bytes of a request.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        text.push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// Somebody who signed up.
#[derive(Clone)]
pub struct User {
    pub email: String,
    pub cookie: String,
    pub csrf: String,
}

impl User {
    /// The headers that make a request this user's.
    pub fn headers(&self) -> [(&str, &str); 2] {
        [("cookie", &self.cookie), ("x-csrf-token", &self.csrf)]
    }
}

/// One kept connection that asks and waits.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    /// Connects to a server on this machine.
    pub fn connect(address: SocketAddr) -> Outcome<Client> {
        let stream = TcpStream::connect(address).map_err(|error| format!("{address}: {error}."))?;
        let timeout = Some(Duration::from_secs(30));
        let set = stream.set_read_timeout(timeout).and_then(|()| stream.set_nodelay(true));
        set.map_err(|error| format!("{address}: {error}."))?;
        Ok(Client { stream, buffer: Vec::new() })
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) -> Outcome {
        self.stream.write_all(bytes).map_err(|error| format!("a request could not be sent: {error}."))
    }

    /// Reads until a part of the buffer can be taken; the taker says how much it used.
    pub fn take<T>(&mut self, part: impl Fn(&[u8]) -> Option<(T, usize)>) -> Outcome<T> {
        loop {
            if let Some((value, length)) = part(&self.buffer) {
                self.buffer.drain(..length);
                return Ok(value);
            }
            let mut piece = [0; 16 * 1024];
            match self.stream.read(&mut piece) {
                Ok(0) => return Err("the server closed the connection.".into()),
                Ok(count) => self.buffer.extend(&piece[..count]),
                Err(error) => return Err(format!("no answer: {error}.")),
            }
        }
    }

    /// Asks and returns the whole response.
    pub fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Outcome<Response> {
        self.send(&request(method, path, headers, body))?;
        self.take(|buffer| {
            read_response(buffer).map(|response| (response.length, response)).map(|(n, r)| (r, n))
        })
    }

    /// Asks and expects a status and JSON.
    pub fn json(&mut self, user: &User, method: &str, path: &str, body: &str, status: u16) -> Outcome<Value> {
        let response = self.ask(method, path, &user.headers(), body)?;
        expect(&response, status, &format!("{method} {path}"))
    }

    /// Creates an account.
    pub fn sign_up(&mut self, email: &str) -> Outcome<User> {
        let body =
            serde_json::json!({ "email": email, "password": "a bench between two pines", "name": "Bench" });
        let response = self.ask("POST", "/api/auth/sign-up", &[], &body.to_string())?;
        let answer = expect(&response, 201, "sign-up")?;
        let cookie = response.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.ok_or("sign-up set no cookie.")?.to_owned();
        let csrf = answer["csrfToken"].as_str().ok_or("sign-up gave no csrfToken.")?.to_owned();
        Ok(User { email: email.to_owned(), cookie, csrf })
    }
}

fn expect(response: &Response, status: u16, what: &str) -> Outcome<Value> {
    let text = String::from_utf8_lossy(&response.body);
    if response.status != status {
        return Err(format!("{what} answered {} instead of {status}: {text}", response.status));
    }
    serde_json::from_slice(&response.body)
        .map_err(|error| format!("{what} answered no JSON ({error}): {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &[u8] =
        b"HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\nSet-Cookie: a=b; HttpOnly\r\n\r\nhelloHTTP/1.1";
    const CHUNKED: &[u8] =
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n";

    #[test]
    fn a_response_is_read_when_it_is_complete_and_not_before() {
        let response = read_response(PLAIN).unwrap();
        assert_eq!((response.status, &response.body[..]), (202, &b"hello"[..]));
        assert_eq!(response.header("set-cookie"), Some("a=b; HttpOnly"));
        assert_eq!(measure_response(PLAIN), Some((202, PLAIN.len() - 8)));
        for end in 0..PLAIN.len() - 8 {
            assert!(
                read_response(&PLAIN[..end]).is_none() && measure_response(&PLAIN[..end]).is_none(),
                "{end}"
            );
        }
    }

    #[test]
    fn chunks_are_put_together() {
        assert_eq!(read_response(CHUNKED).unwrap().body, b"abcde");
        assert_eq!(measure_response(CHUNKED), Some((200, CHUNKED.len())));
        assert!(read_response(&CHUNKED[..CHUNKED.len() - 1]).is_none());
    }

    #[test]
    fn a_request_says_how_long_it_is() {
        let bytes = request("POST", "/x", &[("cookie", "a=b")], "{}");
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("POST /x HTTP/1.1\r\nhost: localhost\r\ncookie: a=b\r\n"), "{text}");
        assert!(text.ends_with("content-length: 2\r\n\r\n{}"), "{text}");
        assert!(!String::from_utf8(request("GET", "/", &[], "")).unwrap().contains("content-length"));
    }
}
