//! Batches: many runs as one unit, with one price, one hold, one progress.
//!
//! Owns `batches` and `batch_items`. The rules are in `domain::batch`; this capability carries them out:
//!
//! | file | what it does |
//! |---|---|
//! | [`table`] | reads a pasted or dropped CSV: rows, and every mistake by row and column |
//! | [`request`] | what is asked for → items that were checked and planned one by one |
//! | [`price`] | one bill for all items, offered for ten minutes |
//! | [`create`] | accepts a batch: one transaction for key, quote, hold, items, messages, the job |
//! | [`expand`] | the job that makes the items' runs, a few at a time, as earlier ones end |
//! | [`progress`] | what an item's run reports; when all are final, the hold is resolved |
//! | [`cancel`], [`retry`] | everything that is not final ends; what failed is tried again |
//! | [`watch`] | tells people of changes, at most twice a second a batch |
//! | [`archive`] | everything that was made, as one ZIP, streamed |
//!
//! An item's run is a generation like any other: it is claimed, carried, settled and cancelled by the same
//! code. Only its credits are different: it holds nothing, and reports to its batch in the transaction
//! that changes it ([`note`]). So a crash at any point loses nothing: either the job that makes items is
//! there, or the end of an item queues it again.

mod archive;
mod body;
mod cancel;
mod create;
mod expand;
mod http;
mod price;
mod problem;
mod progress;
mod request;
mod retry;
mod store;
mod table;
mod view;
mod watch;

use domain::{
    id::{BatchId, GenerationId, WorkspaceId},
    money::Credits,
};
pub use expand::expand;
pub use http::routes;
pub use progress::note;
pub use store::ItemReport;
pub use view::{BatchView, view};
pub use watch::watch;

use crate::platform::{
    db::{DbError, Reader, Tx},
    jobs::{self, JobKind, NewJob},
};

/// About how long making a chunk of items takes, in milliseconds.
const EXPAND_MS: i64 = 50;
/// Batches of one workspace whose items are made at the same time.
const EXPANDED_AT_ONCE: u32 = 4;

/// Batches that are not final, with the round and what that holds, after `after` in the order of ids (the empty text
/// begins), at most `limit`.
///
/// # Errors
/// [`DbError`].
pub fn open_holds(
    reader: &Reader<'_>,
    after: &str,
    limit: u32,
) -> Result<Vec<(BatchId, u32, Credits)>, DbError> {
    store::open_holds(reader, after, limit)
}

/// The runs that a batch's items became.
///
/// # Errors
/// [`DbError`].
pub fn runs(reader: &Reader<'_>, id: BatchId) -> Result<Vec<GenerationId>, DbError> {
    store::runs(reader, id)
}

/// Queues the job that makes items. The caller notes it in the batch's row.
fn queue_expand(
    tx: &mut Tx<'_>,
    id: domain::id::JobId,
    batch: BatchId,
    workspace: WorkspaceId,
    now: domain::time::Millis,
) -> Result<(), DbError> {
    let kind = JobKind::BatchExpand;
    let job = NewJob {
        id,
        kind,
        subject: batch.to_string(),
        workspace,
        // Writing rows is cheap, and whose turn it is is decided when the items stand in line.
        class: domain::queue::Class::Urgent,
        lane: String::new(),
        operation: kind.id().to_owned(),
        cost_ms: EXPAND_MS,
        concurrency: EXPANDED_AT_ONCE,
        run_at: now,
    };
    jobs::enqueue(tx, &job, now)
}
