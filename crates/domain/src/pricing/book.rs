//! The price book: where each operation starts (the table of product reference §4).

use serde::{Deserialize, Serialize};

use crate::{
    catalog::Operation,
    money::{Credits, Ratio, USD_MICROS_PER_CREDIT},
};

/// How demanding a run is: the two columns of the price table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Complexity {
    /// The cheaper column: simple, basic, short.
    #[default]
    Simple,
    /// The dearer column: complex, advanced, long.
    Complex,
}

impl Complexity {
    /// In words, for a bill.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Complexity::Simple => "simple",
            Complexity::Complex => "complex",
        }
    }
}

/// The quality asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quality {
    /// ×1.
    #[default]
    Standard,
    /// ×1.5.
    High,
    /// ×2.
    Ultra,
}

impl Quality {
    /// Every quality, cheapest first.
    pub const ALL: [Quality; 3] = [Quality::Standard, Quality::High, Quality::Ultra];

    /// The name used in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Quality::Standard => "standard",
            Quality::High => "high",
            Quality::Ultra => "ultra",
        }
    }

    /// The quality with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Quality> {
        Quality::ALL.into_iter().find(|quality| quality.id() == id)
    }
}

/// Published minimum prices in whole credits.
#[derive(Clone, Debug, Default)]
pub struct PriceBook {}

impl PriceBook {
    /// Names these prices; a quote says which ones it was made by. Changes whenever a published price or a rule of
    /// this module does.
    pub const VERSION: &'static str = "2026-11";

    /// The published range of an operation: the minimum binds, the maximum is what the operator is
    /// warned by when a model costs more than it brings.
    #[must_use]
    pub fn published(&self, operation: Operation, complexity: Complexity) -> (Credits, Credits) {
        let (low, high) = match (operation, complexity) {
            (Operation::TextToImage, Complexity::Simple) => (1, 2),
            (Operation::TextToImage, Complexity::Complex) => (3, 4),
            (Operation::Voiceover, Complexity::Simple) => (5, 8),
            (Operation::Voiceover, Complexity::Complex) => (15, 20),
            (Operation::TextToVideo | Operation::ImageToVideo, Complexity::Simple) => (20, 30),
            (Operation::TextToVideo | Operation::ImageToVideo, Complexity::Complex) => (40, 60),
            (Operation::Lipsync, Complexity::Simple) => (10, 15),
            (Operation::Lipsync, Complexity::Complex) => (20, 25),
            // The table has no row for a question: it is the cheapest thing there is.
            (Operation::ImageDescribe, _) => (1, 2),
            // Everything else makes a picture from a picture.
            (_, Complexity::Simple) => (2, 3),
            (_, Complexity::Complex) => (4, 6),
        };
        (Credits(low), Credits(high))
    }

    /// Where the factors start: the published minimum or twice the model's cost (10,000 millionths of a
    /// dollar are a credit) rounded up, whichever is higher. `model_cost` is in millionths of a dollar.
    #[must_use]
    pub fn base(&self, operation: Operation, complexity: Complexity, model_cost: Ratio) -> Credits {
        let minimum = self.published(operation, complexity).0;
        let from_cost = model_cost
            .max(Ratio::whole(0))
            .times(Ratio::new(2, i128::from(USD_MICROS_PER_CREDIT)))
            .ceil_credits();
        minimum.max(from_cost)
    }
}
