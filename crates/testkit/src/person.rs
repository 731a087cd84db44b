//! Somebody who uses the API as a browser would.

use reqwest::{Client, Method, StatusCode, header};
use serde_json::{Value, json};

/// A password that passes every rule.
pub const PASSWORD: &str = "correct-horse-battery-staple-7";

/// Somebody with, or without, a session.
#[derive(Clone)]
pub struct Person {
    client: Client,
    address: String,
    /// The session cookie, as `marty_session=…`.
    pub cookie: Option<String>,
    /// What goes into `X-CSRF-Token`.
    pub csrf_token: Option<String>,
    /// What they sign in with.
    pub email: String,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// All headers.
    pub headers: header::HeaderMap,
    /// The body as JSON; null when it is empty or something else.
    pub body: Value,
}

impl Answer {
    /// The body, if the status is the expected one.
    ///
    /// # Panics
    /// When it is not, with the body.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.body);
        self.body
    }

    /// Asserts that this is a problem with `code`.
    ///
    /// # Panics
    /// When it is something else.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.body);
        assert_eq!(
            self.headers.get("content-type").map(|v| v.as_bytes()),
            Some(&b"application/problem+json"[..])
        );
        assert_eq!(self.body["code"], code, "{:#}", self.body);
        self.body
    }
}

impl Person {
    pub(crate) fn new(client: Client, address: String) -> Person {
        Person { client, address, cookie: None, csrf_token: None, email: String::new() }
    }

    /// A stranger at the server of this address.
    #[must_use]
    pub fn at(address: &str) -> Person {
        Person::new(crate::client(), address.to_owned())
    }

    /// The same person, with the same session, at a server of another address.
    #[must_use]
    pub fn moved_to(&self, address: &str) -> Person {
        Person { address: address.to_owned(), ..self.clone() }
    }

    /// Signs up as `<name>@example.test` and keeps the session.
    ///
    /// # Panics
    /// When the server does not take it.
    pub async fn sign_up(&mut self, name: &str) -> Value {
        self.email = format!("{name}@example.test");
        let body = json!({"email": self.email, "password": PASSWORD, "name": name});
        let answer = self.post("/api/auth/sign-up", &body).await;
        self.keep_session(&answer);
        let body = answer.expect(201);
        self.csrf_token = body["csrfToken"].as_str().map(str::to_owned);
        body
    }

    /// Signs in again with the same e-mail and keeps the new session.
    ///
    /// # Panics
    /// When the server does not take it.
    pub async fn sign_in(&mut self) {
        let body = json!({"email": self.email, "password": PASSWORD});
        let answer = self.post("/api/auth/sign-in", &body).await;
        self.keep_session(&answer);
        self.csrf_token = answer.expect(200)["csrfToken"].as_str().map(str::to_owned);
    }

    /// Takes the session cookie out of an answer.
    pub fn keep_session(&mut self, answer: &Answer) {
        let cookie = answer.headers.get(header::SET_COOKIE).and_then(|value| value.to_str().ok());
        if let Some(cookie) = cookie {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
    }

    /// A request with this person's cookie and token, to be changed before it is sent.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let mut request = self.client.request(method.clone(), format!("{}{path}", self.address));
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let (Some(token), false) = (&self.csrf_token, method.is_safe()) {
            request = request.header("x-csrf-token", token);
        }
        request
    }

    /// Sends a request.
    ///
    /// # Panics
    /// When the server does not answer at all.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.expect("the whole answer arrives");
        Answer { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// POST with a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// PUT with a JSON body.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    /// PATCH with a JSON body.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Asks for a picture and answers the accepted run.
    ///
    /// # Panics
    /// When it is not accepted.
    pub async fn trigger(&self, prompt: &str) -> Value {
        let body = json!({"flowId": "text-to-image", "inputData": {"prompt": prompt, "seed": 7}});
        self.post("/api/trigger-workflow", &body).await.expect(202)
    }

    /// What can be spent and what is held.
    ///
    /// # Panics
    /// When the server does not say.
    pub async fn balance(&self) -> (i64, i64) {
        let body = self.get("/api/credits/balance").await.expect(200);
        (body["available"].as_i64().expect("a number"), body["held"].as_i64().expect("a number"))
    }

    /// Follows the live events until one satisfies `wanted`, and answers its data. `last` is where to go
    /// on from; the stream is read from the server as it comes.
    ///
    /// # Panics
    /// When the stream ends first.
    pub async fn event_where(&self, last: i64, wanted: impl Fn(&str, &Value) -> bool) -> Value {
        let request = self.request(Method::GET, "/api/events").header("last-event-id", last);
        let mut response = request.send().await.expect("the stream opens");
        let mut text = String::new();
        while let Some(chunk) = response.chunk().await.expect("the stream goes on") {
            text.push_str(&String::from_utf8_lossy(&chunk));
            while let Some(end) = text.find("\n\n") {
                let message: String = text.drain(..end + 2).collect();
                let data = message.lines().find_map(|line| line.strip_prefix("data: "));
                let Some(event) = data.and_then(|data| serde_json::from_str::<Value>(data).ok()) else {
                    continue;
                };
                if wanted(event["type"].as_str().unwrap_or_default(), &event["data"]) {
                    return event;
                }
            }
        }
        panic!("the stream ended before the event came");
    }

    /// Waits until a run has ended and answers it.
    ///
    /// # Panics
    /// When the server stops before.
    pub async fn ended(&self, generation_id: &str) -> Value {
        let is_final =
            |view: &Value| matches!(view["status"].as_str(), Some("completed" | "failed" | "cancelled"));
        let event = self.event_where(0, |kind, data| {
            kind == "generation.updated" && data["id"] == generation_id && is_final(data)
        });
        event.await["data"].clone()
    }
}
