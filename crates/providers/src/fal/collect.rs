//! Results: reading what a finished request made and fetching its files.

use std::sync::Arc;

use reqwest::{Method, Url};
use serde_json::{Value, json};

use super::{
    ANSWER_BYTES_MAX, Shared,
    follow::failed,
    map::{self, Parts},
    models::{Delivers, Model},
    remote::Remote,
};
use crate::{
    Content, FaultClass, Output, Status,
    http::{Download, DownloadError, Secret},
};

/// Bytes of one picture or sound.
const SMALL_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Bytes of one clip.
const CLIP_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// How often a result is read again because its links had expired.
const EXPIRED_RETRIES: u32 = 1;

/// Why a result is not here yet.
enum Trouble {
    /// It never will be.
    Final(Status),
    /// A passing trouble; the request still is what it was.
    Passing,
    /// The links are too old.
    Expired,
}

/// Reads the result of a run (its model, and how long it computed) and fetches its files. `None` when it has to be tried again.
pub(super) async fn collect(
    shared: &Shared,
    remote: &Remote,
    secret: &Secret,
    run: (&Model, Option<f64>),
) -> Option<Status> {
    for _ in 0..=EXPIRED_RETRIES {
        match collect_once(shared, remote, secret, run).await {
            Ok(outputs) => return Some(Status::Finished(Arc::new(outputs))),
            Err(Trouble::Final(status)) => return Some(status),
            Err(Trouble::Passing) => return None,
            Err(Trouble::Expired) => {}
        }
    }
    Some(failed(FaultClass::Broken, "The result at fal had expired before it could be fetched."))
}

async fn collect_once(
    shared: &Shared,
    remote: &Remote,
    secret: &Secret,
    (model, seconds): (&Model, Option<f64>),
) -> Result<Vec<Output>, Trouble> {
    let result = read_result(shared, remote, secret).await?;
    let parts = map::parts(&result, model.delivers).map_err(|fault| Trouble::Final(Status::Failed(fault)))?;
    let provenance = json!({
        "provider": "fal",
        "model": model.id,
        "requestId": remote.request_id,
        "seed": result["seed"],
        "actualPrompt": result["actual_prompt"],
        "inferenceSeconds": seconds,
    });
    let output = |content: Content, media_type: &str, provenance: Value| Output {
        content,
        media_type: media_type.to_owned(),
        description: String::new(),
        warnings: remote.changes.clone(),
        made_by: format!("{} on fal", model.name),
        provenance,
    };
    let urls = match parts {
        Parts::Words(words) => {
            return Ok(vec![output(words.into_bytes().into(), "text/plain", provenance)]);
        }
        Parts::Files(urls) => urls,
    };
    let mut outputs = Vec::with_capacity(urls.len());
    for url in urls {
        let (file, media_type) = fetch(shared, &url, model.delivers).await?;
        let mut provenance = provenance.clone();
        provenance["sha256"] = file.sha256.into();
        outputs.push(output(file.content, media_type, provenance));
    }
    Ok(outputs)
}

async fn read_result(shared: &Shared, remote: &Remote, secret: &Secret) -> Result<Value, Trouble> {
    let call = shared.authorised(Method::GET, remote.response_url.clone(), secret);
    let call = call.map_err(|fault| Trouble::Final(Status::Failed(fault)))?;
    let answer = shared.client.call(call, ANSWER_BYTES_MAX).await.map_err(|_| Trouble::Passing)?;
    let status = answer.status.as_u16();
    match status {
        200..=299 => serde_json::from_slice(&answer.body).map_err(|_| Trouble::Passing),
        404 => Err(Trouble::Final(Status::Forgotten)),
        _ if map::is_final(status, &answer.body) => {
            let now = (shared.settings.clock)();
            Err(Trouble::Final(Status::Failed(map::fault(status, &answer.headers, &answer.body, now))))
        }
        _ => Err(Trouble::Passing),
    }
}

async fn fetch(shared: &Shared, url: &str, delivers: Delivers) -> Result<(Download, &'static str), Trouble> {
    let broken = |message: &str| Trouble::Final(failed(FaultClass::Broken, message));
    let url = Url::parse(url).map_err(|_| broken("fal named a file that has no address."))?;
    let (kind, bytes_max) = match delivers {
        Delivers::Pictures => ("image/", SMALL_BYTES_MAX),
        Delivers::Audio => ("audio/", SMALL_BYTES_MAX),
        Delivers::Video | Delivers::Words => ("video/", CLIP_BYTES_MAX),
    };
    let file = shared.client.download(url, bytes_max).await.map_err(|error| {
        tracing::warn!(%error, "a result could not be fetched");
        match error {
            DownloadError::Gone(_) => Trouble::Expired,
            DownloadError::Interrupted(_) | DownloadError::Disk(_) => Trouble::Passing,
            DownloadError::Forbidden(_) => broken("fal named a file at an address that is not allowed."),
            DownloadError::TooLarge(_) => broken("The result is larger than this installation takes."),
        }
    })?;
    match file.media_type.filter(|media_type| media_type.starts_with(kind)) {
        Some(media_type) => Ok((file, media_type)),
        None => Err(broken("What fal delivered is not what it said it was.")),
    }
}
