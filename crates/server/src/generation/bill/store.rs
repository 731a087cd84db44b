//! The SQL of what the ledger wants to know about runs.

use domain::{id::GenerationId, money::Credits};

use super::StepWork;
use crate::{
    params,
    platform::db::{DbError, Reader},
};

const WORK: &str = "SELECT operation, provider, model_name, price_millionths, state \
     FROM generation_steps WHERE generation_id = $1 ORDER BY step_index";
const OPEN_HOLDS: &str = "SELECT id, credits_held FROM generations \
     WHERE (status = 'queued' OR status = 'processing') AND batch_id IS NULL AND id > $1 ORDER BY id LIMIT $2";
const CHARGED: &str = "SELECT credits_used FROM generations WHERE id = $1";
pub(super) fn work(reader: &Reader<'_>, id: GenerationId) -> Result<Vec<StepWork>, DbError> {
    reader.query(WORK, params![id], |row| {
        Ok(StepWork {
            operation: row.get(0)?,
            provider: row.get(1)?,
            model: row.get(2)?,
            millionths: row.get(3)?,
            delivered: row.get::<String>(4)? == "completed",
        })
    })
}

pub(super) fn open_holds(
    reader: &Reader<'_>,
    after: &str,
    limit: u32,
) -> Result<Vec<(GenerationId, Credits)>, DbError> {
    reader.query(OPEN_HOLDS, params![after, limit], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(super) fn charged(reader: &Reader<'_>, id: GenerationId) -> Result<Option<Credits>, DbError> {
    reader.query_opt(CHARGED, params![id], |row| row.get(0))
}
