//! What a model takes: its parameters with their limits, and the files it works on.

use serde::Deserialize;

/// The parameters of tools, as the agents name them; a model says for some what it takes.
pub(super) const PARAMETERS: [&str; 15] = [
    "prompt",
    "text",
    "aspect_ratio",
    "style",
    "quality",
    "seed",
    "strength",
    "duration_seconds",
    "motion_strength",
    "voice",
    "language",
    "speed",
    "factor",
    "background",
    "question",
];

/// What a model takes for one parameter. What is outside is mapped to the nearest it has, and said.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ParameterLimit {
    /// The only values it takes; empty for any within the bounds.
    pub values: Vec<ParameterValue>,
    /// The least it takes.
    pub at_least: Option<f64>,
    /// The most it takes.
    pub at_most: Option<f64>,
    /// Characters it takes at most.
    pub characters_max: Option<u32>,
    /// What it does when nothing is said.
    pub usual: Option<ParameterValue>,
}

/// A value of a parameter.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum ParameterValue {
    /// A whole number.
    Whole(u32),
    /// Any other number.
    Number(f64),
    /// A word.
    Word(String),
}

impl ParameterLimit {
    /// The whole number it takes that is nearest to the one that is asked for; the first of two.
    #[must_use]
    pub fn nearest(&self, asked: u32) -> u32 {
        let whole = |value: &ParameterValue| match value {
            ParameterValue::Whole(value) => Some(*value),
            _ => None,
        };
        let listed = self.values.iter().filter_map(whole).min_by_key(|value| value.abs_diff(asked));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small bound, cut on purpose"
        )]
        let within = || {
            let (low, high) = (self.at_least.unwrap_or(0.0), self.at_most.unwrap_or(f64::from(u32::MAX)));
            f64::from(asked).min(high).max(low).max(0.0) as u32
        };
        listed.unwrap_or_else(within)
    }

    /// The largest whole number it takes, where it says so.
    #[must_use]
    pub fn largest(&self) -> Option<u64> {
        let whole = |value: &ParameterValue| match value {
            ParameterValue::Whole(value) => Some(u64::from(*value)),
            _ => None,
        };
        let listed = self.values.iter().filter_map(whole).max();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small bound, cut on purpose"
        )]
        let bound = self.at_most.filter(|most| *most >= 0.0).map(|most| most as u64);
        listed.or(bound)
    }
}

/// What files a model takes. Nothing said is no limit known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InputLimits {
    /// Bytes of one file.
    pub bytes_max: Option<u64>,
    /// Pixels of a side, at least.
    pub side_min: Option<u32>,
    /// Pixels of a side, at most.
    pub side_max: Option<u32>,
    /// Pixels of a picture, at most.
    pub pixels_max: Option<u64>,
    /// Seconds that a clip or sound may play.
    pub seconds_max: Option<u32>,
    /// Files at once.
    pub files_max: Option<u32>,
    /// e.g. `image/png`; empty for whatever the operation works on.
    pub media_types: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_taken() {
        let listed =
            ParameterLimit { values: [5, 10].map(ParameterValue::Whole).into(), ..ParameterLimit::default() };
        assert_eq!([1, 7, 8, 60].map(|asked| listed.nearest(asked)), [5, 5, 10, 10]);
        assert_eq!(listed.largest(), Some(10));
        let bounded =
            ParameterLimit { at_least: Some(2.0), at_most: Some(10.0), ..ParameterLimit::default() };
        assert_eq!([1, 7, 60].map(|asked| bounded.nearest(asked)), [2, 7, 10]);
        assert_eq!((bounded.largest(), ParameterLimit::default().nearest(7)), (Some(10), 7));
    }
}
