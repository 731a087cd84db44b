//! The operator's files.

use std::path::{Path, PathBuf};

use serde_json::json;
use server::{app::App, env::Env, flow};
use testkit::TestApp;

use super::{example, one_picture};

fn folder(app: &TestApp) -> PathBuf {
    Path::new(&app.app.config.catalog.directory).join("flows")
}

/// Opens the product on the same data again, as a restart does.
async fn restarted(app: &TestApp) -> Result<(), String> {
    let again = App::open(app.app.config.clone(), Env::system()).map_err(|error| error.to_string())?;
    flow::publish(&again).await.map_err(|error| error.to_string())?;
    Ok(())
}

#[tokio::test]
async fn files_are_flows_for_everybody_and_their_changes_are_versions() {
    let app = TestApp::start_with(|config| {
        let folder = Path::new(&config.catalog.directory).join("flows");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("one.json"), one_picture("from-a-file").to_string()).unwrap();
        std::fs::write(folder.join("notes.md"), "not a flow").unwrap();
    })
    .await;
    let asha = app.sign_up("asha").await;
    let flow = asha.get("/api/flows/from-a-file").await.expect(200);
    assert_eq!((&flow["custom"]["version"], &flow["custom"]["changeable"]), (&json!(1), &json!(false)));
    let order = json!({"flowId": flow["id"], "inputData": {"subject": "a fox"}});
    asha.post("/api/quotes", &order).await.expect(200);

    restarted(&app).await.unwrap();
    let path = format!("/api/flows/{}", flow["id"].as_str().unwrap());
    assert_eq!(asha.get(&path).await.expect(200)["custom"]["version"], 1, "the same file changes nothing");
    let mut changed = one_picture("from-a-file");
    changed["name"] = json!("Two pictures");
    std::fs::write(folder(&app).join("one.json"), changed.to_string()).unwrap();
    restarted(&app).await.unwrap();
    let after = asha.get(&path).await.expect(200);
    assert_eq!((&after["custom"]["version"], &after["name"]), (&json!(2), &json!("Two pictures")));
    std::fs::remove_file(folder(&app).join("one.json")).unwrap();
    restarted(&app).await.unwrap();
    assert!(asha.get(&path).await.expect(200)["custom"]["archivedAt"].is_i64());
}

#[tokio::test]
async fn a_wrong_file_stops_the_start_with_file_place_and_sentence() {
    let app = TestApp::start().await;
    std::fs::create_dir(folder(&app)).unwrap();
    let wrong = example()
        .replace("steps.picture", "steps.pictur")
        .replace("operation = \"voiceover\"", "operation = \"sing\"");
    std::fs::write(folder(&app).join("teaser.toml"), wrong).unwrap();
    std::fs::write(folder(&app).join("torn.json"), "{\"id\": ").unwrap();
    let reason = restarted(&app).await.unwrap_err();
    for part in [
        "teaser.toml: steps[1].inputs[0]: There is no step `pictur`.",
        "teaser.toml: steps[2].operation: `sing` is no operation",
        "torn.json: line 1, column",
    ] {
        assert!(reason.contains(part), "{reason}");
    }
    std::fs::write(folder(&app).join("teaser.toml"), one_picture("text-to-image").to_string()).unwrap();
    std::fs::write(folder(&app).join("torn.json"), one_picture("a").to_string()).unwrap();
    let reason = restarted(&app).await.unwrap_err();
    assert!(reason.contains("teaser.toml: id: `text-to-image` is the id of a flow that ships"), "{reason}");
}
