//! Whole runs: started by webhook, reported back, fetched and stored here.

use serde_json::{Value, json};
use server::ledger;
use testkit::{
    Person, TestApp,
    n8n::{Answer, FakeN8n, Plan},
};

use super::{done, id_of, order, with_n8n};

async fn books_are_sound(app: &TestApp) {
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
}

async fn one_run(answer: Answer, reports: Vec<Value>) -> (TestApp, FakeN8n, Person, Value) {
    let (app, n8n) = with_n8n("text_to_image", 60_000, Plan { answer, reports }).await;
    let asha = app.sign_up("asha").await;
    let run = order(&asha, "a fox in snow").await;
    let run = asha.ended(id_of(&run)).await;
    (app, n8n, asha, run)
}

#[tokio::test]
async fn a_workflow_delivers_a_picture_that_is_stored_here_and_charged_as_quoted() {
    let (app, n8n, asha, run) = one_run(Answer::Started, Plan::default().reports).await;
    assert_eq!(run["status"], "completed", "{run:#}");
    assert_eq!(run["creditsUsed"], run["quote"]["credits"]);
    assert_eq!(run["quote"]["credits"], 8, "twice the cost of 4 cents");
    assert_eq!(run["steps"][0]["madeBy"], "House style on n8n");
    let file = asha.send(asha.request(reqwest::Method::GET, run["outputAssets"][0]["url"].as_str().unwrap()));
    assert_eq!(file.await.headers["content-type"], "image/png");
    let sent = &n8n.orders()[0].body;
    assert_eq!(
        sent["inputs"],
        json!({"prompt": "a fox in snow", "aspectRatio": "16:9", "width": 1344, "height": 756})
    );
    assert_eq!((&sent["generationId"], &sent["operation"]), (&run["id"], &json!("text_to_image")));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn flows_of_workflows_are_in_the_gallery_and_take_no_others_work() {
    let (app, _n8n) = with_n8n("text_to_image", 60_000, Plan::default()).await;
    let asha = app.sign_up("asha").await;
    let flow = asha.get("/api/flows/house-style").await.expect(200);
    assert_eq!((&flow["available"], &flow["creditsFrom"]), (&json!(true), &json!(8)));
    let run = asha.trigger("a hen").await;
    assert_eq!(asha.ended(id_of(&run)).await["steps"][0]["provider"], "local");
}

#[tokio::test]
async fn progress_reaches_the_person_while_the_workflow_runs() {
    let (app, n8n) = with_n8n("text_to_image", 60_000, Plan::silent()).await;
    let asha = app.sign_up("asha").await;
    let run = order(&asha, "a fox").await;
    let sent = n8n.ordered(1).await;
    let painting = json!({"status": "processing", "progress": 40, "currentStep": "Painting the snow"});
    assert_eq!(n8n.report(&sent, painting).await, (200, json!({"applied": true})));
    let id = id_of(&run).to_owned();
    asha.event_where(0, |_, data| {
        data["id"] == id.as_str() && data["currentStep"] == "Painting the snow" && data["progress"] == 40
    })
    .await;
    n8n.report(&sent, done()).await;
    assert_eq!(asha.ended(&id).await["status"], "completed");
}

#[tokio::test]
async fn a_workflow_that_fails_says_why_and_everything_goes_back() {
    let report = json!({"status": "failed", "errorMessage": "The painter is on holiday."});
    let (app, _n8n, asha, run) = one_run(Answer::Started, vec![report]).await;
    assert_eq!(
        (&run["status"], &run["error"]["message"]),
        (&json!("failed"), &json!("The painter is on holiday."))
    );
    assert_eq!(asha.balance().await, (500, 0));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn what_is_surely_not_taken_fails_with_the_reason_and_starts_nothing() {
    for (status, message) in [(404, "not published"), (403, "key"), (422, "refused")] {
        let (_app, n8n, asha, run) = one_run(Answer::Status(status), Vec::new()).await;
        let said = run["error"]["message"].as_str().unwrap();
        assert!(run["status"] == "failed" && said.contains(message), "{status}: {said}");
        assert_eq!(asha.balance().await, (500, 0));
        assert!(n8n.orders().is_empty());
    }
}

#[tokio::test]
async fn a_report_proves_that_a_submit_without_an_answer_was_taken() {
    let (app, n8n) =
        with_n8n("text_to_image", 60_000, Plan { answer: Answer::Lost, reports: Vec::new() }).await;
    let asha = app.sign_up("asha").await;
    let run = order(&asha, "a fox").await;
    let sent = n8n.ordered(1).await;
    n8n.report(&sent, done()).await;
    let run = asha.ended(id_of(&run)).await;
    assert_eq!(run["status"], "completed", "{run:#}");
    assert_eq!(n8n.orders().len(), 1, "it is never started twice");
    books_are_sound(&app).await;
}

#[tokio::test]
async fn a_submit_that_nobody_took_gives_everything_back_at_the_deadline() {
    let (app, n8n) =
        with_n8n("text_to_image", 1_000, Plan { answer: Answer::NotStarted, reports: Vec::new() }).await;
    let asha = app.sign_up("asha").await;
    let run = order(&asha, "a fox").await;
    let run = asha.ended(id_of(&run)).await;
    assert_eq!((&run["status"], &run["error"]["code"]), (&json!("failed"), &json!("outcome_unknown")));
    assert!(n8n.orders().is_empty());
    assert_eq!(asha.balance().await, (500, 0));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn cancelling_stops_the_execution_whether_it_was_named_or_not() {
    let (app, n8n) = with_n8n("text_to_image", 60_000, Plan::silent()).await;
    let asha = app.sign_up("asha").await;
    for (count, named) in [(1, true), (2, false)] {
        let run = order(&asha, "a fox").await;
        let sent = n8n.ordered(count).await;
        let is_running =
            |_: &str, data: &Value| data["id"] == run["id"] && data["steps"][0]["status"] == "running";
        if named {
            n8n.report(&sent, json!({"status": "processing", "progress": 5, "currentStep": "On it"})).await;
            asha.event_where(0, |_, data| data["id"] == run["id"] && data["currentStep"] == "On it").await;
        } else {
            asha.event_where(0, is_running).await;
        }
        let cancelled = asha.post("/api/cancel-generation", &json!({"generationId": run["id"]})).await;
        assert_eq!(cancelled.expect(200)["status"], "cancelled");
        let stopped = tokio::time::timeout(std::time::Duration::from_secs(20), n8n.stopped(count)).await;
        assert_eq!(stopped.expect("n8n was told").last(), Some(&sent.execution_id));
    }
    assert_eq!(asha.balance().await, (500, 0));
}

#[tokio::test]
async fn a_result_that_is_not_what_it_should_be_is_not_charged() {
    let text = json!({"status": "completed", "outputAssets": [], "response": "No picture today."});
    let inside = json!({"status": "completed", "outputAssets": ["http://127.0.0.1:9/none.png"]});
    for report in [text, inside] {
        let (app, n8n) =
            with_n8n("text_to_image", 2_000, Plan { reports: vec![report], ..Plan::default() }).await;
        let asha = app.sign_up("asha").await;
        let run = order(&asha, "a fox").await;
        let run = asha.ended(id_of(&run)).await;
        assert_eq!(run["status"], "failed", "{run:#}");
        assert_eq!((asha.balance().await, n8n.orders().len()), ((500, 0), 1));
    }
}
