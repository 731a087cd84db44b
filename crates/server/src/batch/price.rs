//! The price of a batch: one bill, which binds for ten minutes.

use domain::{
    batch::Kind,
    limits::QUOTE_LIFE_MS,
    money::Ratio,
    pricing::{self, PriceBook},
    time::Millis,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::request::Planned;
use crate::{
    app::App,
    auth::Caller,
    platform::db::DbError,
    quote::{self, FactorView},
};

/// The exact price of a batch.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchQuoteView {
    /// `qte_…`
    pub id: String,
    /// The flow it is for.
    pub flow_id: String,
    /// `prompts`, `variations` or `compare`.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// How many items.
    pub items: u32,
    /// The most that will be charged, in whole credits.
    pub credits: i64,
    /// One bill for all items; the amounts add up to `credits` exactly.
    pub factors: Vec<FactorView>,
    /// How long all of it usually takes, in milliseconds, once it is its turn.
    pub expected_ms: i64,
    /// What was assumed or left out, in sentences.
    pub notes: Vec<String>,
    /// When it was made, in UTC milliseconds.
    pub created_at: i64,
    /// Until when it binds.
    pub expires_at: i64,
}

/// An offer as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Offer {
    pub view: BatchQuoteView,
    /// The exact price of each step of each item, in millionths of a credit.
    prices: Vec<Vec<i64>>,
    /// Which of them work with a key of the workspace.
    #[serde(default)]
    own_keys: Vec<Vec<bool>>,
}

/// What a step of an item costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct StepPrice {
    /// Exactly.
    pub(super) exact: Ratio,
    /// Whether it works with a key of the workspace; no other key may do it then.
    pub(super) own_key: bool,
}

impl Offer {
    /// The price of each step of each item.
    pub(super) fn prices(&self) -> impl Iterator<Item = Vec<StepPrice>> {
        self.prices.iter().enumerate().map(|(item, steps)| {
            let own_keys = self.own_keys.get(item).map(Vec::as_slice).unwrap_or_default();
            let price = |(step, millionths): (usize, &i64)| StepPrice {
                exact: Ratio::of_millionths(*millionths),
                own_key: own_keys.get(step).copied().unwrap_or_default(),
            };
            steps.iter().enumerate().map(price).collect()
        })
    }
}

/// Prices a batch, now.
pub(super) fn price(app: &App, caller: Caller, flow_id: &str, planned: &Planned, now: Millis) -> Offer {
    let request = |item: &super::request::PlannedItem| quote::price_requests(app, caller, &item.steps, now);
    let requests: Vec<_> = planned.items.iter().map(request).collect();
    let price = pricing::price_batch(&PriceBook::default(), &requests);
    let at_once = i64::from(caller.plan.concurrent_generations(app.config.workers.fair_use_cap).max(1));
    let items = i64::try_from(planned.items.len()).unwrap_or(i64::MAX);
    let work: i64 = planned.items.iter().map(|item| item.expected_ms).sum();
    Offer {
        view: BatchQuoteView {
            id: app.env.new_id::<domain::id::kind::Quote>().to_string(),
            flow_id: flow_id.to_owned(),
            kind: planned.kind,
            items: u32::try_from(items).unwrap_or(u32::MAX),
            credits: price.credits.0,
            factors: price.factors.into_iter().map(FactorView::from).collect(),
            expected_ms: work / at_once.min(items).max(1),
            notes: planned.notes.clone(),
            created_at: now.0,
            expires_at: now.plus_ms(QUOTE_LIFE_MS).0,
        },
        own_keys: requests
            .iter()
            .map(|steps| steps.iter().map(|step| step.own_key_fee.is_some()).collect())
            .collect(),
        prices: price
            .items
            .iter()
            .map(|steps| steps.iter().map(|price| price.millionths()).collect())
            .collect(),
    }
}

/// Prices a batch and writes the offer down.
///
/// # Errors
/// [`DbError`].
pub(super) async fn offer(
    app: &App,
    caller: Caller,
    flow_id: &str,
    planned: &Planned,
) -> Result<BatchQuoteView, DbError> {
    let offer = price(app, caller, flow_id, planned, app.env.now());
    let Offer { view, .. } = &offer;
    quote::offer_document(app, caller, &view.id, &planned.hash, &offer, view.expires_at).await?;
    Ok(offer.view)
}
