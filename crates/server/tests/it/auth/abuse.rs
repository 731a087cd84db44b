//! Other sites, floods, and what must not leak.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use axum::http::StatusCode;
use domain::time::SECOND_MS;
use serde_json::json;

use crate::browser::{PASSWORD, World};

#[tokio::test]
async fn other_sites_pages_cannot_act_for_somebody() {
    let world = World::with(&[("MARTY_SERVER__PUBLIC_URL", "http://public.test")]);
    let browser = world.signed_up("192.0.2.1", "ada@example.com").await;
    let foreign: [&[(&str, &str)]; 5] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "https://studio.test.evil.example")],
    ];
    let own: [&[(&str, &str)]; 4] = [
        &[],
        &[("origin", "http://studio.test")],
        &[("origin", "http://public.test")],
        &[("sec-fetch-site", "same-origin"), ("origin", "http://studio.test")],
    ];
    for (headers, allowed) in foreign.iter().map(|h| (h, false)).chain(own.iter().map(|h| (h, true))) {
        let mut page = browser.clone();
        page.extra = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let credentials = json!({ "email": "ada@example.com", "password": PASSWORD });
        let answers = [
            page.put("/api/user/profile", &json!({ "name": "Ada" })).await,
            page.clone().post("/api/auth/sign-in", &credentials).await,
            page.clone().post("/api/auth/sign-up", &credentials).await,
        ];
        for answer in answers {
            assert_eq!(answer.status.is_success(), allowed, "{headers:?} {}", answer.body);
            assert!(allowed || (answer.status == StatusCode::FORBIDDEN && answer.code() == "csrf_rejected"));
            assert!(allowed || !answer.headers.contains_key("set-cookie"));
        }
        assert_eq!(page.get("/api/user/profile").await.status, StatusCode::OK, "reading is free");
    }
}

#[tokio::test]
async fn signing_in_is_limited_per_address_and_recovers() {
    let world = World::with(&[("MARTY_LIMITS__SIGN_INS_PER_MINUTE", "3")]);
    world.signed_up("192.0.2.1", "ada@example.com").await;
    let mut browser = world.browser("192.0.2.2");
    for _ in 0..3 {
        assert_eq!(browser.sign_in("ada@example.com", PASSWORD).await.status, StatusCode::OK);
    }
    let refused = browser.sign_in("ada@example.com", PASSWORD).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "rate_limited"));
    assert_eq!(refused.body["retryAfterSeconds"], 20);
    assert_eq!(refused.header("retry-after"), "20");
    assert_eq!(refused.header("ratelimit"), "\"default\";r=0;t=20");
    assert_eq!(browser.sign_up("new@example.com", PASSWORD).await.code(), "rate_limited");
    // Other requests, and other addresses, go on.
    assert_eq!(browser.get("/api/auth/session").await.status, StatusCode::OK);
    assert_eq!(world.browser("192.0.2.3").sign_in("ada@example.com", PASSWORD).await.status, StatusCode::OK);
    world.clock.advance_ms(20 * SECOND_MS);
    assert_eq!(browser.sign_in("ada@example.com", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn requests_of_any_kind_are_limited_per_address() {
    let world = World::with(&[("MARTY_LIMITS__REQUESTS_PER_MINUTE", "5")]);
    let mut browser = world.browser("2001:db8::1");
    for _ in 0..5 {
        assert_eq!(browser.get("/api/auth/session").await.code(), "not_signed_in");
    }
    assert_eq!(browser.get("/api/auth/session").await.code(), "rate_limited");
    // The same subscriber, another of its addresses.
    assert_eq!(world.browser("2001:db8::2").get("/api/auth/session").await.code(), "rate_limited");
    assert_eq!(world.browser("2001:db8:0:1::1").get("/api/auth/session").await.code(), "not_signed_in");
    world.clock.advance_ms(12 * SECOND_MS);
    assert_eq!(browser.get("/api/auth/session").await.code(), "not_signed_in");
}

#[tokio::test]
async fn limits_can_be_switched_off() {
    let world = World::with(&[
        ("MARTY_LIMITS__ENABLED", "false"),
        ("MARTY_LIMITS__REQUESTS_PER_MINUTE", "1"),
        ("MARTY_LIMITS__SIGN_INS_PER_MINUTE", "1"),
    ]);
    let mut browser = world.signed_up("192.0.2.1", "ada@example.com").await;
    for _ in 0..5 {
        assert_eq!(browser.sign_in("ada@example.com", PASSWORD).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_proxy_is_believed_only_when_the_operator_says_so() {
    for (trusted, told_apart) in [("true", true), ("false", false)] {
        let world = World::with(&[
            ("MARTY_SERVER__TRUST_PROXY", trusted),
            ("MARTY_LIMITS__REQUESTS_PER_MINUTE", "1"),
        ]);
        let mut one = world.browser("10.0.0.1");
        one.extra = vec![("x-forwarded-for", "203.0.113.7, 198.51.100.1".to_owned())];
        assert_eq!(one.get("/api/auth/session").await.code(), "not_signed_in");
        // What the client itself claims, before the proxy's entry, changes nothing.
        one.extra = vec![("x-forwarded-for", "203.0.113.8, 198.51.100.1".to_owned())];
        assert_eq!(one.get("/api/auth/session").await.code(), "rate_limited");
        let mut other = world.browser("10.0.0.1");
        other.extra = vec![("x-forwarded-for", "198.51.100.2".to_owned())];
        let expected = if told_apart { "not_signed_in" } else { "rate_limited" };
        assert_eq!(other.get("/api/auth/session").await.code(), expected);
    }
}

#[tokio::test]
async fn answers_carry_the_security_headers() {
    let world = World::new();
    let mut browser = world.browser("192.0.2.1");
    let refused = browser.get("/api/auth/session").await;
    let accepted = browser.sign_up("ada@example.com", PASSWORD).await;
    for answer in [refused, accepted] {
        for (name, value) in [
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), value, "{name}");
        }
    }
}

/// Log lines of the whole test process.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_secret_reaches_the_log() {
    let captured = Captured::default();
    let writer = captured.clone();
    // For the whole process, because hashing and writing happen on other threads.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .try_init()
        .expect("no other test installs a subscriber");

    let world = World::new();
    let (email, password) = ("quietly@secret-host.example", "umbrella glacier notebook 47 pepper");
    let mut browser = world.browser("203.0.113.77");
    browser.extra = vec![("user-agent", "Distinctive/9".to_owned())];
    let mut secrets =
        vec![email.to_owned(), password.to_owned(), "secret-host".into(), "203.0.113.77".into()];
    assert_eq!(browser.sign_up(email, password).await.status, StatusCode::CREATED);
    secrets.extend([browser.cookie.clone().unwrap(), browser.csrf.clone().unwrap()]);
    browser.put("/api/user/profile", &json!({ "name": "Quietly" })).await;
    browser.post("/api/auth/sign-out", &json!({})).await;
    browser.sign_in(email, "umbrella glacier notebook 47 salt").await;
    browser.sign_up(email, "umbrella glacier notebook 47 salt").await;
    browser.sign_in(email, password).await;
    secrets.extend([browser.cookie.clone().unwrap(), browser.csrf.clone().unwrap()]);
    tracing::info!("end of the story");

    let log = String::from_utf8_lossy(&captured.0.lock().unwrap()).into_owned();
    assert!(log.contains("end of the story"), "nothing was captured");
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} reached the log");
    }
    assert!(!log.contains("umbrella glacier"), "a wrong password reached the log");
}
