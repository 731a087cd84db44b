//! A price of nothing binds like any other, and an order is answered once.

use domain::plan::Plan;
use serde_json::{Value, json};
use server::env::Env;
use testkit::{
    Binary, Person, TestApp,
    fal::{self, FakeFal},
    fal_catalog,
};

use super::{books_are_sound, from_cache, made, picture, with, with_studio};
use crate::flows::put_on;

#[tokio::test]
async fn a_result_that_is_gone_is_refused_with_what_making_it_costs_and_never_charged_instead() {
    let app = with_studio().await;
    let asha = app.sign_up("asha").await;
    let first = made(&asha, &picture("a fox")).await;
    let order = from_cache(&picture("a fox"));
    let quote = asha.post("/api/quotes", &order).await.expect(200);
    assert_eq!(quote["credits"], 0);
    asha.delete(&format!("/api/conversations/{}", first["conversationId"].as_str().unwrap())).await;
    let before = asha.balance().await;
    let late = with(&order, "quoteId", &quote["id"]);
    let problem = asha.post("/api/trigger-workflow", &late).await.expect_problem(409, "cached_result_gone");
    assert_eq!((&problem["quote"]["credits"], &problem["quote"]["cached"]), (&json!(1), &Value::Null));
    assert_eq!(asha.balance().await, before);
    assert_eq!(asha.get("/api/generations").await.expect(200)["items"].as_array().unwrap().len(), 1);
    // The fresh price is for the same order, and binds.
    let fresh = with(&order, "quoteId", &problem["quote"]["id"]);
    let run = asha.post("/api/trigger-workflow", &fresh).await.expect(202);
    assert_eq!(
        (&run["status"], &run["creditsHeld"], &run["cached"]),
        (&json!("queued"), &json!(1), &json!(false))
    );
}

#[tokio::test]
async fn a_price_of_one_choice_is_none_of_the_other() {
    let app = with_studio().await;
    let asha = app.sign_up("asha").await;
    let made_now = asha.post("/api/quotes", &from_cache(&picture("a fox"))).await.expect(200);
    made(&asha, &picture("a fox")).await;
    let (anew, cached) = (picture("a fox"), from_cache(&picture("a fox")));
    let (price_anew, price_cached) = (
        asha.post("/api/quotes", &anew).await.expect(200),
        asha.post("/api/quotes", &cached).await.expect(200),
    );
    for (order, price) in [(&anew, &price_cached), (&cached, &price_anew)] {
        let order = with(order, "quoteId", &price["id"]);
        asha.post("/api/trigger-workflow", &order).await.expect_problem(409, "quote_mismatch");
    }
    // What was offered as a picture to be made is made, also when there is an identical one by now.
    let order = with(&cached, "quoteId", &made_now["id"]);
    let run = asha.post("/api/trigger-workflow", &order).await.expect(202);
    assert_eq!((&run["cached"], &run["creditsHeld"]), (&json!(false), &json!(1)));
}

#[tokio::test]
async fn twenty_at_once_with_one_key_are_one_run() {
    let app = with_studio().await;
    let asha = app.sign_up("asha").await;
    made(&asha, &picture("a fox")).await;
    let order = from_cache(&picture("a fox"));
    let mut requests = Vec::new();
    for _ in 0..20 {
        let (asha, order) = (asha.clone(), order.clone());
        requests.push(tokio::spawn(async move {
            let request = asha.request(reqwest::Method::POST, "/api/trigger-workflow");
            asha.send(request.header("idempotency-key", "one").json(&order)).await.expect(202)["id"].clone()
        }));
    }
    let mut ids = Vec::new();
    for request in requests {
        ids.push(request.await.unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    let list = asha.get("/api/generations").await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    let request = asha.request(reqwest::Method::POST, "/api/trigger-workflow");
    let other = request.header("idempotency-key", "one").json(&picture("a fox"));
    asha.send(other).await.expect_problem(409, "idempotency_key_reused");
    books_are_sound(&app).await;
}

#[tokio::test]
async fn without_a_price_it_is_free_where_it_can_be_and_made_where_not() {
    let app = with_studio().await;
    let asha = app.sign_up("asha").await;
    let first = made(&asha, &from_cache(&picture("a fox"))).await;
    assert_eq!((&first["cached"], &first["creditsUsed"]), (&json!(false), &json!(1)));
    let second = made(&asha, &from_cache(&picture("a fox"))).await;
    assert_eq!((&second["cachedFrom"]["generationId"], &second["creditsUsed"]), (&first["id"], &json!(0)));
    assert_eq!(asha.balance().await, (49, 0));
}

#[tokio::test]
async fn what_was_made_before_does_not_stand_in_line() {
    let fal = FakeFal::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 4;
        config.limits.queued_runs_per_workspace = 1;
        fal_catalog::use_fal(config, &fal, 60_000);
    })
    .await;
    let asha = app.sign_up("asha").await;
    put_on(&app, &asha, Plan::Free).await;
    let first = made(&asha, &picture("a fox")).await;
    fal.plan(fal::Plan { stuck: true, ..fal::Plan::default() });
    let stuck = asha.post("/api/trigger-workflow", &picture("a hen")).await.expect(202);
    asha.event_where(0, |_, data| data["id"] == stuck["id"] && data["status"] == "processing").await;
    asha.post("/api/trigger-workflow", &picture("a cow")).await.expect(202);
    asha.post("/api/trigger-workflow", &picture("a pig")).await.expect_problem(429, "queue_full");
    let run = asha.post("/api/trigger-workflow", &from_cache(&picture("a fox"))).await.expect(202);
    assert_eq!((&run["status"], &run["cachedFrom"]["generationId"]), (&json!("completed"), &first["id"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_it_was_accepted_answers_the_same_run() {
    const MARTY: &str = env!("CARGO_BIN_EXE_marty");
    let dir = tempfile::TempDir::new().unwrap();
    let mut setup = Binary::start(MARTY, dir.path(), &[]);
    let mut asha = Person::at(&setup.address);
    asha.sign_up("asha").await;
    let flat = json!({"prompt": "a fox at dawn", "style": "flat", "seed": 3});
    let order = with(&picture(""), "inputData", &flat);
    let first = made(&asha, &order).await;
    setup.kill();

    let id = Env::system().new_id::<domain::id::kind::Generation>().to_string();
    let order = with(&from_cache(&order), "generationId", &json!(id));
    let mut dying = Binary::start(MARTY, dir.path(), &[("MARTY_FAILPOINT", "accepted")]);
    let asha = asha.moved_to(&dying.address);
    let _ = asha.request(reqwest::Method::POST, "/api/trigger-workflow").json(&order).send().await;
    assert!(!dying.wait().success(), "it was never accepted");

    let mut living = Binary::start(MARTY, dir.path(), &[]);
    let asha = asha.moved_to(&living.address);
    let run = asha.post("/api/trigger-workflow", &order).await.expect(202);
    assert_eq!((&run["id"], &run["cachedFrom"]["generationId"]), (&json!(id), &first["id"]));
    assert_eq!(run["outputAssets"].as_array().unwrap().len(), 1);
    assert_eq!(asha.balance().await, (49, 0));
    let list = asha.get("/api/generations").await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    living.kill();
}
