//! The workflow that docs/guides ships: what it says must be what this server takes, and where a real n8n
//! is to be had (`MARTY_N8N`), it is run.

use std::path::Path;

use serde_json::Value;

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
