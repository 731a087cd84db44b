//! Keys that a workspace brings: its runs use them for the platform fee, and nobody else's runs do.

use serde_json::json;
use server::ledger;

use super::*;

const OPERATORS: &str = "key-of-the-operator-1";
const OWN: &str = "brought-by-asha-2222";

async fn bring(person: &Person) -> Value {
    person.post("/api/provider-keys", &json!({"provider": "fal", "key": OWN})).await.expect(201)
}

async fn ask(person: &Person, words: &str) -> Value {
    let body = json!({"flowId": "text-to-image", "inputData": {"prompt": words}});
    person.post("/api/trigger-workflow", &body).await.expect(202)
}

#[tokio::test]
async fn a_run_uses_the_workspaces_own_key_for_the_fee_and_the_bill_says_so() {
    let (app, fal) = with_fal(&[OPERATORS]).await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let dear = json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox", "quality": "ultra"}});
    let before = asha.post("/api/quotes", &dear).await.expect(200);
    bring(&asha).await;
    let quote = asha.post("/api/quotes", &dear).await.expect(200);
    assert!(before["credits"].as_i64().unwrap() > 1, "{before}");
    assert_eq!((&quote["credits"], &quote["factors"][0]["code"]), (&json!(1), &json!("own-key")));
    assert_eq!((&quote["steps"][0]["ownKey"], quote["factors"].as_array().unwrap().len()), (&json!(true), 1));
    let made = picture(&asha, "a fox").await;
    assert_eq!((&made["creditsUsed"], &made["status"]), (&json!(1), &json!("completed")));
    picture(&ravi, "a hen").await;
    let keys: Vec<_> = fal.submits().into_iter().map(|submit| submit.key).collect();
    assert_eq!(keys, [OWN, OPERATORS]);
    let list = asha.get("/api/provider-keys").await.expect(200);
    assert!(!list.to_string().contains(OWN) && list.to_string().contains("2222"));
    assert!(!ravi.get("/api/provider-keys").await.expect(200).to_string().contains("2222"));
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
}

#[tokio::test]
async fn an_own_key_that_fails_is_never_replaced_by_the_operators() {
    let (app, fal) = with_fal(&[OPERATORS]).await;
    let asha = app.sign_up("asha").await;
    bring(&asha).await;
    fal.revoke(OWN);
    let failed = picture(&asha, "a fox").await;
    assert_eq!(
        (&failed["status"], &failed["error"]["code"]),
        (&json!("failed"), &json!("own_key_failed")),
        "{failed}"
    );
    assert!(failed["error"]["message"].as_str().unwrap().contains("fal"), "{failed}");
    assert_eq!(asha.balance().await, (500, 0));
    assert!(fal.submits().iter().all(|submit| submit.key == OWN && !submit.taken));
}

#[tokio::test]
async fn a_run_that_was_priced_for_an_own_key_ends_uncharged_when_it_is_removed_before() {
    let (app, fal) = with_fal(&[OPERATORS]).await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    let own = bring(&asha).await;
    admin.put("/api/admin/providers/fal", &json!({"paused": true})).await.expect(200);
    let run = ask(&asha, "a fox").await;
    let address = format!("/api/provider-keys/{}", own["id"].as_str().unwrap());
    assert_eq!(asha.delete(&address).await.status, 204);
    admin.put("/api/admin/providers/fal", &json!({"paused": false})).await.expect(200);
    let ended = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!((&ended["status"], &ended["error"]["code"]), (&json!("failed"), &json!("own_key_failed")));
    assert_eq!((asha.balance().await, fal.submits().len()), ((500, 0), 0));
    // The next is priced and made as before.
    assert_eq!(picture(&asha, "a hen").await["status"], "completed");
    assert_eq!(fal.submits()[0].key, OPERATORS);
}

#[tokio::test]
async fn a_key_that_is_somebody_elses_is_not_found() {
    let (app, _fal) = with_fal(&[OPERATORS]).await;
    let (asha, ravi, admin) =
        (app.sign_up("asha").await, app.sign_up("ravi").await, app.administrator().await);
    let own = bring(&asha).await;
    let id = own["id"].as_str().unwrap();
    for (person, address) in
        [(&ravi, format!("/api/provider-keys/{id}")), (&admin, format!("/api/admin/provider-keys/{id}"))]
    {
        person.put(&address, &json!({"switchedOn": false})).await.expect_problem(404, "not_found");
        person.post(&format!("{address}/check"), &json!({})).await.expect_problem(404, "not_found");
        person.delete(&address).await.expect_problem(404, "not_found");
    }
    assert!(
        !fal_of(&admin).await.to_string().contains("2222"),
        "the operator does not see what people bring"
    );
    let checked = asha.post(&format!("/api/provider-keys/{id}/check"), &json!({})).await.expect(200);
    assert_eq!(checked["works"], true);
    let off = asha.put(&format!("/api/provider-keys/{id}"), &json!({"switchedOn": false})).await.expect(200);
    assert_eq!(off["switchedOn"], false);
    picture(&asha, "a fox").await;
    assert_eq!(_fal.submits()[0].key, OPERATORS);
}

/// The models of text to image that a person can choose, with whether a key of theirs does them.
async fn choices(person: &Person) -> Vec<(String, bool, i64)> {
    let flow = person.get("/api/flows/text-to-image").await.expect(200);
    let choice = |model: &Value| {
        let id = model["id"].as_str().unwrap().to_owned();
        (id, model["ownKey"].as_bool().unwrap(), model["creditsFrom"].as_i64().unwrap())
    };
    flow["options"]["models"].as_array().unwrap().iter().map(choice).collect()
}

#[tokio::test]
async fn a_vendor_that_only_a_workspace_has_a_key_for_is_offered_to_it_alone() {
    let (app, fal) = with_fal(&[]).await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let clip = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": "a paper boat on a pond, then animate it"}});
    let without = asha.post("/api/quotes", &clip).await.expect(200)["steps"].clone();
    assert!(without.as_array().unwrap().iter().all(|step| step["ownKey"] != true), "{without}");
    let own = bring(&asha).await;
    let theirs = choices(&asha).await;
    assert_eq!(theirs[0], ("fal-flux-schnell".to_owned(), true, 1), "{theirs:?}");
    assert!(theirs.iter().any(|(id, own, _)| id == "local-studio-scene" && !own));
    assert!(choices(&ravi).await.iter().all(|(id, own, _)| !id.starts_with("fal") && !own));
    let steps = asha.post("/api/quotes", &clip).await.expect(200)["steps"].clone();
    assert!(steps.as_array().unwrap().iter().all(|step| step["ownKey"] == true), "{steps}");
    let theirs = ravi.post("/api/quotes", &clip).await.expect(200)["steps"].clone();
    assert_eq!(theirs[1]["model"]["id"], without[1]["model"]["id"], "{theirs}");
    assert!(theirs.as_array().unwrap().iter().all(|step| step["ownKey"] != true), "{theirs}");
    let named =
        |model: &str| json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox", "model": model}});
    let run = asha.post("/api/trigger-workflow", &named("fal-flux-dev")).await.expect(202);
    let ended = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!((&ended["status"], &ended["creditsUsed"]), (&json!("completed"), &json!(1)), "{ended}");
    let foreign = ravi.post("/api/trigger-workflow", &named("fal-flux-dev")).await;
    assert_eq!(foreign.expect_problem(422, "invalid_input")["errors"][0]["path"], "inputData.model");
    assert!(fal.submits().iter().all(|submit| submit.key == OWN) && fal.submits().len() == 1);
    let address = format!("/api/provider-keys/{}", own["id"].as_str().unwrap());
    assert_eq!(asha.delete(&address).await.status, 204);
    assert!(choices(&asha).await.iter().all(|(_, own, _)| !own));
}

/// Waits until a batch is closed and answers it.
async fn closed(person: &Person, batch: &Value) -> Value {
    let ends = |kind: &str, data: &Value| {
        kind == "batch.updated" && data["id"] == batch["id"] && data["completedAt"].is_i64()
    };
    person.event_where(0, ends).await["data"].clone()
}

#[tokio::test]
async fn the_items_of_a_batch_work_with_own_keys_for_the_fee_each() {
    let (app, fal) = with_fal(&[OPERATORS]).await;
    let asha = app.sign_up("asha").await;
    bring(&asha).await;
    let item = |words: &str| json!({"inputData": {"prompt": words, "quality": "ultra", "seed": 7}});
    let items = [item("a fox")];
    let body = json!({"flowId": "text-to-image", "items": items, "variations": 4});
    let quote = asha.post("/api/batches/quote", &body).await.expect(200);
    assert_eq!((&quote["credits"], &quote["factors"][0]["code"]), (&json!(4), &json!("own-key")), "{quote}");
    let mut order = body;
    order["quoteId"] = quote["id"].clone();
    let batch = asha.post("/api/batches", &order).await.expect(202);
    let closed = closed(&asha, &batch).await;
    assert_eq!((&closed["creditsUsed"], fal.submits().len()), (&json!(4), 4), "{closed}");
    assert!(fal.submits().iter().all(|submit| submit.key == OWN));
    assert_eq!(asha.balance().await, (496, 0));
    // Nobody stands in for a key that fails, in a batch neither.
    fal.revoke(OWN);
    let one = json!({"flowId": "text-to-image", "items": [item("a hen")]});
    let batch = asha.post("/api/batches", &one).await.expect(202);
    let closed = self::closed(&asha, &batch).await;
    assert_eq!((&closed["counts"]["failed"], &closed["creditsUsed"]), (&json!(1), &json!(0)), "{closed}");
    assert_eq!(asha.balance().await, (496, 0));
    assert!(fal.submits().iter().all(|submit| submit.key == OWN));
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
}
