//! The workflow that docs/guides ships: what it says must be what this server takes, and where a real n8n
//! is to be had (`MARTY_N8N`), it is run.

use std::{path::Path, process::Stdio, time::Duration};

use providers::http::Secret;
use serde_json::{Value, json};
use testkit::{TestApp, n8n::describe};
use tokio::process::Command;

fn workflow() -> Value {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guides/n8n-workflow.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn nodes(workflow: &Value) -> Vec<&Value> {
    workflow[0]["nodes"].as_array().unwrap().iter().collect()
}

#[test]
fn the_shipped_workflow_hangs_together() {
    let workflow = workflow();
    let nodes = nodes(&workflow);
    let names: Vec<&str> = nodes.iter().map(|node| node["name"].as_str().unwrap()).collect();
    for (from, ways) in workflow[0]["connections"].as_object().unwrap() {
        assert!(names.contains(&from.as_str()), "{from} is no node");
        for way in ways["main"].as_array().unwrap().iter().flat_map(|way| way.as_array().unwrap()) {
            assert!(names.contains(&way["node"].as_str().unwrap()), "{way} leads nowhere");
        }
    }
    let hooks: Vec<_> = nodes.iter().filter(|node| node["type"] == "n8n-nodes-base.webhook").collect();
    assert_eq!((hooks.len(), &hooks[0]["parameters"]["httpMethod"]), (1, &Value::from("POST")));
    let calls = nodes.iter().filter(|node| node["type"] == "n8n-nodes-base.httpRequest");
    let reports: Vec<_> =
        calls.filter(|node| node["parameters"]["url"].as_str().unwrap().contains("callbackUrl")).collect();
    assert!(reports.len() >= 3, "it says that it began, that it is done and that it failed");
    for report in reports {
        let text = report["parameters"].to_string();
        for part in ["Bearer", "callbackToken", "generationId", "status", "executionId"] {
            assert!(text.contains(part), "{} lacks {part}", report["name"]);
        }
    }
}

/// n8n on loopback with a folder of its own, and nothing told to anybody.
fn n8n(command: &str, folder: &Path, port: u16, arguments: &[&str]) -> Command {
    let mut words = command.split_whitespace();
    let mut n8n = Command::new(words.next().unwrap_or("n8n"));
    n8n.args(words).args(arguments).stdout(Stdio::null()).kill_on_drop(true);
    let (address, port) = (format!("http://127.0.0.1:{port}/"), port.to_string());
    for (name, value) in [
        ("N8N_LISTEN_ADDRESS", "127.0.0.1"),
        ("N8N_HOST", "127.0.0.1"),
        ("N8N_PORT", port.as_str()),
        ("N8N_PROTOCOL", "http"),
        ("N8N_WEBHOOK_URL", address.as_str()),
        ("N8N_USER_FOLDER", folder.to_str().unwrap()),
        ("N8N_ENCRYPTION_KEY", "a-key-of-this-test-alone"),
        ("N8N_DIAGNOSTICS_ENABLED", "false"),
        ("N8N_VERSION_NOTIFICATIONS_ENABLED", "false"),
        ("N8N_TEMPLATES_ENABLED", "false"),
        ("N8N_PERSONALIZATION_ENABLED", "false"),
        ("N8N_DISABLE_UI", "true"),
        ("NO_PROXY", "127.0.0.1,localhost"),
    ] {
        n8n.env(name, value);
    }
    n8n
}

/// Opt-in: `MARTY_N8N="npx n8n@2.41.1"` names the command that is n8n. Without it nothing is tried here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_n8n_runs_the_shipped_workflow() {
    let Ok(command) = std::env::var("MARTY_N8N") else { return };
    let folder = tempfile::TempDir::new().unwrap();
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guides/n8n-workflow.json");
    for arguments in
        [vec!["import:workflow", "--input", file], vec!["publish:workflow", "--id=martyPicture0001"]]
    {
        let status = n8n(&command, folder.path(), port, &arguments).status().await.unwrap();
        assert!(status.success(), "n8n {arguments:?} ended with {status}");
    }
    let mut running = n8n(&command, folder.path(), port, &["start"]).spawn().unwrap();
    // n8n says that it is ready before its webhooks are there; once ours is, the wrong method is named as such.
    let ready = async {
        let (client, url) = (testkit::client(), format!("http://127.0.0.1:{port}/webhook/marty-picture"));
        loop {
            let answer = match client.get(&url).send().await {
                Ok(answer) => answer.text().await.unwrap_or_default(),
                Err(_) => String::new(),
            };
            if answer.contains("not registered for GET") {
                break;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(180), ready).await.expect("n8n becomes ready");
    let app = TestApp::start_addressed(|config, address| {
        config.workers.count = 2;
        config.n8n.url = format!("http://127.0.0.1:{port}");
        config.n8n.callback_url = address.to_owned();
        config.n8n.header_value = Secret::new("");
        config.n8n.allow_private_addresses = true;
        describe(&config.catalog.directory, "image_to_image", 120_000);
    })
    .await;
    let asha = app.sign_up("asha").await;
    let made = asha.trigger("a fox").await;
    let made = asha.ended(made["id"].as_str().unwrap()).await;
    let body = json!({"flowId": "house-style", "inputData": {"prompt": "in our style"},
        "inputAssets": [made["outputAssets"][0]["id"]]});
    let run = asha.post("/api/trigger-workflow", &body).await.expect(202);
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    running.kill().await.unwrap();
    assert_eq!(run["status"], "completed", "{run:#}");
}
