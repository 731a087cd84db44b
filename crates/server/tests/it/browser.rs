//! A browser as the tests need it: it keeps its cookie and sends the CSRF token it was given.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::net::SocketAddr;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use domain::time::Millis;
use serde_json::Value;
use server::{
    app::App,
    config::Config,
    env::{Env, ManualClock},
    router::router,
};
use tempfile::TempDir;
use tower::ServiceExt;

/// When the tests' clock starts: 2027-01-15T08:00:00Z.
const START: Millis = Millis(1_800_000_000_000);
/// A password that passes every check.
pub const PASSWORD: &str = "lantern orbit velvet quarry";

/// A server without a socket, on its own data directory and with a clock in the test's hands.
pub struct World {
    pub app: App,
    pub clock: ManualClock,
    directory: TempDir,
    router: Router,
}

impl World {
    /// With cheap hashing and otherwise the default settings.
    pub fn new() -> World {
        World::with(&[])
    }

    /// With settings on top, e.g. `("MARTY_AUTH__LOCKOUT_SECONDS", "5")`.
    pub fn with(settings: &[(&str, &str)]) -> World {
        World::in_directory(TempDir::new().unwrap(), settings)
    }

    /// On data that another world left behind.
    pub fn in_directory(directory: TempDir, settings: &[(&str, &str)]) -> World {
        let path = directory.path().to_str().unwrap().to_owned();
        let base = [
            ("MARTY_STORAGE__DATA_DIR", path.as_str()),
            ("MARTY_AUTH__HASH_MEMORY_KIB", "8"),
            ("MARTY_AUTH__HASH_ITERATIONS", "1"),
            ("MARTY_LOCAL_STUDIO__ENABLED", "false"),
        ];
        let all = base.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let config = Config::load(None, all).unwrap();
        let (env, clock) = Env::manual(START, 7);
        let app = App::open(config, env).unwrap();
        World { router: router(app.clone()), app, clock, directory }
    }

    /// Stops it and leaves the data.
    pub fn close(self) -> TempDir {
        self.directory
    }

    /// A fresh browser at an address of its own.
    pub fn browser(&self, address: &str) -> Browser {
        let address = SocketAddr::new(address.parse().unwrap(), 50_000);
        Browser { router: self.router.clone(), address, cookie: None, csrf: None, extra: Vec::new() }
    }

    /// A browser that has just signed up.
    pub async fn signed_up(&self, address: &str, email: &str) -> Browser {
        let mut browser = self.browser(address);
        let answer = browser.sign_up(email, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        browser
    }

    /// All rows of a query with one text column.
    pub async fn texts(&self, sql: &'static str) -> Vec<String> {
        let rows = self.app.db.read(|reader| reader.query(sql, server::params![], |row| row.get(0)));
        rows.await.map_err(|error: server::platform::db::DbError| error.to_string()).unwrap()
    }

    /// The answer of a query that counts.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let count = self.app.db.read(|reader| reader.query_one(sql, server::params![], |row| row.get(0)));
        count.await.map_err(|error: server::platform::db::DbError| error.to_string()).unwrap()
    }
}

/// See the module.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    address: SocketAddr,
    /// The session token, when signed in.
    pub cookie: Option<String>,
    /// The CSRF token, when signed in.
    pub csrf: Option<String>,
    /// Headers to send with every request.
    pub extra: Vec<(&'static str, String)>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// A header as text; empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Browser {
    pub async fn sign_up(&mut self, email: &str, password: &str) -> Answer {
        self.post("/api/auth/sign-up", &serde_json::json!({ "email": email, "password": password })).await
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.post("/api/auth/sign-in", &serde_json::json!({ "email": email, "password": password })).await
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None, "").await
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some("application/json"), &body.to_string()).await
    }

    pub async fn put(&mut self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some("application/json"), &body.to_string()).await
    }

    /// Sends exactly this, with what the browser keeps.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: &str,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "studio.test");
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, format!("marty_session={cookie}"));
        }
        if let Some(csrf) = &self.csrf {
            request = request.header("x-csrf-token", csrf);
        }
        for (name, value) in &self.extra {
            request = request.header(*name, value);
        }
        let request = request.extension(ConnectInfo(self.address)).body(Body::from(body.to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        self.keep(&parts.headers, &body);
        Answer { status: parts.status, headers: parts.headers, body }
    }

    fn keep(&mut self, headers: &HeaderMap, body: &Value) {
        if let Some(line) = headers.get(header::SET_COOKIE) {
            let value = line.to_str().unwrap().strip_prefix("marty_session=").unwrap();
            let token = value.split(';').next().unwrap();
            self.cookie = (!token.is_empty()).then(|| token.to_owned());
            self.csrf = None;
        }
        if let Some(csrf) = body["csrfToken"].as_str() {
            self.csrf = Some(csrf.to_owned());
        }
    }
}
