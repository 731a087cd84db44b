//! Referrals: credits for who invites a friend and for the friend, once the friend has paid.
//!
//! Nothing is given for an account alone: accounts cost nothing to make. And nothing where both are one person.

use serde::Deserialize;

use crate::{
    limits::GRANT_CREDITS_MAX,
    time::{Day, Millis},
};

/// What inviting brings, as it stands in the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// Credits for either side.
    pub credits: i64,
    /// Friends in a month that one workspace is given credits for.
    pub per_month: i64,
    /// The first day it holds, by UTC.
    pub from: Day,
    /// The first day it holds no more. Who was invited before and pays later brings nothing then.
    pub until: Day,
}

impl Referral {
    /// A sentence about what is wrong with the setting, if something is.
    #[must_use]
    pub fn mistake(&self) -> Option<&'static str> {
        match self {
            rule if !(1..=GRANT_CREDITS_MAX.0).contains(&rule.credits) => Some("credits: above 0"),
            rule if rule.per_month < 1 => Some("per_month: at least 1"),
            rule if rule.until <= rule.from => Some("until: a day after `from`"),
            _ => None,
        }
    }
}

/// What inviting brings at `now`.
#[must_use]
pub fn find(rules: &[Referral], now: Millis) -> Option<Referral> {
    rules.iter().copied().find(|rule| rule.from.starts() <= now && now < rule.until.starts())
}

/// What is known when a friend has paid for the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Both e-mail addresses reach one person.
    pub same_person: bool,
    /// Both were here from one network address, or an earlier friend was.
    pub same_address: bool,
    /// Both paid with one card or UPI address, or an earlier friend did.
    pub same_payer: bool,
    /// Friends that credits were given for this month.
    pub this_month: i64,
}

/// Why nothing is given; the sentence is for who invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// One person.
    #[error("Both accounts reach one person.")]
    SamePerson,
    /// One network address.
    #[error("Both accounts were opened from one network address.")]
    SameAddress,
    /// One way to pay.
    #[error("Both accounts pay in the same way.")]
    SamePayer,
    /// The month's limit.
    #[error("The limit of friends for this month is reached.")]
    MonthFull,
    /// Nothing is given at present.
    #[error("Inviting friends brings no credits at present.")]
    Over,
}

impl Refused {
    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Refused::SamePerson => "same_person",
            Refused::SameAddress => "same_address",
            Refused::SamePayer => "same_payer",
            Refused::MonthFull => "month_full",
            Refused::Over => "over",
        }
    }

    /// The reason of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Refused> {
        use Refused::{MonthFull, Over, SameAddress, SamePayer, SamePerson};
        [SamePerson, SameAddress, SamePayer, MonthFull, Over].into_iter().find(|reason| reason.id() == id)
    }
}

/// The credits for either side.
///
/// # Errors
/// [`Refused`].
pub fn judge(rule: Option<Referral>, facts: Facts) -> Result<i64, Refused> {
    let rule = rule.ok_or(Refused::Over)?;
    match facts {
        Facts { same_person: true, .. } => Err(Refused::SamePerson),
        Facts { same_payer: true, .. } => Err(Refused::SamePayer),
        Facts { same_address: true, .. } => Err(Refused::SameAddress),
        Facts { this_month, .. } if this_month >= rule.per_month => Err(Refused::MonthFull),
        _ => Ok(rule.credits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_given_credits() {
        let (from, until) = (Day::parse("2026-11-01").unwrap(), Day::parse("2026-12-01").unwrap());
        let rule = Referral { credits: 200, per_month: 10, from, until };
        assert_eq!(rule.mistake(), None);
        assert_eq!(find(&[rule], until.starts()), None);
        let fine = Facts { this_month: 9, ..Facts::default() };
        for (facts, expected) in [
            (fine, Ok(200)),
            (Facts { same_person: true, same_payer: true, ..fine }, Err(Refused::SamePerson)),
            (Facts { same_payer: true, same_address: true, ..fine }, Err(Refused::SamePayer)),
            (Facts { same_address: true, ..fine }, Err(Refused::SameAddress)),
            (Facts { this_month: 10, ..fine }, Err(Refused::MonthFull)),
        ] {
            assert_eq!(judge(find(&[rule], from.starts()), facts), expected, "{facts:?}");
        }
        assert_eq!(judge(None, fine), Err(Refused::Over));
        for reason in ["same_person", "same_address", "same_payer", "month_full", "over"] {
            assert_eq!(Refused::parse(reason).unwrap().id(), reason);
        }
        assert!(Referral { per_month: 0, ..rule }.mistake().is_some());
    }
}
