//! The queue's SQL.

use domain::time::Millis;

use super::{JobKind, Lease, LeaseLost, NewJob};
use crate::{
    params,
    platform::db::{DbError, Hint, Tx},
};

const ENQUEUE: &str = "INSERT INTO jobs (id, kind, subject_id, workspace_id, state, priority, concurrency, run_at, \
     lease_no, created_at) VALUES ($1, $2, $3, $4, 'ready', $5, $6, $7, 0, $8)";
// Best plan first, oldest first; a workspace at its limit is passed over. The number of leased jobs is
// small (one per worker), so the count is cheap however long the queue is.
const CLAIM: &str = "UPDATE jobs SET state = 'leased', lease_owner = $1, lease_until = $2, lease_no = lease_no + 1 \
     WHERE id = (SELECT j.id FROM jobs j WHERE j.state = 'ready' AND j.run_at <= $3 AND j.concurrency > \
     (SELECT count(*) FROM jobs r WHERE r.state = 'leased' AND r.workspace_id = j.workspace_id AND r.kind = j.kind) \
     ORDER BY j.priority DESC, j.run_at, j.id LIMIT 1) \
     RETURNING id, kind, subject_id, workspace_id, lease_no";
const FENCE: &str = "SELECT 1 FROM jobs WHERE id = $1 AND state = 'leased' AND lease_no = $2";
const EXTEND: &str = "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND state = 'leased' AND lease_no = $2";
const FINISH: &str = "DELETE FROM jobs WHERE id = $1 AND state = 'leased' AND lease_no = $2";
const HAND_BACK: &str = "UPDATE jobs SET state = 'ready', lease_owner = NULL, lease_until = NULL, run_at = $3 \
     WHERE id = $1 AND state = 'leased' AND lease_no = $2";
const RECLAIM_EXPIRED: &str = "UPDATE jobs SET state = 'ready', lease_owner = NULL, lease_until = NULL \
     WHERE state = 'leased' AND lease_until < $1";
const RECLAIM_ALL: &str =
    "UPDATE jobs SET state = 'ready', lease_owner = NULL, lease_until = NULL WHERE state = 'leased'";
const REMOVE: &str = "DELETE FROM jobs WHERE subject_id = $1 AND kind = $2";

/// Queues a job and hints the workers.
///
/// # Errors
/// [`DbError`].
pub fn enqueue(tx: &mut Tx<'_>, job: &NewJob, now: Millis) -> Result<(), DbError> {
    let values = params![
        job.id,
        job.kind.id(),
        &job.subject,
        job.workspace,
        job.priority,
        job.concurrency,
        job.run_at,
        now
    ];
    tx.execute(ENQUEUE, values)?;
    tx.hint(Hint::Jobs);
    Ok(())
}

/// Claims the next job for `owner` until `until`; `None` when there is nothing to claim now.
///
/// # Errors
/// [`DbError`].
pub fn claim(tx: &mut Tx<'_>, owner: &str, until: Millis, now: Millis) -> Result<Option<Lease>, DbError> {
    let row = tx.query_opt(CLAIM, params![owner, until, now], |row| {
        Ok((row.get(0)?, row.get::<String>(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    })?;
    let Some((job, kind, subject, workspace, number)) = row else { return Ok(None) };
    let kind =
        JobKind::parse(&kind).ok_or_else(|| DbError::Engine(format!("job {job} is of no known kind")))?;
    Ok(Some(Lease { job, kind, subject, workspace, number }))
}

/// Checks that the lease is still held. Every write in a job's name starts with it.
///
/// # Errors
/// [`LeaseLost`] inside `Ok(Err(_))`, [`DbError`] outside.
pub fn fence(tx: &Tx<'_>, lease: &Lease) -> Result<Result<(), LeaseLost>, DbError> {
    let held = tx.query_opt(FENCE, params![lease.job, lease.number], |row| row.get::<i64>(0))?;
    Ok(held.map(drop).ok_or(LeaseLost { job: lease.job }))
}

/// Gives a sign of life: the lease now lasts until `until`. Says whether it was still held.
///
/// # Errors
/// [`DbError`].
pub fn extend(tx: &mut Tx<'_>, lease: &Lease, until: Millis) -> Result<bool, DbError> {
    Ok(tx.execute(EXTEND, params![lease.job, lease.number, until])? == 1)
}

/// The job is done and gone.
///
/// # Errors
/// [`DbError`].
pub fn finish(tx: &mut Tx<'_>, lease: &Lease) -> Result<bool, DbError> {
    Ok(tx.execute(FINISH, params![lease.job, lease.number])? == 1)
}

/// Gives the job back, to be claimed again from `run_at` on.
///
/// # Errors
/// [`DbError`].
pub fn hand_back(tx: &mut Tx<'_>, lease: &Lease, run_at: Millis) -> Result<bool, DbError> {
    tx.hint(Hint::Jobs);
    Ok(tx.execute(HAND_BACK, params![lease.job, lease.number, run_at])? == 1)
}

/// Takes jobs back from workers that gave no sign of life. Says how many.
///
/// # Errors
/// [`DbError`].
pub fn reclaim_expired(tx: &mut Tx<'_>, now: Millis) -> Result<usize, DbError> {
    let reclaimed = tx.execute(RECLAIM_EXPIRED, params![now])?;
    if reclaimed > 0 {
        tx.hint(Hint::Jobs);
    }
    Ok(reclaimed)
}

/// Takes every leased job back: for the start of a process that is alone with its database, where any
/// lease belongs to a process that is no more.
///
/// # Errors
/// [`DbError`].
pub fn reclaim_all(tx: &mut Tx<'_>) -> Result<usize, DbError> {
    tx.execute(RECLAIM_ALL, params![])
}

/// Removes the jobs of a kind about `subject`, leased or not: their workers can no longer write.
///
/// # Errors
/// [`DbError`].
pub fn remove(tx: &mut Tx<'_>, kind: JobKind, subject: &str) -> Result<usize, DbError> {
    tx.execute(REMOVE, params![subject, kind.id()])
}
