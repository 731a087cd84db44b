//! The client against the fake, and our requests against the client's.

use serde_json::{Map, Value, json};
use testkit::automatic1111::Call;

use super::*;
use crate::vendor_sdk;

async fn node(fake: &FakeAutomatic1111, scenario: &str, argument: &Value) {
    vendor_sdk::run("automatic1111.mjs", &[&fake.address, scenario, &argument.to_string()]).await;
}

#[tokio::test]
async fn the_client_is_content_with_pictures_questions_and_errors() {
    let own = Own::start().await;
    for scenario in ["draws", "asks", "errors"] {
        node(&own.fake, scenario, &Value::Null).await;
    }
    own.fake.ask_for("ann:secret words");
    node(&own.fake, "login", &json!({"user": "ann", "password": "secret words"})).await;
}

/// What the client adds to every call and is what the server does anyhow, or is its own way with what we do not use.
const DEFAULTS: &[(&str, &str)] = &[
    ("alwayson_scripts", "{}"),
    ("alwayson_scripts", "{\"ControlNet\":{\"args\":[]}}"),
    ("batch_size", "1"),
    ("cfg_scale", "7"),
    ("codeformer_weight", "0"),
    ("denoising_strength", "0.7"),
    ("do_not_save_grid", "false"),
    ("do_not_save_samples", "false"),
    ("enable_hr", "false"),
    ("eta", "1"),
    ("extras_upscaler_2_visibility", "0"),
    ("firstphase_height", "0"),
    ("firstphase_width", "0"),
    ("gfpgan_visibility", "0"),
    ("hr_resize_x", "0"),
    ("hr_resize_y", "0"),
    ("hr_scale", "2"),
    ("hr_second_pass_steps", "0"),
    ("hr_upscaler", "\"Latent\""),
    ("image_cfg_scale", "1.5"),
    ("include_init_images", "false"),
    ("initial_noise_multiplier", "1"),
    ("inpaint_full_res", "true"),
    ("inpaint_full_res_padding", "0"),
    ("inpainting_fill", "0"),
    ("inpainting_mask_invert", "0"),
    ("mask", "null"),
    ("mask_blur", "4"),
    ("n_iter", "1"),
    ("negative_prompt", "\"\""),
    ("override_settings", "{}"),
    ("override_settings_restore_afterwards", "true"),
    ("resize_mode", "0"),
    ("restore_faces", "false"),
    ("s_churn", "0"),
    ("s_noise", "1"),
    ("s_tmax", "0"),
    ("s_tmin", "0"),
    ("save_images", "false"),
    ("script_args", "[]"),
    ("script_name", "null"),
    ("seed", "-1"),
    ("seed_resize_from_h", "0"),
    ("seed_resize_from_w", "0"),
    ("send_images", "true"),
    ("show_extras_results", "true"),
    ("styles", "[]"),
    ("subseed", "-1"),
    ("subseed_strength", "0"),
    ("tiling", "false"),
    ("upscale_first", "false"),
    ("upscaler_1", "\"None\""),
    ("upscaler_2", "\"None\""),
    ("upscaling_resize_crop", "true"),
    ("upscaling_resize_h", "512"),
    ("upscaling_resize_w", "512"),
    ("use_deprecated_controlnet", "false"),
];

/// What must be the same: the address, and every field that is not as it would be without being sent.
fn essence(call: &Call) -> (String, String, Map<String, Value>) {
    let Value::Object(mut body) = serde_json::from_slice(&call.body).unwrap() else { panic!("a body") };
    // Names of ours that the client has no word for.
    body.remove("force_task_id");
    for (name, value) in DEFAULTS {
        let value: Value = serde_json::from_str(value).unwrap();
        body.retain(|field, sent| field != name || *sent != value);
    }
    // The client writes pictures anew: only that one is there can be the same.
    for field in ["image", "init_images"] {
        if let Some(picture) = body.get_mut(field) {
            *picture = json!(if picture.is_array() { picture.as_array().map(Vec::len) } else { Some(1) });
        }
    }
    // Whole numbers and others are one thing in JSON.
    for value in body.values_mut() {
        if let Some(number) = value.as_f64() {
            *value = json!(number);
        }
    }
    (call.method.clone(), call.path.clone(), body)
}

#[tokio::test]
async fn our_requests_are_the_clients_requests() {
    let own = Own::start().await;
    let folder = TempDir::new().unwrap();
    let picture = folder.path().join("in.png");
    std::fs::write(&picture, testkit::media::picture(64, 1)).unwrap();
    for (index, mut work) in all().into_iter().enumerate() {
        work.attempt_id = format!("stp_2-{index}");
        let operation = work.work.operation();
        own.provider.submit(work).await.unwrap();
        let ours = own.fake.take_calls();
        let (_, path, _) = essence(&ours[0]);
        let body: Value = serde_json::from_slice(&ours[0].body).unwrap();
        node(&own.fake, "compare", &json!({"path": path, "body": body, "picture": picture})).await;
        let theirs = own.fake.take_calls();
        let mut expected = essence(&theirs[0]);
        // This client has no word for how visible CodeFormer is; webuiapi 0.9.17 (PyPI) has, as we send it.
        if let Some(visible) = body.get("codeformer_visibility") {
            expected.2.insert("codeformer_visibility".into(), json!(visible.as_f64()));
        }
        assert_eq!(essence(&ours[0]), expected, "{operation}");
    }
}
