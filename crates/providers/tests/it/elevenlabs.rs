//! ElevenLabs, against the fake that the vendor's own SDK was pointed at.

use providers::{FaceRestoreWork, FaultClass, Provider, Submission, Work, elevenlabs::models};
use serde_json::{Value, json};
use testkit::direct::{Call, Name, Trouble};

use crate::{
    direct::{Vendor, poll, speech},
    fal::{fault, not_taken, outputs},
    vendor_sdk,
};

const GEORGE: &str = "JBFqnCBsd6RMkjVDRZzb";

async fn node(vendor: &Vendor, scenario: &str, argument: &Value) {
    vendor_sdk::run("elevenlabs.mjs", &[&vendor.fake.base_url(), scenario, &argument.to_string()]).await;
}

#[tokio::test]
async fn the_client_is_content_with_speech_and_voices() {
    let vendor = Vendor::start(Name::ElevenLabs).await;
    node(&vendor, "speech", &Value::Null).await;
    node(&vendor, "voices", &Value::Null).await;
    assert_eq!(vendor.fake.taken(), 2);
}

fn empty() -> Trouble {
    Trouble::answer(
        401,
        &json!({ "detail": { "status": "quota_exceeded", "message": "0 credits remaining" } }),
    )
}

#[tokio::test]
async fn the_client_maps_errors_and_meets_trouble() {
    let vendor = Vendor::start(Name::ElevenLabs).await;
    vendor.fake.revoke("revoked-key");
    node(&vendor, "errors", &Value::Null).await;
    vendor.fake.script([Trouble::Refusal, Trouble::rate_limit(Some("1")), empty()]);
    node(&vendor, "trouble", &Value::Null).await;
    assert_eq!(vendor.fake.taken(), 0);
}

fn spoken(model: &str, attempt: &str, voice: Option<&str>, speed: f64) -> Submission {
    let mut submission = speech(model, attempt);
    if let Work::Speech(speech) = &mut submission.work {
        (speech.voice, speech.speed) = (voice.map(str::to_owned), speed);
    }
    submission
}

#[tokio::test]
async fn every_model_speaks_and_captions_come_with_it() {
    let vendor = Vendor::start(Name::ElevenLabs).await;
    for model in models::ALL {
        let remote = vendor.provider.submit(speech(model.id, &model.id.replace('.', "_"))).await.unwrap();
        let outputs = outputs(poll(&vendor.provider, &remote).await);
        assert_eq!((outputs.len(), outputs[0].media_type.as_str()), (1, "audio/mpeg"), "{}", model.id);
        assert_eq!(outputs[0].made_by, format!("{} by ElevenLabs", model.name));
        let captions = &outputs[0].provenance["captions"];
        assert_eq!(captions["mediaType"], "text/vtt");
        assert_eq!(captions["text"], "WEBVTT\n\n00:00:00.000 --> 00:00:00.600\nHello there.\n");
        assert_eq!(outputs[0].provenance["requestId"], "req-fake-1");
        vendor.provider.forget(&remote).await;
    }
    assert!(vendor.kept().is_empty());
}

#[tokio::test]
async fn voices_are_found_by_name_and_the_list_is_read_once() {
    let vendor = Vendor::start(Name::ElevenLabs).await;
    let Provider::ElevenLabs(eleven) = &vendor.provider else { panic!("ElevenLabs") };
    let names: Vec<_> = eleven.voices().await.unwrap().into_iter().map(|voice| voice.name).collect();
    assert_eq!(names, ["George", "Rachel - calm and clear", "Asha"]);
    for (attempt, voice, id) in [
        ("a", Some("asha"), "AAAAAAAAAAAAAAAAAAA1"),
        ("b", Some("Rachel"), "21m00Tcm4TlvDq8ikWAM"),
        ("c", Some("21m00Tcm4TlvDq8ikWAM"), "21m00Tcm4TlvDq8ikWAM"),
        ("d", None, GEORGE),
    ] {
        vendor.provider.submit(spoken("elevenlabs-v4", attempt, voice, 1.0)).await.unwrap();
        let call = vendor.fake.calls().pop().unwrap();
        let path = format!("/v1/text-to-speech/{id}/with-timestamps?output_format=mp3_44100_128");
        assert_eq!(call.path, path);
    }
    let fault = not_taken(vendor.provider.submit(spoken("elevenlabs-v4", "e", Some("Nobody"), 1.0)).await);
    assert_eq!(fault.class, FaultClass::Invalid);
    assert!(fault.message.contains("Nobody"));
    let lists = vendor.fake.calls().iter().filter(|call| call.method == "GET").count();
    assert_eq!(lists, 2, "two pages, once");
}

#[tokio::test]
async fn a_revoked_key_is_replaced_for_voices_and_for_speech() {
    let (one, two) = ("key-number-one", "key-number-two");
    let vendor = Vendor::with(Name::ElevenLabs, &[one, two]).await;
    vendor.fake.revoke(one);
    vendor.provider.submit(spoken("elevenlabs-v4", "a", Some("Asha"), 1.0)).await.unwrap();
    let refused = vendor.fake.calls().iter().filter(|call| call.key == one).count();
    assert_eq!(refused, 1, "a key that does not work is asked once, not each time");
}

#[tokio::test]
async fn faults_are_told_apart() {
    let vendor = Vendor::start(Name::ElevenLabs).await;
    let error = |code: &str| json!({ "detail": { "status": code, "message": "a secret sk-1" } });
    let cases = [
        (Trouble::Refusal, FaultClass::Refused),
        (empty(), FaultClass::OutOfCredit),
        (Trouble::answer(401, &error("missing_permissions")), FaultClass::Unauthorised),
        (Trouble::answer(400, &error("max_character_limit_exceeded")), FaultClass::Invalid),
        (Trouble::answer(425, &error("too_early")), FaultClass::Unavailable),
        (Trouble::answer(500, &error("internal")), FaultClass::Unavailable),
        (Trouble::answer(429, &error("system_busy")), FaultClass::RateLimited { retry_after_ms: None }),
    ];
    for (trouble, class) in cases {
        vendor.fake.script([trouble.clone()]);
        let fault = not_taken(vendor.restarted().submit(speech("elevenlabs-v4", "a")).await);
        assert_eq!(fault.class, class, "{trouble:?}");
        assert!(!fault.message.contains("secret"));
    }
    for (attempt, trouble) in [("b", Trouble::HtmlPage), ("c", Trouble::TakenBut("{}".into()))] {
        vendor.fake.script([trouble]);
        let remote = vendor.provider.submit(speech("elevenlabs-v4", attempt)).await.unwrap();
        assert_eq!(fault(poll(&vendor.provider, &remote).await).class, FaultClass::Broken);
    }
    vendor.fake.script([Trouble::UnknownFields]);
    let remote = vendor.provider.submit(speech("elevenlabs-v4", "d")).await.unwrap();
    outputs(poll(&vendor.provider, &remote).await);
}

#[tokio::test]
async fn what_a_model_cannot_do_is_fitted_and_said_or_refused_without_a_call() {
    let vendor = Vendor::start(Name::ElevenLabs).await;
    let slow = spoken("elevenlabs-v4", "a", None, 0.5);
    let offered = vendor.provider.changes(&slow).unwrap();
    assert!(offered[0].contains("0.5 became 0.7"), "{offered:?}");
    let mut long = speech("elevenlabs-multilingual-v2", "b");
    if let Work::Speech(speech) = &mut long.work {
        speech.text = "x".repeat(10_001);
    }
    assert_eq!(not_taken(vendor.provider.submit(long).await).class, FaultClass::Invalid);
    let other =
        Submission { work: Work::FaceRestore(FaceRestoreWork::default()), ..speech("elevenlabs-v4", "c") };
    assert_eq!(not_taken(vendor.provider.submit(other).await).class, FaultClass::Invalid);
    assert!(vendor.fake.calls().is_empty());
}

/// What must be the same: not the names a program gives itself, nor what HTTP libraries add.
fn essence(call: &Call) -> (String, String, String, String, Value) {
    let key = call.key.replace("sdk-key-number-one", "KEY").replace("test-key-number-one", "KEY");
    (call.method.clone(), call.path.clone(), key, call.header("content-type").to_owned(), call.json())
}

#[tokio::test]
async fn our_requests_are_the_clients_requests() {
    let vendor = Vendor::start(Name::ElevenLabs).await;
    let format = "mp3_44100_128";
    let cases = [
        (
            json!({ "voice": GEORGE, "body": { "text": "Hello there.", "modelId": "eleven_v4", "languageCode": "en",
            "voiceSettings": { "speed": 1.1 }, "outputFormat": format } }),
            spoken("elevenlabs-v4", "a", Some(GEORGE), 1.1),
        ),
        (
            json!({ "voice": GEORGE, "body": { "text": "Hello there.", "modelId": "eleven_multilingual_v2",
            "outputFormat": format } }),
            speech("elevenlabs-multilingual-v2", "b"),
        ),
    ];
    for (index, (argument, submission)) in cases.into_iter().enumerate() {
        node(&vendor, "compare", &argument).await;
        vendor.provider.submit(submission).await.unwrap();
        let calls = vendor.fake.calls();
        let (theirs, ours) = (&calls[index * 2], &calls[index * 2 + 1]);
        assert!(theirs.taken && ours.taken, "{argument}");
        assert_eq!(essence(ours), essence(theirs), "{argument}");
    }
}

#[test]
fn the_catalog_names_the_models_that_are_here() {
    let here: Vec<_> = models::ALL
        .iter()
        .map(|model| (model.id.to_owned(), model.name.to_owned(), vec!["voiceover"]))
        .collect();
    let catalog: toml::Table = include_str!("../../../../catalog/elevenlabs.toml").parse().unwrap();
    assert_eq!(crate::direct::cataloged(&catalog), crate::direct::sorted(&here));
}
