//! n8n: what workflows report back, and the files they may fetch.
//!
//! Owns `n8n_runs`: a row for every attempt that was handed to a workflow, with the hash of the token
//! that its reports have to carry, and all that was reported. A report may come to any process, at any
//! time, twice or in another order; it is merged by [`domain::generation::report`], in one transaction, so
//! that whoever polls the attempt ([`providers::n8n`]) finds the same facts.
//!
//! | file | what it does |
//! |---|---|
//! | [`inbox`] | opens the way back for an attempt, and reads what was reported |
//! | [`report`] | takes a report: whose is it, what does it change, who has to know |
//! | [`http`] | `POST /api/n8n-callback`, and the input files of an attempt |
//! | [`store`] | the SQL |
//!
//! A token is good for one attempt, is told to the workflow once and kept as a hash only. A forged report
//! changes nothing and leaves a security event.

mod http;
mod inbox;
mod report;
mod store;

use domain::time::{DAY_MS, Millis};
pub use http::routes;
pub use inbox::Reports;
use sha2::{Digest, Sha256};

use crate::platform::db::{DbError, Tx};

/// How long an attempt takes reports. Longer than any deadline and the hour in which late results are kept.
const OPEN_MS: i64 = DAY_MS;

/// Forgets attempts that take no reports any more. Answers how many.
///
/// # Errors
/// [`DbError`].
pub fn forget_old(tx: &mut Tx<'_>, now: Millis) -> Result<usize, DbError> {
    store::forget(tx, now.plus_ms(-OPEN_MS))
}

/// What is kept of a token.
fn hash(token: &str) -> String {
    crate::platform::hex(&Sha256::digest(token.as_bytes()))
}

/// Whether a token is the one that this hash was made of; takes as long either way.
fn matches(token: &str, kept: &str) -> bool {
    bool::from(subtle::ConstantTimeEq::ct_eq(hash(token).as_bytes(), kept.as_bytes()))
}
