//! How much one client may ask for.
//!
//! Four limits, each a generic cell rate algorithm (a leaky bucket that keeps one number per key): over
//! everything under `/api` and over sign-ups and sign-ins, per client address; over new runs, and
//! over requests that a language model plans, per workspace. A minute's worth may come at once and refills evenly. They hold in this process only and
//! protect it from bursts; what a plan includes is counted in the database.
//!
//! A refusal is 429 `rate_limited` with `retryAfterSeconds`, `Retry-After` (RFC 9110 §10.2.3) and
//! `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10: `"default";r=0;t=<seconds>`).

use std::{hash::Hash, net::IpAddr, num::NonZeroU32, time::Duration};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{id::WorkspaceId, problem::ProblemCode};
use governor::{
    Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, state::keyed::DashMapStateStore,
};

use super::{client_address::ClientAddress, problem::Problem};
use crate::{app::App, config, env::Env};

/// How often keys that are back at their full allowance are forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// Counts by the injected clock.
#[derive(Clone)]
struct EnvClock(Env);

impl Clock for EnvClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.uptime()
    }
}

type Keyed<K> = RateLimiter<K, DashMapStateStore<K>, EnvClock, NoOpMiddleware<Duration>>;

/// The limits of this process; none when they are switched off.
pub struct Limits {
    active: Option<Active>,
}

struct Active {
    clock: EnvClock,
    requests: Keyed<IpAddr>,
    sign_ins: Keyed<IpAddr>,
    runs: Keyed<WorkspaceId>,
    model_requests: Keyed<WorkspaceId>,
}

impl Limits {
    /// The limits of the settings, counting by the clock of `env`.
    #[must_use]
    pub fn new(settings: &config::Limits, env: &Env) -> Limits {
        let clock = EnvClock(env.clone());
        let active = settings.enabled.then(|| Active {
            requests: limiter(settings.requests_per_minute, &clock),
            sign_ins: limiter(settings.sign_ins_per_minute, &clock),
            runs: limiter(settings.runs_per_minute, &clock),
            model_requests: limiter(settings.model_requests_per_minute, &clock),
            clock,
        });
        Limits { active }
    }

    /// Counts a request of any kind.
    ///
    /// # Errors
    /// The problem `rate_limited`.
    pub fn check_request(&self, address: ClientAddress) -> Result<(), Problem> {
        self.active
            .as_ref()
            .map_or(Ok(()), |active| check(&active.requests, &address.network(), &active.clock))
    }

    /// Counts a sign-up or sign-in.
    ///
    /// # Errors
    /// The problem `rate_limited`.
    pub fn check_sign_in(&self, address: ClientAddress) -> Result<(), Problem> {
        self.active
            .as_ref()
            .map_or(Ok(()), |active| check(&active.sign_ins, &address.network(), &active.clock))
    }

    /// Counts a new run of a workspace.
    ///
    /// # Errors
    /// The problem `rate_limited`.
    pub fn check_runs(&self, workspace: WorkspaceId) -> Result<(), Problem> {
        self.active.as_ref().map_or(Ok(()), |active| check(&active.runs, &workspace, &active.clock))
    }

    /// Counts a request that a language model is asked to plan. Beyond the allowance nobody is refused: the
    /// router plans, which costs the operator nothing.
    #[must_use]
    pub fn may_ask_model(&self, workspace: WorkspaceId) -> bool {
        self.active.as_ref().is_none_or(|active| active.model_requests.check_key(&workspace).is_ok())
    }

    /// Forgets everyone who is back at their full allowance, so that memory follows who is active.
    pub fn sweep(&self) {
        if let Some(active) = &self.active {
            active.requests.retain_recent();
            active.sign_ins.retain_recent();
            active.runs.retain_recent();
            active.model_requests.retain_recent();
        }
    }

    /// Sweeps every minute until the app stops. To be spawned once by whoever serves.
    pub async fn keep_swept(app: App) {
        let mut timer = tokio::time::interval(SWEEP_EVERY);
        while app.stopping.run_until_cancelled(timer.tick()).await.is_some() {
            app.limits.sweep();
        }
    }
}

fn limiter<K: Hash + Eq + Clone>(per_minute: u32, clock: &EnvClock) -> Keyed<K> {
    let quota = Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN));
    RateLimiter::dashmap_with_clock(quota, clock.clone())
}

fn check<K: Hash + Eq + Clone>(limiter: &Keyed<K>, key: &K, clock: &EnvClock) -> Result<(), Problem> {
    limiter.check_key(key).map_err(|refusal| {
        let wait = refusal.wait_time_from(clock.now());
        let seconds = u64::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX).max(1);
        let unit = if seconds == 1 { "second" } else { "seconds" };
        let detail = format!("That was a lot at once. Try again in {seconds} {unit}.");
        Problem::new(ProblemCode::RateLimited, detail).with("retryAfterSeconds", seconds)
    })
}

/// Middleware over everything under `/api`: counts the request, and gives every 429 below it its
/// `RateLimit` header.
pub async fn limit(State(app): State<App>, address: ClientAddress, request: Request, next: Next) -> Response {
    let mut response = match app.limits.check_request(address) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    if response.status() == StatusCode::TOO_MANY_REQUESTS {
        name_wait(&mut response);
    }
    response
}

fn name_wait(response: &mut Response) {
    let seconds = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    let value =
        seconds.and_then(|seconds| HeaderValue::try_from(format!("\"default\";r=0;t={seconds}")).ok());
    if let Some(value) = value {
        response.headers_mut().insert("ratelimit", value);
    }
}

#[cfg(test)]
mod tests {
    use domain::time::{MINUTE_MS, Millis};

    use super::*;

    fn settings(enabled: bool) -> config::Limits {
        config::Limits {
            enabled,
            requests_per_minute: 60,
            sign_ins_per_minute: 2,
            runs_per_minute: 3,
            queued_runs_per_workspace: 1,
            model_requests_per_minute: 3,
        }
    }

    #[test]
    fn refuses_beyond_the_allowance_and_recovers_with_time() {
        let (env, clock) = Env::manual(Millis(1_000), 1);
        let limits = Limits::new(&settings(true), &env);
        let (one, other) = (env.new_id(), env.new_id());
        assert!((0..3).all(|_| limits.check_runs(one).is_ok()));
        let refusal = limits.check_runs(one).unwrap_err();
        // Three a minute: the next one is due after 20 seconds.
        assert_eq!(refusal.extras["retryAfterSeconds"], 20);
        assert!(limits.check_runs(other).is_ok(), "each workspace has its own allowance");
        clock.advance_ms(19_999);
        assert!(limits.check_runs(one).is_err());
        clock.advance_ms(1);
        assert!(limits.check_runs(one).is_ok());
        assert!(limits.check_runs(one).is_err());
    }

    #[test]
    fn switched_off_means_off() {
        let (env, _clock) = Env::manual(Millis(1_000), 1);
        let limits = Limits::new(&settings(false), &env);
        let workspace = env.new_id();
        assert!((0..100).all(|_| limits.check_runs(workspace).is_ok()));
    }

    #[test]
    fn sweeping_forgets_the_idle_and_keeps_the_busy() {
        let (env, clock) = Env::manual(Millis(1_000), 1);
        let limits = Limits::new(&settings(true), &env);
        let (idle, busy) = (env.new_id(), env.new_id());
        limits.check_runs(idle).unwrap();
        clock.advance_ms(2 * MINUTE_MS);
        assert!((0..3).all(|_| limits.check_runs(busy).is_ok()));
        limits.sweep();
        assert_eq!(limits.active.as_ref().unwrap().runs.len(), 1);
        assert!(limits.check_runs(busy).is_err());
    }
}
