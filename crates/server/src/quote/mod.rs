//! Quotes: the exact price of a run, before it runs.
//!
//! Owns `quotes`: prices offered for ten minutes. [`price`] computes; [`offer`] computes and writes down,
//! so that the price binds whatever happens to prices meanwhile; [`redeem`] checks an offer inside the
//! transaction that accepts the run. A run accepted without an offer is priced on the spot. Where a language
//! model plans, the plan is kept with its price ([`planning::KeptPlan`]): it is the one that runs, and the same
//! question again is answered with it instead of asking anew.

mod http;
mod keeper;
mod store;
mod view;

use domain::{
    catalog::{Flow, Model},
    generation::{
        request::{FieldError, PictureRequest, RunRequest},
        schedule,
    },
    id::{ConversationId, QuoteId, WorkspaceId},
    limits::QUOTE_LIFE_MS,
    plan::Plan,
    pricing::{self, PriceBook, PriceRequest},
    time::{HOUR_MS, Millis},
};
pub use http::routes;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};
pub use view::{FactorView, ModelView, QuoteView, QuotedStepView};

use crate::{
    app::App,
    auth::Caller,
    conversation, flow,
    generation::StepSource,
    planning::{self, CustomError, KeptPlan, Planned, PlannedStep, PlanningError, Situation, Surroundings},
    platform::db::{DbError, Reader, Tx},
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
}

/// A plan to keep, under the name of its question.
#[derive(Clone, Debug)]
pub struct Kept {
    name: String,
    plan: KeptPlan,
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

impl From<CustomError> for CheckError {
    fn from(error: CustomError) -> Self {
        match error {
            CustomError::Invalid(errors) => CheckError::Invalid(errors),
            CustomError::Planning(error) => CheckError::Planning(error),
            CustomError::Db(error) => CheckError::Db(error),
        }
    }
}

/// What a person asks for, before anybody plans it.
#[derive(Debug)]
pub struct Asked<'a> {
    what: What<'a>,
    assets: &'a [String],
    /// Whether a language model may be asked, where one is set up.
    may_ask_model: bool,
}

#[derive(Debug)]
enum What<'a> {
    /// A flow that ships: checked field by field.
    Shipped { flow: &'a Flow, request: PictureRequest },
    /// A custom flow. Its fields are checked when it is planned, so that a repeat of a run that was accepted
    /// is recognised also after the flow has changed.
    Custom { flow: Box<flow::Found>, input: &'a Value },
}

impl Asked<'_> {
    /// The same question, which the router answers alone.
    #[must_use]
    pub fn by_router(mut self) -> Self {
        self.may_ask_model = false;
        self
    }

    /// Names flow, fields and files, and nothing that may change meanwhile: the same question again has
    /// the same name, whatever the conversation has made since.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        let asked = match &self.what {
            What::Shipped { flow, request } => serde_json::to_vec(&(&flow.id, request, self.assets)),
            What::Custom { flow, input } => serde_json::to_vec(&(flow.id, input, self.assets)),
        };
        hasher.update(asked.unwrap_or_default());
        crate::platform::hex(&hasher.finalize())
    }

    /// [`Asked::hash`] with the conversation it is asked in.
    #[must_use]
    pub fn hash_in(&self, conversation: Option<ConversationId>) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.hash().as_bytes());
        hasher.update(conversation.map(|id| id.to_string()).unwrap_or_default().as_bytes());
        crate::platform::hex(&hasher.finalize())
    }

    /// The flow's own id, also where it was called by another name.
    #[must_use]
    pub fn flow_id(&self) -> String {
        match &self.what {
            What::Shipped { flow, .. } => flow.id.clone(),
            What::Custom { flow, .. } => flow.id.to_string(),
        }
    }
}

/// Finds the flow and checks the plan, and for a flow that ships its input.
///
/// # Errors
/// [`CheckError`].
pub async fn read<'a>(
    app: &'a App,
    caller: Caller,
    flow_id: &str,
    input: &'a Value,
    assets: &'a [String],
) -> Result<Asked<'a>, CheckError> {
    let Some(flow) = app.catalog.flow(flow_id) else {
        let found = flow::find(app, caller.workspace_id, flow_id).await?.ok_or(CheckError::UnknownFlow)?;
        if caller.plan < found.plan_needed() {
            return Err(CheckError::PlanRequired(found.plan_needed()));
        }
        return Ok(Asked {
            what: What::Custom { flow: Box::new(found), input },
            assets,
            may_ask_model: true,
        });
    };
    if caller.plan < flow.minimum_plan {
        return Err(CheckError::PlanRequired(flow.minimum_plan));
    }
    // Where nobody can do it now, the input is still checked against who would.
    let chain = app.catalog.chain_of(flow);
    let runs = |model: &&&Model| app.providers.get(&model.provider).is_some();
    let model = *chain.iter().find(runs).or(chain.first()).ok_or(CheckError::UnknownFlow)?;
    let parsed = domain::generation::request::parse(input, model);
    let mut errors = parsed.as_ref().err().cloned().unwrap_or_default();
    if !flow.agent && !planning::takes_files(app, flow) && !assets.is_empty() {
        errors.push(FieldError::new("inputAssets", "not_taken", "This flow takes no files."));
    }
    match parsed {
        Ok(request) if errors.is_empty() => {
            Ok(Asked { what: What::Shipped { flow, request }, assets, may_ask_model: true })
        }
        _ => Err(CheckError::Invalid(errors)),
    }
}

/// Plans how it is done. `conversation` is where it is asked, for words such as "make it night".
///
/// # Errors
/// [`CheckError`].
pub async fn check(
    app: &App,
    caller: Caller,
    asked: Asked<'_>,
    conversation: Option<ConversationId>,
) -> Result<Checked, CheckError> {
    check_offered(app, caller, asked, conversation, None).await
}

/// [`check`], with the plan that was kept with an offer where there is one.
///
/// # Errors
/// [`CheckError`].
pub async fn check_offered(
    app: &App,
    caller: Caller,
    asked: Asked<'_>,
    conversation: Option<ConversationId>,
    offer: Option<QuoteId>,
) -> Result<Checked, CheckError> {
    let (flow_id, name) = (asked.flow_id(), asked.hash_in(conversation));
    let (request, planned, kept) = match asked.what {
        What::Shipped { flow, request } => {
            let asks = app.brain.is_some() && asked.may_ask_model;
            let question = Question { flow, request, assets: asked.assets, name, asks };
            let (request, planned, kept) = check_shipped(app, caller, question, conversation, offer).await?;
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
    let hash = hash(&flow_id, &request, &planned.steps);
    let Planned { steps, notes, transcript, by_model: _ } = planned;
    Ok(Checked { request, steps, notes, transcript, hash, kept })
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
    conversation: Option<ConversationId>,
    offer: Option<QuoteId>,
) -> Result<(PictureRequest, Planned, Option<Kept>), CheckError> {
    let Question { flow, mut request, assets, name, asks } = question;
    let keeps = asks && flow.agent;
    let looks = flow.agent || planning::takes_files(app, flow);
    let surroundings = if looks && (conversation.is_some() || !assets.is_empty()) {
        let workspace = caller.workspace_id;
        let look = |reader: &Reader<'_>| {
            let theirs = match conversation {
                Some(id) => !conversation::belongs_to(reader, id, workspace)?,
                None => false,
            };
            if theirs {
                return Err(CheckError::ConversationNotFound);
            }
            planning::look_around(reader, workspace, conversation, assets)?.map_err(CheckError::Invalid)
        };
        app.db.read(look).await?
    } else {
        Surroundings::default()
    };
    let situation = keeps.then(|| Situation::of(app, &request, &surroundings));
    if let Some(now) = &situation
        && let Some(plan) = keeper::find(app, caller.workspace_id, &name, offer, now).await?
        && let Some((request, planned)) = plan.restore(app)
    {
        return Ok((request, planned, Some(Kept { name, plan })));
    }
    let planned =
        planning::plan(app, asks.then_some(caller.workspace_id), flow, &mut request, &surroundings).await;
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

/// The exact price of a run, now.
#[must_use]
pub fn price(app: &App, plan: Plan, flow_id: &str, checked: &Checked, now: Millis) -> QuoteView {
    let requests = price_requests(app, plan, &checked.steps, now);
    let price = pricing::price_all(&PriceBook::default(), &requests);
    let steps: Vec<_> =
        checked.steps.iter().zip(price.units).map(|(step, unit)| QuotedStepView::of(step, unit)).collect();
    let first = checked.steps.first();
    QuoteView {
        id: app.env.new_id::<domain::id::kind::Quote>().to_string(),
        flow_id: flow_id.to_owned(),
        operation: first.map_or_else(String::new, |step| step.operation.id().to_owned()),
        model: first.map_or_else(ModelView::default, |step| ModelView::of(&step.model)),
        credits: price.credits.0,
        factors: price.factors.into_iter().map(FactorView::from).collect(),
        expected_ms: expected_ms(&checked.steps),
        steps,
        notes: checked.notes.clone(),
        created_at: now.0,
        expires_at: now.plus_ms(QUOTE_LIFE_MS).0,
    }
}

/// What the prices of these steps depend on.
#[must_use]
pub fn price_requests(app: &App, plan: Plan, steps: &[PlannedStep], now: Millis) -> Vec<PriceRequest> {
    let hour = now.0.rem_euclid(24 * HOUR_MS) / HOUR_MS;
    let peak = app.config.pricing.peak_hours.iter().any(|peak| i64::from(*peak) == hour);
    let request = |step: &PlannedStep| PriceRequest {
        operation: step.operation,
        complexity: step.complexity,
        model_cost: step.model.cost_usd_micros,
        quality: step.quality(),
        results: 1,
        tier: plan.tier(),
        peak,
    };
    steps.iter().map(request).collect()
}

/// How long these steps usually take together, in milliseconds.
#[must_use]
pub fn expected_ms(steps: &[PlannedStep]) -> i64 {
    let needs: Vec<Vec<u32>> = steps.iter().map(|step| StepSource::needs(&step.sources)).collect();
    let takes = steps.iter().map(|step| step.model.expected_ms(step.complexity));
    let chain: Vec<_> = takes.zip(needs.iter().map(Vec::as_slice)).collect();
    schedule::expected_ms(&chain)
}

/// Prices a run and writes the offer down.
///
/// # Errors
/// [`DbError`].
pub async fn offer(
    app: &App,
    caller: Caller,
    flow_id: &str,
    checked: &Checked,
) -> Result<QuoteView, DbError> {
    let quote = price(app, caller.plan, flow_id, checked, app.env.now());
    let offer = Offer { id: quote.id.clone(), hash: checked.hash.clone(), expires_at: quote.expires_at };
    write_offer(app, caller, offer, &quote, checked.kept.clone()).await?;
    Ok(quote)
}

/// Writes an offer down that has a document of its own, e.g. that of a batch.
///
/// # Errors
/// [`DbError`].
pub async fn offer_document(
    app: &App,
    caller: Caller,
    id: &str,
    hash: &str,
    document: &impl Serialize,
    expires_at: i64,
) -> Result<(), DbError> {
    let offer = Offer { id: id.to_owned(), hash: hash.to_owned(), expires_at };
    write_offer(app, caller, offer, document, None).await
}

/// What an offer is found by, and how long it binds.
struct Offer {
    id: String,
    hash: String,
    expires_at: i64,
}

async fn write_offer(
    app: &App,
    caller: Caller,
    offer: Offer,
    document: &impl Serialize,
    kept: Option<Kept>,
) -> Result<(), DbError> {
    let body = serde_json::to_string(document).map_err(|error| DbError::Engine(error.to_string()))?;
    app.db.write(move |tx| store::insert(tx, caller.workspace_id, &offer, &body, kept.as_ref())).await
}

/// What became of an offer.
#[derive(Debug)]
pub enum Redeemed<T = QuoteView> {
    /// It binds.
    Binding(Box<T>),
    /// It is older than ten minutes, or not one of this workspace.
    Expired,
    /// It was made for other input.
    Mismatch,
}

/// Checks an offer for this input.
///
/// # Errors
/// [`DbError`].
pub fn redeem<T: DeserializeOwned>(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    id: QuoteId,
    hash: &str,
    now: Millis,
) -> Result<Redeemed<T>, DbError> {
    Ok(match store::find(reader, workspace, id)? {
        Some((offered, body, expires_at)) if now < expires_at => {
            if offered == hash {
                let document =
                    serde_json::from_str(&body).map_err(|error| DbError::Engine(error.to_string()))?;
                Redeemed::Binding(Box::new(document))
            } else {
                Redeemed::Mismatch
            }
        }
        _ => Redeemed::Expired,
    })
}

/// Forgets offers that expired before `before`; runs keep their own copy.
///
/// # Errors
/// [`DbError`].
pub fn forget_expired(tx: &mut Tx<'_>, before: Millis) -> Result<usize, DbError> {
    store::forget(tx, before)
}
