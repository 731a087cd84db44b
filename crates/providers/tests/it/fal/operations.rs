//! Every operation of the product, from submit to a file that is what it should be.

use providers::{
    Background, BackgroundReplaceWork, ComposeWork, DescribeWork, EditWork, FaceRestoreWork, LipsyncSpeech,
    LipsyncWork, SpeechWork, StyleTransferWork, UpscaleWork, VideoWork, Work, fal::models,
};
use testkit::{fal::FakeFal, media};

use super::*;

fn png() -> InputFile {
    input("image/png", "in.png", media::picture(16, 1))
}

fn mp4() -> InputFile {
    input("video/mp4", "face.mp4", media::clip().to_vec())
}

fn wav() -> InputFile {
    input("audio/wav", "voice.wav", media::sound().to_vec())
}

fn speech() -> SpeechWork {
    SpeechWork { text: "Hello there.".into(), voice: None, language: Some("en".into()), speed: 1.0 }
}

/// Work of this operation, with fitting files for this model.
fn work(model: &str, operation: &str) -> (Work, Vec<InputFile>) {
    let video = |from_picture| {
        let prompt = "it moves".to_owned();
        Work::Video(VideoWork {
            prompt,
            duration_ms: 5_000,
            motion_strength: 0.8,
            size: None,
            from_picture,
            seed: None,
        })
    };
    match operation {
        "text_to_image" => (picture("x").work, vec![]),
        "image_to_image" => {
            let edit = EditWork { prompt: "at night".into(), strength: 0.5, size: None, seed: Some(3) };
            (Work::Edit(edit), vec![png()])
        }
        "image_compose" => {
            (Work::Compose(ComposeWork { prompt: "both".into(), size: None, seed: None }), vec![png(), png()])
        }
        "image_describe" => (Work::Describe(DescribeWork { question: "What is it?".into() }), vec![png()]),
        "text_to_video" => (video(false), vec![]),
        "image_to_video" => (video(true), vec![png()]),
        "voiceover" => (Work::Speech(speech()), vec![]),
        "lipsync" => {
            let face = if model == "fal-fabric" { png() } else { mp4() };
            (Work::Lipsync(LipsyncWork { speech: LipsyncSpeech::Audio, advanced: true }), vec![face, wav()])
        }
        "background_remove" => (Work::BackgroundRemove, vec![png()]),
        "background_replace" => {
            let background = Background::Prompt("a beach".into());
            (Work::BackgroundReplace(BackgroundReplaceWork { background, seed: None }), vec![png()])
        }
        "upscale" => (Work::Upscale(UpscaleWork { factor: 2.0 }), vec![png()]),
        "style_transfer" => {
            let style =
                StyleTransferWork { style: "watercolour".into(), prompt: String::new(), strength: None };
            (Work::StyleTransfer(style), vec![png()])
        }
        "face_restore" => (Work::FaceRestore(FaceRestoreWork::default()), vec![png()]),
        other => panic!("no work for {other}"),
    }
}

#[tokio::test]
async fn every_model_does_every_operation_it_is_listed_for() {
    let fake = FakeFal::start().await;
    let fal = fal(&fake);
    let mut done = 0;
    for model in models::ALL {
        for operation in model.operations {
            let (work, inputs) = work(model.id, operation);
            let files = inputs.clone();
            let submitted = fal.submit(submission("a", model.id, work, inputs)).await;
            let remote = submitted.unwrap_or_else(|error| panic!("{} {operation}: {error:?}", model.id));
            let outputs = outputs(ended(&fal, &remote).await);
            assert_eq!(outputs.len(), 1, "{} {operation}", model.id);
            let expected = match model.delivers {
                models::Delivers::Pictures => "image/png",
                models::Delivers::Video => "video/mp4",
                models::Delivers::Audio => "audio/wav",
                models::Delivers::Words => "text/plain",
            };
            assert_eq!(outputs[0].media_type, expected, "{} {operation}", model.id);
            assert_eq!(outputs[0].made_by, format!("{} on fal", model.name));
            assert!(outputs[0].content.length() > 10);
            assert_arrived(&fake, &files);
            fal.forget(&remote).await;
            done += 1;
        }
    }
    assert_eq!((done, fake.submits().len()), (21, 21));
    assert_eq!(fal.keys()[0].in_flight, 0, "forgotten work still counts");
}

/// The files of the last submit are, byte for byte, where its input says.
fn assert_arrived(fake: &FakeFal, files: &[InputFile]) {
    let input = fake.submits().last().unwrap().input.clone();
    let mut addresses: Vec<String> = Vec::new();
    for name in ["image_url", "video_url", "audio_url"] {
        addresses.extend(input[name].as_str().map(str::to_owned));
    }
    let list = input["image_urls"].as_array().cloned().unwrap_or_default();
    addresses.extend(list.iter().filter_map(|url| url.as_str().map(str::to_owned)));
    assert_eq!(addresses.len(), files.len());
    for (address, file) in addresses.iter().zip(files) {
        assert_eq!(
            fake.uploaded(address),
            Some((file.media_type.clone(), file.content.bytes_now().unwrap()))
        );
    }
}

#[tokio::test]
async fn what_was_changed_is_offered_before_and_told_after() {
    let fake = FakeFal::start().await;
    let fal = fal(&fake);
    let (Work::Video(mut video), _) = work("fal-wan-2.7", "text_to_video") else { panic!("a clip") };
    video.duration_ms = 7_400;
    let submission = submission("a", "fal-wan-2.7", Work::Video(video), vec![]);
    let offered = fal.changes(&submission).unwrap();
    assert!(offered[0].contains("7.4 s became 7 s"), "{offered:?}");
    let remote = fal.submit(submission).await.unwrap();
    assert_eq!(outputs(ended(&fal, &remote).await)[0].warnings, offered);
}

#[tokio::test]
async fn what_a_model_cannot_do_is_refused_without_a_call() {
    let fake = FakeFal::start().await;
    let fal = fal(&fake);
    let _ = fake.take_calls();
    let wrong = submission("a", "fal-esrgan", Work::FaceRestore(FaceRestoreWork::default()), vec![png()]);
    assert_eq!(not_taken(fal.submit(wrong).await).class, providers::FaultClass::Invalid);
    let (work, _) = work("fal-birefnet-2", "background_remove");
    let without_file = submission("a", "fal-birefnet-2", work, vec![]);
    assert_eq!(not_taken(fal.submit(without_file).await).class, providers::FaultClass::Invalid);
    assert!(fake.take_calls().is_empty());
}

#[test]
fn the_catalog_names_the_models_that_are_here() {
    let catalog: toml::Table = include_str!("../../../../../catalog/fal.toml").parse().unwrap();
    let entries = catalog["model"].as_array().unwrap();
    assert_eq!(entries.len(), models::ALL.len());
    let text = |value: &toml::Value| value.as_str().unwrap().to_owned();
    for entry in entries {
        let id = entry["id"].as_str().unwrap();
        let model = models::find(id).unwrap_or_else(|| panic!("{id} is not here"));
        let does = entry["does"].as_array().unwrap();
        let operations: Vec<_> = does.iter().map(|does| text(&does["operation"])).collect();
        assert_eq!(
            (text(&entry["name"]).as_str(), operations),
            (model.name, model.operations.iter().map(|o| (*o).to_owned()).collect())
        );
        assert_eq!(entry["deduplicates_submits"].as_bool(), Some(false));
    }
}
