//! A job's life, from the line to its end.

use domain::{id::WorkspaceId, time::Millis};

use super::{JobKind, Lease, LeaseLost, NewJob, duration, flow, lane};
use crate::{
    params,
    platform::db::{DbError, Hint, Reader, Row, Tx},
};

pub(super) const ENQUEUE: &str = "INSERT INTO jobs (id, kind, subject_id, workspace_id, class, lane, operation, cost_ms, \
     state, concurrency, run_at, lease_no, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12)";
pub(super) const FENCE: &str = "SELECT 1 FROM jobs WHERE id = $1 AND state = 'leased' AND lease_no = $2";
pub(super) const EXTEND: &str =
    "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND state = 'leased' AND lease_no = $2";
pub(super) const TO_FINISH: &str =
    "SELECT operation, started_at FROM jobs WHERE id = $1 AND state = 'leased' AND lease_no = $2";
pub(super) const FINISH: &str = "DELETE FROM jobs WHERE id = $1 AND state = 'leased' AND lease_no = $2";
pub(super) const HAND_BACK: &str = "UPDATE jobs SET state = $4, lease_owner = NULL, lease_until = NULL, run_at = $3 \
     WHERE id = $1 AND state = 'leased' AND lease_no = $2";
pub(super) const RECLAIM_EXPIRED: &str = "UPDATE jobs SET state = 'ready', lease_owner = NULL, lease_until = NULL \
     WHERE state = 'leased' AND lease_until < $1 RETURNING workspace_id, kind";
pub(super) const RECLAIM_ALL: &str = "UPDATE jobs SET state = 'ready', lease_owner = NULL, lease_until = NULL \
     WHERE state = 'leased' RETURNING workspace_id, kind";
pub(super) const REMOVE: &str =
    "DELETE FROM jobs WHERE subject_id = $1 AND kind = $2 RETURNING workspace_id, kind";

pub(super) const WAITING: &str = "SELECT CAST(count(*) AS BIGINT) FROM \
     (SELECT 1 FROM jobs WHERE workspace_id = $1 AND state = 'ready' LIMIT $2) AS waiting";

/// Queues a job and hints the workers. Two small statements, because this is part of accepting work.
///
/// # Errors
/// [`DbError`].
pub fn enqueue(tx: &mut Tx<'_>, job: &NewJob, now: Millis) -> Result<(), DbError> {
    let state = if job.run_at > now { "delayed" } else { "ready" };
    let values = params![
        job.id,
        job.kind.id(),
        &job.subject,
        job.workspace,
        job.class.rank(),
        &job.lane,
        &job.operation,
        job.cost_ms,
        state,
        job.concurrency,
        job.run_at,
        now
    ];
    tx.execute(ENQUEUE, values)?;
    if state == "ready" && flow::join(tx, job, now)? && !job.lane.is_empty() {
        lane::open(tx, &job.lane)?;
    }
    tx.hint(Hint::Jobs);
    Ok(())
}

/// Checks that the lease is still held. Every write in a job's name starts with it.
///
/// # Errors
/// [`LeaseLost`] inside `Ok(Err(_))`, [`DbError`] outside.
pub fn fence(reader: &Reader<'_>, lease: &Lease) -> Result<Result<(), LeaseLost>, DbError> {
    let held = reader.query_opt(FENCE, params![lease.job, lease.number], |row| row.get::<i64>(0))?;
    Ok(held.map(drop).ok_or(LeaseLost { job: lease.job }))
}

/// Gives a sign of life: the lease now lasts until `until`. Says whether it was still held.
///
/// # Errors
/// [`DbError`].
pub fn extend(tx: &mut Tx<'_>, lease: &Lease, until: Millis) -> Result<bool, DbError> {
    Ok(tx.execute(EXTEND, params![lease.job, lease.number, until])? == 1)
}

/// The job is done and gone; how long it took is remembered. Says whether the lease was still held.
///
/// # Errors
/// [`DbError`].
pub fn finish(tx: &mut Tx<'_>, lease: &Lease, now: Millis) -> Result<bool, DbError> {
    let done = tx.query_opt(TO_FINISH, params![lease.job, lease.number], |row| {
        Ok((row.get::<String>(0)?, row.get::<Option<Millis>>(1)?))
    })?;
    let Some((operation, started_at)) = done else { return Ok(false) };
    if tx.execute(FINISH, params![lease.job, lease.number])? == 0 {
        return Ok(false);
    }
    if let Some(started_at) = started_at {
        duration::record(tx, lease.kind, &operation, now.since_ms(started_at))?;
    }
    flow::refresh(tx, lease.workspace, lease.kind.id(), now)?;
    Ok(true)
}

/// Gives the job back to its place in line, to be claimed again from `run_at` on. Says whether the lease
/// was still held.
///
/// # Errors
/// [`DbError`].
pub fn hand_back(tx: &mut Tx<'_>, lease: &Lease, run_at: Millis, now: Millis) -> Result<bool, DbError> {
    let state = if run_at > now { "delayed" } else { "ready" };
    let held = tx.execute(HAND_BACK, params![lease.job, lease.number, run_at, state])? == 1;
    if held {
        flow::refresh(tx, lease.workspace, lease.kind.id(), now)?;
        tx.hint(Hint::Jobs);
    }
    Ok(held)
}

/// Takes jobs back from workers that gave no sign of life. Says how many.
///
/// # Errors
/// [`DbError`].
pub fn reclaim_expired(tx: &mut Tx<'_>, now: Millis) -> Result<usize, DbError> {
    let lines = tx.query(RECLAIM_EXPIRED, params![now], line)?;
    changed(tx, lines, now)
}

/// Takes every leased job back: for the start of a process that is alone with its database, where any
/// lease belongs to a process that is no more.
///
/// # Errors
/// [`DbError`].
pub fn reclaim_all(tx: &mut Tx<'_>, now: Millis) -> Result<usize, DbError> {
    let lines = tx.query(RECLAIM_ALL, params![], line)?;
    changed(tx, lines, now)
}

/// Removes the jobs of a kind about `subject`, leased or not: their workers can no longer write.
///
/// # Errors
/// [`DbError`].
pub fn remove(tx: &mut Tx<'_>, kind: JobKind, subject: &str, now: Millis) -> Result<usize, DbError> {
    let lines = tx.query(REMOVE, params![subject, kind.id()], line)?;
    changed(tx, lines, now)
}

type Line = (WorkspaceId, String);

fn line(row: &Row<'_>) -> Result<Line, DbError> {
    Ok((row.get(0)?, row.get(1)?))
}

/// Looks again where these lines stand; says how many jobs changed.
fn changed(tx: &mut Tx<'_>, mut lines: Vec<Line>, now: Millis) -> Result<usize, DbError> {
    let count = lines.len();
    lines.sort_unstable();
    lines.dedup();
    for (workspace, kind) in &lines {
        flow::refresh(tx, *workspace, kind, now)?;
    }
    if count > 0 {
        tx.hint(Hint::Jobs);
    }
    Ok(count)
}

/// How many jobs of the workspace are in line, counted up to `most`.
///
/// # Errors
/// [`DbError`].
pub fn waiting(reader: &Reader<'_>, workspace: WorkspaceId, most: i64) -> Result<i64, DbError> {
    reader.query_one(WAITING, params![workspace, most], |row| row.get(0))
}
