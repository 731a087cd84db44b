//! What a step made, on its way to storage.

use domain::{
    catalog::{MediaType, Operation},
    generation::state::Failure,
    id::{AssetId, kind},
    problem::ProblemCode,
};
use futures_util::StreamExt;
use providers::{Content, Output};

use crate::{
    app::App,
    media::{self, KeepError, PrepareError},
    platform::storage::StorageError,
};

/// Characters of an answer that are kept.
const ANSWER_CHARACTERS_MAX: usize = 8_000;
/// Bytes of an answer that are read: enough for so many characters, of any script.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

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
        if operation.output() == MediaType::Text || output.media_type == "text/plain" {
            collected.words = Some(words(&output.content).await?);
            continue;
        }
        let mut file =
            media::keep(&app.storage, &output.content, operation.output()).await.map_err(explain)?;
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

/// The words of an answer, as many of them as are kept.
async fn words(content: &Content) -> Result<String, Failure> {
    let beginning = content.clone().pieces(ANSWER_BYTES_MAX).next().await.transpose();
    let beginning = beginning.map_err(|error| explain(StorageError::Failed(error.to_string()).into()))?;
    let beginning = beginning.unwrap_or_default();
    let words = String::from_utf8_lossy(&beginning);
    Ok(words.trim().chars().take(ANSWER_CHARACTERS_MAX).collect())
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
