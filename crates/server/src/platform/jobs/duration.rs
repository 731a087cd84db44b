//! How long jobs take.

use std::collections::HashMap;

use super::JobKind;
use crate::{
    params,
    platform::db::{DbError, Reader, Tx},
};

// An exponentially weighted mean: each new sample moves it by an eighth, the first few by their share.
pub(super) const RECORD: &str = "INSERT INTO job_durations (kind, operation, mean_ms, samples) VALUES ($1, $2, $3, 1) \
     ON CONFLICT (kind, operation) DO UPDATE SET samples = job_durations.samples + 1, \
     mean_ms = job_durations.mean_ms + (excluded.mean_ms - job_durations.mean_ms) \
     / CASE WHEN job_durations.samples < 7 THEN job_durations.samples + 1 ELSE 8 END";
pub(super) const ALL: &str = "SELECT kind, operation, mean_ms FROM job_durations";

/// Remembers that a job of the operation took `duration_ms` from its first claim to its end.
pub(super) fn record(
    tx: &mut Tx<'_>,
    kind: JobKind,
    operation: &str,
    duration_ms: i64,
) -> Result<(), DbError> {
    tx.execute(RECORD, params![kind.id(), operation, duration_ms.max(0)]).map(drop)
}

/// The means by kind and operation, in milliseconds. There are few operations.
pub(super) fn means(reader: &Reader<'_>) -> Result<HashMap<(String, String), i64>, DbError> {
    let rows = reader.query(ALL, params![], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    Ok(rows.into_iter().collect())
}
