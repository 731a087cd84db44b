//! Quotes: the exact price of a run, before it runs.
//!
//! Owns `quotes`: prices offered for ten minutes. [`price`] computes; [`offer`] computes and writes down,
//! so that the price binds whatever happens to prices meanwhile; [`redeem`] checks an offer inside the
//! transaction that accepts the run. A run accepted without an offer is priced on the spot. Where a language
//! model plans, the plan is kept with its price ([`planning::KeptPlan`]): it is the one that runs, and the same
//! question again is answered with it instead of asking anew. Where the request lets the cache answer and an
//! identical result was made before, the price is nothing and names it.

mod asked;
mod check;
mod entitled;
mod http;
mod keeper;
mod store;
mod view;

pub use asked::{Asked, read};
pub use check::{CheckError, Checked, Kept, check, check_offered};
use domain::{
    generation::schedule,
    id::{QuoteId, WorkspaceId},
    limits::QUOTE_LIFE_MS,
    money::Ratio,
    pricing::{self, PriceBook, PriceRequest},
    time::{HOUR_MS, Millis},
};
pub use entitled::{Entitled, entitled};
pub use http::routes;
use serde::{Serialize, de::DeserializeOwned};
pub use view::{CachedQuoteView, FactorView, ModelView, QuoteView, QuotedStepView};

use crate::{
    app::App,
    auth::Caller,
    catalog::Offers,
    generation::{StepSource, cache},
    planning::PlannedStep,
    platform::db::{DbError, Reader, Tx},
};

/// The exact price of a run, now.
#[must_use]
pub fn price(app: &App, caller: Caller, flow_id: &str, checked: &Checked, now: Millis) -> QuoteView {
    let requests = price_requests(app, caller, &checked.steps, now);
    let price = pricing::price_all(&PriceBook::default(), &requests);
    let quoted = |((step, unit), request): ((&PlannedStep, Ratio), &PriceRequest)| QuotedStepView {
        own_key: request.own_key_fee.is_some(),
        ..QuotedStepView::of(step, unit)
    };
    let steps: Vec<_> = checked.steps.iter().zip(price.units).zip(&requests).map(quoted).collect();
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
        cached: None,
        created_at: now.0,
        expires_at: now.plus_ms(QUOTE_LIFE_MS).0,
    }
}

/// The exact price of a run, now; nothing where an identical result was made before and will do.
///
/// # Errors
/// [`DbError`].
pub async fn price_now(
    app: &App,
    caller: Caller,
    flow_id: &str,
    checked: &Checked,
) -> Result<QuoteView, DbError> {
    let price = price(app, caller, flow_id, checked, app.env.now());
    if !checked.use_cache {
        return Ok(price);
    }
    Ok(match cache::find(app, caller, flow_id, checked).await? {
        Some(found) => price.made_before(found),
        None => price,
    })
}

/// What the prices of these steps depend on; where the workspace has a key of its own for a step, it does it.
#[must_use]
pub fn price_requests(app: &App, caller: Caller, steps: &[PlannedStep], now: Millis) -> Vec<PriceRequest> {
    let hour = now.0.rem_euclid(24 * HOUR_MS) / HOUR_MS;
    let peak = app.config.pricing.peak_hours.iter().any(|peak| i64::from(*peak) == hour);
    let offers = Offers::of_workspace(app, caller.workspace_id);
    let request = |step: &PlannedStep| PriceRequest {
        operation: step.operation,
        complexity: step.complexity,
        model_cost: step.model_cost(),
        quality: step.quality(),
        results: 1,
        tier: caller.plan.tier(),
        peak,
        own_key_fee: offers.own_key_fee(&step.model),
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
    let quote = price_now(app, caller, flow_id, checked).await?;
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
