//! Where the line of a workspace stands.
//!
//! A flow's state follows from facts: whether a job is first in line, and whether the workspace is at its
//! limit. It is derived again after every change of those, never counted up and down, so it cannot drift.

use domain::{id::WorkspaceId, time::Millis};

use super::NewJob;
use crate::{
    params,
    platform::db::{DbError, Row, Tx},
};

// What the most common case needs to know: a flow with something in line stays as it is.
pub(super) const STATE: &str =
    "SELECT state FROM queue_flows WHERE workspace_id = $1 AND kind = $2 AND class = $3 AND lane = $4";
// A flow that is in line already is left alone; one that was empty starts anew at its class, no earlier
// than where that level has come to.
pub(super) const JOIN: &str = "INSERT INTO queue_flows \
     (workspace_id, kind, class, lane, state, level, risen, tag, class_tag, since) \
     SELECT $1, $2, $3, $4, \
     CASE WHEN (SELECT count(*) FROM jobs WHERE state = 'leased' AND workspace_id = $1 AND kind = $2) < $5 \
     THEN 'ready' ELSE 'blocked' END, $3, 0, clock.virtual_time, clock.virtual_time, $6 \
     FROM (SELECT coalesce((SELECT virtual_time FROM queue_clocks WHERE lane = $4 AND level = $3), 0) AS virtual_time) AS clock \
     WHERE true ON CONFLICT (workspace_id, kind, class, lane) DO UPDATE SET \
     state = excluded.state, level = excluded.level, risen = 0, since = excluded.since, \
     tag = CASE WHEN queue_flows.class_tag > excluded.tag THEN queue_flows.class_tag ELSE excluded.tag END, \
     class_tag = CASE WHEN queue_flows.class_tag > excluded.tag THEN queue_flows.class_tag ELSE excluded.tag END \
     WHERE queue_flows.state = 'empty'";
pub(super) const ENSURE: &str = "INSERT INTO queue_flows \
     (workspace_id, kind, class, lane, state, level, risen, tag, class_tag, since) \
     VALUES ($1, $2, $3, $4, 'empty', $3, 0, 0, 0, 0) \
     ON CONFLICT (workspace_id, kind, class, lane) DO NOTHING";
pub(super) const FACTS: &str = "SELECT f.class, f.lane, f.state, f.class_tag, \
     (SELECT j.concurrency FROM jobs j WHERE j.state = 'ready' AND j.workspace_id = f.workspace_id \
     AND j.kind = f.kind AND j.class = f.class AND j.lane = f.lane ORDER BY j.id LIMIT 1), \
     (SELECT count(*) FROM jobs r WHERE r.state = 'leased' AND r.workspace_id = f.workspace_id AND r.kind = f.kind), \
     coalesce((SELECT c.virtual_time FROM queue_clocks c WHERE c.lane = f.lane AND c.level = f.class), 0) \
     FROM queue_flows f WHERE f.workspace_id = $1 AND f.kind = $2";
pub(super) const BECOMES_READY: &str = "UPDATE queue_flows SET state = 'ready', level = class, risen = 0, \
     tag = $5, class_tag = $5, since = $6 WHERE workspace_id = $1 AND kind = $2 AND class = $3 AND lane = $4";
pub(super) const LEAVES: &str =
    "UPDATE queue_flows SET state = $5 WHERE workspace_id = $1 AND kind = $2 AND class = $3 AND lane = $4";
// What a flow whose tag is behind its level remembers is worth nothing: it would start there anyway.
pub(super) const FORGET: &str = "DELETE FROM queue_flows WHERE state = 'empty' AND class_tag <= \
     coalesce((SELECT c.virtual_time FROM queue_clocks c WHERE c.lane = queue_flows.lane AND c.level = queue_flows.class), 0) \
     AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.state = 'leased' AND j.workspace_id = queue_flows.workspace_id \
     AND j.kind = queue_flows.kind)";

/// Puts the line of a job that was just inserted in its place; says whether it was empty before.
pub(super) fn join(tx: &mut Tx<'_>, job: &NewJob, now: Millis) -> Result<bool, DbError> {
    let (kind, class) = (job.kind.id(), job.class.rank());
    let read = |row: &Row<'_>| row.get::<String>(0);
    let state = tx.query_opt(STATE, params![job.workspace, kind, class, &job.lane], read)?;
    if state.is_some_and(|state| state != "empty") {
        return Ok(false);
    }
    let values = params![job.workspace, kind, class, &job.lane, job.concurrency, now];
    Ok(tx.execute(JOIN, values)? == 1)
}

/// Makes sure that a flow exists, with nothing in line.
pub(super) fn ensure(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    kind: &str,
    class: i64,
    lane: &str,
) -> Result<(), DbError> {
    tx.execute(ENSURE, params![workspace, kind, class, lane]).map(drop)
}

struct Facts {
    class: i64,
    lane: String,
    state: String,
    class_tag: i64,
    /// The limit that the first job in line names.
    concurrency: Option<i64>,
    leased: i64,
    virtual_time: i64,
}

/// Derives the state of a workspace's flows of a kind from the facts; `refresh` in the model.
pub(super) fn refresh(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    kind: &str,
    now: Millis,
) -> Result<(), DbError> {
    let flows = tx.query(FACTS, params![workspace, kind], |row| {
        Ok(Facts {
            class: row.get(0)?,
            lane: row.get(1)?,
            state: row.get(2)?,
            class_tag: row.get(3)?,
            concurrency: row.get(4)?,
            leased: row.get(5)?,
            virtual_time: row.get(6)?,
        })
    })?;
    for flow in flows {
        let state = match flow.concurrency {
            None => "empty",
            Some(limit) if flow.leased >= limit => "blocked",
            Some(_) => "ready",
        };
        if state == flow.state {
            continue;
        }
        if state == "ready" {
            let tag = flow.class_tag.max(flow.virtual_time);
            let values = params![workspace, kind, flow.class, &flow.lane, tag, now];
            tx.execute(BECOMES_READY, values)?;
        } else {
            tx.execute(LEAVES, params![workspace, kind, flow.class, &flow.lane, state])?;
        }
    }
    Ok(())
}

/// Forgets flows that say nothing any more. Says how many.
pub(super) fn forget(tx: &mut Tx<'_>) -> Result<usize, DbError> {
    tx.execute(FORGET, params![])
}
