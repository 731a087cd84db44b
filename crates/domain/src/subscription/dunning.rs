//! What is said and done while a charge keeps failing.
//!
//! The gateway tries again on the three following days (Razorpay: T+1, T+2, T+3). Meanwhile the plan stays, and the
//! customer is told on fixed days; when the time of grace is over, or the gateway gives up, the workspace goes back to
//! the free plan. A payment brings everything back at any time.

use crate::time::{DAY_MS, Millis};

/// Days after the first failure on which the customer is told.
pub const TOLD_ON_DAYS: [i64; 4] = [0, 1, 3, 6];

/// Where dunning stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dunning {
    /// How often the customer should have been told by now.
    pub notices: usize,
    /// Whole days left before the plan ends; the last day counts as one.
    pub days_left: i64,
    /// Whether the time of grace is over.
    pub is_over: bool,
}

/// Where it stands at `now`, when the first charge failed at `since` and `grace_days` are forgiven.
#[must_use]
pub fn at(since: Millis, grace_days: i64, now: Millis) -> Dunning {
    let gone = now.since_ms(since).max(0);
    let left = grace_days.max(0).saturating_mul(DAY_MS) - gone;
    let days_left = left.max(0).div_euclid(DAY_MS) + i64::from(left.max(0).rem_euclid(DAY_MS) > 0);
    let notices = TOLD_ON_DAYS.iter().filter(|day| gone >= **day * DAY_MS).count();
    Dunning { notices, days_left, is_over: left <= 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule() {
        let since = Millis(1_795_305_600_000);
        for (gone_ms, notices, days_left, is_over) in [
            (-5, 1, 7, false),
            (0, 1, 7, false),
            (DAY_MS - 1, 1, 7, false),
            (DAY_MS, 2, 6, false),
            (3 * DAY_MS, 3, 4, false),
            (6 * DAY_MS, 4, 1, false),
            (7 * DAY_MS - 1, 4, 1, false),
            (7 * DAY_MS, 4, 0, true),
            (700 * DAY_MS, 4, 0, true),
        ] {
            let expected = Dunning { notices, days_left, is_over };
            assert_eq!(at(since, 7, since.plus_ms(gone_ms)), expected, "{gone_ms}");
        }
        assert!(at(since, 0, since).is_over);
    }
}
