//! Providers as JSON.

use domain::{catalog::Model, time::Millis};
use providers::{KeyView, Provider};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::models_of;
use crate::{
    app::App,
    catalog::{Offers, concerns},
    platform::jobs::{Lane, OverviewRow},
};

/// A provider of this installation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProviderView {
    /// e.g. `fal`.
    pub(super) id: String,
    /// Whether runs that begin with it are held back until it is resumed.
    pub(super) paused: bool,
    /// Until when the provider asked to wait, in UTC milliseconds.
    pub(super) waits_until: Option<i64>,
    /// How many of its runs are worked on at once, at most; null for any number.
    pub(super) runs_max: Option<u32>,
    /// Runs in its line.
    pub(super) queued: i64,
    /// Runs that are worked on.
    pub(super) running: i64,
    /// Of those, without a sign of life for two minutes.
    pub(super) stuck: i64,
    /// Its keys; none for what needs none.
    pub(super) keys: Vec<ProviderKeyView>,
    /// The models it runs.
    pub(super) models: Vec<ProviderModelView>,
}

/// A key of a provider. Tells nothing that could be used.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProviderKeyView {
    /// Its name: the start of its hash.
    fingerprint: String,
    /// Its last four characters; empty where it is too short to tell any.
    last_four: String,
    /// Works of this process it is busy with.
    in_flight: u32,
    /// Until when the provider's rate limit holds, in UTC milliseconds.
    limited_until: Option<i64>,
    /// Its circuit breaker.
    breaker: BreakerView,
}

/// A circuit breaker.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BreakerView {
    /// `closed`: calls pass. `open`: none does. `half_open`: single calls pass, to find out.
    #[schema(value_type = String)]
    state: providers::breaker::StateName,
    /// When it came into this state, in UTC milliseconds; null when it never changed.
    since: Option<i64>,
    /// Calls in the last minute.
    calls: u32,
    /// Failed ones of these.
    failures: u32,
    /// When the next call may pass, while open.
    retry_at: Option<i64>,
    /// How often it opened since the process started.
    times_opened: u64,
}

/// A model of a provider.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProviderModelView {
    /// e.g. `fal-flux-schnell`.
    id: String,
    /// On screen.
    name: String,
    /// e.g. `text_to_image`.
    operation: String,
    /// What its vendor charges, e.g. `$0.05 a second`; null where nobody knows.
    cost: Option<String>,
    /// Where that was read.
    cost_source: String,
    /// When that was read, e.g. `2026-11-22`.
    cost_read: Option<String>,
    /// Whether it was seen on the vendor's own price list or on a bill.
    cost_verified: bool,
    /// Whether people can have it.
    offered: bool,
    /// What an operator should know: it cannot be had, leaves soon, or costs more than the published prices
    /// bring.
    concerns: Vec<String>,
}

/// What a provider should do.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProviderChange {
    /// Whether runs that begin with it are held back, also after a restart. What is worked on is finished.
    pub(super) paused: bool,
}

impl ProviderView {
    pub(super) fn new(
        app: &App,
        id: &str,
        provider: &Provider,
        lanes: &[Lane],
        rows: &[OverviewRow],
        now: Millis,
    ) -> ProviderView {
        let lane = lanes.iter().find(|lane| lane.name == id);
        let sum =
            |count: fn(&OverviewRow) -> i64| rows.iter().filter(|row| row.lane == id).map(count).sum::<i64>();
        let paused = lane.is_some_and(Lane::is_paused);
        let waits = lane.map(|lane| lane.not_before).filter(|until| !paused && *until > now);
        ProviderView {
            id: id.to_owned(),
            paused,
            waits_until: waits.map(|until| until.0),
            runs_max: lane.and_then(|lane| lane.leased_max),
            queued: sum(|row| row.queued + row.delayed),
            running: sum(|row| row.running),
            stuck: sum(|row| row.stuck),
            keys: provider.keys().into_iter().map(ProviderKeyView::from).collect(),
            models: models_of(&app.catalog, id).map(|model| ProviderModelView::new(app, model)).collect(),
        }
    }
}

impl ProviderModelView {
    fn new(app: &App, model: &Model) -> ProviderModelView {
        let offers = Offers::of(app);
        ProviderModelView {
            id: model.id.clone(),
            name: model.name.clone(),
            operation: model.operation.id().to_owned(),
            cost: model.cost.as_ref().map(ToString::to_string),
            cost_source: model.cost_source.clone(),
            cost_read: model.cost_read.map(|day| day.to_string()),
            cost_verified: model.cost_verified,
            offered: offers.has(model),
            concerns: concerns(&offers, model),
        }
    }
}

impl From<KeyView> for ProviderKeyView {
    fn from(key: KeyView) -> Self {
        let breaker = key.breaker;
        ProviderKeyView {
            fingerprint: key.fingerprint,
            last_four: key.last_four,
            in_flight: key.in_flight,
            limited_until: key.paused_until.map(|until| until.0),
            breaker: BreakerView {
                state: breaker.state,
                since: breaker.since.map(|at| at.0),
                calls: breaker.calls,
                failures: breaker.failures,
                retry_at: breaker.retry_at.map(|at| at.0),
                times_opened: breaker.times_opened,
            },
        }
    }
}
