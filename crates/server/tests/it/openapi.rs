//! The contract: committed, fresh and complete.

use std::path::Path;

use domain::problem::ProblemCode;
use serde_json::Value;

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[test]
fn the_committed_description_is_what_the_code_says() {
    let committed = std::fs::read_to_string(repository().join("openapi.json")).unwrap_or_default();
    let current = server::router::openapi_text().unwrap();
    assert!(committed.trim() == current.trim(), "openapi.json is stale: run `cargo xtask codegen`");
}

#[test]
fn every_answer_has_a_description_and_every_operation_a_summary() {
    let description: Value = serde_json::from_str(&server::router::openapi_text().unwrap()).unwrap();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut ids = std::collections::HashSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path} has no summary");
            // OpenAPI 3.1 §4.8.10: the id is unique among all operations.
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id), "{method} {path} shares the id {id}");
            for (status, response) in operation["responses"].as_object().unwrap() {
                let text = response["description"].as_str().unwrap_or_default();
                assert!(!text.is_empty(), "{method} {path} {status} has no description");
            }
        }
    }
}

#[test]
fn the_web_app_has_words_for_every_problem() {
    let words = std::fs::read_to_string(repository().join("web/src/api/problems.ts")).unwrap();
    for code in ProblemCode::ALL {
        assert!(words.contains(code.id()), "web/src/api/problems.ts does not know {}", code.id());
    }
}
