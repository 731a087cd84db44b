//! The archive of a batch.

use std::io::{Cursor, Read};

use serde_json::{Value, json};

use super::{books_are_sound, closed, id, items, prompts, send, with_fal};

#[tokio::test]
async fn the_archive_has_every_file_and_says_what_each_is() {
    let (app, _fal, asha) = with_fal().await;
    let batch = send(&asha, &prompts(&["A fox at dawn", "a hen", "A fox at dawn"])).await;
    closed(&asha, id(&batch)).await;
    let path = format!("/api/batches/{}/zip", id(&batch));
    let response = asha.request(reqwest::Method::GET, &path).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/zip");
    assert!(response.headers()["content-disposition"].to_str().unwrap().contains("a-fox-at-dawn.zip"));
    assert!(response.headers().get("content-encoding").is_none(), "pictures get no smaller");
    let bytes = response.bytes().await.unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut names: Vec<_> = archive.file_names().map(str::to_owned).collect();
    names.sort();
    assert_eq!(names.len(), 4);
    assert!(names[0].starts_with("001-a-fox-at-dawn.") && names[1].starts_with("002-a-hen."));
    assert!(names[2].starts_with("003-a-fox-at-dawn."));
    let manifest: Value = serde_json::from_reader(archive.by_name("manifest.json").unwrap()).unwrap();
    for (item, entry) in items(&asha, id(&batch)).await.iter().zip(manifest["items"].as_array().unwrap()) {
        assert_eq!(
            (&entry["prompt"], &entry["seed"], &entry["model"]),
            (&item["prompt"], &item["seed"], &item["modelName"])
        );
        let name = entry["files"][0].as_str().unwrap();
        let mut stored = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut stored).unwrap();
        let url = item["asset"]["url"].as_str().unwrap();
        let original = asha.request(reqwest::Method::GET, url).send().await.unwrap().bytes().await.unwrap();
        assert!(stored == original, "{name} is not the file that was made");
    }
    books_are_sound(&app).await;
}

#[tokio::test]
async fn what_was_not_made_is_in_the_manifest_only() {
    let app = testkit::TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let mut body = prompts(&["a fox"]);
    body["variations"] = json!(2);
    let batch = send(&asha, &body).await;
    let path = format!("/api/batches/{}/zip", id(&batch));
    let bytes = asha.request(reqwest::Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    assert_eq!(archive.len(), 1);
    let manifest: Value = serde_json::from_reader(archive.by_name("manifest.json").unwrap()).unwrap();
    assert_eq!(
        (&manifest["items"][1]["status"], &manifest["items"][1]["files"]),
        (&json!("waiting"), &json!([]))
    );
}
