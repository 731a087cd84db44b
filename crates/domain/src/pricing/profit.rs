//! Which models cost more than the published range of their operation brings (product reference §4): the
//! operator is told, because people were promised a price that such a model cannot be sold at.

use super::{Complexity, PriceBook, Quality};
use crate::{catalog::Model, money::Credits};

/// A model whose typical result starts beyond the published range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeyondRange {
    /// Which column of the price table.
    pub complexity: Complexity,
    /// Twice its cost, in credits, rounded up: what a typical result is sold for before any factor.
    pub credits: Credits,
    /// The most that the table publishes.
    pub published_max: Credits,
}

impl BeyondRange {
    /// In words.
    #[must_use]
    pub fn sentence(&self) -> String {
        let BeyondRange { complexity, credits, published_max } = self;
        let column = complexity.label();
        format!("a typical {column} result costs {credits} credits, published are at most {published_max}")
    }
}

/// The columns of the price table whose published range does not bring twice what the model costs. Empty for
/// a model whose cost nobody knows.
#[must_use]
pub fn beyond_range(book: &PriceBook, model: &Model) -> Vec<BeyondRange> {
    let Some(cost) = &model.cost else { return Vec::new() };
    let column = |complexity| {
        let typical = model.typical(complexity, Quality::Standard);
        let credits = book.base(model.operation, complexity, cost.usd_micros(&typical));
        let published_max = book.published(model.operation, complexity).1;
        (credits > published_max).then_some(BeyondRange { complexity, credits, published_max })
    };
    [Complexity::Simple, Complexity::Complex].into_iter().filter_map(column).collect()
}
