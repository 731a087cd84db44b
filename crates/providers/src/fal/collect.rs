//! Results: reading what a finished request made and fetching its files.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    ANSWER_BYTES_MAX, Shared,
    map::{self, Parts},
    models::Model,
    remote::Remote,
};
use crate::{
    Content, Output, Status,
    fetched::{Trouble, fetch, settled},
    following::Vendor,
    http::Secret,
};

/// Reads the result of a run (its model, and how long it computed) and fetches its files. `None` when it has to be tried again.
pub(super) async fn collect(
    shared: &Shared,
    remote: &Remote,
    secret: &Secret,
    run: (&Model, Option<f64>),
) -> Option<Status> {
    let outcome = match collect_once(shared, remote, secret, run).await {
        // Reading the result anew gives links anew.
        Err(Trouble::Expired) => collect_once(shared, remote, secret, run).await,
        outcome => outcome,
    };
    settled(Shared::NAME, outcome)
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
        poster: None,
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
        let (file, media_type) = fetch(&shared.client, Shared::NAME, &url, model.delivers).await?;
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
            let now = shared.now();
            Err(Trouble::Final(Status::Failed(map::fault(status, &answer.headers, &answer.body, now))))
        }
        _ => Err(Trouble::Passing),
    }
}
