//! The ledger as people see it.

use serde::Serialize;
use utoipa::ToSchema;

/// The credits of a workspace and its plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceView {
    /// What can be spent.
    pub available: i64,
    /// What is set aside for running generations.
    pub held: i64,
    /// The plan: `free`, `starter`, `creator` or `studio`.
    pub plan: String,
}

/// One line of the statement.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransactionView {
    /// The cause, e.g. `hold:gen_…`.
    pub id: String,
    /// `grant`, `hold`, `capture` or `release`.
    pub kind: String,
    /// How the spendable credits changed. A capture changes nothing: its credits were set aside before.
    pub amount: i64,
    /// How many credits moved.
    pub moved: i64,
    /// The spendable credits after it.
    pub balance_after: i64,
    /// In words.
    pub reason: String,
    /// The run it belongs to.
    pub generation_id: Option<String>,
    /// The batch it belongs to.
    pub batch_id: Option<String>,
    /// When, in UTC milliseconds.
    pub created_at: i64,
    /// Counts the lines of the workspace.
    #[serde(skip)]
    pub sequence: i64,
}
