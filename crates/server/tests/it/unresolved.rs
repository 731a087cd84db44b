//! Submits whose outcome is unknown, and what administrators decide about them.

use providers::http::Secret;
use serde_json::{Value, json};
use server::{ledger, platform::db::DbError};
use testkit::{
    Person, TestApp,
    fal::{FakeFal, Phase, Trouble},
    fal_catalog,
};

/// A run whose submit was taken by fal, with the answer lost; and who decides about it.
async fn lost() -> (TestApp, FakeFal, Person, Person, Value, Value) {
    let fal = FakeFal::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 2;
        config.credits.sign_up_grant = 500;
        fal_catalog::use_fal(config, &fal, 600_000);
        config.fal.keys = vec![Secret::new("key-of-the-operator-1234")];
    })
    .await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    fal.script(Phase::Submit, [Trouble::LoseAnswer]);
    let body = json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox"}});
    let run = asha.post("/api/trigger-workflow", &body).await.expect(202);
    asha.event_where(0, |_, data| data["id"] == run["id"] && data["steps"][0]["status"] == "unresolved")
        .await;
    let list = admin.get("/api/admin/steps?state=unresolved").await.expect(200);
    let step = list["items"][0].clone();
    assert_eq!(
        (&step["generationId"], &step["provider"], &step["decision"]),
        (&run["id"], &json!("fal"), &Value::Null)
    );
    (app, fal, asha, admin, run, step)
}

fn address(step: &Value) -> String {
    format!("/api/admin/steps/{}/resolve", step["id"].as_str().unwrap())
}

async fn books_are_sound(app: &TestApp) {
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
    let list = "SELECT count(*) FROM security_events WHERE kind = 'step_resolved'";
    let written: i64 = app
        .app
        .db
        .read(|reader| reader.query_one(list, &[], |row| row.get(0)))
        .await
        .map_err(|e: DbError| e)
        .unwrap();
    assert_eq!(written, 1, "who decided what is written down");
}

#[tokio::test]
async fn decided_as_failed_everything_goes_back() {
    let (app, fal, asha, admin, run, step) = lost().await;
    let body = json!({"decision": "failed", "reason": "Not in the vendor's dashboard."});
    let told = admin.post(&address(&step), &body).await.expect(200);
    assert_eq!(told["decision"]["decision"], "failed");
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!((&run["status"], &run["error"]["code"]), (&json!("failed"), &json!("outcome_unknown")));
    assert_eq!((asha.balance().await, fal.submits().len()), ((500, 0), 1));
    admin.post(&address(&step), &body).await.expect_problem(404, "not_found");
    assert_eq!(admin.get("/api/admin/steps").await.expect(200)["items"], json!([]));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn decided_to_be_tried_again_it_is_submitted_once_more_and_charged_once() {
    let (app, fal, asha, admin, run, step) = lost().await;
    let body = json!({"decision": "retry", "reason": "The vendor says that it never came."});
    admin.post(&address(&step), &body).await.expect(200);
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!((&run["status"], &run["creditsUsed"]), (&json!("completed"), &run["quote"]["credits"]));
    assert_eq!(fal.submits().len(), 2, "the risk that the administrator took");
    books_are_sound(&app).await;
}

#[tokio::test]
async fn work_that_the_vendor_has_after_all_is_adopted() {
    let (app, fal, asha, admin, run, step) = lost().await;
    let guess = json!({"decision": "adopt", "remoteId": "no-such-request", "reason": "A guess."});
    admin.post(&address(&step), &guess).await.expect_problem(422, "invalid_input");
    let request = fal.submits()[0].request_id.clone();
    let body = json!({"decision": "adopt", "remoteId": request, "reason": "Found in the dashboard."});
    admin.post(&address(&step), &body).await.expect(200);
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!(run["status"], "completed", "{run:#}");
    assert_eq!(fal.submits().len(), 1, "nothing was submitted again");
    books_are_sound(&app).await;
}

#[tokio::test]
async fn who_may_decide_and_what() {
    let (_app, _fal, asha, admin, _run, step) = lost().await;
    let body = json!({"decision": "failed", "reason": "Because."});
    asha.get("/api/admin/steps").await.expect_problem(404, "not_found");
    asha.post(&address(&step), &body).await.expect_problem(404, "not_found");
    for wrong in [
        json!({"decision": "failed", "reason": " "}),
        json!({"decision": "adopt", "reason": "Without a name."}),
        json!({"decision": "retry", "reason": "With a name.", "remoteId": "x"}),
    ] {
        admin.post(&address(&step), &wrong).await.expect_problem(422, "invalid_input");
    }
    admin
        .post(&address(&step), &json!({"decision": "guess", "reason": "a"}))
        .await
        .expect_problem(400, "invalid_json");
    admin.get("/api/admin/steps?state=running").await.expect_problem(400, "invalid_parameter");
    let nobody = "/api/admin/steps/stp_01h455vb4pex5vsknk084sn02q/resolve";
    admin.post(nobody, &body).await.expect_problem(404, "not_found");
}
