//! What a step made, on its way to storage.

use domain::{
    catalog::{MediaType, Operation},
    generation::state::Failure,
    id::{AssetId, kind},
    problem::ProblemCode,
};
use providers::Output;

use crate::{
    app::App,
    media::{self, KeepError, PrepareError},
    platform::storage::StorageError,
};

/// Characters of an answer that are kept.
const ANSWER_CHARACTERS_MAX: usize = 8_000;

/// Outputs of a step: files safely on disk, words in memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Collected {
    pub files: Vec<(AssetId, media::StoredFile, Output)>,
    /// The words of an answer.
    pub words: Option<String>,
}

/// Checks and stores every output.
///
/// # Errors
/// The failure of the step. What was stored before it stays as objects that nobody can ask for.
pub(super) async fn collect(
    app: &App,
    operation: Operation,
    outputs: &[Output],
) -> Result<Collected, Failure> {
    let mut collected = Collected::default();
    for output in outputs {
        let bytes = output.content.bytes().await.map_err(|error| {
            tracing::error!(%error, "an output could not be read back");
            failure(ProblemCode::StorageFailed, "The result was made, but it could not be stored.")
        })?;
        if operation.output() == MediaType::Text || output.media_type == "text/plain" {
            let words = String::from_utf8_lossy(&bytes);
            collected.words = Some(words.trim().chars().take(ANSWER_CHARACTERS_MAX).collect());
            continue;
        }
        let mut file = media::keep(&app.storage, bytes, operation.output()).await.map_err(explain)?;
        let captioned = media::caption(&app.storage, &mut file, &output.captions()).await;
        captioned.map_err(|error| explain(error.into()))?;
        collected.files.push((app.env.new_id::<kind::Asset>(), file, output.clone()));
    }
    let is_answer = operation.output() == MediaType::Text && collected.words.is_some();
    if collected.files.is_empty() && !is_answer {
        return Err(failure(ProblemCode::ProviderFailed, "The provider answered without a result."));
    }
    Ok(collected)
}

fn explain(error: KeepError) -> Failure {
    match error {
        KeepError::Unreadable(PrepareError(reason)) => {
            tracing::error!(reason, "an output could not be read");
            failure(ProblemCode::ProviderFailed, "The result could not be read.")
        }
        KeepError::Storage(StorageError::Full) => failure(
            ProblemCode::StorageFull,
            "The result was made, but the storage of this installation is full.",
        ),
        KeepError::Storage(error) => {
            tracing::error!(%error, "an output could not be stored");
            failure(ProblemCode::StorageFailed, "The result was made, but it could not be stored.")
        }
    }
}

pub(super) fn failure(code: ProblemCode, message: &str) -> Failure {
    Failure { code, message: message.to_owned() }
}
