//! An installation without any key changes pictures: the local studio, through the ordinary engine.

use serde_json::{Value, json};
use server::config::Config;
use testkit::TestApp;

use super::{books_are_sound, files::upload, said};

/// Says `words` about a picture to a server that has the local studio alone.
async fn about_a_picture(words: &str) -> (TestApp, Value) {
    let with_workers = |config: &mut Config| {
        config.workers.count = 2;
        config.credits.sign_up_grant = 500;
    };
    let app = TestApp::start_with(with_workers).await;
    let asha = app.sign_up("asha").await;
    let taken = upload(&asha, &[("a.png", testkit::media::picture(96, 3))]).await.expect(201);
    let run = said(&asha, words, &json!({ "inputAssets": [taken["files"][0]["id"]] })).await;
    (app, run)
}

#[tokio::test]
async fn a_picture_is_changed_by_words_larger_and_in_a_style() {
    for (words, operation, width) in [
        ("make it night", "image_to_image", 96),
        // Called a style by whoever plans, and still a change of colour.
        ("make it black and white", "style_transfer", 96),
        ("upscale it 2x", "upscale", 192),
        ("apply the mosaic style to this picture", "style_transfer", 96),
    ] {
        let (app, run) = about_a_picture(words).await;
        assert_eq!(
            (&run["status"], &run["steps"][0]["operation"]),
            (&json!("completed"), &json!(operation)),
            "{run}"
        );
        assert_eq!(run["steps"][0]["provider"], "local");
        assert_eq!(run["outputAssets"][0]["width"], width, "{words}");
        books_are_sound(&app).await;
    }
}

#[tokio::test]
async fn a_question_about_a_picture_is_answered_with_measures() {
    let (app, run) = about_a_picture("what is in this picture?").await;
    assert_eq!(run["status"], "completed", "{run}");
    assert!(run.to_string().contains("96 × 96 pixels"), "{run}");
    books_are_sound(&app).await;
}

#[tokio::test]
async fn a_picture_without_people_keeps_its_background_and_the_credits_come_back() {
    let (app, run) = about_a_picture("remove the background").await;
    assert_eq!(run["status"], "failed", "{run}");
    assert!(run.to_string().contains("No person was found"), "{run}");
    books_are_sound(&app).await;
}
