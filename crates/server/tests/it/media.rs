//! Files over HTTP: whose they are, which bytes, under which name.

use bytes::Bytes;
use domain::{
    catalog::MediaType,
    id::{AssetId, WorkspaceId},
};
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use server::{
    media::{self, NewOutput},
    platform::db::DbError,
};
use testkit::{Person, TestApp};

/// A picture that needs a few chunks: wide enough for a preview, noisy enough not to shrink.
fn noise() -> Bytes {
    let (width, height) = (1400, 100);
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let pixels: Vec<u8> = (0..width * height * 3).map(|_| next()).collect();
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(&pixels, width, height, ExtendedColorType::Rgb8).unwrap();
    Bytes::from(bytes)
}

async fn workspace_of(person: &Person) -> WorkspaceId {
    let profile = person.get("/api/user/profile").await.expect(200);
    profile["workspaceId"].as_str().unwrap().parse().unwrap()
}

/// Stores a picture for `person` as a worker would, and answers its address.
async fn keep(app: &TestApp, person: &Person, bytes: Bytes, prompt: &'static str) -> String {
    let workspace = workspace_of(person).await;
    let picture = media::keep(&app.app.storage, &bytes.into(), None, MediaType::Image).await.unwrap();
    let (id, generation, now) = (app.app.env.new_id::<_>(), app.app.env.new_id(), app.app.env.now());
    let kept: AssetId = app
        .app
        .db
        .write(move |tx| {
            let alt = "Generated picture: noise".to_owned();
            let provenance = json!({});
            let late = false;
            let new =
                NewOutput { id, workspace, generation, step_index: 0, prompt, alt, provenance, late, now };
            media::insert(tx, &new, &picture)
        })
        .await
        .unwrap();
    let views = app.app.db.read(|reader| media::of_generations(reader, &[generation])).await;
    let views = views.map_err(|error: DbError| error.to_string()).unwrap();
    let view = &views[&generation][0];
    assert_eq!(view.url, format!("/api/files/{kept}"));
    assert_eq!((view.width, view.height, view.format.as_str()), (Some(1400), Some(100), "png"));
    view.url.clone()
}

/// Stores a video for `person` as a worker would, and answers its row.
async fn keep_video(app: &TestApp, person: &Person, poster: Option<Bytes>) -> media::AssetView {
    let workspace = workspace_of(person).await;
    let (file, poster) = (Bytes::from_static(testkit::media::clip()), poster.map(Into::into));
    let kept = media::keep(&app.app.storage, &file.into(), poster.as_ref(), MediaType::Video).await.unwrap();
    // What moderation looks at is there exactly when something is seen.
    let (storage, seen) = (app.app.storage.clone(), kept.clone());
    let pixels = tokio::task::spawn_blocking(move || media::pixels_blocking(&storage, &seen).unwrap());
    let pixels = pixels.await.unwrap();
    let (id, generation, now) = (app.app.env.new_id::<_>(), app.app.env.new_id(), app.app.env.now());
    let inserted = app.app.db.write(move |tx| {
        let (alt, provenance, prompt) = ("Generated video: a bar".to_owned(), json!({}), "a bar");
        let new =
            NewOutput { id, workspace, generation, step_index: 0, prompt, alt, provenance, late: false, now };
        media::insert(tx, &new, &kept)
    });
    inserted.await.map_err(|error: DbError| error.to_string()).unwrap();
    let views = app.app.db.read(|reader| media::of_generations(reader, &[generation])).await;
    let view = views.map_err(|error: DbError| error.to_string()).unwrap()[&generation][0].clone();
    let small = view.width.zip(view.height).map(|(width, height)| width.max(height).min(320) as usize);
    assert_eq!(pixels.map(|(_, [width, height])| width.max(height)), small);
    view
}

#[tokio::test]
async fn a_video_shows_a_frame_before_it_plays() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    // Whoever made it says.
    let view = keep_video(&app, &asha, Some(noise())).await;
    assert_eq!((view.width, view.height), (Some(1400), Some(100)));
    for (url, side) in [(&view.thumbnail_url, 320), (&view.preview_url, 1280)] {
        let sent = fetch(&asha, Method::GET, url, &[]).await;
        assert_eq!((sent.status, sent.header("content-type")), (StatusCode::OK, "image/webp"));
        assert_eq!(image::load_from_memory(&sent.body).unwrap().width(), side);
    }
    // Nobody else sees it either.
    let ben = app.sign_up("ben").await;
    assert_eq!(fetch(&ben, Method::GET, &view.thumbnail_url, &[]).await.status, StatusCode::NOT_FOUND);
    // The small bar, seen by ffmpeg where it is installed.
    let view = keep_video(&app, &asha, None).await;
    let has_ffmpeg = studio::film::Tools::found().ffmpeg.is_some();
    assert_eq!((view.width, view.height), if has_ffmpeg { (Some(64), Some(64)) } else { (None, None) });
    let sent = fetch(&asha, Method::GET, &view.thumbnail_url, &[]).await;
    assert_eq!(sent.header("content-type"), if has_ffmpeg { "image/webp" } else { "video/mp4" });
    // A poster that is none loses nothing: the video is there.
    let view = keep_video(&app, &asha, Some(Bytes::from_static(b"no picture"))).await;
    assert_eq!((view.width, view.media_type.as_str()), (None, "video"));
    let sent = fetch(&asha, Method::GET, &view.url, &[]).await;
    assert_eq!(sent.body, testkit::media::clip());
}

struct Sent {
    status: StatusCode,
    headers: header::HeaderMap,
    body: Bytes,
}

impl Sent {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn fetch(person: &Person, method: Method, path: &str, headers: &[(&str, &str)]) -> Sent {
    let mut request = person.request(method, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Sent { status, headers, body: response.bytes().await.unwrap() }
}

#[tokio::test]
async fn a_file_comes_whole_with_every_header() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let bytes = noise();
    let url = keep(&app, &asha, bytes.clone(), "a lighthouse, at dusk!").await;
    let sent = fetch(&asha, Method::GET, &url, &[]).await;
    assert_eq!((sent.status, &sent.body), (StatusCode::OK, &bytes));
    assert_eq!(sent.header("content-type"), "image/png");
    assert_eq!(sent.header("content-length"), bytes.len().to_string());
    assert_eq!(sent.header("accept-ranges"), "bytes");
    assert_eq!(sent.header("cache-control"), "private, max-age=31536000, immutable");
    assert_eq!(sent.header("x-content-type-options"), "nosniff");
    assert_eq!(sent.header("content-disposition"), "inline; filename=\"a-lighthouse-at-dusk.png\"");
    assert!(sent.header("content-security-policy").contains("sandbox"), "{:?}", sent.headers);
    let head = fetch(&asha, Method::HEAD, &url, &[("range", "bytes=0-1")]).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header("content-length"), bytes.len().to_string());
    assert_eq!(head.header("etag"), sent.header("etag"));
}

#[tokio::test]
async fn ranges_are_parts_of_the_same_bytes() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let bytes = noise();
    let url = keep(&app, &asha, bytes.clone(), "noise").await;
    let size = bytes.len();
    assert!(size > 200_000, "{size} bytes do not need several chunks");
    let cases = [
        ("bytes=0-0".to_owned(), 0..1),
        ("bytes=65535-65536".to_owned(), 65_535..65_537),
        ("bytes=1000-".to_owned(), 1000..size),
        ("bytes=-10".to_owned(), size - 10..size),
        (format!("bytes={}-{}", size - 1, size * 2), size - 1..size),
    ];
    for (range, expected) in cases {
        let sent = fetch(&asha, Method::GET, &url, &[("range", &range)]).await;
        assert_eq!(sent.status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(sent.body, bytes.slice(expected.clone()), "{range}");
        let content_range = format!("bytes {}-{}/{size}", expected.start, expected.end - 1);
        assert_eq!(sent.header("content-range"), content_range);
        assert_eq!(sent.header("content-length"), expected.len().to_string());
    }
    let beyond = fetch(&asha, Method::GET, &url, &[("range", &format!("bytes={size}-"))]).await;
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(beyond.header("content-range"), format!("bytes */{size}"));
    for ignored in ["bytes=0-1,5-6", "bytes=5-1", "pages=1-2"] {
        let sent = fetch(&asha, Method::GET, &url, &[("range", ignored)]).await;
        assert_eq!((sent.status, sent.body.len()), (StatusCode::OK, size), "{ignored}");
    }
}

#[tokio::test]
async fn conditions_name_the_version() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let url = keep(&app, &asha, noise(), "noise").await;
    let etag = fetch(&asha, Method::HEAD, &url, &[]).await.header("etag").to_owned();
    for value in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
        let sent = fetch(&asha, Method::GET, &url, &[("if-none-match", &value)]).await;
        assert_eq!((sent.status, sent.body.len()), (StatusCode::NOT_MODIFIED, 0), "{value}");
        assert_eq!(sent.header("etag"), etag);
    }
    assert_eq!(fetch(&asha, Method::GET, &url, &[("if-none-match", "\"x\"")]).await.status, StatusCode::OK);
    let cases = [(etag.as_str(), 206), ("\"other\"", 200), ("Sun, 22 Nov 2026 00:00:00 GMT", 200)];
    for (value, status) in cases {
        let sent = fetch(&asha, Method::GET, &url, &[("range", "bytes=0-9"), ("if-range", value)]).await;
        assert_eq!(sent.status, status, "If-Range {value}");
    }
    let thumbnail = format!("{url}?variant=thumbnail");
    assert_ne!(fetch(&asha, Method::HEAD, &thumbnail, &[]).await.header("etag"), etag);
}

#[tokio::test]
async fn smaller_versions_and_downloads() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let url = keep(&app, &asha, noise(), "Маяк на закате").await;
    for (variant, width) in [("thumbnail", 320), ("preview", 1280)] {
        let sent = fetch(&asha, Method::GET, &format!("{url}?variant={variant}"), &[]).await;
        assert_eq!(sent.header("content-type"), "image/webp");
        assert_eq!(webp::BitstreamFeatures::new(&sent.body).unwrap().width(), width);
    }
    let saved = fetch(&asha, Method::GET, &format!("{url}?download=1"), &[]).await;
    let encoded = "%D0%BC%D0%B0%D1%8F%D0%BA-%D0%BD%D0%B0-%D0%B7%D0%B0%D0%BA%D0%B0%D1%82%D0%B5.png";
    let expected = format!("attachment; filename=\"____-__-______.png\"; filename*=UTF-8''{encoded}");
    assert_eq!(saved.header("content-disposition"), expected);
    for wrong in ["variant=huge", "variant=", "download=yes"] {
        asha.get(&format!("{url}?{wrong}")).await.expect_problem(400, "invalid_parameter");
    }
}

#[tokio::test]
async fn files_are_their_owners() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let url = keep(&app, &asha, noise(), "noise").await;
    let etag = fetch(&asha, Method::HEAD, &url, &[]).await.header("etag").to_owned();
    for path in [url.clone(), format!("{url}?variant=thumbnail")] {
        ravi.get(&path).await.expect_problem(404, "not_found");
        app.stranger().get(&path).await.expect_problem(401, "not_signed_in");
    }
    // Knowing the content does not help either.
    let guess = fetch(&ravi, Method::GET, &url, &[("if-none-match", &etag)]).await;
    assert_eq!(guess.status, StatusCode::NOT_FOUND);
    for path in ["/api/files/ast_01h455vb4pex5vsknk084sn02q", "/api/files/x", "/api/files/..%2f..%2fx"] {
        asha.get(path).await.expect_problem(404, "not_found");
    }
}

#[tokio::test]
async fn a_missing_object_is_a_problem_not_half_a_file() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let url = keep(&app, &asha, noise(), "noise").await;
    std::fs::remove_dir_all(app.data_dir.path().join("objects")).unwrap();
    let problem = asha.get(&url).await.expect_problem(500, "storage_failed");
    assert!(!problem["detail"].as_str().unwrap().contains("objects"), "{problem}");
}
