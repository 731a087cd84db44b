//! Tells people of batches that changed.
//!
//! Items of a batch may change hundreds of times a second. A change only counts up the version of the
//! batch's row; twice a second, batches whose version was not told yet are announced. Nothing depends on
//! this process: after a crash, the rows still say what nobody was told of. The beginning and the end of
//! a batch are announced at once.

use std::time::Duration;

use super::store;
use crate::{
    app::App,
    platform::{
        db::{DbError, Tx},
        events::{self, EventKind},
    },
};

/// How often batches are told of, at most.
const TELL_EVERY: Duration = Duration::from_millis(500);
/// Batches told of in one transaction.
const BATCHES_AT_ONCE: u32 = 100;

/// Tells of changes until the process stops.
pub async fn watch(app: App) {
    let mut tick = tokio::time::interval(TELL_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.stopping.cancelled() => return,
            _ = tick.tick() => {}
        }
        if let Err(error) = tell(&app).await {
            tracing::error!(%error, "changes of batches could not be told; they will be at the next look");
        }
    }
}

async fn tell(app: &App) -> Result<(), DbError> {
    let now = app.env.now();
    let untold = app.db.read(|reader| store::untold(reader, BATCHES_AT_ONCE)).await?;
    if untold.is_empty() {
        return Ok(());
    }
    let announce = move |tx: &mut Tx<'_>| {
        for (id, workspace, version) in &untold {
            events::announce(tx, *workspace, EventKind::BatchUpdated, id, now);
            store::told(tx, *id, *version)?;
        }
        Ok(())
    };
    app.db.write(announce).await
}
