//! Words before they are planned, priced or held for.

use agents::moderation::{Rule, broken};
use domain::id::WorkspaceId;

use super::What;
use crate::{app::App, config::ModerationSettings};

/// Whether a rule is on here. The one on minors always is.
fn is_on(settings: &ModerationSettings, rule: Rule) -> bool {
    let off = || settings.rules_off.iter().any(|id| id == rule.id());
    rule == Rule::Minors || settings.prompts && !off()
}

/// Judges words on behalf of a workspace. A refusal is counted, once in ten minutes for a workspace and rule; the
/// words are neither kept nor logged.
///
/// # Errors
/// The rule they break.
pub async fn allowed<'a>(
    app: &App,
    workspace: WorkspaceId,
    words: impl IntoIterator<Item = &'a str>,
) -> Result<(), Rule> {
    let settings = &app.config.moderation;
    let found = words.into_iter().find_map(|words| broken(words, |rule| is_on(settings, rule)));
    let Some(rule) = found else { return Ok(()) };
    if app.moderation.counts(workspace, rule, app.env.now()) {
        super::count(app, What::Prompt, rule.id()).await;
    }
    Err(rule)
}
