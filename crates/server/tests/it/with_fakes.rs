//! What `cargo xtask run --with-fakes` starts: the binary with the catalog that ships, beside every vendor's fake.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use testkit::{
    Binary, Person,
    fakes::{self, Fakes, free_address},
};

/// Pictures by name of a model, and who makes them.
const PICTURES: [(&str, &str); 6] = [
    ("fal-flux-schnell", "fal"),
    ("runway-gen4-image", "runway"),
    ("openai-gpt-image-2", "openai"),
    ("gemini-3.1-flash-image", "gemini"),
    ("house-sdxl", "comfyui"),
    ("automatic1111-pictures", "automatic1111"),
];

async fn started() -> (Fakes, tempfile::TempDir, Binary) {
    let fakes = Fakes::start().await;
    let data_dir = tempfile::tempdir().unwrap();
    let address = free_address("127.0.0.1:0".parse().unwrap()).unwrap();
    let settings = fakes.settings(address);
    let settings: Vec<_> = settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let binary = env!("CARGO_BIN_EXE_marty");
    let server = Binary::start_at(&address.to_string(), binary, data_dir.path(), &settings);
    (fakes, data_dir, server)
}

/// `marty models check` with these settings: whether it is content, and what it says.
async fn check(settings: Vec<(String, String)>) -> (bool, String) {
    let data_dir = tempfile::tempdir().unwrap();
    let run = move || {
        let mut marty = std::process::Command::new(env!("CARGO_BIN_EXE_marty"));
        marty.args(["models", "check", "--data-dir"]).arg(data_dir.path()).envs(settings);
        marty.output().unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test]
async fn every_vendor_is_asked_about_its_key_and_what_works_is_told_from_what_does_not() {
    let fakes = Fakes::start().await;
    let settings = fakes.settings("127.0.0.1:9".parse().unwrap());
    let (fine, text) = check(settings.clone()).await;
    assert!(fine, "{text}");
    let line = |text: &str, name: &str| {
        let found = text.lines().find(|line| line.split_whitespace().next() == Some(name));
        found.unwrap_or_else(|| panic!("nothing about {name}: {text}")).to_owned()
    };
    for name in
        ["local", "fal", "runway", "openai", "gemini", "elevenlabs", "comfyui", "automatic1111", "n8n"]
    {
        assert!(line(&text, name).contains("works ("), "{text}");
    }
    // Nothing was made for it.
    assert!(fakes.fal.submits().is_empty() && fakes.direct.iter().all(|vendor| vendor.taken() == 0));
    fakes.direct[0].revoke(fakes::KEY);
    fakes.direct[1].revoke(fakes::KEY);
    let (fine, text) = check(settings).await;
    assert!(!fine);
    for (name, works) in [("fal", true), ("openai", false), ("gemini", false), ("elevenlabs", true)] {
        assert_eq!(line(&text, name).contains("DOES NOT WORK"), !works, "{text}");
    }
    assert!(!text.contains(fakes::KEY), "a key is told by its last characters");
}

async fn end_of(person: &Person, order: &Value) -> Value {
    let run = person.post("/api/trigger-workflow", order).await.expect(202);
    person.ended(run["id"].as_str().unwrap()).await
}

#[tokio::test]
async fn every_vendor_that_has_a_fake_makes_something() {
    let (fakes, _data, server) = started().await;
    let mut asha = Person::at(&server.address);
    asha.sign_up("asha").await;
    let mut providers = BTreeSet::new();
    for (model, provider) in PICTURES {
        let order =
            json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox at dawn", "model": model}});
        let run = end_of(&asha, &order).await;
        assert_eq!(
            (&run["status"], &run["steps"][0]["provider"]),
            (&json!("completed"), &json!(provider)),
            "{run:#}"
        );
        providers.insert(provider);
    }
    let order = json!({"flowId": "house-style", "inputData": {"prompt": "a fox at dawn"}});
    let run = end_of(&asha, &order).await;
    assert_eq!(
        (&run["status"], &run["steps"][0]["provider"]),
        (&json!("completed"), &json!("n8n")),
        "{run:#}"
    );
    // Words that the language model reads; the best voice there is.
    let words = "Read this aloud: \"Good morning, this is the first test.\"";
    let order = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": words}});
    let run = end_of(&asha, &order).await;
    assert_eq!(
        (&run["status"], &run["steps"][0]["provider"]),
        (&json!("completed"), &json!("elevenlabs")),
        "{run:#}"
    );
    assert!(!fakes.reader.asked().is_empty(), "the language model was asked");
    assert_eq!((providers.len(), fakes.lines().len()), (6, 11));
}

#[tokio::test]
async fn a_model_that_does_not_make_a_quality_is_replaced_and_it_is_said() {
    let (_fakes, _data, server) = started().await;
    let mut asha = Person::at(&server.address);
    asha.sign_up("asha").await;
    let lite = "gemini-3.1-flash-lite-image";
    for (quality, by_lite) in [("standard", true), ("high", false)] {
        let input = json!({"prompt": "a fox at dawn", "model": lite, "quality": quality});
        let run = end_of(&asha, &json!({"flowId": "text-to-image", "inputData": input})).await;
        assert_eq!(run["status"], "completed", "{run:#}");
        assert_eq!(run["steps"][0]["model"]["id"] == lite, by_lite, "{run:#}");
        let told = run["warnings"].to_string().contains("does not make high quality");
        assert_eq!(told, !by_lite, "{run:#}");
    }
}

#[tokio::test]
async fn a_face_speaks_by_the_model_that_takes_a_still_picture_and_words() {
    let (_fakes, _data, server) = started().await;
    let mut asha = Person::at(&server.address);
    asha.sign_up("asha").await;
    let words = "A portrait of an old fisherman, then lip sync it saying: 'Good morning from the harbour'";
    let order = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": words}});
    let run = end_of(&asha, &order).await;
    assert_eq!(run["status"], "completed", "{run:#}");
    assert!(run["error"].is_null(), "{run:#}");
    // The cheaper one takes only a clip and a recording.
    assert_eq!(run["steps"][1]["model"]["id"], "fal-fabric");
}

#[tokio::test]
async fn a_chain_in_plain_words_goes_through_the_language_model_and_several_vendors() {
    let (fakes, _data, server) = started().await;
    let mut asha = Person::at(&server.address);
    asha.sign_up("asha").await;
    let words = "a paper boat on a pond, then animate it";
    let order = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": words}});
    let run = end_of(&asha, &order).await;
    let steps: Vec<_> = run["steps"].as_array().unwrap().iter().map(|step| &step["operation"]).collect();
    assert_eq!(run["status"], "completed", "{run:#}");
    assert_eq!(steps, [&json!("text_to_image"), &json!("image_to_video")]);
    assert_eq!(fakes.reader.asked().len(), 1, "one question, whose plan was kept with its price");
}
