//! Quotes: the exact price of a run, before it runs.
//!
//! Owns `quotes`: prices offered for ten minutes. [`price`] computes; [`offer`] computes and writes down,
//! so that the price binds whatever happens to prices meanwhile; [`redeem`] checks an offer inside the
//! transaction that accepts the run. A run accepted without an offer is priced on the spot.

mod http;
mod store;
mod view;

use domain::{
    catalog::Flow,
    generation::{
        request::{FieldError, PictureRequest},
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
    conversation,
    generation::StepSource,
    planning::{self, Planned, PlannedStep, PlanningError, Surroundings},
    platform::db::{DbError, Reader, Tx},
};

/// Input that was checked against the flow and the models that will run it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What the person asked for.
    pub request: PictureRequest,
    /// How it is done.
    pub steps: Vec<PlannedStep>,
    /// What was assumed or left out, for the person.
    pub notes: Vec<String>,
    /// What the agent considered, as JSON; nothing where no agent was asked.
    pub transcript: Option<String>,
    /// Names flow, input and plan: an offer binds only for the same.
    pub hash: String,
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

/// What a person asks for, checked field by field, before anybody plans it.
#[derive(Debug)]
pub struct Asked<'a> {
    flow: &'a Flow,
    request: PictureRequest,
    assets: &'a [String],
}

impl Asked<'_> {
    /// Names flow, fields and files, and nothing that may change meanwhile: the same question again has
    /// the same name, whatever the conversation has made since.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        let asked = (&self.flow.id, &self.request, self.assets);
        hasher.update(serde_json::to_vec(&asked).unwrap_or_default());
        crate::platform::hex(&hasher.finalize())
    }
}

/// Checks input against flow and plan.
///
/// # Errors
/// [`CheckError`].
pub fn read<'a>(
    app: &'a App,
    caller: Caller,
    flow_id: &str,
    input: &Value,
    assets: &'a [String],
) -> Result<Asked<'a>, CheckError> {
    let flow = app.catalog.flow(flow_id).ok_or(CheckError::UnknownFlow)?;
    if caller.plan < flow.minimum_plan {
        return Err(CheckError::PlanRequired(flow.minimum_plan));
    }
    // Where nobody can do it now, the input is still checked against who would.
    let model = planning::model_for(&app.catalog, &app.providers, flow.operation)
        .or_else(|| app.catalog.chain(flow.operation).first().copied())
        .ok_or(CheckError::UnknownFlow)?;
    let parsed = domain::generation::request::parse(input, model);
    let mut errors = parsed.as_ref().err().cloned().unwrap_or_default();
    if !flow.agent && !assets.is_empty() {
        errors.push(FieldError::new("inputAssets", "not_taken", "This flow takes no files."));
    }
    match parsed {
        Ok(request) if errors.is_empty() => Ok(Asked { flow, request, assets }),
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
    let Asked { flow, mut request, assets } = asked;
    let surroundings = if flow.agent && (conversation.is_some() || !assets.is_empty()) {
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
    let planned = planning::plan(app, flow, &mut request, &surroundings).map_err(CheckError::Planning)?;
    let hash = hash(flow, &request, &planned.steps);
    let Planned { steps, notes, transcript } = planned;
    Ok(Checked { request, steps, notes, transcript, hash })
}

fn hash(flow: &Flow, request: &PictureRequest, steps: &[PlannedStep]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(flow.id.as_bytes());
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
    offer_document(app, caller, &quote.id, &checked.hash, &quote, quote.expires_at).await?;
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
    let body = serde_json::to_string(document).map_err(|error| DbError::Engine(error.to_string()))?;
    let (id, hash) = (id.to_owned(), hash.to_owned());
    app.db.write(move |tx| store::insert(tx, caller.workspace_id, &id, &hash, &body, expires_at)).await
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
