//! What the ledger does by itself: credits expire when their time has come, and every night it is audited.

use std::time::Duration;

use domain::time::MINUTE_MS;

use super::{audit, lot};
use crate::{app::App, platform::db::DbError};

/// How often is looked whether credits are due.
const LOOK_EVERY: Duration = Duration::from_millis(MINUTE_MS.unsigned_abs());

/// Watches until the process stops.
pub async fn watch(app: App) {
    let mut tick = tokio::time::interval_at(tokio::time::Instant::now() + LOOK_EVERY, LOOK_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.stopping.cancelled() => return,
            _ = tick.tick() => {}
        }
        if let Err(error) = look(&app).await {
            tracing::error!(%error, "the ledger could not be looked after; it will be at the next look");
        }
    }
}

/// One look: what is due expires, and the nightly audit runs where it has not.
///
/// # Errors
/// [`DbError`]; what was not done is done at the next look.
pub async fn look(app: &App) -> Result<(), DbError> {
    lot::expire_due(app).await?;
    let now = app.env.now();
    if app.db.read(|reader| audit::is_due(reader, now)).await? {
        audit::run_audit(app).await?;
    }
    Ok(())
}
