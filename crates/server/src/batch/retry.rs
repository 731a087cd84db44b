//! Tries the failed items of a batch again.
//!
//! While the batch is open its hold still covers them. When it is closed, what failed was given back, so
//! there is a new hold: the exact prices of the failed items, rounded up once. The caller says which
//! price was shown; another one is refused with the right one. Either way it is a new decision: flow and batch
//! have to be part of the plan that the caller is on now, not the one that the batch was accepted under.

use domain::{
    batch::cost,
    id::{BatchId, JobId},
    ledger::Holder,
    money::Credits,
};

use super::{
    create::CreateError,
    progress,
    request::PlanError,
    store,
    view::{self, BatchView},
};
use crate::{
    app::App,
    auth::Caller,
    ledger,
    platform::db::{DbError, Reader},
    quote::{self, CheckError},
};

/// Why nothing was tried again.
#[derive(Debug)]
pub(super) enum RetryError {
    /// The caller's plan does not include the flow, or a batch like this.
    Plan(PlanError),
    /// Another price than the one that was shown.
    Price(Credits),
    /// Not enough credits, or the database failed.
    Hold(CreateError),
}

impl From<DbError> for RetryError {
    fn from(error: DbError) -> Self {
        RetryError::Hold(error.into())
    }
}

impl From<CheckError> for RetryError {
    fn from(error: CheckError) -> Self {
        RetryError::Plan(PlanError::Check(error))
    }
}

/// Tries the failed items again; `shown` is the price the person saw. `None` when there is no such batch;
/// a batch without failed items stays as it is.
///
/// # Errors
/// [`RetryError`].
pub(super) async fn retry(
    app: &App,
    caller: Caller,
    id: BatchId,
    shown: Option<Credits>,
) -> Result<Option<BatchView>, RetryError> {
    let (now, job): (_, JobId) = (app.env.now(), app.env.new_id());
    let look = |reader: &Reader<'_>| store::find_of(reader, id, caller.workspace_id);
    let Some(known) = app.db.read(look).await? else { return Ok(None) };
    quote::entitled(app, caller, &known.flow_id).await?;
    app.db
        .write(move |tx| {
            let Some(mut record) = store::find_of(tx, id, caller.workspace_id)? else { return Ok(None) };
            let failed = store::failed(tx, id)?;
            if failed.is_empty() {
                return Ok(view::view(tx, id)?);
            }
            let needed = record.kind.minimum_plan(failed.len());
            if caller.plan < needed {
                return Err(RetryError::Plan(PlanError::PlanRequired(needed)));
            }
            if record.completed_at.is_some() {
                let price = cost(failed);
                if shown != Some(price) {
                    return Err(RetryError::Price(price));
                }
                record.round += 1;
                let holder = Holder::Batch { id, round: record.round };
                ledger::hold(tx, record.workspace, holder, price, caller.user_id, now)
                    .map_err(|error| RetryError::Hold(CreateError::of_hold(error)))?;
                record.held = price;
                record.completed_at = None;
            }
            let version = store::changed(tx, id)?;
            store::retry_failed(tx, id, record.round, version)?;
            if !record.expanding {
                super::queue_expand(tx, job, id, record.workspace, now)?;
                record.expanding = true;
            }
            store::save(tx, &record)?;
            progress::announce(tx, &record, now)?;
            Ok(view::view(tx, id)?)
        })
        .await
}
