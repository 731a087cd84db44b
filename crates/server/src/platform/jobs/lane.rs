//! Limits of what jobs compete for.

use domain::time::Millis;

use crate::{
    params,
    platform::db::{DbError, Hint, Tx},
};

pub(super) const OPEN: &str = "INSERT INTO queue_lanes (lane, leased_max, not_before) VALUES ($1, NULL, 0) \
     ON CONFLICT (lane) DO NOTHING";
pub(super) const LIMIT: &str = "INSERT INTO queue_lanes (lane, leased_max, not_before) VALUES ($1, $2, 0) \
     ON CONFLICT (lane) DO UPDATE SET leased_max = excluded.leased_max";
pub(super) const HOLD: &str = "INSERT INTO queue_lanes (lane, leased_max, not_before) VALUES ($1, NULL, $2) \
     ON CONFLICT (lane) DO UPDATE SET not_before = \
     CASE WHEN queue_lanes.not_before > excluded.not_before THEN queue_lanes.not_before ELSE excluded.not_before END";

/// Makes sure that claims look at the lane.
pub(super) fn open(tx: &mut Tx<'_>, lane: &str) -> Result<(), DbError> {
    tx.execute(OPEN, params![lane]).map(drop)
}

/// Sets how many jobs of the lane may be leased at once; `None` for any number. Jobs that are leased
/// already stay so.
///
/// # Errors
/// [`DbError`].
pub fn limit_lane(tx: &mut Tx<'_>, lane: &str, leased_max: Option<u32>) -> Result<(), DbError> {
    tx.execute(LIMIT, params![lane, leased_max])?;
    tx.hint(Hint::Jobs);
    Ok(())
}

/// Claims nothing of the lane before `until`, e.g. because its provider asked to wait. A later instant
/// that was asked for before stays.
///
/// # Errors
/// [`DbError`].
pub fn hold_lane(tx: &mut Tx<'_>, lane: &str, until: Millis) -> Result<(), DbError> {
    tx.execute(HOLD, params![lane, until]).map(drop)
}
