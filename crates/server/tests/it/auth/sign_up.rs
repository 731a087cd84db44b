//! New accounts.

use axum::http::{Method, StatusCode};
use domain::id::{UserId, WorkspaceId};
use serde_json::{Value, json};
use server::{
    account::Role,
    auth::{CreateAccountError, create_account},
    ledger,
};

use crate::browser::{PASSWORD, World};

const SIGN_UP: &str = "/api/auth/sign-up";

#[tokio::test]
async fn makes_everything_an_account_needs_and_signs_in() {
    let world = World::new();
    let mut browser = world.browser("192.0.2.1");
    let body = json!({ "email": " Ada@Example.com ", "password": PASSWORD, "name": "Ada" });
    let answer = browser.post(SIGN_UP, &body).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let user = &answer.body["user"];
    assert_eq!(user["email"], "ada@example.com");
    assert_eq!(user["name"], "Ada");
    assert_eq!((&user["plan"], &user["role"]), (&json!("free"), &json!("user")));
    assert_eq!(user["createdAt"], 1_800_000_000_000_i64);
    assert!(user["id"].as_str().unwrap().parse::<UserId>().is_ok());
    let workspace: WorkspaceId = user["workspaceId"].as_str().unwrap().parse().unwrap();

    let session = browser.get("/api/auth/session").await;
    assert_eq!((session.status, &session.body), (StatusCode::OK, &answer.body));
    let balance = world.app.db.read(|reader| ledger::balance(reader, workspace)).await.unwrap();
    assert_eq!((balance.available.0, balance.held.0), (50, 0));
    assert_eq!(world.texts("SELECT name FROM workspaces").await, ["Ada's workspace"]);
}

#[tokio::test]
async fn the_password_is_stored_only_as_a_hash_with_the_parameters_of_the_settings() {
    let world = World::with(&[("MARTY_AUTH__HASH_MEMORY_KIB", "24"), ("MARTY_AUTH__HASH_ITERATIONS", "2")]);
    world.signed_up("192.0.2.1", "ada@example.com").await;
    let hashes = world.texts("SELECT password_hash FROM credentials").await;
    assert_eq!(hashes.len(), 1);
    assert!(hashes[0].starts_with("$argon2id$v=19$m=24,t=2,p=1$"), "{}", hashes[0]);
    assert!(!hashes[0].contains(PASSWORD));
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let world = World::with(&[("MARTY_LIMITS__SIGN_INS_PER_MINUTE", "100")]);
    let mut browser = world.browser("192.0.2.1");
    let long_email = format!("{}@example.com", "a".repeat(250));
    let cases: [(Value, &[(&str, &str)]); 14] = [
        (json!({}), &[("email", "required"), ("password", "required")]),
        (json!({ "email": "a@b.co" }), &[("password", "required")]),
        (json!({ "password": PASSWORD }), &[("email", "required")]),
        (json!({ "email": "ada", "password": PASSWORD }), &[("email", "malformed")]),
        (json!({ "email": "ada@host", "password": PASSWORD }), &[("email", "malformed")]),
        (json!({ "email": long_email, "password": PASSWORD }), &[("email", "too_long")]),
        (json!({ "email": "a@b.co", "password": "short" }), &[("password", "too_short")]),
        (json!({ "email": "a@b.co", "password": "elevenchars" }), &[("password", "too_short")]),
        (json!({ "email": "a@b.co", "password": "x".repeat(257) }), &[("password", "too_long")]),
        (json!({ "email": "a@b.co", "password": "passwordpassword" }), &[("password", "too_weak")]),
        (
            json!({ "email": "magdalena.kowalska@b.co", "password": "magdalenakowalska" }),
            &[("password", "too_weak")],
        ),
        (json!({ "email": "a@b.co", "password": PASSWORD, "name": "x".repeat(81) }), &[("name", "too_long")]),
        (json!({ "email": "a@b.co", "password": PASSWORD, "name": "a\u{7}b" }), &[("name", "malformed")]),
        (
            json!({ "email": "no", "password": "short", "name": "x".repeat(81) }),
            &[("email", "malformed"), ("name", "too_long"), ("password", "too_short")],
        ),
    ];
    for (body, expected) in cases {
        let answer = browser.post(SIGN_UP, &body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, "invalid_input"), "{body}");
        let errors = answer.body["errors"].as_array().unwrap();
        let found: Vec<_> =
            errors.iter().map(|e| (e["path"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
        assert_eq!(found, expected, "{body}");
        assert!(errors.iter().all(|error| error["message"].as_str().unwrap().ends_with('.')));
        assert!(browser.cookie.is_none());
    }
    assert_eq!(world.count("SELECT count(*) FROM users").await, 0);
    assert_eq!(world.count("SELECT count(*) FROM workspaces").await, 0);
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_problems() {
    let world = World::with(&[("MARTY_LIMITS__SIGN_INS_PER_MINUTE", "100")]);
    let mut browser = world.browser("192.0.2.1");
    let large = json!({ "email": "a@b.co", "password": "x".repeat(70_000) }).to_string();
    for path in [SIGN_UP, "/api/auth/sign-in"] {
        for (content_type, body, status, code) in [
            (Some("application/json"), "", 400, "invalid_json"),
            (Some("application/json"), "{\"email\":", 400, "invalid_json"),
            (Some("application/json"), "\"text\"", 400, "invalid_json"),
            (Some("application/json"), "{\"email\": 5, \"password\": \"x\"}", 400, "invalid_json"),
            (Some("application/json"), "{\"email\": \"a@b.co\", \"password\": null}", 400, "invalid_json"),
            (Some("application/x-www-form-urlencoded"), "email=a@b.co", 415, "unsupported_media_type"),
            (None, "{}", 415, "unsupported_media_type"),
            (Some("application/json"), large.as_str(), 413, "body_too_large"),
        ] {
            let answer = browser.send(Method::POST, path, content_type, body).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{path} {:.40}", body);
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
    }
}

#[tokio::test]
async fn a_taken_address_signs_in_with_the_right_password_only() {
    let world = World::new();
    let mut ada = world.signed_up("192.0.2.1", "ada@example.com").await;
    let id = ada.get("/api/user/profile").await.body["id"].clone();

    let mut again = world.browser("192.0.2.2");
    let answer = again.sign_up("ADA@example.com", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.body["user"]["id"], id);
    assert_ne!(again.cookie, ada.cookie);

    let mut thief = world.browser("192.0.2.3");
    let answer = thief.sign_up("ada@example.com", "another orbit velvet quarry").await;
    assert_eq!((answer.status, answer.code()), (StatusCode::CONFLICT, "sign_up_refused"));
    assert!(thief.cookie.is_none());
    assert!(!answer.body.to_string().contains("ada"));
    assert_eq!(world.count("SELECT count(*) FROM users").await, 1);
    assert_eq!(world.count("SELECT count(*) FROM workspaces").await, 1);
}

#[tokio::test]
async fn of_sign_ups_at_the_same_time_one_makes_the_account() {
    let world = World::with(&[("MARTY_AUTH__FAILURES_UNTIL_LOCKOUT", "50")]);
    let same = futures_join((0..8).map(|index| {
        let mut browser = world.browser(&format!("192.0.2.{index}"));
        async move { browser.sign_up("ada@example.com", PASSWORD).await }
    }))
    .await;
    assert!(same.iter().all(|answer| answer.status == StatusCode::CREATED));
    assert!(same.iter().all(|answer| answer.body["user"]["id"] == same[0].body["user"]["id"]));

    let different = futures_join((0..8).map(|index| {
        let mut browser = world.browser(&format!("198.51.100.{index}"));
        let password = format!("{PASSWORD} number {index}");
        async move { browser.sign_up("bob@example.com", &password).await }
    }))
    .await;
    let mut statuses: Vec<u16> = different.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
    for table in [
        "SELECT count(*) FROM users",
        "SELECT count(*) FROM workspaces",
        "SELECT count(*) FROM ledger_transfers",
    ] {
        assert_eq!(world.count(table).await, 2, "{table}");
    }
}

/// Runs all at once, each on a task of its own.
async fn futures_join<T: Send + 'static>(
    futures: impl Iterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let tasks: Vec<_> = futures.map(tokio::spawn).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

#[tokio::test]
async fn the_command_line_makes_administrators() {
    let world = World::new();
    let user = create_account(&world.app, "Root@example.com", PASSWORD, None, Role::Admin).await.unwrap();
    assert_eq!(
        (user.email.as_str(), user.name.as_str(), user.role),
        ("root@example.com", "root", Role::Admin)
    );
    let mut browser = world.browser("192.0.2.1");
    let answer = browser.sign_in("root@example.com", PASSWORD).await;
    assert_eq!((answer.status, &answer.body["user"]["role"]), (StatusCode::OK, &json!("admin")));

    let again = create_account(&world.app, "root@example.com", PASSWORD, None, Role::Admin).await;
    assert!(matches!(again, Err(CreateAccountError::EmailTaken)));
    let weak =
        create_account(&world.app, "x@example.com", "aaaaaaaaaaaa", None, Role::Admin).await.unwrap_err();
    assert!(weak.to_string().contains("repeats itself"), "{weak}");
    assert_eq!(world.count("SELECT count(*) FROM workspaces").await, 1);
}
