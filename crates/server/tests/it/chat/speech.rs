//! An installation without any key reads aloud: the system's voice, through the ordinary engine.

use serde_json::{Value, json};
use server::config::Config;
use testkit::TestApp;

use super::{books_are_sound, said};

#[tokio::test]
async fn a_text_is_read_with_captions_or_refused_for_nothing() {
    let app = TestApp::start_with(|config: &mut Config| {
        config.workers.count = 2;
        config.credits.sign_up_grant = 500;
    })
    .await;
    let asha = app.sign_up("asha").await;
    let run = said(&asha, "say 'It costs ₹500. It rains.'", &json!({})).await;
    assert_eq!(run["steps"][0]["provider"], "local", "{run:#}");
    books_are_sound(&app).await;
    if studio_has_no_voice() {
        assert_eq!((&run["status"], &run["creditsUsed"]), (&json!("failed"), &json!(0)), "{run:#}");
        assert!(run["error"]["message"].as_str().unwrap().contains("espeak-ng"), "{run:#}");
        assert_eq!(asha.balance().await, (500, 0));
        println!("espeak-ng is not installed: only the refusal was tested");
        return;
    }
    assert_eq!(run["status"], "completed", "{run:#}");
    let [sound]: [Value; 1] = run["outputAssets"].as_array().unwrap().clone().try_into().unwrap();
    assert_eq!(sound["type"], "audio");
    let captions = sound["captionsUrl"].as_str().unwrap();
    let text = asha.request(reqwest::Method::GET, captions).send().await.unwrap().text().await.unwrap();
    assert!(text.starts_with("WEBVTT\n\n00:00:00.000 --> "), "{text}");
    assert!(text.contains("\nIt costs ₹500.\n") && text.contains("\nIt rains.\n"), "{text}");
}

/// Looked for as the command line finds it.
fn studio_has_no_voice() -> bool {
    !std::process::Command::new("espeak-ng").arg("--version").output().is_ok_and(|told| told.status.success())
}
