//! What `cargo xtask run --with-fakes` starts: the binary with the catalog that ships, beside every vendor's fake.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use testkit::{
    Binary, Person,
    fakes::{Fakes, free_address},
};

/// Pictures by name of a model, and who makes them.
const PICTURES: [(&str, &str); 5] = [
    ("fal-flux-schnell", "fal"),
    ("runway-gen4-image", "runway"),
    ("openai-gpt-image-2", "openai"),
    ("gemini-3.1-flash-image", "gemini"),
    ("house-sdxl", "comfyui"),
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
    assert_eq!((providers.len(), fakes.lines().len()), (5, 8));
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
