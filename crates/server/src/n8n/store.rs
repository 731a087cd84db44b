//! The SQL of attempts and what was reported of them.

use domain::{generation::report::Reported, id::GenerationId, time::Millis};

use crate::{
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

// An attempt is submitted once; opening it again is a crash before the call, and the newer token counts.
const OPEN: &str = "INSERT INTO n8n_runs (attempt_id, generation_id, token_hash, files_key_hash, revision, reported, \
     created_at) VALUES ($1, $2, $3, $4, 0, $5, $6) ON CONFLICT (attempt_id) DO UPDATE SET \
     token_hash = excluded.token_hash, files_key_hash = excluded.files_key_hash";
const OF_ATTEMPT: &str = "SELECT attempt_id, generation_id, token_hash, files_key_hash, revision, reported, created_at \
     FROM n8n_runs WHERE attempt_id = $1";
const OF_GENERATION: &str = "SELECT attempt_id, generation_id, token_hash, files_key_hash, revision, reported, created_at \
     FROM n8n_runs WHERE generation_id = $1";
const REPORT: &str = "UPDATE n8n_runs SET revision = revision + 1, reported = $2 WHERE attempt_id = $1";
const FORGET: &str = "DELETE FROM n8n_runs WHERE created_at < $1";

/// A row of `n8n_runs`.
pub(super) struct Run {
    pub(super) attempt_id: String,
    pub(super) generation: GenerationId,
    pub(super) token_hash: String,
    pub(super) files_key_hash: String,
    pub(super) revision: u64,
    pub(super) reported: Reported,
    pub(super) created_at: Millis,
}

pub(super) fn open(
    tx: &mut Tx<'_>,
    generation_id: &str,
    attempt_id: &str,
    hashes: (&str, &str),
    now: Millis,
) -> Result<(), DbError> {
    let nothing = to_json(&Reported::default())?;
    tx.execute(OPEN, params![attempt_id, generation_id, hashes.0, hashes.1, nothing, now]).map(drop)
}

pub(super) fn of_attempt(reader: &Reader<'_>, attempt_id: &str) -> Result<Option<Run>, DbError> {
    reader.query_opt(OF_ATTEMPT, params![attempt_id], run)
}

/// The attempts of a run that were handed to workflows; a few.
pub(super) fn of_generation(reader: &Reader<'_>, generation: GenerationId) -> Result<Vec<Run>, DbError> {
    reader.query(OF_GENERATION, params![generation], run)
}

pub(super) fn report(tx: &mut Tx<'_>, attempt_id: &str, reported: &Reported) -> Result<(), DbError> {
    let text = to_json(reported)?;
    tx.execute(REPORT, params![attempt_id, text]).map(drop)
}

pub(super) fn forget(tx: &mut Tx<'_>, before: Millis) -> Result<usize, DbError> {
    tx.execute(FORGET, params![before])
}

fn run(row: &Row<'_>) -> Result<Run, DbError> {
    let reported: String = row.get(5)?;
    Ok(Run {
        attempt_id: row.get(0)?,
        generation: row.get(1)?,
        token_hash: row.get(2)?,
        files_key_hash: row.get(3)?,
        revision: row.get::<i64>(4)?.unsigned_abs(),
        reported: serde_json::from_str(&reported)
            .map_err(|error| DbError::Engine(format!("a stored report does not fit: {error}")))?,
        created_at: row.get(6)?,
    })
}

fn to_json(reported: &Reported) -> Result<String, DbError> {
    serde_json::to_string(reported).map_err(|error| DbError::Engine(error.to_string()))
}
