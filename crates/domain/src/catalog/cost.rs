//! What a vendor charges, as a formula: terms of so much per image, second, character, megapixel, token or
//! run, some of them only for a certain quality or size. Exact fractions; nothing is rounded but where the
//! vendor itself bills whole units.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor, value},
};

use crate::{
    money::{Ratio, UsdMicros},
    pricing::Quality,
};

/// What a vendor counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CostUnit {
    /// The call itself.
    Run,
    /// Every picture of the result.
    Image,
    /// Seconds of the result.
    Second,
    /// Characters that are spoken.
    Character,
    /// Millions of pixels of the result.
    Megapixel,
    /// Tokens of a language model, read and written.
    Token,
}

impl CostUnit {
    /// The name used in the catalog.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            CostUnit::Run => "run",
            CostUnit::Image => "image",
            CostUnit::Second => "second",
            CostUnit::Character => "character",
            CostUnit::Megapixel => "megapixel",
            CostUnit::Token => "token",
        }
    }
}

/// One term of a formula.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostTerm {
    /// What is counted.
    pub per: CostUnit,
    /// What `of` units cost, in millionths of a US dollar.
    pub usd_micros: UsdMicros,
    /// How many units that pays for, e.g. 1000 where a vendor's price is for a thousand characters.
    #[serde(default = "one")]
    pub of: u32,
    /// Whether a begun `of` is paid whole.
    #[serde(default)]
    pub whole: bool,
    /// How many units are counted where the request does not say, e.g. the seconds of a file.
    pub assumes: Option<u32>,
    /// Where it applies; everywhere when nothing is said.
    #[serde(default)]
    pub when: CostCondition,
}

fn one() -> u32 {
    1
}

/// Where a term applies. All that is said must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CostCondition {
    /// One of these qualities; empty for any.
    pub quality: Vec<Quality>,
    /// The thorough way, or not that.
    pub advanced: Option<bool>,
    /// Results of more pixels than this.
    pub pixels_over: Option<u64>,
    /// Results of at most so many pixels.
    pub pixels_up_to: Option<u64>,
}

/// What a step consumes, as far as its request says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// Pictures of the result.
    pub images: u32,
    /// How long the result is, in milliseconds.
    pub milliseconds: Option<u64>,
    /// Characters that are spoken.
    pub characters: Option<u64>,
    /// Pixels of the result.
    pub pixels: Option<u64>,
    /// The quality asked for.
    pub quality: Quality,
    /// Whether the thorough way was asked for.
    pub advanced: bool,
}

impl CostCondition {
    fn holds(&self, measure: &Measure, assumed_pixels: Option<u64>) -> bool {
        let pixels = measure.pixels.or(assumed_pixels).unwrap_or_default();
        (self.quality.is_empty() || self.quality.contains(&measure.quality))
            && self.advanced.is_none_or(|advanced| advanced == measure.advanced)
            && self.pixels_over.is_none_or(|over| pixels > over)
            && self.pixels_up_to.is_none_or(|up_to| pixels <= up_to)
    }
}

impl CostTerm {
    /// The units that are paid.
    fn units(&self, measure: &Measure) -> Ratio {
        let count = |value: u64, scale: i128| Ratio::new(i128::from(value), scale);
        let assumed = || Ratio::whole(i64::from(self.assumes.unwrap_or_default()));
        match self.per {
            CostUnit::Run => Ratio::whole(1),
            CostUnit::Image => Ratio::whole(i64::from(measure.images)),
            CostUnit::Second => measure.milliseconds.map_or_else(assumed, |value| count(value, 1_000)),
            CostUnit::Character => measure.characters.map_or_else(assumed, |value| count(value, 1)),
            CostUnit::Megapixel => measure.pixels.map_or_else(assumed, |value| count(value, 1_000_000)),
            CostUnit::Token => assumed(),
        }
    }

    fn applies(&self, measure: &Measure) -> bool {
        let assumed = (self.per == CostUnit::Megapixel).then_some(self.assumes).flatten();
        self.when.holds(measure, assumed.map(|megapixels| u64::from(megapixels) * 1_000_000))
    }

    /// What it comes to, in millionths of a US dollar.
    fn usd_micros(&self, measure: &Measure) -> Ratio {
        let blocks = self.units(measure).times(Ratio::new(1, i128::from(self.of.max(1))));
        let paid = if self.whole { Ratio::whole(blocks.ceil()) } else { blocks };
        paid.times(Ratio::whole(self.usd_micros.0))
    }
}

/// A formula: the sum of the terms that apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// At least one.
    pub terms: Vec<CostTerm>,
}

impl Cost {
    /// So much for every run, whatever it makes.
    #[must_use]
    pub fn per_run(usd_micros: UsdMicros) -> Cost {
        let term = CostTerm {
            per: CostUnit::Run,
            usd_micros,
            of: 1,
            whole: false,
            assumes: None,
            when: CostCondition::default(),
        };
        Cost { terms: vec![term] }
    }

    /// What a step costs, in millionths of a US dollar, exactly.
    #[must_use]
    pub fn usd_micros(&self, measure: &Measure) -> Ratio {
        let applying = self.terms.iter().filter(|term| term.applies(measure));
        applying.fold(Ratio::whole(0), |sum, term| sum.plus(term.usd_micros(measure)))
    }

    /// Whether any term says what this costs; a formula with tiers may leave a case out.
    #[must_use]
    pub fn covers(&self, measure: &Measure) -> bool {
        self.terms.iter().any(|term| term.applies(measure))
    }

    /// Whether nothing is paid, ever.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.terms.iter().all(|term| term.usd_micros.0 == 0)
    }
}

impl<'de> Deserialize<'de> for Cost {
    /// One term, or a list of them.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Cost, D::Error> {
        struct Terms;
        impl<'de> Visitor<'de> for Terms {
            type Value = Cost;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a cost such as { per = \"image\", usd_micros = 40000 }, or a list of them")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Cost, A::Error> {
                let term = CostTerm::deserialize(value::MapAccessDeserializer::new(map))?;
                Ok(Cost { terms: vec![term] })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Cost, A::Error> {
                let terms = Vec::deserialize(value::SeqAccessDeserializer::new(list))?;
                Ok(Cost { terms })
            }
        }
        deserializer.deserialize_any(Terms)
    }
}

impl fmt::Display for Cost {
    /// For people, e.g. `$0.05 a second` or `$0.0025 a megapixel (high), …`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_free() {
            return out.write_str("free");
        }
        for (place, term) in self.terms.iter().enumerate() {
            let dollars = Ratio::new(i128::from(term.usd_micros.0), 1_000_000);
            let unit = term.per.id();
            let article = if term.per == CostUnit::Image { "an" } else { "a" };
            let separator = if place == 0 { "" } else { ", " };
            match term.of {
                1 => write!(out, "{separator}${dollars} {article} {unit}")?,
                of => write!(out, "{separator}${dollars} for {of} {unit}s")?,
            }
            let qualities: Vec<_> = term.when.quality.iter().map(|quality| quality.id()).collect();
            let way = term.when.advanced.map(|advanced| if advanced { "advanced" } else { "basic" });
            let over = term.when.pixels_over.map(|pixels| format!("over {pixels} pixels"));
            let up_to = term.when.pixels_up_to.map(|pixels| format!("up to {pixels} pixels"));
            let quality = (!qualities.is_empty()).then(|| qualities.join(" or "));
            let words: Vec<_> =
                [quality, way.map(str::to_owned), over, up_to].into_iter().flatten().collect();
            if !words.is_empty() {
                write!(out, " ({})", words.join(", "))?;
            }
        }
        Ok(())
    }
}
