//! What a step made, on its way to storage.

use domain::{
    catalog::{MediaType, Operation},
    generation::state::Failure,
    id::{AssetId, WorkspaceId, kind},
    problem::ProblemCode,
    time::Millis,
};
use futures_util::StreamExt;
use providers::{Content, Output};

use crate::{
    app::App,
    media::{self, KeepError, PrepareError},
    moderation::{self, Verdict, What},
    platform::{
        db::{DbError, Tx},
        storage::StorageError,
    },
};

/// Characters of an answer that are kept.
const ANSWER_CHARACTERS_MAX: usize = 8_000;
/// What is told of a result that is not shown.
const WITHHELD: &str =
    "The result was made and withheld: it was judged not safe for work. It is not charged.";
/// Bytes of an answer that are read: enough for so many characters, of any script.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Outputs of a step: files safely on disk, words in memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Collected {
    pub files: Vec<(AssetId, media::StoredFile, Output)>,
    /// Those of them that an administrator should look at, with their scores.
    pub reviews: Vec<(AssetId, f32)>,
    /// The words of an answer.
    pub words: Option<String>,
}

impl Collected {
    /// Lists what an administrator should look at, in the transaction that keeps the files.
    pub(super) fn list(&self, tx: &mut Tx<'_>, workspace: WorkspaceId, now: Millis) -> Result<(), DbError> {
        for (asset, score) in &self.reviews {
            moderation::list(tx, *asset, workspace, (What::Output, *score), now)?;
        }
        Ok(())
    }
}

/// Checks, judges and stores every output.
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
        let mut file = media::keep(&app.storage, &output.content, output.poster.as_ref(), operation.output())
            .await
            .map_err(explain)?;
        let id = app.env.new_id::<kind::Asset>();
        match moderation::judge(app, What::Output, &file).await {
            Verdict::Fine => {}
            Verdict::Review(score) => collected.reviews.push((id, score)),
            Verdict::Block => return Err(failure(ProblemCode::OutputWithheld, WITHHELD)),
        }
        let captioned = media::caption(&app.storage, &mut file, &output.captions()).await;
        captioned.map_err(|error| explain(error.into()))?;
        collected.files.push((id, file, output.clone()));
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
