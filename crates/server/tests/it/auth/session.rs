//! Sessions: how they begin, what they prove and how they end.

use axum::http::StatusCode;
use domain::time::{HOUR_MS, SECOND_MS};
use serde_json::json;

use crate::browser::{PASSWORD, World};

const SESSION: &str = "/api/auth/session";
const SIGN_OUT: &str = "/api/auth/sign-out";
const PROFILE: &str = "/api/user/profile";

#[tokio::test]
async fn signing_in_opens_a_session_of_its_own_each_time() {
    let world = World::new();
    let first = world.signed_up("192.0.2.1", "ada@example.com").await;
    let mut second = world.browser("192.0.2.2");
    let answer = second.sign_in(" ADA@example.com", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body["user"]["email"], "ada@example.com");
    assert_eq!(answer.body["csrfToken"].as_str(), second.csrf.as_deref());
    assert_ne!(first.cookie, second.cookie);
    assert_ne!(first.csrf, second.csrf);
    assert_eq!(second.get(SESSION).await.body, answer.body);
    assert_eq!(world.count("SELECT count(*) FROM sessions").await, 2);
}

#[tokio::test]
async fn only_the_hash_of_a_token_is_stored() {
    let world = World::new();
    let browser = world.signed_up("192.0.2.1", "ada@example.com").await;
    let token = browser.cookie.unwrap();
    // 256 bits in base64url.
    assert_eq!(token.len(), 43);
    let stored = world.texts("SELECT token_hash || ' ' || id || ' ' || user_agent FROM sessions").await;
    assert!(stored.iter().all(|row| !row.contains(&token)));
    let mut thief = world.browser("192.0.2.9");
    thief.cookie = stored[0].split(' ').next().map(str::to_owned);
    assert_eq!(thief.get(SESSION).await.code(), "not_signed_in");
}

#[tokio::test]
async fn a_planted_token_never_becomes_a_session() {
    let world = World::new();
    world.signed_up("192.0.2.1", "ada@example.com").await;
    let planted = "A".repeat(43);
    let mut victim = world.browser("192.0.2.2");
    victim.cookie = Some(planted.clone());
    assert_eq!(victim.sign_in("ada@example.com", PASSWORD).await.status, StatusCode::OK);
    assert_ne!(victim.cookie.as_deref(), Some(planted.as_str()));
    let mut attacker = world.browser("192.0.2.3");
    attacker.cookie = Some(planted);
    assert_eq!(attacker.get(SESSION).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_other_sites() {
    for (public_url, secure) in [("", false), ("http://studio.test", false), ("https://studio.test", true)] {
        let world = World::with(&[("MARTY_SERVER__PUBLIC_URL", public_url)]);
        let mut browser = world.browser("192.0.2.1");
        let answer = browser.sign_up("ada@example.com", PASSWORD).await;
        let token = browser.cookie.clone().unwrap();
        let suffix = if secure { "; Secure" } else { "" };
        let expected =
            format!("marty_session={token}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax{suffix}");
        assert_eq!(answer.header("set-cookie"), expected);
        assert_eq!(answer.headers.contains_key("strict-transport-security"), secure);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_session_ends_after_a_day() {
    let world = World::new();
    let mut browser = world.signed_up("192.0.2.1", "ada@example.com").await;
    world.clock.advance_ms(24 * HOUR_MS - 1);
    assert_eq!(browser.get(SESSION).await.status, StatusCode::OK);
    world.clock.advance_ms(1);
    let ended = browser.get(SESSION).await;
    assert_eq!((ended.status, ended.code()), (StatusCode::UNAUTHORIZED, "not_signed_in"));
    assert_eq!(browser.put(PROFILE, &json!({ "name": "x" })).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    let world = World::new();
    let mut here = world.signed_up("192.0.2.1", "ada@example.com").await;
    let mut there = world.browser("192.0.2.2");
    there.sign_in("ada@example.com", PASSWORD).await;

    let mut stolen = here.clone();
    let answer = here.post(SIGN_OUT, &json!({})).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(answer.header("set-cookie").starts_with("marty_session=; Path=/; Max-Age=0; HttpOnly"));
    assert_eq!(here.cookie, None);
    // The token itself opens nothing any more, wherever it is kept.
    assert_eq!(stolen.get(SESSION).await.code(), "not_signed_in");
    assert_eq!(stolen.post(SIGN_OUT, &json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(here.post(SIGN_OUT, &json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(there.get(SESSION).await.status, StatusCode::OK);
}

#[tokio::test]
async fn changes_need_the_sessions_csrf_token() {
    let world = World::new();
    let mut browser = world.signed_up("192.0.2.1", "ada@example.com").await;
    let right = browser.csrf.clone().unwrap();
    let wrong = format!("{}A", &right[..right.len() - 1]);
    for sent in [None, Some(String::new()), Some(wrong), Some(right[..20].to_owned()), browser.cookie.clone()]
    {
        browser.csrf = sent.clone();
        let change = browser.put(PROFILE, &json!({ "name": "Mallory" })).await;
        assert_eq!((change.status, change.code()), (StatusCode::FORBIDDEN, "csrf_rejected"), "{sent:?}");
        let sign_out = browser.post(SIGN_OUT, &json!({})).await;
        assert_eq!((sign_out.status, sign_out.code()), (StatusCode::FORBIDDEN, "csrf_rejected"), "{sent:?}");
        // Reading needs none.
        assert_eq!(browser.get(PROFILE).await.body["name"], "ada");
    }
    browser.csrf = Some(right);
    assert_eq!(browser.put(PROFILE, &json!({ "name": "Ada" })).await.body["name"], "Ada");
}

#[tokio::test]
async fn old_hashes_verify_and_are_renewed_with_todays_parameters() {
    let world = World::new();
    world.signed_up("192.0.2.1", "ada@example.com").await;
    let world = World::in_directory(world.close(), &[("MARTY_AUTH__HASH_MEMORY_KIB", "16")]);
    let hash = "SELECT password_hash FROM credentials";
    assert!(world.texts(hash).await[0].starts_with("$argon2id$v=19$m=8,"));
    let mut browser = world.browser("192.0.2.1");
    assert_eq!(browser.sign_in("ada@example.com", "wrong orbit velvet quarry").await.status.as_u16(), 401);
    assert!(world.texts(hash).await[0].starts_with("$argon2id$v=19$m=8,"));
    assert_eq!(browser.sign_in("ada@example.com", PASSWORD).await.status, StatusCode::OK);
    assert!(world.texts(hash).await[0].starts_with("$argon2id$v=19$m=16,"));
    assert_eq!(browser.sign_in("ada@example.com", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn expired_rows_are_forgotten() {
    let world = World::new();
    world.signed_up("192.0.2.1", "ada@example.com").await;
    let mut browser = world.browser("192.0.2.2");
    browser.sign_in("ada@example.com", "wrong orbit velvet quarry").await;
    world.clock.advance_ms(23 * HOUR_MS);
    world.browser("192.0.2.3").sign_in("ada@example.com", PASSWORD).await;
    let forget = async || {
        let now = world.app.env.now();
        world.app.db.write(move |tx| server::auth::forget_expired(tx, now)).await.unwrap()
    };
    assert_eq!(forget().await, 0);
    world.clock.advance_ms(HOUR_MS + SECOND_MS);
    // The session of the sign-up, and the failure of the second address.
    assert_eq!(forget().await, 2);
    assert_eq!(world.count("SELECT count(*) FROM sessions").await, 1);
    assert_eq!(world.count("SELECT count(*) FROM sign_in_failures").await, 0);
}
