//! What each of Runway's models is sent, and what is said about what it cannot do.

use serde_json::json;

use super::{
    super::models::{self, Request},
    *,
};
use crate::{
    ComposeWork, EditWork, FaultClass, InputFile, LipsyncWork, PictureWork, SpeechWork, UpscaleWork,
    VideoWork,
};

fn file(media_type: &str, bytes: &[u8]) -> InputFile {
    InputFile::new(media_type, "in", bytes.to_vec())
}

/// A picture that says only how large it is.
fn png(width: u32, height: u32) -> InputFile {
    file("image/png", &[]).of_size(Some(Size { width, height }))
}

fn map(model: &str, work: Work, inputs: Vec<InputFile>) -> Result<Request, Fault> {
    let submission = Submission {
        generation_id: "gen".into(),
        attempt_id: "att".into(),
        model_id: model.into(),
        work,
        inputs,
        key_owner: None,
    };
    models::find(model)?.preview(&submission)
}

fn clip(duration_ms: u32, from_picture: bool) -> Work {
    Work::Video(VideoWork {
        prompt: "waves".into(),
        duration_ms,
        motion_strength: 0.8,
        size: None,
        from_picture,
        seed: Some(1 << 40 | 7),
    })
}

#[test]
fn clips_keep_the_shape_of_their_picture_and_get_the_nearest_length() {
    let request = map("runway-gen4.5", clip(7_400, true), vec![png(800, 1200)]).unwrap();
    assert_eq!(request.path, "v1/image_to_video");
    let body = json!({"model": "gen4.5", "promptText": "waves", "ratio": "832:1104", "duration": 7, "seed": 7,
        "promptImage": "runway://later"});
    assert_eq!(Value::Object(request.body), body);
    assert!(
        request.changes.iter().any(|change| change.contains("7.4 s became 7 s")),
        "{:?}",
        request.changes
    );
    assert!(request.changes.iter().any(|change| change.contains("800×1200 became 832:1104")));
    let words = map("runway-gen4.5", clip(15_000, false), vec![]).unwrap();
    assert_eq!(
        (words.path, &words.body["duration"], &words.body["ratio"]),
        ("v1/text_to_video", &json!(10), &json!("1280:720"))
    );
    assert_eq!(map("runway-gen4-turbo", clip(5_000, true), vec![]).unwrap_err().class, FaultClass::Invalid);
    assert_eq!(map("runway-gen4-turbo", clip(5_000, false), vec![]).unwrap_err().class, FaultClass::Invalid);
}

#[test]
fn pictures_take_up_to_three_references() {
    let picture = |width, height| {
        Work::Picture(PictureWork {
            prompt: "a fox".into(),
            width,
            height,
            style: "oil-painting".into(),
            seed: 7,
        })
    };
    for (width, height, ratio) in
        [(720, 720, "720:720"), (1080, 1080, "1080:1080"), (1920, 1080, "1920:1080"), (960, 720, "960:720")]
    {
        let request = map("runway-gen4-image", picture(width, height), vec![]).unwrap();
        let body = json!({"model": "gen4_image", "promptText": "a fox, oil painting style", "ratio": ratio, "seed": 7});
        assert_eq!((Value::Object(request.body), request.changes), (body, vec![]));
    }
    let compose = || Work::Compose(ComposeWork { prompt: "together".into(), size: None, seed: None });
    let request = map("runway-gen4-image-turbo", compose(), vec![png(1920, 1080), png(8, 8)]).unwrap();
    assert_eq!(request.body["ratio"], "1920:1080");
    assert_eq!(request.body["referenceImages"].as_array().unwrap().len(), 2);
    let four = map("runway-gen4-image", compose(), vec![png(8, 8); 4]).unwrap_err();
    assert!(four.message.contains("at most three"), "{}", four.message);
    let edit = Work::Edit(EditWork { prompt: "night".into(), strength: 0.5, size: None, seed: None });
    let request = map("runway-gen4-image", edit.clone(), vec![png(1024, 1024)]).unwrap();
    assert!(request.changes[0].contains("no such control"));
    assert_eq!(map("runway-gen4-image", edit, vec![]).unwrap_err().class, FaultClass::Invalid);
}

#[test]
fn long_words_are_cut_where_a_character_ends() {
    let (cut, change) = words(&"🦊".repeat(501));
    assert_eq!((cut.chars().count(), change.is_some()), (500, true));
    assert_eq!(words("a fox"), ("a fox".to_owned(), None));
}

#[test]
fn speech_takes_known_voices_and_says_what_it_leaves() {
    let speech = |text: &str, voice: Option<&str>, speed| {
        let (text, voice) = (text.to_owned(), voice.map(str::to_owned));
        Work::Speech(SpeechWork { text, voice, language: Some("hi".into()), speed })
    };
    let request = map("runway-eleven-multilingual-v2", speech("hello", Some("rachel"), 1.0), vec![]).unwrap();
    let body = json!({"model": "eleven_multilingual_v2", "promptText": "hello",
        "voice": {"type": "runway-preset", "presetId": "Rachel"}});
    assert_eq!((Value::Object(request.body), request.changes), (body, vec![]));
    let other = map("runway-eleven-multilingual-v2", speech("hello", Some("deep"), 1.5), vec![]).unwrap();
    assert_eq!((&other.body["voice"]["presetId"], other.changes.len()), (&json!("Maya"), 2));
    let long = map("runway-eleven-multilingual-v2", speech(&"a".repeat(1_001), None, 1.0), vec![]);
    assert_eq!(long.unwrap_err().class, FaultClass::Invalid);
}

#[test]
fn a_performance_is_a_clip_and_never_audio_alone() {
    let work = || Work::Lipsync(LipsyncWork { speech: LipsyncSpeech::Audio, advanced: false });
    let clip = || file("video/mp4", b"clip");
    let request = map("runway-act-two", work(), vec![png(8, 8), clip()]).unwrap();
    let body = json!({"model": "act_two", "character": {"type": "image", "uri": "runway://later"},
        "reference": {"type": "video", "uri": "runway://later"}});
    assert_eq!((request.path, Value::Object(request.body)), ("v1/character_performance", body));
    let both = map("runway-act-two", work(), vec![clip(), clip()]).unwrap();
    assert_eq!(both.body["character"]["type"], "video");
    for wrong in [vec![png(8, 8), file("audio/wav", b"RIFF")], vec![clip()], vec![]] {
        assert_eq!(map("runway-act-two", work(), wrong).unwrap_err().class, FaultClass::Invalid);
    }
}

#[test]
fn enlarging_takes_the_nearest_factor() {
    let upscale =
        |factor| map("runway-magnific-upscaler-2", Work::Upscale(UpscaleWork { factor }), vec![png(8, 8)]);
    let request = upscale(4.0).unwrap();
    assert_eq!((&request.body["scaleFactor"], request.changes.len()), (&json!(4), 0));
    assert_eq!(
        (&upscale(6.9).unwrap().body["scaleFactor"], upscale(6.9).unwrap().changes.len()),
        (&json!(8), 1)
    );
}
