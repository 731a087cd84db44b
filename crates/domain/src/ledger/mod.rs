//! Double entry for credits.
//!
//! A transfer is a set of entries that sum to zero. It is named by its cause (`hold:gen_…`), so that
//! doing the same thing twice meets a unique index instead of a second charge. A run *holds* what it was
//! quoted, then *captures* at most that and *releases* the rest, exactly once; history is never edited.
//! These functions only say which entries to write; the server writes them in one transaction.

#[cfg(test)]
mod properties;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    id::{BatchId, GenerationId, UserId, WorkspaceId},
    money::Credits,
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
    /// The platform: given away at sign-up or by an administrator.
    Bonus,
    /// The platform: earned by completed generations.
    Usage,
}

impl Account {
    /// The name of the account's row.
    #[must_use]
    pub fn row_id(self) -> String {
        match self {
            Account::Available(workspace) => format!("available:{workspace}"),
            Account::Held(workspace) => format!("held:{workspace}"),
            Account::Bonus => "platform:bonus".into(),
            Account::Usage => "platform:usage".into(),
        }
    }

    /// Whether its balance may go below zero: only the platform gives what it does not have.
    #[must_use]
    pub fn may_be_negative(self) -> bool {
        matches!(self, Account::Bonus | Account::Usage)
    }
}

/// What a transfer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// Credits given without payment.
    Grant,
    /// Credits set aside for a run or a batch.
    Hold,
    /// Held credits earned.
    Capture,
    /// Held credits given back.
    Release,
}

impl TransferKind {
    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            TransferKind::Grant => "grant",
            TransferKind::Hold => "hold",
            TransferKind::Capture => "capture",
            TransferKind::Release => "release",
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
    /// What holds or held the credits; nothing for a grant.
    pub holder: Option<Holder>,
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
    /// A capture never exceeds its hold.
    #[error("{captured} credits cannot be captured of {held} held")]
    MoreThanHeld {
        /// What was asked for.
        captured: Credits,
        /// What was set aside.
        held: Credits,
    },
}

/// Credits given without payment. `cause` names why, e.g. `sign-up:usr_…`.
///
/// # Errors
/// [`LedgerError::NotPositive`].
pub fn grant(
    workspace: WorkspaceId,
    amount: Credits,
    cause: &str,
    reason: &str,
    actor: Actor,
) -> Result<Transfer, LedgerError> {
    if amount <= Credits::ZERO {
        return Err(LedgerError::NotPositive(amount));
    }
    Ok(Transfer {
        cause: format!("grant:{cause}"),
        kind: TransferKind::Grant,
        workspace,
        holder: None,
        reason: reason.into(),
        actor,
        from: Account::Bonus,
        to: Account::Available(workspace),
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
    };
    Ok(Transfer {
        cause: format!("hold:{holder}"),
        kind: TransferKind::Hold,
        workspace,
        holder: Some(holder),
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
        };
        transfers.push(part(TransferKind::Capture, Account::Usage, captured, reason));
    }
    if rest > Credits::ZERO {
        transfers.push(part(TransferKind::Release, Account::Available(workspace), rest, reason));
    }
    Ok(transfers)
}
