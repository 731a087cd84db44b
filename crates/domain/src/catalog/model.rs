//! A model at one operation: who does it, within which limits, at which cost, until when.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    AspectRatio, Cost, CostUnit, InputLimits, Measure, Operation, ParameterLimit, PixelSize, SizeOption,
    StyleOption, WORKFLOW_PROVIDER, parameter::PARAMETERS,
};
use crate::{
    pricing::{Complexity, Quality},
    time::{DAY_MS, Day, Millis},
};

/// Days before its end in which a model is named to the operator.
pub const RETIREMENT_NOTICE_DAYS: i64 = 30;

/// A model at one operation. A model of a vendor that does several operations is several of these with one
/// id; id and operation together name one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The name used in rows and JSON.
    pub id: String,
    /// The name on screen.
    pub name: String,
    /// Who runs it, e.g. `local`.
    pub provider: String,
    /// What it does.
    pub operation: Operation,
    /// The vendor's own names of it, for whoever looks it up there.
    #[serde(default)]
    pub endpoints: Vec<String>,
    /// What the provider charges. A model whose cost nobody knows is not offered: it cannot be priced.
    pub cost: Option<Cost>,
    /// Where the cost was read.
    #[serde(default)]
    pub cost_source: String,
    /// When it was read.
    pub cost_read: Option<Day>,
    /// Why nobody knows what it costs, where there is no cost: a sentence for the operator.
    #[serde(default)]
    pub cost_unknown: String,
    /// Whether it was seen on the vendor's own price list or on a bill, and not only at second hand.
    #[serde(default)]
    pub cost_verified: bool,
    /// Typical time for one result in the simple column, in milliseconds.
    pub expected_ms: i64,
    /// Typical time for one result in the complex column, in milliseconds; the same when left out.
    pub expected_complex_ms: Option<i64>,
    /// The deadline of one result, in milliseconds.
    pub deadline_ms: i64,
    /// Higher is better; chains are ordered by it.
    pub quality_rank: u32,
    /// Whether a repeated submit with the same attempt id is paid and made only once.
    pub deduplicates_submits: bool,
    /// The first day on which the vendor no longer offers it.
    pub retires_on: Option<Day>,
    /// What of the request it takes, within which limits, by the names of tool parameters.
    #[serde(default)]
    pub parameters: BTreeMap<String, ParameterLimit>,
    /// What files it takes.
    #[serde(default)]
    pub input: InputLimits,
    /// The styles it knows, besides `auto`.
    #[serde(default)]
    pub styles: Vec<StyleOption>,
    /// The sizes it makes.
    #[serde(default)]
    pub sizes: Vec<SizeOption>,
}

impl Model {
    /// The pixels of a result.
    #[must_use]
    pub fn size(&self, aspect_ratio: AspectRatio, quality: Quality) -> Option<PixelSize> {
        self.sizes
            .iter()
            .find(|size| size.aspect_ratio == aspect_ratio && size.quality == quality)
            .map(|size| PixelSize { width: size.width, height: size.height })
    }

    /// Whether results of this quality can be had from it: those for which it has sizes. An operation without
    /// sizes is the same in every quality.
    #[must_use]
    pub fn makes(&self, quality: Quality) -> bool {
        !self.operation.has_sizes() || self.sizes.iter().any(|size| size.quality == quality)
    }

    /// The style with this id.
    #[must_use]
    pub fn style(&self, id: &str) -> Option<&StyleOption> {
        self.styles.iter().find(|style| style.id == id)
    }

    /// How long one result usually takes, in milliseconds.
    #[must_use]
    pub fn expected_ms(&self, complexity: Complexity) -> i64 {
        match complexity {
            Complexity::Simple => self.expected_ms,
            Complexity::Complex => self.expected_complex_ms.unwrap_or(self.expected_ms),
        }
    }

    /// Whether its vendor has taken it away by then.
    #[must_use]
    pub fn is_retired(&self, now: Millis) -> bool {
        self.retires_on.is_some_and(|day| now >= day.starts())
    }

    /// Whole days until its vendor takes it away, when that is within the notice.
    #[must_use]
    pub fn retires_in_days(&self, now: Millis) -> Option<i64> {
        let left_ms = self.retires_on?.starts().since_ms(now);
        (1..=RETIREMENT_NOTICE_DAYS * DAY_MS).contains(&left_ms).then_some(left_ms / DAY_MS)
    }

    /// A result of the published price table's column in this quality, as this model would make it: what its
    /// cost is held against. Half a minute of speech is 450 characters, at 150 words a minute.
    #[must_use]
    pub fn typical(&self, complexity: Complexity, quality: Quality) -> Measure {
        let complex = complexity == Complexity::Complex;
        let pixels = self.size(AspectRatio::Square, quality).map(PixelSize::pixels);
        let seconds = if complex { 15_000 } else { 5_000 };
        let longest = self.parameters.get("duration_seconds").and_then(ParameterLimit::largest);
        let longest = longest.map_or(u64::MAX, |seconds| seconds * 1_000);
        let mut measure = Measure { images: 1, pixels, quality, advanced: complex, ..Measure::default() };
        match self.operation {
            Operation::TextToVideo | Operation::ImageToVideo => {
                measure.milliseconds = Some(longest.min(seconds));
            }
            Operation::Voiceover => {
                measure.characters = Some(if complex { 1_800 } else { 450 });
                measure.milliseconds = Some(if complex { 120_000 } else { 30_000 });
            }
            _ => {}
        }
        measure
    }

    /// What is wrong with it by itself.
    pub(super) fn mistakes(&self) -> Vec<String> {
        let mut mistakes = Vec::new();
        let mut say = |what: String| {
            mistakes.push(format!("model `{}` ({}): {what}", self.id, self.operation.id()));
        };
        // A model may leave out a better quality as a whole: it is then not asked for it.
        let made = |quality: &Quality| *quality == Quality::Standard || self.makes(*quality);
        for quality in Quality::ALL.into_iter().filter(|_| self.operation.has_sizes()).filter(made) {
            for ratio in AspectRatio::ALL.into_iter().filter(|ratio| self.size(*ratio, quality).is_none()) {
                say(format!("no size for {} {}", ratio.id(), quality.id()));
            }
        }
        if super::Preference::parse(&self.id).is_some() || self.id == "auto" {
            say("`quality`, `speed`, `cost` and `auto` name an order of models, not a model".into());
        }
        if self.expected_ms <= 0 || self.deadline_ms <= 0 {
            say("times are above 0".into());
        }
        for name in self.parameters.keys().filter(|name| !PARAMETERS.contains(&name.as_str())) {
            say(format!("there is no parameter `{name}`"));
        }
        self.cost_mistakes(&mut say);
        mistakes
    }

    fn cost_mistakes(&self, say: &mut impl FnMut(String)) {
        let Some(cost) = &self.cost else { return };
        if !self.cost_unknown.is_empty() {
            say("a cost is known or is not: `cost_unknown` stands only where there is none".into());
        }
        if cost.terms.is_empty() {
            say("a cost has at least one term".into());
        }
        // What a workflow costs is the operator's own word, whenever it was said.
        let needs_date = !cost.is_free() && self.provider != WORKFLOW_PROVIDER;
        if self.cost_source.is_empty() || (self.cost_read.is_none() && needs_date) {
            say("a cost says where (`cost_source`) and when (`cost_read`) it was read".into());
        }
        for term in &cost.terms {
            if term.usd_micros.0 < 0 || term.of == 0 {
                say("a cost is not below 0, and `of` is above 0".into());
            }
            if !self.operation.says(term.per) && term.assumes.is_none() {
                let unit = term.per.id();
                say(format!("nobody says how many {unit}s it takes; a cost per {unit} needs `assumes`"));
            }
        }
        let measure = |advanced: bool, (pixels, quality): (Option<u64>, Quality)| Measure {
            images: 1,
            pixels,
            quality,
            advanced,
            ..Measure::default()
        };
        let sizes = self.sizes.iter().map(|size| (Some(size.pixels()), size.quality));
        let sizes: Vec<_> = sizes.chain(Quality::ALL.map(|quality| (None, quality))).collect();
        let sizes = sizes.into_iter().filter(|(pixels, _)| pixels.is_some() || self.sizes.is_empty());
        for size in sizes {
            if !(cost.covers(&measure(false, size)) && cost.covers(&measure(true, size))) {
                let pixels = size.0.map_or_else(String::new, |pixels| format!(", {pixels} pixels"));
                say(format!("no term of its cost applies to {} quality{pixels}", size.1.id()));
            }
        }
    }
}

impl Operation {
    /// Whether a request for it says how many of these it takes.
    fn says(self, unit: CostUnit) -> bool {
        match unit {
            CostUnit::Run | CostUnit::Image => true,
            CostUnit::Second => {
                matches!(self, Operation::TextToVideo | Operation::ImageToVideo | Operation::Voiceover)
            }
            CostUnit::Character => self == Operation::Voiceover,
            CostUnit::Megapixel => self.has_sizes(),
            CostUnit::Token => false,
        }
    }
}
