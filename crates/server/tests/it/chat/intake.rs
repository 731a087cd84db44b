//! Files that a model does not take as they are: converted and told, given to another model, or refused before
//! anything is held.

use image::{DynamicImage, GenericImageView, ImageFormat, Rgba, RgbaImage};
use serde_json::{Value, json};
use testkit::{TestApp, fal::FakeFal, fal_catalog};

use super::{
    files::{encoded, upload},
    said,
};

/// A server whose editing model of fal has these limits.
async fn with_limits(limits: &'static str) -> (TestApp, FakeFal) {
    let fal = FakeFal::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 2;
        config.credits.sign_up_grant = 500;
        fal_catalog::use_fal(config, &fal, 60_000);
        let path = std::path::Path::new(&config.catalog.directory).join("fal.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        let operation = "operation = \"image_to_image\"\n";
        let limited = text.replace(operation, &format!("{operation}input = {{ {limits} }}\n"));
        assert_ne!(limited, text);
        std::fs::write(path, limited).unwrap();
    })
    .await;
    (app, fal)
}

fn half_transparent() -> Vec<u8> {
    let pixel = |x, _| Rgba([200, 40, 40, if x < 32 { 0 } else { 255 }]);
    encoded(&DynamicImage::ImageRgba8(RgbaImage::from_fn(64, 48, pixel)), ImageFormat::Png)
}

fn edit(picture: &Value, model: Option<&str>) -> Value {
    let mut input = json!({"prompt": "make it night"});
    if let Some(model) = model {
        input["model"] = model.into();
    }
    json!({"flowId": "producer-agent-beta", "inputData": input, "inputAssets": [picture]})
}

#[tokio::test]
async fn a_picture_is_made_fit_and_that_is_told_before_and_after() {
    let (app, fal) = with_limits("side_max = 48, media_types = [\"image/jpeg\"]").await;
    let asha = app.sign_up("asha").await;
    let taken = upload(&asha, &[("cut-out.png", half_transparent())]).await.expect(201);
    let picture = &taken["files"][0]["id"];
    let told = "The picture is scaled from 64 × 48 to 48 × 36, the largest this model takes, and handed over as \
                JPEG on white, as this model reads no PNG.";
    let quote = asha.post("/api/quotes", &edit(picture, None)).await.expect(200);
    assert!(quote["notes"].as_array().unwrap().contains(&json!(told)), "{quote:#}");
    let run = said(&asha, "make it night", &json!({"inputAssets": [picture]})).await;
    assert_eq!(run["status"], "completed", "{run:#}");
    let warnings = run["warnings"].as_array().unwrap();
    assert_eq!(warnings.iter().filter(|warning| *warning == told).count(), 1, "{run:#}");
    let address = fal.submits()[0].input["image_urls"][0].as_str().unwrap().to_owned();
    let (media_type, bytes) = fal.uploaded(&address).unwrap();
    let seen = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).unwrap();
    assert_eq!((media_type.as_str(), seen.dimensions()), ("image/jpeg", (48, 36)));
    assert!(seen.to_rgb8().get_pixel(2, 2).0.iter().all(|channel| *channel > 240), "it stands on white");
}

#[tokio::test]
async fn a_model_that_cannot_take_a_file_is_passed_over_or_says_its_limit_before_anything_is_held() {
    let (app, fal) = with_limits("side_min = 200").await;
    let asha = app.sign_up("asha").await;
    let taken = upload(&asha, &[("small.png", half_transparent())]).await.expect(201);
    let picture = &taken["files"][0]["id"];
    let quote = asha.post("/api/quotes", &edit(picture, None)).await.expect(200);
    assert_eq!(quote["model"]["provider"], "local", "{quote:#}");
    let before = asha.get("/api/credits/balance").await.expect(200);
    let named = edit(picture, Some("fal-nano-banana-2"));
    for address in ["/api/quotes", "/api/trigger-workflow"] {
        let refused = asha.post(address, &named).await.expect_problem(422, "input_not_taken");
        let says = refused["detail"].as_str().unwrap();
        assert!(says.contains("at least 200") && says.contains("64 × 48"), "{says}");
    }
    assert_eq!(asha.get("/api/credits/balance").await.expect(200), before);
    assert!(fal.submits().is_empty());
}
