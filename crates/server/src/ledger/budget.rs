//! Budgets: what a month may cost, of a workspace and of a person in it.
//!
//! A budget stops a run before anything is set aside, in the transaction that would. What is set aside counts as spent,
//! what is given back does not. Whether there is a budget at all stands beside the balance, which is read anyway:
//! those without one pay nothing. With one, a hold takes one read of one or two rows, and one write.

use domain::{
    id::{UserId, WorkspaceId},
    ledger::{LedgerError, Transfer},
    money::Credits,
    time::{Day, Millis},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{PostError, store};
use crate::{
    notice::{self, NewNotice, Tone},
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

/// Per cent of a budget from which on people are warned.
const WARN_PERCENT: i64 = 80;

const READ: &str = "SELECT user_id, cap, ahead_minutes, month, spent FROM ledger_budgets \
     WHERE workspace_id = $1 AND (user_id = '' OR user_id = $2) ORDER BY user_id";
const SPEND: &str = "UPDATE ledger_budgets SET spent = $4 + CASE WHEN month = $3 THEN spent ELSE 0 END, month = $3 \
     WHERE workspace_id = $1 AND (user_id = '' OR user_id = $2)";
const GIVE_BACK: &str = "UPDATE ledger_budgets SET spent = max(0, spent - $4) \
     WHERE workspace_id = $1 AND (user_id = '' OR user_id = $2) AND month = $3";
const PUT: &str = "INSERT INTO ledger_budgets \
     (workspace_id, user_id, cap, ahead_minutes, month, spent, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (workspace_id, user_id) DO UPDATE SET cap = excluded.cap, ahead_minutes = excluded.ahead_minutes, \
     month = excluded.month, spent = excluded.spent, updated_at = excluded.updated_at";
const FORGET: &str = "DELETE FROM ledger_budgets WHERE workspace_id = $1 AND user_id = $2";
const ANY: &str = "SELECT 1 FROM ledger_budgets WHERE workspace_id = $1 LIMIT 1";
// What was held since a line of the statement and not given back; of one person, or of everybody.
const HELD_SINCE: &str = "SELECT CAST(coalesce(sum(h.amount - coalesce((SELECT r.amount FROM ledger_transfers r \
     WHERE r.id = 'release:' || substr(h.id, 6)), 0)), 0) AS BIGINT) FROM ledger_transfers h \
     WHERE h.workspace_id = $1 AND h.sequence >= $2 AND h.kind = 'hold' AND ($3 = '' OR h.actor = $3)";

/// A budget as it was read.
struct Budget {
    own: bool,
    cap: Credits,
    ahead_minutes: i32,
    month: String,
    spent: Credits,
}

impl Budget {
    fn read(row: &Row<'_>) -> Result<Budget, DbError> {
        Ok(Budget {
            own: !row.get::<String>(0)?.is_empty(),
            cap: row.get(1)?,
            ahead_minutes: i32::try_from(row.get::<i64>(2)?).unwrap_or(0),
            month: row.get(3)?,
            spent: row.get(4)?,
        })
    }

    /// What was spent in the month of `now`.
    fn spent(&self, now: Millis) -> Credits {
        if self.month == month(now, self.ahead_minutes) { self.spent } else { Credits::ZERO }
    }
}

fn month(now: Millis, ahead_minutes: i32) -> String {
    Day::at(now, ahead_minutes).month().to_string()
}

/// What a hold adds to the budgets of its workspace and person.
#[derive(Clone, Debug)]
pub(super) struct Spending {
    workspace: WorkspaceId,
    user: UserId,
    month: String,
    amount: Credits,
    /// What is said once this is set aside: a budget is nearly used.
    soon: Vec<NewNotice>,
}

/// Looks whether the month allows that much more. Nothing where there is no budget for this person after all.
///
/// # Errors
/// [`LedgerError::OverBudget`].
pub(super) fn check(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    user: UserId,
    amount: Credits,
    now: Millis,
) -> Result<Option<Spending>, PostError> {
    let budgets = reader.query(READ, params![workspace, user], Budget::read)?;
    for budget in &budgets {
        let (cap, spent, own) = (budget.cap, budget.spent(now), budget.own);
        if spent.checked_add(amount).is_none_or(|after| after > cap) {
            return Err(LedgerError::OverBudget { needed: amount, spent, cap, own }.into());
        }
    }
    let soon = budgets.iter().filter_map(|budget| budget.warning(user, amount, now)).collect();
    let month = budgets.first().map(|budget| month(now, budget.ahead_minutes));
    Ok(month.map(|month| Spending { workspace, user, month, amount, soon }))
}

impl Budget {
    /// What is said when `amount` more makes it nearly used: once a month for each cap.
    fn warning(&self, user: UserId, amount: Credits, now: Millis) -> Option<NewNotice> {
        let (cap, spent) = (self.cap.0, self.spent(now).0);
        let is_soon = |spent: i64| i128::from(spent) * 100 >= i128::from(cap) * i128::from(WARN_PERCENT);
        if is_soon(spent) || !is_soon(spent + amount.0) {
            return None;
        }
        let (whose, name) = if self.own {
            (user.to_string(), "Your own budget")
        } else {
            (String::new(), "The workspace's budget")
        };
        Some(NewNotice {
            cause: format!("budget:{}:{whose}:{cap}", month(now, self.ahead_minutes)),
            kind: "budget",
            tone: Tone::Info,
            title: format!("{name} is nearly used"),
            detail: format!(
                "{} of {cap} credits for this month are used or set aside. At {cap} a run is stopped before anything is held.",
                spent + amount.0
            ),
            link: Some("/billing"),
        })
    }
}

/// Counts what was set aside.
pub(super) fn spend(tx: &mut Tx<'_>, spending: &Spending, now: Millis) -> Result<(), DbError> {
    let Spending { workspace, user, month, amount, soon } = spending;
    tx.execute(SPEND, params![*workspace, *user, month, *amount])?;
    soon.iter().try_for_each(|told| notice::post(tx, *workspace, told, now).map(drop))
}

/// Takes what was given back out of the month in which it was set aside.
pub(super) fn give_back(tx: &mut Tx<'_>, release: &Transfer) -> Result<(), DbError> {
    let Some(holder) = release.holder else { return Ok(()) };
    let Some((actor, at)) = store::held_by(tx, holder)? else { return Ok(()) };
    let zone = tx
        .query_opt(READ, params![release.workspace, &actor], Budget::read)?
        .map(|found| found.ahead_minutes);
    let Some(zone) = zone else { return Ok(()) };
    let values = params![release.workspace, &actor, month(at, zone), release.amount];
    tx.execute(GIVE_BACK, values).map(drop)
}

/// How far a budget is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BudgetState {
    /// Below 80 %.
    Fine,
    /// 80 % and more.
    Soon,
    /// Nothing is left this month.
    Reached,
}

/// A budget as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BudgetView {
    /// `workspace`, or `me` for the caller's own.
    pub whose: String,
    /// What a month may cost, in credits.
    pub cap: i64,
    /// What this month's runs cost so far, with what is set aside.
    pub spent: i64,
    /// How far it is used.
    pub state: BudgetState,
    /// When the next month begins, in UTC milliseconds.
    pub renews_at: i64,
}

/// The budgets that hold for a person, the workspace's first.
///
/// # Errors
/// [`DbError`].
pub fn budgets(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    user: UserId,
    now: Millis,
) -> Result<Vec<BudgetView>, DbError> {
    let budgets = reader.query(READ, params![workspace, user], Budget::read)?;
    Ok(budgets.iter().map(|budget| budget.view(now)).collect())
}

impl Budget {
    fn view(&self, now: Millis) -> BudgetView {
        let (cap, spent) = (self.cap.0, self.spent(now).0);
        let state = match () {
            () if spent >= cap => BudgetState::Reached,
            () if i128::from(spent) * 100 >= i128::from(cap) * i128::from(WARN_PERCENT) => BudgetState::Soon,
            () => BudgetState::Fine,
        };
        // The first day of a month and 31 more lie in the next.
        let first = Day::at(now, self.ahead_minutes).month();
        let next = Day::at(first.starts().plus_ms(32 * domain::time::DAY_MS), 0).month();
        BudgetView {
            whose: if self.own { "me" } else { "workspace" }.into(),
            cap,
            spent,
            state,
            renews_at: next.starts_at(self.ahead_minutes).0,
        }
    }
}

/// What a month may cost from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BudgetChange {
    /// Of the whole workspace, in credits; null for no budget.
    pub workspace: Option<i64>,
    /// Of the caller, in credits; null for no budget.
    pub me: Option<i64>,
    /// Minutes that the caller's clocks are ahead of UTC: when months begin. India is 330.
    pub ahead_minutes: i32,
}

/// Sets budgets. What this month's runs cost so far is counted from the statement.
///
/// # Errors
/// [`DbError`].
pub fn set_budgets(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    change: BudgetChange,
    now: Millis,
) -> Result<(), DbError> {
    let first = Day::at(now, change.ahead_minutes).month();
    let since = store::first_line_from(tx, workspace, first.starts_at(change.ahead_minutes))?;
    for (whose, cap) in [(String::new(), change.workspace), (user.to_string(), change.me)] {
        let Some(cap) = cap else {
            tx.execute(FORGET, params![workspace, &whose])?;
            continue;
        };
        let spent: i64 = tx.query_one(HELD_SINCE, params![workspace, since, &whose], |row| row.get(0))?;
        let ahead = i64::from(change.ahead_minutes);
        tx.execute(PUT, params![workspace, &whose, cap, ahead, first.to_string(), spent, now])?;
    }
    let any = tx.query_opt(ANY, params![workspace], |row| row.get::<i64>(0))?.is_some();
    store::set_budgeted(tx, workspace, any)
}
