//! What the outside world gives: time, randomness and fresh identifiers.
//!
//! Everything that needs one of them takes it from [`Env`], so tests can stop the clock and repeat the
//! dice. Identifiers made by one `Env` are strictly increasing, also within a millisecond: what was made
//! later sorts later.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use domain::{
    id::{Id, Kind},
    time::Millis,
};
use parking_lot::Mutex;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{RngCore, SeedableRng},
};

static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Time, randomness and identifiers. Clones share them.
#[derive(Clone)]
pub struct Env {
    clock: Clock,
    dice: Arc<Mutex<Dice>>,
}

#[derive(Clone)]
enum Clock {
    System,
    Manual(Arc<AtomicI64>),
}

struct Dice {
    rng: ChaCha20Rng,
    last_at: i64,
    counter: u16,
}

/// A clock in the hands of a test.
#[derive(Clone)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// Moves time forward by `span_ms` milliseconds.
    pub fn advance_ms(&self, span_ms: i64) {
        self.0.fetch_add(span_ms, Ordering::SeqCst);
    }
}

impl Env {
    /// The real world.
    #[must_use]
    pub fn system() -> Env {
        let rng = ChaCha20Rng::from_os_rng();
        Env { clock: Clock::System, dice: Arc::new(Mutex::new(Dice { rng, last_at: 0, counter: 0 })) }
    }

    /// A world that stands still at `start` and rolls the same dice for the same `seed`.
    #[must_use]
    pub fn manual(start: Millis, seed: u64) -> (Env, ManualClock) {
        let now = Arc::new(AtomicI64::new(start.0));
        let rng = ChaCha20Rng::seed_from_u64(seed);
        let dice = Arc::new(Mutex::new(Dice { rng, last_at: 0, counter: 0 }));
        (Env { clock: Clock::Manual(now.clone()), dice }, ManualClock(now))
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Millis {
        match &self.clock {
            Clock::System => system_now(),
            Clock::Manual(now) => Millis(now.load(Ordering::SeqCst)),
        }
    }

    /// Time since some fixed instant of this process, which never goes back: for measuring spans, where
    /// a corrected wall clock would be wrong.
    #[must_use]
    pub fn uptime(&self) -> Duration {
        match &self.clock {
            Clock::System => STARTED.elapsed(),
            Clock::Manual(now) => {
                Duration::from_millis(u64::try_from(now.load(Ordering::SeqCst)).unwrap_or(0))
            }
        }
    }

    /// A fresh identifier, greater than every earlier one of this `Env`.
    #[must_use]
    pub fn new_id<K: Kind>(&self) -> Id<K> {
        let now = self.now().0;
        let mut dice = self.dice.lock();
        if now > dice.last_at {
            dice.last_at = now;
            dice.counter = (dice.rng.next_u32() & 0x7ff) as u16;
        } else if dice.counter == 0xfff {
            dice.last_at += 1;
            dice.counter = 0;
        } else {
            dice.counter += 1;
        }
        let mut random = [0u8; 10];
        dice.rng.fill_bytes(&mut random);
        // The twelve bits after the version are a counter (RFC 9562 §6.2, method 1).
        random[..2].copy_from_slice(&dice.counter.to_be_bytes());
        Id::from_parts(Millis(dice.last_at), random)
    }

    /// Fresh random bytes, fit for secrets.
    #[must_use]
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0u8; N];
        self.dice.lock().rng.fill_bytes(&mut bytes);
        bytes
    }

    /// A fresh seed for a run: a whole number a browser can hold, short enough to read aloud.
    #[must_use]
    pub fn new_seed(&self) -> i64 {
        i64::from(self.dice.lock().rng.next_u32() & 0x7fff_ffff)
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn system_now() -> Millis {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use domain::id::GenerationId;

    use super::*;

    #[test]
    fn identifiers_increase_within_a_millisecond_and_over_an_overflow() {
        let (env, _clock) = Env::manual(Millis(1_000), 1);
        let ids: Vec<GenerationId> = (0..10_000).map(|_| env.new_id()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn the_same_seed_rolls_the_same_dice() {
        let roll = || Env::manual(Millis(5), 9).0.random_bytes::<16>();
        assert_eq!(roll(), roll());
    }
}
