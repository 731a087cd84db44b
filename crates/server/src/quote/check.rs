//! How it is done: plans what was asked, or takes the plan that was kept with its offer.

use agents::moderation::Rule;
use domain::{
    catalog::Flow,
    generation::request::{FieldError, PictureRequest, RunRequest},
    id::QuoteId,
    plan::Plan,
};
use sha2::{Digest, Sha256};

use super::{
    asked::{Asked, What, of_choice},
    keeper,
};
use crate::{
    app::App,
    auth::Caller,
    catalog::Offers,
    conversation::{self, Spot},
    moderation,
    planning::{
        self, Asker, CustomError, IntakeError, KeptPlan, Planned, PlannedStep, PlanningError, RUNS_LOOKED_AT,
        Situation, Surroundings,
    },
    platform::db::{DbError, Reader},
};

/// Input that was checked against the flow and the models that will run it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What the person asked for.
    pub request: RunRequest,
    /// How it is done.
    pub steps: Vec<PlannedStep>,
    /// What was assumed or left out, for the person.
    pub notes: Vec<String>,
    /// What the agent considered, as JSON; nothing where no agent was asked.
    pub transcript: Option<String>,
    /// Names flow, input and plan: an offer binds only for the same.
    pub hash: String,
    /// What is kept with an offer of it, where planning again might give another plan.
    pub kept: Option<Kept>,
    /// Whether an identical result that was made before will do.
    pub use_cache: bool,
}

/// A plan to keep, under the name of its question.
#[derive(Clone, Debug)]
pub struct Kept {
    pub(super) name: String,
    pub(super) plan: KeptPlan,
}

/// Why input cannot be priced.
#[derive(Debug)]
pub enum CheckError {
    /// There is no such flow.
    UnknownFlow,
    /// The caller's plan does not include the flow.
    PlanRequired(Plan),
    /// Fields are wrong.
    Invalid(Vec<FieldError>),
    /// The conversation does not exist, or is somebody else's.
    ConversationNotFound,
    /// The price was offered for other input, or the words mean something else by now.
    QuoteMismatch,
    /// Its words break a rule of this installation.
    NotAllowed(Rule),
    /// The agent cannot plan it, or nobody here can do it.
    Planning(PlanningError),
    /// The database failed.
    Db(DbError),
}

impl From<DbError> for CheckError {
    fn from(error: DbError) -> Self {
        CheckError::Db(error)
    }
}

impl From<IntakeError> for CheckError {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::NotTaken(reason) => CheckError::Planning(reason),
            IntakeError::Db(error) => CheckError::Db(error),
        }
    }
}

impl From<CustomError> for CheckError {
    fn from(error: CustomError) -> Self {
        match error {
            CustomError::Invalid(errors) => CheckError::Invalid(errors),
            CustomError::Planning(error) => CheckError::Planning(error),
            CustomError::Db(error) => CheckError::Db(error),
        }
    }
}

/// Plans how it is done. `spot` is where it is asked, for words such as "make it night".
///
/// # Errors
/// [`CheckError`].
pub async fn check(
    app: &App,
    caller: Caller,
    asked: Asked<'_>,
    spot: Option<Spot>,
) -> Result<Checked, CheckError> {
    check_offered(app, caller, asked, spot, None).await
}

/// [`check`], with the plan that was kept with an offer where there is one.
///
/// # Errors
/// [`CheckError`].
pub async fn check_offered(
    app: &App,
    caller: Caller,
    asked: Asked<'_>,
    spot: Option<Spot>,
    offer: Option<QuoteId>,
) -> Result<Checked, CheckError> {
    let (flow_id, name, use_cache) = (asked.flow_id(), asked.hash_in(spot), asked.use_cache);
    let workspace = caller.workspace_id;
    moderation::allowed(app, workspace, asked.words()).await.map_err(CheckError::NotAllowed)?;
    let (request, planned, kept) = match asked.what {
        What::Shipped { flow, request } => {
            let asks = app.brain.is_some() && asked.may_ask_model;
            let question = Question { flow, request, assets: asked.assets, name, asks };
            let (request, planned, kept) = check_shipped(app, caller, question, spot, offer).await?;
            (RunRequest::Picture(request), planned, kept)
        }
        What::Custom { flow, input } => {
            if !asked.assets.is_empty() {
                let message = "Name files in the fields of the flow.";
                return Err(CheckError::Invalid(vec![FieldError::new("inputAssets", "not_taken", message)]));
            }
            let (request, planned) = planning::plan_custom(app, caller.workspace_id, &flow, input).await?;
            (RunRequest::Custom(request), planned, None)
        }
    };
    let mut planned = planned;
    let choice = match &request {
        RunRequest::Picture(picture) => picture.model.as_ref(),
        RunRequest::Custom(_) => None,
    };
    // What a language model, a conversation or a flow of somebody's own has made of them.
    let said = planned.steps.iter().flat_map(PlannedStep::words);
    moderation::allowed(app, workspace, said).await.map_err(CheckError::NotAllowed)?;
    planning::settle_files(app, caller.workspace_id, choice, &mut planned).await?;
    let hash = of_choice(hash(&flow_id, &request, &planned.steps), use_cache);
    let Planned { steps, notes, transcript, by_model: _ } = planned;
    Ok(Checked { request, steps, notes, transcript, hash, kept, use_cache })
}

/// What is asked of a shipped flow.
struct Question<'a> {
    flow: &'a Flow,
    request: PictureRequest,
    assets: &'a [String],
    /// Names it, for the plan that is kept with its price.
    name: String,
    /// Whether a language model is asked.
    asks: bool,
}

async fn check_shipped(
    app: &App,
    caller: Caller,
    question: Question<'_>,
    spot: Option<Spot>,
    offer: Option<QuoteId>,
) -> Result<(PictureRequest, Planned, Option<Kept>), CheckError> {
    let Question { flow, mut request, assets, name, asks } = question;
    let keeps = asks && flow.agent;
    let looks = flow.agent || planning::takes_files(app, flow);
    let surroundings = if looks && (spot.is_some() || !assets.is_empty()) {
        let workspace = caller.workspace_id;
        let look = |reader: &Reader<'_>| {
            let theirs = match spot {
                Some(spot) => !conversation::belongs_to(reader, spot.conversation, workspace)?,
                None => false,
            };
            if theirs {
                return Err(CheckError::ConversationNotFound);
            }
            let runs = match spot {
                Some(spot) => conversation::runs_before(reader, spot, RUNS_LOOKED_AT)?,
                None => Some(Vec::new()),
            };
            let runs = runs.ok_or(CheckError::ConversationNotFound)?;
            planning::look_around(reader, workspace, &runs, assets)?.map_err(CheckError::Invalid)
        };
        app.db.read(look).await?
    } else {
        Surroundings::default()
    };
    let offers = Offers::of_workspace(app, caller.workspace_id);
    let situation = keeps.then(|| Situation::of(&offers, &request, &surroundings));
    if let Some(now) = &situation
        && let Some(plan) = keeper::find(app, caller.workspace_id, &name, offer, now).await?
        && let Some((request, planned)) = plan.restore(&offers)
    {
        return Ok((request, planned, Some(Kept { name, plan })));
    }
    let asker = Asker { workspace: caller.workspace_id, may_ask_model: asks };
    let planned = planning::plan(app, asker, flow, &mut request, &surroundings).await;
    let planned = planned.map_err(CheckError::Planning)?;
    let keep = |situation| Kept { name, plan: KeptPlan::new(&request, &planned, situation, &surroundings) };
    let kept = situation.map(keep);
    Ok((request, planned, kept))
}

fn hash(flow_id: &str, request: &RunRequest, steps: &[PlannedStep]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(flow_id.as_bytes());
    hasher.update([0]);
    hasher.update(serde_json::to_vec(request).unwrap_or_default());
    for step in steps {
        let call = (step.tool, &step.parameters, &step.sources);
        hasher.update(serde_json::to_vec(&call).unwrap_or_default());
    }
    crate::platform::hex(&hasher.finalize())
}
