//! Results: fetching what a task made. Its links last a day or two, so a link that has expired is asked for anew,
//! once; after that the run fails and nobody pays.

use serde_json::json;

use super::{Remote, Shared, map, models::Model, wire::Task};
use crate::{
    Output, Status,
    fetched::{Trouble, fetch, settled},
    following::{Asked, Vendor},
    http::Secret,
};

/// Fetches the files of a task that succeeded. `None` when it has to be tried again.
pub(super) async fn collect(
    shared: &Shared,
    remote: &Remote,
    secret: &Secret,
    model: &Model,
    task: Task,
) -> Option<Status> {
    let outcome = match fetch_all(shared, remote, model, &task).await {
        Err(Trouble::Expired) => match shared.ask(remote, secret).await {
            Asked::Done(task) => fetch_all(shared, remote, model, &task).await,
            Asked::Ended(status) => return Some(status),
            Asked::Refused(fault) => return Some(Status::Failed(fault)),
            _ => return None,
        },
        outcome => outcome,
    };
    settled(Shared::NAME, outcome)
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
        let (file, media_type) = fetch(&shared.client, Shared::NAME, &link, model.delivers).await?;
        outputs.push(Output {
            content: file.content,
            poster: None,
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
