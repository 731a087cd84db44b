//! Credits as people see them.

use domain::{
    ledger::lot::{Lot, Lots},
    money::Credits,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Balance, BudgetView};

/// The credits of a workspace, where they come from and its plan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BalanceView {
    /// What can be spent.
    pub available: i64,
    /// What is set aside for running generations.
    pub held: i64,
    /// The plan: `free`, `starter`, `creator` or `studio`.
    pub plan: String,
    /// What is left of each grant or purchase, in the order in which they are spent.
    pub lots: Vec<LotView>,
    /// When credits next expire, in UTC milliseconds; null where none do.
    pub next_expiry: Option<i64>,
    /// How many credits expire then.
    pub next_expiry_credits: i64,
    /// What was used of purchases that were given back: taken from the next purchase.
    pub owed: i64,
    /// The budgets that hold for the caller.
    pub budgets: Vec<BudgetView>,
}

/// What is left of one grant or purchase.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LotView {
    /// The line of the statement that opened it.
    pub id: String,
    /// `sign_up`, `plan`, `rolled_over`, `pack`, `bonus`, `adjustment`, `returned` or `opening`.
    pub source: String,
    /// How many credits it began with.
    pub credits: i64,
    /// How many can be spent.
    pub remaining: i64,
    /// How many are set aside for running generations.
    pub held: i64,
    /// When the rest expires, in UTC milliseconds; null for never.
    pub expires_at: Option<i64>,
    /// When it was opened, in UTC milliseconds.
    pub opened_at: i64,
}

impl BalanceView {
    pub(super) fn new(
        balance: Balance,
        plan: &str,
        lots: &Lots,
        owed: Credits,
        budgets: Vec<BudgetView>,
    ) -> BalanceView {
        let views: Vec<LotView> = lots.lots().iter().map(|lot| LotView::new(lots, lot)).collect();
        let rest = || views.iter().filter(|lot| lot.remaining > 0);
        let next = rest().filter_map(|lot| lot.expires_at).min();
        let then = rest().filter(|lot| next.is_some() && lot.expires_at == next);
        BalanceView {
            available: balance.available.0,
            held: balance.held.0,
            plan: plan.to_owned(),
            next_expiry: next,
            next_expiry_credits: then.map(|lot| lot.remaining).sum(),
            lots: views.into_iter().filter(|lot| lot.remaining > 0 || lot.held > 0).collect(),
            owed: owed.0,
            budgets,
        }
    }
}

impl LotView {
    fn new(lots: &Lots, lot: &Lot) -> LotView {
        LotView {
            id: lot.id.clone(),
            source: lot.source.id().to_owned(),
            credits: lot.credits.0,
            remaining: lot.remaining.0,
            held: lots.held_of(&lot.id).0,
            expires_at: lot.expires_at.map(|at| at.0),
            opened_at: lot.opened_at.0,
        }
    }
}
