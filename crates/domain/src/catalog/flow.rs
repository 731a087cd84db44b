//! Flows: the named workflows that people run.

use serde::{Deserialize, Serialize};

use super::Operation;
use crate::plan::Plan;

/// A named workflow a user can run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// The name used in addresses, e.g. `text-to-image`.
    pub id: String,
    /// The name on screen.
    pub name: String,
    /// One line.
    pub summary: String,
    /// One paragraph.
    pub description: String,
    /// Where the gallery puts it.
    pub category: String,
    /// The operation of its step; for a flow with an agent, the one its options are about.
    pub operation: Operation,
    /// Whether an agent reads the words and chooses the tools.
    #[serde(default)]
    pub agent: bool,
    /// The cheapest plan that includes it.
    pub minimum_plan: Plan,
    /// The picture on its tile, an address of the web app.
    pub cover: String,
    /// Prompts to start from.
    pub sample_prompts: Vec<SamplePrompt>,
}

/// A prompt to start from, with the picture it made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplePrompt {
    /// The words.
    pub prompt: String,
    /// An address of the web app.
    pub cover: String,
}
