//! The place of a job in line, and when it is expected to start.
//!
//! An [`Outlook`] loads the part of the queue that decides the next hundred starts and runs the policy
//! itself ahead ([`forecast`]): for those jobs, place and time are what the policy would do if nothing
//! else came and jobs took as long as they did lately. Beyond, the place is estimated from how many lines
//! there are and how deep the job stands in its own. Either costs the same however many wait.

use std::collections::{BTreeMap, HashMap};

use domain::{
    id::{JobId, WorkspaceId},
    queue::{
        Class, Mode,
        forecast::{Assumptions, Start, forecast},
        model::{Clock, FlowKey, FlowState, Job, Lane, LaneLimits, Queue, Standing},
    },
    time::Millis,
};

use super::{JobKind, control, duration};
use crate::{
    params,
    platform::db::{DbError, Reader, Row},
};

/// Starts that are worked out one by one. No flow beyond as many in a lane can come before.
const STARTS_MAX: u32 = 100;
/// Jobs read ahead over all lines, about.
const JOBS_MAX: usize = 400;
/// Leased jobs that are looked at.
const LEASED_MAX: u32 = 1_000;
/// How deep a job's place in its own line is counted.
const DEPTH_MAX: u32 = 1_000;
/// How many lines and jobs an estimate counts.
const COUNTED_MAX: u32 = 20_000;

pub(super) const LANES: &str = "SELECT lane, leased_max, not_before FROM queue_lanes ORDER BY lane";
pub(super) const CLOCKS: &str = "SELECT lane, level, virtual_time, risen_tag FROM queue_clocks";
pub(super) const LEASED: &str = "SELECT id, workspace_id, kind, class, lane, concurrency, cost_ms, operation, run_at, \
     started_at FROM jobs WHERE state = 'leased' LIMIT $1";
pub(super) const DELAYED: &str = "SELECT id, workspace_id, kind, class, lane, concurrency, cost_ms, operation, run_at, \
     started_at FROM jobs WHERE state = 'delayed' ORDER BY run_at, id LIMIT $1";
pub(super) const READY_FLOWS: &str = "SELECT workspace_id, kind, class, lane, state, level, tag, class_tag, since \
     FROM queue_flows WHERE state = 'ready' AND lane = $1 ORDER BY level DESC, tag, since, workspace_id, kind, class LIMIT $2";
pub(super) const FLOWS_OF: &str = "SELECT workspace_id, kind, class, lane, state, level, tag, class_tag, since \
     FROM queue_flows WHERE workspace_id = $1 AND kind = $2 AND state <> 'ready'";
pub(super) const LINE: &str = "SELECT id, workspace_id, kind, class, lane, concurrency, cost_ms, operation, run_at, \
     started_at FROM jobs WHERE state = 'ready' AND workspace_id = $1 AND kind = $2 AND class = $3 AND lane = $4 \
     ORDER BY id LIMIT $5";
pub(super) const OF_SUBJECT: &str = "SELECT id, class, lane FROM jobs \
     WHERE subject_id = $1 AND kind = $2 AND workspace_id = $3 AND state <> 'leased'";
pub(super) const WAITING_OF: &str = "SELECT subject_id FROM jobs \
     WHERE state = 'ready' AND workspace_id = $1 AND kind = $2 ORDER BY class, lane, id LIMIT $3";
pub(super) const DEPTH: &str = "SELECT count(*) FROM (SELECT 1 FROM jobs WHERE state = 'ready' AND workspace_id = $1 \
     AND kind = $2 AND class = $3 AND lane = $4 AND id <= $5 LIMIT $6) AS ahead";
pub(super) const LINES_AHEAD: &str = "SELECT count(*) FROM (SELECT 1 FROM queue_flows \
     WHERE state = 'ready' AND lane = $1 AND level >= $2 LIMIT $3) AS lines";
pub(super) const WAITING: &str =
    "SELECT count(*) FROM (SELECT 1 FROM jobs WHERE state = 'ready' LIMIT $1) AS waiting";

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// 1 for the next to start.
    pub position: u32,
    /// Whether the position is what the policy says, or an estimate.
    pub exact: bool,
    /// When it is expected to start; nothing while the queue is paused or nobody works.
    pub expected_start: Option<Millis>,
}

/// The next starts, as of an instant.
pub struct Outlook {
    starts: HashMap<JobId, Start>,
    /// How long a job takes, on average over those that were looked at.
    mean_ms: i64,
    workers: usize,
    now: Millis,
    moving: bool,
}

impl Outlook {
    /// Looks ahead; `workers` is how many jobs are worked on at once.
    ///
    /// # Errors
    /// [`DbError`].
    pub fn load(reader: &Reader<'_>, workers: usize, now: Millis) -> Result<Outlook, DbError> {
        let controls = control::controls(reader)?;
        let mut loading = Loading {
            reader,
            queue: Queue::new(controls.policy),
            means: duration::means(reader)?,
            durations: HashMap::new(),
        };
        let ends_at = loading.load(now)?;
        let Loading { queue, durations, .. } = loading;
        let assumptions = Assumptions { workers, starts_max: STARTS_MAX as usize };
        let duration_ms = |job: &Job| durations.get(&job.id).copied().unwrap_or(job.cost_ms);
        let starts = forecast(queue, assumptions, now, &ends_at, duration_ms).into_iter().collect();
        let total: i64 = durations.values().sum();
        let mean_ms = total / i64::try_from(durations.len().max(1)).unwrap_or(i64::MAX);
        Ok(Outlook { starts, mean_ms, workers, now, moving: controls.mode == Mode::Running && workers > 0 })
    }

    /// The place of the workspace's job of a kind about `subject`; `None` when there is none, or when it
    /// is worked on already.
    ///
    /// # Errors
    /// [`DbError`].
    pub fn place(
        &self,
        reader: &Reader<'_>,
        workspace: WorkspaceId,
        kind: JobKind,
        subject: &str,
    ) -> Result<Option<Place>, DbError> {
        let found = reader.query_opt(OF_SUBJECT, params![subject, kind.id(), workspace], |row| {
            Ok((row.get::<JobId>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?))
        })?;
        let Some((id, class, lane)) = found else { return Ok(None) };
        if let Some(start) = self.starts.get(&id) {
            let expected_start = self.moving.then_some(start.at);
            return Ok(Some(Place { position: start.position, exact: true, expected_start }));
        }
        let count = |sql, values: &[_]| reader.query_one(sql, values, |row| row.get::<i64>(0));
        let depth = count(DEPTH, params![workspace, kind.id(), class, &lane, id, DEPTH_MAX])?;
        let lines = count(LINES_AHEAD, params![&lane, class, COUNTED_MAX])?;
        let waiting = count(WAITING, params![COUNTED_MAX])?;
        // Lines take turns: before the nth of this one, every other line was served about n times, but
        // no more jobs can be ahead than there are.
        let known = i64::try_from(self.starts.len()).unwrap_or(i64::MAX);
        let position = about((depth.max(1) * lines.max(1)).min(waiting)).max(known + 1);
        let workers = i64::try_from(self.workers.max(1)).unwrap_or(i64::MAX);
        let wait_ms = position.saturating_mul(self.mean_ms) / workers;
        Ok(Some(Place {
            position: u32::try_from(position).unwrap_or(u32::MAX),
            exact: false,
            expected_start: self.moving.then(|| self.now.plus_ms(wait_ms)),
        }))
    }

    /// The subjects of a workspace's first jobs in line, at most `limit`.
    ///
    /// # Errors
    /// [`DbError`].
    pub fn waiting_of(
        reader: &Reader<'_>,
        workspace: WorkspaceId,
        kind: JobKind,
        limit: u32,
    ) -> Result<Vec<String>, DbError> {
        reader.query(WAITING_OF, params![workspace, kind.id(), limit], |row| row.get(0))
    }
}

/// Two digits and zeros: an estimate that says more would only flicker.
fn about(count: i64) -> i64 {
    let unit = 10_i64.pow(count.max(1).ilog10().saturating_sub(1));
    (count + unit / 2) / unit * unit
}

/// A row of `jobs`, as the model has it.
struct Found {
    job: Job,
    operation: String,
    run_at: Millis,
    started_at: Option<Millis>,
}

struct Loading<'r, 'c> {
    reader: &'r Reader<'c>,
    queue: Queue,
    means: HashMap<(String, String), i64>,
    /// How long each job that was read is expected to take.
    durations: HashMap<JobId, i64>,
}

impl Loading<'_, '_> {
    /// Fills the queue; answers when leased jobs are expected to end.
    fn load(&mut self, now: Millis) -> Result<BTreeMap<JobId, Millis>, DbError> {
        let mut flows = Vec::new();
        for lane in self.load_lanes()? {
            flows.extend(self.reader.query(READY_FLOWS, params![&*lane, STARTS_MAX], flow)?);
        }
        let mut ends_at = BTreeMap::new();
        let mut busy = Vec::new();
        for found in self.reader.query(LEASED, params![LEASED_MAX], job)? {
            let duration_ms = self.expect(&found);
            ends_at.insert(found.job.id, found.started_at.unwrap_or(now).plus_ms(duration_ms));
            busy.push((found.job.flow.workspace, found.job.flow.kind));
            self.queue.restore_leased(found.job);
        }
        // Lines that go on when one of these jobs ends.
        busy.sort_unstable();
        busy.dedup();
        for (workspace, kind) in busy {
            flows.extend(self.reader.query(FLOWS_OF, params![workspace, kind], flow)?);
        }
        let each = (JOBS_MAX / flows.len().max(1)).clamp(4, STARTS_MAX as usize);
        for (key, standing) in flows {
            self.load_line(&key, standing, each)?;
        }
        for found in self.reader.query(DELAYED, params![STARTS_MAX], job)? {
            self.expect(&found);
            self.queue.restore_delayed(found.job, found.run_at);
        }
        Ok(ends_at)
    }

    fn load_lanes(&mut self) -> Result<Vec<Lane>, DbError> {
        let mut lanes: Vec<Lane> = Vec::new();
        let read = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get(1)?, row.get(2)?));
        for (lane, leased_max, not_before) in self.reader.query(LANES, params![], read)? {
            let lane = Lane::from(lane);
            self.queue.limit_lane(&lane, LaneLimits { leased_max, not_before });
            lanes.push(lane);
        }
        let read = |row: &Row<'_>| Ok((row.get::<String>(0)?, class(row, 1)?, row.get(2)?, row.get(3)?));
        for (lane, level, virtual_time, risen_tag) in self.reader.query(CLOCKS, params![], read)? {
            self.queue.restore_clock(&Lane::from(lane), level, Clock { virtual_time, risen_tag });
        }
        Ok(lanes)
    }

    fn load_line(&mut self, key: &FlowKey, standing: Standing, each: usize) -> Result<(), DbError> {
        let limit = i64::try_from(each).unwrap_or(i64::MAX);
        let values = params![key.workspace, key.kind, key.class.rank(), &*key.lane, limit];
        let line = self.reader.query(LINE, values, job)?;
        let more = line.len() == each;
        let mut jobs = Vec::with_capacity(line.len());
        for found in line {
            self.expect(&found);
            jobs.push(found.job);
        }
        self.queue.restore_flow(key, standing, jobs, more);
        Ok(())
    }

    fn expect(&mut self, found: &Found) -> i64 {
        let name = (found.job.flow.kind.to_owned(), found.operation.clone());
        let duration_ms = self.means.get(&name).copied().unwrap_or(found.job.cost_ms).max(1);
        self.durations.insert(found.job.id, duration_ms);
        duration_ms
    }
}

fn class(row: &Row<'_>, column: usize) -> Result<Class, DbError> {
    Class::from_rank(row.get(column)?).ok_or(DbError::Column { column, expected: "a class" })
}

/// Workspace, kind, class and lane in neighbouring columns.
fn flow_key(row: &Row<'_>, first: usize) -> Result<FlowKey, DbError> {
    let kind = JobKind::parse(&row.get::<String>(first + 1)?);
    let unknown = DbError::Column { column: first + 1, expected: "a kind of job" };
    Ok(FlowKey {
        workspace: row.get(first)?,
        kind: kind.ok_or(unknown)?.id(),
        class: class(row, first + 2)?,
        lane: row.get::<String>(first + 3)?.into(),
    })
}

fn flow(row: &Row<'_>) -> Result<(FlowKey, Standing), DbError> {
    let state = match row.get::<String>(4)?.as_str() {
        "ready" => FlowState::Ready,
        "blocked" => FlowState::Blocked,
        _ => FlowState::Empty,
    };
    let (level, tag, class_tag) = (class(row, 5)?, row.get(6)?, row.get(7)?);
    Ok((flow_key(row, 0)?, Standing { state, level, tag, class_tag, since: row.get(8)? }))
}

fn job(row: &Row<'_>) -> Result<Found, DbError> {
    let started_at: Option<Millis> = row.get(9)?;
    let job = Job {
        id: row.get(0)?,
        flow: flow_key(row, 1)?,
        concurrency: row.get(5)?,
        cost_ms: row.get(6)?,
        claimed_before: started_at.is_some(),
    };
    Ok(Found { job, operation: row.get(7)?, run_at: row.get(8)?, started_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_have_two_digits() {
        let about: Vec<i64> = [0, 7, 42, 104, 106, 1_249, 20_000].into_iter().map(about).collect();
        assert_eq!(about, [0, 7, 42, 100, 110, 1_200, 20_000]);
    }
}
