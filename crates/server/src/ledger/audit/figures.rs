//! Checks the ledger against itself: figures of one moment.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    params,
    platform::db::{DbError, Reader},
};

const SUM: &str = "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM ledger_entries";
const UNBALANCED: &str = "SELECT CAST(count(*) AS BIGINT) FROM \
     (SELECT transfer_id FROM ledger_entries GROUP BY transfer_id HAVING sum(amount) <> 0 OR count(*) <> 2) AS t";
const DRIFTED: &str = "SELECT CAST(count(*) AS BIGINT) FROM ledger_accounts a WHERE a.balance <> \
     (SELECT coalesce(sum(e.amount), 0) FROM ledger_entries e WHERE e.account_id = a.id)";
const NEGATIVE: &str =
    "SELECT CAST(count(*) AS BIGINT) FROM ledger_accounts WHERE balance < 0 AND workspace_id IS NOT NULL";
// A hold and what resolved it share the second half of their causes: `hold:gen_…`, `capture:gen_…`,
// `release:gen_…`, and for a batch `hold:bat_….1`.
const OPEN_HOLDS: &str = "SELECT CAST(count(*) AS BIGINT) FROM ledger_transfers h WHERE h.kind = 'hold' AND NOT EXISTS \
     (SELECT 1 FROM ledger_transfers r WHERE r.id IN ('capture:' || substr(h.id, 6), 'release:' || substr(h.id, 6)))";
const BADLY_RESOLVED: &str = "SELECT CAST(count(*) AS BIGINT) FROM ledger_transfers h WHERE h.kind = 'hold' AND h.amount <> \
     (SELECT coalesce(sum(r.amount), h.amount) FROM ledger_transfers r \
      WHERE r.id IN ('capture:' || substr(h.id, 6), 'release:' || substr(h.id, 6)))";
const HELD: &str =
    "SELECT CAST(coalesce(sum(balance), 0) AS BIGINT) FROM ledger_accounts WHERE id LIKE 'held:%'";

/// What an audit found. A sound ledger has zeros everywhere but in `held` and `open_holds`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Audit {
    /// All entries added up.
    pub sum: i64,
    /// Transfers whose entries do not add up to zero.
    pub unbalanced_transfers: i64,
    /// Accounts whose balance is not the sum of their entries.
    pub drifted_accounts: i64,
    /// Workspace accounts below zero.
    pub negative_accounts: i64,
    /// Holds, of runs or batches, whose capture and release are not exactly what was held.
    pub badly_resolved_holds: i64,
    /// Holds that are not resolved yet.
    pub open_holds: i64,
    /// Credits set aside, over all workspaces.
    pub held: i64,
}

impl Audit {
    /// Whether money was neither made nor lost.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.sum == 0
            && self.unbalanced_transfers == 0
            && self.drifted_accounts == 0
            && self.negative_accounts == 0
            && self.badly_resolved_holds == 0
            && (self.open_holds == 0) == (self.held == 0)
    }
}

/// Audits the whole ledger. Reads every entry: for commands and nightly jobs, not for requests.
///
/// # Errors
/// [`DbError`].
pub fn audit(reader: &Reader<'_>) -> Result<Audit, DbError> {
    let figure = |sql: &'static str| reader.query_one(sql, params![], |row| row.get::<i64>(0));
    Ok(Audit {
        sum: figure(SUM)?,
        unbalanced_transfers: figure(UNBALANCED)?,
        drifted_accounts: figure(DRIFTED)?,
        negative_accounts: figure(NEGATIVE)?,
        badly_resolved_holds: figure(BADLY_RESOLVED)?,
        open_holds: figure(OPEN_HOLDS)?,
        held: figure(HELD)?,
    })
}
