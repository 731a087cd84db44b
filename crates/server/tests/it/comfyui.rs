//! ComfyUI end to end: an operator's workflow as a model of the catalog.

use std::{fmt::Write, path::Path};

use serde_json::json;
use testkit::{TestApp, comfyui::FakeComfyUi};

const WORKFLOW: &str = r#"{"3": {"class_type": "KSampler", "inputs": {"seed": "{{seed}}"}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{prompt}}"}}}"#;

/// Describes the workflow in the catalog's folder, as the guide says.
fn describe(directory: &str) {
    let mut text = String::from(
        "[[model]]\nid = \"house-sdxl\"\nname = \"House SDXL\"\nprovider = \"comfyui\"\noperation = \"text_to_image\"\n\
         cost = { per = \"run\", usd_micros = 0 }\ncost_source = \"our own machine\"\nexpected_ms = 2000\n\
         deadline_ms = 60000\nquality_rank = 90\ndeduplicates_submits = true\nsizes = [\n",
    );
    for ratio in ["1:1", "16:9", "9:16", "4:3"] {
        for quality in ["standard", "high", "ultra"] {
            let size = format!("aspect_ratio = \"{ratio}\", quality = \"{quality}\"");
            let _ = writeln!(text, "{{ {size}, width = 64, height = 64 }},");
        }
    }
    let folder = Path::new(directory).join("comfyui");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(Path::new(directory).join("comfyui.toml"), text + "]\n").unwrap();
    std::fs::write(folder.join("house-sdxl.json"), WORKFLOW).unwrap();
}

#[tokio::test]
async fn a_workflow_is_a_model_that_is_chosen_priced_and_run_like_any_other() {
    let fake = FakeComfyUi::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 2;
        config.comfyui.url.clone_from(&fake.address);
        config.comfyui.poll_milliseconds = 20;
        describe(&config.catalog.directory);
    })
    .await;
    let asha = app.sign_up("asha").await;
    let body = json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox", "seed": 7}});
    let run = asha.post("/api/trigger-workflow", &body).await.expect(202);
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!(
        (&run["status"], &run["steps"][0]["model"]["id"]),
        (&json!("completed"), &json!("house-sdxl")),
        "{run:#}"
    );
    // The published minimum: nobody is paid.
    assert_eq!(run["creditsUsed"], 1);
    assert_eq!(fake.graphs()[0].1["3"]["inputs"]["seed"], 7);
}
