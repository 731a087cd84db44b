//! A step as work for a provider.

use domain::{
    catalog::{FileFacts, Model, Operation, PixelSize},
    generation::state::Failure,
    id::AssetId,
    problem::ProblemCode,
};
use providers::{
    Background, BackgroundReplaceWork, ComposeWork, DescribeWork, EditWork, FaceRestoreWork, InputFile,
    LipsyncSpeech, LipsyncWork, PictureWork, Size, SpeechWork, StyleTransferWork, Submission, UpscaleWork,
    VideoWork, Work,
};

use super::{
    collect::failure,
    record::{StepRecord, StepSource},
    settle::Run,
};
use crate::{app::App, media, planning::CLIP_SECONDS};

/// How much a picture may change when nobody says.
const STRENGTH: f64 = 0.7;
/// How much moves in a clip when nobody says (product reference §3).
const MOTION_STRENGTH: f64 = 0.8;
/// How many times larger when nobody says.
const FACTOR: u32 = 2;
/// Pixels of a picture for a model that lists no sizes.
const USUAL_SIZE: Size = Size { width: 1024, height: 1024 };

/// Makes the submission of a step's `attempt`, with the files it works on.
///
/// # Errors
/// The failure of the step, when a file it works on is not there any more.
pub(super) async fn submission(
    app: &App,
    run: &Run,
    index: usize,
    attempt: u32,
    model: &Model,
) -> Result<Submission, Failure> {
    let step = &run.steps[index];
    let mut inputs = Vec::with_capacity(step.sources.len());
    for asset in input_assets(app, run, step).await? {
        let found = media::input(&app.db, &app.storage, asset, run.record.workspace).await;
        let file = found.map_err(|error| {
            tracing::error!(%error, "an input could not be read");
            lost_input(ProblemCode::StorageFailed)
        })?;
        let file = file.ok_or_else(|| lost_input(ProblemCode::NotFound))?;
        inputs.push(fitting(model, file).await?.0);
    }
    let attempt_id = format!("{}-{attempt}", step.id);
    let work = work(step, run, model, inputs.len());
    let generation_id = run.record.id.to_string();
    let key_owner = run.works_with_own_key(index).then(|| run.record.workspace.to_string());
    Ok(Submission { generation_id, attempt_id, model_id: model.id.clone(), work, inputs, key_owner })
}

/// The file as the model takes it, with what was done to it in a sentence.
async fn fitting(model: &Model, file: InputFile) -> Result<(InputFile, Option<String>), Failure> {
    let refused = |reason: &str| {
        let reason = reason.replacen("This model", &model.name, 1);
        failure(ProblemCode::InputNotTaken, &reason)
    };
    let facts = facts(&file);
    let conversion = model.input.intake(&facts).map_err(|reason| refused(&reason))?;
    let told = conversion.sentence(&facts);
    let file = media::convert(file, &conversion).await.map_err(|error| {
        tracing::warn!(%error, "an input could not be converted");
        refused("This model takes no picture as this one is, and it could not be converted.")
    })?;
    Ok((file, told))
}

fn facts(file: &InputFile) -> FileFacts {
    let size = file.size.map(|size| PixelSize { width: size.width, height: size.height });
    let (content_type, bytes) = (file.media_type.clone(), file.content.length());
    FileFacts { content_type, bytes, size, milliseconds: None }
}

/// What was done to the files of a step before its model was given them, in sentences: the same that was done, since
/// the files and the limits are the same.
pub(super) async fn conversions(app: &App, run: &Run, step: &StepRecord, model: &Model) -> Vec<String> {
    let Ok(assets) = input_assets(app, run, step).await else { return Vec::new() };
    let mut told = Vec::new();
    for asset in assets {
        let Ok(Some(file)) = media::input(&app.db, &app.storage, asset, run.record.workspace).await else {
            continue;
        };
        let facts = facts(&file);
        told.extend(model.input.intake(&facts).ok().and_then(|conversion| conversion.sentence(&facts)));
    }
    told
}

/// The files a step works on: those it names, and the first output of each step it needs.
pub(super) async fn input_assets(app: &App, run: &Run, step: &StepRecord) -> Result<Vec<AssetId>, Failure> {
    if step.sources.is_empty() {
        return Ok(Vec::new());
    }
    let id = run.record.id;
    let made = app.db.read(|reader| media::of_generations(reader, &[id])).await;
    let made = made.map_err(|error: crate::platform::db::DbError| {
        tracing::error!(%error, "the outputs of a run could not be looked up");
        lost_input(ProblemCode::Internal)
    })?;
    let made = made.get(&id).map(Vec::as_slice).unwrap_or_default();
    let mut assets = Vec::with_capacity(step.sources.len());
    for source in &step.sources {
        let asset = match source {
            StepSource::Asset(asset) => Some(*asset),
            StepSource::Step(needed) => made
                .iter()
                .find(|asset| asset.step_index == Some(*needed))
                .and_then(|asset| asset.id.parse().ok()),
        };
        assets.push(asset.ok_or_else(|| lost_input(ProblemCode::NotFound))?);
    }
    Ok(assets)
}

fn lost_input(code: ProblemCode) -> Failure {
    failure(code, "A file this step works on is not there any more.")
}

fn work(step: &StepRecord, run: &Run, model: &Model, files: usize) -> Work {
    let told = &step.parameters;
    let prompt = told.prompt.clone().unwrap_or_else(|| run.record.request.words().to_owned());
    let seed = told.seed.map(i64::unsigned_abs);
    let size = told.aspect_ratio.and_then(|ratio| model.size(ratio, told.quality.unwrap_or_default()));
    let size = size.map(|size| Size { width: size.width, height: size.height });
    let speech = |text: String| SpeechWork {
        text,
        voice: told.voice.clone(),
        language: told.language.clone(),
        speed: told.speed.unwrap_or(1.0),
    };
    match step.operation {
        Operation::TextToImage => {
            let Size { width, height } = size.unwrap_or(USUAL_SIZE);
            let style = told.style.clone().unwrap_or_else(|| run.record.request.style().to_owned());
            Work::Picture(PictureWork { prompt, width, height, style, seed: seed.unwrap_or_default() })
        }
        Operation::ImageToImage => {
            let strength = told.strength.unwrap_or(STRENGTH);
            Work::Edit(EditWork { prompt, strength, size, seed })
        }
        Operation::ImageCompose => Work::Compose(ComposeWork { prompt, size, seed }),
        Operation::ImageDescribe => {
            Work::Describe(DescribeWork { question: told.question.clone().unwrap_or(prompt) })
        }
        Operation::TextToVideo | Operation::ImageToVideo => Work::Video(VideoWork {
            prompt,
            duration_ms: told.duration_seconds.unwrap_or(CLIP_SECONDS).saturating_mul(1_000),
            motion_strength: told.motion_strength.unwrap_or(MOTION_STRENGTH),
            size,
            from_picture: step.operation == Operation::ImageToVideo,
            seed,
        }),
        Operation::Voiceover => Work::Speech(speech(told.text.clone().unwrap_or(prompt))),
        Operation::Lipsync => Work::Lipsync(LipsyncWork {
            speech: match told.text.clone() {
                Some(text) if files < 2 => LipsyncSpeech::Text(speech(text)),
                _ => LipsyncSpeech::Audio,
            },
            advanced: told.variant == Some(agents::Variant::Advanced),
        }),
        Operation::BackgroundRemove => Work::BackgroundRemove,
        Operation::BackgroundReplace => Work::BackgroundReplace(BackgroundReplaceWork {
            background: Background::Prompt(told.background.clone().unwrap_or(prompt)),
            seed,
        }),
        Operation::Upscale => Work::Upscale(UpscaleWork { factor: f64::from(told.factor.unwrap_or(FACTOR)) }),
        Operation::StyleTransfer => {
            let style = told.style.clone().unwrap_or_else(|| "auto".into());
            Work::StyleTransfer(StyleTransferWork { style, prompt, strength: told.strength })
        }
        Operation::FaceRestore => Work::FaceRestore(FaceRestoreWork { strength: told.strength }),
    }
}
