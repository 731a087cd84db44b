//! OpenAI and servers that speak as it does, against the fake that the vendor's own SDK was pointed at.

use base64::{Engine, prelude::BASE64_STANDARD};
use providers::{
    ComposeWork, EditWork, FaceRestoreWork, InputFile, PictureWork, Size, Submission, Work, openai::models,
};
use serde_json::{Value, json};
use testkit::{
    direct::{Call, Name, Part, Trouble, parts},
    media,
};

use crate::{
    direct::{Vendor, picture, poll, speech},
    fal::{input, not_taken, outputs, submission},
    vendor_sdk,
};

async fn node(vendor: &Vendor, scenario: &str, argument: &Value) {
    vendor_sdk::run("openai.mjs", &[&vendor.fake.base_url(), scenario, &argument.to_string()]).await;
}

#[tokio::test]
async fn the_client_is_content_with_pictures_speech_and_models() {
    let vendor = Vendor::start(Name::OpenAi).await;
    for scenario in ["pictures", "speech", "models"] {
        node(&vendor, scenario, &Value::Null).await;
    }
    assert_eq!(vendor.fake.taken(), 4);
}

#[tokio::test]
async fn the_client_maps_errors_and_meets_trouble() {
    let vendor = Vendor::start(Name::OpenAi).await;
    vendor.fake.revoke("revoked-key");
    node(&vendor, "errors", &Value::Null).await;
    vendor.fake.script([
        Trouble::Refusal,
        Trouble::rate_limit(Some("1")),
        Trouble::answer(500, &json!({"error": {}})),
    ]);
    node(&vendor, "trouble", &Value::Null).await;
    assert_eq!(vendor.fake.taken(), 0);
}

fn png(seed: u64) -> InputFile {
    input("image/png", "in.png", media::picture(16, seed))
}

fn edit(attempt: &str) -> Submission {
    let work = EditWork {
        prompt: "at night, \"quoted\" — façade".into(),
        strength: 0.5,
        size: Some(Size { width: 1536, height: 1024 }),
        seed: None,
    };
    submission(attempt, "openai-gpt-image-2", Work::Edit(work), vec![png(1)])
}

fn compose(attempt: &str) -> Submission {
    let work = ComposeWork { prompt: "both".into(), size: None, seed: None };
    submission(attempt, "openai-gpt-image-2.5-flare", Work::Compose(work), vec![png(1), png(2)])
}

#[tokio::test]
async fn every_model_does_every_operation_it_is_listed_for() {
    let vendor = Vendor::start(Name::OpenAi).await;
    let mut done = 0;
    for model in models::ALL {
        for operation in model.operations {
            let attempt = format!("{}-{operation}", model.id.replace('.', "_"));
            let mut submission = match *operation {
                "text_to_image" => picture(Name::OpenAi, &attempt),
                "image_to_image" => edit(&attempt),
                "image_compose" => compose(&attempt),
                "voiceover" => speech(model.id, &attempt),
                other => panic!("no work for {other}"),
            };
            submission.model_id = model.id.into();
            let offered = vendor.provider.changes(&submission).unwrap();
            let remote = vendor.provider.submit(submission).await;
            let remote = remote.unwrap_or_else(|error| panic!("{} {operation}: {error:?}", model.id));
            let outputs = outputs(poll(&vendor.provider, &remote).await);
            let expected = if *operation == "voiceover" { "audio/mpeg" } else { "image/png" };
            assert_eq!(
                (outputs.len(), outputs[0].media_type.as_str()),
                (1, expected),
                "{} {operation}",
                model.id
            );
            assert_eq!(outputs[0].made_by, format!("{} by OpenAI", model.name));
            assert_eq!(outputs[0].warnings, offered);
            vendor.provider.forget(&remote).await;
            done += 1;
        }
    }
    assert_eq!((done, vendor.fake.taken()), (15, 15));
    assert!(vendor.kept().is_empty());
}

/// What must be the same: not the names a program gives itself, nor what HTTP libraries add. A form is its parts,
/// in any order: its boundary is its sender's.
fn essence(call: &Call) -> (String, [(&'static str, String); 3], Value, Vec<Part>) {
    let form = parts(call.header("content-type"), &call.body);
    let header = |name: &'static str| {
        let value =
            call.header(name).replace("sdk-key-number-one", "KEY").replace("test-key-number-one", "KEY");
        (name, value.split(';').next().unwrap_or_default().to_owned())
    };
    let headers = ["authorization", "accept", "content-type"].map(header);
    let mut parts = form.unwrap_or_default();
    parts.sort();
    (format!("{} {}", call.method, call.path), headers, call.json(), parts)
}

#[tokio::test]
async fn our_requests_are_the_clients_requests() {
    let vendor = Vendor::start(Name::OpenAi).await;
    let words = "a fox, and a hen; \"quoted\" — façade 🦊";
    let work = PictureWork { prompt: words.into(), width: 1536, height: 1024, style: "auto".into(), seed: 7 };
    let generate = submission("a", "openai-gpt-image-2", Work::Picture(work), Vec::new());
    let mut fast = speech("openai-tts-1-hd", "d");
    if let Work::Speech(speech) = &mut fast.work {
        (speech.speed, speech.voice) = (1.25, Some("marin".into()));
    }
    let file = |file: &InputFile| json!({"base64": BASE64_STANDARD.encode(file.content.bytes_now().unwrap()), "name": "in.png", "type": "image/png"});
    let pictures = |submission: &Submission| submission.inputs.iter().map(file).collect::<Vec<_>>();
    let cases = [
        (
            json!({"method": "generate", "body": {"model": "gpt-image-2", "prompt": words, "n": 1, "size": "1536x1024",
            "quality": "medium"}}),
            generate,
        ),
        (
            json!({"method": "edit", "pictures": pictures(&edit("b")), "body": {"model": "gpt-image-2",
            "prompt": "at night, \"quoted\" — façade", "n": 1, "size": "1536x1024", "quality": "medium"}}),
            edit("b"),
        ),
        (
            json!({"method": "edit", "pictures": pictures(&compose("c")), "body": {"model": "gpt-image-2.5-flare",
            "prompt": "both", "n": 1, "quality": "medium"}}),
            compose("c"),
        ),
        (
            json!({"method": "speech", "body": {"model": "tts-1-hd", "input": "Hello there.", "voice": "marin",
            "response_format": "mp3", "speed": 1.25}}),
            fast,
        ),
    ];
    for (index, (argument, submission)) in cases.into_iter().enumerate() {
        node(&vendor, "compare", &argument).await;
        vendor.provider.submit(submission).await.unwrap();
        let calls = vendor.fake.calls();
        let (theirs, ours) = (&calls[index * 2], &calls[index * 2 + 1]);
        assert!(theirs.taken && ours.taken);
        assert_eq!(essence(ours), essence(theirs), "{argument}");
    }
}

#[tokio::test]
async fn a_server_of_ones_own_is_asked_by_its_own_names_and_without_a_key_where_it_wants_none() {
    let vendor = Vendor::with(Name::OpenAi, &[""]).await;
    let mut own = picture(Name::OpenAi, "a");
    own.model_id = "openai-own-pictures".into();
    // The fake asks for a key; what is looked at is what it was asked.
    not_taken(vendor.provider.submit(own).await);
    let call = &vendor.fake.calls()[0];
    assert!(!call.headers.contains_key("authorization"));
    let body = call.json();
    assert_eq!((&body["model"], body.get("quality")), (&json!("sd-turbo"), None));
}

#[tokio::test]
async fn what_a_model_cannot_do_is_refused_without_a_call() {
    let vendor = Vendor::start(Name::OpenAi).await;
    let cases = [
        submission("a", "openai-gpt-image-2", Work::FaceRestore(FaceRestoreWork::default()), vec![png(1)]),
        submission("b", "openai-tts-1-hd", picture(Name::OpenAi, "b").work, Vec::new()),
        submission("c", "openai-nothing", Work::FaceRestore(FaceRestoreWork::default()), Vec::new()),
        Submission { inputs: Vec::new(), ..edit("d") },
        Submission { inputs: vec![input("image/gif", "in.gif", b"GIF89a".to_vec())], ..edit("e") },
        Submission { inputs: vec![png(1); 17], ..compose("f") },
    ];
    for submission in cases {
        let fault = not_taken(vendor.provider.submit(submission).await);
        assert_eq!(fault.class, providers::FaultClass::Invalid);
    }
    assert!(vendor.fake.calls().is_empty() && vendor.kept().is_empty());
}

#[test]
fn the_catalog_names_the_models_that_are_here() {
    // Those of one's own server stand there as an example.
    let here: Vec<_> = models::ALL
        .iter()
        .filter(|model| !model.vendor_name.is_empty())
        .map(|model| (model.id.to_owned(), model.name.to_owned(), model.operations.to_vec()))
        .collect();
    let catalog: toml::Table = include_str!("../../../../catalog/openai.toml").parse().unwrap();
    assert_eq!(crate::direct::cataloged(&catalog), crate::direct::sorted(&here));
}
