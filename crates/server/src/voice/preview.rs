//! A voice's preview: from the disk, or said now.

use std::{path::PathBuf, time::Duration};

use domain::problem::ProblemCode;
use providers::{Provider, SpeechWork, Status, Submission, Work, local};
use tokio::sync::Mutex;

use crate::{app::App, platform::http::problem::Problem};

/// How long a sentence may take, at most: a loaded machine says it in a second.
const SAYING_TAKES_AT_MOST: Duration = Duration::from_secs(20);
/// One is made at a time; who asks meanwhile finds it on the disk.
static MAKING: Mutex<()> = Mutex::const_new(());

/// The voices of this machine, where its studio is on.
///
/// # Errors
/// A problem when the system's voices cannot be asked for.
pub(super) async fn voices(app: &App) -> Result<Vec<local::ListedVoice>, Problem> {
    if app.providers.get("local").is_none() {
        return Ok(Vec::new());
    }
    let packs = app.config.packs();
    let listed = tokio::task::spawn_blocking(move || local::voices(&packs)).await;
    let listed = listed.map_err(|error| Problem::internal(&error))?;
    listed.map_err(|error| {
        tracing::error!(%error, "the voices of this machine could not be listed");
        Problem::new(ProblemCode::ProviderFailed, "The voices of this machine could not be listed.")
    })
}

/// The preview of a voice as a WAV file.
///
/// # Errors
/// A problem when there is no such voice, or it could not be made to speak.
pub(super) async fn preview(app: &App, id: &str) -> Result<Vec<u8>, Problem> {
    let voice = voices(app).await?.into_iter().find(|voice| voice.id == id).ok_or_else(Problem::not_found)?;
    let folder = app.config.storage.data_dir.join("voice-previews");
    // The name of a voice is made of letters, digits and hyphens, so it cannot lead anywhere else.
    let path = folder.join(format!("{}.wav", voice.id));
    if let Ok(kept) = tokio::fs::read(&path).await {
        return Ok(kept);
    }
    let _one_at_a_time = MAKING.lock().await;
    if let Ok(kept) = tokio::fs::read(&path).await {
        return Ok(kept);
    }
    let wav = say(app, &voice).await?;
    if let Err(error) = keep(folder, path, wav.clone()).await {
        // It is heard all the same, and made again the next time.
        tracing::warn!(%error, "the preview of a voice could not be kept");
    }
    Ok(wav)
}

async fn say(app: &App, voice: &local::ListedVoice) -> Result<Vec<u8>, Problem> {
    let provider = app.providers.get("local").ok_or_else(Problem::not_found)?;
    let failed = |sentence: &str| Problem::new(ProblemCode::ProviderFailed, sentence);
    let silent = "This voice could not be made to speak.";
    let request = voice.preview();
    let (text, language) = (request.text, request.language);
    let work = SpeechWork { text, voice: request.voice, language, speed: 1.0 };
    let submission = Submission {
        generation_id: String::new(),
        attempt_id: format!("voice-preview-{}", voice.id),
        model_id: String::new(),
        work: Work::Speech(work),
        inputs: Vec::new(),
        key_owner: None,
    };
    let remote_id = provider.submit(submission).await.map_err(|_| failed(silent))?;
    let status = tokio::time::timeout(SAYING_TAKES_AT_MOST, ended(provider, &remote_id)).await;
    let outcome = match status {
        Ok(Status::Finished(outputs)) => match outputs.first() {
            Some(output) => {
                output.content.bytes().await.map(|bytes| bytes.to_vec()).map_err(|_| failed(silent))
            }
            None => Err(failed(silent)),
        },
        Ok(Status::Failed(fault)) => Err(failed(&fault.message)),
        Ok(_) => Err(failed(silent)),
        Err(_) => {
            provider.cancel(&remote_id).await;
            Err(failed("This machine is busy; try again in a moment."))
        }
    };
    provider.forget(&remote_id).await;
    outcome
}

async fn ended(provider: &Provider, remote_id: &str) -> Status {
    let mut revision = 0;
    loop {
        match provider.poll(remote_id, revision, SAYING_TAKES_AT_MOST).await {
            Status::Running(progress) => revision = progress.revision,
            status => return status,
        }
    }
}

/// Writes the file beside its place and moves it there, so that nobody finds a half of it.
async fn keep(folder: PathBuf, path: PathBuf, wav: Vec<u8>) -> std::io::Result<()> {
    let write = move || {
        std::fs::create_dir_all(&folder)?;
        let beside = path.with_extension("part");
        std::fs::write(&beside, wav)?;
        std::fs::rename(&beside, &path)
    };
    tokio::task::spawn_blocking(write).await.unwrap_or_else(|error| Err(std::io::Error::other(error)))
}
