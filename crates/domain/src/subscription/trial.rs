//! Trials: a plan for some days before its first charge, once for a person and once for a way to pay.
//!
//! The customer agrees to the charge at once and is charged when the trial ends; whoever cancels before pays nothing.

use serde::Deserialize;

use crate::{
    limits::GRANT_CREDITS_MAX,
    plan::Plan,
    time::{Day, Millis},
};

/// A trial, as it stands in the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// The plan that is tried.
    pub plan: Plan,
    /// Days until the first charge, 1 to 60.
    pub days: i64,
    /// Credits to try it with; they expire with the trial.
    pub credits: i64,
    /// The first day it can be begun, by UTC.
    pub from: Day,
    /// The first day it can be begun no more.
    pub until: Day,
}

impl Trial {
    /// A sentence about what is wrong with the setting, if something is.
    #[must_use]
    pub fn mistake(&self) -> Option<&'static str> {
        match self {
            trial if trial.plan == Plan::Free => Some("plan: one that costs something"),
            trial if !(1..=60).contains(&trial.days) => Some("days: 1 to 60"),
            trial if !(1..=GRANT_CREDITS_MAX.0).contains(&trial.credits) => Some("credits: above 0"),
            trial if trial.until <= trial.from => Some("until: a day after `from`"),
            _ => None,
        }
    }

    /// Whether it can be begun at `now`.
    #[must_use]
    pub fn holds(&self, now: Millis) -> bool {
        self.from.starts() <= now && now < self.until.starts()
    }
}

/// The trial of a plan that can be begun at `now`.
#[must_use]
pub fn find(trials: &[Trial], plan: Plan, now: Millis) -> Option<Trial> {
    trials.iter().copied().find(|trial| trial.plan == plan && trial.holds(now))
}

/// One text for every spelling of an e-mail address that reaches the same person: without what follows a plus, and at
/// Gmail without dots (support.google.com, "Dots don't matter in Gmail addresses"). For comparing only.
#[must_use]
pub fn person(email: &str) -> String {
    let email = email.trim().to_lowercase();
    let Some((local, host)) = email.rsplit_once('@') else { return email };
    let local = local.split('+').next().unwrap_or(local);
    match host {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
        host => format!("{local}@{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_holds_between_its_days() {
        let (from, until) = (Day::parse("2026-11-01").unwrap(), Day::parse("2026-12-01").unwrap());
        let trial = Trial { plan: Plan::Creator, days: 7, credits: 100, from, until };
        assert_eq!(trial.mistake(), None);
        assert_eq!(find(&[trial], Plan::Creator, from.starts()), Some(trial));
        assert_eq!(find(&[trial], Plan::Creator, until.starts()), None);
        assert_eq!(find(&[trial], Plan::Studio, from.starts()), None);
        for wrong in [
            Trial { plan: Plan::Free, ..trial },
            Trial { days: 0, ..trial },
            Trial { credits: 0, ..trial },
            Trial { until: from, ..trial },
        ] {
            assert!(wrong.mistake().is_some(), "{wrong:?}");
        }
    }

    #[test]
    fn spellings_of_one_person() {
        for (one, other) in [
            ("asha.rao@gmail.com", "asharao+2@googlemail.com"),
            ("asha+film@example.com", "Asha@example.com"),
            ("nowhere", "NOWHERE"),
        ] {
            assert_eq!(person(one), person(other));
        }
        assert_ne!(person("a.b@example.com"), person("ab@example.com"));
    }
}
