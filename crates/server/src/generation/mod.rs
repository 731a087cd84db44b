//! Generations: one paid run of a flow, from acceptance to its end.
//!
//! Owns `generations`, `generation_steps` and `step_decisions`. The rules are in `domain::generation`; this capability
//! carries them out:
//!
//! | file | what it does |
//! |---|---|
//! | [`create`] | checks and plans what somebody asks for |
//! | [`retry`] | plans what is missing of a run that failed in part |
//! | [`cache`] | answers an order with what an identical one has made before |
//! | [`draft`] | a run before it is a row |
//! | [`accept`] | accepts a run: one transaction for key, quote, hold, run, step, messages, job, event |
//! | [`item`] | makes the run of a batch's item, inside the batch's transaction |
//! | [`cancel`] | ends a run at a person's word: one transaction, whatever a worker is doing |
//! | [`worker`] | claims runs and carries them |
//! | [`carry`] | one run: its steps side by side, its lease alive, handed back when nothing can be done |
//! | [`step`] | one step: intent, submit, remote id, poll, each written down before the next |
//! | [`collect`] | what a step made: fetched, checked, stored |
//! | [`resolve`] | submits whose outcome is unknown: asked about, or decided by an administrator |
//! | [`late`] | results that come after their run has ended: kept, never charged |
//! | [`elsewhere`] | questions of those who speak for work that is done elsewhere |
//! | [`settle`] | what a change means for the run: next steps, charge, the rest back, the event |
//!
//! Every write of a worker is fenced by its lease, so a worker that was given up on, or whose run was
//! cancelled, cannot write. Nothing external happens inside a transaction.
//!
//! What the API shows is rendered by the transaction that changes a run and kept beside it (`view`), so
//! a list is one read and an event says exactly what a request would.

mod accept;
mod admin;
pub mod bill;
pub mod cache;
pub mod cancel;
mod carry;
mod collect;
pub mod create;
mod decision;
mod draft;
mod elsewhere;
mod http;
pub mod item;
mod late;
mod output;
mod preview;
mod record;
mod resolve;
pub mod retry;
mod settle;
mod step;
mod store;
mod transcript;
pub mod view;
mod work;
pub mod worker;

use std::collections::HashMap;

pub use admin::admin_routes;
use domain::{
    generation::state::Status,
    id::{GenerationId, WorkspaceId},
    time::Millis,
};
pub use elsewhere::{Standing, input_file, standing};
pub use http::routes;
pub use late::expect_late;
pub use record::StepSource;
pub use view::{GenerationBrief, GenerationView};

use crate::platform::db::{DbError, Reader, Tx};

/// Behind every id: the alphabet of ids ends at z.
const AFTER_ALL_IDS: &str = "gen_~";

/// The few fields of a stored view that a list of conversations needs; the rest is not even parsed.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Glance {
    id: String,
    status: Status,
    progress: u8,
    output_assets: Vec<AssetGlance>,
    #[serde(default)]
    cached: bool,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssetGlance {
    #[serde(rename = "type")]
    media_type: String,
    thumbnail_url: String,
    color: String,
    #[serde(default)]
    width: Option<u32>,
}

/// The runs of these ids, as the API shows them. Unknown ids are left out.
///
/// # Errors
/// [`DbError`].
pub fn views(
    reader: &Reader<'_>,
    ids: &[GenerationId],
) -> Result<HashMap<GenerationId, GenerationView>, DbError> {
    let mut found = HashMap::with_capacity(ids.len());
    for id in ids {
        if let Some(view) = store::read_view(reader, *id)? {
            found.insert(*id, view);
        }
    }
    Ok(found)
}

/// Shows a run that has ended without what was taken away from it since.
///
/// # Errors
/// [`DbError`].
pub fn show_again(tx: &mut Tx<'_>, id: GenerationId, now: Millis) -> Result<(), DbError> {
    settle::Run::show_again(tx, id, now)
}

/// The run of this workspace as the API shows it, as JSON.
///
/// # Errors
/// [`DbError`].
pub fn view_text(
    reader: &Reader<'_>,
    id: GenerationId,
    workspace: WorkspaceId,
) -> Result<Option<String>, DbError> {
    store::view_text(reader, id, workspace)
}

/// The run as its view was stored, read as `T`; for other capabilities that show a part of it.
///
/// # Errors
/// [`DbError`].
pub fn read_as<T: serde::de::DeserializeOwned>(
    reader: &Reader<'_>,
    id: GenerationId,
) -> Result<Option<T>, DbError> {
    store::read_view(reader, id)
}

/// What a list of conversations shows of a run.
///
/// # Errors
/// [`DbError`].
pub fn brief(reader: &Reader<'_>, id: &GenerationId) -> Result<Option<GenerationBrief>, DbError> {
    Ok(store::read_view::<Glance>(reader, *id)?.map(|view| {
        // What is only heard has no small picture, nor a video without a poster.
        let is_seen = |asset: &AssetGlance| asset.media_type != "audio" && asset.width.is_some();
        let asset = view.output_assets.into_iter().find(is_seen);
        let (thumbnail_url, color) = asset.map(|asset| (asset.thumbnail_url, asset.color)).unzip();
        GenerationBrief {
            id: view.id,
            status: view.status,
            progress: view.progress,
            thumbnail_url,
            color,
            cached: view.cached,
        }
    }))
}
