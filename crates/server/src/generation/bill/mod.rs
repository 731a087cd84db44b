//! What the ledger wants to know about runs: what was done for the credits, and what is held and charged.

mod store;

use domain::{id::GenerationId, money::Credits};

use crate::platform::db::{DbError, Reader};

/// A step, as far as a statement explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepWork {
    /// e.g. `text_to_image`.
    pub operation: String,
    /// Who did it, or was to.
    pub provider: String,
    /// With which model.
    pub model: String,
    /// Its exact share of the price, in millionths of a credit.
    pub millionths: i64,
    /// Whether it delivered, and so is charged.
    pub delivered: bool,
}

/// The steps of a run, in order; none for one that is not there.
///
/// # Errors
/// [`DbError`].
pub fn work(reader: &Reader<'_>, id: GenerationId) -> Result<Vec<StepWork>, DbError> {
    store::work(reader, id)
}

/// Runs that are not final and hold for themselves, with what they hold, after `after` in the order of ids (the empty
/// text begins), at most `limit`.
///
/// # Errors
/// [`DbError`].
pub fn open_holds(
    reader: &Reader<'_>,
    after: &str,
    limit: u32,
) -> Result<Vec<(GenerationId, Credits)>, DbError> {
    store::open_holds(reader, after, limit)
}

/// What a run says that it was charged.
///
/// # Errors
/// [`DbError`].
pub fn charged(reader: &Reader<'_>, id: GenerationId) -> Result<Option<Credits>, DbError> {
    store::charged(reader, id)
}
