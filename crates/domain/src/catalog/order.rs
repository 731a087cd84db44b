//! Who is asked first: the order of the models that do the same.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::{Catalog, LOCAL_PROVIDER, Model, Operation, WORKFLOW_PROVIDER};
use crate::{
    money::Ratio,
    pricing::{Complexity, PriceBook, Quality, beyond_range},
};

/// What matters most where somebody leaves the choice of the model to us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preference {
    /// The best first, by the catalog's quality rank.
    #[default]
    Quality,
    /// The fastest first, by the typical time.
    Speed,
    /// The one that costs its vendor's customer least first.
    Cost,
}

impl Preference {
    /// Every preference; the first is the usual one.
    pub const ALL: [Preference; 3] = [Preference::Quality, Preference::Speed, Preference::Cost];

    /// The name used in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Preference::Quality => "quality",
            Preference::Speed => "speed",
            Preference::Cost => "cost",
        }
    }

    /// The preference with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Preference> {
        Preference::ALL.into_iter().find(|preference| preference.id() == id)
    }

    /// Puts models in order. Those that can be sold within the published price range come first: nobody gets
    /// a dearer one who has not chosen it by name, while there is another. Where quality matters that other is not
    /// the local studio: who asks for the best and has a vendor's key does not mean it, and the price is shown.
    /// Among equals the better one is first, then the one named first. A model whose cost nobody knows comes last
    /// where cost matters.
    pub fn order(self, models: &mut [&Model]) {
        let book = PriceBook::default();
        let dear = |model: &Model| {
            let beyond = beyond_range(&book, model);
            beyond.iter().any(|column| column.complexity == Complexity::Simple)
        };
        let rank = |model: &Model| Reverse(model.quality_rank);
        models.sort_by_cached_key(|model| {
            let first = match self {
                Preference::Quality => (false, Ratio::whole(0)),
                Preference::Speed => (false, Ratio::whole(model.expected_ms)),
                Preference::Cost => typical_cost(model),
            };
            let is_last_resort = self == Preference::Quality && model.provider == LOCAL_PROVIDER;
            (is_last_resort, dear(model), first, rank(model))
        });
    }
}

/// What a typical result costs; unknown is more than anything.
fn typical_cost(model: &Model) -> (bool, Ratio) {
    let cost = model
        .cost
        .as_ref()
        .map(|cost| cost.usd_micros(&model.typical(Complexity::Simple, Quality::Standard)));
    (cost.is_none(), cost.unwrap_or(Ratio::whole(0)))
}

impl Catalog {
    /// The models that do `operation`, best first. Workflows are not among them.
    #[must_use]
    pub fn chain(&self, operation: Operation) -> Vec<&Model> {
        self.chain_by(operation, Preference::Quality)
    }

    /// The models that do `operation`, in the order of what matters. Workflows are not among them.
    #[must_use]
    pub fn chain_by(&self, operation: Operation, preference: Preference) -> Vec<&Model> {
        let fits = |model: &&Model| model.operation == operation && model.provider != WORKFLOW_PROVIDER;
        let mut chain: Vec<_> = self.models.iter().filter(fits).collect();
        preference.order(&mut chain);
        chain
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::{Cost, cost_cases::model},
        money::UsdMicros,
    };

    fn named(id: &str, rank: u32, expected_ms: i64, usd_micros: Option<i64>) -> Model {
        let cost = usd_micros.map(|micros| Cost::per_run(UsdMicros(micros)));
        Model {
            id: id.into(),
            quality_rank: rank,
            expected_ms,
            cost,
            ..model(Operation::Upscale, Cost::per_run(UsdMicros(0)))
        }
    }

    fn order(models: &[Model], preference: Preference) -> String {
        let catalog = Catalog { models: models.to_vec(), ..Catalog::default() };
        let chain = catalog.chain_by(Operation::Upscale, preference);
        chain.iter().map(|model| model.id.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_matters_decides_and_quality_breaks_ties() {
        let models = [
            named("cheap", 10, 9_000, Some(100)),
            named("best", 70, 60_000, Some(15_000)),
            named("fast", 20, 1_000, Some(4_000)),
            named("fast-too", 30, 1_000, Some(4_000)),
            named("unpriced", 60, 30_000, None),
            // Sold for 6 credits where at most 3 are published.
            named("dear", 90, 500, Some(30_000)),
        ];
        assert_eq!(order(&models, Preference::Quality), "best unpriced fast-too fast cheap dear");
        assert_eq!(order(&models, Preference::Speed), "fast-too fast cheap unpriced best dear");
        assert_eq!(order(&models, Preference::Cost), "cheap fast-too fast best unpriced dear");
        assert!(order(&[], Preference::Cost).is_empty());
    }

    #[test]
    fn who_asks_for_the_best_gets_a_dear_vendor_before_this_machine() {
        let mut local = named("local", 5, 2_000, Some(0));
        local.provider = LOCAL_PROVIDER.into();
        let models = [local, named("dear", 90, 60_000, Some(30_000))];
        assert_eq!(order(&models, Preference::Quality), "dear local");
        assert_eq!(order(&models, Preference::Speed), "local dear");
        assert_eq!(order(&models, Preference::Cost), "local dear");
    }

    #[test]
    fn a_cost_by_the_second_is_held_against_a_typical_clip() {
        let by_second = |id: &str, micros: i64| {
            let mut model = model(Operation::TextToVideo, Cost::per_run(UsdMicros(micros)));
            model.id = id.into();
            model.cost.as_mut().unwrap().terms[0].per = crate::catalog::CostUnit::Second;
            model
        };
        let flat =
            Model { id: "flat".into(), ..model(Operation::TextToVideo, Cost::per_run(UsdMicros(140_000))) };
        let catalog = Catalog {
            models: vec![by_second("dear", 30_000), flat, by_second("cheap", 20_000)],
            ..Catalog::default()
        };
        let chain = catalog.chain_by(Operation::TextToVideo, Preference::Cost);
        let ids: Vec<_> = chain.iter().map(|model| model.id.as_str()).collect();
        assert_eq!(ids, ["cheap", "flat", "dear"]);
    }
}
