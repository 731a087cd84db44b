//! Gemini, against the fake that the vendor's own SDK was pointed at.

mod clips;

use base64::{Engine, prelude::BASE64_STANDARD};
use providers::{
    ComposeWork, DescribeWork, EditWork, FaultClass, InputFile, Size, StyleTransferWork, Submission,
    VideoWork, Work, gemini::models,
};
use serde_json::{Value, json};
use testkit::{
    direct::{Call, ClipPlan, Name, Trouble},
    media,
};

use crate::{
    direct::{Vendor, picture, poll, speech},
    fal::{ended, fault, input, not_taken, outputs, submission},
    vendor_sdk,
};

async fn node(vendor: &Vendor, scenario: &str, argument: &Value) {
    vendor_sdk::run("gemini.mjs", &[&vendor.fake.base_url(), scenario, &argument.to_string()]).await;
}

#[tokio::test]
async fn the_client_is_content_with_content_and_clips() {
    let vendor = Vendor::start(Name::Gemini).await;
    node(&vendor, "content", &Value::Null).await;
    vendor.fake.clips(ClipPlan { running_for: 1, ..ClipPlan::default() });
    node(&vendor, "clips", &Value::Null).await;
    vendor.fake.clips(ClipPlan { stuck: true, ..ClipPlan::default() });
    node(&vendor, "cancel", &Value::Null).await;
    assert_eq!((vendor.fake.taken(), vendor.fake.clips_cancelled()), (6, 1));
}

#[tokio::test]
async fn the_client_maps_errors_and_meets_trouble() {
    let vendor = Vendor::start(Name::Gemini).await;
    vendor.fake.revoke("revoked-key");
    node(&vendor, "errors", &Value::Null).await;
    vendor.fake.script([Trouble::Refusal, Trouble::Withheld, limited()]);
    node(&vendor, "trouble", &Value::Null).await;
}

/// 429 as Gemini says it: the pause is in the body.
fn limited() -> Trouble {
    let details = json!([{ "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34s" }]);
    Trouble::answer(
        429,
        &json!({ "error": { "code": 429, "status": "RESOURCE_EXHAUSTED", "details": details } }),
    )
}

fn png(seed: u64) -> InputFile {
    input("image/png", "in.png", media::picture(16, seed))
}

fn clip(attempt: &str, from_picture: bool) -> Submission {
    let work = VideoWork {
        prompt: "it moves".into(),
        duration_ms: 8_000,
        motion_strength: 0.5,
        size: Some(Size { width: 1280, height: 720 }),
        from_picture,
        seed: None,
    };
    let inputs = if from_picture { vec![png(1)] } else { Vec::new() };
    submission(attempt, "gemini-omni-1.2-flash", Work::Video(work), inputs)
}

/// Work of this operation, for this model.
fn work(model: &str, operation: &str) -> Submission {
    let attempt = format!("{}-{operation}", model.replace('.', "_"));
    let of = |work, inputs| submission(&attempt, model, work, inputs);
    match operation {
        "text_to_image" => of(picture(Name::Gemini, "x").work, Vec::new()),
        "image_to_image" => {
            let (prompt, size) = ("at night".into(), Some(Size { width: 768, height: 1024 }));
            of(Work::Edit(EditWork { prompt, strength: 0.5, size, seed: Some(3) }), vec![png(1)])
        }
        "image_compose" => of(
            Work::Compose(ComposeWork { prompt: "both".into(), size: None, seed: None }),
            vec![png(1), png(2)],
        ),
        "style_transfer" => {
            let style =
                StyleTransferWork { style: "watercolour".into(), prompt: String::new(), strength: None };
            of(Work::StyleTransfer(style), vec![png(1)])
        }
        "image_describe" => of(Work::Describe(DescribeWork { question: "What is it?".into() }), vec![png(1)]),
        "voiceover" => speech(model, &attempt),
        "text_to_video" | "image_to_video" => {
            Submission { model_id: model.into(), ..clip(&attempt, operation == "image_to_video") }
        }
        other => panic!("no work for {other}"),
    }
}

#[tokio::test]
async fn every_model_does_every_operation_it_is_listed_for() {
    let vendor = Vendor::start(Name::Gemini).await;
    let mut done = 0;
    for model in models::ALL {
        for operation in model.operations {
            let submission = work(model.id, operation);
            let offered = vendor.provider.changes(&submission).unwrap();
            let remote = vendor.provider.submit(submission).await;
            let remote = remote.unwrap_or_else(|error| panic!("{} {operation}: {error:?}", model.id));
            let outputs = outputs(ended(&vendor.provider, &remote).await);
            let expected = match model.shape {
                models::Shape::Pictures => "image/png",
                models::Shape::Words => "text/plain",
                models::Shape::Speech => "audio/wav",
                models::Shape::Clip => "video/mp4",
            };
            assert_eq!(
                (outputs.len(), outputs[0].media_type.as_str()),
                (1, expected),
                "{} {operation}",
                model.id
            );
            assert_eq!(outputs[0].made_by, format!("{} by Gemini", model.name));
            assert_eq!(outputs[0].warnings, offered);
            vendor.provider.forget(&remote).await;
            done += 1;
        }
    }
    assert_eq!((done, vendor.fake.taken()), (19, 19));
    assert!(vendor.kept().is_empty());
    assert_eq!(vendor.provider.keys()[0].in_flight, 0);
}

#[tokio::test]
async fn a_picture_is_the_one_that_is_no_draft_and_words_are_whole() {
    let vendor = Vendor::start(Name::Gemini).await;
    let remote = vendor.provider.submit(picture(Name::Gemini, "a")).await.unwrap();
    let made = outputs(poll(&vendor.provider, &remote).await);
    let prompt =
        vendor.fake.calls()[0].json()["contents"][0]["parts"][0]["text"].as_str().unwrap().to_owned();
    let seed = prompt.bytes().map(u64::from).sum();
    assert_eq!(made[0].content.bytes().await.unwrap(), media::picture(64, seed));
    assert_eq!(made[0].provenance["requestId"], "response-1");
    assert_eq!(made[0].provenance["tokens"], json!({ "read": 12, "written": 1_298 }));
    let remote = vendor.provider.submit(work("gemini-3.8-flash", "image_describe")).await.unwrap();
    let made = outputs(poll(&vendor.provider, &remote).await);
    assert_eq!(made[0].content.bytes().await.unwrap(), "A small picture with a gradient.");
}

#[tokio::test]
async fn every_block_is_a_refusal_and_faults_are_told_apart() {
    let vendor = Vendor::start(Name::Gemini).await;
    for (index, trouble) in [Trouble::Refusal, Trouble::Withheld].into_iter().enumerate() {
        for (attempt, submission) in [
            ("picture", picture(Name::Gemini, "x")),
            ("speech", speech("gemini-3.8-flash-tts", "x")),
            ("words", work("gemini-3.8-flash", "image_describe")),
        ] {
            vendor.fake.script([trouble.clone()]);
            let submission = Submission { attempt_id: format!("{attempt}-{index}"), ..submission };
            let remote = vendor.provider.submit(submission).await.unwrap();
            assert_eq!(
                fault(poll(&vendor.provider, &remote).await).class,
                FaultClass::Refused,
                "{attempt} {trouble:?}"
            );
        }
    }
    let error = |status: &str, message: &str| json!({ "error": { "code": 400, "status": status, "message": message } });
    let cases = [
        (limited(), FaultClass::RateLimited { retry_after_ms: Some(34_000) }),
        (Trouble::answer(400, &error("INVALID_ARGUMENT", "blocked for safety reasons")), FaultClass::Refused),
        (Trouble::answer(400, &error("INVALID_ARGUMENT", "no such field")), FaultClass::Invalid),
        (Trouble::answer(400, &error("FAILED_PRECONDITION", "no billing")), FaultClass::Unauthorised),
        (Trouble::answer(404, &error("NOT_FOUND", "is no longer available")), FaultClass::Invalid),
        (Trouble::answer(503, &error("UNAVAILABLE", "overloaded")), FaultClass::Unavailable),
    ];
    for (trouble, class) in cases {
        vendor.fake.script([trouble.clone()]);
        let fault = not_taken(vendor.restarted().submit(picture(Name::Gemini, "a")).await);
        assert_eq!(fault.class, class, "{trouble:?}");
    }
}

#[tokio::test]
async fn a_page_for_a_picture_is_not_delivered_and_fields_of_the_future_do_no_harm() {
    let vendor = Vendor::start(Name::Gemini).await;
    vendor.fake.script([Trouble::HtmlPage, Trouble::UnknownFields]);
    let remote = vendor.provider.submit(picture(Name::Gemini, "a")).await.unwrap();
    assert_eq!(fault(poll(&vendor.provider, &remote).await).class, FaultClass::Broken);
    let remote = vendor.provider.submit(picture(Name::Gemini, "b")).await.unwrap();
    assert_eq!(outputs(poll(&vendor.provider, &remote).await).len(), 1);
}

/// What must be the same: not the names a program gives itself, nor what HTTP libraries add.
fn essence(call: &Call) -> (String, String, String, String, Value) {
    let key = call.key.replace("sdk-key-number-one", "KEY").replace("test-key-number-one", "KEY");
    (call.method.clone(), call.path.clone(), key, call.header("content-type").to_owned(), call.json())
}

#[tokio::test]
async fn our_requests_are_the_clients_requests() {
    let vendor = Vendor::start(Name::Gemini).await;
    let file = |seed| json!({ "inlineData": { "mimeType": "image/png", "data": BASE64_STANDARD.encode(media::picture(16, seed)) } });
    let content = |model: &str, parts: Value, config: Value| {
        json!({ "method": "content", "body": {
        "model": model, "contents": [{ "role": "user", "parts": parts }], "config": config,
    } })
    };
    let image = "gemini-3.1-flash-image";
    let shaped = |ratio: &str| json!({ "responseModalities": ["IMAGE"], "imageConfig": { "aspectRatio": ratio, "imageSize": "1K" } });
    let generate = picture(Name::Gemini, "a");
    let Work::Picture(wanted) = &generate.work else { panic!("a picture") };
    let spoken = json!({ "responseModalities": ["AUDIO"], "speechConfig": {
        "voiceConfig": { "prebuiltVoiceConfig": { "voiceName": "Kore" } }, "languageCode": "en" } });
    let frame = json!({ "type": "image", "data": BASE64_STANDARD.encode(media::picture(16, 1)), "mime_type": "image/png" });
    let words = json!({ "type": "text", "text": "it moves" });
    let begun = |input: Value, task: &str| {
        json!({ "method": "interaction", "body": {
        "model": "gemini-omni-1.2-flash", "input": input, "background": true, "store": true,
        "response_format": { "type": "video", "aspect_ratio": "16:9", "resolution": "720p", "duration": "8s", "delivery": "uri" },
        "generation_config": { "video_config": { "task": task } },
    } })
    };
    let cases = [
        (content(image, json!([{ "text": wanted.prompt }]), shaped("4:3")), generate.clone()),
        (
            content(image, json!([file(1), { "text": "at night" }]), shaped("3:4")),
            work(image, "image_to_image"),
        ),
        (
            content(
                image,
                json!([file(1), file(2), { "text": "both" }]),
                json!({ "responseModalities": ["IMAGE"] }),
            ),
            work(image, "image_compose"),
        ),
        (
            content("gemini-3.8-flash", json!([file(1), { "text": "What is it?" }]), Value::Null),
            work("gemini-3.8-flash", "image_describe"),
        ),
        (
            content("gemini-3.8-flash-tts", json!([{ "text": "Hello there." }]), spoken),
            speech("gemini-3.8-flash-tts", "d"),
        ),
        (begun(json!([words]), "text_to_video"), clip("e", false)),
        (begun(json!([frame, words]), "image_to_video"), clip("f", true)),
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
        .map(|model| (model.id.to_owned(), model.name.to_owned(), model.operations.to_vec()))
        .collect();
    let catalog: toml::Table = include_str!("../../../../catalog/gemini.toml").parse().unwrap();
    assert_eq!(crate::direct::cataloged(&catalog), crate::direct::sorted(&here));
}
