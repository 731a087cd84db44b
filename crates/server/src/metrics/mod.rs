//! What can be counted, in the text format that Prometheus reads, at `GET /metrics`.
//!
//! Owns no table. Counts and times are kept in this process and begin at zero with it; what the database knows (the
//! queue) and what the adapters know (keys and their breakers) is asked for when somebody reads. Label values are
//! few and known: routes as they are written in the code, models and providers of the catalog, problem codes. No
//! label carries a prompt, a person, an address or a key.

mod http;

use std::{sync::atomic::AtomicU64, time::Duration};

use domain::catalog::Operation;
pub use http::{measured, route};
use parking_lot::Mutex;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};
use providers::{FaultClass, Providers, SubmitError, breaker::StateName};

use crate::{
    ledger::{self, AuditReport},
    platform::jobs::OverviewRow,
};

/// Upper bounds of the times of requests, in seconds.
const REQUEST_SECONDS: [f64; 11] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// Upper bounds of the times of calls and steps, in seconds: as far as the longest deadline.
const WORK_SECONDS: [f64; 12] = [0.01, 0.05, 0.25, 1.0, 2.5, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 900.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    method: String,
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabels {
    provider: String,
    model: String,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ModelLabels {
    provider: String,
    model: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StepLabels {
    provider: String,
    model: String,
    operation: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RunLabels {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RefusalLabels {
    what: &'static str,
    rule: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct QueueLabels {
    lane: String,
    class: &'static str,
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CheckLabels {
    check: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KeyLabels {
    provider: String,
    breaker: &'static str,
}

type Times<Labels> = Family<Labels, Histogram, fn() -> Histogram>;

/// The counts of this process.
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Times<RouteLabels>,
    submits: Family<OutcomeLabels, Counter>,
    submit_seconds: Times<ModelLabels>,
    steps: Family<StepLabels, Counter>,
    step_seconds: Times<ModelLabels>,
    runs: Family<RunLabels, Counter>,
    refusals: Family<RefusalLabels, Counter>,
    /// What is so when somebody reads; held while they are looked at and written.
    now: Mutex<Now>,
}

#[derive(Default)]
struct Now {
    queue: Family<QueueLabels, Gauge>,
    keys: Family<KeyLabels, Gauge>,
    audited_at: Gauge,
    audit_findings: Family<CheckLabels, Gauge>,
    open_disputes: Gauge,
}

impl Metrics {
    /// Everything at zero.
    #[must_use]
    pub fn new() -> Metrics {
        let mut registry = Registry::with_prefix("marty");
        let version = Family::<Vec<(String, String)>, Gauge<f64, AtomicU64>>::default();
        version.get_or_create(&vec![("version".into(), env!("CARGO_PKG_VERSION").into())]).set(1.0);
        registry.register("build_info", "The version that runs", version);
        let metrics = Metrics {
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(|| Histogram::new(REQUEST_SECONDS)),
            submits: Family::default(),
            submit_seconds: Family::new_with_constructor(|| Histogram::new(WORK_SECONDS)),
            steps: Family::default(),
            step_seconds: Family::new_with_constructor(|| Histogram::new(WORK_SECONDS)),
            runs: Family::default(),
            refusals: Family::default(),
            now: Mutex::default(),
            registry: Registry::default(),
        };
        registry.register("http_requests", "Requests that were answered", metrics.requests.clone());
        registry.register_with_unit(
            "http_request",
            "From a request to the head of its answer",
            Unit::Seconds,
            metrics.request_seconds.clone(),
        );
        registry.register(
            "provider_submits",
            "Work handed to providers, by outcome",
            metrics.submits.clone(),
        );
        registry.register_with_unit(
            "provider_submit",
            "Handing work over; the work itself where a provider answers with the result",
            Unit::Seconds,
            metrics.submit_seconds.clone(),
        );
        registry.register("steps", "Steps that ended, by outcome", metrics.steps.clone());
        registry.register_with_unit(
            "step",
            "From a step's first submit to its end",
            Unit::Seconds,
            metrics.step_seconds.clone(),
        );
        registry.register("runs", "Runs that ended, by outcome", metrics.runs.clone());
        registry.register(
            "moderation_refusals",
            "What was refused or withheld by moderation, by rule",
            metrics.refusals.clone(),
        );
        let now = metrics.now.lock();
        registry.register("queue_jobs", "Jobs that wait, are worked on or are stuck", now.queue.clone());
        registry.register("provider_keys", "Keys by the state of their breaker", now.keys.clone());
        registry.register_with_unit(
            "ledger_audit_finished",
            "When the last audit of the ledger ended, since 1970; 0 before the first",
            Unit::Seconds,
            now.audited_at.clone(),
        );
        registry.register(
            "ledger_audit_findings",
            "What the last audit of the ledger found, by comparison",
            now.audit_findings.clone(),
        );
        registry.register(
            "payment_disputes_open",
            "Payments that a bank takes issue with and has not decided on",
            now.open_disputes.clone(),
        );
        drop(now);
        Metrics { registry, ..metrics }
    }

    /// Everything as text, with the queue, the keys, the last audit and disputes as they are now.
    fn text(
        &self,
        rows: &[OverviewRow],
        providers: &Providers,
        audit: Option<&AuditReport>,
        open_disputes: i64,
    ) -> Result<String, std::fmt::Error> {
        let now = self.now.lock();
        now.open_disputes.set(open_disputes);
        now.audited_at.set(audit.map_or(0, |audit| audit.finished_at / 1_000));
        for check in ledger::COMPARED {
            let found =
                audit.map_or(0, |audit| audit.findings.iter().filter(|one| one.check == check).count());
            let gauge = now.audit_findings.get_or_create(&CheckLabels { check });
            gauge.set(i64::try_from(found).unwrap_or(i64::MAX));
        }
        now.queue.clear();
        for row in rows {
            let lane = if row.lane.is_empty() { "none" } else { &row.lane };
            for (state, count) in [("waiting", row.queued), ("running", row.running), ("stuck", row.stuck)] {
                let labels = QueueLabels { lane: lane.to_owned(), class: row.class.id(), state };
                now.queue.get_or_create(&labels).set(count);
            }
        }
        now.keys.clear();
        for (id, provider) in providers.iter() {
            for key in provider.keys() {
                let labels = |breaker| KeyLabels { provider: id.to_owned(), breaker };
                for breaker in ["closed", "half_open", "open"] {
                    // A state that no key is in is told as well, or an alert on it would never end.
                    drop(now.keys.get_or_create(&labels(breaker)));
                }
                let breaker = match key.breaker.state {
                    StateName::Closed => "closed",
                    StateName::HalfOpen => "half_open",
                    StateName::Open => "open",
                };
                now.keys.get_or_create(&labels(breaker)).inc();
            }
        }
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }

    /// A request was answered.
    fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let labels = RouteLabels { method: method.to_owned(), route: route.to_owned() };
        self.request_seconds.get_or_create(&labels).observe(took.as_secs_f64());
        let RouteLabels { method, route } = labels;
        self.requests.get_or_create(&RequestLabels { method, route, status }).inc();
    }

    /// Work was handed to a provider, or not.
    pub fn submitted<T>(
        &self,
        provider: &str,
        model: &str,
        outcome: &Result<T, SubmitError>,
        took: Duration,
    ) {
        let labels = ModelLabels { provider: provider.to_owned(), model: model.to_owned() };
        self.submit_seconds.get_or_create(&labels).observe(took.as_secs_f64());
        let ModelLabels { provider, model } = labels;
        let outcome = outcome_of(outcome);
        self.submits.get_or_create(&OutcomeLabels { provider, model, outcome }).inc();
    }

    /// A step ended: `completed`, or the code of the problem.
    pub fn step_ended(
        &self,
        (provider, model, operation): (&str, &str, Operation),
        outcome: &'static str,
        took_ms: Option<i64>,
    ) {
        let (provider, model) = (provider.to_owned(), model.to_owned());
        if let Some(took_ms) = took_ms {
            let labels = ModelLabels { provider: provider.clone(), model: model.clone() };
            let took = Duration::from_millis(took_ms.max(0).unsigned_abs());
            self.step_seconds.get_or_create(&labels).observe(took.as_secs_f64());
        }
        let labels = StepLabels { provider, model, operation: operation.id(), outcome };
        self.steps.get_or_create(&labels).inc();
    }

    /// Moderation refused a `prompt` or an `upload`, or withheld an `output`, by a rule.
    pub fn refused(&self, what: &'static str, rule: &'static str) {
        self.refusals.get_or_create(&RefusalLabels { what, rule }).inc();
    }

    /// A run ended: `completed`, `failed` or `cancelled`.
    pub fn run_ended(&self, outcome: &'static str) {
        self.runs.get_or_create(&RunLabels { outcome }).inc();
    }
}

impl Default for Metrics {
    fn default() -> Metrics {
        Metrics::new()
    }
}

fn outcome_of<T>(outcome: &Result<T, SubmitError>) -> &'static str {
    match outcome {
        Ok(_) => "taken",
        Err(SubmitError::OutcomeUnknown(_)) => "unknown",
        Err(SubmitError::NotTaken(fault)) => match fault.class {
            FaultClass::Refused => "refused",
            FaultClass::Invalid => "invalid",
            FaultClass::RateLimited { .. } => "rate_limited",
            FaultClass::Unavailable => "unavailable",
            FaultClass::Unauthorised => "unauthorised",
            FaultClass::OutOfCredit => "out_of_credit",
            FaultClass::Broken => "broken",
        },
    }
}
