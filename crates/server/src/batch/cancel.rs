//! Ends everything of a batch that has not ended, in one transaction: what was delivered is charged.

use domain::{
    batch::IN_LINE_MAX,
    generation::{schedule::STEPS_MAX, state::Status},
    id::{BatchId, JobId},
};

use super::{
    progress, store,
    view::{self, BatchView},
};
use crate::{
    app::App,
    auth::Caller,
    generation::cancel::cancel_in,
    platform::{
        db::DbError,
        jobs::{self, JobKind},
    },
};

/// Cancels a batch of the caller's workspace and answers it; `None` when there is no such batch. One that
/// is closed stays as it is.
///
/// # Errors
/// [`DbError`].
pub(super) async fn cancel(app: &App, caller: Caller, id: BatchId) -> Result<Option<BatchView>, DbError> {
    let (now, inside) = (app.env.now(), app.clone());
    let ids = || -> [JobId; STEPS_MAX] { std::array::from_fn(|_| app.env.new_id()) };
    // As many as can be in line, and a few more where a retry was made in between.
    let mut fresh: Vec<_> = (0..2 * IN_LINE_MAX).map(|_| ids()).collect();
    let (cancelled, view) = app
        .db
        .write(move |tx| {
            let mut cancelled = 0;
            let Some(mut record) = store::find_of(tx, id, caller.workspace_id)? else { return Ok((0, None)) };
            if record.completed_at.is_none() {
                jobs::remove(tx, JobKind::BatchExpand, &id.to_string(), now)?;
                record.expanding = false;
                store::save(tx, &record)?;
                let version = store::changed(tx, id)?;
                store::cancel_waiting(tx, id, version)?;
                for generation in store::in_line(tx, id)? {
                    let job_ids =
                        fresh.pop().ok_or_else(|| DbError::Engine("too many items in line".into()))?;
                    cancelled +=
                        u32::from(cancel_in(&inside, tx, generation, caller.workspace_id, job_ids, now)?);
                }
                // Where nothing was in line, nobody else closes it.
                progress::go_on(tx, id, now)?;
            }
            Ok::<_, DbError>((cancelled, view::view(tx, id)?))
        })
        .await?;
    (0..cancelled).for_each(|_| app.metrics.run_ended(Status::Cancelled.id()));
    Ok(view)
}
