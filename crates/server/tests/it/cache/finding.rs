//! What answers what: the same and nothing else, one's own, and not for ever.

use domain::plan::Plan;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{
    Person, TestApp,
    fal::{FakeFal, Phase, Trouble},
    fal_catalog,
};

use super::{books_are_sound, change, from_cache, made, picture, price, with, with_studio};
use crate::flows::put_on;

async fn file(person: &Person, url: &Value) -> Vec<u8> {
    let answer = person.request(Method::GET, url.as_str().unwrap()).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{url}");
    answer.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn the_same_again_is_there_at_once_free_and_says_where_it_comes_from() {
    let app = with_studio().await;
    let asha = app.sign_up("asha").await;
    let order =
        with(&picture("a fox"), "inputData", &json!({"prompt": "a fox", "seed": 7, "style": "oil-painting"}));
    let first = made(&asha, &order).await;
    let (balance, statement) = (asha.balance().await, asha.get("/api/credits/statement").await.expect(200));

    let quote = asha.post("/api/quotes", &from_cache(&order)).await.expect(200);
    assert_eq!((&quote["credits"], &quote["steps"][0]["millionths"]), (&json!(0), &json!(0)));
    assert_eq!(
        quote["factors"],
        json!([{"code": "cached", "label": "Identical result, made before", "multiplier": null, "amount": "0"}])
    );
    assert_eq!(
        quote["cached"],
        json!({"generationId": first["id"], "conversationId": first["conversationId"],
            "madeAt": first["completedAt"], "creditsAnew": 3})
    );

    let again = with(&from_cache(&order), "quoteId", &quote["id"]);
    let run = asha.post("/api/trigger-workflow", &again).await.expect(202);
    assert_eq!(
        (&run["status"], &run["progress"], &run["cached"]),
        (&json!("completed"), &json!(100), &json!(true))
    );
    assert_eq!(
        run["cachedFrom"],
        json!({"generationId": first["id"], "conversationId": first["conversationId"], "madeAt": first["completedAt"]})
    );
    assert_eq!(
        (&run["creditsHeld"], &run["creditsUsed"], &run["creditsReturned"], &run["quote"]["credits"]),
        (&json!(0), &json!(0), &json!(0), &json!(0))
    );
    assert_eq!((&run["startedAt"], &run["error"]), (&Value::Null, &Value::Null), "nobody worked on it");
    assert_eq!(run["inputData"], first["inputData"]);
    let (step, made_step) = (&run["steps"][0], &first["steps"][0]);
    assert_eq!(
        (&step["status"], &step["attempt"], &step["progress"]),
        (&json!("completed"), &json!(0), &json!(100))
    );
    assert_eq!((&step["madeBy"], &step["parameters"]), (&made_step["madeBy"], &made_step["parameters"]));
    // Files of its own, of the same content.
    let (copy, original) = (&run["outputAssets"][0], &first["outputAssets"][0]);
    assert_ne!(copy["id"], original["id"]);
    for url in ["url", "thumbnailUrl", "previewUrl"] {
        assert_eq!(file(&asha, &copy[url]).await, file(&asha, &original[url]).await, "{url}");
    }
    assert_eq!((&copy["alt"], &copy["filename"]), (&original["alt"], &original["filename"]));
    // It stands in its conversation and in the list, and everybody who listens was told.
    assert_ne!(run["conversationId"], first["conversationId"]);
    let path = format!("/api/conversations/{}", run["conversationId"].as_str().unwrap());
    let conversation = asha.get(&path).await.expect(200);
    assert_eq!(conversation["lastGeneration"]["cached"], true);
    let messages = asha.get(&format!("{path}/messages")).await.expect(200);
    assert_eq!(messages["items"][0]["generation"], run);
    assert_eq!(asha.ended(run["id"].as_str().unwrap()).await, run);
    assert_eq!(asha.get(&format!("/api/generations/{}", run["id"].as_str().unwrap())).await.expect(200), run);
    // The ledger has nothing to say about it.
    assert_eq!(asha.balance().await, balance);
    assert_eq!(asha.get("/api/credits/statement").await.expect(200), statement);
    books_are_sound(&app).await;
    let retry = format!("/api/generations/{}/retry", run["id"].as_str().unwrap());
    asha.post(&retry, &json!({})).await.expect_problem(409, "not_retryable");
}

#[tokio::test]
async fn who_does_not_allow_it_gets_another_one() {
    let app = with_studio().await;
    let asha = app.sign_up("asha").await;
    let first = made(&asha, &picture("a fox")).await;
    let quote = asha.post("/api/quotes", &picture("a fox")).await.expect(200);
    assert_eq!((&quote["credits"], &quote["cached"]), (&json!(1), &Value::Null));
    let second = made(&asha, &picture("a fox")).await;
    assert_eq!((&second["cached"], &second["creditsUsed"]), (&json!(false), &json!(1)));
    assert_ne!(second["id"], first["id"]);
    // The newest answers.
    assert_eq!(price(&asha, &picture("a fox")).await, (0, second["id"].clone()));
}

#[tokio::test]
async fn what_differs_in_anything_is_made() {
    let app = with_studio().await;
    let asha = app.sign_up("asha").await;
    let order = |input: Value| with(&picture(""), "inputData", &input);
    let first = made(&asha, &order(json!({"prompt": "a fox", "seed": 7}))).await;
    for input in [
        json!({"prompt": "a fox", "seed": 8}),
        json!({"prompt": "A fox", "seed": 7}),
        json!({"prompt": "a  fox", "seed": 7}),
        json!({"prompt": "a fox", "seed": 7, "quality": "high"}),
        json!({"prompt": "a fox", "seed": 7, "style": "oil-painting"}),
        json!({"prompt": "a fox", "seed": 7, "aspectRatio": "16:9"}),
        json!({"prompt": "a fox"}),
    ] {
        let (credits, from) = price(&asha, &order(input.clone())).await;
        assert!(credits > 0 && from.is_null(), "{input}: {from}");
    }
    // The engine trims words, and so does this; what is said by default is the same as what is said.
    let same = json!({"prompt": " a fox ", "seed": 7, "quality": "standard", "aspectRatio": "1:1"});
    assert_eq!(price(&asha, &order(same)).await, (0, first["id"].clone()));
    let other_flow = with(&picture("a fox"), "flowId", &json!("producer-agent-beta"));
    assert_eq!(price(&asha, &other_flow).await.1, Value::Null);
    // What another model stood in for is not what this one makes.
    change(&app, "UPDATE generation_steps SET tried = '[\"another\"]' WHERE generation_id = $1", &first)
        .await;
    assert_eq!(price(&asha, &picture("a fox")).await, (1, Value::Null));
}

#[tokio::test]
async fn chance_answers_chance_and_its_seed_answers_whoever_names_it() {
    let app = with_studio().await;
    let asha = app.sign_up("asha").await;
    let by_chance = json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox"}});
    let given = made(&asha, &picture("a fox")).await;
    assert_eq!(price(&asha, &by_chance).await, (1, Value::Null));
    let chosen = made(&asha, &by_chance).await;
    assert_eq!(price(&asha, &by_chance).await, (0, chosen["id"].clone()));
    let named = json!({"prompt": "a fox", "seed": chosen["inputData"]["seed"]});
    assert_eq!(price(&asha, &with(&by_chance, "inputData", &named)).await, (0, chosen["id"].clone()));
    assert_eq!(price(&asha, &picture("a fox")).await, (0, given["id"].clone()));
    // The run that is answered says which seed made what it shows.
    let run = made(&asha, &from_cache(&by_chance)).await;
    assert_eq!((&run["cached"], &run["inputData"]["seed"]), (&json!(true), &chosen["inputData"]["seed"]));
}

#[tokio::test]
async fn only_ones_own_results_that_are_still_there_answer() {
    let app = with_studio().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let first = made(&asha, &picture("a fox")).await;
    assert_eq!(price(&ravi, &picture("a fox")).await, (1, Value::Null));
    let copy = made(&asha, &from_cache(&picture("a fox"))).await;

    let path = format!("/api/conversations/{}", first["conversationId"].as_str().unwrap());
    asha.delete(&path).await;
    // The copy did not make it: who deletes what was made does not find it again in another place.
    assert_eq!(price(&asha, &picture("a fox")).await, (1, Value::Null));
    file(&asha, &copy["outputAssets"][0]["url"]).await;
    asha.post(&format!("{path}/restore"), &json!({})).await.expect(200);
    assert_eq!(price(&asha, &picture("a fox")).await, (0, first["id"].clone()));
    change(&app, "UPDATE assets SET deleted_at = 1 WHERE generation_id = $1", &first).await;
    assert_eq!(price(&asha, &picture("a fox")).await, (1, Value::Null));
    file(&asha, &copy["outputAssets"][0]["url"]).await;
}

#[tokio::test]
async fn what_is_older_than_the_plan_keeps_files_does_not_answer() {
    let app = with_studio().await;
    let asha = app.sign_up("asha").await;
    let first = made(&asha, &picture("a fox")).await;
    let later = "UPDATE generations SET completed_at = completed_at - 2592000000 WHERE id = $1";
    change(&app, later, &first).await;
    assert_eq!(price(&asha, &picture("a fox")).await, (1, Value::Null), "30 days on the free plan");
    put_on(&app, &asha, Plan::Creator).await;
    assert_eq!(price(&asha, &picture("a fox")).await.0, 0, "60 on this one");
    change(&app, later, &first).await;
    assert!(price(&asha, &picture("a fox")).await.1.is_null());
    put_on(&app, &asha, Plan::Studio).await;
    assert_eq!(price(&asha, &picture("a fox")).await.0, 0, "90 on this one");
    change(&app, later, &first).await;
    assert!(price(&asha, &picture("a fox")).await.1.is_null());
}

#[tokio::test]
async fn files_are_compared_by_what_is_in_them_and_failures_answer_nobody() {
    let fal = FakeFal::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 4;
        config.credits.sign_up_grant = 500;
        fal_catalog::use_fal(config, &fal, 60_000);
    })
    .await;
    let asha = app.sign_up("asha").await;
    let picture = |words: &str| json!({"flowId": "text-to-image", "inputData": {"prompt": words, "seed": 7}});
    let (fox, hen) = (made(&asha, &picture("a fox")).await, made(&asha, &picture("a hen")).await);
    let fox_again = made(&asha, &from_cache(&picture("a fox"))).await;
    let night = |of: &Value| {
        json!({"flowId": "producer-agent-beta", "inputData": {"prompt": "make it night"},
            "inputAssets": [of["outputAssets"][0]["id"]]})
    };
    let first = made(&asha, &night(&fox)).await;
    assert_eq!(first["steps"][0]["operation"], "image_to_image", "{first:#}");
    // Another file with the same content is the same; another content is not.
    assert_eq!(price(&asha, &night(&fox_again)).await, (0, first["id"].clone()));
    assert!(price(&asha, &night(&hen)).await.1.is_null());
    let submits = fal.submits().len();
    let answered = made(&asha, &from_cache(&night(&fox_again))).await;
    assert_eq!((fal.submits().len(), &answered["cached"]), (submits, &json!(true)), "nobody was asked");
    let transcript = format!("/api/generations/{}/transcript", answered["id"].as_str().unwrap());
    assert_eq!(asha.get(&transcript).await.expect(200)["cachedFrom"]["generationId"], first["id"]);

    let detail = json!([{"loc": ["body", "prompt"], "msg": "refused", "type": "content_policy_violation"}]);
    fal.script(Phase::Submit, [Trouble::answer(422, &json!({ "detail": detail }))]);
    let failed = asha.post("/api/trigger-workflow", &picture("a heron")).await.expect(202);
    let failed = asha.ended(failed["id"].as_str().unwrap()).await;
    assert_eq!(failed["status"], "failed");
    assert!(price(&asha, &picture("a heron")).await.1.is_null());
    books_are_sound(&app).await;
}

#[tokio::test]
async fn what_left_the_plan_is_not_answered_from_the_cache_either() {
    let app = TestApp::start_with(|config| {
        config.workers.count = 2;
        let flows = include_str!("../../../../../catalog/flows.toml");
        let flows = flows.replace("minimum_plan = \"free\"", "minimum_plan = \"creator\"");
        std::fs::write(std::path::Path::new(&config.catalog.directory).join("flows.toml"), flows).unwrap();
    })
    .await;
    let asha = app.sign_up("asha").await;
    put_on(&app, &asha, Plan::Creator).await;
    made(&asha, &picture("a fox")).await;
    put_on(&app, &asha, Plan::Free).await;
    let order = from_cache(&picture("a fox"));
    asha.post("/api/quotes", &order).await.expect_problem(403, "plan_required");
    asha.post("/api/trigger-workflow", &order).await.expect_problem(403, "plan_required");
}
