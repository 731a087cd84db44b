//! Rename, delete, restore.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Person, TestApp};

use super::begin;

async fn count(person: &Person) -> usize {
    person.get("/api/conversations").await.expect(200)["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn another_title() {
    let app = TestApp::start_frozen(|_| {}).await;
    let asha = app.sign_up("asha").await;
    let id = begin(&app, &asha, "Before", "said").await;
    let path = format!("/api/conversations/{id}");
    let before = asha.get(&path).await.expect(200);
    app.clock.clone().unwrap().advance_ms(1000);
    let renamed = asha.patch(&path, &json!({"title": "  Nach dem Regen  "})).await.expect(200);
    assert_eq!(renamed["title"], "Nach dem Regen");
    assert_eq!(renamed["updatedAt"], before["updatedAt"], "a title is not activity");
    assert_eq!(asha.get(&path).await.expect(200), renamed);
    let event = asha.event_where(0, |kind, _| kind == "conversation.updated").await;
    assert_eq!(event["data"], renamed);
}

#[tokio::test]
async fn bad_titles_change_nothing() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let id = begin(&app, &asha, "Before", "said").await;
    let path = format!("/api/conversations/{id}");
    let long = "x".repeat(121);
    for (title, code) in
        [("", "required"), (" \n ", "required"), (long.as_str(), "too_long"), ("a\nb", "control_characters")]
    {
        let problem = asha.patch(&path, &json!({"title": title})).await.expect_problem(422, "invalid_input");
        assert_eq!(
            (&problem["errors"][0]["path"], &problem["errors"][0]["code"]),
            (&"title".into(), &code.into())
        );
    }
    for body in [json!({}), json!({"title": 7}), json!({"title": null}), json!([])] {
        asha.patch(&path, &body).await.expect_problem(400, "invalid_json");
    }
    assert_eq!(asha.get(&path).await.expect(200)["title"], "Before");
}

#[tokio::test]
async fn deleting_hides_and_restoring_shows() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let id = begin(&app, &asha, "Talk", "said").await;
    begin(&app, &asha, "Other", "said").await;
    let path = format!("/api/conversations/{id}");
    let restore = format!("{path}/restore");
    asha.post(&restore, &Value::Null).await.expect_problem(404, "not_found");
    let before = asha.get(&path).await.expect(200);
    assert_eq!(asha.delete(&path).await.status, 204);
    assert_eq!(count(&asha).await, 1);
    for (method, address) in [
        (Method::GET, path.clone()),
        (Method::DELETE, path.clone()),
        (Method::GET, format!("{path}/messages")),
    ] {
        asha.send(asha.request(method, &address)).await.expect_problem(404, "not_found");
    }
    asha.patch(&path, &json!({"title": "Ghost"})).await.expect_problem(404, "not_found");
    let found = asha.get("/api/conversations?query=Talk").await.expect(200);
    assert_eq!(found["items"], json!([]));
    let into = json!({"flowId": "text-to-image", "inputData": {"prompt": "a hen"}, "conversationId": id.to_string()});
    asha.post("/api/trigger-workflow", &into).await.expect_problem(404, "not_found");
    let event = asha.event_where(0, |kind, _| kind == "conversation.deleted").await;
    assert_eq!(event["data"], json!({"id": id.to_string()}));

    assert_eq!(asha.post(&restore, &Value::Null).await.expect(200), before);
    assert_eq!(count(&asha).await, 2);
    let seq = event["seq"].as_i64().unwrap();
    let shown = asha.event_where(seq, |kind, _| kind == "conversation.updated").await;
    assert_eq!(shown["data"], before);
}

#[tokio::test]
async fn somebody_elses_conversation_is_not_found() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let kept = begin(&app, &asha, "Kept", "said").await;
    let deleted = begin(&app, &asha, "Deleted", "said").await;
    assert_eq!(asha.delete(&format!("/api/conversations/{deleted}")).await.status, 204);
    for id in
        [kept.to_string(), deleted.to_string(), "cnv_01h455vb4pex5vsknk084sn02q".to_owned(), "x".to_owned()]
    {
        let path = format!("/api/conversations/{id}");
        ravi.get(&path).await.expect_problem(404, "not_found");
        ravi.get(&format!("{path}/messages")).await.expect_problem(404, "not_found");
        ravi.patch(&path, &json!({"title": "Mine"})).await.expect_problem(404, "not_found");
        ravi.delete(&path).await.expect_problem(404, "not_found");
        ravi.post(&format!("{path}/restore"), &Value::Null).await.expect_problem(404, "not_found");
    }
    assert_eq!(count(&ravi).await, 0);
    assert_eq!(asha.get(&format!("/api/conversations/{kept}")).await.expect(200)["title"], "Kept");
    assert_eq!(count(&asha).await, 1);
}
