//! Failed tries: what they answer and where they lead.

use axum::http::StatusCode;
use domain::time::SECOND_MS;
use serde_json::json;

use crate::browser::{Answer, PASSWORD, World};

const WRONG: &str = "wrong orbit velvet quarry";

#[tokio::test]
async fn five_failures_lock_and_each_further_one_doubles_the_wait() {
    let world = World::new();
    world.signed_up("192.0.2.1", "ada@example.com").await;
    let mut browser = world.browser("192.0.2.2");
    for left in (0..5).rev() {
        let answer = browser.sign_in("ada@example.com", WRONG).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::UNAUTHORIZED, "wrong_credentials"));
        assert_eq!(answer.body["attemptsLeft"], left);
        let wait = if left == 0 { json!(60) } else { json!(null) };
        assert_eq!(answer.body["retryAfterSeconds"], wait);
    }
    // Locked: also for the right password, from anywhere.
    for (address, password) in [("192.0.2.2", WRONG), ("192.0.2.2", PASSWORD), ("192.0.2.3", PASSWORD)] {
        let answer = world.browser(address).sign_in("ada@example.com", password).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::TOO_MANY_REQUESTS, "locked_out"));
        assert_eq!(answer.body["retryAfterSeconds"], 60);
        assert_eq!(answer.header("retry-after"), "60");
    }
    for wait in [60, 120, 240] {
        world.clock.advance_ms(wait * SECOND_MS - 1);
        let answer = browser.sign_in("ada@example.com", PASSWORD).await;
        assert_eq!((answer.code(), &answer.body["retryAfterSeconds"]), ("locked_out", &json!(1)));
        world.clock.advance_ms(1);
        let answer = browser.sign_in("ada@example.com", WRONG).await;
        assert_eq!((answer.code(), &answer.body["attemptsLeft"]), ("wrong_credentials", &json!(0)));
        assert_eq!(answer.body["retryAfterSeconds"], wait * 2);
    }
}

#[tokio::test]
async fn the_wait_ends_and_success_clears_the_account() {
    let world = World::new();
    world.signed_up("192.0.2.1", "ada@example.com").await;
    let mut browser = world.browser("192.0.2.2");
    for _ in 0..5 {
        browser.sign_in("ada@example.com", WRONG).await;
    }
    world.clock.advance_ms(60 * SECOND_MS);
    assert_eq!(browser.sign_in("ada@example.com", PASSWORD).await.status, StatusCode::OK);
    assert_eq!(browser.sign_in("ada@example.com", WRONG).await.body["attemptsLeft"], 4);
}

#[tokio::test]
async fn the_wait_never_exceeds_the_longest() {
    let world = World::with(&[("MARTY_AUTH__LOCKOUT_SECONDS_MAX", "100")]);
    let mut browser = world.browser("192.0.2.2");
    for _ in 0..5 {
        browser.sign_in("ada@example.com", WRONG).await;
    }
    for _ in 0..3 {
        world.clock.advance_ms(100 * SECOND_MS);
        assert_eq!(browser.sign_in("ada@example.com", WRONG).await.body["retryAfterSeconds"], 100);
    }
}

#[tokio::test]
async fn accounts_that_do_not_exist_answer_exactly_like_those_that_do() {
    let world = World::new();
    world.signed_up("192.0.2.1", "ada@example.com").await;
    let mut known = world.browser("192.0.2.2");
    let mut unknown = world.browser("192.0.2.3");
    // Answer as text, with the headers a client sees.
    let told = |answer: Answer| {
        let headers: Vec<_> =
            answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
        (answer.status, answer.body.to_string(), headers)
    };
    for round in 0..8 {
        let of_known = told(known.sign_in("ada@example.com", WRONG).await);
        let of_unknown = told(unknown.sign_in("eve@example.com", WRONG).await);
        assert_eq!(of_known, of_unknown, "round {round}");
        if round == 6 {
            world.clock.advance_ms(60 * SECOND_MS);
        }
    }
    // Signing up is locked alike for both.
    for email in ["ada@example.com", "eve@example.com"] {
        let answer = world.browser("192.0.2.4").sign_up(email, PASSWORD).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (429, "locked_out"), "{email}");
    }
}

#[tokio::test]
async fn an_account_that_does_not_exist_takes_as_long() {
    // Hashing takes some 10 ms here, and everything else well below 1 ms.
    let world = World::with(&[("MARTY_AUTH__HASH_MEMORY_KIB", "8192"), ("MARTY_AUTH__HASH_ITERATIONS", "2")]);
    world.signed_up("192.0.2.1", "ada@example.com").await;
    let mut browser = world.browser("192.0.2.2");
    let mut fastest = [std::time::Duration::MAX; 2];
    for _ in 0..4 {
        for (slot, email) in fastest.iter_mut().zip(["ada@example.com", "eve@example.com"]) {
            let started = std::time::Instant::now();
            assert_eq!(browser.sign_in(email, WRONG).await.status.as_u16(), 401);
            *slot = started.elapsed().min(*slot);
        }
    }
    let [known, unknown] = fastest;
    assert!(unknown * 2 > known && known * 2 > unknown, "known {known:?}, unknown {unknown:?}");
}

#[tokio::test]
async fn guesses_sent_at_once_are_no_more_than_guesses_in_a_row() {
    let world = World::with(&[("MARTY_LIMITS__ENABLED", "false")]);
    world.signed_up("192.0.2.1", "ada@example.com").await;
    let guesses: Vec<_> = (0..40)
        .map(|index| {
            let mut browser = world.browser(&format!("198.51.100.{index}"));
            tokio::spawn(async move { browser.sign_in("ada@example.com", WRONG).await.status.as_u16() })
        })
        .collect();
    let mut judged = 0;
    for guess in guesses {
        judged += usize::from(guess.await.unwrap() == 401);
    }
    assert_eq!(judged, 5);
}

#[tokio::test]
async fn an_address_that_guesses_at_many_accounts_is_locked_too() {
    let world = World::with(&[("MARTY_LIMITS__ENABLED", "false")]);
    world.signed_up("192.0.2.1", "ada@example.com").await;
    let mut guesser = world.browser("203.0.113.9");
    for index in 0..20 {
        let answer = guesser.sign_in(&format!("person{index}@example.com"), WRONG).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        // Signing in to one's own account in between does not help.
        if index == 10 {
            assert_eq!(guesser.sign_in("ada@example.com", PASSWORD).await.status, StatusCode::OK);
        }
    }
    let answer = guesser.sign_in("ada@example.com", PASSWORD).await;
    assert_eq!((answer.code(), &answer.body["retryAfterSeconds"]), ("locked_out", &json!(60)));
    let mut elsewhere = world.browser("203.0.113.10");
    assert_eq!(elsewhere.sign_in("ada@example.com", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_up_is_no_way_around_the_lockout() {
    let world = World::new();
    world.signed_up("192.0.2.1", "ada@example.com").await;
    let mut thief = world.browser("192.0.2.2");
    for _ in 0..5 {
        assert_eq!(thief.sign_up("ada@example.com", WRONG).await.code(), "sign_up_refused");
    }
    assert_eq!(thief.sign_up("ada@example.com", PASSWORD).await.code(), "locked_out");
    assert_eq!(thief.sign_in("ada@example.com", PASSWORD).await.code(), "locked_out");
}

#[tokio::test]
async fn sign_in_names_fields_that_cannot_be_right() {
    let world = World::new();
    let mut browser = world.browser("192.0.2.1");
    for (body, path, code) in [
        (json!({ "password": PASSWORD }), "email", "required"),
        (json!({ "email": "ada", "password": PASSWORD }), "email", "malformed"),
        (json!({ "email": "ada@example.com" }), "password", "required"),
        (json!({ "email": "ada@example.com", "password": "x".repeat(257) }), "password", "too_long"),
    ] {
        let answer = browser.post("/api/auth/sign-in", &body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, "invalid_input"), "{body}");
        assert_eq!(answer.body["errors"][0]["path"], path);
        assert_eq!(answer.body["errors"][0]["code"], code);
    }
    assert_eq!(world.count("SELECT count(*) FROM sign_in_failures").await, 0);
}

#[tokio::test]
async fn what_happened_is_kept_without_addresses_or_passwords() {
    let world = World::new();
    let mut ada = world.signed_up("192.0.2.1", "ada@example.com").await;
    ada.post("/api/auth/sign-out", &json!({})).await;
    ada.sign_in("ada@example.com", PASSWORD).await;
    let mut thief = world.browser("192.0.2.2");
    for _ in 0..5 {
        thief.sign_in("ada@example.com", WRONG).await;
    }
    thief.sign_in("eve@example.com", WRONG).await;
    let kinds = world.texts("SELECT kind FROM security_events WHERE user_id IS NOT NULL ORDER BY id").await;
    let mut expected = vec!["sign_up", "sign_out", "sign_in"];
    expected.extend(["sign_in_failed"; 5]);
    expected.push("locked_out");
    assert_eq!(kinds, expected);
    let of_nobody = world.texts("SELECT kind FROM security_events WHERE user_id IS NULL").await;
    assert_eq!(of_nobody, ["sign_in_failed"]);
    let rows = world.texts("SELECT kind || detail FROM security_events").await.join(" ");
    let subjects = world.texts("SELECT subject FROM sign_in_failures").await.join(" ");
    for secret in ["@", "192.0.2", PASSWORD, WRONG] {
        assert!(!rows.contains(secret) && !subjects.contains(secret), "{secret} is in the rows");
    }
}
