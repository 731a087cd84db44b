//! What changes prices for a time or for some: peak hours, regional prices, price experiments. All of it is
//! configuration with dates; a quote that was made keeps its price whatever changes.

use serde::{Deserialize, Deserializer, de};

use crate::{
    id::WorkspaceId,
    money::Ratio,
    time::{Day, HOUR_MS, Millis},
};

/// A factor of a price that is configured: more than 0, at most 10, with at most two decimals, e.g. `0.85`.
///
/// Two decimals keep the exact price of one result close to what a row keeps of it (millionths, rounded down).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Multiplier(Ratio);

impl Multiplier {
    /// Reads a decimal. `None` for what is no such factor.
    #[must_use]
    pub fn parse(text: &str) -> Option<Multiplier> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let fits = (1..=2).contains(&whole.len()) && decimals.len() <= 2 && digits(whole) && digits(decimals);
        let hundredths: i64 = format!("{whole}{decimals:0<2}").parse().ok().filter(|_| fits)?;
        (1..=1_000).contains(&hundredths).then(|| Multiplier(Ratio::new(hundredths.into(), 100)))
    }

    /// The factor.
    #[must_use]
    pub fn ratio(self) -> Ratio {
        self.0
    }
}

impl<'de> Deserialize<'de> for Multiplier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Multiplier, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || de::Error::custom(format!("`{text}` is not a factor such as \"0.85\", up to 10"));
        Multiplier::parse(&text).ok_or_else(wrong)
    }
}

/// Where a workspace is: a country's two letters (ISO 3166-1 alpha-2), e.g. `IN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Region([u8; 2]);

impl Region {
    /// Reads two capital letters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Region> {
        let letters: [u8; 2] = text.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Region(letters))
    }

    /// The two letters.
    #[must_use]
    pub fn id(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Region, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || de::Error::custom(format!("`{text}` is not a country such as IN"));
        Region::parse(&text).ok_or_else(wrong)
    }
}

/// From the first instant of one day to that of another, in UTC; open where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// The first day.
    #[serde(default)]
    pub from: Option<Day>,
    /// The first day after it.
    #[serde(default)]
    pub until: Option<Day>,
}

impl Dates {
    fn hold(self, now: Millis) -> bool {
        self.from.is_none_or(|day| day.starts() <= now) && self.until.is_none_or(|day| now < day.starts())
    }
}

/// Hours that cost more, or less.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peak {
    /// Hours of the day, 0 to 23, in UTC.
    pub hours: Vec<u8>,
    /// When it is so.
    #[serde(default)]
    pub dates: Dates,
    /// By how much.
    pub multiplier: Multiplier,
}

/// What a country pays.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regional {
    /// Which country.
    pub region: Region,
    /// When it is so.
    #[serde(default)]
    pub dates: Dates,
    /// By how much.
    pub multiplier: Multiplier,
}

/// One of the prices of an experiment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// Its name, which quotes say.
    pub name: String,
    /// How many parts of the workspaces see it.
    pub parts: u32,
    /// By how much.
    pub multiplier: Multiplier,
}

/// Different prices for different workspaces, to learn from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Its name, which quotes say. Another name divides the workspaces anew.
    pub name: String,
    /// When it runs.
    #[serde(default)]
    pub dates: Dates,
    /// The prices; a workspace sees one of them, always the same.
    pub arms: Vec<Arm>,
}

impl Experiment {
    /// The arm of a workspace: by the FNV-1a hash of experiment and workspace, so that it needs no row and no
    /// randomness, and stays.
    fn arm(&self, workspace: WorkspaceId) -> Option<&Arm> {
        let parts: u64 = self.arms.iter().map(|arm| u64::from(arm.parts)).sum();
        let mut place = fnv_1a(&format!("{}/{workspace}", self.name)).checked_rem(parts)?;
        self.arms.iter().find(|arm| {
            let here = place < u64::from(arm.parts);
            place = place.saturating_sub(u64::from(arm.parts));
            here
        })
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv), mixed once more: its low bits alone are not even enough to
/// divide people by.
fn fnv_1a(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16
}

/// Everything that is configured about prices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceRules {
    /// Hours that cost more.
    pub peaks: Vec<Peak>,
    /// What countries pay.
    pub regional: Vec<Regional>,
    /// What is tried.
    pub experiments: Vec<Experiment>,
}

/// What of the rules holds for one price.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InForce {
    /// The hour's factor.
    pub peak: Option<Multiplier>,
    /// The country's factor.
    pub region: Option<(Region, Multiplier)>,
    /// The experiment, the arm and its factor.
    pub experiment: Option<(String, String, Multiplier)>,
}

impl PriceRules {
    /// What holds now for a workspace. Where several rules of a kind hold, the first in the list does.
    #[must_use]
    pub fn in_force(&self, workspace: WorkspaceId, region: Option<Region>, now: Millis) -> InForce {
        let hour = now.0.div_euclid(HOUR_MS).rem_euclid(24);
        let peak = self.peaks.iter().find(|peak| {
            peak.dates.hold(now) && peak.hours.iter().any(|of_peak| i64::from(*of_peak) == hour)
        });
        let regional = self.regional.iter().find(|rule| Some(rule.region) == region && rule.dates.hold(now));
        let experiment = self.experiments.iter().find(|experiment| experiment.dates.hold(now));
        let arm = experiment.and_then(|experiment| Some((experiment, experiment.arm(workspace)?)));
        InForce {
            peak: peak.map(|peak| peak.multiplier),
            region: regional.map(|rule| (rule.region, rule.multiplier)),
            experiment: arm
                .map(|(experiment, arm)| (experiment.name.clone(), arm.name.clone(), arm.multiplier)),
        }
    }

    /// The first mistake that types do not catch.
    ///
    /// # Errors
    /// A sentence that names it.
    pub fn check(&self) -> Result<(), String> {
        if self.peaks.iter().any(|peak| peak.hours.iter().any(|hour| *hour > 23)) {
            return Err("pricing.peaks: hours from 0 to 23".into());
        }
        for experiment in &self.experiments {
            if experiment.arms.iter().all(|arm| arm.parts == 0) {
                return Err(format!("pricing.experiments: {} needs an arm with parts", experiment.name));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY_MS;

    fn dates(from: &str, until: &str) -> Dates {
        Dates { from: Day::parse(from), until: Day::parse(until) }
    }

    fn multiplier(text: &str) -> Multiplier {
        Multiplier::parse(text).unwrap()
    }

    fn workspace(number: u8) -> WorkspaceId {
        WorkspaceId::from_parts(Millis(1_000 + i64::from(number)), [number; 10])
    }

    #[test]
    fn factors_are_decimals() {
        assert_eq!(multiplier("0.85").ratio(), Ratio::new(17, 20));
        assert_eq!(
            (multiplier("1.2").ratio(), multiplier("10").ratio()),
            (Ratio::new(6, 5), Ratio::whole(10))
        );
        for wrong in ["", "0", "0.00", "-1", "1.234", "10.01", "1e1", ".5", "1,2", "١"] {
            assert_eq!(Multiplier::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn rules_hold_from_a_day_until_another() {
        let rules = PriceRules {
            peaks: vec![Peak {
                hours: vec![18],
                dates: dates("2026-11-01", "2026-12-01"),
                multiplier: multiplier("1.2"),
            }],
            regional: vec![Regional {
                region: Region::parse("IN").unwrap(),
                dates: dates("2026-11-22", "2026-11-23"),
                multiplier: multiplier("0.8"),
            }],
            experiments: Vec::new(),
        };
        let day = Day::parse("2026-11-22").unwrap().starts();
        let india = Region::parse("IN");
        let at = |now: Millis, region| rules.in_force(workspace(1), region, now);
        assert!(at(day.plus_ms(-1), india).region.is_none());
        assert!(at(day, india).region.is_some() && at(day, Region::parse("US")).region.is_none());
        assert!(at(day.plus_ms(DAY_MS), india).region.is_none());
        assert!(at(day.plus_ms(18 * HOUR_MS), None).peak.is_some());
        assert!(at(day.plus_ms(19 * HOUR_MS), None).peak.is_none());
        assert!(at(day.plus_ms(30 * DAY_MS + 18 * HOUR_MS), None).peak.is_none());
        // Before 1970 there are hours too.
        assert!(at(Millis(-6 * HOUR_MS), None).peak.is_none());
    }

    #[test]
    fn a_workspace_stays_in_its_arm_and_the_arms_are_filled_as_wanted() {
        let arm = |name: &str, parts, text| Arm { name: name.into(), parts, multiplier: multiplier(text) };
        let experiment = Experiment {
            name: "lower".into(),
            dates: Dates::default(),
            arms: vec![arm("as-is", 3, "1"), arm("never", 0, "9"), arm("lower", 1, "0.9")],
        };
        let rules = PriceRules { experiments: vec![experiment], ..PriceRules::default() };
        let seen = |number: u32| {
            let [a, b, c, d] = number.to_be_bytes();
            let random = [1, 2, 3, a, b, c, d, 5, 6, 7];
            let here = WorkspaceId::from_parts(Millis(5), random);
            let name = |now| rules.in_force(here, None, Millis(now)).experiment.unwrap().1;
            assert_eq!(name(1), name(DAY_MS));
            name(1)
        };
        let lower = (0..4_000).filter(|number| seen(*number) == "lower").count();
        assert!((900..1_100).contains(&lower), "{lower} of 4000");
        assert!((0..4_000).all(|number| seen(number) != "never"));
    }

    #[test]
    fn mistakes_are_named() {
        let no_arms = Experiment { name: "x".into(), dates: Dates::default(), arms: Vec::new() };
        let rules = PriceRules { experiments: vec![no_arms], ..PriceRules::default() };
        assert!(rules.check().unwrap_err().contains("x needs an arm"));
        assert!(rules.in_force(workspace(1), None, Millis(1)).experiment.is_none());
    }
}
