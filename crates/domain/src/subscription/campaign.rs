//! Coupons and campaigns: data with dates.
//!
//! A campaign takes a share off what is paid today (a pack, or the first period of a subscription), for some plans or
//! packs, between two days, so and so often. What it takes off is rounded down to the paisa, and something is always
//! left to pay: a gateway takes no payment of nothing.

use serde::Deserialize;

use crate::{
    payment::Amount,
    time::{Day, Millis},
};

/// What a coupon is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Credits that are bought once.
    Pack,
    /// The first period of a subscription.
    FirstPeriod,
}

/// A campaign, as it stands in the settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// What people type; capital letters and digits.
    pub code: String,
    /// What it is called on the receipt.
    pub title: String,
    /// Whole percents off, 1 to 90.
    pub percent_off: u32,
    /// What it is for.
    pub purposes: Vec<Purpose>,
    /// The first day it holds, by UTC.
    pub from: Day,
    /// The first day it holds no more.
    pub until: Day,
    /// How often it can be used by everybody together. 0: without limit.
    pub uses_max: i64,
    /// How often one workspace can use it. 0: without limit.
    pub uses_max_each: i64,
}

/// Why a coupon is not taken; the sentence is for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No campaign has this code, or its days are over or yet to come: the two look the same.
    #[error("There is no such code, or it does not hold today.")]
    Unknown,
    /// It is for something else.
    #[error("This code is not for what you are buying.")]
    NotForThis,
    /// It was used as often as it could be.
    #[error("This code was used as often as it can be.")]
    UsedUp,
}

/// How often a coupon was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// By everybody.
    pub all: i64,
    /// By this workspace.
    pub own: i64,
}

impl Campaign {
    /// A sentence about what is wrong with the setting, if something is.
    #[must_use]
    pub fn mistake(&self) -> Option<&'static str> {
        let code_fits = (3..=32).contains(&self.code.len())
            && self.code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if !code_fits {
            return Some("code: 3 to 32 capital letters and digits");
        }
        if !(1..=90).contains(&self.percent_off) {
            return Some("percent_off: 1 to 90");
        }
        (self.until <= self.from).then_some("until: a day after `from`")
    }

    /// What is paid instead of `price`.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn price(&self, price: Amount, purpose: Purpose, uses: Uses, now: Millis) -> Result<Amount, Refused> {
        if now < self.from.starts() || now >= self.until.starts() {
            return Err(Refused::Unknown);
        }
        if !self.purposes.contains(&purpose) {
            return Err(Refused::NotForThis);
        }
        let reached = |most: i64, used: i64| most > 0 && used >= most;
        if reached(self.uses_max, uses.all) || reached(self.uses_max_each, uses.own) {
            return Err(Refused::UsedUp);
        }
        let off = i128::from(price.minor) * i128::from(self.percent_off) / 100;
        Ok(Amount { minor: price.minor - i64::try_from(off).unwrap_or(0), ..price })
    }
}

/// The campaign of this code, in either case.
#[must_use]
pub fn find<'a>(campaigns: &'a [Campaign], code: &str) -> Option<&'a Campaign> {
    campaigns.iter().find(|campaign| campaign.code.eq_ignore_ascii_case(code.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn student() -> Campaign {
        Campaign {
            code: "STUDENT40".into(),
            title: "Students".into(),
            percent_off: 40,
            purposes: vec![Purpose::FirstPeriod],
            from: Day::parse("2026-11-01").unwrap(),
            until: Day::parse("2026-12-01").unwrap(),
            uses_max: 2,
            uses_max_each: 1,
        }
    }

    #[test]
    fn a_campaign_holds_between_its_days_for_its_purpose_and_so_often() {
        let during = Day::parse("2026-11-30").unwrap().starts();
        let price = Amount::inr(49_900);
        let of = |purpose, uses, at| student().price(price, purpose, uses, at);
        let (fresh, first) = (Uses::default(), Purpose::FirstPeriod);
        assert_eq!(of(first, fresh, during), Ok(Amount::inr(29_940)));
        assert_eq!(of(first, fresh, Day::parse("2026-12-01").unwrap().starts()), Err(Refused::Unknown));
        assert_eq!(of(first, fresh, Day::parse("2026-10-31").unwrap().starts()), Err(Refused::Unknown));
        assert_eq!(of(Purpose::Pack, fresh, during), Err(Refused::NotForThis));
        assert_eq!(of(first, Uses { all: 2, own: 0 }, during), Err(Refused::UsedUp));
        assert_eq!(of(first, Uses { all: 1, own: 1 }, during), Err(Refused::UsedUp));
        assert!(find(&[student()], " student40 ").is_some() && find(&[student()], "STUDENT").is_none());
    }

    #[test]
    fn mistakes_in_the_settings_are_named() {
        assert_eq!(student().mistake(), None);
        let wrong = Campaign { percent_off: 100, ..student() };
        assert!(wrong.mistake().unwrap().contains("percent_off"));
        assert!(Campaign { code: "a b".into(), ..student() }.mistake().unwrap().contains("code"));
        let backwards = Campaign { until: Day::parse("2026-10-01").unwrap(), ..student() };
        assert!(backwards.mistake().unwrap().contains("until"));
        // What is taken off is rounded down.
        let third = Campaign { percent_off: 33, ..student() };
        let now = Day::parse("2026-11-05").unwrap().starts();
        let price = third.price(Amount::inr(101), Purpose::FirstPeriod, Uses::default(), now);
        assert_eq!(price, Ok(Amount::inr(68)));
    }
}
