//! Profiles: one's own, and only one's own.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::browser::World;

const PROFILE: &str = "/api/user/profile";

#[tokio::test]
async fn shows_and_renames_oneself() {
    let world = World::new();
    let mut ada = world.signed_up("192.0.2.1", "ada@example.com").await;
    let before = ada.get(PROFILE).await;
    assert_eq!(before.status, StatusCode::OK);
    assert_eq!(before.body["name"], "ada");
    assert_eq!(before.body["email"], "ada@example.com");
    assert_eq!((&before.body["plan"], &before.body["role"]), (&json!("free"), &json!("user")));

    let renamed = ada.put(PROFILE, &json!({ "name": "  Ada Lovelace " })).await;
    assert_eq!(renamed.status, StatusCode::OK);
    assert_eq!(renamed.body["name"], "Ada Lovelace");
    assert_eq!(ada.get(PROFILE).await.body, renamed.body);
    assert_eq!(renamed.body["id"], before.body["id"]);
    assert_eq!(ada.get("/api/auth/session").await.body["user"], renamed.body);
}

#[tokio::test]
async fn what_the_composer_offers_is_remembered_and_leaves_the_name_alone() {
    let world = World::new();
    let mut ada = world.signed_up("192.0.2.1", "ada@example.com").await;
    assert_eq!(ada.get(PROFILE).await.body["useCache"], false, "nobody is surprised");
    let chosen = ada.put(PROFILE, &json!({ "useCache": true })).await;
    assert_eq!(chosen.status, StatusCode::OK);
    assert_eq!((&chosen.body["useCache"], &chosen.body["name"]), (&json!(true), &json!("ada")));
    let renamed = ada.put(PROFILE, &json!({ "name": "Ada Lovelace" })).await;
    assert_eq!(renamed.body["useCache"], true);
    assert_eq!(ada.get("/api/auth/session").await.body["user"], renamed.body);
    let unchanged = ada.put(PROFILE, &json!({})).await;
    assert_eq!((unchanged.status, unchanged.body), (StatusCode::OK, renamed.body));
}

#[tokio::test]
async fn bad_names_are_refused_with_the_field() {
    let world = World::new();
    let mut ada = world.signed_up("192.0.2.1", "ada@example.com").await;
    for (name, code) in [
        ("".to_owned(), "required"),
        ("   ".into(), "required"),
        ("x".repeat(81), "too_long"),
        ("a\nb".into(), "malformed"),
    ] {
        let answer = ada.put(PROFILE, &json!({ "name": name })).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:?}");
        assert_eq!(answer.code(), "invalid_input");
        assert_eq!(
            (&answer.body["errors"][0]["path"], &answer.body["errors"][0]["code"]),
            (&json!("name"), &json!(code))
        );
    }
    for (content_type, body, status, code) in [
        (Some("application/json"), "{", 400, "invalid_json"),
        (Some("application/json"), "{\"name\": 5}", 400, "invalid_json"),
        (Some("application/json"), "{\"name\": \"Ada\", \"role\": \"admin\"}", 400, "invalid_json"),
        (Some("text/plain"), "{\"name\": \"Ada\"}", 415, "unsupported_media_type"),
        (None, "{\"name\": \"Ada\"}", 415, "unsupported_media_type"),
    ] {
        let answer = ada.send(Method::PUT, PROFILE, content_type, body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{body}");
    }
    let large = json!({ "name": "x".repeat(70_000) });
    let answer = ada.put(PROFILE, &large).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (413, "body_too_large"));
    assert_eq!(ada.get(PROFILE).await.body["name"], "ada");
}

#[tokio::test]
async fn nobody_sees_a_profile_without_a_session() {
    let world = World::new();
    let mut stranger = world.browser("192.0.2.1");
    let read = stranger.get(PROFILE).await;
    assert_eq!((read.status, read.code()), (StatusCode::UNAUTHORIZED, "not_signed_in"));
    let write = stranger.put(PROFILE, &json!({ "name": "x" })).await;
    assert_eq!((write.status, write.code()), (StatusCode::UNAUTHORIZED, "not_signed_in"));
}

#[tokio::test]
async fn two_accounts_do_not_see_each_other() {
    let world = World::new();
    let mut ada = world.signed_up("192.0.2.1", "ada@example.com").await;
    let mut bob = world.signed_up("192.0.2.2", "bob@example.com").await;
    let (ada_before, bob_before) = (ada.get(PROFILE).await.body, bob.get(PROFILE).await.body);
    for field in ["id", "email", "workspaceId", "name"] {
        assert_ne!(ada_before[field], bob_before[field], "{field}");
    }
    ada.put(PROFILE, &json!({ "name": "Countess" })).await;
    assert_eq!(bob.get(PROFILE).await.body, bob_before);
    // One account's CSRF token does not work with the other's session.
    bob.csrf = ada.csrf.clone();
    let crossed = bob.put(PROFILE, &json!({ "name": "Taken over" })).await;
    assert_eq!((crossed.status, crossed.code()), (StatusCode::FORBIDDEN, "csrf_rejected"));
    assert_eq!(bob.get(PROFILE).await.body, bob_before);
}
