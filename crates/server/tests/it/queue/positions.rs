//! Places in line over the API and the live stream.

use serde_json::{Value, json};
use server::platform::jobs;
use testkit::{Person, START, TestApp};

async fn places(person: &Person, runs: &[&Value]) -> Value {
    let ids: Vec<&str> = runs.iter().map(|run| run["id"].as_str().unwrap()).collect();
    let path = format!("/api/queue/positions?ids={}", ids.join(","));
    person.get(&path).await.expect(200)["items"].clone()
}

#[tokio::test]
async fn places_and_times_are_of_the_callers_own_runs_only() {
    // Workers are counted, but the clock stands still and none is started after the fact.
    let app = TestApp::start_frozen(|_| {}).await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let first = asha.trigger("one").await;
    let second = asha.trigger("two").await;
    let other = ravi.trigger("three").await;
    let items = places(&asha, &[&second, &first, &other]).await;
    let place = |run: &Value, position: u32| json!({"id": run["id"], "position": position, "exact": true, "expectedStartMs": null});
    // Nobody works here, so no time is promised. Ravi's single run comes between Asha's two.
    assert_eq!(items, json!([place(&second, 3), place(&first, 1)]));
    assert_eq!(places(&ravi, &[&first, &other]).await, json!([place(&other, 2)]));
    // What has started has no place any more.
    app.app.db.write(|tx| jobs::claim(tx, "test", START.plus_ms(1), START)).await.unwrap().unwrap();
    assert_eq!(places(&asha, &[&first]).await, json!([]));
}

#[tokio::test]
async fn a_stranger_and_wrong_ids_are_refused() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let id = asha.trigger("one").await["id"].as_str().unwrap().to_owned();
    app.stranger().get(&format!("/api/queue/positions?ids={id}")).await.expect_problem(401, "not_signed_in");
    let many = vec![id; 51].join(",");
    for query in ["", "?ids=", "?ids=gen_1", &format!("?ids={many}")] {
        asha.get(&format!("/api/queue/positions{query}")).await.expect_problem(400, "invalid_parameter");
    }
}

#[tokio::test]
async fn places_beyond_the_first_hundred_are_estimates() {
    let app = TestApp::start_with(|config| {
        config.credits.sign_up_grant = 1_000;
        config.limits.queued_runs_per_workspace = 1_000;
    })
    .await;
    let asha = app.sign_up("asha").await;
    let mut last = Value::Null;
    for number in 0..130 {
        last = asha.trigger(&format!("picture {number}")).await;
    }
    let items = places(&asha, &[&last]).await;
    assert_eq!((&items[0]["exact"], &items[0]["position"]), (&json!(false), &json!(130)));
}

#[tokio::test]
async fn listeners_are_told_when_their_place_moves() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let first = ravi.trigger("one").await;
    let run = asha.trigger("two").await;
    let at = |position: u32| {
        let id = run["id"].clone();
        move |kind: &str, data: &Value| {
            kind == "queue.moved" && data["items"][0]["id"] == id && data["items"][0]["position"] == position
        }
    };
    let second = asha.event_where(0, at(2)).await;
    ravi.post("/api/cancel-generation", &json!({"generationId": first["id"]})).await.expect(200);
    asha.event_where(second["seq"].as_i64().unwrap(), at(1)).await;
}
