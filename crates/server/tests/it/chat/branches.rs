//! Words that are edited and sent again, and words after an earlier answer, begin branches.

use serde_json::{Value, json};
use testkit::{Person, TestApp};

use super::{fields, said, with_fal};

const FLOW: &str = "text-to-image";

async fn messages(person: &Person, run: &Value, query: &str) -> Value {
    let conversation = run["conversationId"].as_str().unwrap();
    person.get(&format!("/api/conversations/{conversation}/messages?{query}")).await.expect(200)
}

/// The words of a page, oldest first.
fn words(page: &Value) -> Vec<String> {
    let mut words: Vec<_> =
        fields(page, "items", "text").into_iter().filter(|text| !text.is_empty()).collect();
    words.reverse();
    words
}

async fn send(person: &Person, prompt: &str, further: &Value) -> Value {
    let mut body = json!({"flowId": FLOW, "inputData": {"prompt": prompt, "seed": 7}});
    body.as_object_mut().unwrap().extend(further.as_object().cloned().unwrap_or_default());
    person.post("/api/trigger-workflow", &body).await.expect(202)
}

/// The id of the message with these words, wherever it is.
async fn message_with(person: &Person, run: &Value, text: &str, through: &str) -> String {
    let page = messages(person, run, &format!("limit=100{through}")).await;
    let items = page["items"].as_array().unwrap();
    let found = items.iter().find(|item| item["text"] == text).unwrap_or_else(|| panic!("{text}: {page:#}"));
    found["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_edit_begins_a_branch_and_the_old_one_stays() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let run = send(&asha, "a fox", &Value::Null).await;
    let there = json!({"conversationId": run["conversationId"]});
    send(&asha, "a hen", &there).await;
    send(&asha, "a cow", &there).await;
    let hen = message_with(&asha, &run, "a hen", "").await;
    let edit = json!({"conversationId": run["conversationId"], "editedMessageId": hen});
    send(&asha, "a hen at night", &edit).await;

    let newest = messages(&asha, &run, "").await;
    assert_eq!(words(&newest), ["a fox", "a hen at night"]);
    let forked = newest["items"].as_array().unwrap().iter().find(|item| item["text"] == "a hen at night");
    let forked = forked.unwrap();
    assert_eq!(forked["branches"], json!([hen, forked["id"]]));
    assert_eq!(words(&messages(&asha, &run, &format!("through={hen}")).await), ["a fox", "a hen", "a cow"]);

    // What is said now goes on from the newest; named, from where it is wanted.
    send(&asha, "with stars", &there).await;
    assert_eq!(words(&messages(&asha, &run, "").await), ["a fox", "a hen at night", "with stars"]);
    let cow = message_with(&asha, &run, "a cow", &format!("&through={hen}")).await;
    let old = messages(&asha, &run, &format!("through={cow}")).await;
    let after = json!({"conversationId": run["conversationId"], "parentMessageId": old["items"][0]["id"]});
    send(&asha, "a calf", &after).await;
    assert_eq!(words(&messages(&asha, &run, "").await), ["a fox", "a hen", "a cow", "a calf"]);
    // Editing the very first words is a branch at the beginning.
    let fox = message_with(&asha, &run, "a fox", "").await;
    send(&asha, "a wolf", &json!({"conversationId": run["conversationId"], "editedMessageId": fox})).await;
    let wolf = messages(&asha, &run, "").await;
    assert_eq!(words(&wolf), ["a wolf"]);
    assert_eq!(
        (wolf["items"][1]["branches"].as_array().unwrap().len(), &wolf["items"][1]["parentId"]),
        (2, &Value::Null)
    );
}

#[tokio::test]
async fn a_branch_is_read_in_pages() {
    let app = TestApp::start_with(|config| config.credits.sign_up_grant = 500).await;
    let asha = app.sign_up("asha").await;
    let run = send(&asha, "0", &Value::Null).await;
    let there = json!({"conversationId": run["conversationId"]});
    for number in 1..8 {
        send(&asha, &number.to_string(), &there).await;
    }
    let four = message_with(&asha, &run, "4", "").await;
    let edit = json!({"conversationId": run["conversationId"], "editedMessageId": four});
    for text in ["4 again", "4 once more"] {
        send(&asha, text, &edit).await;
    }
    for (through, expected) in [
        (String::new(), vec!["0", "1", "2", "3", "4 once more"]),
        (format!("&through={four}"), vec!["0", "1", "2", "3", "4", "5", "6", "7"]),
    ] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = messages(&asha, &run, &format!("limit=3{through}{cursor}")).await;
            seen.splice(0..0, words(&page));
            let Some(next) = page["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, expected);
    }
    // Search finds what was said in any branch.
    let found = asha.get("/api/conversations?query=4%20again").await.expect(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn places_that_are_not_there_take_nothing() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let (mine, other) = (send(&asha, "a fox", &Value::Null).await, send(&asha, "a hen", &Value::Null).await);
    let foreign = send(&ravi, "a cow", &Value::Null).await;
    let (held, id) = (asha.balance().await, mine["conversationId"].as_str().unwrap());
    let theirs = message_with(&ravi, &foreign, "a cow", "").await;
    let elsewhere = message_with(&asha, &other, "a hen", "").await;
    for message in [&theirs, &elsewhere] {
        asha.get(&format!("/api/conversations/{id}/messages?through={message}"))
            .await
            .expect_problem(404, "not_found");
        for field in ["parentMessageId", "editedMessageId"] {
            let body = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": "a pig"}, "conversationId": id, field: message});
            asha.post("/api/quotes", &body).await.expect_problem(404, "not_found");
            let body = json!({"flowId": FLOW, "inputData": {"prompt": "a pig"}, "conversationId": id, field: message});
            asha.post("/api/trigger-workflow", &body).await.expect_problem(404, "not_found");
        }
    }
    let cursor = asha.get(&format!("/api/conversations/{id}/messages?cursor={elsewhere}")).await;
    cursor.expect_problem(400, "invalid_parameter");
    let both = json!({"flowId": FLOW, "inputData": {"prompt": "a pig"}, "conversationId": id,
        "parentMessageId": elsewhere, "editedMessageId": elsewhere});
    asha.post("/api/trigger-workflow", &both).await.expect_problem(422, "invalid_input");
    assert_eq!(asha.balance().await, held);
}

#[tokio::test]
async fn it_means_the_picture_of_this_branch() {
    let (app, fal) = with_fal().await;
    let asha = app.sign_up("asha").await;
    let fox = said(&asha, "a fox in snow", &Value::Null).await;
    let there = json!({"conversationId": fox["conversationId"]});
    let hen = said(&asha, "a hen in snow", &there).await;
    let hen_words = message_with(&asha, &fox, "a hen in snow", "").await;
    // In the place of the hen, "it" is the fox; in the branch of the hen it is the hen.
    let instead = json!({"conversationId": fox["conversationId"], "editedMessageId": hen_words});
    let body = |prompt: &str, place: &Value| {
        let mut body = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": prompt}});
        body.as_object_mut().unwrap().extend(place.as_object().cloned().unwrap());
        body
    };
    let quote = asha.post("/api/quotes", &body("now make it night", &instead)).await.expect(200);
    assert_eq!(fields(&quote, "steps", "operation"), ["image_to_image"]);
    // A price of one branch is none of another.
    let mut other_place = body("now make it night", &there);
    other_place["quoteId"] = quote["id"].clone();
    asha.post("/api/trigger-workflow", &other_place).await.expect_problem(409, "quote_mismatch");
    let sent = |run: &Value| run["outputAssets"][0]["id"].as_str().unwrap().to_owned();
    let night = said(&asha, "now make it night", &instead).await;
    assert_eq!(night["status"], "completed", "{night:#}");
    assert_ne!(sent(&fox), sent(&hen));
    let through = json!({"conversationId": fox["conversationId"], "parentMessageId":
        messages(&asha, &fox, &format!("through={hen_words}")).await["items"][0]["id"]});
    let dawn = said(&asha, "now make it dawn", &through).await;
    assert_eq!(dawn["status"], "completed", "{dawn:#}");
    // Which picture each worked on is on record with its step.
    let sources = async |run: &Value| {
        let id: domain::id::GenerationId = run["id"].as_str().unwrap().parse().unwrap();
        let sql = "SELECT sources FROM generation_steps WHERE generation_id = $1";
        let read = move |reader: &server::platform::db::Reader<'_>| {
            reader.query_opt(sql, server::params![id], |row| row.get::<String>(0))
        };
        app.app.db.read::<_, server::platform::db::DbError, _>(read).await.unwrap().unwrap()
    };
    assert!(sources(&night).await.contains(&sent(&fox)));
    assert!(sources(&dawn).await.contains(&sent(&hen)));
    drop(fal);
}
