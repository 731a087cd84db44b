//! What plans and packs cost, as data (product reference §4). Prices include Indian tax.
//!
//! Rupee prices are the product's; dollar prices are for buyers abroad, at ₹83 to the dollar and rounded to a price
//! that people pay. A gateway's plans cannot be changed, so a new price is a new [`VERSION`] and old subscriptions keep
//! what they agreed to.

use serde::{Deserialize, Serialize};

use crate::{
    calendar,
    money::Credits,
    payment::{Amount, Currency},
    plan::Plan,
    time::Millis,
};

/// Grows with every change of a price below.
pub const VERSION: u32 = 1;

/// How often a plan is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interval {
    /// Every month.
    Monthly,
    /// Every year, at the price of ten months.
    Annual,
}

impl Interval {
    /// Both.
    pub const ALL: [Interval; 2] = [Interval::Monthly, Interval::Annual];

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Interval::Monthly => "monthly",
            Interval::Annual => "annual",
        }
    }

    /// The interval of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Interval> {
        Interval::ALL.into_iter().find(|interval| interval.id() == id)
    }

    /// Its months.
    #[must_use]
    pub fn months(self) -> i64 {
        match self {
            Interval::Monthly => 1,
            Interval::Annual => 12,
        }
    }

    /// How often it is charged before a subscription has to be made anew: Razorpay wants a number. Ten years.
    #[must_use]
    pub fn cycles(self) -> u32 {
        match self {
            Interval::Monthly => 120,
            Interval::Annual => 10,
        }
    }

    /// When the period that begins at `start` ends; `anchor_day` is the day of the month that is aimed for.
    #[must_use]
    pub fn end(self, start: Millis, anchor_day: i64) -> Millis {
        calendar::plus_months(start, self.months(), anchor_day)
    }
}

/// Months paid for a year.
const MONTHS_PAID_ANNUALLY: i64 = 10;

/// What a plan costs for one interval; nothing for the free plan.
#[must_use]
pub fn plan(plan: Plan, interval: Interval, currency: Currency) -> Option<Amount> {
    let (rupees, cents) = match plan {
        Plan::Free => return None,
        Plan::Starter => (499, 599),
        Plan::Creator => (1_499, 1_799),
        Plan::Studio => (3_999, 4_799),
    };
    let monthly = match currency {
        Currency::Inr => rupees * 100,
        Currency::Usd => cents,
    };
    let months = if interval == Interval::Annual { MONTHS_PAID_ANNUALLY } else { 1 };
    Some(Amount { minor: monthly * months, currency })
}

/// The credits of one interval: a year brings twelve months' at once, so that nobody who paid waits.
#[must_use]
pub fn plan_credits(plan: Plan, interval: Interval) -> Credits {
    let monthly = match plan {
        // Once, at sign-up; not by a subscription.
        Plan::Free => 0,
        Plan::Starter => 500,
        Plan::Creator => 2_000,
        Plan::Studio => 6_000,
    };
    Credits(monthly * interval.months())
}

/// Credits that are bought once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pack {
    /// How many; also its name.
    pub credits: Credits,
    /// In paise.
    inr: i64,
    /// In cents.
    usd: i64,
}

impl Pack {
    /// What it costs.
    #[must_use]
    pub fn price(self, currency: Currency) -> Amount {
        match currency {
            Currency::Inr => Amount::inr(self.inr),
            Currency::Usd => Amount::usd(self.usd),
        }
    }

    /// The pack of so many credits.
    #[must_use]
    pub fn of(credits: i64) -> Option<Pack> {
        PACKS.into_iter().find(|pack| pack.credits.0 == credits)
    }
}

/// Every pack, smallest first.
pub const PACKS: [Pack; 4] = [
    Pack { credits: Credits(100), inr: 9_900, usd: 119 },
    Pack { credits: Credits(500), inr: 39_900, usd: 479 },
    Pack { credits: Credits(1_000), inr: 89_900, usd: 1_079 },
    Pack { credits: Credits(5_000), inr: 399_900, usd: 4_799 },
];

/// What may be debited again without asking the customer each time, tax included (Reserve Bank of India, Digital
/// Payments – E-mandate Framework, 2026).
const WITHOUT_APPROVAL: Amount = Amount::inr(1_500_000);

/// Whether every renewal at this price has to be approved by the customer in their bank's app.
#[must_use]
pub fn needs_approval_each_time(price: Amount) -> bool {
    price.currency == Currency::Inr && price.minor > WITHOUT_APPROVAL.minor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_those_of_the_product_reference() {
        let rupees = |plan_, interval| plan(plan_, interval, Currency::Inr).map(|price| price.to_string());
        assert_eq!(rupees(Plan::Free, Interval::Monthly), None);
        assert_eq!(rupees(Plan::Starter, Interval::Monthly).unwrap(), "₹499.00");
        assert_eq!(rupees(Plan::Creator, Interval::Monthly).unwrap(), "₹1,499.00");
        assert_eq!(rupees(Plan::Studio, Interval::Monthly).unwrap(), "₹3,999.00");
        assert_eq!(rupees(Plan::Creator, Interval::Annual).unwrap(), "₹14,990.00");
        let packs: Vec<String> =
            PACKS.iter().map(|pack| format!("{} {}", pack.credits, pack.price(Currency::Inr))).collect();
        assert_eq!(packs, ["100 ₹99.00", "500 ₹399.00", "1000 ₹899.00", "5000 ₹3,999.00"]);
        assert_eq!(Pack::of(500).unwrap().price(Currency::Usd).to_string(), "$4.79");
        assert_eq!(Pack::of(501), None);
    }

    #[test]
    fn only_the_studio_plan_by_the_year_is_above_what_is_debited_unasked() {
        for one in Plan::ALL {
            for interval in Interval::ALL {
                let Some(price) = plan(one, interval, Currency::Inr) else { continue };
                let expected = one == Plan::Studio && interval == Interval::Annual;
                assert_eq!(needs_approval_each_time(price), expected, "{one:?} {interval:?}");
            }
        }
        assert!(!needs_approval_each_time(Amount::inr(1_500_000)));
        assert!(needs_approval_each_time(Amount::inr(1_500_001)));
        assert!(!needs_approval_each_time(Amount::usd(1_500_001)));
    }

    #[test]
    fn a_higher_plan_costs_more_and_gives_more() {
        for currency in Currency::ALL {
            for interval in Interval::ALL {
                let costs: Vec<_> =
                    Plan::ALL.iter().filter_map(|one| plan(*one, interval, currency)).collect();
                assert!(costs.windows(2).all(|pair| pair[0].minor < pair[1].minor));
            }
        }
        assert_eq!(plan_credits(Plan::Studio, Interval::Annual), Credits(72_000));
    }
}
