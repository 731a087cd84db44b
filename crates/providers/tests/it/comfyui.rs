//! ComfyUI, against a fake that follows ComfyUI's own server.

use std::{collections::BTreeMap, time::Duration};

use providers::{
    EditWork, FaultClass, Found, InputFile, PictureWork, Provider, Status, Submission, SubmitError, Work,
    comfyui::{ComfyUi, Settings, template::Template},
    http::Client,
};
use serde_json::json;
use testkit::comfyui::{FakeComfyUi, Phase, Trouble};

const LONG: Duration = Duration::from_secs(20);
const WORDS: &str = r#"{
    "3": {"class_type": "KSampler", "inputs": {"seed": "{{seed}}"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": "{{width}}", "height": "{{height}}"}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{prompt}}"}}
}"#;
const PICTURE: &str = r#"{
    "1": {"class_type": "LoadImage", "inputs": {"image": "{{image}}"}},
    "2": {"class_type": "KSampler", "inputs": {"denoise": "{{strength}}", "seed": "{{seed}}"}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{prompt}}"}}
}"#;

fn comfyui(fake: &FakeComfyUi) -> Provider {
    let client = providers::http::Settings {
        call_timeout: Duration::from_secs(5),
        silence_timeout: Duration::from_secs(5),
        allow_private_addresses: true,
        ..providers::http::Settings::default()
    };
    let workflow = |text| Template::parse(text).unwrap();
    let workflows =
        BTreeMap::from([("words".to_owned(), workflow(WORDS)), ("picture".to_owned(), workflow(PICTURE))]);
    let base = format!("{}/", fake.address).parse().unwrap();
    let settings = Settings { base, workflows, poll_every: Duration::from_millis(2) };
    Provider::ComfyUi(ComfyUi::new(settings, Client::new(client).unwrap()))
}

fn submission(attempt: &str, model: &str, work: Work, inputs: Vec<InputFile>) -> Submission {
    let (attempt_id, model_id) = (attempt.into(), model.into());
    Submission { generation_id: "gen".into(), attempt_id, model_id, work, inputs, key_owner: None }
}

fn words(attempt: &str) -> Submission {
    let style = "auto".into();
    let picture = PictureWork { prompt: "a fox".into(), width: 64, height: 32, style, seed: 7 };
    submission(attempt, "words", Work::Picture(picture), vec![])
}

async fn ended(comfyui: &Provider, id: &str) -> Status {
    let mut revision = 0;
    for _ in 0..1_000 {
        match comfyui.poll(id, revision, LONG).await {
            Status::Running(progress) => revision = revision.max(progress.revision),
            status => return status,
        }
    }
    panic!("it never ended");
}

fn class(status: Status) -> FaultClass {
    match status {
        Status::Failed(fault) => fault.class,
        other => panic!("not failed: {other:?}"),
    }
}

#[tokio::test]
async fn words_become_a_picture_and_the_place_in_line_is_told() {
    let fake = FakeComfyUi::start().await;
    let comfyui = comfyui(&fake);
    fake.plan(2, None);
    let first = comfyui.submit(words("a")).await.unwrap();
    let second = comfyui.submit(words("b")).await.unwrap();
    let Status::Running(progress) = comfyui.poll(&second, 0, LONG).await else { panic!("it waits") };
    assert_eq!(progress.sentence, "Next at ComfyUI");
    for id in [&first, &second] {
        let Status::Finished(outputs) = ended(&comfyui, id).await else { panic!("a picture") };
        assert_eq!((outputs.len(), outputs[0].media_type.as_str()), (1, "image/png"));
    }
    let graph = &fake.graphs().into_iter().find(|(id, _)| *id == first).unwrap().1;
    assert_eq!(graph["5"]["inputs"], json!({"width": 64, "height": 32}));
}

#[tokio::test]
async fn a_picture_is_handed_over_and_named_in_the_graph() {
    let fake = FakeComfyUi::start().await;
    let comfyui = comfyui(&fake);
    let bytes = testkit::media::picture(16, 1);
    let input = InputFile::new("image/png", "x", bytes.clone());
    let edit = EditWork { prompt: "night".into(), strength: 0.5, size: None, seed: Some(7) };
    let id = comfyui.submit(submission("a", "picture", Work::Edit(edit.clone()), vec![input])).await.unwrap();
    assert!(matches!(ended(&comfyui, &id).await, Status::Finished(_)));
    let graph = fake.graphs().remove(0).1;
    assert_eq!(graph["2"]["inputs"], json!({"denoise": 0.5, "seed": 7}));
    assert_eq!(fake.uploaded(graph["1"]["inputs"]["image"].as_str().unwrap()), Some(bytes.into()));
    let clip = InputFile::new("video/mp4", "x", vec![1]);
    let wrong = comfyui.submit(submission("b", "picture", Work::Edit(edit), vec![clip])).await;
    assert!(matches!(wrong, Err(SubmitError::NotTaken(fault)) if fault.class == FaultClass::Invalid));
}

#[tokio::test]
async fn a_lost_answer_is_found_by_the_name_of_its_attempt() {
    let fake = FakeComfyUi::start().await;
    let comfyui = comfyui(&fake);
    assert_eq!(comfyui.find("a").await, Found::No);
    fake.script(Phase::Prompt, [Trouble::LoseAnswer]);
    assert!(matches!(comfyui.submit(words("a")).await, Err(SubmitError::OutcomeUnknown(_))));
    let Found::Yes(id) = comfyui.find("a").await else { panic!("it was taken") };
    assert_eq!(comfyui.adopt(&words("a"), &id).await.as_deref(), Some(id.as_str()));
    assert!(matches!(ended(&comfyui, &id).await, Status::Finished(_)));
    fake.script(Phase::Queue, [Trouble::LoseAnswer]);
    assert_eq!(comfyui.find("z").await, Found::CannotTell);
}

#[tokio::test]
async fn what_goes_wrong_is_named() {
    let fake = FakeComfyUi::start().await;
    let comfyui = comfyui(&fake);
    fake.plan(0, Some("CUDA out of memory"));
    let id = comfyui.submit(words("a")).await.unwrap();
    assert_eq!(class(ended(&comfyui, &id).await), FaultClass::Broken);
    fake.plan(3, None);
    let id = comfyui.submit(words("b")).await.unwrap();
    fake.script(Phase::History, [Trouble::WrongJson, Trouble::LoseAnswer, Trouble::TakenThen(502)]);
    fake.script(Phase::View, [Trouble::CutBody]);
    assert!(matches!(ended(&comfyui, &id).await, Status::Finished(_)));
    let id = comfyui.submit(words("c")).await.unwrap();
    fake.script(Phase::View, [Trouble::HtmlPage]);
    assert_eq!(class(ended(&comfyui, &id).await), FaultClass::Broken);
    let id = comfyui.submit(words("d")).await.unwrap();
    fake.restart();
    assert!(matches!(ended(&comfyui, &id).await, Status::Forgotten));
    assert_eq!(class(comfyui.poll("../queue", 0, LONG).await), FaultClass::Broken);
    let refused =
        Trouble::answer(400, &json!({"error": {"message": "no such checkpoint"}, "node_errors": {}}));
    fake.script(Phase::Prompt, [refused]);
    let refused = comfyui.submit(words("e")).await;
    assert!(
        matches!(refused, Err(SubmitError::NotTaken(fault)) if fault.message.contains("no such checkpoint"))
    );
}

#[tokio::test]
async fn cancelling_stops_what_runs_and_removes_what_waits() {
    let fake = FakeComfyUi::start().await;
    fake.plan(1_000, None);
    let comfyui = comfyui(&fake);
    let first = comfyui.submit(words("a")).await.unwrap();
    let second = comfyui.submit(words("b")).await.unwrap();
    comfyui.cancel(&second).await;
    assert_eq!(fake.graphs().len(), 1);
    comfyui.cancel(&first).await;
    assert_eq!((fake.graphs().len(), fake.interrupted()), (0, vec![first]));
}
