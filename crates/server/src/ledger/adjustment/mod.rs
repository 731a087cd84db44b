//! Corrections by administrators: small ones at once, large ones when a second administrator agrees.

mod http;

use domain::{
    id::{AdjustmentId, UserId, WorkspaceId},
    ledger::{self, Account, Actor, LedgerError, NewLot, Taking, lot::LotSource},
    limits::GRANT_CREDITS_MAX,
    money::Credits,
    time::Millis,
};
pub(super) use http::routes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{PostError, grant_lot, post, store};
use crate::{
    params,
    platform::db::{DbError, FromColumn, Reader, Row, Tx},
};

const INSERT: &str = "INSERT INTO ledger_adjustments \
     (id, workspace_id, user_id, credits, reason, state, asked_by, asked_at, decided_by, decided_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING";
const FIND: &str = "SELECT id, workspace_id, user_id, credits, reason, state, asked_by, asked_at, decided_by, decided_at \
     FROM ledger_adjustments WHERE id = $1";
const PAGE: &str = "SELECT id, workspace_id, user_id, credits, reason, state, asked_by, asked_at, decided_by, decided_at \
     FROM ledger_adjustments WHERE id < $1 ORDER BY id DESC LIMIT $2";
const DECIDE: &str = "UPDATE ledger_adjustments SET state = $2, decided_by = $3, decided_at = $4 \
     WHERE id = $1 AND state = 'waiting'";

/// What became of a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentState {
    /// A second administrator has to agree.
    Waiting,
    /// The credits were given or taken.
    Made,
    /// A second administrator did not agree.
    Refused,
}

impl AdjustmentState {
    fn id(self) -> &'static str {
        match self {
            AdjustmentState::Waiting => "waiting",
            AdjustmentState::Made => "made",
            AdjustmentState::Refused => "refused",
        }
    }
}

impl FromColumn for AdjustmentState {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError> {
        match String::from_column(row, column)?.as_str() {
            "waiting" => Ok(AdjustmentState::Waiting),
            "made" => Ok(AdjustmentState::Made),
            "refused" => Ok(AdjustmentState::Refused),
            _ => Err(DbError::Column { column, expected: "the state of a correction" }),
        }
    }
}

/// A correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Which one; also its cause in the ledger.
    pub id: AdjustmentId,
    /// Of which workspace.
    pub workspace: WorkspaceId,
    /// Whose that is.
    pub user: UserId,
    /// Above zero to give, below to take.
    pub credits: i64,
    /// Why; the person sees it in their statement.
    pub reason: String,
    /// What became of it.
    pub state: AdjustmentState,
    /// The administrator who asked for it.
    pub asked_by: UserId,
    /// When.
    pub asked_at: Millis,
    /// The administrator who decided, where a second one had to.
    pub decided_by: Option<UserId>,
    /// When it was decided.
    pub decided_at: Option<Millis>,
}

/// Why a correction was not made, or not decided. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AdjustError {
    /// A rule of the ledger forbids it.
    #[error(transparent)]
    Rule(#[from] LedgerError),
    /// Nobody asked for that.
    #[error("there is no such correction")]
    NotFound,
    /// It was decided already.
    #[error("it was decided already")]
    Decided,
    /// Who asked for it cannot agree to it.
    #[error("a second administrator has to decide")]
    OwnWish,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<PostError> for AdjustError {
    fn from(error: PostError) -> Self {
        match error {
            PostError::Rule(rule) => rule.into(),
            PostError::Db(error) => error.into(),
        }
    }
}

fn read(row: &Row<'_>) -> Result<Adjustment, DbError> {
    Ok(Adjustment {
        id: row.get(0)?,
        workspace: row.get(1)?,
        user: row.get(2)?,
        credits: row.get(3)?,
        reason: row.get(4)?,
        state: row.get(5)?,
        asked_by: row.get(6)?,
        asked_at: row.get(7)?,
        decided_by: row.get(8)?,
        decided_at: row.get(9)?,
    })
}

/// Makes a correction, or where it is larger than `alone` writes it down for a second administrator. The same id again
/// answers what came of it the first time.
///
/// # Errors
/// [`AdjustError`].
fn ask(tx: &mut Tx<'_>, mut adjustment: Adjustment, alone: Credits) -> Result<Adjustment, AdjustError> {
    if let Some(earlier) = find(tx, adjustment.id)? {
        return Ok(earlier);
    }
    let (credits, now) = (adjustment.credits, adjustment.asked_at);
    if credits == 0 || credits.checked_abs().is_none_or(|many| many > GRANT_CREDITS_MAX.0) {
        return Err(LedgerError::NotPositive(Credits(credits)).into());
    }
    if credits.abs() > alone.0 {
        adjustment.state = AdjustmentState::Waiting;
    } else {
        adjustment.state = AdjustmentState::Made;
        adjustment.decided_at = Some(now);
        make(tx, &adjustment, now)?;
    }
    insert(tx, &adjustment)?;
    Ok(adjustment)
}

/// Agrees to a correction, or does not.
///
/// # Errors
/// [`AdjustError`].
fn decide(
    tx: &mut Tx<'_>,
    id: AdjustmentId,
    agrees: bool,
    by: UserId,
    now: Millis,
) -> Result<Adjustment, AdjustError> {
    let mut found = find(tx, id)?.ok_or(AdjustError::NotFound)?;
    if found.state != AdjustmentState::Waiting {
        return Err(AdjustError::Decided);
    }
    // Taking a wish back is everybody's right; agreeing to one's own is not.
    if agrees && found.asked_by == by {
        return Err(AdjustError::OwnWish);
    }
    if agrees {
        make(tx, &found, now)?;
    }
    found.state = if agrees { AdjustmentState::Made } else { AdjustmentState::Refused };
    (found.decided_by, found.decided_at) = (Some(by), Some(now));
    if tx.execute(DECIDE, params![id, found.state.id(), by, now])? == 0 {
        return Err(AdjustError::Decided);
    }
    Ok(found)
}

/// Gives or takes the credits. Taking is refused where there are fewer: a balance is never below zero.
fn make(tx: &mut Tx<'_>, adjustment: &Adjustment, now: Millis) -> Result<(), AdjustError> {
    let Adjustment { workspace, credits, reason, asked_by, .. } = adjustment;
    let (cause, actor) = (adjustment.id.to_string(), Actor::User(*asked_by));
    if *credits > 0 {
        let new = NewLot {
            source: LotSource::Adjustment,
            credits: Credits(*credits),
            expires_at: None,
            cause,
            reason: reason.clone(),
        };
        grant_lot(tx, *workspace, &new, actor, now)?;
        return Ok(());
    }
    let needed = Credits(-*credits);
    let available = store::balance(tx, Account::Available(*workspace))?;
    if needed > available {
        return Err(LedgerError::Insufficient { needed, available }.into());
    }
    let transfer = ledger::take(*workspace, Taking::Adjustment, (None, needed), &cause, reason, actor)?;
    post(tx, &transfer, now)?;
    Ok(())
}

fn insert(tx: &mut Tx<'_>, adjustment: &Adjustment) -> Result<(), DbError> {
    let values = params![
        adjustment.id,
        adjustment.workspace,
        adjustment.user,
        adjustment.credits,
        &adjustment.reason,
        adjustment.state.id(),
        adjustment.asked_by,
        adjustment.asked_at,
        adjustment.decided_by,
        adjustment.decided_at,
    ];
    tx.execute(INSERT, values).map(drop)
}

fn find(reader: &Reader<'_>, id: AdjustmentId) -> Result<Option<Adjustment>, DbError> {
    reader.query_opt(FIND, params![id], read)
}

/// Corrections before `before` in the order of ids, the newest first.
fn page(reader: &Reader<'_>, before: &str, rows: u32) -> Result<Vec<Adjustment>, DbError> {
    reader.query(PAGE, params![before, rows], read)
}
