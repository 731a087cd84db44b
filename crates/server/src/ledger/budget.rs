//! Budgets: what a month may cost, of a workspace and of a person in it.
//!
//! A budget stops a run before anything is set aside, in the transaction that would; where several hold, all of them have
//! to allow it (`domain::ledger::budget`). What is set aside counts as spent, what is given back does not. Whether there
//! is a budget at all stands beside the balance, which is read anyway: those without one pay nothing. With one, a hold
//! takes one read of the rows that hold for it, and one write of each.

use domain::{
    id::{UserId, WorkspaceId},
    ledger::{
        Holder, LedgerError, Transfer,
        budget::{self, Scope, Use},
    },
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

// The widest first, as their names happen to sort.
const READ: &str = "SELECT scope, subject, cap, ahead_minutes, month, spent FROM ledger_budgets \
     WHERE workspace_id = $1 AND ((scope = 'workspace' AND subject = '') OR (scope = 'member' AND subject = $2)) \
     ORDER BY scope DESC";
const SPEND: &str = "UPDATE ledger_budgets SET spent = $5 + CASE WHEN month = $4 THEN spent ELSE 0 END, month = $4 \
     WHERE workspace_id = $1 AND scope = $2 AND subject = $3";
const GIVE_BACK: &str = "UPDATE ledger_budgets SET spent = max(0, spent - $5) \
     WHERE workspace_id = $1 AND scope = $2 AND subject = $3 AND month = $4";
const PUT: &str = "INSERT INTO ledger_budgets \
     (workspace_id, scope, subject, cap, ahead_minutes, month, spent, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
     ON CONFLICT (workspace_id, scope, subject) DO UPDATE SET cap = excluded.cap, \
     ahead_minutes = excluded.ahead_minutes, month = excluded.month, spent = excluded.spent, \
     updated_at = excluded.updated_at";
const FORGET: &str = "DELETE FROM ledger_budgets WHERE workspace_id = $1 AND scope = $2 AND subject = $3";
const ANY: &str = "SELECT 1 FROM ledger_budgets WHERE workspace_id = $1 LIMIT 1";
// What was held for runs since a line of the statement and not given back; of one person, or of everybody. A hold of one
// lot is a disputed payment, and no run.
const HELD_SINCE: &str = "SELECT CAST(coalesce(sum(h.amount - coalesce((SELECT r.amount FROM ledger_transfers r \
     WHERE r.id = 'release:' || substr(h.id, 6)), 0)), 0) AS BIGINT) FROM ledger_transfers h \
     WHERE h.workspace_id = $1 AND h.sequence >= $2 AND h.kind = 'hold' AND h.lot_id IS NULL \
     AND ($3 = '' OR h.actor = $3)";

/// A budget as it was read.
struct Budget {
    scope: Scope,
    subject: String,
    cap: Credits,
    ahead_minutes: i32,
    month: String,
    spent: Credits,
}

impl Budget {
    fn read(row: &Row<'_>) -> Result<Budget, DbError> {
        let scope: String = row.get(0)?;
        Ok(Budget {
            scope: Scope::parse(&scope)
                .ok_or(DbError::Column { column: 0, expected: "a scope of budgets" })?,
            subject: row.get(1)?,
            cap: row.get(2)?,
            ahead_minutes: i32::try_from(row.get::<i64>(3)?).unwrap_or(0),
            month: row.get(4)?,
            spent: row.get(5)?,
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

/// What a hold adds to the budgets that hold for it.
#[derive(Clone, Debug)]
pub(super) struct Spending {
    workspace: WorkspaceId,
    amount: Credits,
    /// Scope, subject and month of each.
    budgets: Vec<(Scope, String, String)>,
    /// What is said once this is set aside: a budget is nearly used.
    soon: Vec<NewNotice>,
}

/// Looks whether every budget that holds for this person allows that much more. Nothing where there is none after all.
///
/// # Errors
/// [`LedgerError::OverBudget`] with the widest that does not.
pub(super) fn check(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    user: UserId,
    amount: Credits,
    now: Millis,
) -> Result<Option<Spending>, PostError> {
    let budgets = reader.query(READ, params![workspace, user], Budget::read)?;
    for budget in &budgets {
        let (cap, spent, scope) = (budget.cap, budget.spent(now), budget.scope);
        if !budget::allows(spent, amount, cap) {
            return Err(LedgerError::OverBudget { needed: amount, spent, cap, scope }.into());
        }
    }
    if budgets.is_empty() {
        return Ok(None);
    }
    let soon = budgets.iter().filter_map(|budget| budget.warning(amount, now)).collect();
    let budgets = budgets
        .into_iter()
        .map(|budget| {
            let month = month(now, budget.ahead_minutes);
            (budget.scope, budget.subject, month)
        })
        .collect();
    Ok(Some(Spending { workspace, amount, budgets, soon }))
}

impl Budget {
    /// What is said when `amount` more makes it nearly used: once a month for each cap.
    fn warning(&self, amount: Credits, now: Millis) -> Option<NewNotice> {
        let (cap, spent) = (self.cap, self.spent(now));
        let after = spent.checked_add(amount)?;
        if budget::used(spent, cap) != Use::Fine || budget::used(after, cap) == Use::Fine {
            return None;
        }
        let name = match self.scope {
            Scope::Workspace => "The workspace's budget",
            Scope::Member => "Your own budget",
        };
        Some(NewNotice {
            cause: format!("budget:{}:{}:{}", month(now, self.ahead_minutes), self.subject, cap.0),
            kind: "budget",
            tone: Tone::Info,
            title: format!("{name} is nearly used"),
            detail: format!(
                "{after} of {cap} credits for this month are used or set aside. At {cap} a run is stopped before \
                 anything is held."
            ),
            link: Some("/billing"),
        })
    }
}

/// Counts what was set aside.
pub(super) fn spend(tx: &mut Tx<'_>, spending: &Spending, now: Millis) -> Result<(), DbError> {
    let Spending { workspace, amount, budgets, soon } = spending;
    for (scope, subject, month) in budgets {
        tx.execute(SPEND, params![*workspace, scope.id(), subject, month, *amount])?;
    }
    soon.iter().try_for_each(|told| notice::post(tx, *workspace, told, now).map(drop))
}

/// Takes what was given back out of the month in which it was set aside. What a dispute had set aside was no run's.
pub(super) fn give_back(tx: &mut Tx<'_>, release: &Transfer) -> Result<(), DbError> {
    let Some(holder) = release.holder.filter(|holder| !matches!(holder, Holder::Dispute(_))) else {
        return Ok(());
    };
    let Some((actor, at)) = store::held_by(tx, holder)? else { return Ok(()) };
    for budget in tx.query(READ, params![release.workspace, &actor], Budget::read)? {
        let month = month(at, budget.ahead_minutes);
        let values = params![release.workspace, budget.scope.id(), &budget.subject, &month, release.amount];
        tx.execute(GIVE_BACK, values)?;
    }
    Ok(())
}

/// A budget as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BudgetView {
    /// `workspace`, or `member` for the caller's own.
    #[schema(value_type = String)]
    pub scope: Scope,
    /// What a month may cost, in credits.
    pub cap: i64,
    /// What this month's runs cost so far, with what is set aside.
    pub spent: i64,
    /// How far it is used: `fine` below 80 %, `soon` from there on, `reached` when nothing is left this month.
    #[schema(value_type = String)]
    pub state: Use,
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
        let (cap, spent) = (self.cap, self.spent(now));
        // The first day of a month and 31 more lie in the next.
        let first = Day::at(now, self.ahead_minutes).month();
        let next = Day::at(first.starts().plus_ms(32 * domain::time::DAY_MS), 0).month();
        BudgetView {
            scope: self.scope,
            cap: cap.0,
            spent: spent.0,
            state: budget::used(spent, cap),
            renews_at: next.starts_at(self.ahead_minutes).0,
        }
    }
}

/// What a month may cost from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BudgetChange {
    /// `workspace`, or `member` for the caller's own.
    #[schema(value_type = String)]
    pub scope: Scope,
    /// In credits; null takes the budget away.
    pub cap: Option<i64>,
    /// Minutes that the caller's clocks are ahead of UTC: when months begin. India is 330.
    pub ahead_minutes: i32,
}

/// Sets a budget or takes it away. What this month's runs cost so far is counted from the statement. The same change again
/// changes nothing.
///
/// # Errors
/// [`DbError`].
pub fn set_budget(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    change: BudgetChange,
    now: Millis,
) -> Result<(), DbError> {
    let BudgetChange { scope, cap, ahead_minutes } = change;
    let subject = match scope {
        Scope::Workspace => String::new(),
        Scope::Member => user.to_string(),
    };
    match cap {
        None => drop(tx.execute(FORGET, params![workspace, scope.id(), &subject])?),
        Some(cap) => {
            let first = Day::at(now, ahead_minutes).month();
            let since = store::first_line_from(tx, workspace, first.starts_at(ahead_minutes))?;
            let spent: i64 =
                tx.query_one(HELD_SINCE, params![workspace, since, &subject], |row| row.get(0))?;
            let (ahead, month) = (i64::from(ahead_minutes), first.to_string());
            tx.execute(PUT, params![workspace, scope.id(), &subject, cap, ahead, month, spent, now])?;
        }
    }
    let any = tx.query_opt(ANY, params![workspace], |row| row.get::<i64>(0))?.is_some();
    store::set_budgeted(tx, workspace, any)
}
