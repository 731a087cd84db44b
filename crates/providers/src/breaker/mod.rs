//! A circuit breaker: stop asking who does not answer, and find out when they do again.
//!
//! ```text
//!            failure ratio over the window too high
//!   Closed ─────────────────────────────────────────▶ Open ◀───────────┐
//!     ▲                                                │ after a pause  │ a probe failed:
//!     │   enough probes succeeded                      ▼                │ twice the pause
//!     └──────────────────────────────────────────── Half-open ──────────┘
//! ```
//!
//! Pure: it reads no clock and does no IO. Whoever calls a vendor asks [`Breaker::allow`] first, keeps
//! the [`Permit`] and hands it back to [`Breaker::record`] with what came of the call. One breaker
//! guards one key of one provider, so that a revoked key does not stop the others.
//!
//! A permit carries the *era* it was given in. An answer to a call from before the breaker opened says
//! nothing about the vendor now and changes nothing; neither does a permit that is never handed back,
//! except that a half-open breaker waits [`Settings::probe_timeout_ms`] before it tries the next probe.

#[cfg(test)]
mod simulation;

use std::collections::VecDeque;

use domain::time::{MINUTE_MS, Millis, SECOND_MS};
use serde::Serialize;

/// When to open, and how to close again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How far back calls count, in milliseconds.
    pub window_ms: i64,
    /// Fewer calls than this in the window say nothing.
    pub calls_min: u32,
    /// Open at this many failures in a hundred calls.
    pub failures_percent: u32,
    /// The first pause, in milliseconds; doubled each time a probe fails.
    pub pause_ms: i64,
    /// The longest pause, in milliseconds.
    pub pause_ms_max: i64,
    /// Probes in flight at once while half-open.
    pub probes_max: u32,
    /// Probes that must succeed, one after the other, to close.
    pub probes_to_close: u32,
    /// A probe without an answer after this many milliseconds is given up.
    pub probe_timeout_ms: i64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            window_ms: MINUTE_MS,
            calls_min: 5,
            failures_percent: 50,
            pause_ms: 5 * SECOND_MS,
            pause_ms_max: 5 * MINUTE_MS,
            probes_max: 1,
            probes_to_close: 2,
            probe_timeout_ms: MINUTE_MS,
        }
    }
}

/// What came of a call, as far as the vendor's health goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The vendor answered as it should, also where it refused the content or named a mistake of ours.
    Success,
    /// The vendor did not answer, answered with an error of its own, or does not take the key.
    Failure,
    /// Says nothing about its health: a rate limit, or a call that we gave up.
    Neutral,
    /// No point in counting: the key was revoked or the account is empty. Opens at once.
    Fatal,
}

/// Leave for one call. Hand it back with what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    era: u64,
}

/// Not now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Asking before this is in vain.
    pub retry_at: Millis,
}

/// The name of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StateName {
    /// Calls pass and are counted.
    Closed,
    /// No call passes.
    Open,
    /// Single calls pass, to find out.
    HalfOpen,
}

/// A breaker at a glance, for an API and a screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// Which state it is in.
    pub state: StateName,
    /// When it came into it; `None` when it never changed.
    pub since: Option<Millis>,
    /// Calls in the window.
    pub calls: u32,
    /// Failed calls in the window.
    pub failures: u32,
    /// When the next probe may pass, while open.
    pub retry_at: Option<Millis>,
    /// How often it opened since the process started.
    pub times_opened: u64,
}

#[derive(Clone, Debug)]
enum State {
    Closed,
    Open { until: Millis },
    HalfOpen { started: VecDeque<Millis>, succeeded: u32 },
}

/// The breaker of one key.
#[derive(Clone, Debug)]
pub struct Breaker {
    settings: Settings,
    state: State,
    since: Option<Millis>,
    /// Grows whenever the state changes, so that late answers can be told from fresh ones.
    era: u64,
    /// Openings without a close between them; decides the pause.
    openings_in_a_row: u32,
    times_opened: u64,
    /// Slices of the window, the oldest first.
    slices: VecDeque<Slice>,
}

/// The window moves in this many steps: a bounded amount of memory, whatever the traffic.
const SLICES: i64 = 12;

#[derive(Clone, Copy, Debug)]
struct Slice {
    start: Millis,
    calls: u32,
    failures: u32,
}

impl Breaker {
    /// A closed breaker that knows nothing yet.
    #[must_use]
    pub fn new(settings: Settings) -> Breaker {
        Breaker {
            settings,
            state: State::Closed,
            since: None,
            era: 0,
            openings_in_a_row: 0,
            times_opened: 0,
            slices: VecDeque::new(),
        }
    }

    /// Asks for leave to call. An open breaker whose pause is over becomes half-open here.
    ///
    /// # Errors
    /// [`Refused`] while open, or while half-open with enough probes under way.
    pub fn allow(&mut self, now: Millis) -> Result<Permit, Refused> {
        if let State::Open { until } = self.state {
            if now < until {
                return Err(Refused { retry_at: until });
            }
            self.enter(State::HalfOpen { started: VecDeque::new(), succeeded: 0 }, now);
        }
        if let State::HalfOpen { started, .. } = &mut self.state {
            let timeout = self.settings.probe_timeout_ms;
            // A clock that was set back would keep probes for ever: those from the future go too.
            started.retain(|at| (0..timeout).contains(&now.since_ms(*at)));
            if started.len() >= self.settings.probes_max.max(1) as usize {
                let retry_at = started.front().map_or(now, |first| first.plus_ms(timeout));
                return Err(Refused { retry_at });
            }
            started.push_back(now);
        }
        Ok(Permit { era: self.era })
    }

    /// Whether [`Breaker::allow`] would give leave, without asking for it.
    #[must_use]
    pub fn would_allow(&self, now: Millis) -> bool {
        self.clone().allow(now).is_ok()
    }

    /// Takes note of what came of a call.
    pub fn record(&mut self, permit: Permit, outcome: Outcome, now: Millis) {
        if permit.era != self.era {
            return;
        }
        match (&mut self.state, outcome) {
            // Given up by the era: nobody gets a permit while it is open.
            (State::Open { .. }, _) => {}
            (State::Closed | State::HalfOpen { .. }, Outcome::Fatal) => self.open(now),
            (State::Closed, Outcome::Neutral) => {}
            (State::Closed, outcome) => {
                self.count(outcome == Outcome::Failure, now);
                let (calls, failures) = self.totals(now);
                let limit = u64::from(calls) * u64::from(self.settings.failures_percent);
                if calls >= self.settings.calls_min.max(1)
                    && u64::from(failures) * 100 >= limit
                    && failures > 0
                {
                    self.open(now);
                }
            }
            (State::HalfOpen { .. }, Outcome::Failure) => self.open(now),
            (State::HalfOpen { started, .. }, Outcome::Neutral) => {
                started.pop_front();
            }
            (State::HalfOpen { started, succeeded }, Outcome::Success) => {
                started.pop_front();
                *succeeded += 1;
                if *succeeded >= self.settings.probes_to_close {
                    self.slices.clear();
                    self.openings_in_a_row = 0;
                    self.enter(State::Closed, now);
                }
            }
        }
    }

    /// The breaker at a glance.
    #[must_use]
    pub fn view(&self, now: Millis) -> View {
        let (calls, failures) = self.totals(now);
        let (state, retry_at) = match self.state {
            State::Closed => (StateName::Closed, None),
            State::Open { until } => (StateName::Open, Some(until)),
            State::HalfOpen { .. } => (StateName::HalfOpen, None),
        };
        View { state, since: self.since, calls, failures, retry_at, times_opened: self.times_opened }
    }

    fn open(&mut self, now: Millis) {
        let doubled = self.settings.pause_ms.saturating_mul(1 << self.openings_in_a_row.min(30));
        let until = now.plus_ms(doubled.min(self.settings.pause_ms_max));
        self.openings_in_a_row = self.openings_in_a_row.saturating_add(1);
        self.times_opened += 1;
        self.enter(State::Open { until }, now);
    }

    fn enter(&mut self, state: State, now: Millis) {
        self.state = state;
        self.since = Some(now);
        self.era += 1;
    }

    fn count(&mut self, failed: bool, now: Millis) {
        let length = (self.settings.window_ms / SLICES).max(1);
        let start = Millis(now.0 - now.0.rem_euclid(length));
        // A clock set back counts into the newest slice instead of breaking the order.
        if self.slices.back().is_none_or(|newest| newest.start < start) {
            self.slices.push_back(Slice { start, calls: 0, failures: 0 });
        }
        if let Some(newest) = self.slices.back_mut() {
            newest.calls = newest.calls.saturating_add(1);
            newest.failures = newest.failures.saturating_add(u32::from(failed));
        }
        while self.slices.front().is_some_and(|oldest| self.is_past(oldest, now)) {
            self.slices.pop_front();
        }
    }

    fn totals(&self, now: Millis) -> (u32, u32) {
        let recent = self.slices.iter().filter(|slice| !self.is_past(slice, now));
        recent.fold((0_u32, 0_u32), |(calls, failures), slice| {
            (calls.saturating_add(slice.calls), failures.saturating_add(slice.failures))
        })
    }

    fn is_past(&self, slice: &Slice, now: Millis) -> bool {
        now.since_ms(slice.start) >= self.settings.window_ms
    }
}
