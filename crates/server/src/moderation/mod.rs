//! Moderation: what is not made, not taken and not shown.
//!
//! Owns the tables `moderation_days` and `moderation_reviews`.
//!
//! ```text
//!  words ─► rules (crate `agents`) ───────────────► refused before anything is held
//!  a file that is brought ─┐              ┌─ too high: not taken, or withheld and the step fails
//!  a picture that was made ┴► score ──────┼─ in between: kept, and listed for an administrator
//!                        (a fetched network) └─ else: kept
//! ```
//!
//! Words are judged by rules that are always there. Pictures are judged by a network that is fetched (`marty assets
//! fetch open-nsfw`); while its file is not there, or is another than the one that was chosen, they are not judged, and
//! `marty check-config` and the administrator's page say so. Clips and sounds are not judged. Refusals are counted by
//! rule and day; no word and no picture of them is kept or logged.

mod decide;
mod http;
mod pictures;
mod store;
mod view;
mod words;

use std::{collections::HashMap, sync::Arc};

use agents::moderation::Rule;
use domain::{
    id::{AssetId, WorkspaceId},
    time::{DAY_MS, MINUTE_MS, Millis},
};
pub use http::admin_routes;
use parking_lot::Mutex;
pub use pictures::{NotJudged, PictureJudge, Verdict, judge};
pub use store::Held;
pub use words::allowed;

use crate::{
    app::App,
    config::{Config, ModerationSettings},
    platform::db::{DbError, Tx},
};

/// How long the same rule counts once for one workspace: a price is asked again with every word that is typed.
const COUNTED_ONCE_MS: i64 = 10 * MINUTE_MS;
/// Workspaces and rules that are remembered for that.
const REMEMBERED_MAX: usize = 10_000;

/// What was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// Words.
    Prompt,
    /// A file that somebody brought.
    Upload,
    /// A picture that was made.
    Output,
}

impl What {
    /// The name used in the database and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            What::Prompt => "prompt",
            What::Upload => "upload",
            What::Output => "output",
        }
    }
}

/// What this process needs to judge.
pub struct Moderation {
    judge: Mutex<Arc<dyn PictureJudge>>,
    counted: Mutex<HashMap<(WorkspaceId, Rule), Millis>>,
}

impl Moderation {
    /// By the settings, with the network of the folder of packs.
    #[must_use]
    pub fn new(config: &Config) -> Moderation {
        let judge = pictures::Fetched::new(config);
        Moderation { judge: Mutex::new(Arc::new(judge)), counted: Mutex::default() }
    }

    /// Has pictures judged by somebody else, for tests.
    #[cfg(debug_assertions)]
    pub fn judged_by(&self, judge: Arc<dyn PictureJudge>) {
        *self.judge.lock() = judge;
    }

    fn judge(&self) -> Arc<dyn PictureJudge> {
        self.judge.lock().clone()
    }

    /// Whether this refusal counts: the first of its workspace and rule for a while.
    fn counts(&self, workspace: WorkspaceId, rule: Rule, now: Millis) -> bool {
        let mut counted = self.counted.lock();
        if counted.len() >= REMEMBERED_MAX {
            counted.retain(|_, at| now.since_ms(*at) < COUNTED_ONCE_MS);
        }
        match counted.get(&(workspace, rule)) {
            Some(at) if now.since_ms(*at) < COUNTED_ONCE_MS => false,
            _ => {
                counted.insert((workspace, rule), now);
                true
            }
        }
    }
}

/// Counts a refusal, in the metrics and by day. A failure to write it down is told and forgotten.
async fn count(app: &App, what: What, rule: &'static str) {
    app.metrics.refused(what.id(), rule);
    let day = app.env.now().0.div_euclid(DAY_MS);
    if let Err(error) = app.db.write(move |tx| store::count(tx, day, what, rule)).await {
        tracing::error!(%error, "a refusal could not be counted");
    }
}

/// Lists a picture that was kept for an administrator, in the transaction that keeps it.
///
/// # Errors
/// [`DbError`].
pub fn list(
    tx: &mut Tx<'_>,
    asset: AssetId,
    workspace: WorkspaceId,
    (what, score): (What, f32),
    now: Millis,
) -> Result<(), DbError> {
    store::list(tx, asset, workspace, what, score, now)
}

/// Whether the settings make sense.
///
/// # Errors
/// The rule that does not hold, as the start of the server says it.
pub fn check(settings: &ModerationSettings) -> Result<(), &'static str> {
    let off = || settings.rules_off.iter();
    let scores = [settings.upload_block, settings.output_block, settings.review];
    if off().any(|id| Rule::parse(id).is_none()) {
        return Err("moderation.rules_off: real_people, self_harm, weapons, hate, gore or explicit");
    }
    if off().any(|id| id == Rule::Minors.id()) {
        return Err("moderation.rules_off: the rule on minors cannot be switched off");
    }
    if !scores.iter().all(|score| (0.05..=1.0).contains(score)) {
        return Err("moderation.upload_block, output_block, review: scores from 0.05 to 1");
    }
    Ok(())
}

/// How pictures are judged here, in a sentence for who runs the installation.
#[must_use]
pub fn how_pictures_are_judged(config: &Config) -> String {
    let fetched = pictures::Fetched::new(config);
    match (config.moderation.pictures, fetched.is_there()) {
        (false, _) => "Pictures are not judged: moderation.pictures is off.".to_owned(),
        (true, true) => "Pictures that are brought or made are judged by open_nsfw.".to_owned(),
        (true, false) => {
            "Pictures are not judged: the network is not there. `marty assets fetch open-nsfw` gets it."
                .to_owned()
        }
    }
}
