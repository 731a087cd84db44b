//! Whether the models of a plan take the files that it works on, before anything is priced or held.
//!
//! A picture that a model does not take as it is will be converted when it is handed over
//! (`generation/work.rs`); here that is told, and a model that cannot take a file in any way is replaced by the best
//! one that can, unless the person chose it. What only comes out of an earlier step is looked at when it is there.

use domain::{
    catalog::{FileFacts, MediaType, Model, ModelChoice, Preference},
    id::WorkspaceId,
};

use super::{Planned, PlannedStep, PlanningError, by_model, fit};
use crate::{
    app::App,
    catalog::Offers,
    generation::StepSource,
    media,
    platform::db::{DbError, Reader},
};

/// Why a plan cannot have its files.
#[derive(Debug)]
pub enum IntakeError {
    /// No model that may be asked takes them.
    NotTaken(PlanningError),
    /// The database failed.
    Db(DbError),
}

impl From<DbError> for IntakeError {
    fn from(error: DbError) -> Self {
        IntakeError::Db(error)
    }
}

/// Holds the files of a plan against the limits of its models, and notes what is converted.
///
/// # Errors
/// [`IntakeError`].
pub async fn settle_files(
    app: &App,
    workspace: WorkspaceId,
    choice: Option<&ModelChoice>,
    planned: &mut Planned,
) -> Result<(), IntakeError> {
    if planned.steps.iter().all(|step| step.sources.is_empty()) {
        return Ok(());
    }
    let look = |reader: &Reader<'_>| {
        let facts = |source: &StepSource| match source {
            StepSource::Asset(asset) => media::facts(reader, *asset, workspace),
            StepSource::Step(_) => Ok(None),
        };
        let of_step = |step: &PlannedStep| step.sources.iter().map(facts).collect::<Result<Vec<_>, _>>();
        planned.steps.iter().map(of_step).collect::<Result<Vec<_>, DbError>>()
    };
    let known = app.db.read(look).await?;
    let offers = Offers::of_workspace(app, workspace);
    for (index, files) in known.iter().enumerate() {
        let step = &planned.steps[index];
        if let Err(reason) = taken(&step.model, files) {
            let chosen = matches!(choice, Some(ModelChoice::Named(id)) if *id == step.model.id);
            let kinds = kinds(&planned.steps, step, files);
            let other = if chosen { None } else { other(&offers, choice, step, (files, &kinds)) };
            let Some(other) = other else {
                let reason = format!("{} Nothing was charged.", with_name(&step.model, &reason));
                return Err(IntakeError::NotTaken(PlanningError::InputNotTaken(reason)));
            };
            planned.steps[index] = by_model(step.clone(), other);
        }
        let model = &planned.steps[index].model;
        let told = files.iter().flatten().filter_map(|file| model.input.intake(file).ok()?.sentence(file));
        planned.notes.extend(told);
    }
    Ok(())
}

/// Whether a model takes these files, of which some are not known yet.
fn taken(model: &Model, files: &[Option<FileFacts>]) -> Result<(), String> {
    if let Some(reason) = model.input.too_many(files.len()) {
        return Err(reason);
    }
    files.iter().flatten().try_for_each(|file| model.input.intake(file).map(drop))
}

/// The best other model that does the step with its files.
fn other<'a>(
    offers: &Offers<'a>,
    choice: Option<&ModelChoice>,
    step: &PlannedStep,
    (files, kinds): (&[Option<FileFacts>], &[MediaType]),
) -> Option<&'a Model> {
    let preference = choice.map_or(Preference::default(), ModelChoice::preference);
    offers.chain(step.operation, preference).into_iter().find(|model| {
        taken(model, files).is_ok() && fit::fits(offers, model, step.operation, &step.parameters, kinds)
    })
}

fn kinds(steps: &[PlannedStep], step: &PlannedStep, files: &[Option<FileFacts>]) -> Vec<MediaType> {
    let kind = |(source, file): (&StepSource, &Option<FileFacts>)| match (source, file) {
        (StepSource::Step(earlier), _) => {
            let earlier = usize::try_from(*earlier).ok().and_then(|index| steps.get(index));
            earlier.map(|step| step.operation.output())
        }
        (_, Some(file)) => MediaType::parse(file.content_type.split('/').next().unwrap_or_default()),
        _ => None,
    };
    step.sources.iter().zip(files).filter_map(kind).collect()
}

/// The sentence with the model's own name in it.
fn with_name(model: &Model, reason: &str) -> String {
    reason.replacen("This model", &model.name, 1)
}
