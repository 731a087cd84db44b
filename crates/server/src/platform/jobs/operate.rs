//! What is done to jobs and lanes from outside the line: hastened, paused, looked at one by one.

use domain::{
    id::WorkspaceId,
    time::{MINUTE_MS, Millis},
};

use super::JobKind;
use crate::{
    params,
    platform::db::{DbError, Hint, Reader, Tx},
};

/// A lane that is paused waits until then: no clock gets there.
const FOR_EVER: Millis = Millis(253_402_300_799_000);
/// A leased job without a sign of life for this long is stuck.
const STUCK_MS: i64 = 2 * MINUTE_MS;

pub(super) const HASTEN: &str = "UPDATE jobs SET run_at = $3 WHERE subject_id = $1 AND kind = $2 \
     AND state = 'delayed' AND run_at > $3";
pub(super) const PAUSE: &str = "INSERT INTO queue_lanes (lane, leased_max, not_before) VALUES ($1, NULL, $2) \
     ON CONFLICT (lane) DO UPDATE SET not_before = excluded.not_before";
// One row a lane: a few.
pub(super) const LANES: &str =
    "SELECT lane, leased_max, not_before FROM queue_lanes WHERE lane <> '' ORDER BY lane";
// As many rows as there are workers.
pub(super) const LEASED_JOBS: &str = "SELECT subject_id, workspace_id, lane, operation, started_at, lease_until \
     FROM jobs WHERE state = 'leased' AND kind = $1 ORDER BY lease_until LIMIT $2";

/// Lets a job that waits for its time go now. Says whether one did.
///
/// # Errors
/// [`DbError`].
pub fn hasten(tx: &mut Tx<'_>, kind: JobKind, subject: &str, now: Millis) -> Result<bool, DbError> {
    let hastened = tx.execute(HASTEN, params![subject, kind.id(), now])? > 0;
    if hastened {
        tx.hint(Hint::Jobs);
    }
    Ok(hastened)
}

/// Claims nothing of the lane until it is resumed, also after a restart. What is worked on is finished.
///
/// # Errors
/// [`DbError`].
pub fn pause_lane(tx: &mut Tx<'_>, lane: &str) -> Result<(), DbError> {
    tx.execute(PAUSE, params![lane, FOR_EVER]).map(drop)
}

/// Claims of the lane again, also where its provider had asked to wait.
///
/// # Errors
/// [`DbError`].
pub fn resume_lane(tx: &mut Tx<'_>, lane: &str) -> Result<(), DbError> {
    tx.execute(PAUSE, params![lane, Millis(0)])?;
    tx.hint(Hint::Jobs);
    Ok(())
}

/// What jobs compete for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Its name, e.g. a provider's.
    pub name: String,
    /// How many of its jobs may be leased at once; any number when none.
    pub leased_max: Option<u32>,
    /// Nothing of it is claimed before this instant.
    pub not_before: Millis,
}

impl Lane {
    /// Whether it was paused by hand.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.not_before >= FOR_EVER
    }
}

/// Every lane that has a name.
///
/// # Errors
/// [`DbError`].
pub fn lanes(reader: &Reader<'_>) -> Result<Vec<Lane>, DbError> {
    reader.query(LANES, params![], |row| {
        Ok(Lane { name: row.get(0)?, leased_max: row.get(1)?, not_before: row.get(2)? })
    })
}

/// A job that is worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeasedJob {
    /// What it is about.
    pub subject: String,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// What it competes for.
    pub lane: String,
    /// What kind of work, e.g. `text_to_image`.
    pub operation: String,
    /// When it was first claimed.
    pub started_at: Option<Millis>,
    /// When its worker last gave a sign of life.
    pub alive_at: Millis,
    /// Whether that is two minutes ago.
    pub is_stuck: bool,
}

/// The jobs of a kind that are worked on, the most silent first. `lease_ms` is how long a lease lasts: a
/// sign of life was given that long before its end.
///
/// # Errors
/// [`DbError`].
pub fn leased(
    reader: &Reader<'_>,
    kind: JobKind,
    lease_ms: i64,
    rows: u32,
    now: Millis,
) -> Result<Vec<LeasedJob>, DbError> {
    reader.query(LEASED_JOBS, params![kind.id(), rows], |row| {
        let alive_at = row.get::<Millis>(5)?.plus_ms(-lease_ms);
        Ok(LeasedJob {
            subject: row.get(0)?,
            workspace: row.get(1)?,
            lane: row.get(2)?,
            operation: row.get(3)?,
            started_at: row.get(4)?,
            alive_at,
            is_stuck: now.since_ms(alive_at) > STUCK_MS,
        })
    })
}
