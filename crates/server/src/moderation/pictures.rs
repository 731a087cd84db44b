//! Pictures, by the score that a network gives them.

use providers::local;

use super::What;
use crate::{
    app::App,
    config::{Config, ModerationSettings},
    media::{self, StoredFile},
};

/// The rule that pictures break, as it is counted.
const RULE: &str = "nudity";

/// Why nobody judged: in a sentence for the log and the administrator.
pub type NotJudged = String;

/// Scores pictures.
pub trait PictureJudge: Send + Sync {
    /// Whether there is something to judge with; quick.
    fn is_there(&self) -> bool;

    /// How likely a picture (rows of red, green, blue) is not safe for work, 0 to 1; `None` where nobody can tell.
    /// Takes hundredths of a second of a processor.
    ///
    /// # Errors
    /// [`NotJudged`].
    fn score(&self, rgb: &[u8], size: [usize; 2]) -> Result<Option<f32>, NotJudged>;
}

/// The network in the folder of packs.
pub(super) struct Fetched(local::Judge);

impl Fetched {
    pub(super) fn new(config: &Config) -> Fetched {
        Fetched(local::judge(config.packs(), config.local_studio.niceness))
    }
}

impl PictureJudge for Fetched {
    fn is_there(&self) -> bool {
        self.0.is_there()
    }

    fn score(&self, rgb: &[u8], size: [usize; 2]) -> Result<Option<f32>, NotJudged> {
        self.0.score(rgb, size).map_err(|error| error.to_string())
    }
}

/// What is done with a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// It is kept.
    Fine,
    /// It is kept, and an administrator should look at it: its score.
    Review(f32),
    /// It is not taken, or not shown.
    Block,
}

/// Judges a stored file by its small version; clips and sounds, and everything while nobody can judge, are fine. What
/// is blocked is counted.
pub async fn judge(app: &App, what: What, file: &StoredFile) -> Verdict {
    let judge = app.moderation.judge();
    if !app.config.moderation.pictures || !matches!(file, StoredFile::Picture(_)) || !judge.is_there() {
        return Verdict::Fine;
    }
    let (storage, file) = (app.storage.clone(), file.clone());
    let scored = tokio::task::spawn_blocking(move || {
        let Some((rgb, size)) = media::pixels_blocking(&storage, &file).map_err(|error| error.to_string())?
        else {
            return Ok(None);
        };
        judge.score(&rgb, size)
    });
    let scored: Result<Option<f32>, NotJudged> = scored.await.unwrap_or_else(|error| Err(error.to_string()));
    let verdict = match scored {
        Ok(Some(score)) => verdict(&app.config.moderation, what, score),
        Ok(None) => Verdict::Fine,
        Err(reason) => {
            tracing::error!(reason, "a picture could not be judged and was let through");
            Verdict::Fine
        }
    };
    if verdict == Verdict::Block {
        super::count(app, what, RULE).await;
    }
    verdict
}

fn verdict(settings: &ModerationSettings, what: What, score: f32) -> Verdict {
    let block = if what == What::Upload { settings.upload_block } else { settings.output_block };
    match score {
        score if score >= block => Verdict::Block,
        score if score >= settings.review => Verdict::Review(score),
        _ => Verdict::Fine,
    }
}
