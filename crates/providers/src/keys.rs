//! Several keys of one provider: spread the load, leave out the ones that are limited or broken.
//!
//! [`KeyRing::choose`] takes the key with the least work in flight among those that are neither paused
//! by a rate limit nor held back by their breaker. Work stays with the key that submitted it: its
//! fingerprint is part of the remote id, and [`KeyRing::get`] finds the key again after a restart.
//!
//! In flight is what this process follows: another process does not see it, and after a restart it fills
//! up as works are polled. It balances the load; it is not a limit that anything relies on.

use std::sync::Arc;

use domain::time::Millis;
use parking_lot::Mutex;
use serde::Serialize;

use crate::{
    Clock, Fault, FaultClass, SubmitError,
    breaker::{self, Breaker, Outcome, Permit},
    http::Secret,
};

/// The pause after a rate limit that names none, in milliseconds.
const RATE_LIMIT_PAUSE_MS: i64 = 5_000;

/// The keys of one provider. Clones share their state.
#[derive(Clone)]
pub struct KeyRing {
    slots: Arc<Vec<Slot>>,
}

struct Slot {
    secret: Secret,
    fingerprint: String,
    state: Mutex<State>,
}

struct State {
    in_flight: u32,
    paused_until: Option<Millis>,
    breaker: Breaker,
}

/// A key that was chosen for a submit, with the leave of its breaker.
pub struct Chosen {
    slot: usize,
    permit: Permit,
    /// The key.
    pub secret: Secret,
    /// Its name, for the remote id.
    pub fingerprint: String,
}

/// Work that a key is busy with; over when dropped.
pub struct InFlight {
    slots: Arc<Vec<Slot>>,
    slot: usize,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut state = self.slots[self.slot].state.lock();
        state.in_flight = state.in_flight.saturating_sub(1);
    }
}

/// A key at a glance, for an API and a screen. Tells nothing that could be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyView {
    /// Its name: the start of its hash.
    pub fingerprint: String,
    /// Its last four characters.
    pub last_four: String,
    /// Works of this process it is busy with.
    pub in_flight: u32,
    /// Until when the vendor's rate limit holds, if it does.
    pub paused_until: Option<Millis>,
    /// Its breaker.
    pub breaker: breaker::View,
}

impl Fault {
    /// What a refused call says about the health of its key.
    #[must_use]
    pub fn health(&self) -> Outcome {
        match self.class {
            FaultClass::Refused | FaultClass::Invalid => Outcome::Success,
            FaultClass::RateLimited { .. } => Outcome::Neutral,
            FaultClass::Unavailable | FaultClass::Broken => Outcome::Failure,
            FaultClass::Unauthorised | FaultClass::OutOfCredit => Outcome::Fatal,
        }
    }
}

impl KeyRing {
    /// A ring of these keys; a key that is named twice is taken once.
    #[must_use]
    pub fn new(keys: Vec<Secret>, settings: breaker::Settings) -> KeyRing {
        let mut slots: Vec<Slot> = Vec::with_capacity(keys.len());
        for secret in keys {
            let fingerprint = secret.fingerprint();
            if slots.iter().all(|slot| slot.fingerprint != fingerprint) {
                let breaker = Breaker::new(settings);
                let state = Mutex::new(State { in_flight: 0, paused_until: None, breaker });
                slots.push(Slot { secret, fingerprint, state });
            }
        }
        KeyRing { slots: Arc::new(slots) }
    }

    /// How many keys there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.slots.len()
    }

    /// The key to submit with. Counts as in flight until the guard is dropped.
    ///
    /// # Errors
    /// What to tell whoever wanted it, with the time to wait when every key is limited.
    pub fn choose(&self, now: Millis) -> Result<(Chosen, InFlight), Fault> {
        if self.slots.is_empty() {
            let message = "No key is set up for this provider.".to_owned();
            return Err(Fault { class: FaultClass::Unauthorised, message });
        }
        let mut order: Vec<(u32, usize)> =
            self.slots.iter().enumerate().map(|(index, slot)| (slot.state.lock().in_flight, index)).collect();
        order.sort_unstable();
        let mut limited_until: Option<Millis> = None;
        for (_, index) in order {
            let slot = &self.slots[index];
            let mut state = slot.state.lock();
            if let Some(until) = state.paused_until.filter(|until| now < *until) {
                limited_until = Some(limited_until.map_or(until, |earliest| earliest.min(until)));
                continue;
            }
            let Ok(permit) = state.breaker.allow(now) else { continue };
            state.paused_until = None;
            state.in_flight += 1;
            let (secret, fingerprint) = (slot.secret.clone(), slot.fingerprint.clone());
            let guard = InFlight { slots: self.slots.clone(), slot: index };
            return Ok((Chosen { slot: index, permit, secret, fingerprint }, guard));
        }
        Err(match limited_until {
            Some(until) => Fault {
                class: FaultClass::RateLimited { retry_after_ms: Some(until.since_ms(now)) },
                message: "The provider takes no more requests for the moment.".into(),
            },
            None => Fault {
                class: FaultClass::Unavailable,
                message: "The provider failed too often and is left alone for a while.".into(),
            },
        })
    }

    /// Takes note of what came of a submit.
    pub fn record(&self, chosen: &Chosen, outcome: Outcome, now: Millis) {
        self.slots[chosen.slot].state.lock().breaker.record(chosen.permit, outcome, now);
    }

    /// Leaves a key alone until the vendor's rate limit is over. A longer pause wins.
    pub fn pause(&self, fingerprint: &str, until: Millis) {
        if let Some(slot) = self.slot(fingerprint) {
            let mut state = self.slots[slot].state.lock();
            state.paused_until = Some(state.paused_until.map_or(until, |known| known.max(until)));
        }
    }

    /// Leaves a key alone for as long as a rate limit asks; other faults pause nothing.
    pub fn pause_for(&self, fingerprint: &str, fault: &Fault, now: Millis) {
        if let FaultClass::RateLimited { retry_after_ms } = fault.class {
            self.pause(fingerprint, now.plus_ms(retry_after_ms.unwrap_or(RATE_LIMIT_PAUSE_MS).max(1)));
        }
    }

    /// Submits with the least busy key. One that turns out to be limited, revoked or empty is left out and
    /// the next is tried, as nothing was taken; each key once, because with a `Retry-After` of nothing asking
    /// on would never end. Answers what `send` did, and the guard that keeps the key counted as busy.
    ///
    /// # Errors
    /// [`SubmitError`]. What a key was refused for says more than that no other is left, so it is told.
    pub(crate) async fn submit<T, Sent>(
        &self,
        clock: &Clock,
        send: impl Fn(Secret, String) -> Sent,
    ) -> Result<(T, InFlight), SubmitError>
    where
        Sent: Future<Output = Result<T, SubmitError>>,
    {
        let mut first_fault = None;
        for _ in 0..self.count() {
            let Ok((chosen, in_flight)) = self.choose(clock()) else { break };
            let outcome = send(chosen.secret.clone(), chosen.fingerprint.clone()).await;
            let health = match &outcome {
                Ok(_) => Outcome::Success,
                Err(SubmitError::OutcomeUnknown(_)) => Outcome::Failure,
                Err(SubmitError::NotTaken(fault)) => fault.health(),
            };
            self.record(&chosen, health, clock());
            match outcome {
                Ok(taken) => return Ok((taken, in_flight)),
                Err(SubmitError::NotTaken(fault)) if fault.is_the_keys() => {
                    self.pause_for(&chosen.fingerprint, &fault, clock());
                    first_fault.get_or_insert(fault);
                }
                Err(error) => return Err(error),
            }
        }
        let fault = first_fault.or_else(|| self.choose(clock()).err());
        Err(SubmitError::NotTaken(fault.unwrap_or_else(|| Fault {
            class: FaultClass::Unavailable,
            message: "The provider refused every key.".to_owned(),
        })))
    }

    /// Takes note that a key was found not to work, by another call than a submit.
    pub fn revoke(&self, fingerprint: &str, now: Millis) {
        if let Some(slot) = self.slot(fingerprint) {
            let breaker = &mut self.slots[slot].state.lock().breaker;
            if let Ok(permit) = breaker.allow(now) {
                breaker.record(permit, Outcome::Fatal, now);
            }
        }
    }

    /// The key of this name, for polling and cancelling what it submitted.
    #[must_use]
    pub fn get(&self, fingerprint: &str) -> Option<Secret> {
        self.slot(fingerprint).map(|slot| self.slots[slot].secret.clone())
    }

    /// The names of all keys.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<String> {
        self.slots.iter().map(|slot| slot.fingerprint.clone()).collect()
    }

    /// Counts work that was submitted before this process began to follow it.
    #[must_use]
    pub fn follow(&self, fingerprint: &str) -> Option<InFlight> {
        let slot = self.slot(fingerprint)?;
        self.slots[slot].state.lock().in_flight += 1;
        Some(InFlight { slots: self.slots.clone(), slot })
    }

    /// All keys at a glance.
    #[must_use]
    pub fn view(&self, now: Millis) -> Vec<KeyView> {
        let view = |slot: &Slot| {
            let state = slot.state.lock();
            KeyView {
                fingerprint: slot.fingerprint.clone(),
                last_four: slot.secret.last_four(),
                in_flight: state.in_flight,
                paused_until: state.paused_until.filter(|until| now < *until),
                breaker: state.breaker.view(now),
            }
        };
        self.slots.iter().map(view).collect()
    }

    fn slot(&self, fingerprint: &str) -> Option<usize> {
        self.slots.iter().position(|slot| slot.fingerprint == fingerprint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_000_000);

    fn ring(count: usize) -> KeyRing {
        let keys = (0..count).map(|index| Secret::new(&format!("key-number-{index}"))).collect();
        KeyRing::new(keys, breaker::Settings::default())
    }

    #[test]
    fn the_least_busy_key_is_taken() {
        let ring = ring(3);
        let works: Vec<_> = (0..6).map(|_| ring.choose(NOW).unwrap()).collect();
        assert_eq!(ring.view(NOW).iter().map(|key| key.in_flight).collect::<Vec<_>>(), [2, 2, 2]);
        let freed = works[4].0.fingerprint.clone();
        drop(works.into_iter().nth(4));
        let (chosen, _guard) = ring.choose(NOW).unwrap();
        // All guards are gone now; the first key is as good as any.
        assert_eq!(chosen.fingerprint, ring.view(NOW)[0].fingerprint);
        assert!(ring.get(&freed).is_some() && ring.get("unknown").is_none());
    }

    #[test]
    fn a_limited_key_is_left_out_until_its_pause_is_over() {
        let ring = ring(2);
        let (first, _one) = ring.choose(NOW).unwrap();
        ring.pause(&first.fingerprint, NOW.plus_ms(5_000));
        let (second, _two) = ring.choose(NOW).unwrap();
        let (third, _three) = ring.choose(NOW).unwrap();
        assert_eq!(second.fingerprint, third.fingerprint);
        ring.pause(&second.fingerprint, NOW.plus_ms(9_000));
        let Err(fault) = ring.choose(NOW.plus_ms(1_000)) else { panic!("both are limited") };
        assert_eq!(fault.class, FaultClass::RateLimited { retry_after_ms: Some(4_000) });
        assert_eq!(ring.choose(NOW.plus_ms(5_000)).unwrap().0.fingerprint, first.fingerprint);
    }

    #[test]
    fn a_revoked_key_opens_its_breaker_and_the_next_takes_over() {
        let ring = ring(2);
        let (first, _one) = ring.choose(NOW).unwrap();
        ring.record(&first, Outcome::Fatal, NOW);
        for _ in 0..5 {
            let (next, _guard) = ring.choose(NOW).unwrap();
            assert_ne!(next.fingerprint, first.fingerprint);
        }
        let other = ring.view(NOW)[1].fingerprint.clone();
        ring.revoke(&other, NOW);
        assert_eq!(ring.choose(NOW).err().unwrap().class, FaultClass::Unavailable);
    }

    #[test]
    fn no_keys_is_the_operators_to_solve() {
        assert_eq!(ring(0).choose(NOW).err().unwrap().class, FaultClass::Unauthorised);
    }
}
