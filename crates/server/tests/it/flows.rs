//! Custom flows: saved, versioned, owned, and run like any other.

mod definitions;
mod files;
mod runs;

use domain::plan::Plan;
use serde_json::{Value, json};
use server::{account, platform::db::DbError};
use testkit::{Person, TestApp, fal::FakeFal, fal_catalog};

/// The example of the guide, so that the guide is true.
fn example() -> String {
    let guide = include_str!("../../../../docs/guides/custom-flows.md");
    let start = guide.find("```toml\n").unwrap() + "```toml\n".len();
    let end = guide[start..].find("```").unwrap();
    guide[start..start + end].to_owned()
}

/// A flow of one picture, by this name.
fn one_picture(id: &str) -> Value {
    json!({
        "id": id, "name": "One picture",
        "input": {"type": "object", "required": ["subject"], "additionalProperties": false,
            "properties": {"subject": {"type": "string", "minLength": 1, "maxLength": 100}}},
        "steps": [{"id": "picture", "operation": "text_to_image",
            "parameters": {"prompt": "{{ input.subject }} at dawn"}}],
    })
}

/// Puts the person's workspace on another plan.
pub(crate) async fn put_on(app: &TestApp, person: &Person, plan: Plan) {
    let email = person.email.clone();
    let changed = app.app.db.write(move |tx| {
        let user = account::find_by_email(tx, &email)?.unwrap();
        account::set_plan(tx, user.workspace_id, plan)
    });
    assert!(changed.await.map_err(|error: DbError| error.to_string()).unwrap());
}

/// Somebody on the studio plan.
async fn member(app: &TestApp, name: &str) -> Person {
    let person = app.sign_up(name).await;
    put_on(app, &person, Plan::Studio).await;
    person
}

async fn save(person: &Person, definition: &Value) -> Value {
    person.post("/api/flows", &json!({ "definition": definition })).await.expect(201)
}

async fn with_fal() -> (TestApp, FakeFal) {
    let fal = FakeFal::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 4;
        config.credits.sign_up_grant = 500;
        fal_catalog::use_fal(config, &fal, 60_000);
    })
    .await;
    (app, fal)
}

/// Place and code of each mistake.
fn mistakes(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|error| (error["path"].as_str().unwrap(), error["code"].as_str().unwrap())).collect()
}
