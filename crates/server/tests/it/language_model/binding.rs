//! The plan a price was shown for is the plan that runs, although a model asked again would say something else.

use testkit::{fal::FakeFal, fal_catalog};

use super::*;

async fn quote(person: &Person, body: &Value) -> Value {
    person.post("/api/quotes", body).await.expect(200)
}

/// Orders what was quoted, with that quote.
async fn order_quoted(person: &Person, body: &Value, quote: &Value) -> testkit::Answer {
    let mut order = body.clone();
    order["quoteId"] = quote["id"].clone();
    person.post("/api/trigger-workflow", &order).await
}

#[tokio::test]
async fn the_quoted_plan_runs_and_the_model_is_asked_once() {
    let fake = FakeLanguageModel::start(Vendor::Gemini).await;
    fake.script([picture("a red fox", "oil-painting")]);
    fake.otherwise(picture("a blue hen", "natural"));
    let app = TestApp::start_with(read_by(&fake)).await;
    let asha = app.sign_up("asha").await;
    let body = request(WORDS);
    let first = quote(&asha, &body).await;
    assert_eq!(first["credits"], 3);
    // The same question again has the same plan, and so the same price.
    let second = quote(&asha, &body).await;
    assert_eq!((&second["credits"], fake.asked().len()), (&json!(3), 1));
    for offer in [first, second] {
        let run = order_quoted(&asha, &body, &offer).await.expect(202);
        assert_eq!((prompt(&run), &run["creditsHeld"]), (&json!("a red fox"), &json!(3)));
        assert_eq!(run["quote"]["id"], offer["id"]);
        assert_eq!(transcript(&app, &run).await["model"]["inputTokens"], 1_000);
    }
    assert_eq!(fake.asked().len(), 1);
    // Other fields are another question.
    let mut wide = body.clone();
    wide["inputData"]["aspectRatio"] = json!("16:9");
    assert_eq!(quote(&asha, &wide).await["credits"], 1);
    // And what is somebody else's is not found.
    let ravi = app.sign_up("ravi").await;
    quote(&ravi, &body).await;
    assert_eq!(fake.asked().len(), 3);
}

#[tokio::test]
async fn an_offer_for_other_words_is_refused_without_asking() {
    let fake = FakeLanguageModel::start(Vendor::OpenAi).await;
    fake.otherwise(picture("a red fox", "natural"));
    let app = TestApp::start_with(read_by(&fake)).await;
    let asha = app.sign_up("asha").await;
    let offer = quote(&asha, &request(WORDS)).await;
    order_quoted(&asha, &request("a hen in snow"), &offer).await.expect_problem(409, "quote_mismatch");
    assert_eq!((fake.asked().len(), asha.balance().await), (1, (500, 0)));
}

#[tokio::test]
async fn an_expired_offer_is_planned_and_offered_afresh() {
    let fake = FakeLanguageModel::start(Vendor::Anthropic).await;
    fake.script([picture("a red fox", "oil-painting")]);
    fake.otherwise(picture("a blue hen", "natural"));
    let settings = read_by(&fake);
    let app = TestApp::start_frozen(settings).await;
    let asha = app.sign_up("asha").await;
    let body = request(WORDS);
    let offer = quote(&asha, &body).await;
    app.clock.as_ref().unwrap().advance_ms(10 * 60 * 1_000);
    let problem = order_quoted(&asha, &body, &offer).await.expect_problem(409, "quote_expired");
    assert_eq!(problem["quote"]["credits"], 1);
    let run = order_quoted(&asha, &body, &problem["quote"]).await.expect(202);
    assert_eq!((prompt(&run), fake.asked().len()), (&json!("a blue hen"), 2));
}

#[tokio::test]
async fn what_the_router_planned_in_the_models_place_binds_but_is_asked_again() {
    let fake = FakeLanguageModel::start(Vendor::Ollama).await;
    fake.script([Answer::Fails]);
    fake.otherwise(picture("a red fox", "natural"));
    let app = TestApp::start_with(read_by(&fake)).await;
    let asha = app.sign_up("asha").await;
    let body = request(WORDS);
    let of_router = quote(&asha, &body).await;
    let of_model = quote(&asha, &body).await;
    assert_eq!(prompt(&order_quoted(&asha, &body, &of_router).await.expect(202)), WORDS);
    assert_eq!(prompt(&order_quoted(&asha, &body, &of_model).await.expect(202)), "a red fox");
    assert_eq!(fake.asked().len(), 2);
}

/// A server with fal's models, whose pictures can be changed.
async fn with_fal(fake: &FakeLanguageModel) -> (TestApp, FakeFal) {
    let (fal, settings) = (FakeFal::start().await, read_by(fake));
    let address = fal.address.clone();
    let app = TestApp::start_with(|config| {
        settings(config);
        config.workers.count = 2;
        config.fal.keys = vec![Secret::new("key-of-fal")];
        config.fal.queue_url.clone_from(&address);
        config.fal.rest_url = address;
        config.fal.poll_milliseconds = 20;
        config.fal.allow_private_addresses = true;
        fal_catalog::add(&config.catalog.directory, fal_catalog::MODELS, 60_000);
    })
    .await;
    (app, fal)
}

#[tokio::test]
async fn when_the_conversation_goes_on_only_what_meant_it_must_be_asked_again() {
    let fake = FakeLanguageModel::start(Vendor::OpenAi).await;
    let (app, _fal) = with_fal(&fake).await;
    let asha = app.sign_up("asha").await;
    fake.otherwise(picture("a fox", "auto"));
    let run = order(&asha, "a fox").await;
    let conversation = run["conversationId"].clone();
    asha.ended(run["id"].as_str().unwrap()).await;
    let in_conversation = |words: &str| {
        let mut body = request(words);
        body["conversationId"] = conversation.clone();
        body
    };
    // Not words that the router takes for a change of a picture: that this one is, only the model knows.
    let it = in_conversation("snowflakes all over");
    let inputs = json!([{ "from": "earlier", "index": 0 }]);
    fake.otherwise(Answer::call("GeminiI2I", json!({ "prompt": "snow", "inputs": inputs })));
    let offer_it = quote(&asha, &it).await;
    assert_eq!(offer_it["operation"], "image_to_image");
    let other = in_conversation("a hen in a yard");
    fake.otherwise(picture("a hen", "auto"));
    let offer_other = quote(&asha, &other).await;
    // The conversation makes another picture: "it" is that one now.
    fake.otherwise(picture("an owl", "auto"));
    let run = asha.post("/api/trigger-workflow", &in_conversation("an owl at night")).await.expect(202);
    asha.ended(run["id"].as_str().unwrap()).await;
    let asked = fake.asked().len();
    order_quoted(&asha, &it, &offer_it).await.expect_problem(409, "quote_mismatch");
    // What referred to nothing means what it meant.
    let run = order_quoted(&asha, &other, &offer_other).await.expect(202);
    assert_eq!((prompt(&run), fake.asked().len()), (&json!("a hen"), asked));
    quote(&asha, &it).await;
    assert_eq!(fake.asked().len(), asked + 1, "the changed situation is asked about anew");
}
