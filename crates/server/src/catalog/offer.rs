//! Whether a model can be had here and now, and if not, why.

use domain::{
    catalog::{Catalog, Model, ModelChoice, Operation, Preference, WORKFLOW_PROVIDER},
    id::WorkspaceId,
    money::Credits,
    pricing::{PriceBook, beyond_range},
    time::{Day, Millis},
};
use providers::Providers;

use crate::app::App;

/// Why a model is not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOffered {
    /// Its provider is not set up.
    ProviderOff,
    /// Nobody knows what it costs, so it cannot be priced.
    CostUnknown,
    /// Its vendor has taken it away.
    Retired(Day),
}

impl NotOffered {
    /// In words.
    #[must_use]
    pub fn sentence(self, model: &Model) -> String {
        match self {
            NotOffered::ProviderOff if model.provider == "local" => {
                "The local studio is switched off.".into()
            }
            NotOffered::ProviderOff => format!("{} is not set up.", model.provider),
            NotOffered::CostUnknown => "What it costs is not known, so it cannot be priced.".into(),
            NotOffered::Retired(day) => format!("Its vendor took it away on {day}."),
        }
    }
}

/// The models of an installation, with what decides whether they can be had.
#[derive(Clone, Copy)]
pub struct Offers<'a> {
    /// All models.
    pub catalog: &'a Catalog,
    /// The providers that are set up.
    pub providers: &'a Providers,
    /// The time.
    pub now: Millis,
    /// Whose own keys count too.
    pub own: Option<OwnKeys>,
}

/// A workspace whose own keys do its work.
#[derive(Clone, Copy, Debug)]
pub struct OwnKeys {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// What a step with one of its keys costs.
    pub fee: Credits,
}

impl<'a> Offers<'a> {
    /// Those that the operator's keys reach, now.
    #[must_use]
    pub fn of(app: &'a App) -> Offers<'a> {
        Offers { catalog: &app.catalog, providers: &app.providers, now: app.env.now(), own: None }
    }

    /// Those that a workspace can have, now: what the operator's keys reach and what its own do.
    #[must_use]
    pub fn of_workspace(app: &'a App, workspace: WorkspaceId) -> Offers<'a> {
        let own = OwnKeys { workspace, fee: Credits(app.config.pricing.own_key_fee_credits) };
        Offers { own: Some(own), ..Offers::of(app) }
    }

    /// What a step by this model costs where a key of the workspace does it; nothing where none does. A workspace
    /// that brought a key for a provider uses no other there.
    #[must_use]
    pub fn own_key_fee(&self, model: &Model) -> Option<Credits> {
        let own = self.own?;
        let provider = self.providers.get(&model.provider)?;
        provider.has_key_of(Some(&own.workspace.to_string())).then_some(own.fee)
    }

    /// Why a model cannot be had; nothing when it can.
    #[must_use]
    pub fn why_not(&self, model: &Model) -> Option<NotOffered> {
        match model.retires_on {
            Some(day) if model.is_retired(self.now) => Some(NotOffered::Retired(day)),
            // Its vendor bills the workspace, whatever it costs.
            _ if self.own_key_fee(model).is_some() => None,
            _ if model.cost.is_none() => Some(NotOffered::CostUnknown),
            _ if self.providers.ready(&model.provider).is_none() => Some(NotOffered::ProviderOff),
            _ => None,
        }
    }

    /// Whether a model can be had.
    #[must_use]
    pub fn has(&self, model: &Model) -> bool {
        self.why_not(model).is_none()
    }

    /// The models for an operation that can be had, in the order of what matters.
    #[must_use]
    pub fn chain(&self, operation: Operation, preference: Preference) -> Vec<&'a Model> {
        let mut chain = self.catalog.chain_by(operation, preference);
        chain.retain(|model| self.has(model));
        chain
    }

    /// The model for an operation that somebody wants; where that one does not do it, cannot be had or does not
    /// fit, the first that does.
    #[must_use]
    pub fn chosen(
        &self,
        operation: Operation,
        choice: Option<&ModelChoice>,
        fits: impl Fn(&Model) -> bool,
    ) -> Option<&'a Model> {
        let named = match choice {
            Some(ModelChoice::Named(id)) => self.catalog.model(id, operation),
            _ => None,
        };
        let preference = choice.map(ModelChoice::preference).unwrap_or_default();
        let named = named.filter(|model| self.has(model) && model.provider != WORKFLOW_PROVIDER);
        let named = named.filter(|model| fits(model));
        named.or_else(|| self.chain(operation, preference).into_iter().find(|model| fits(model)))
    }

    /// The best model for an operation that can be had.
    #[must_use]
    pub fn best(&self, operation: Operation) -> Option<&'a Model> {
        self.chain(operation, Preference::Quality).first().copied()
    }
}

/// What an operator should know about models: those that leave soon, and those that cost more than the
/// published prices bring. Only models of providers that are set up.
#[must_use]
pub fn concerns(offers: &Offers<'_>, model: &Model) -> Vec<String> {
    if offers.providers.ready(&model.provider).is_none() {
        return Vec::new();
    }
    let book = PriceBook::default();
    let mut concerns: Vec<_> = beyond_range(&book, model).iter().map(|beyond| beyond.sentence()).collect();
    if let Some(reason) = offers.why_not(model) {
        concerns.push(reason.sentence(model));
    } else if let (Some(day), Some(days)) = (model.retires_on, model.retires_in_days(offers.now)) {
        concerns.push(format!("its vendor takes it away on {day}, in {days} days"));
    }
    concerns
}

/// Tells the log what an operator should know about the models of providers that are set up.
pub fn report(offers: &Offers<'_>) {
    for model in &offers.catalog.models {
        for concern in concerns(offers, model) {
            let (id, operation) = (&model.id, model.operation.id());
            tracing::warn!(model = id, operation, provider = model.provider, concern, "a model needs a look");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: &str = "2026-11-22";

    fn offers<'a>(catalog: &'a Catalog, providers: &'a Providers) -> Offers<'a> {
        Offers { catalog, providers, now: Day::parse(DAY).unwrap().starts(), own: None }
    }

    #[test]
    fn a_model_is_offered_when_it_is_there_can_be_priced_and_is_not_retired() {
        let mut catalog = crate::catalog::load("").unwrap();
        let local = catalog.models.iter().position(|model| model.provider == "local").unwrap();
        let none = Providers::default();
        assert_eq!(offers(&catalog, &none).why_not(&catalog.models[local]), Some(NotOffered::ProviderOff));
        let settings =
            providers::local::Settings { threads: 1, niceness: 0, pictures_at_once: 1, packs: None };
        let studio = providers::local::Local::start(settings).unwrap();
        let here = Providers::default().with("local", providers::Provider::Local(studio));
        assert!(offers(&catalog, &here).has(&catalog.models[local]));
        catalog.models[local].retires_on = Day::parse("2026-12-02");
        let said = concerns(&offers(&catalog, &here), &catalog.models[local]);
        assert_eq!(said, ["its vendor takes it away on 2026-12-02, in 10 days"]);
        catalog.models[local].cost = None;
        assert_eq!(offers(&catalog, &here).why_not(&catalog.models[local]), Some(NotOffered::CostUnknown));
        catalog.models[local].retires_on = Day::parse(DAY);
        let retired = offers(&catalog, &here).why_not(&catalog.models[local]);
        assert_eq!(retired, Some(NotOffered::Retired(Day::parse(DAY).unwrap())));
        assert!(offers(&catalog, &here).best(Operation::TextToImage).is_none());
    }

    #[test]
    fn a_model_beyond_the_published_range_is_named() {
        let mut catalog = crate::catalog::load("").unwrap();
        let local = catalog.models.iter().position(|model| model.provider == "local").unwrap();
        catalog.models[local].cost = Some(domain::catalog::Cost::per_run(domain::money::UsdMicros(30_000)));
        let settings =
            providers::local::Settings { threads: 1, niceness: 0, pictures_at_once: 1, packs: None };
        let studio = providers::local::Local::start(settings).unwrap();
        let here = Providers::default().with("local", providers::Provider::Local(studio));
        let said = concerns(&offers(&catalog, &here), &catalog.models[local]);
        assert_eq!(said[0], "a typical simple result costs 6 credits, published are at most 2");
        assert_eq!(said.len(), 2);
    }
}
