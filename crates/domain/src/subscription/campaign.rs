//! Coupons and campaigns: data with dates.
//!
//! A campaign takes a share off what is paid today (a pack, or the first periods of a subscription), for some plans or
//! packs, between two days, so and so often. What it takes off is rounded down to the paisa, and something is always
//! left to pay: a gateway takes no payment of nothing.
//!
//! | campaign | how it is written |
//! |---|---|
//! | early bird | `uses_max`, and `periods = 3` for three months that are paid together |
//! | students | `email_domains` |
//! | the year | `intervals = ["annual"]` |
//! | who is about to leave | `audience = "leaving"` with `credits`: what is given for staying |
//! | who has left | `audience = "returning"` and `after_days` |

use serde::Deserialize;

use super::price::Interval;
use crate::{
    limits::GRANT_CREDITS_MAX,
    payment::Amount,
    plan::Plan,
    time::{Day, Millis},
};

/// What is bought with a coupon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goods {
    /// A pack of so many credits.
    Pack(i64),
    /// The first periods of a subscription.
    Subscription(Plan, Interval),
}

/// What a coupon is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Credits that are bought once.
    Pack,
    /// The first period of a subscription.
    FirstPeriod,
}

/// Whom a campaign is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Whoever has the code.
    #[default]
    Everybody,
    /// Who is about to cancel: shown once, where that is done.
    Leaving,
    /// Whose last plan ended so many days ago and who has none.
    Returning,
}

/// Who wants to use a coupon, as far as campaigns ask.
#[derive(Clone, Copy, Debug)]
pub struct Buyer<'a> {
    /// Their e-mail address, in lower case; nothing for somebody who is not signed in.
    pub email: Option<&'a str>,
    /// Whether an offer to those who left or leave was shown to them.
    pub was_shown: bool,
}

/// A campaign, as it stands in the settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// What people type; capital letters and digits.
    pub code: String,
    /// What it is called on the receipt.
    pub title: String,
    /// Whole percents off, 1 to 90; 0 where `credits` are given instead.
    #[serde(default)]
    pub percent_off: u32,
    /// What it is for.
    pub purposes: Vec<Purpose>,
    /// The plans that it is for; none: all.
    #[serde(default)]
    pub plans: Vec<Plan>,
    /// How often they are paid; none: both.
    #[serde(default)]
    pub intervals: Vec<Interval>,
    /// The packs that it is for, by their credits; none: all.
    #[serde(default)]
    pub packs: Vec<i64>,
    /// Periods of a subscription that are paid together at the lower price, 1 to 12.
    #[serde(default = "one")]
    pub periods: u32,
    /// Ends of e-mail addresses that may use it, e.g. `ac.in`; none: all.
    #[serde(default)]
    pub email_domains: Vec<String>,
    /// Whom it is for.
    #[serde(default)]
    pub audience: Audience,
    /// Days since the last plan ended, for those who left.
    #[serde(default)]
    pub after_days: i64,
    /// Credits that are given for staying, to those who are about to leave.
    #[serde(default)]
    pub credits: i64,
    /// Whether it is shown with the prices to everybody.
    #[serde(default)]
    pub advertised: bool,
    /// The first day it holds, by UTC.
    pub from: Day,
    /// The first day it holds no more.
    pub until: Day,
    /// How often it can be used by everybody together. 0: without limit.
    pub uses_max: i64,
    /// How often one workspace can use it. 0: without limit.
    pub uses_max_each: i64,
}

fn one() -> u32 {
    1
}

/// Why a coupon is not taken; the sentence is for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No campaign that this person may know of has this code.
    #[error("There is no such code.")]
    Unknown,
    /// Its days are yet to come.
    #[error("This code does not hold yet.")]
    TooEarly,
    /// Its days are over.
    #[error("This code has expired.")]
    Expired,
    /// It is for something else.
    #[error("This code is not for what you are buying.")]
    NotForThis,
    /// It is for other plans.
    #[error("This code is not for this plan.")]
    NotForThisPlan,
    /// It is for addresses of certain schools or companies.
    #[error("This code is for other e-mail addresses than yours.")]
    NotForYou,
    /// It was used as often as it could be.
    #[error("This code was used as often as it can be.")]
    UsedUp,
    /// This workspace has used it.
    #[error("You have used this code already.")]
    UsedByYou,
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
        let gives = self.audience == Audience::Leaving;
        if gives && (self.percent_off != 0 || !(1..=GRANT_CREDITS_MAX.0).contains(&self.credits)) {
            return Some("audience \"leaving\": `credits` above 0 and no percent_off");
        }
        if !gives && (self.credits != 0 || !(1..=90).contains(&self.percent_off)) {
            return Some("percent_off: 1 to 90");
        }
        if !(1..=12).contains(&self.periods) || (self.periods > 1 && self.intervals != [Interval::Monthly]) {
            return Some("periods: 1 to 12, above 1 with intervals = [\"monthly\"]");
        }
        (self.until <= self.from).then_some("until: a day after `from`")
    }

    /// Whether it holds at `now`.
    ///
    /// # Errors
    /// [`Refused::TooEarly`], [`Refused::Expired`].
    pub fn holds(&self, now: Millis) -> Result<(), Refused> {
        match now {
            now if now < self.from.starts() => Err(Refused::TooEarly),
            now if now >= self.until.starts() => Err(Refused::Expired),
            _ => Ok(()),
        }
    }

    /// What is paid today instead of `price`, which is that of one period: for all of [`Campaign::periods_of`].
    ///
    /// # Errors
    /// [`Refused`].
    pub fn price(
        &self,
        price: Amount,
        goods: Goods,
        buyer: Buyer<'_>,
        uses: Uses,
        now: Millis,
    ) -> Result<Amount, Refused> {
        if self.audience == Audience::Leaving || (self.audience == Audience::Returning && !buyer.was_shown) {
            return Err(Refused::Unknown);
        }
        self.holds(now)?;
        self.fits(goods)?;
        let at_home = |email: &str| {
            let host = email.rsplit_once('@').map_or("", |(_, host)| host);
            self.email_domains.iter().any(|end| host == end || host.ends_with(&format!(".{end}")))
        };
        if !self.email_domains.is_empty() && buyer.email.is_some_and(|email| !at_home(email)) {
            return Err(Refused::NotForYou);
        }
        if self.uses_max_each > 0 && uses.own >= self.uses_max_each {
            return Err(Refused::UsedByYou);
        }
        if self.uses_max > 0 && uses.all >= self.uses_max {
            return Err(Refused::UsedUp);
        }
        let whole = i128::from(price.minor) * i128::from(self.periods_of(goods));
        let off = whole * i128::from(self.percent_off) / 100;
        Ok(Amount { minor: i64::try_from(whole - off).unwrap_or(i64::MAX), ..price })
    }

    /// Periods that are paid today.
    #[must_use]
    pub fn periods_of(&self, goods: Goods) -> u32 {
        match goods {
            Goods::Pack(_) => 1,
            Goods::Subscription(..) => self.periods,
        }
    }

    fn fits(&self, goods: Goods) -> Result<(), Refused> {
        let among =
            |purpose| if self.purposes.contains(&purpose) { Ok(()) } else { Err(Refused::NotForThis) };
        match goods {
            Goods::Pack(credits) => {
                among(Purpose::Pack)?;
                let fits = self.packs.is_empty() || self.packs.contains(&credits);
                if fits { Ok(()) } else { Err(Refused::NotForThis) }
            }
            Goods::Subscription(plan, interval) => {
                among(Purpose::FirstPeriod)?;
                let plan_fits = self.plans.is_empty() || self.plans.contains(&plan);
                let interval_fits = self.intervals.is_empty() || self.intervals.contains(&interval);
                if plan_fits && interval_fits { Ok(()) } else { Err(Refused::NotForThisPlan) }
            }
        }
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
    use crate::payment::Currency;

    const ANYBODY: Buyer<'_> = Buyer { email: Some("asha@iisc.ac.in"), was_shown: false };
    const STARTER: Goods = Goods::Subscription(Plan::Starter, Interval::Monthly);

    fn student() -> Campaign {
        Campaign {
            code: "STUDENT40".into(),
            title: "Students".into(),
            percent_off: 40,
            purposes: vec![Purpose::FirstPeriod],
            plans: vec![Plan::Starter, Plan::Creator],
            intervals: vec![Interval::Monthly],
            packs: Vec::new(),
            periods: 1,
            email_domains: vec!["ac.in".into(), "edu".into()],
            audience: Audience::Everybody,
            after_days: 0,
            credits: 0,
            advertised: false,
            from: Day::parse("2026-11-01").unwrap(),
            until: Day::parse("2026-12-01").unwrap(),
            uses_max: 2,
            uses_max_each: 1,
        }
    }

    fn starts(day: &str) -> Millis {
        Day::parse(day).unwrap().starts()
    }

    #[test]
    fn a_campaign_holds_between_its_days_for_its_goods_and_people_and_so_often() {
        let (price, fresh, during) = (Amount::inr(49_900), Uses::default(), starts("2026-11-30"));
        let of = |goods, buyer, uses, at| student().price(price, goods, buyer, uses, at);
        assert_eq!(of(STARTER, ANYBODY, fresh, during), Ok(Amount::inr(29_940)));
        assert_eq!(of(STARTER, ANYBODY, fresh, starts("2026-12-01")), Err(Refused::Expired));
        assert_eq!(of(STARTER, ANYBODY, fresh, starts("2026-10-31")), Err(Refused::TooEarly));
        assert_eq!(of(Goods::Pack(100), ANYBODY, fresh, during), Err(Refused::NotForThis));
        let studio = Goods::Subscription(Plan::Studio, Interval::Monthly);
        assert_eq!(of(studio, ANYBODY, fresh, during), Err(Refused::NotForThisPlan));
        let yearly = Goods::Subscription(Plan::Starter, Interval::Annual);
        assert_eq!(of(yearly, ANYBODY, fresh, during), Err(Refused::NotForThisPlan));
        for (email, expected) in [
            (Some("a@mit.edu"), Ok(Amount::inr(29_940))),
            (Some("a@notedu"), Err(Refused::NotForYou)),
            (Some("edu@example.com"), Err(Refused::NotForYou)),
            // Nobody knows yet who it is: asked again when it is bought.
            (None, Ok(Amount::inr(29_940))),
        ] {
            assert_eq!(of(STARTER, Buyer { email, was_shown: false }, fresh, during), expected, "{email:?}");
        }
        assert_eq!(of(STARTER, ANYBODY, Uses { all: 2, own: 0 }, during), Err(Refused::UsedUp));
        assert_eq!(of(STARTER, ANYBODY, Uses { all: 1, own: 1 }, during), Err(Refused::UsedByYou));
        assert!(find(&[student()], " student40 ").is_some() && find(&[student()], "STUDENT").is_none());
    }

    #[test]
    fn months_that_are_paid_together_are_rounded_once() {
        let early = Campaign { percent_off: 50, periods: 3, email_domains: Vec::new(), ..student() };
        let price = super::super::price::plan(Plan::Creator, Interval::Monthly, Currency::Inr).unwrap();
        let goods = Goods::Subscription(Plan::Creator, Interval::Monthly);
        let paid = early.price(price, goods, ANYBODY, Uses::default(), starts("2026-11-05"));
        // 3 × 1,499 = 4,497; half of it.
        assert_eq!(paid, Ok(Amount::inr(224_850)));
        let third = Campaign { percent_off: 33, periods: 3, ..early };
        let paid = third.price(Amount::inr(101), goods, ANYBODY, Uses::default(), starts("2026-11-05"));
        // 33 % of 303 is 99.99, of which 99 are taken off.
        assert_eq!(paid, Ok(Amount::inr(204)));
    }

    #[test]
    fn what_is_for_those_who_left_was_shown_to_them() {
        let back = Campaign { audience: Audience::Returning, after_days: 30, ..student() };
        let of = |was_shown| {
            let buyer = Buyer { was_shown, ..ANYBODY };
            back.price(Amount::inr(49_900), STARTER, buyer, Uses::default(), starts("2026-11-05"))
        };
        assert_eq!((of(false), of(true)), (Err(Refused::Unknown), Ok(Amount::inr(29_940))));
        // What is given for staying is no coupon.
        let stay = Campaign { audience: Audience::Leaving, percent_off: 0, credits: 300, ..student() };
        assert_eq!(stay.mistake(), None);
        let asked = Buyer { was_shown: true, ..ANYBODY };
        let paid = stay.price(Amount::inr(1), STARTER, asked, Uses::default(), starts("2026-11-05"));
        assert_eq!(paid, Err(Refused::Unknown));
    }

    #[test]
    fn mistakes_in_the_settings_are_named() {
        assert_eq!(student().mistake(), None);
        let wrong = Campaign { percent_off: 100, ..student() };
        assert!(wrong.mistake().unwrap().contains("percent_off"));
        assert!(Campaign { code: "a b".into(), ..student() }.mistake().unwrap().contains("code"));
        let backwards = Campaign { until: Day::parse("2026-10-01").unwrap(), ..student() };
        assert!(backwards.mistake().unwrap().contains("until"));
        let years = Campaign { periods: 3, intervals: Vec::new(), ..student() };
        assert!(years.mistake().unwrap().contains("periods"));
        let empty = Campaign { audience: Audience::Leaving, percent_off: 0, ..student() };
        assert!(empty.mistake().unwrap().contains("leaving"));
    }
}
