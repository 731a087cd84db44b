//! What a change of plan costs, to the paisa and the credit.
//!
//! **Up** (a higher plan, or the same by the year) takes effect at once. Within the same interval the period stays and
//! the difference for the time that is left is paid; with another interval a new period begins, and what was paid for
//! the rest of the old one is taken off. **Down** takes effect when the paid period ends and costs nothing today.
//!
//! Shares of time are exact fractions of milliseconds. What is paid is rounded down to the paisa, credits are rounded
//! up to whole ones: a doubtful fraction is the customer's. An amount below what a gateway takes is waived.

use serde::Serialize;

use super::price::{self, Interval};
use crate::{
    money::Credits,
    payment::{Amount, Currency},
    plan::Plan,
    time::Millis,
};

/// The least that can be paid: one rupee at Razorpay, half a dollar at Stripe.
fn least(amount: Amount) -> i64 {
    match amount.currency {
        Currency::Inr => 100,
        Currency::Usd => 50,
    }
}

/// What is subscribed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The plan.
    pub plan: Plan,
    /// How often it is paid.
    pub interval: Interval,
    /// What was agreed for one interval.
    pub price: Amount,
}

/// A paid period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first instant.
    pub start: Millis,
    /// The first instant after it.
    pub end: Millis,
}

/// When a change takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// At once.
    Now,
    /// When the paid period ends.
    PeriodEnd,
}

/// A change with its exact price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// When it takes effect.
    pub when: When,
    /// What the new terms cost for the time that is paid today; before `unused`.
    pub cost: Amount,
    /// What was paid for time that will not be used.
    pub unused: Amount,
    /// What is paid today.
    pub due: Amount,
    /// Credits that come with it today.
    pub credits: Credits,
    /// The period that holds after the change.
    pub period: Period,
}

/// Why there is no such change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoChange {
    /// It is what is subscribed to already.
    #[error("This is the plan you have.")]
    Same,
    /// The free plan is had by cancelling.
    #[error("To go back to the free plan, cancel the subscription.")]
    Free,
    /// Another currency is another subscription.
    #[error("A subscription stays in its currency. Cancel it and subscribe anew in the other one.")]
    Currency,
}

/// Whether `new` takes effect at once: it is a higher plan at no shorter interval, or the same plan by the year.
fn is_up(old: Terms, new: Terms) -> bool {
    (new.plan > old.plan && new.interval >= old.interval)
        || (new.plan == old.plan && new.interval > old.interval)
}

/// A change that costs nothing today: what is paid for is used to its end, and something else is charged then.
#[must_use]
pub fn stay(period: Period, currency: Currency) -> Change {
    let nothing = Amount { minor: 0, currency };
    Change {
        when: When::PeriodEnd,
        cost: nothing,
        unused: nothing,
        due: nothing,
        credits: Credits::ZERO,
        period,
    }
}

/// What it costs to go from `old` to `new` at `now`, in the middle of `period`.
///
/// # Errors
/// [`NoChange`].
pub fn change(old: Terms, new: Terms, period: Period, now: Millis) -> Result<Change, NoChange> {
    if new.plan == Plan::Free {
        return Err(NoChange::Free);
    }
    if new.price.currency != old.price.currency {
        return Err(NoChange::Currency);
    }
    if (new.plan, new.interval) == (old.plan, old.interval) {
        return Err(NoChange::Same);
    }
    let nothing = Amount { minor: 0, currency: old.price.currency };
    if !is_up(old, new) {
        return Ok(stay(period, old.price.currency));
    }
    let left = Share::left(period, now);
    let same_interval = new.interval == old.interval;
    let (cost, period_after) = if same_interval {
        (left.of_floor(new.price.minor), period)
    } else {
        let day = crate::calendar::Date::of(now, crate::calendar::INDIA_OFFSET_MS).day;
        (new.price.minor, Period { start: now, end: new.interval.end(now, day) })
    };
    let credits = |terms: Terms| price::plan_credits(terms.plan, terms.interval).0;
    // What is left of the old period's credits stays as well: they were paid for.
    let new_credits = if same_interval {
        left.of_ceil(credits(new) - credits(old))
    } else {
        credits(new) - left.of_floor(credits(old))
    };
    let unused = left.of_ceil(old.price.minor);
    let amount = |minor| Amount { minor, currency: old.price.currency };
    let due = (cost - unused).max(0);
    let due = if due < least(nothing) { 0 } else { due };
    Ok(Change {
        when: When::Now,
        cost: amount(cost),
        unused: amount(unused.min(cost)),
        due: amount(due),
        credits: Credits(new_credits.max(0)),
        period: period_after,
    })
}

/// The part of a period that is left.
struct Share {
    left: i128,
    whole: i128,
}

impl Share {
    fn left(period: Period, now: Millis) -> Share {
        let whole = period.end.since_ms(period.start).max(1);
        Share { left: i128::from(period.end.since_ms(now).clamp(0, whole)), whole: i128::from(whole) }
    }

    fn of_floor(&self, value: i64) -> i64 {
        i64::try_from((i128::from(value) * self.left).div_euclid(self.whole)).expect("a share of an i64 fits")
    }

    fn of_ceil(&self, value: i64) -> i64 {
        -self.of_floor(-value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        payment::Currency,
        time::{DAY_MS, Day},
    };

    fn terms(plan: Plan, interval: Interval) -> Terms {
        Terms { plan, interval, price: price::plan(plan, interval, Currency::Inr).unwrap() }
    }

    fn at(text: &str) -> Millis {
        Day::parse(text).unwrap().starts()
    }

    const MONTHLY: Interval = Interval::Monthly;
    const ANNUAL: Interval = Interval::Annual;

    /// Each case was computed by hand with exact fractions.
    #[test]
    fn golden_changes() {
        // 30 days of November, and the 366 days of a year with a leap day.
        let november = Period { start: at("2026-11-01"), end: at("2026-12-01") };
        let leap = Period { start: at("2027-11-01"), end: at("2028-11-01") };
        for (old, new, period, now, expected) in [
            // A third is left: 149900/3 = 49966.67 down, 49900/3 = 16633.33 up, 1500/3 = 500 credits.
            (
                (Plan::Starter, MONTHLY),
                (Plan::Creator, MONTHLY),
                november,
                "2026-11-21",
                (49_966, 16_634, 33_332, 500),
            ),
            // On the first day everything is: the plain difference.
            (
                (Plan::Starter, MONTHLY),
                (Plan::Creator, MONTHLY),
                november,
                "2026-11-01",
                (149_900, 49_900, 100_000, 1_500),
            ),
            // A day is left: 399900/30 = 13330, 149900/30 = 4996.67 up, 4000/30 = 133.3 up.
            (
                (Plan::Creator, MONTHLY),
                (Plan::Studio, MONTHLY),
                november,
                "2026-11-30",
                (13_330, 4_997, 8_333, 134),
            ),
            // Nothing is left.
            ((Plan::Creator, MONTHLY), (Plan::Studio, MONTHLY), november, "2026-12-01", (0, 0, 0, 0)),
            // From the month to the year: a whole year from now, minus the third that is left.
            // 499000 - 16634; 6000 - floor(500/3) credits.
            (
                (Plan::Starter, MONTHLY),
                (Plan::Starter, ANNUAL),
                november,
                "2026-11-21",
                (499_000, 16_634, 482_366, 5_834),
            ),
            // Half of a leap year: (3999000 - 1499000)/2; (72000 - 24000)/2.
            (
                (Plan::Creator, ANNUAL),
                (Plan::Studio, ANNUAL),
                leap,
                "2028-05-02",
                (1_999_500, 749_500, 1_250_000, 24_000),
            ),
        ] {
            let (old, new) = (terms(old.0, old.1), terms(new.0, new.1));
            let change = change(old, new, period, at(now)).unwrap();
            let got = (change.cost.minor, change.unused.minor, change.due.minor, change.credits.0);
            assert_eq!(got, expected, "{old:?} → {new:?} on {now}");
            assert_eq!(change.when, When::Now);
            if old.interval == new.interval {
                assert_eq!(change.period, period);
            } else {
                assert_eq!(change.period.start, at(now));
            }
        }
    }

    #[test]
    fn going_down_waits_and_costs_nothing() {
        let period = Period { start: at("2026-11-01"), end: at("2026-12-01") };
        for (old, new) in [
            ((Plan::Studio, MONTHLY), (Plan::Starter, MONTHLY)),
            ((Plan::Creator, ANNUAL), (Plan::Creator, MONTHLY)),
            ((Plan::Studio, MONTHLY), (Plan::Creator, ANNUAL)),
            ((Plan::Creator, ANNUAL), (Plan::Studio, MONTHLY)),
        ] {
            let change = change(terms(old.0, old.1), terms(new.0, new.1), period, at("2026-11-10")).unwrap();
            assert_eq!((change.when, change.due.minor, change.credits.0), (When::PeriodEnd, 0, 0));
        }
    }

    #[test]
    fn what_is_no_change_says_why() {
        let period = Period { start: at("2026-11-01"), end: at("2026-12-01") };
        let starter = terms(Plan::Starter, MONTHLY);
        let now = at("2026-11-10");
        assert_eq!(change(starter, starter, period, now), Err(NoChange::Same));
        let free = Terms { plan: Plan::Free, ..starter };
        assert_eq!(change(starter, free, period, now), Err(NoChange::Free));
        let dollars = Terms { plan: Plan::Studio, price: Amount::usd(4_799), ..starter };
        assert_eq!(change(starter, dollars, period, now), Err(NoChange::Currency));
    }

    #[test]
    fn what_no_gateway_takes_is_waived() {
        let period = Period { start: at("2026-11-01"), end: at("2026-12-01") };
        let last_minute = period.end.plus_ms(-60_000);
        let change =
            change(terms(Plan::Starter, MONTHLY), terms(Plan::Creator, MONTHLY), period, last_minute);
        let change = change.unwrap();
        assert_eq!((change.due.minor, change.credits.0), (0, 1));
    }

    proptest! {
        #[test]
        fn a_change_never_costs_less_than_nothing_nor_more_than_the_difference(
            old in 1usize..4, new in 1usize..4, days in 28i64..32, gone in -10 * DAY_MS..40 * DAY_MS,
        ) {
            let period = Period { start: at("2026-11-01"), end: at("2026-11-01").plus_ms(days * DAY_MS) };
            let (old, new) = (terms(Plan::ALL[old], MONTHLY), terms(Plan::ALL[new], MONTHLY));
            if let Ok(change) = change(old, new, period, period.start.plus_ms(gone)) {
                prop_assert!(change.due.minor >= 0);
                prop_assert!(change.due.minor <= (new.price.minor - old.price.minor).max(0));
                prop_assert!(change.credits.0 >= 0);
                prop_assert!(change.due.minor == 0 || change.due.minor == change.cost.minor - change.unused.minor);
                // Later never costs more.
                let later = super::change(old, new, period, period.start.plus_ms(gone + DAY_MS)).unwrap();
                prop_assert!(later.due.minor <= change.due.minor);
            }
        }
    }
}
