//! Providers as JSON.

use domain::{catalog::Model, time::Millis};
use providers::{KeyView, Provider};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::models_of;
use crate::{
    app::App,
    catalog::{Offers, concerns},
    keys::AddedKeyView,
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
    /// Whether keys can be added to it while it runs.
    pub(super) takes_keys: bool,
    /// The models it runs.
    pub(super) models: Vec<ProviderModelView>,
}

/// A key of a provider. Tells nothing that could be used.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProviderKeyView {
    /// `pky_…` of one that was added here; null for one of the settings, which only they can change.
    id: Option<String>,
    /// Whether it takes new work.
    switched_on: bool,
    /// Whether what was saved was changed since, so that it cannot be used: remove it and add it again.
    unreadable: bool,
    /// Its name: the start of its hash.
    fingerprint: String,
    /// Its last four characters; empty where it is too short to tell any.
    last_four: String,
    /// Works of this process it is busy with.
    in_flight: u32,
    /// Until when the provider's rate limit holds, in UTC milliseconds.
    limited_until: Option<i64>,
    /// Its circuit breaker; null for one that cannot be used.
    breaker: Option<BreakerView>,
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
    /// Why nobody knows what it costs; null where it is known.
    cost_unknown: Option<String>,
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

/// What the database says of all providers, at one moment.
pub(super) struct Seen<'a> {
    pub(super) lanes: &'a [Lane],
    pub(super) rows: &'a [OverviewRow],
    /// The keys that the operator added.
    pub(super) added: &'a [AddedKeyView],
    pub(super) now: Millis,
}

impl ProviderView {
    pub(super) fn new(app: &App, id: &str, provider: &Provider, seen: &Seen<'_>) -> ProviderView {
        let Seen { lanes, rows, added, now } = *seen;
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
            keys: keys(provider, id, added),
            takes_keys: provider.takes_keys(),
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
            cost_unknown: Some(model.cost_unknown.clone()).filter(|why| !why.is_empty()),
            offered: offers.has(model),
            concerns: concerns(&offers, model),
        }
    }
}

/// The keys of this process, and those that were added and cannot be read.
fn keys(provider: &Provider, id: &str, added: &[AddedKeyView]) -> Vec<ProviderKeyView> {
    let added: Vec<_> = added.iter().filter(|key| key.provider == id).collect();
    let row = |key: &KeyView| added.iter().find(|row| row.fingerprint == key.fingerprint && !row.unreadable);
    let live = provider.keys().into_iter().map(|key| {
        let id = row(&key).filter(|_| !key.configured).map(|row| row.id.clone());
        ProviderKeyView { id, ..ProviderKeyView::from(key) }
    });
    let lost = added.iter().filter(|row| row.unreadable).map(|row| ProviderKeyView {
        id: Some(row.id.clone()),
        switched_on: row.switched_on,
        unreadable: true,
        fingerprint: row.fingerprint.clone(),
        last_four: row.last_four.clone(),
        in_flight: 0,
        limited_until: None,
        breaker: None,
    });
    live.chain(lost).collect()
}

impl From<KeyView> for ProviderKeyView {
    fn from(key: KeyView) -> Self {
        let breaker = key.breaker;
        ProviderKeyView {
            id: None,
            switched_on: key.switched_on,
            unreadable: false,
            fingerprint: key.fingerprint,
            last_four: key.last_four,
            in_flight: key.in_flight,
            limited_until: key.paused_until.map(|until| until.0),
            breaker: Some(BreakerView {
                state: breaker.state,
                since: breaker.since.map(|at| at.0),
                calls: breaker.calls,
                failures: breaker.failures,
                retry_at: breaker.retry_at.map(|at| at.0),
                times_opened: breaker.times_opened,
            }),
        }
    }
}
