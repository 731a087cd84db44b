//! One row per operation: what is sent, and what was changed.

use super::super::models::{self, Request};
use super::*;
use crate::{
    BackgroundReplaceWork, ComposeWork, DescribeWork, EditWork, FaceRestoreWork, InputFile, LipsyncWork,
    PictureWork, SpeechWork, StyleTransferWork, Submission, UpscaleWork, VideoWork,
};

fn preview(model: &str, work: Work, files: &[&str]) -> Result<Request, Fault> {
    let input = |media_type: &&str| InputFile::new(media_type, "file", b"x".to_vec());
    let inputs = files.iter().map(input).collect();
    let submission = Submission {
        generation_id: "gen_1".into(),
        attempt_id: "a".into(),
        model_id: model.into(),
        work,
        inputs,
        key_owner: None,
    };
    models::find(model).unwrap().preview(&submission)
}

#[track_caller]
fn sends(model: &str, work: Work, files: &[&str], endpoint: &str, input: Value) -> Vec<String> {
    let request = preview(model, work, files).unwrap();
    assert_eq!((request.endpoint, Value::Object(request.input)), (endpoint, input));
    request.changes
}

fn video(duration_ms: u32, from_picture: bool) -> Work {
    Work::Video(VideoWork {
        prompt: "waves".into(),
        duration_ms,
        motion_strength: 0.8,
        size: Some(Size { width: 756, height: 1344 }),
        from_picture,
        seed: Some(7),
    })
}

fn speech(language: Option<&str>, speed: f64) -> SpeechWork {
    SpeechWork { text: "hello".into(), voice: None, language: language.map(str::to_owned), speed }
}

const IMAGE: &str = "https://input.invalid/0";

#[test]
fn pictures() {
    let picture = |style: &str| {
        let (prompt, style) = ("a fox".into(), style.into());
        Work::Picture(PictureWork { prompt, width: 1344, height: 756, style, seed: 1 << 40 | 5 })
    };
    let changes = sends(
        "fal-flux-schnell",
        picture("auto"),
        &[],
        "fal-ai/flux/schnell",
        json!({"prompt": "a fox", "image_size": {"width": 1344, "height": 756}, "num_images": 1,
            "num_inference_steps": 4, "output_format": "png", "seed": 5}),
    );
    assert!(changes.is_empty());
    sends(
        "fal-nano-banana-2",
        picture("low-poly"),
        &[],
        "fal-ai/nano-banana-2",
        json!({"prompt": "a fox, low poly style", "num_images": 1, "output_format": "png",
            "aspect_ratio": "16:9", "resolution": "1K", "seed": 5}),
    );
}

#[test]
fn edits_and_compositions() {
    let edit = EditWork { prompt: "night".into(), strength: 0.4, size: None, seed: None };
    sends(
        "fal-flux-dev",
        Work::Edit(edit.clone()),
        &["image/png"],
        "fal-ai/flux/dev/image-to-image",
        json!({"prompt": "night", "num_images": 1, "output_format": "png", "image_url": IMAGE, "strength": 0.4}),
    );
    let changes = preview("fal-nano-banana-2", Work::Edit(edit), &["image/png"]).unwrap().changes;
    assert!(changes[0].contains("no such control"));
    let size = Some(Size { width: 2048, height: 1000 });
    let compose = Work::Compose(ComposeWork { prompt: "together".into(), size, seed: Some(1) });
    let changes = sends(
        "fal-nano-banana-2",
        compose,
        &["image/png", "image/jpeg"],
        "fal-ai/nano-banana-2/edit",
        json!({"prompt": "together", "num_images": 1, "output_format": "png", "aspect_ratio": "21:9",
            "resolution": "1K", "seed": 1, "image_urls": [IMAGE, "https://input.invalid/1"]}),
    );
    assert_eq!(changes, ["The shape 2048×1000 became 21:9, the nearest this model offers."]);
}

#[test]
fn clips_are_fitted_to_what_is_offered_and_say_so() {
    let changes = sends(
        "fal-kling-2.5-turbo-pro",
        video(8_000, false),
        &[],
        "fal-ai/kling-video/v2.5-turbo/pro/text-to-video",
        json!({"prompt": "waves", "duration": "10", "aspect_ratio": "9:16"}),
    );
    assert_eq!(changes[0], "The length of 8 s became 10 s, the nearest this model offers.");
    assert!(changes.iter().any(|change| change.contains("seed")));
    let changes = sends(
        "fal-wan-2.7",
        video(8_000, true),
        &["image/png"],
        "fal-ai/wan/v2.7/image-to-video",
        json!({"prompt": "waves", "duration": "8", "resolution": "1080p", "image_url": IMAGE, "seed": 7}),
    );
    assert_eq!(changes, [MOTION]);
    assert!(preview("fal-wan-2.7", video(8_000, true), &["audio/wav"]).is_err());
}

#[test]
fn voices() {
    let changes = sends(
        "fal-elevenlabs-multilingual-v2",
        Work::Speech(speech(Some("hi"), 2.0)),
        &[],
        "fal-ai/elevenlabs/tts/multilingual-v2",
        json!({"text": "hello", "speed": 1.2, "language_code": "hi"}),
    );
    assert_eq!(changes.len(), 1);
    sends(
        "fal-kokoro",
        Work::Speech(speech(Some("hi"), 1.0)),
        &[],
        "fal-ai/kokoro/hindi",
        json!({"prompt": "hello", "speed": 1.0, "voice": "hf_alpha"}),
    );
    assert!(preview("fal-kokoro", Work::Speech(speech(Some("sv"), 1.0)), &[]).is_err());
}

#[test]
fn lips() {
    let work = |speech, advanced| Work::Lipsync(LipsyncWork { speech, advanced });
    sends(
        "fal-sync-lipsync-2",
        work(LipsyncSpeech::Audio, true),
        &["video/mp4", "audio/wav"],
        "fal-ai/sync-lipsync/v2/pro",
        json!({"video_url": IMAGE, "audio_url": "https://input.invalid/1", "sync_mode": "cut_off"}),
    );
    sends(
        "fal-fabric",
        work(LipsyncSpeech::Audio, false),
        &["image/png", "audio/wav"],
        "veed/fabric-1.0",
        json!({"image_url": IMAGE, "audio_url": "https://input.invalid/1", "resolution": "480p"}),
    );
    sends(
        "fal-fabric",
        work(LipsyncSpeech::Text(speech(None, 1.0)), true),
        &["image/png"],
        "veed/fabric-1.0/text",
        json!({"image_url": IMAGE, "text": "hello", "resolution": "720p"}),
    );
    let text = work(LipsyncSpeech::Text(speech(None, 1.0)), false);
    assert!(preview("fal-sync-lipsync-2", text, &["video/mp4"]).is_err());
    assert!(preview("fal-sync-lipsync-2", work(LipsyncSpeech::Audio, false), &["video/mp4"]).is_err());
}

#[test]
fn the_tools_of_the_marketplace() {
    let one = &["image/png"];
    let question = Work::Describe(DescribeWork { question: "what?".into() });
    let asked = json!({"image_url": IMAGE, "prompt": "what?"});
    sends("fal-moondream-3", question, one, "fal-ai/moondream3-preview/query", asked);
    let cut = json!({"image_url": IMAGE, "output_format": "png"});
    sends("fal-birefnet-2", Work::BackgroundRemove, one, "fal-ai/birefnet/v2", cut);
    let background = Background::Colour([255, 0, 16]);
    let replace = Work::BackgroundReplace(BackgroundReplaceWork { background, seed: None });
    let painted = json!({"image_url": IMAGE, "num_images": 1, "refine_prompt": false,
        "prompt": "a plain background in the single colour #ff0010"});
    sends("fal-bria-background", replace, one, "fal-ai/bria/background/replace", painted);
    let upscale = || Work::Upscale(UpscaleWork { factor: 4.0 });
    let larger = json!({"image_url": IMAGE, "scale": 4.0, "output_format": "png"});
    sends("fal-esrgan", upscale(), one, "fal-ai/esrgan", larger);
    let larger = json!({"image_url": IMAGE, "upscale_factor": 4.0});
    sends("fal-clarity-upscaler", upscale(), one, "fal-ai/clarity-upscaler", larger);
    let style = Work::StyleTransfer(StyleTransferWork {
        style: "ink-wash".into(),
        prompt: String::new(),
        strength: None,
    });
    let styled = json!({"image_url": IMAGE, "prompt": "ink wash style", "output_format": "png"});
    sends("fal-style-transfer", style, one, "fal-ai/image-editing/style-transfer", styled);
    for (strength, sent) in
        [(None, json!({"image_url": IMAGE})), (Some(0.7), json!({"image_url": IMAGE, "fidelity": 0.3}))]
    {
        sends(
            "fal-codeformer",
            Work::FaceRestore(FaceRestoreWork { strength }),
            one,
            "fal-ai/codeformer",
            sent,
        );
    }
}

#[test]
fn every_model_refuses_what_it_is_not_listed_for() {
    for model in models::ALL {
        let work = if model.operations.contains(&"upscale") {
            Work::FaceRestore(FaceRestoreWork::default())
        } else {
            Work::Upscale(UpscaleWork { factor: 2.0 })
        };
        assert!(preview(model.id, work, &["image/png"]).is_err(), "{}", model.id);
    }
}

#[test]
fn every_operation_of_the_product_has_a_model() {
    for operation in [
        "text_to_image",
        "image_to_image",
        "image_compose",
        "image_describe",
        "text_to_video",
        "image_to_video",
        "voiceover",
        "lipsync",
        "background_remove",
        "background_replace",
        "upscale",
        "style_transfer",
        "face_restore",
    ] {
        assert!(models::ALL.iter().any(|model| model.operations.contains(&operation)), "{operation}");
    }
}
