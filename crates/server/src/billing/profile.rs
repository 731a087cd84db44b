//! Who a workspace is to the tax office: asked for before the first payment, because an invoice has to name the State.

use domain::{
    generation::request::FieldError,
    tax::{Gstin, State},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Name and address of a buyer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Profile {
    /// A person or a business.
    pub name: String,
    /// Street and house; may be empty abroad.
    #[serde(default)]
    pub address: String,
    /// City.
    #[serde(default)]
    pub city: String,
    /// PIN or postal code.
    #[serde(default)]
    pub postal_code: String,
    /// ISO 3166, two capital letters.
    pub country: String,
    /// Two digits of the State, e.g. `29`; within India.
    #[serde(default)]
    pub state_code: Option<String>,
    /// The number of a registered business, within India.
    #[serde(default)]
    pub gstin: Option<String>,
}

/// Characters of one field.
const FIELD_CHARACTERS_MAX: usize = 120;

impl Profile {
    /// The State, within India.
    #[must_use]
    pub fn state(&self) -> Option<State> {
        self.state_code.as_deref().and_then(State::parse)
    }

    /// Brings it into shape: spaces off, the State of the GSTIN where one is given.
    ///
    /// # Errors
    /// Every field that needs a change.
    pub fn check(self) -> Result<Profile, Vec<FieldError>> {
        let mut errors = Vec::new();
        let plain = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let filled = |text: Option<String>| text.map(plain).filter(|text| !text.is_empty());
        let mut profile = Profile {
            name: plain(self.name),
            address: plain(self.address),
            city: plain(self.city),
            postal_code: plain(self.postal_code),
            country: plain(self.country).to_uppercase(),
            state_code: filled(self.state_code),
            gstin: filled(self.gstin),
        };
        if profile.name.is_empty() {
            errors.push(FieldError::new("name", "required", "An invoice needs a name."));
        }
        let fields = [
            ("name", &profile.name),
            ("address", &profile.address),
            ("city", &profile.city),
            ("postalCode", &profile.postal_code),
        ];
        for (path, text) in fields {
            if text.chars().count() > FIELD_CHARACTERS_MAX || text.chars().any(char::is_control) {
                errors.push(FieldError::new(path, "too_long", "At most 120 characters."));
            }
        }
        let is_country =
            profile.country.len() == 2 && profile.country.bytes().all(|b| b.is_ascii_uppercase());
        if !is_country {
            errors.push(FieldError::new("country", "unknown", "Two letters, e.g. IN."));
        }
        if profile.country == "IN" {
            profile.check_india(&mut errors);
        } else {
            // Tax numbers of other countries do not change the tax, and States are India's.
            (profile.state_code, profile.gstin) = (None, None);
        }
        if errors.is_empty() { Ok(profile) } else { Err(errors) }
    }

    fn check_india(&mut self, errors: &mut Vec<FieldError>) {
        if let Some(text) = &self.gstin {
            match Gstin::parse(text) {
                Err(reason) => errors.push(FieldError::new("gstin", "invalid", reason.to_string())),
                Ok(gstin) => {
                    // A registered buyer's place of supply is where it is registered.
                    self.state_code = Some(gstin.state().code.to_owned());
                    self.gstin = Some(gstin.as_str().to_owned());
                }
            }
        }
        match self.state_code.as_deref().map(State::parse) {
            Some(Some(_)) => {}
            Some(None) => {
                errors.push(FieldError::new("stateCode", "unknown", "Choose a State or Union Territory."));
            }
            None => errors.push(FieldError::new(
                "stateCode",
                "required",
                "Choose your State: Indian tax law asks for it on every invoice.",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asha() -> Profile {
        Profile {
            name: "  Asha   Rao ".into(),
            address: "12 MG Road".into(),
            city: "Bengaluru".into(),
            postal_code: "560001".into(),
            country: "in".into(),
            state_code: Some("29".into()),
            gstin: None,
        }
    }

    #[test]
    fn the_state_is_asked_for_and_a_gstin_brings_its_own() {
        assert_eq!(asha().check().unwrap().name, "Asha Rao");
        let paths = |profile: Profile| -> Vec<String> {
            profile.check().unwrap_err().into_iter().map(|error| error.path).collect()
        };
        assert_eq!(paths(Profile { state_code: None, ..asha() }), ["stateCode"]);
        assert_eq!(
            paths(Profile { state_code: Some("28".into()), name: " ".into(), ..asha() }),
            ["name", "stateCode"]
        );
        let business = Profile { gstin: Some("27aapfu0939f1zv".into()), ..asha() }.check().unwrap();
        assert_eq!(
            (business.state().unwrap().name, business.gstin.unwrap().as_str()),
            ("Maharashtra", "27AAPFU0939F1ZV")
        );
        assert_eq!(paths(Profile { gstin: Some("27AAPFU0939F1ZX".into()), ..asha() }), ["gstin"]);
        let abroad = Profile { country: "US".into(), ..asha() }.check().unwrap();
        assert_eq!((abroad.state_code, abroad.gstin), (None, None));
        assert_eq!(paths(Profile { country: "India".into(), ..asha() }), ["country"]);
    }
}
