//! Storage: input files that clients put here, output files that models made.

use bytes::Bytes;
use serde_json::{Value, json};

use super::{State, queue, script::scramble};
use crate::exchange::{Asked, Reply};
use crate::media;

/// Pixels of a side of the pictures that the fake's models make.
pub(super) const PICTURE_SIDE: u32 = 64;

/// Names a place for a file, or takes the file.
pub(super) fn upload(state: &State, asked: &Asked) -> Reply {
    if let Some(id) = asked.path.strip_prefix("/upload/") {
        let mut uploads = state.uploads.lock();
        let Some(place) = uploads.get_mut(id) else { return Reply::detail(404, "No such upload") };
        if asked.header("content-type") != place.0 {
            return Reply::detail(403, "The content type is not the one that was announced");
        }
        place.1 = Some(asked.body.clone());
        return Reply::json(200, &json!({}));
    }
    if let Err(reply) = queue::key(state, asked) {
        return reply;
    }
    let wanted: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let (Some(media_type), Some(name)) = (wanted["content_type"].as_str(), wanted["file_name"].as_str())
    else {
        return Reply::detail(422, "content_type and file_name are required");
    };
    if asked.query != "storage_type=fal-cdn-v3" {
        return Reply::detail(422, "Unknown storage type");
    }
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' };
    let id = format!("{}_{}", uuid::Uuid::now_v7().simple(), name.chars().map(safe).collect::<String>());
    state.uploads.lock().insert(id.clone(), (media_type.to_owned(), None));
    let (upload_url, file_url) =
        (format!("{}/upload/{id}", state.address), format!("{}/files/uploaded/{id}", state.address));
    Reply::json(200, &json!({"upload_url": upload_url, "file_url": file_url}))
}

/// Gives out a file.
pub(super) fn file(state: &State, asked: &Asked) -> Reply {
    let reply = |media_type, body| Reply { status: 200, media_type, headers: Vec::new(), body };
    let Some((folder, name)) = asked.path.trim_start_matches("/files/").split_once('/') else {
        return Reply::detail(404, "Not found");
    };
    if folder == "uploaded" {
        return match state.uploads.lock().get(name) {
            Some((_, Some(bytes))) => reply("application/octet-stream", bytes.clone()),
            _ => Reply::detail(404, "Not found"),
        };
    }
    if !state.requests.lock().contains_key(folder) {
        return Reply::detail(404, "Not found");
    }
    match name {
        "output.png" => {
            let seed = folder.bytes().fold(0, |seed, byte| scramble(seed ^ u64::from(byte)));
            reply("image/png", media::picture(PICTURE_SIDE, seed).into())
        }
        "output.mp4" => reply("video/mp4", Bytes::from_static(media::clip())),
        "output.wav" => reply("audio/wav", Bytes::from_static(media::sound())),
        _ => Reply::detail(404, "Not found"),
    }
}
