//! From words to steps: which tools a request needs, and which model does each.
//!
//! Owns `language_model_days`. A flow names one operation, or has an agent read the words ([`agent`]: a language
//! model, or the router): the `agents` crate decides which tools are called with what, and here its decision meets
//! this installation: every call gets the best model whose provider is switched on, its place in the price table
//! and the files it works on. The whole plan is priced by [`crate::quote`] before anything runs.

mod again;
mod agent;
pub mod brain;
mod context;
mod custom;
mod fit;
mod intake;
mod kept;
mod measure;
pub mod spending;
mod workflow;

pub use again::{Earlier, plan_again};
use agents::{Parameters, PlannedCall, Source, Tool, Variant};
pub use context::{Attached, RUNS_LOOKED_AT, Surroundings, look_around};
pub use custom::{CustomError, plan_custom};
use domain::{
    catalog::{Flow, MediaType, Model, ModelChoice, Operation},
    generation::request::{PictureRequest, STYLE_AUTO},
    id::WorkspaceId,
    money::Ratio,
    pricing::{Complexity, Quality},
};
pub use intake::{IntakeError, settle_files};
pub use kept::{KeptPlan, Situation};
pub use measure::{CLIP_SECONDS, cost as model_cost};
pub use workflow::takes_files;

use crate::{app::App, catalog::Offers, flow::toolbox, generation::StepSource};

/// On whose behalf something is planned.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    /// The workspace: the plan goes to models that it can have.
    pub workspace: WorkspaceId,
    /// Whether a language model may be asked.
    pub may_ask_model: bool,
}

/// Seconds of a video that the cheaper column of the price table covers.
const SHORT_VIDEO_SECONDS: u32 = 5;
/// Words that are spoken in the 30 seconds that the cheaper column covers, at 150 words a minute.
const SHORT_SPEECH_WORDS: usize = 75;

/// A step to be.
#[derive(Clone, Debug)]
pub struct PlannedStep {
    /// Which tool is called.
    pub tool: Tool,
    /// What it does.
    pub operation: Operation,
    /// What it is told.
    pub parameters: Parameters,
    /// What it works on.
    pub sources: Vec<StepSource>,
    /// Who does it.
    pub model: Model,
    /// Its column of the price table.
    pub complexity: Complexity,
}

impl PlannedStep {
    /// The quality it is priced at.
    #[must_use]
    pub fn quality(&self) -> Quality {
        self.parameters.quality.unwrap_or_default()
    }

    /// What it is told in words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let told = &self.parameters;
        [&told.prompt, &told.text, &told.background, &told.question, &told.style]
            .into_iter()
            .filter_map(|words| words.as_deref())
    }

    /// What its model's vendor charges for it, in millionths of a US dollar, exactly.
    #[must_use]
    pub fn model_cost(&self) -> Ratio {
        measure::cost(self.operation, &self.parameters, &self.model)
    }
}

/// A plan that can run here.
#[derive(Clone, Debug)]
pub struct Planned {
    /// In an order in which they could run one by one.
    pub steps: Vec<PlannedStep>,
    /// What was assumed or left out, for the person.
    pub notes: Vec<String>,
    /// What the agent considered, as JSON; nothing where no agent was asked.
    pub transcript: Option<String>,
    /// Whether a language model decided it: asked again, it may decide differently.
    pub by_model: bool,
}

/// Why there is no plan.
#[derive(Debug)]
pub enum PlanningError {
    /// A question comes first.
    NeedsAnswer(String),
    /// This is not done.
    Refused(String),
    /// Nobody on this installation can do it.
    Unavailable(String),
    /// No model that may be asked takes the files.
    InputNotTaken(String),
}

/// The same step done by another model of its operation, with what that model does not have left out.
#[must_use]
pub fn by_model(mut step: PlannedStep, model: &Model) -> PlannedStep {
    let known = |style: &String| style == STYLE_AUTO || model.style(style).is_some();
    if step.operation == Operation::TextToImage && !step.parameters.style.as_ref().is_none_or(known) {
        step.parameters.style = Some(STYLE_AUTO.to_owned());
    }
    step.complexity = complexity(step.operation, &step.parameters, model);
    step.model = model.clone();
    step
}

/// Plans a request. `request` was checked; an agent may settle its shape, style and quality by the words,
/// where the composer left them at their defaults. A language model is asked on behalf of `asker`; without one the
/// router decides. Takes as long as a language model may, where one is asked.
///
/// # Errors
/// [`PlanningError`].
pub async fn plan(
    app: &App,
    asker: Asker,
    flow: &Flow,
    request: &mut PictureRequest,
    surroundings: &Surroundings,
) -> Result<Planned, PlanningError> {
    let offers = Offers::of_workspace(app, asker.workspace);
    if let Some(workflow) = app.catalog.workflow_of(flow) {
        return workflow::plan(&offers, workflow, request, surroundings);
    }
    let (calls, mut notes, transcript, by_model) = if flow.agent {
        let decided = agent::decide(app, asker, request, surroundings).await?;
        (decided.plan.calls, decided.plan.notes, Some(decided.transcript), decided.by_model)
    } else {
        (vec![picture_call(request)], Vec::new(), None, false)
    };
    let mut steps = Vec::with_capacity(calls.len());
    for call in calls {
        let kinds = kinds(&call, &steps, surroundings);
        steps.push(step(&offers, call, request, surroundings, &kinds)?);
    }
    if let Some(picture) = steps.iter().find(|step| step.operation == Operation::TextToImage) {
        let told = &picture.parameters;
        request.aspect_ratio = told.aspect_ratio.unwrap_or(request.aspect_ratio);
        request.quality = told.quality.unwrap_or(request.quality);
        request.style = told.style.clone().unwrap_or_else(|| STYLE_AUTO.to_owned());
    }
    notes.extend(steps.iter().find_map(|step| replaced(&offers, request.model.as_ref(), step)));
    Ok(Planned { steps, notes, transcript, by_model })
}

/// Says that another model does a step than the one that was named, because that one does not make the quality.
fn replaced(offers: &Offers<'_>, choice: Option<&ModelChoice>, step: &PlannedStep) -> Option<String> {
    let Some(ModelChoice::Named(id)) = choice else { return None };
    let named = offers.catalog.model(id, step.operation).filter(|named| named.id != step.model.id)?;
    let quality = step.parameters.quality.unwrap_or_default();
    (!named.makes(quality)).then(|| {
        format!("{} does not make {} quality: {} does this.", named.name, quality.id(), step.model.name)
    })
}

fn picture_call(request: &PictureRequest) -> PlannedCall {
    let parameters = Parameters { prompt: Some(request.prompt.as_str().to_owned()), ..Parameters::default() };
    PlannedCall { tool: Tool::GeminiT2I, parameters, inputs: Vec::new() }
}

/// What the files of a call are.
fn kinds(call: &PlannedCall, steps: &[PlannedStep], surroundings: &Surroundings) -> Vec<MediaType> {
    let kind = |source: &Source| match source {
        Source::Attachment(index) => surroundings.attached.get(*index).map(|file| file.media_type),
        Source::Earlier(index) => {
            surroundings.results.get(*index).map(|result| toolbox::media_type(result.kind))
        }
        Source::Step(index) => steps.get(*index).map(|step| step.operation.output()),
    };
    call.inputs.iter().filter_map(kind).collect()
}

fn step(
    offers: &Offers<'_>,
    call: PlannedCall,
    request: &PictureRequest,
    surroundings: &Surroundings,
    kinds: &[MediaType],
) -> Result<PlannedStep, PlanningError> {
    let PlannedCall { tool, mut parameters, inputs } = call;
    let operation = Operation::parse(tool.operation()).ok_or_else(|| unavailable(None))?;
    if operation == Operation::TextToImage {
        parameters.quality.get_or_insert(request.quality);
    }
    let fits = |model: &Model| fit::fits(offers, model, operation, &parameters, kinds);
    let model = offers.chosen(operation, request.model.as_ref(), fits);
    let model = model.ok_or_else(|| unavailable(Some(operation)))?;
    if operation == Operation::TextToImage {
        settle_picture(&mut parameters, request, model);
    }
    let source = |source: Source| match source {
        Source::Attachment(index) => {
            surroundings.attached.get(index).map(|file| StepSource::Asset(file.asset))
        }
        Source::Earlier(index) => surroundings.assets.get(index).copied().map(StepSource::Asset),
        Source::Step(index) => u32::try_from(index).ok().map(StepSource::Step),
    };
    let sources: Option<Vec<_>> = inputs.into_iter().map(source).collect();
    let sources = sources.ok_or_else(|| unavailable(None))?;
    let complexity = complexity(operation, &parameters, model);
    Ok(PlannedStep { tool, operation, parameters, sources, model: model.clone(), complexity })
}

/// Fills in the shape and seed the person chose, and lets the words choose the style where nobody did: the price
/// depends on the style, so it is settled before the price is.
fn settle_picture(parameters: &mut Parameters, request: &PictureRequest, model: &Model) {
    parameters.aspect_ratio.get_or_insert(request.aspect_ratio);
    parameters.seed = parameters.seed.or(request.seed);
    settle_style(parameters, &request.style, model);
}

/// The style that was told, else the `chosen` one, else what the words say.
fn settle_style(parameters: &mut Parameters, chosen: &str, model: &Model) {
    let known = |style: &String| model.style(style).is_some();
    let style = parameters.style.take().filter(known).or_else(|| {
        let chosen = Some(chosen.to_owned()).filter(known);
        let words = parameters.prompt.as_deref().unwrap_or_default();
        let local = model.provider == "local";
        chosen.or_else(|| local.then(|| providers::local::style_of(words).to_owned()))
    });
    parameters.style = Some(style.unwrap_or_else(|| STYLE_AUTO.to_owned()));
}

fn unavailable(operation: Option<Operation>) -> PlanningError {
    let what = operation.map_or("that", |operation| match operation.output() {
        MediaType::Video => "make videos",
        MediaType::Audio => "make voice-overs",
        MediaType::Text => "look at pictures",
        MediaType::Image if operation == Operation::TextToImage => "make pictures",
        MediaType::Image => "change pictures",
    });
    PlanningError::Unavailable(format!(
        "This installation cannot {what} yet: no provider for it is switched on. Nothing was charged."
    ))
}

/// The column of the price table.
fn complexity(operation: Operation, parameters: &Parameters, model: &Model) -> Complexity {
    let complex = match operation {
        Operation::TextToImage => {
            let style = parameters.style.as_deref().and_then(|style| model.style(style));
            return style.map_or(Complexity::Simple, |style| style.complexity);
        }
        Operation::TextToVideo | Operation::ImageToVideo => {
            parameters.duration_seconds.is_some_and(|seconds| seconds > SHORT_VIDEO_SECONDS)
        }
        Operation::Voiceover => {
            let words = parameters.text.as_deref().map_or(0, |text| text.split_whitespace().count());
            words > SHORT_SPEECH_WORDS
        }
        _ => parameters.variant == Some(Variant::Advanced),
    };
    if complex { Complexity::Complex } else { Complexity::Simple }
}
