//! Voices of this machine: listed, and heard before they are chosen. Without espeak-ng none are there, and that is tested.

use serde_json::json;
use testkit::TestApp;

#[tokio::test]
async fn a_voice_is_heard_said_once_and_kept() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let voices = asha.get("/api/voices").await.expect(200)["items"].as_array().unwrap().clone();
    asha.get("/api/voices/no-such-voice/preview").await.expect_problem(404, "not_found");
    asha.get("/api/voices/..%2F..%2Fmarty/preview").await.expect_problem(404, "not_found");
    let Some(voice) = voices.iter().find(|voice| voice["language"] == "en-gb") else {
        assert!(voices.is_empty(), "{voices:?}");
        println!("espeak-ng is not installed: only the empty list was tested");
        return;
    };
    assert_eq!(
        (&voice["neural"], &voice["previewUrl"]),
        (&json!(false), &json!("/api/voices/en-gb/preview"))
    );
    let address = voice["previewUrl"].as_str().unwrap();
    let fetch = async || {
        let answer = asha.request(reqwest::Method::GET, address).send().await.unwrap();
        assert_eq!(
            (answer.status(), answer.headers()["content-type"].to_str().unwrap()),
            (reqwest::StatusCode::OK, "audio/wav")
        );
        answer.bytes().await.unwrap()
    };
    let (first, again) = tokio::join!(fetch(), fetch());
    assert!(first.starts_with(b"RIFF") && first.len() > 40_000, "{} bytes", first.len());
    assert_eq!(first, again);
    // It is read from the disk from now on.
    let kept = app.data_dir.path().join("voice-previews/en-gb.wav");
    assert_eq!(std::fs::read(&kept).unwrap(), first);
    std::fs::write(&kept, b"kept").unwrap();
    assert_eq!(&fetch().await[..], b"kept");
}

#[tokio::test]
async fn without_the_local_studio_there_are_no_voices() {
    let app = TestApp::start_with(|config| config.local_studio.enabled = false).await;
    let asha = app.sign_up("asha").await;
    assert_eq!(asha.get("/api/voices").await.expect(200)["items"], json!([]));
    asha.get("/api/voices/en-gb/preview").await.expect_problem(404, "not_found");
}
