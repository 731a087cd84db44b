//! Decisions about submits whose outcome is unknown, as rows.

use domain::{
    id::{GenerationId, StepId, UserId},
    time::Millis,
};
use serde::{Deserialize, Serialize};

use crate::{
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const OF: &str = "SELECT decision, remote_id, reason, decided_by, decided_at FROM step_decisions \
     WHERE step_id = $1 AND attempt = $2";
const INSERT: &str = "INSERT INTO step_decisions (step_id, attempt, decision, remote_id, reason, decided_by, decided_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const WAITING: &str = "SELECT s.id, s.generation_id, s.step_index, s.operation, s.provider, s.model_id, s.model_name, \
     s.attempt, s.started_at, g.user_id FROM generation_steps s JOIN generations g ON g.id = s.generation_id \
     WHERE s.state = 'unresolved' ORDER BY s.generation_id, s.step_index LIMIT $1";
// Through the index of unresolved steps, of which there are few.
const WAITING_STEP: &str = "SELECT s.id, s.generation_id, s.step_index, s.operation, s.provider, s.model_id, s.model_name, \
     s.attempt, s.started_at, g.user_id FROM generation_steps s JOIN generations g ON g.id = s.generation_id \
     WHERE s.state = 'unresolved' AND s.id = $1";

/// What an administrator can decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Decision {
    /// It came to nothing: the step fails, the credits go back.
    Failed,
    /// It is submitted again, at the risk that the provider is paid twice.
    Retry,
    /// The provider has it, under a name that the administrator found.
    Adopt,
}

impl Decision {
    /// The name used in rows and JSON.
    pub(super) fn id(self) -> &'static str {
        match self {
            Decision::Failed => "failed",
            Decision::Retry => "retry",
            Decision::Adopt => "adopt",
        }
    }

    fn parse(id: &str) -> Option<Decision> {
        [Decision::Failed, Decision::Retry, Decision::Adopt].into_iter().find(|decision| decision.id() == id)
    }
}

/// A decision that was made.
#[derive(Clone, Debug)]
pub(super) struct Decided {
    pub(super) decision: Decision,
    pub(super) remote_id: Option<String>,
    pub(super) reason: String,
    pub(super) by: UserId,
    pub(super) at: Millis,
}

/// A step whose submit has an unknown outcome.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) id: StepId,
    pub(super) generation: GenerationId,
    pub(super) index: u32,
    pub(super) operation: String,
    pub(super) provider: String,
    pub(super) model_id: String,
    pub(super) model_name: String,
    pub(super) attempt: u32,
    pub(super) since: Option<Millis>,
    pub(super) user: UserId,
    pub(super) decided: Option<Decided>,
}

pub(super) fn of(reader: &Reader<'_>, step: StepId, attempt: u32) -> Result<Option<Decided>, DbError> {
    reader.query_opt(OF, params![step, attempt], |row| {
        let decision = Decision::parse(&row.get::<String>(0)?);
        Ok(Decided {
            decision: decision.ok_or(DbError::Column { column: 0, expected: "a decision" })?,
            remote_id: row.get(1)?,
            reason: row.get(2)?,
            by: row.get(3)?,
            at: row.get(4)?,
        })
    })
}

pub(super) fn insert(tx: &mut Tx<'_>, step: StepId, attempt: u32, decided: &Decided) -> Result<(), DbError> {
    let values = params![
        step,
        attempt,
        decided.decision.id(),
        decided.remote_id.as_deref(),
        &decided.reason,
        decided.by,
        decided.at
    ];
    tx.execute(INSERT, values).map(drop)
}

pub(super) fn waiting(reader: &Reader<'_>, rows: u32) -> Result<Vec<Waiting>, DbError> {
    let steps = reader.query(WAITING, params![rows], step)?;
    steps.into_iter().map(|step| with_decision(reader, step)).collect()
}

pub(super) fn waiting_step(reader: &Reader<'_>, id: StepId) -> Result<Option<Waiting>, DbError> {
    let found = reader.query_opt(WAITING_STEP, params![id], step)?;
    found.map(|step| with_decision(reader, step)).transpose()
}

fn with_decision(reader: &Reader<'_>, step: Waiting) -> Result<Waiting, DbError> {
    Ok(Waiting { decided: of(reader, step.id, step.attempt)?, ..step })
}

fn step(row: &Row<'_>) -> Result<Waiting, DbError> {
    Ok(Waiting {
        id: row.get(0)?,
        generation: row.get(1)?,
        index: row.get(2)?,
        operation: row.get(3)?,
        provider: row.get(4)?,
        model_id: row.get(5)?,
        model_name: row.get(6)?,
        attempt: row.get(7)?,
        since: row.get(8)?,
        user: row.get(9)?,
        decided: None,
    })
}
