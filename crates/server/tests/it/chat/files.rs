//! Files that people bring: what is taken, what is refused and why, and what runs make of them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Person, TestApp};

use super::{fields, said, with_fal};

const BOUNDARY: &str = "a-boundary-that-is-nowhere-else";

/// Sends files as a form does.
pub(crate) async fn upload(person: &Person, files: &[(&str, Vec<u8>)]) -> Answer {
    let mut body = Vec::new();
    for (name, content) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: image/png\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = person.request(Method::POST, "/api/files/upload").header("content-type", content_type);
    person.send(request.body(body)).await
}

/// Red at the left, blue at the right.
fn two_colours(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) }
    }))
}

pub(crate) fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG whose camera was held on its side (Exif 2.3, tag 0x0112 = 6: turn right by 90°), and where it was.
fn held_on_its_side(picture: &DynamicImage) -> Vec<u8> {
    let plain = encoded(picture, ImageFormat::Jpeg);
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    tiff.extend(b"48.8584 N 2.2945 E");
    let length = u16::try_from(tiff.len() + 8).unwrap().to_be_bytes();
    let mut bytes = plain[..2].to_vec();
    bytes.extend([0xFF, 0xE1, length[0], length[1]]);
    bytes.extend(b"Exif\0\0");
    bytes.extend(tiff);
    bytes.extend(&plain[2..]);
    bytes
}

/// A PNG of a few bytes whose header asks for this many pixels.
fn claims(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = encoded(&two_colours(16, 16), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = u32::MAX;
    for byte in &bytes[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    bytes[29..33].copy_from_slice(&(!crc).to_be_bytes());
    bytes
}

async fn content(person: &Person, asset: &Value) -> Vec<u8> {
    let request = person.request(Method::GET, asset["url"].as_str().unwrap());
    request.send().await.unwrap().bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn pictures_are_turned_and_lose_what_the_camera_wrote() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let sent = held_on_its_side(&two_colours(64, 32));
    assert!(sent.windows(7).any(|part| part == b"48.8584"));
    let taken = upload(&asha, &[("../on holiday.png", sent)]).await.expect(201);
    let file = &taken["files"][0];
    assert_eq!((&file["format"], &file["filename"]), (&json!("jpeg"), &json!("on holiday.jpeg")));
    assert_eq!((&file["width"], &file["height"]), (&json!(32), &json!(64)));
    let kept = content(&asha, file).await;
    assert!(!kept.windows(7).any(|part| part == b"48.8584"), "the place is gone");
    // Left became top.
    let picture = image::load_from_memory(&kept).unwrap().into_rgb8();
    let (top, bottom) = (picture.get_pixel(16, 8).0, picture.get_pixel(16, 56).0);
    assert!(top[0] > 150 && bottom[2] > 150, "{top:?} {bottom:?}");
    let small = asha.request(Method::GET, file["thumbnailUrl"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(small.headers()["content-type"], "image/webp");
}

#[tokio::test]
async fn the_content_says_what_a_file_is() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let picture = two_colours(40, 30);
    let files = [
        ("a.txt", encoded(&picture, ImageFormat::Png)),
        ("b.png", encoded(&picture, ImageFormat::WebP)),
        ("c.png", encoded(&picture, ImageFormat::Gif)),
        ("d.png", testkit::media::sound().to_vec()),
        ("e", testkit::media::clip().to_vec()),
    ];
    let taken = upload(&asha, &files).await.expect(201);
    assert_eq!(taken["errors"], json!([]), "{taken:#}");
    assert_eq!(fields(&taken, "files", "type"), ["image", "image", "image", "audio", "video"]);
    assert_eq!(fields(&taken, "files", "filename"), ["a.png", "b.jpeg", "c.png", "d.wav", "e.mp4"]);
    assert!(taken["files"][3]["durationMs"].as_i64().unwrap() > 0);
}

#[tokio::test]
async fn what_is_wrong_is_said_of_each_and_the_others_are_kept() {
    let app = TestApp::start_with(|config| config.uploads.picture_megabytes = 1).await;
    let asha = app.sign_up("asha").await;
    let whole = encoded(&two_colours(64, 64), ImageFormat::Png);
    let cut = whole[..whole.len() / 2].to_vec();
    let files = [
        ("page.png", b"<html><script>alert(1)</script></html>".repeat(20)),
        ("cut.png", cut),
        ("dot.png", encoded(&two_colours(1, 1), ImageFormat::Png)),
        ("bomb.png", claims(60_000, 60_000)),
        ("empty.png", Vec::new()),
        ("good.png", whole.clone()),
    ];
    let taken = upload(&asha, &files).await.expect(201);
    assert_eq!(fields(&taken, "files", "filename"), ["good.png"]);
    assert_eq!(
        fields(&taken, "errors", "code"),
        ["unknown_kind", "damaged", "too_small", "too_many_pixels", "empty"],
        "{taken:#}"
    );
    assert_eq!(taken["errors"][3]["path"], "file[3]");
    let sentence = taken["errors"][3]["message"].as_str().unwrap();
    assert!(sentence.contains("“bomb.png” has 60000 × 60000 pixels"), "{sentence}");
    // More than a megabyte of picture is not even received.
    let mut large = whole;
    large.extend(vec![0; 1_100_000]);
    let refused = upload(&asha, &[("large.png", large)]).await.expect_problem(422, "upload_refused");
    assert_eq!(refused["errors"][0]["code"], "too_large");
    upload(&asha, &[]).await.expect_problem(422, "upload_refused");
    asha.post("/api/files/upload", &json!({})).await.expect_problem(415, "unsupported_media_type");
    let left = std::fs::read_dir(app.data_dir.path().join("objects/incoming")).unwrap().count();
    assert_eq!(left, 0, "nothing half-written stays");
}

#[tokio::test]
async fn a_full_disk_is_said_and_leaves_nothing() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    app.app.storage.fail_with(Some(server::platform::storage::Fault::Full));
    let file = [("a.png", encoded(&two_colours(40, 30), ImageFormat::Png))];
    upload(&asha, &file).await.expect_problem(507, "storage_full");
    app.app.storage.fail_with(None);
    upload(&asha, &file).await.expect(201);
}

#[tokio::test]
async fn a_file_belongs_to_its_workspace_until_it_is_deleted() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let file = [("a.png", encoded(&two_colours(40, 30), ImageFormat::Png))];
    let taken = upload(&asha, &file).await.expect(201);
    let (url, id) = (taken["files"][0]["url"].as_str().unwrap(), &taken["files"][0]["id"]);
    ravi.get(url).await.expect_problem(404, "not_found");
    ravi.delete(url).await.expect_problem(404, "not_found");
    let foreign = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": "make it night"}, "inputAssets": [id]});
    let refused = ravi.post("/api/quotes", &foreign).await.expect_problem(422, "invalid_input");
    assert_eq!(refused["errors"][0]["path"], "inputAssets[0]");
    asha.delete(url).await.expect(204);
    asha.delete(url).await.expect_problem(404, "not_found");
    asha.get(url).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn an_attached_picture_is_edited_and_shown_with_the_run() {
    let (app, fal) = with_fal().await;
    let asha = app.sign_up("asha").await;
    let file = [("garden.jpg", encoded(&two_colours(64, 48), ImageFormat::Jpeg))];
    let taken = upload(&asha, &file).await.expect(201);
    let id = &taken["files"][0]["id"];
    let run = said(&asha, "make it night", &json!({"inputAssets": [id]})).await;
    assert_eq!(
        (&run["status"], fields(&run, "steps", "operation")),
        (&json!("completed"), vec!["image_to_image".to_owned()]),
        "{run:#}"
    );
    assert_eq!((&run["inputAssets"][0]["id"], &run["retryOf"]), (id, &Value::Null));
    assert!(fal.submits()[0].input.to_string().contains("image"));
    // What a run made is not deleted like an upload.
    asha.delete(run["outputAssets"][0]["url"].as_str().unwrap()).await.expect_problem(404, "not_found");
    let many: Vec<_> = (0..11).map(|_| id.clone()).collect();
    let body = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": "make it night"}, "inputAssets": many});
    asha.post("/api/quotes", &body).await.expect_problem(422, "invalid_input");
}
