//! What is refused for its words, what is judged by its pixels, and what an administrator decides.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use server::moderation::PictureJudge;
use testkit::{Person, TestApp};

use crate::chat::files::{encoded, upload};

/// Gives every picture the score it is told, in thousandths, and remembers how many it saw.
#[derive(Default)]
struct Strict {
    score: AtomicU32,
    seen: AtomicU32,
}

impl Strict {
    fn over(app: &TestApp) -> Arc<Strict> {
        let judge = Arc::new(Strict::default());
        app.app.moderation.judged_by(judge.clone());
        judge
    }

    fn gives(&self, thousandths: u32) {
        self.score.store(thousandths, Ordering::Relaxed);
    }
}

impl PictureJudge for Strict {
    fn is_there(&self) -> bool {
        true
    }

    fn score(&self, rgb: &[u8], size: [usize; 2]) -> Result<Option<f32>, String> {
        assert_eq!(rgb.len(), 3 * size[0] * size[1]);
        self.seen.fetch_add(1, Ordering::Relaxed);
        Ok(Some(self.score.load(Ordering::Relaxed) as f32 / 1_000.0))
    }
}

fn order(prompt: &str) -> Value {
    json!({"flowId": "text-to-image", "inputData": {"prompt": prompt}})
}

fn green() -> Vec<u8> {
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(64, 48, Rgb([20, 200, 40])));
    encoded(&picture, ImageFormat::Png)
}

async fn counts(admin: &Person) -> Value {
    admin.get("/api/admin/moderation").await.expect(200)["counts"].clone()
}

#[tokio::test]
async fn words_that_break_a_rule_are_refused_before_anything_is_held() {
    let app = TestApp::start().await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    for address in ["/api/quotes", "/api/trigger-workflow"] {
        let told =
            asha.post(address, &order("a beheading video")).await.expect_problem(422, "prompt_refused");
        assert_eq!(told["rule"], "gore");
        let sentence = told["detail"].as_str().unwrap();
        assert!(sentence.contains("Mutilated bodies") && sentence.contains("Nothing was held"), "{sentence}");
    }
    let batch = json!({"flowId": "text-to-image", "items": [{"inputData": {"prompt": "a fox"}},
        {"inputData": {"prompt": "a beheading video"}}]});
    let told = asha.post("/api/batches/quote", &batch).await.expect_problem(422, "invalid_input");
    assert_eq!(told["errors"][0]["code"], "prompt_refused", "{told}");
    for innocent in
        ["shoot a photo of a bloody mary", "stars, visible to the naked eye", "a sign of Scunthorpe"]
    {
        asha.post("/api/quotes", &order(innocent)).await.expect(200);
    }
    assert_eq!(asha.balance().await, (50, 0));
    // The same rule counts once for a workspace for a while: a price is asked with every word that is typed.
    assert_eq!(counts(&admin).await, json!([{"what": "prompt", "rule": "gore", "refused": 1}]));
}

#[tokio::test]
async fn a_rule_can_be_switched_off_but_not_the_one_on_minors() {
    let app = TestApp::start_with(|config| config.moderation.prompts = false).await;
    let asha = app.sign_up("asha").await;
    asha.post("/api/quotes", &order("a beheading video")).await.expect(200);
    let told = asha.post("/api/quotes", &order("a naked child")).await.expect_problem(422, "prompt_refused");
    assert_eq!(told["rule"], "minors");
    for (off, said) in [("minors", "cannot be switched off"), ("everything", "real_people")] {
        let file = format!("[moderation]\nrules_off = [\"{off}\"]");
        let wrong = server::config::Config::load(Some(("marty.toml", &file)), std::iter::empty());
        assert!(wrong.unwrap_err().to_string().contains(said), "{off}");
    }
}

#[tokio::test]
async fn uploads_are_refused_listed_or_taken_by_their_score() {
    let app = TestApp::start().await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    let judge = Strict::over(&app);
    judge.gives(900);
    let told = upload(&asha, &[("beach.png", green())]).await.expect_problem(422, "upload_refused");
    assert_eq!(told["errors"][0]["code"], "not_allowed");
    assert!(told["detail"].as_str().unwrap().contains("beach.png"), "{told}");
    assert_eq!(counts(&admin).await, json!([{"what": "upload", "rule": "nudity", "refused": 1}]));
    judge.gives(600);
    let held = upload(&asha, &[("pool.png", green())]).await.expect(201)["files"][0].clone();
    judge.gives(100);
    let fine = upload(&asha, &[("tree.png", green())]).await.expect(201)["files"][0].clone();
    // Three files, and the picture with which the administrator's page tried whether somebody judges.
    assert_eq!(judge.seen.load(Ordering::Relaxed), 4);
    let list = admin.get("/api/admin/moderation/reviews").await.expect(200);
    let listed = list["items"].as_array().unwrap();
    assert_eq!((listed.len(), &listed[0]["id"], &listed[0]["score"]), (1, &held["id"], &json!(0.6)));
    let picture = listed[0]["pictureUrl"].as_str().unwrap();
    assert_eq!(admin.get(picture).await.status, 200);
    asha.get(picture).await.expect_problem(404, "not_found");
    let decide = format!("/api/admin/moderation/reviews/{}", held["id"].as_str().unwrap());
    asha.post(&decide, &json!({"decision": "remove"})).await.expect_problem(404, "not_found");
    assert_eq!(admin.post(&decide, &json!({"decision": "remove"})).await.status, 204);
    admin.post(&decide, &json!({"decision": "allow"})).await.expect_problem(409, "already_decided");
    // The same content is gone, under whatever name; and nothing waits.
    for file in [&held, &fine] {
        asha.get(file["url"].as_str().unwrap()).await.expect_problem(404, "not_found");
    }
    admin.get(picture).await.expect_problem(404, "not_found");
    let told = admin.get("/api/admin/moderation").await.expect(200);
    assert_eq!((&told["waiting"], &told["pictures"]), (&json!(0), &json!("on")));
}

#[tokio::test]
async fn a_result_is_withheld_uncharged_or_listed_and_removed_from_its_run() {
    let app = TestApp::start_with(|config| config.workers.count = 1).await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    let judge = Strict::over(&app);
    judge.gives(950);
    let run = asha.trigger("a fox").await;
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!((&run["status"], &run["error"]["code"]), (&json!("failed"), &json!("output_withheld")));
    assert!(run["error"]["message"].as_str().unwrap().contains("not charged"), "{run}");
    assert_eq!(asha.balance().await, (50, 0));
    assert_eq!(counts(&admin).await, json!([{"what": "output", "rule": "nudity", "refused": 1}]));
    judge.gives(700);
    let run = asha.trigger("a hen").await;
    let id = run["id"].as_str().unwrap();
    let run = asha.ended(id).await;
    assert_eq!(run["status"], "completed");
    let asset = run["outputAssets"][0]["id"].as_str().unwrap();
    let list = admin.get("/api/admin/moderation/reviews").await.expect(200);
    assert_eq!((&list["items"][0]["id"], &list["items"][0]["what"]), (&json!(asset), &json!("output")));
    let decide = format!("/api/admin/moderation/reviews/{asset}");
    assert_eq!(admin.post(&decide, &json!({"decision": "remove"})).await.status, 204);
    let run = asha.get(&format!("/api/generations/{id}")).await.expect(200);
    assert_eq!((&run["status"], &run["outputAssets"]), (&json!("completed"), &json!([])));
}

#[tokio::test]
async fn without_the_network_pictures_are_not_judged_and_that_is_told() {
    let app = TestApp::start().await;
    let admin = app.administrator().await;
    let told = admin.get("/api/admin/moderation").await.expect(200);
    assert_eq!(told["pictures"], "not_fetched");
    assert!(told["picturesSentence"].as_str().unwrap().contains("marty assets fetch open-nsfw"), "{told}");
    upload(&admin, &[("tree.png", green())]).await.expect(201);
    let folder = app.data_dir.path().join("models/open-nsfw");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in [("model.onnx", 23_590_724), ("LICENSE.txt", 1_298)] {
        std::fs::write(folder.join(name), vec![0; bytes]).unwrap();
    }
    let told = admin.get("/api/admin/moderation").await.expect(200);
    assert_eq!(told["pictures"], "unusable");
    assert!(told["picturesSentence"].as_str().unwrap().contains("open-nsfw/model.onnx is not"), "{told}");
    upload(&admin, &[("hill.png", green())]).await.expect(201);
    let asha = app.sign_up("asha").await;
    asha.get("/api/admin/moderation").await.expect_problem(404, "not_found");
    asha.get("/api/admin/moderation/reviews").await.expect_problem(404, "not_found");
}
