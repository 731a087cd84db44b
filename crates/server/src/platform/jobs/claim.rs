//! Which job is next.
//!
//! The same steps, in the same order and under the same names, as `domain::queue::model::Queue::claim`;
//! a test compares the two claim by claim. Each statement reads a few entries of one index. On an engine
//! with several writers, claims would have to take the row of `queue_controls` first.

use domain::{
    id::WorkspaceId,
    queue::{self, Class, Mode, RISES_PER_CLAIM, WAKES_PER_CLAIM},
    time::Millis,
};

use super::{JobKind, Lease, control, flow, lane};
use crate::{
    params,
    platform::db::{DbError, Row, Tx},
};

pub(super) const DUE: &str = "SELECT id, workspace_id, kind, class, lane FROM jobs \
     WHERE state = 'delayed' AND run_at <= $1 ORDER BY run_at, id LIMIT $2";
pub(super) const WAKE: &str = "UPDATE jobs SET state = 'ready' WHERE id = $1";
pub(super) const DUE_TO_RISE: &str = "SELECT f.workspace_id, f.kind, f.class, f.lane, f.level, \
     coalesce((SELECT j.cost_ms FROM jobs j WHERE j.state = 'ready' AND j.workspace_id = f.workspace_id \
     AND j.kind = f.kind AND j.class = f.class AND j.lane = f.lane ORDER BY j.id LIMIT 1), 0) \
     FROM queue_flows f WHERE f.state = 'ready' AND f.level < 3 AND f.risen = $1 AND f.since <= $2 \
     ORDER BY f.since, f.workspace_id, f.kind, f.lane, f.class LIMIT $3";
pub(super) const CLOCK: &str =
    "SELECT virtual_time, risen_tag FROM queue_clocks WHERE lane = $1 AND level = $2";
pub(super) const SET_RISEN_TAG: &str = "INSERT INTO queue_clocks (lane, level, virtual_time, risen_tag) VALUES ($1, $2, 0, $3) \
     ON CONFLICT (lane, level) DO UPDATE SET risen_tag = excluded.risen_tag";
pub(super) const ADVANCE: &str = "INSERT INTO queue_clocks (lane, level, virtual_time, risen_tag) VALUES ($1, $2, $3, 0) \
     ON CONFLICT (lane, level) DO UPDATE SET virtual_time = excluded.virtual_time \
     WHERE queue_clocks.virtual_time < excluded.virtual_time";
pub(super) const RISE: &str = "UPDATE queue_flows SET level = $5, risen = $5 - class, tag = $6 \
     WHERE workspace_id = $1 AND kind = $2 AND class = $3 AND lane = $4";
// One row a lane: a few, however much waits.
pub(super) const OPEN_LANES: &str = "SELECT l.lane FROM queue_lanes l WHERE l.not_before <= $1 AND (l.leased_max IS NULL \
     OR l.leased_max > (SELECT count(*) FROM jobs j WHERE j.state = 'leased' AND j.lane = l.lane)) ORDER BY l.lane";
pub(super) const BEST: &str = "SELECT workspace_id, kind, class, lane, level, tag, class_tag, since FROM queue_flows \
     WHERE state = 'ready' AND lane = $1 ORDER BY level DESC, tag, since, workspace_id, kind, class LIMIT 1";
pub(super) const FIRST_IN_LINE: &str = "SELECT id, subject_id, lease_no, cost_ms FROM jobs \
     WHERE state = 'ready' AND workspace_id = $1 AND kind = $2 AND class = $3 AND lane = $4 ORDER BY id LIMIT 1";
pub(super) const LEASE: &str = "UPDATE jobs SET state = 'leased', lease_owner = $2, lease_until = $3, \
     lease_no = lease_no + 1, started_at = coalesce(started_at, $4) WHERE id = $1";
pub(super) const SERVED: &str = "UPDATE queue_flows SET level = class, risen = 0, tag = $5, class_tag = $5, since = $6 \
     WHERE workspace_id = $1 AND kind = $2 AND class = $3 AND lane = $4";

/// A flow as its row names it.
struct Key {
    workspace: WorkspaceId,
    kind: String,
    class: i64,
    lane: String,
}

impl Key {
    fn read(row: &Row<'_>, first: usize) -> Result<Key, DbError> {
        Ok(Key {
            workspace: row.get(first)?,
            kind: row.get(first + 1)?,
            class: row.get(first + 2)?,
            lane: row.get(first + 3)?,
        })
    }
}

/// The flow that a lane would serve.
struct Best {
    key: Key,
    level: i64,
    tag: i64,
    class_tag: i64,
    since: Millis,
}

/// Claims the next job for `owner` until `until`; `None` when there is nothing to claim now, or nothing
/// is handed out.
///
/// # Errors
/// [`DbError`].
pub fn claim(tx: &mut Tx<'_>, owner: &str, until: Millis, now: Millis) -> Result<Option<Lease>, DbError> {
    Ok(claim_many(tx, owner, until, now, 1)?.pop())
}

/// The same for up to `most` jobs. What has become due gets in line once, before the first.
///
/// # Errors
/// [`DbError`].
pub fn claim_many(
    tx: &mut Tx<'_>,
    owner: &str,
    until: Millis,
    now: Millis,
    most: usize,
) -> Result<Vec<Lease>, DbError> {
    let mut claimed = Vec::new();
    let controls = control::controls(tx)?;
    if controls.mode != Mode::Running {
        return Ok(claimed);
    }
    wake(tx, now)?;
    rise(tx, controls.policy.ageing_ms, now)?;
    while claimed.len() < most
        && let Some(lease) = next_job(tx, owner, until, now)?
    {
        claimed.push(lease);
    }
    Ok(claimed)
}

fn next_job(tx: &mut Tx<'_>, owner: &str, until: Millis, now: Millis) -> Result<Option<Lease>, DbError> {
    while let Some(best) = next_flow(tx, now)? {
        if let Some(lease) = serve(tx, &best, owner, until, now)? {
            return Ok(Some(lease));
        }
        // A flow that says ready with nothing in line is corrected, and the next one is looked at.
        tracing::error!(workspace = %best.key.workspace, "a flow was ready with nothing in line");
        flow::refresh(tx, best.key.workspace, &best.key.kind, now)?;
    }
    Ok(None)
}

/// Delayed jobs that are due get in line.
fn wake(tx: &mut Tx<'_>, now: Millis) -> Result<(), DbError> {
    let limit = i64::try_from(WAKES_PER_CLAIM).unwrap_or(i64::MAX);
    let due =
        tx.query(DUE, params![now, limit], |row| Ok((row.get::<domain::id::JobId>(0)?, Key::read(row, 1)?)))?;
    for (id, key) in due {
        tx.execute(WAKE, params![id])?;
        flow::ensure(tx, key.workspace, &key.kind, key.class, &key.lane)?;
        lane::open(tx, &key.lane)?;
        flow::refresh(tx, key.workspace, &key.kind, now)?;
    }
    Ok(())
}

/// Flows that have waited long enough rise a level: those that rose most first, then who waits longest.
fn rise(tx: &mut Tx<'_>, ageing_ms: i64, now: Millis) -> Result<(), DbError> {
    let mut left = RISES_PER_CLAIM;
    for risen in (0..Class::Studio.rank()).rev() {
        let since = now.plus_ms(-ageing_ms.saturating_mul(risen + 1));
        let limit = i64::try_from(left).unwrap_or(i64::MAX);
        let due = tx.query(DUE_TO_RISE, params![risen, since, limit], |row| {
            Ok((Key::read(row, 0)?, row.get::<i64>(4)? + 1, row.get::<i64>(5)?))
        })?;
        left -= due.len();
        for (key, level, cost_ms) in due {
            let (virtual_time, risen_tag) = clock(tx, &key.lane, level)?;
            let tag = virtual_time.max(risen_tag);
            let next = tag + queue::risen_charge(cost_ms);
            tx.execute(SET_RISEN_TAG, params![&key.lane, level, next])?;
            tx.execute(RISE, params![key.workspace, &key.kind, key.class, &key.lane, level, tag])?;
        }
        if left == 0 {
            break;
        }
    }
    Ok(())
}

/// The flow to serve: in each open lane the one with the smallest tag of the highest level; between lanes
/// the highest level, then who waits longest.
fn next_flow(tx: &Tx<'_>, now: Millis) -> Result<Option<Best>, DbError> {
    let mut next: Option<Best> = None;
    for lane in tx.query(OPEN_LANES, params![now], |row| row.get::<String>(0))? {
        let best = tx.query_opt(BEST, params![&lane], |row| {
            let key = Key::read(row, 0)?;
            let (level, tag, class_tag) = (row.get(4)?, row.get(5)?, row.get(6)?);
            Ok(Best { key, level, tag, class_tag, since: row.get(7)? })
        })?;
        if let Some(best) = best {
            // Lanes come in order, so the first of equals stays.
            let rank = |best: &Best| (-best.level, best.since);
            next = Some(match next {
                Some(other) if rank(&other) <= rank(&best) => other,
                _ => best,
            });
        }
    }
    Ok(next)
}

/// Leases the first job in line and notes the service.
fn serve(
    tx: &mut Tx<'_>,
    best: &Best,
    owner: &str,
    until: Millis,
    now: Millis,
) -> Result<Option<Lease>, DbError> {
    let Best { key, level, tag, class_tag, .. } = best;
    let line = params![key.workspace, &key.kind, key.class, &key.lane];
    let first = tx.query_opt(FIRST_IN_LINE, line, |row| {
        Ok((row.get(0)?, row.get::<String>(1)?, row.get::<i64>(2)? + 1, row.get::<i64>(3)?))
    })?;
    let Some((job, subject, number, cost_ms)) = first else { return Ok(None) };
    tx.execute(LEASE, params![job, owner, until, now])?;
    let broken = |what: &str| DbError::Engine(format!("job {job} is of no known {what}"));
    let kind = JobKind::parse(&key.kind).ok_or_else(|| broken("kind"))?;
    let class = Class::from_rank(key.class).ok_or_else(|| broken("class"))?;
    tx.execute(ADVANCE, params![&key.lane, *level, *tag])?;
    let (own_time, _) = clock(tx, &key.lane, key.class)?;
    // A job is charged once, at its first claim.
    let charged = if number == 1 { queue::charge(cost_ms, class) } else { 0 };
    let tag = (class_tag + charged).max(own_time);
    tx.execute(SERVED, params![key.workspace, &key.kind, key.class, &key.lane, tag, now])?;
    flow::refresh(tx, key.workspace, &key.kind, now)?;
    Ok(Some(Lease { job, kind, subject, workspace: key.workspace, lane: key.lane.clone(), number }))
}

fn clock(tx: &Tx<'_>, lane: &str, level: i64) -> Result<(i64, i64), DbError> {
    let clock = tx.query_opt(CLOCK, params![lane, level], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(clock.unwrap_or_default())
}
