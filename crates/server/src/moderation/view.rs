//! Moderation as administrators see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::store::{Count, Held};

/// What is judged, how, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModerationView {
    /// Whether words are judged by rules; the rule on minors always is.
    pub prompts: bool,
    /// Rules on words that are switched off.
    pub rules_off: Vec<String>,
    /// `on`, `off` by the settings, `not_fetched`, or `unusable`.
    pub pictures: String,
    /// The same in a sentence that says what to do.
    pub pictures_sentence: String,
    /// Scores from 0 to 1 from which an uploaded picture is not taken.
    pub upload_block: f32,
    /// From which a picture that was made is withheld.
    pub output_block: f32,
    /// From which a picture is listed here.
    pub review: f32,
    /// How many pictures wait for a decision.
    pub waiting: i64,
    /// What was refused in the last 30 days, the most frequent first.
    pub counts: Vec<CountView>,
}

/// How often a rule refused.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CountView {
    /// `prompt`, `upload` or `output`.
    pub what: String,
    /// e.g. `explicit`; `nudity` for pictures.
    pub rule: String,
    /// How often.
    pub refused: i64,
}

impl From<Count> for CountView {
    fn from(count: Count) -> Self {
        let Count { what, rule, refused } = count;
        CountView { what, rule, refused }
    }
}

/// A picture that was kept and should be looked at.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReviewView {
    /// The picture: `ast_…`.
    pub id: String,
    /// Whose it is: `wsp_…`.
    pub workspace_id: String,
    /// `upload` or `output`.
    pub what: String,
    /// 0 to 1.
    pub score: f64,
    /// Where the picture is, for administrators.
    pub picture_url: String,
    /// Since when, in UTC milliseconds.
    pub since: i64,
}

impl From<Held> for ReviewView {
    fn from(held: Held) -> Self {
        ReviewView {
            picture_url: format!("/api/admin/moderation/reviews/{}/picture", held.asset),
            id: held.asset.to_string(),
            workspace_id: held.workspace.to_string(),
            what: held.what,
            score: held.score as f64 / 1_000.0,
            since: held.since.0,
        }
    }
}
