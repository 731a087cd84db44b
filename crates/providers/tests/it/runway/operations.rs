//! Every operation, end to end.

use providers::{
    ComposeWork, EditWork, LipsyncSpeech, LipsyncWork, PictureWork, SpeechWork, UpscaleWork, runway::models,
};

use super::*;

/// Work of every operation of every model.
fn every_work() -> Vec<Submission> {
    let picture =
        PictureWork { prompt: "a fox".into(), width: 1280, height: 720, style: "auto".into(), seed: 7 };
    let edit = || Work::Edit(EditWork { prompt: "night".into(), strength: 0.5, size: None, seed: None });
    let compose = || Work::Compose(ComposeWork { prompt: "both".into(), size: None, seed: None });
    let speech = SpeechWork { text: "hello".into(), voice: None, language: None, speed: 1.0 };
    let lipsync = LipsyncWork { speech: LipsyncSpeech::Audio, advanced: false };
    let mp4 = || input("video/mp4", "in.mp4", testkit::media::clip().to_vec());
    vec![
        submission("runway-gen4.5", video(false), vec![]),
        submission("runway-gen4.5", video(true), vec![png()]),
        submission("runway-gen4-turbo", video(true), vec![png()]),
        submission("runway-gen4-image", Work::Picture(picture), vec![]),
        submission("runway-gen4-image", edit(), vec![png()]),
        submission("runway-gen4-image", compose(), vec![png(), png()]),
        submission("runway-gen4-image-turbo", edit(), vec![png()]),
        submission("runway-gen4-image-turbo", compose(), vec![png(), png()]),
        submission("runway-act-two", Work::Lipsync(lipsync), vec![png(), mp4()]),
        submission("runway-eleven-multilingual-v2", Work::Speech(speech), vec![]),
        submission("runway-magnific-upscaler-2", Work::Upscale(UpscaleWork { factor: 2.0 }), vec![png()]),
    ]
}

#[tokio::test]
async fn every_model_delivers_for_every_operation() {
    let fake = FakeRunway::start().await;
    let runway = runway(&fake);
    let mut seen = Vec::new();
    for submission in every_work() {
        let (model, operation) = (submission.model_id.clone(), submission.work.operation());
        seen.push((model.clone(), operation));
        let changes = runway.changes(&submission).unwrap();
        let remote = runway.submit(submission).await.unwrap();
        let made = outputs(ended(&runway, &remote).await);
        let kind = match models::find(&model).unwrap().delivers {
            models::Delivers::Pictures => "image/png",
            models::Delivers::Video => "video/mp4",
            models::Delivers::Audio => "audio/wav",
            models::Delivers::Words => "text/plain",
        };
        assert_eq!((made.len(), made[0].media_type.as_str()), (1, kind), "{model} {operation}");
        assert_eq!(made[0].warnings, changes, "what was offered is what is told");
        assert_eq!(made[0].provenance["vendorCredits"], 25.0);
    }
    let listed =
        models::ALL.iter().flat_map(|model| model.operations.iter().map(|o| (model.id.to_owned(), *o)));
    assert_eq!(listed.collect::<Vec<_>>(), seen);
}

#[test]
fn the_catalog_names_models_that_are_here() {
    let catalog: toml::Table = include_str!("../../../../../catalog/runway.toml").parse().unwrap();
    for entry in catalog["model"].as_array().unwrap() {
        let text = |value: &toml::Value| value.as_str().unwrap().to_owned();
        let model = models::find(&text(&entry["id"])).unwrap();
        assert_eq!(text(&entry["name"]), model.name);
        let does = entry["does"].as_array().unwrap();
        let operations: Vec<_> = does.iter().map(|does| text(&does["operation"])).collect();
        assert_eq!(operations, model.operations, "{}", model.id);
    }
}

#[tokio::test]
async fn a_large_file_is_uploaded_and_a_small_one_stands_in_the_request() {
    let fake = FakeRunway::start().await;
    let runway = runway(&fake);
    let large = input("image/png", "large.png", vec![7; 4 * 1024 * 1024]);
    let bytes = large.content.bytes_now().unwrap();
    runway.submit(submission("runway-gen4-turbo", video(true), vec![large])).await.unwrap();
    runway.submit(submission("runway-gen4-turbo", video(true), vec![png()])).await.unwrap();
    let creates = fake.creates();
    let uri = creates[0].body["promptImage"].as_str().unwrap();
    assert_eq!(fake.uploaded(uri), Some(bytes));
    assert!(creates[1].body["promptImage"].as_str().unwrap().starts_with("data:image/png;base64,"));
}

#[tokio::test]
async fn what_a_model_cannot_do_is_refused_without_a_call() {
    let fake = FakeRunway::start().await;
    let runway = runway(&fake);
    let _ = fake.take_calls();
    for wrong in [
        submission("runway-gen4-turbo", video(false), vec![]),
        submission("runway-gen4-turbo", video(true), vec![]),
        submission("runway-gen9", video(false), vec![]),
        submission("runway-act-two", Work::BackgroundRemove, vec![png()]),
    ] {
        assert_eq!(not_taken(runway.submit(wrong).await).class, providers::FaultClass::Invalid);
    }
    assert!(fake.take_calls().is_empty());
}
