//! Which model somebody wants: one by name, or whichever is best, fastest or cheapest.

use serde::{Deserialize, Serialize};

use super::Preference;

/// A wish for a model. In rows and JSON it is one word: `quality`, `speed`, `cost`, or the id of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ModelChoice {
    /// The first in this order that can be had.
    By(Preference),
    /// This one, for what it does.
    Named(String),
}

impl ModelChoice {
    /// The word for it.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            ModelChoice::By(preference) => preference.id(),
            ModelChoice::Named(id) => id,
        }
    }

    /// The order in which models are asked where this wish leaves it open.
    #[must_use]
    pub fn preference(&self) -> Preference {
        match self {
            ModelChoice::By(preference) => *preference,
            ModelChoice::Named(_) => Preference::default(),
        }
    }
}

impl From<String> for ModelChoice {
    fn from(word: String) -> ModelChoice {
        Preference::parse(&word).map_or(ModelChoice::Named(word), ModelChoice::By)
    }
}

impl From<ModelChoice> for String {
    fn from(choice: ModelChoice) -> String {
        choice.id().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_one_word_and_survives() {
        for word in ["quality", "speed", "cost", "fal-flux-dev"] {
            let choice = ModelChoice::from(word.to_owned());
            assert_eq!(serde_json::to_value(&choice).unwrap(), word);
            assert_eq!(serde_json::from_value::<ModelChoice>(word.into()).unwrap(), choice);
        }
        assert_eq!(ModelChoice::from("speed".to_owned()), ModelChoice::By(Preference::Speed));
        assert_eq!(ModelChoice::Named("x".into()).preference(), Preference::Quality);
    }
}
