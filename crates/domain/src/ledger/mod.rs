//! Double entry for credits.
//!
//! A transfer is a set of entries that sum to zero. It is named by its cause (`hold:gen_…`), so that
//! doing the same thing twice meets a unique index instead of a second charge. A run *holds* what it was
//! quoted, then *captures* at most that and *releases* the rest, exactly once; history is never edited.
//! These functions only say which entries to write; the server writes them in one transaction.

pub mod budget;
mod freeze;
pub mod lot;
#[cfg(test)]
mod properties;

use std::fmt;

pub use freeze::freeze;
use lot::LotSource;
use serde::{Deserialize, Serialize};

use crate::{
    id::{BatchId, DisputeId, GenerationId, UserId, WorkspaceId},
    limits::GRANT_CREDITS_MAX,
    money::Credits,
    time::Millis,
};

/// What credits are set aside for. Its text is the second half of a transfer's cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A run that pays for itself.
    Generation(GenerationId),
    /// All items of a batch.
    Batch {
        /// Which batch.
        id: BatchId,
        /// 1 for the first hold; trying again after that was resolved is a hold of its own.
        round: u32,
    },
    /// What a payment brought, while a bank disputes it.
    Dispute(DisputeId),
}

impl From<GenerationId> for Holder {
    fn from(id: GenerationId) -> Holder {
        Holder::Generation(id)
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Holder::Generation(id) => id.fmt(f),
            Holder::Batch { id, round } => write!(f, "{id}.{round}"),
            Holder::Dispute(id) => id.fmt(f),
        }
    }
}

/// An account of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Account {
    /// What a workspace can spend.
    Available(WorkspaceId),
    /// What is set aside for its running generations.
    Held(WorkspaceId),
    /// The platform: sold as plans and packs.
    Sales,
    /// The platform: given away at sign-up, in a campaign or by an administrator.
    Bonus,
    /// The platform: taken back because a payment was given back.
    Refunds,
    /// The platform: expired unused.
    Expiry,
    /// The platform: earned by completed generations.
    Usage,
}

impl Account {
    /// The accounts of the platform.
    pub const PLATFORM: [Account; 5] =
        [Account::Sales, Account::Bonus, Account::Refunds, Account::Expiry, Account::Usage];

    /// The name of the account's row.
    #[must_use]
    pub fn row_id(self) -> String {
        match self {
            Account::Available(workspace) => format!("available:{workspace}"),
            Account::Held(workspace) => format!("held:{workspace}"),
            Account::Sales => "platform:sales".into(),
            Account::Bonus => "platform:bonus".into(),
            Account::Refunds => "platform:refunds".into(),
            Account::Expiry => "platform:expiry".into(),
            Account::Usage => "platform:usage".into(),
        }
    }

    /// Whether its balance may go below zero: only the platform gives what it does not have.
    #[must_use]
    pub fn may_be_negative(self) -> bool {
        !matches!(self, Account::Available(_) | Account::Held(_))
    }
}

/// What a transfer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// Credits given without payment.
    Grant,
    /// Credits that were paid for.
    Purchase,
    /// Credits given in a campaign.
    Bonus,
    /// An administrator's correction, up or down.
    Adjustment,
    /// Credits set aside for a run or a batch.
    Hold,
    /// Held credits earned.
    Capture,
    /// Held credits given back.
    Release,
    /// Credits taken back because their payment was given back.
    Refund,
    /// Credits that expired unused.
    Expiry,
}

impl TransferKind {
    /// Every kind.
    pub const ALL: [TransferKind; 9] = [
        TransferKind::Grant,
        TransferKind::Purchase,
        TransferKind::Bonus,
        TransferKind::Adjustment,
        TransferKind::Hold,
        TransferKind::Capture,
        TransferKind::Release,
        TransferKind::Refund,
        TransferKind::Expiry,
    ];

    /// The kind with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<TransferKind> {
        TransferKind::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            TransferKind::Grant => "grant",
            TransferKind::Purchase => "purchase",
            TransferKind::Bonus => "bonus",
            TransferKind::Adjustment => "adjustment",
            TransferKind::Hold => "hold",
            TransferKind::Capture => "capture",
            TransferKind::Release => "release",
            TransferKind::Refund => "refund",
            TransferKind::Expiry => "expiry",
        }
    }
}

/// Who caused a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The platform itself.
    System,
    /// A person.
    User(UserId),
    /// The operator at the command line.
    Operator,
}

impl Actor {
    /// The text kept with the transfer.
    #[must_use]
    pub fn row_text(&self) -> String {
        match self {
            Actor::System => "system".into(),
            Actor::User(user) => user.to_string(),
            Actor::Operator => "operator".into(),
        }
    }
}

/// A transfer to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The cause; writing the same cause twice changes nothing.
    pub cause: String,
    /// What it is for.
    pub kind: TransferKind,
    /// Whose statement shows it.
    pub workspace: WorkspaceId,
    /// What holds or held the credits; nothing where no run or batch does.
    pub holder: Option<Holder>,
    /// The lot that it opens or takes from, where it is one.
    pub lot: Option<String>,
    /// In words, for the statement.
    pub reason: String,
    /// Who caused it.
    pub actor: Actor,
    /// The two sides: the amount leaves `from` and reaches `to`.
    pub from: Account,
    /// See `from`.
    pub to: Account,
    /// Above zero.
    pub amount: Credits,
}

/// Why a transfer cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The workspace cannot spend that much.
    #[error("{needed} credits are needed, {available} are available")]
    Insufficient {
        /// What the run costs.
        needed: Credits,
        /// What the workspace can spend.
        available: Credits,
    },
    /// Amounts are whole and above zero.
    #[error("an amount of {0} credits is not a transfer")]
    NotPositive(Credits),
    /// A monthly budget does not allow it.
    #[error("{needed} credits are needed, {spent} of this month's {} budget of {cap} are spent", .scope.id())]
    OverBudget {
        /// What the run costs.
        needed: Credits,
        /// What this month's runs cost so far, with what is set aside.
        spent: Credits,
        /// What a month may cost.
        cap: Credits,
        /// Which budget: the widest of those that do not allow it.
        scope: budget::Scope,
    },
    /// More than anybody is ever given at once: somebody mistyped.
    #[error("{0} credits at once are too many")]
    TooMany(Credits),
    /// Nobody bought anything under that cause.
    #[error("there is no purchase `{0}`")]
    UnknownPurchase(String),
    /// A capture never exceeds its hold.
    #[error("{captured} credits cannot be captured of {held} held")]
    MoreThanHeld {
        /// What was asked for.
        captured: Credits,
        /// What was set aside.
        held: Credits,
    },
}

/// Credits that a workspace gets: given, bought, or an administrator's correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLot {
    /// Where they come from.
    pub source: LotSource,
    /// How many; above zero.
    pub credits: Credits,
    /// When the rest of them expires; never, where nothing is said.
    pub expires_at: Option<Millis>,
    /// Why, as a name, e.g. `sign-up:usr_…`: the same cause gives only once.
    pub cause: String,
    /// Why, in words, for the statement.
    pub reason: String,
}

/// Opens a lot.
///
/// # Errors
/// [`LedgerError::NotPositive`], [`LedgerError::TooMany`].
pub fn grant(workspace: WorkspaceId, new: &NewLot, actor: Actor) -> Result<Transfer, LedgerError> {
    let kind = new.source.kind();
    let from = if kind == TransferKind::Purchase { Account::Sales } else { Account::Bonus };
    let cause = format!("{}:{}", kind.id(), new.cause);
    if new.credits <= Credits::ZERO {
        return Err(LedgerError::NotPositive(new.credits));
    }
    if new.credits > GRANT_CREDITS_MAX {
        return Err(LedgerError::TooMany(new.credits));
    }
    Ok(Transfer {
        lot: Some(cause.clone()),
        cause,
        kind,
        workspace,
        holder: None,
        reason: new.reason.clone(),
        actor,
        from,
        to: Account::Available(workspace),
        amount: new.credits,
    })
}

/// Why credits leave a workspace other than by being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// They expired unused.
    Expiry,
    /// Their payment was given back.
    Refund,
    /// An administrator's correction.
    Adjustment,
}

/// Takes credits away: from `lot`, or where none is named from those that expire soonest.
///
/// # Errors
/// [`LedgerError::NotPositive`].
pub fn take(
    workspace: WorkspaceId,
    taking: Taking,
    (lot, amount): (Option<&str>, Credits),
    cause: &str,
    reason: &str,
    actor: Actor,
) -> Result<Transfer, LedgerError> {
    if amount <= Credits::ZERO {
        return Err(LedgerError::NotPositive(amount));
    }
    let (kind, to) = match taking {
        Taking::Expiry => (TransferKind::Expiry, Account::Expiry),
        Taking::Refund => (TransferKind::Refund, Account::Refunds),
        Taking::Adjustment => (TransferKind::Adjustment, Account::Bonus),
    };
    Ok(Transfer {
        cause: format!("{}:{cause}", kind.id()),
        kind,
        workspace,
        holder: None,
        lot: lot.map(str::to_owned),
        reason: reason.into(),
        actor,
        from: Account::Available(workspace),
        to,
        amount,
    })
}

/// Sets credits aside for a run or a batch, if `available` covers them.
///
/// # Errors
/// [`LedgerError::Insufficient`], [`LedgerError::NotPositive`].
pub fn hold(
    workspace: WorkspaceId,
    holder: impl Into<Holder>,
    amount: Credits,
    available: Credits,
    actor: Actor,
) -> Result<Transfer, LedgerError> {
    if amount <= Credits::ZERO {
        return Err(LedgerError::NotPositive(amount));
    }
    if amount > available {
        return Err(LedgerError::Insufficient { needed: amount, available });
    }
    let holder = holder.into();
    let reason = match holder {
        Holder::Generation(_) => "Set aside for a run",
        Holder::Batch { round: 1, .. } => "Set aside for a batch",
        Holder::Batch { .. } => "Set aside to try a batch's failed items again",
        Holder::Dispute(_) => freeze::REASON,
    };
    Ok(Transfer {
        cause: format!("hold:{holder}"),
        kind: TransferKind::Hold,
        workspace,
        holder: Some(holder),
        lot: None,
        reason: reason.into(),
        actor,
        from: Account::Available(workspace),
        to: Account::Held(workspace),
        amount,
    })
}

/// Resolves a hold: captures `captured` of `held` and releases the rest, as one or two transfers.
/// Capturing nothing gives everything back.
///
/// # Errors
/// [`LedgerError::MoreThanHeld`], [`LedgerError::NotPositive`] for a negative capture or an empty hold.
pub fn resolve(
    workspace: WorkspaceId,
    holder: impl Into<Holder>,
    held: Credits,
    captured: Credits,
    reason: &str,
) -> Result<Vec<Transfer>, LedgerError> {
    if held <= Credits::ZERO || captured < Credits::ZERO {
        return Err(LedgerError::NotPositive(held.min(captured)));
    }
    if captured > held {
        return Err(LedgerError::MoreThanHeld { captured, held });
    }
    let holder = holder.into();
    let part = |kind: TransferKind, to: Account, amount: Credits, reason: &str| Transfer {
        cause: format!("{}:{holder}", kind.id()),
        kind,
        workspace,
        holder: Some(holder),
        lot: None,
        reason: reason.into(),
        actor: Actor::System,
        from: Account::Held(workspace),
        to,
        amount,
    };
    let rest = Credits(held.0 - captured.0);
    let mut transfers = Vec::with_capacity(2);
    if captured > Credits::ZERO {
        let reason = match holder {
            Holder::Generation(_) => "Charged for a finished run",
            Holder::Batch { .. } => "Charged for what a batch delivered",
            Holder::Dispute(_) => "Taken with a payment that a bank took back",
        };
        transfers.push(part(TransferKind::Capture, Account::Usage, captured, reason));
    }
    if rest > Credits::ZERO {
        transfers.push(part(TransferKind::Release, Account::Available(workspace), rest, reason));
    }
    Ok(transfers)
}
