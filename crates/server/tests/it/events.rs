//! Live updates: nothing lost, nothing twice.

use serde_json::{Value, json};
use server::platform::{
    db::{DbError, Tx},
    events,
};
use testkit::{Person, TestApp};

/// Reads `count` events after `last`; `None` opens a fresh stream.
async fn read(person: &Person, last: Option<i64>, count: usize) -> Vec<(i64, String, Value)> {
    let mut request = person.request(reqwest::Method::GET, "/api/events");
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let mut response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let (mut text, mut events) = (String::new(), Vec::new());
    while events.len() < count {
        let chunk = response.chunk().await.unwrap().expect("the stream goes on");
        text.push_str(std::str::from_utf8(&chunk).unwrap());
        while let Some(end) = text.find("\n\n") {
            let message: String = text.drain(..end + 2).collect();
            let field = |name: &str| message.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
            if let (Some(id), Some(data)) = (field("id:"), field("data:")) {
                let body: Value = serde_json::from_str(data).unwrap();
                assert_eq!(body["type"].as_str(), field("event:"));
                events.push((
                    id.parse().unwrap(),
                    body["type"].as_str().unwrap().to_owned(),
                    body["data"].clone(),
                ));
            }
        }
    }
    events
}

#[tokio::test]
async fn a_fresh_stream_says_where_it_stands() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let events = read(&asha, None, 1).await;
    assert_eq!((events[0].0, events[0].1.as_str()), (1, "hello"));
}

#[tokio::test]
async fn sequences_have_no_gap_and_a_resumed_stream_goes_on_exactly() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    for n in 0..20 {
        asha.trigger(&format!("picture {n}")).await;
    }
    let last = app.app.db.read(|reader| {
        let me = server::account::find_by_email(reader, &asha.email)?.expect("she signed up");
        server::platform::events::last_sequence(reader, me.workspace_id)
    });
    let last = last.await.unwrap();
    let all = read(&asha, Some(0), usize::try_from(last).unwrap()).await;
    assert!(all.iter().map(|event| event.0).eq(1..=last));
    let mut seen = Vec::new();
    // A client that is cut off after every seventh event.
    while seen.len() < all.len() {
        let from = seen.last().map_or(0, |event: &(i64, String, Value)| event.0);
        let left = (all.len() - seen.len()).min(7);
        let part = read(&asha, Some(from), left).await;
        seen.extend(part.into_iter().take(left));
    }
    assert_eq!(seen, all);
}

#[tokio::test]
async fn a_stream_hears_what_happens_after_it_opened() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let listener = asha.clone();
    let heard = tokio::spawn(async move { read(&listener, Some(1), 3).await });
    let run = asha.trigger("a fox").await;
    let kinds: Vec<_> =
        heard.await.unwrap().into_iter().map(|event| (event.1, event.2["id"].clone())).collect();
    assert_eq!(kinds[0].0, "balance.updated");
    assert_eq!(kinds[1], ("generation.updated".to_owned(), run["id"].clone()));
    assert_eq!(kinds[2], ("conversation.updated".to_owned(), run["conversationId"].clone()));
}

#[tokio::test]
async fn whoever_is_too_far_behind_or_ahead_starts_over() {
    let app = TestApp::start_frozen(|_| {}).await;
    let asha = app.sign_up("asha").await;
    let ahead = read(&asha, Some(99), 1).await;
    assert_eq!((ahead[0].0, ahead[0].1.as_str()), (1, "reset"));
    asha.trigger("a fox").await;
    let later = testkit::START.plus_ms(1);
    let me = app.app.db.read(|reader| server::account::find_by_email(reader, &asha.email)).await.unwrap();
    let workspace = me.expect("she signed up").workspace_id;
    let forget = move |tx: &mut Tx<'_>| events::forget_before(tx, workspace, later, 1);
    while app.app.db.write::<_, DbError, _>(forget).await.unwrap() > 0 {}
    let behind = read(&asha, Some(0), 1).await;
    assert_eq!(behind[0].1, "reset");
}

#[tokio::test]
async fn nobody_hears_another_workspace() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    asha.trigger("a secret").await;
    ravi.trigger("mine").await;
    let heard = read(&ravi, Some(0), 4).await;
    assert!(heard.iter().all(|event| !event.2.to_string().contains("a secret")));
    assert_eq!(heard[2].2["inputData"]["prompt"], json!("mine"));
}
