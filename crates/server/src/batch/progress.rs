//! What an item's run reports, and what it means for the batch.
//!
//! [`note`] runs in the transaction that changes the run, so a batch never knows less or more than its
//! items. When the last open item ends, the same transaction resolves the hold.

use domain::{
    batch::{charge, wants_more},
    generation::state::Status,
    id::{BatchId, JobId},
    ledger::Holder,
    money::Credits,
    time::Millis,
};
use sha2::{Digest, Sha256};

use super::store::{self, ItemReport, Record};
use crate::{
    ledger,
    platform::{
        db::{DbError, Tx},
        events::{self, EventKind},
    },
};

/// Notes what an item's run says. A run that the item no longer has changes nothing.
///
/// # Errors
/// [`DbError`].
pub fn note(tx: &mut Tx<'_>, report: ItemReport, now: Millis) -> Result<(), DbError> {
    let version = store::changed(tx, report.batch)?;
    if store::report(tx, &report, version)? && Status::is_final(report.status) {
        go_on(tx, report.batch, now)?;
    }
    Ok(())
}

/// After an item has ended: closes the batch when none is open, or has the next ones made.
pub(super) fn go_on(tx: &mut Tx<'_>, id: BatchId, now: Millis) -> Result<(), DbError> {
    let in_line = store::in_line(tx, id)?.len();
    if in_line > 0 && !wants_more(in_line) {
        return Ok(());
    }
    let mut record = store::find(tx, id)?.ok_or(DbError::NoRow)?;
    if record.completed_at.is_some() || record.expanding {
        return Ok(());
    }
    if !store::waiting(tx, id, 1)?.is_empty() {
        super::queue_expand(tx, job_id(&record, now), id, record.workspace, now)?;
        record.expanding = true;
        return store::save(tx, &record);
    }
    if in_line == 0 { close(tx, record, now) } else { Ok(()) }
}

/// Resolves the hold: what was delivered is charged, the rest given back, once.
fn close(tx: &mut Tx<'_>, mut record: Record, now: Millis) -> Result<(), DbError> {
    let (id, workspace, held) = (record.id, record.workspace, record.held);
    let captured = charge(store::delivered(tx, id, record.round)?, held);
    let holder = Holder::Batch { id, round: record.round };
    ledger::resolve(tx, workspace, holder, held, captured, now)
        .map_err(|error| DbError::Engine(error.to_string()))?;
    record.held = Credits::ZERO;
    record.used = Credits(record.used.0 + captured.0);
    record.returned = Credits(record.returned.0 + held.0 - captured.0);
    record.completed_at = Some(now);
    store::save(tx, &record)?;
    events::announce(tx, workspace, EventKind::ConversationUpdated, record.conversation, now);
    announce(tx, &record, now)
}

/// Tells of the batch as it is now.
pub(super) fn announce(tx: &mut Tx<'_>, record: &Record, now: Millis) -> Result<(), DbError> {
    let version = store::changed(tx, record.id)?;
    events::announce(tx, record.workspace, EventKind::BatchUpdated, record.id, now);
    store::told(tx, record.id, version)
}

/// An id for the next job. No dice inside a transaction: batch and version are never the same twice.
fn job_id(record: &Record, now: Millis) -> JobId {
    let digest = Sha256::digest(format!("{}:{}", record.id, record.version));
    let mut random = [0; 10];
    random.copy_from_slice(&digest[..10]);
    JobId::from_parts(now, random)
}
