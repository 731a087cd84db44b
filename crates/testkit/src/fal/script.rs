//! What the fake does wrong, and when.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use crate::exchange::Trouble;

/// A kind of call, to script what happens to the next ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// A request is put into the queue.
    Submit,
    /// How it goes.
    Status,
    /// What came of it.
    Result,
    /// A wish to stop it.
    Cancel,
    /// Asking for a place for a file, and putting it there.
    Upload,
    /// Fetching an output file.
    File,
    /// Fetching the keys of webhooks.
    Keys,
}

/// How a request goes once it is in the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Questions answered with `IN_QUEUE`, the position counting down.
    pub queued_for: u32,
    /// Questions answered with `IN_PROGRESS` after that.
    pub running_for: u32,
    /// How long it takes at least, whatever is asked.
    pub takes: Duration,
    /// Never ends, unless [`super::FakeFal::finish`] says so.
    pub stuck: bool,
    /// What it comes to.
    pub ending: Ending,
    /// How often the webhook is delivered.
    pub webhook_copies: u32,
}

impl Default for Plan {
    /// Done at once, announced once.
    fn default() -> Plan {
        Plan {
            queued_for: 0,
            running_for: 0,
            takes: Duration::ZERO,
            stuck: false,
            ending: Ending::Output,
            webhook_copies: 1,
        }
    }
}

/// What a request comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// The output of its model.
    Output,
    /// Pictures that the safety checker withheld.
    Withheld,
    /// An error of the model: this status, and a `detail` of this type.
    Error {
        /// The HTTP status of the result.
        status: u16,
        /// e.g. `content_policy_violation`.
        kind: String,
    },
}

/// Random trouble, the same for the same seed and the same calls.
#[derive(Clone, Copy, Debug)]
pub struct Chaos {
    /// What makes it repeatable.
    pub seed: u64,
    /// How many calls in a hundred go wrong.
    pub percent: u32,
    /// The longest pause of drips and delays.
    pub pause: Duration,
}

/// Scripts, and what is left of them.
#[derive(Default)]
pub(super) struct Script {
    queued: HashMap<Phase, VecDeque<Trouble>>,
    chaos: Option<Chaos>,
    counts: HashMap<Phase, u64>,
}

impl Script {
    pub(super) fn push(&mut self, phase: Phase, trouble: Trouble) {
        self.queued.entry(phase).or_default().push_back(trouble);
    }

    pub(super) fn set_chaos(&mut self, chaos: Option<Chaos>) {
        self.chaos = chaos;
    }

    /// What happens to the next call of this kind.
    pub(super) fn next(&mut self, phase: Phase) -> Trouble {
        if let Some(trouble) = self.queued.get_mut(&phase).and_then(VecDeque::pop_front) {
            return trouble;
        }
        let count = self.counts.entry(phase).or_default();
        *count += 1;
        match self.chaos {
            Some(chaos) => chaos.trouble(phase, *count),
            None => Trouble::None,
        }
    }
}

impl Chaos {
    fn trouble(&self, phase: Phase, count: u64) -> Trouble {
        let random = scramble(self.seed ^ scramble(count ^ (phase as u64) << 56));
        if random % 100 >= u64::from(self.percent) {
            return Trouble::None;
        }
        let pause = self.pause.mul_f64((random >> 32 & 0xff) as f64 / 255.0);
        let page = "<html><body>502 Bad Gateway, nginx</body></html>".to_owned();
        match (random >> 16) % 9 {
            0 => Trouble::rate_limit(Some("0")),
            1 => Trouble::Answer { status: 503, retry_after: None, body: page },
            2 => Trouble::TakenThen(502),
            // A file that is not one is an end, not trouble on the way.
            3 if phase != Phase::File => Trouble::WrongJson,
            4 => Trouble::CutBefore,
            5 => Trouble::LoseAnswer,
            6 => Trouble::CutBody,
            7 => Trouble::Drip(pause / 16),
            _ => Trouble::Delay(pause),
        }
    }
}

/// Spreads the bits of a number (the finaliser of SplitMix64).
pub(super) fn scramble(value: u64) -> u64 {
    let mut bits = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaos_repeats_itself_and_hits_its_share() {
        let chaos = Chaos { seed: 5, percent: 20, pause: Duration::from_millis(50) };
        let run =
            || -> Vec<Trouble> { (0..5_000).map(|count| chaos.trouble(Phase::Submit, count)).collect() };
        let first = run();
        assert_eq!(first, run());
        let hits = first.iter().filter(|trouble| **trouble != Trouble::None).count();
        assert!((900..1_100).contains(&hits), "{hits}");
        assert!(first.contains(&Trouble::LoseAnswer) && first.contains(&Trouble::CutBefore));
    }
}
