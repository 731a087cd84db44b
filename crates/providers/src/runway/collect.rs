//! Results: fetching what a task made. Its links last a day or two, so a link that has expired is asked for anew,
//! once; after that the run fails and nobody pays.

use std::sync::Arc;

use reqwest::Url;
use serde_json::json;

use super::{
    Remote, Shared,
    follow::{Asked, failed},
    map,
    models::{Delivers, Model},
    wire::Task,
};
use crate::{
    FaultClass, Output, Status,
    http::{Download, DownloadError, Secret},
};

/// Bytes of one picture or sound.
const SMALL_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Bytes of one clip.
const CLIP_BYTES_MAX: u64 = 512 * 1024 * 1024;

enum Trouble {
    /// It never will be here.
    Final(Status),
    /// A passing trouble.
    Passing,
    /// The links are too old.
    Expired,
}

/// Fetches the files of a task that succeeded. `None` when it has to be tried again.
pub(super) async fn collect(
    shared: &Shared,
    remote: &Remote,
    secret: &Secret,
    model: &Model,
    task: Task,
) -> Option<Status> {
    match fetch_all(shared, remote, model, &task).await {
        Err(Trouble::Expired) => {}
        outcome => return settled(outcome),
    }
    let fresh = match shared.ask_once(remote, secret).await {
        Asked::Done(task) => fetch_all(shared, remote, model, &task).await,
        Asked::Ended(status) => return Some(status),
        _ => return None,
    };
    match fresh {
        Err(Trouble::Expired) => {
            Some(failed(FaultClass::Broken, "The result at Runway had expired before it could be fetched."))
        }
        outcome => settled(outcome),
    }
}

fn settled(outcome: Result<Vec<Output>, Trouble>) -> Option<Status> {
    match outcome {
        Ok(outputs) => Some(Status::Finished(Arc::new(outputs))),
        Err(Trouble::Final(status)) => Some(status),
        Err(Trouble::Passing | Trouble::Expired) => None,
    }
}

async fn fetch_all(
    shared: &Shared,
    remote: &Remote,
    model: &Model,
    task: &Task,
) -> Result<Vec<Output>, Trouble> {
    let links = map::links(task).map_err(|fault| Trouble::Final(Status::Failed(fault)))?;
    let mut outputs = Vec::with_capacity(links.len());
    for link in links {
        let (file, media_type) = fetch(shared, &link, model.delivers).await?;
        outputs.push(Output {
            content: file.content,
            media_type: media_type.to_owned(),
            description: String::new(),
            warnings: remote.changes.clone(),
            made_by: model.name.to_owned(),
            provenance: json!({
                "provider": "runway", "model": model.id, "requestId": remote.task_id,
                "vendorCredits": map::credits(task), "sha256": file.sha256,
            }),
        });
    }
    Ok(outputs)
}

async fn fetch(shared: &Shared, link: &str, delivers: Delivers) -> Result<(Download, &'static str), Trouble> {
    let broken = |message: &str| Trouble::Final(failed(FaultClass::Broken, message));
    let url = Url::parse(link).map_err(|_| broken("Runway named a file that has no address."))?;
    let (kind, bytes_max) = match delivers {
        Delivers::Picture => ("image/", SMALL_BYTES_MAX),
        Delivers::Audio => ("audio/", SMALL_BYTES_MAX),
        Delivers::Video => ("video/", CLIP_BYTES_MAX),
    };
    let file = shared.client.download(url, bytes_max).await.map_err(|error| {
        tracing::warn!(%error, "a result could not be fetched");
        match error {
            DownloadError::Gone(_) => Trouble::Expired,
            DownloadError::Interrupted(_) | DownloadError::Disk(_) => Trouble::Passing,
            DownloadError::Forbidden(_) => broken("Runway named a file at an address that is not allowed."),
            DownloadError::TooLarge(_) => broken("The result is larger than this installation takes."),
        }
    })?;
    match file.media_type.filter(|media_type| media_type.starts_with(kind)) {
        Some(media_type) => Ok((file, media_type)),
        None => Err(broken("What Runway delivered is not what it said it was.")),
    }
}
