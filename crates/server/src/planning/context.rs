//! What an agent may refer to: the files that came with the words, and what the conversation has made.

use agents::{EarlierResult, MediaKind, Parameters};
use domain::{
    catalog::MediaType,
    generation::{request::FieldError, state::Status},
    id::{AssetId, GenerationId, WorkspaceId},
};

use crate::{
    generation::{self, GenerationView},
    media,
    platform::db::{DbError, Reader},
};

/// Runs of the conversation that are looked at.
pub const RUNS_LOOKED_AT: u32 = 6;

/// A file that came with the words.
#[derive(Clone, Debug)]
pub struct Attached {
    /// Which file.
    pub asset: AssetId,
    /// What it is.
    pub media_type: MediaType,
    /// What it is called.
    pub filename: String,
}

/// What an agent may refer to.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The files that came with the words, in order.
    pub attached: Vec<Attached>,
    /// What the conversation has made, newest first.
    pub results: Vec<EarlierResult>,
    /// The files of these results.
    pub assets: Vec<AssetId>,
}

/// Looks up attached files of the caller's workspace, and what `runs` of its conversation have made, newest first.
///
/// # Errors
/// [`DbError`] outside; inside, every attached file that is not there, by its place.
pub fn look_around(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    runs: &[GenerationId],
    attached: &[String],
) -> Result<Result<Surroundings, Vec<FieldError>>, DbError> {
    let mut around = Surroundings::default();
    let mut errors = Vec::new();
    for (index, id) in attached.iter().enumerate() {
        let found =
            match id.parse::<AssetId>() {
                Ok(asset) => media::identify(reader, asset, workspace)?
                    .map(|(media_type, filename)| Attached { asset, media_type, filename }),
                Err(_) => None,
            };
        match found {
            Some(file) => around.attached.push(file),
            None => {
                let path = format!("inputAssets[{index}]");
                errors.push(FieldError::new(
                    &path,
                    "not_found",
                    "There is no such file, or it is not yours.",
                ));
            }
        }
    }
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    let mut views = generation::views(reader, runs)?;
    for view in runs.iter().filter_map(|id| views.remove(id)) {
        if view.status == Status::Completed {
            note_results(&view, &mut around);
        }
    }
    Ok(Ok(around))
}

/// Adds what a run made, its last output first.
fn note_results(view: &GenerationView, around: &mut Surroundings) {
    for asset in view.output_assets.iter().rev() {
        let kind = match asset.media_type.as_str() {
            "image" => MediaKind::Image,
            "video" => MediaKind::Video,
            "audio" => MediaKind::Audio,
            _ => continue,
        };
        let Ok(id) = asset.id.parse::<AssetId>() else { continue };
        let step = view.steps.iter().find(|step| Some(step.index) == asset.step_index);
        let parameters: Parameters =
            step.and_then(|step| serde_json::from_value(step.parameters.clone()).ok()).unwrap_or_default();
        let prompt = parameters.prompt.clone().unwrap_or_else(|| view.input_data.prompt.clone());
        around.results.push(EarlierResult { kind, prompt, parameters });
        around.assets.push(id);
    }
}
