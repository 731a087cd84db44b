//! Quotes: the exact price of a run, before it runs.
//!
//! Owns `quotes`: prices offered for ten minutes. [`price`] computes; [`offer`] computes and writes down,
//! so that the price binds whatever happens to prices meanwhile; [`redeem`] checks an offer inside the
//! transaction that accepts the run. A run accepted without an offer is priced on the spot.

mod http;
mod store;
mod view;

use domain::{
    catalog::{Flow, Model},
    generation::request::{FieldError, PictureRequest},
    id::{QuoteId, WorkspaceId},
    limits::QUOTE_LIFE_MS,
    plan::Plan,
    pricing::{self, PriceBook, PriceRequest},
    time::{HOUR_MS, Millis},
};
pub use http::routes;
use serde_json::Value;
use sha2::{Digest, Sha256};
pub use view::{FactorView, ModelView, QuoteView};

use crate::{
    app::App,
    auth::Caller,
    platform::db::{DbError, Reader, Tx},
};

/// Input that was checked against the flow and the model that will run it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What is to be made.
    pub request: PictureRequest,
    /// The best model for it.
    pub model: Model,
    /// Names flow and input: an offer binds only for the same.
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
}

/// Checks input against flow, plan and model.
///
/// # Errors
/// [`CheckError`].
pub fn check(
    app: &App,
    plan: Plan,
    flow_id: &str,
    input: &Value,
    assets: &[String],
) -> Result<Checked, CheckError> {
    let flow = app.catalog.flow(flow_id).ok_or(CheckError::UnknownFlow)?;
    if plan < flow.minimum_plan {
        return Err(CheckError::PlanRequired(flow.minimum_plan));
    }
    let model = *app.catalog.chain(flow.operation).first().ok_or(CheckError::UnknownFlow)?;
    let mut errors = Vec::new();
    if !assets.is_empty() {
        errors.push(FieldError::new("inputAssets", "not_taken", "This flow takes no files."));
    }
    match domain::generation::request::parse(input, model) {
        Ok(request) if errors.is_empty() => {
            let hash = hash(flow, &request);
            Ok(Checked { request, model: model.clone(), hash })
        }
        Ok(_) => Err(CheckError::Invalid(errors)),
        Err(mut more) => {
            more.append(&mut errors);
            Err(CheckError::Invalid(more))
        }
    }
}

fn hash(flow: &Flow, request: &PictureRequest) -> String {
    let mut hasher = Sha256::new();
    hasher.update(flow.id.as_bytes());
    hasher.update([0]);
    hasher.update(serde_json::to_vec(request).unwrap_or_default());
    crate::platform::hex(&hasher.finalize())
}

/// The exact price of a run, now.
#[must_use]
pub fn price(app: &App, plan: Plan, flow_id: &str, checked: &Checked, now: Millis) -> QuoteView {
    let hour = now.0.rem_euclid(24 * HOUR_MS) / HOUR_MS;
    let complexity = checked.request.complexity(&checked.model);
    let request = PriceRequest {
        operation: checked.model.operation,
        complexity,
        model_cost: checked.model.cost_usd_micros,
        quality: checked.request.quality,
        results: 1,
        tier: plan.tier(),
        peak: app.config.pricing.peak_hours.iter().any(|peak| i64::from(*peak) == hour),
    };
    let price = pricing::price(&PriceBook::default(), &request);
    QuoteView {
        id: app.env.new_id::<domain::id::kind::Quote>().to_string(),
        flow_id: flow_id.to_owned(),
        operation: checked.model.operation.id().to_owned(),
        model: ModelView::of(&checked.model),
        credits: price.credits.0,
        factors: price.factors.into_iter().map(FactorView::from).collect(),
        expected_ms: checked.model.expected_ms(complexity),
        created_at: now.0,
        expires_at: now.plus_ms(QUOTE_LIFE_MS).0,
    }
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
    let (kept, hash) = (quote.clone(), checked.hash.clone());
    app.db.write(move |tx| store::insert(tx, caller.workspace_id, &kept, &hash)).await?;
    Ok(quote)
}

/// What became of an offer.
#[derive(Debug)]
pub enum Redeemed {
    /// It binds.
    Binding(QuoteView),
    /// It is older than ten minutes, or not one of this workspace.
    Expired,
    /// It was made for other input.
    Mismatch,
}

/// Checks an offer for this input.
///
/// # Errors
/// [`DbError`].
pub fn redeem(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    id: QuoteId,
    hash: &str,
    now: Millis,
) -> Result<Redeemed, DbError> {
    Ok(match store::find(reader, workspace, id)? {
        Some((offered, quote)) if now.0 < quote.expires_at => {
            if offered == hash {
                Redeemed::Binding(quote)
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
