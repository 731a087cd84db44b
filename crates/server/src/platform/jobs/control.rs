//! What operators set and see.

use domain::{
    id::{JobId, UserId},
    queue::{Class, Mode, Policy},
    time::{MINUTE_MS, Millis},
};

use super::flow;
use crate::{
    params,
    platform::db::{DbError, Hint, Reader, Tx},
};

/// A leased job without a sign of life for this long is stuck.
const STUCK_MS: i64 = 2 * MINUTE_MS;
/// Waiting jobs that are counted one by one; beyond, the answer is "at least".
const COUNTED_MAX: i64 = 20_000;

pub(super) const CONTROLS: &str =
    "SELECT mode, ageing_ms, changed_at, changed_by FROM queue_controls WHERE id = 'queue'";
pub(super) const SET_MODE: &str =
    "UPDATE queue_controls SET mode = $1, changed_at = $2, changed_by = $3 WHERE id = 'queue'";
pub(super) const CONFIGURE: &str = "UPDATE queue_controls SET ageing_ms = $1, \
     mode = CASE WHEN mode = 'draining' THEN 'running' ELSE mode END WHERE id = 'queue'";
pub(super) const IN_LINE: &str = "SELECT class, lane, count(*), min(id) FROM \
     (SELECT class, lane, id FROM jobs WHERE state = 'ready' LIMIT $1) AS counted GROUP BY class, lane";
pub(super) const DELAYED: &str = "SELECT class, lane, count(*), min(id) FROM \
     (SELECT class, lane, id FROM jobs WHERE state = 'delayed' LIMIT $1) AS counted GROUP BY class, lane";
// As many rows as there are workers.
pub(super) const LEASED: &str = "SELECT class, lane, count(*), count(CASE WHEN lease_until < $1 THEN 1 END) \
     FROM jobs WHERE state = 'leased' GROUP BY class, lane";

/// What the operator's row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Controls {
    /// Whether work is handed out.
    pub mode: Mode,
    /// The rules.
    pub policy: Policy,
    /// When the mode was last changed.
    pub changed_at: Millis,
    /// Who changed it.
    pub changed_by: Option<String>,
}

/// Reads the operator's row.
///
/// # Errors
/// [`DbError`].
pub fn controls(reader: &Reader<'_>) -> Result<Controls, DbError> {
    reader.query_one(CONTROLS, params![], |row| {
        let mode = Mode::parse(&row.get::<String>(0)?);
        Ok(Controls {
            mode: mode.ok_or(DbError::Column { column: 0, expected: "a mode" })?,
            policy: Policy { ageing_ms: row.get(1)? },
            changed_at: row.get(2)?,
            changed_by: row.get(3)?,
        })
    })
}

/// For the start of a process: sets the policy, ends the draining of the process before, and forgets
/// flows that say nothing any more.
///
/// # Errors
/// [`DbError`].
pub fn configure(tx: &mut Tx<'_>, policy: Policy) -> Result<(), DbError> {
    tx.execute(CONFIGURE, params![policy.ageing_ms])?;
    flow::forget(tx).map(drop)
}

/// Runs, pauses or drains.
///
/// # Errors
/// [`DbError`].
pub fn set_mode(tx: &mut Tx<'_>, mode: Mode, by: UserId, now: Millis) -> Result<(), DbError> {
    tx.execute(SET_MODE, params![mode.id(), now, by])?;
    tx.hint(Hint::Jobs);
    Ok(())
}

/// The jobs of a class in a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverviewRow {
    /// Where their places start from.
    pub class: Class,
    /// What they compete for.
    pub lane: String,
    /// In line.
    pub queued: i64,
    /// Waiting for their time.
    pub delayed: i64,
    /// Worked on.
    pub running: i64,
    /// Of those, without a sign of life for two minutes.
    pub stuck: i64,
}

/// How the queue is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// By lane and class; only those that have jobs.
    pub rows: Vec<OverviewRow>,
    /// More jobs wait than were counted.
    pub at_least: bool,
    /// When the oldest job in line was created.
    pub oldest: Option<Millis>,
}

/// Counts the jobs. `lease_ms` is how long a lease lasts: a sign of life was given that long before its
/// end.
///
/// # Errors
/// [`DbError`].
pub fn overview(reader: &Reader<'_>, lease_ms: i64, now: Millis) -> Result<Overview, DbError> {
    let mut overview = Overview::default();
    for (sql, delayed) in [(IN_LINE, false), (DELAYED, true)] {
        let counts = reader.query(sql, params![COUNTED_MAX], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<i64>(2)?, row.get::<JobId>(3)?))
        })?;
        overview.at_least |= counts.iter().map(|(_, _, count, _)| count).sum::<i64>() >= COUNTED_MAX;
        for (class, lane, count, first) in counts {
            let row = overview.row(class, lane)?;
            if delayed {
                row.delayed = count;
            } else {
                row.queued = count;
                let created_at = first.created_at();
                overview.oldest = Some(overview.oldest.map_or(created_at, |oldest| oldest.min(created_at)));
            }
        }
    }
    let alive_until = now.plus_ms(lease_ms - STUCK_MS);
    let leased = reader.query(LEASED, params![alive_until], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    for (class, lane, running, stuck) in leased {
        let row = overview.row(class, lane)?;
        (row.running, row.stuck) = (running, stuck);
    }
    overview.rows.sort_by(|a, b| (&a.lane, b.class).cmp(&(&b.lane, a.class)));
    Ok(overview)
}

impl Overview {
    fn row(&mut self, class: i64, lane: String) -> Result<&mut OverviewRow, DbError> {
        let class = Class::from_rank(class).ok_or(DbError::Column { column: 0, expected: "a class" })?;
        let index = self.rows.iter().position(|row| row.class == class && row.lane == lane);
        let index = index.unwrap_or_else(|| {
            self.rows.push(OverviewRow { class, lane, queued: 0, delayed: 0, running: 0, stuck: 0 });
            self.rows.len() - 1
        });
        Ok(&mut self.rows[index])
    }
}
