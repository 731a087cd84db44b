//! What a run was asked for, as it is kept with it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::request::{PictureRequest, STYLE_AUTO};
use crate::{
    catalog::{AspectRatio, ModelChoice},
    pricing::Quality,
};

/// What a run of a custom flow was asked for: fields that fit the flow's schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomRequest {
    /// What it is about, in words, for the conversation.
    pub words: String,
    /// The fields as they were given, with the schema's defaults.
    pub fields: Map<String, Value>,
    /// The version of the flow it was planned with.
    pub flow_version: u32,
    /// What makes it repeatable. `None` only before a run is accepted.
    pub seed: Option<i64>,
}

/// What a run was asked for. A picture's request is stored and hashed as it always was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RunRequest {
    /// Of a flow that ships: words and the options of a picture.
    Picture(PictureRequest),
    /// Of a custom flow.
    Custom(CustomRequest),
}

impl RunRequest {
    /// What it is about, in words.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            RunRequest::Picture(picture) => picture.prompt.as_str(),
            RunRequest::Custom(custom) => &custom.words,
        }
    }

    /// The style that was asked for, or [`STYLE_AUTO`].
    #[must_use]
    pub fn style(&self) -> &str {
        match self {
            RunRequest::Picture(picture) => &picture.style,
            RunRequest::Custom(_) => STYLE_AUTO,
        }
    }

    /// The shape that was asked for; a custom flow says it in its steps.
    #[must_use]
    pub fn aspect_ratio(&self) -> AspectRatio {
        match self {
            RunRequest::Picture(picture) => picture.aspect_ratio,
            RunRequest::Custom(_) => AspectRatio::default(),
        }
    }

    /// The quality that was asked for; a custom flow says it in its steps.
    #[must_use]
    pub fn quality(&self) -> Quality {
        match self {
            RunRequest::Picture(picture) => picture.quality,
            RunRequest::Custom(_) => Quality::default(),
        }
    }

    /// Which model is wanted; `None` for the best.
    #[must_use]
    pub fn model(&self) -> Option<&ModelChoice> {
        match self {
            RunRequest::Picture(picture) => picture.model.as_ref(),
            RunRequest::Custom(_) => None,
        }
    }

    /// What makes it repeatable.
    #[must_use]
    pub fn seed(&self) -> Option<i64> {
        match self {
            RunRequest::Picture(picture) => picture.seed,
            RunRequest::Custom(custom) => custom.seed,
        }
    }

    /// The same request with this seed.
    #[must_use]
    pub fn with_seed(mut self, seed: i64) -> RunRequest {
        match &mut self {
            RunRequest::Picture(picture) => picture.seed = Some(seed),
            RunRequest::Custom(custom) => custom.seed = Some(seed),
        }
        self
    }
}
