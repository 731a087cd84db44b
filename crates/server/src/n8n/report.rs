//! Takes a report.

use domain::{
    generation::report::{Applied, Reported, ReportedState, apply},
    id::GenerationId,
    time::Millis,
};

use super::{OPEN_MS, matches, store};
use crate::{
    app::App,
    auth::{SecurityEvent, SecurityRecord},
    generation::{self, Standing},
    platform::{
        db::{DbError, Tx},
        jobs::{self, JobKind},
    },
};

/// What became of a report.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is known from now on; the run goes on with it. With the attempt it is about.
    Taken(String),
    /// It says nothing new.
    Nothing,
    /// No workflow was handed this run.
    Unknown,
    /// The token is not one of this run's.
    Forged,
    /// It ends otherwise than was reported before, or it is about something that is over.
    Refused,
}

/// Takes a report of a run, and makes whoever carries the run look at it.
///
/// # Errors
/// [`DbError`].
pub(super) async fn take(
    app: &App,
    id: GenerationId,
    token: String,
    news: Reported,
) -> Result<Outcome, DbError> {
    let (now, inside) = (app.env.now(), app.clone());
    let outcome = app.db.write(move |tx| merge(&inside, tx, id, &token, news, now)).await?;
    if let (Outcome::Taken(attempt), Some(provider)) =
        (&outcome, app.providers.get(domain::catalog::WORKFLOW_PROVIDER))
    {
        // Other processes find it at their next look.
        provider.nudge(attempt);
    }
    Ok(outcome)
}

fn merge(
    app: &App,
    tx: &mut Tx<'_>,
    id: GenerationId,
    token: &str,
    news: Reported,
    now: Millis,
) -> Result<Outcome, DbError> {
    let runs = store::of_generation(tx, id)?;
    if runs.is_empty() {
        return Ok(Outcome::Unknown);
    }
    let Some(run) = runs.into_iter().find(|run| matches(token, &run.token_hash)) else {
        let record = SecurityRecord::new(&app.env, SecurityEvent::CallbackRefused, None);
        record.write(tx, &format!("n8n {id}"), now)?;
        return Ok(Outcome::Forged);
    };
    let next = match apply(&run.reported, news) {
        Applied::Nothing => return Ok(Outcome::Nothing),
        Applied::Contradicts => return Ok(Outcome::Refused),
        Applied::Changed(next) => next,
    };
    let standing = generation::standing(tx, id, &run.attempt_id)?;
    let is_result = next.state == ReportedState::Completed;
    let is_open = now.since_ms(run.created_at) < OPEN_MS;
    match standing {
        Some(Standing::Open) if is_open => {}
        // A result that comes late is kept, whatever became of the run.
        Some(Standing::Ended { .. }) if is_open && is_result => {}
        _ => return Ok(Outcome::Refused),
    }
    store::report(tx, &run.attempt_id, &next)?;
    match standing {
        Some(Standing::Ended { step_index }) => generation::expect_late(app, tx, id, step_index, now)?,
        // A submit whose answer was lost waits for its time; this is it.
        _ => jobs::hasten(tx, JobKind::Generation, &id.to_string(), now).map(drop)?,
    }
    Ok(Outcome::Taken(run.attempt_id))
}
