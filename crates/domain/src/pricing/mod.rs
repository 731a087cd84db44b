//! What a run costs.
//!
//! Credits = the operation's published minimum, or twice the model's cost rounded up to whole credits,
//! whichever is higher; then the factors; then rounded up once (product reference §4). Everything is an
//! exact fraction until that last step, and every factor is named with what it adds, so that a quote can
//! be read as a bill.

mod batch;
mod book;
#[cfg(test)]
mod cases;
mod profit;

pub use batch::{BatchPrice, price_batch};
pub use book::{Complexity, PriceBook, Quality};
pub use profit::{BeyondRange, beyond_range};
use serde::{Deserialize, Serialize};

use crate::{
    catalog::Operation,
    money::{Credits, Ratio},
    plan::Tier,
};

/// Everything a price depends on.
#[derive(Clone, Debug)]
pub struct PriceRequest {
    /// What is done.
    pub operation: Operation,
    /// How demanding it is.
    pub complexity: Complexity,
    /// What the provider charges for one result, in millionths of a US dollar, exactly.
    pub model_cost: Ratio,
    /// The quality asked for.
    pub quality: Quality,
    /// How many results; at least 1.
    pub results: u32,
    /// The price tier of the workspace's plan.
    pub tier: Tier,
    /// Whether the operator's peak-hour surcharge applies now.
    pub peak: bool,
    /// What one result costs where the workspace pays the vendor with a key of its own: only this, whatever else
    /// is asked for.
    pub own_key_fee: Option<Credits>,
}

/// Why a factor is in a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactorCode {
    /// The price before any factor.
    Base,
    /// High or ultra quality.
    Quality,
    /// Many results at once.
    Batch,
    /// The plan's discount.
    Tier,
    /// The operator's peak hours.
    Peak,
    /// What rounding up added.
    Rounding,
    /// It was made before.
    Cached,
    /// The platform fee of a step that works with the workspace's own key.
    OwnKey,
}

/// One line of the bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// Why.
    pub code: FactorCode,
    /// In words, e.g. `High quality`.
    pub label: String,
    /// The multiplier as an exact decimal, where it is one.
    pub multiplier: Option<String>,
    /// What this line adds, as an exact signed decimal of credits.
    pub amount: String,
}

/// An exact price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// The whole, rounded up once: the most that is ever charged.
    pub credits: Credits,
    /// The exact price of one result of each step, which a partly delivered run is charged by.
    pub units: Vec<Ratio>,
    /// The bill; the amounts add up to `credits` exactly.
    pub factors: Vec<Factor>,
}

/// Computes the price of one request. `book` says where the operation starts.
///
/// # Panics
/// When `results` is zero: a run without results is not a run.
#[must_use]
pub fn price(book: &PriceBook, request: &PriceRequest) -> Price {
    price_all(book, std::slice::from_ref(request))
}

/// Computes the price of a plan: the sum of its steps' exact prices, rounded up once.
///
/// # Panics
/// When a step has no results: a step without results is not a step.
#[must_use]
pub fn price_all(book: &PriceBook, steps: &[PriceRequest]) -> Price {
    let (mut exact, mut units, mut factors) = (Ratio::whole(0), Vec::new(), Vec::new());
    for step in steps {
        let unit = bill(book, step, &mut factors);
        exact = exact.plus(unit.times(Ratio::whole(i64::from(step.results))));
        units.push(unit);
    }
    let credits = exact.ceil_credits();
    factors.extend(rounding(credits, exact));
    Price { credits, units, factors }
}

/// The price of a run of so many steps whose results an identical one has made before: nothing.
#[must_use]
pub fn price_made_before(steps: usize) -> Price {
    let line = Factor {
        code: FactorCode::Cached,
        label: "Identical result, made before".into(),
        multiplier: None,
        amount: "0".into(),
    };
    Price { credits: Credits::ZERO, units: vec![Ratio::whole(0); steps], factors: vec![line] }
}

/// The line that says what rounding up added, where it did.
fn rounding(credits: Credits, exact: Ratio) -> Option<Factor> {
    let added = Ratio::whole(credits.0).minus(exact);
    (added != Ratio::whole(0)).then(|| Factor {
        code: FactorCode::Rounding,
        label: "Rounded up, once".into(),
        multiplier: None,
        amount: added.to_string(),
    })
}

/// Writes the lines of one step and answers the exact price of one result.
fn bill(book: &PriceBook, request: &PriceRequest, factors: &mut Vec<Factor>) -> Ratio {
    assert!(request.results > 0, "a price needs at least one result");
    if let Some(fee) = request.own_key_fee {
        factors.push(own_key_line(request, fee, request.results));
        return Ratio::whole(fee.0);
    }
    let base = book.base(request.operation, request.complexity, request.model_cost);
    let results = Ratio::whole(i64::from(request.results));
    let mut unit = Ratio::whole(base.0);
    factors.push(Factor {
        code: FactorCode::Base,
        label: base_label(request, request.results),
        multiplier: None,
        amount: unit.times(results).to_string(),
    });
    for (code, label, multiplier) in multipliers(request, request.results) {
        let next = unit.times(multiplier);
        factors.push(Factor {
            code,
            label,
            multiplier: Some(multiplier.to_string()),
            amount: next.minus(unit).times(results).to_string(),
        });
        unit = next;
    }
    unit
}

/// The line of a step that the workspace pays the vendor for.
fn own_key_line(request: &PriceRequest, fee: Credits, results: u32) -> Factor {
    let all = Ratio::whole(fee.0).times(Ratio::whole(i64::from(results)));
    Factor {
        code: FactorCode::OwnKey,
        label: own_key_label(request),
        multiplier: None,
        amount: all.to_string(),
    }
}

fn own_key_label(request: &PriceRequest) -> String {
    format!("{} with your own key: platform fee", request.operation.noun())
}

fn base_label(request: &PriceRequest, results: u32) -> String {
    let noun = request.operation.noun();
    let complexity = request.complexity.label();
    match results {
        1 => format!("{noun}, {complexity}"),
        many => format!("{noun}, {complexity} × {many}"),
    }
}

/// The factors of a step that is one of `together` results.
fn multipliers(request: &PriceRequest, together: u32) -> Vec<(FactorCode, String, Ratio)> {
    let mut list = Vec::new();
    match request.quality {
        Quality::Standard => {}
        Quality::High => list.push((FactorCode::Quality, "High quality".into(), Ratio::new(3, 2))),
        Quality::Ultra => list.push((FactorCode::Quality, "Ultra quality".into(), Ratio::whole(2))),
    }
    if together > 10 {
        list.push((FactorCode::Batch, "More than 10 at once".into(), Ratio::new(9, 10)));
    }
    if together > 50 {
        list.push((FactorCode::Batch, "More than 50 at once".into(), Ratio::new(8, 10)));
    }
    match request.tier {
        Tier::Free => {}
        Tier::Pro => list.push((FactorCode::Tier, "Creator plan".into(), Ratio::new(95, 100))),
        Tier::Business => list.push((FactorCode::Tier, "Studio plan".into(), Ratio::new(9, 10))),
    }
    if request.peak {
        list.push((FactorCode::Peak, "Peak hours".into(), Ratio::new(12, 10)));
    }
    list
}
