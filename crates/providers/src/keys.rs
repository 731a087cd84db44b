//! Several keys of one provider: spread the load, leave out the ones that are limited or broken.
//!
//! [`KeyRing::choose`] takes the key with the least work in flight among those that are neither paused
//! by a rate limit nor held back by their breaker. Work stays with the key that submitted it: its
//! fingerprint is part of the remote id, and [`KeyRing::get`] finds the key again after a restart.
//!
//! Keys come and go while the product runs ([`KeyRing::set_stored`]). Each has an owner: the operator, whose keys
//! everybody's work uses, or whoever brought it. Work is submitted with keys of one owner only; a key never stands
//! in for that of another, because who pays the vendor is part of the price. A key that is switched off or taken
//! away takes no new work; what it submitted is followed with it to the end.
//!
//! In flight is what this process follows: another process does not see it, and after a restart it fills
//! up as works are polled. It balances the load; it is not a limit that anything relies on.

use std::sync::Arc;

use domain::time::Millis;
use parking_lot::{Mutex, RwLock};
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
    shared: Arc<Ring>,
}

struct Ring {
    settings: breaker::Settings,
    slots: RwLock<Vec<Arc<Slot>>>,
}

struct Slot {
    secret: Secret,
    fingerprint: String,
    owner: Option<String>,
    /// From the settings: there for as long as the process is.
    configured: bool,
    state: Mutex<State>,
}

struct State {
    in_flight: u32,
    paused_until: Option<Millis>,
    breaker: Breaker,
    standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    On,
    Off,
    /// Taken away; only what it submitted is followed.
    Removed,
}

/// A key that was added while the product ran.
#[derive(Clone, Debug)]
pub struct StoredKey {
    /// The key.
    pub secret: Secret,
    /// Whose work uses it: `None` for everybody's, else that of whoever brought it.
    pub owner: Option<String>,
    /// Whether it takes new work.
    pub switched_on: bool,
}

/// A key that was chosen for a submit, with the leave of its breaker.
pub struct Chosen {
    slot: Arc<Slot>,
    permit: Permit,
    /// The key.
    pub secret: Secret,
    /// Its name, for the remote id.
    pub fingerprint: String,
}

/// Work that a key is busy with; over when dropped.
pub struct InFlight {
    slot: Arc<Slot>,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut state = self.slot.state.lock();
        state.in_flight = state.in_flight.saturating_sub(1);
    }
}

impl Slot {
    fn new(secret: Secret, owner: Option<String>, configured: bool, settings: breaker::Settings) -> Slot {
        let (breaker, standing) = (Breaker::new(settings), Standing::On);
        let state = Mutex::new(State { in_flight: 0, paused_until: None, breaker, standing });
        Slot { fingerprint: secret.fingerprint(), secret, owner, configured, state }
    }

    fn is(&self, owner: Option<&str>, fingerprint: &str) -> bool {
        self.owner.as_deref() == owner && self.fingerprint == fingerprint
    }

    fn standing(&self) -> Standing {
        self.state.lock().standing
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
    /// Whether it is from the settings, so that only they can take it away.
    pub configured: bool,
    /// Whether it takes new work.
    pub switched_on: bool,
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
    /// A ring of these keys, the operator's; a key that is named twice is taken once.
    #[must_use]
    pub fn new(keys: Vec<Secret>, settings: breaker::Settings) -> KeyRing {
        let mut slots: Vec<Arc<Slot>> = Vec::with_capacity(keys.len());
        for secret in keys {
            let slot = Slot::new(secret, None, true, settings);
            if slots.iter().all(|known| known.fingerprint != slot.fingerprint) {
                slots.push(Arc::new(slot));
            }
        }
        KeyRing { shared: Arc::new(Ring { settings, slots: RwLock::new(slots) }) }
    }

    /// Makes these the keys that were added while the product ran, beside those of the settings. One that stays
    /// keeps its load and its breaker; one that is switched on again begins anew; one that is missing takes no
    /// work any more. Doing it twice changes nothing.
    pub fn set_stored(&self, stored: Vec<StoredKey>) {
        let mut slots = self.shared.slots.write();
        let mut next: Vec<Arc<Slot>> = slots.iter().filter(|slot| slot.configured).cloned().collect();
        for key in stored {
            let (fingerprint, owner) = (key.secret.fingerprint(), key.owner);
            if next.iter().any(|slot| slot.is(owner.as_deref(), &fingerprint)) {
                continue;
            }
            let wanted = if key.switched_on { Standing::On } else { Standing::Off };
            let known = slots
                .iter()
                .find(|slot| slot.is(owner.as_deref(), &fingerprint) && slot.standing() != Standing::Removed);
            let slot = known
                .cloned()
                .unwrap_or_else(|| Arc::new(Slot::new(key.secret, owner, false, self.shared.settings)));
            let mut state = slot.state.lock();
            if state.standing != wanted && wanted == Standing::On {
                state.breaker = Breaker::new(self.shared.settings);
                state.paused_until = None;
            }
            state.standing = wanted;
            drop(state);
            next.push(slot);
        }
        let stays = next.len();
        for slot in slots.iter() {
            if next[..stays].iter().any(|kept| Arc::ptr_eq(kept, slot)) {
                continue;
            }
            let mut state = slot.state.lock();
            state.standing = Standing::Removed;
            if state.in_flight > 0 {
                next.push(slot.clone());
            }
        }
        *slots = next;
    }

    /// How many keys of the operator there are that take work.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count_of(None)
    }

    /// How many keys of this owner there are that take work.
    #[must_use]
    pub fn count_of(&self, owner: Option<&str>) -> usize {
        self.of(owner).len()
    }

    fn of(&self, owner: Option<&str>) -> Vec<Arc<Slot>> {
        let takes_work =
            |slot: &&Arc<Slot>| slot.owner.as_deref() == owner && slot.standing() == Standing::On;
        let mut slots: Vec<_> = self.shared.slots.read().iter().filter(takes_work).cloned().collect();
        // "No key" is what a server that asks for none is called with; a key that was added takes its place.
        if slots.iter().any(|slot| !slot.secret.is_empty()) {
            slots.retain(|slot| !slot.secret.is_empty());
        }
        slots
    }

    /// The key of the operator to submit with. Counts as in flight until the guard is dropped.
    ///
    /// # Errors
    /// What to tell whoever wanted it, with the time to wait when every key is limited.
    pub fn choose(&self, now: Millis) -> Result<(Chosen, InFlight), Fault> {
        self.choose_of(None, now)
    }

    /// The same among the keys of this owner.
    ///
    /// # Errors
    /// As [`KeyRing::choose`].
    pub fn choose_of(&self, owner: Option<&str>, now: Millis) -> Result<(Chosen, InFlight), Fault> {
        let mut slots = self.of(owner);
        if slots.is_empty() {
            let message = "No key is set up for this provider.".to_owned();
            return Err(Fault { class: FaultClass::Unauthorised, message });
        }
        slots.sort_by_cached_key(|slot| slot.state.lock().in_flight);
        let mut limited_until: Option<Millis> = None;
        for slot in slots {
            let mut state = slot.state.lock();
            if let Some(until) = state.paused_until.filter(|until| now < *until) {
                limited_until = Some(limited_until.map_or(until, |earliest| earliest.min(until)));
                continue;
            }
            let Ok(permit) = state.breaker.allow(now) else { continue };
            state.paused_until = None;
            state.in_flight += 1;
            drop(state);
            let (secret, fingerprint) = (slot.secret.clone(), slot.fingerprint.clone());
            let guard = InFlight { slot: slot.clone() };
            return Ok((Chosen { slot, permit, secret, fingerprint }, guard));
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
        chosen.slot.state.lock().breaker.record(chosen.permit, outcome, now);
    }

    /// Leaves a key alone until the vendor's rate limit is over, whoever brought it. A longer pause wins.
    pub fn pause(&self, fingerprint: &str, until: Millis) {
        for slot in self.named(fingerprint) {
            let mut state = slot.state.lock();
            state.paused_until = Some(state.paused_until.map_or(until, |known| known.max(until)));
        }
    }

    /// Leaves a key alone for as long as a rate limit asks; other faults pause nothing.
    pub fn pause_for(&self, fingerprint: &str, fault: &Fault, now: Millis) {
        if let FaultClass::RateLimited { retry_after_ms } = fault.class {
            self.pause(fingerprint, now.plus_ms(retry_after_ms.unwrap_or(RATE_LIMIT_PAUSE_MS).max(1)));
        }
    }

    /// Submits with the least busy key of `owner`. One that turns out to be limited, revoked or empty is left out and
    /// the next is tried, as nothing was taken; each key once, because with a `Retry-After` of nothing asking
    /// on would never end. Answers what `send` did, and the guard that keeps the key counted as busy.
    ///
    /// # Errors
    /// [`SubmitError`]. What a key was refused for says more than that no other is left, so it is told.
    pub(crate) async fn submit<T, Sent>(
        &self,
        owner: Option<&str>,
        clock: &Clock,
        send: impl Fn(Secret, String) -> Sent,
    ) -> Result<(T, InFlight), SubmitError>
    where
        Sent: Future<Output = Result<T, SubmitError>>,
    {
        let mut first_fault = None;
        for _ in 0..self.count_of(owner) {
            let Ok((chosen, in_flight)) = self.choose_of(owner, clock()) else { break };
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
        let fault = first_fault.or_else(|| self.choose_of(owner, clock()).err());
        Err(SubmitError::NotTaken(fault.unwrap_or_else(|| Fault {
            class: FaultClass::Unavailable,
            message: "The provider refused every key.".to_owned(),
        })))
    }

    /// Takes note that a key was found not to work, by another call than a submit.
    pub fn revoke(&self, fingerprint: &str, now: Millis) {
        for slot in self.named(fingerprint) {
            let breaker = &mut slot.state.lock().breaker;
            if let Ok(permit) = breaker.allow(now) {
                breaker.record(permit, Outcome::Fatal, now);
            }
        }
    }

    /// The key of this name, for polling and cancelling what it submitted.
    #[must_use]
    pub fn get(&self, fingerprint: &str) -> Option<Secret> {
        self.named(fingerprint).first().map(|slot| slot.secret.clone())
    }

    /// The names of all keys.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<String> {
        self.shared.slots.read().iter().map(|slot| slot.fingerprint.clone()).collect()
    }

    /// Counts work that was submitted before this process began to follow it.
    #[must_use]
    pub fn follow(&self, fingerprint: &str) -> Option<InFlight> {
        let slot = self.named(fingerprint).into_iter().next()?;
        slot.state.lock().in_flight += 1;
        Some(InFlight { slot })
    }

    /// All keys of the operator at a glance.
    #[must_use]
    pub fn view(&self, now: Millis) -> Vec<KeyView> {
        self.view_of(None, now)
    }

    /// All keys of this owner at a glance.
    #[must_use]
    pub fn view_of(&self, owner: Option<&str>, now: Millis) -> Vec<KeyView> {
        let view = |slot: &Arc<Slot>| {
            let state = slot.state.lock();
            let shown = slot.owner.as_deref() == owner && state.standing != Standing::Removed;
            shown.then(|| KeyView {
                fingerprint: slot.fingerprint.clone(),
                last_four: slot.secret.last_four(),
                in_flight: state.in_flight,
                paused_until: state.paused_until.filter(|until| now < *until),
                breaker: state.breaker.view(now),
                configured: slot.configured,
                switched_on: state.standing == Standing::On,
            })
        };
        self.shared.slots.read().iter().filter_map(view).collect()
    }

    /// The slots of this key: one for each owner who brought it.
    fn named(&self, fingerprint: &str) -> Vec<Arc<Slot>> {
        let slots = self.shared.slots.read();
        slots.iter().filter(|slot| slot.fingerprint == fingerprint).cloned().collect()
    }
}

#[cfg(test)]
mod tests;
