//! A price as people see it.

use domain::{
    catalog::Model,
    money::Ratio,
    pricing::{self, Factor, FactorCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    generation::{StepSource, cache::Identical},
    planning::PlannedStep,
};

/// An exact price with every factor named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuoteView {
    /// `qte_…`
    pub id: String,
    /// The flow it is for.
    pub flow_id: String,
    /// What is done first, e.g. `text_to_image`.
    pub operation: String,
    /// Who does that.
    pub model: ModelView,
    /// The most that will be charged, in whole credits.
    pub credits: i64,
    /// The bill; the amounts add up to `credits` exactly.
    pub factors: Vec<FactorView>,
    /// How long it usually takes, in milliseconds.
    pub expected_ms: i64,
    /// How it is done, in an order in which it could be done one by one.
    pub steps: Vec<QuotedStepView>,
    /// What was assumed or left out, in sentences.
    pub notes: Vec<String>,
    /// The identical result that was made before, where the request lets the cache answer and there is one: then it
    /// costs nothing.
    #[serde(default)]
    pub cached: Option<CachedQuoteView>,
    /// When it was made, in UTC milliseconds.
    pub created_at: i64,
    /// Until when it binds, in UTC milliseconds.
    pub expires_at: i64,
}

/// An identical result that was made before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CachedQuoteView {
    /// The run that made it: `gen_…`
    pub generation_id: String,
    /// The conversation of that run.
    pub conversation_id: String,
    /// When it was made, in UTC milliseconds.
    pub made_at: i64,
    /// What making it anew costs at most, in whole credits.
    pub credits_anew: i64,
}

/// A step of the plan, before it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuotedStepView {
    /// e.g. `image_to_video`.
    pub operation: String,
    /// What it makes, in words.
    pub label: String,
    /// Who does it.
    pub model: ModelView,
    /// Its exact share of the price, in millionths of a credit.
    pub millionths: i64,
    /// How long it usually takes, in milliseconds.
    pub expected_ms: i64,
    /// The steps whose results it works on, by their place.
    pub needs: Vec<u32>,
    /// Whether it works with a key of the workspace, and costs the platform fee only. No other key may do it then.
    #[serde(default)]
    pub own_key: bool,
}

impl QuoteView {
    /// The price of the same, answered with an identical result that was made before: nothing, at once.
    #[must_use]
    pub fn made_before(mut self, found: Identical) -> QuoteView {
        let price = pricing::price_made_before(self.steps.len());
        self.cached = Some(CachedQuoteView {
            generation_id: found.generation.to_string(),
            conversation_id: found.conversation.to_string(),
            made_at: found.made_at.0,
            credits_anew: self.credits,
        });
        self.credits = price.credits.0;
        self.factors = price.factors.into_iter().map(FactorView::from).collect();
        self.expected_ms = 0;
        for (step, unit) in self.steps.iter_mut().zip(price.units) {
            step.millionths = unit.millionths();
            step.expected_ms = 0;
        }
        self
    }
}

impl QuotedStepView {
    /// The view of a step at this exact price.
    #[must_use]
    pub fn of(step: &PlannedStep, price: Ratio) -> QuotedStepView {
        QuotedStepView {
            operation: step.operation.id().to_owned(),
            label: step.operation.noun().to_owned(),
            model: ModelView::of(&step.model),
            millionths: price.millionths(),
            expected_ms: step.model.expected_ms(step.complexity),
            needs: StepSource::needs(&step.sources),
            own_key: false,
        }
    }
}

/// A model as people see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ModelView {
    /// e.g. `local-studio-scene`.
    pub id: String,
    /// e.g. `Local studio`.
    pub name: String,
    /// e.g. `local`.
    pub provider: String,
}

impl ModelView {
    /// The view of a model.
    #[must_use]
    pub fn of(model: &Model) -> ModelView {
        ModelView { id: model.id.clone(), name: model.name.clone(), provider: model.provider.clone() }
    }
}

/// One line of the bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FactorView {
    /// `base`, `quality`, `batch`, `tier`, `peak`, `own-key`, `rounding` or `cached`.
    #[schema(value_type = String)]
    pub code: FactorCode,
    /// In words.
    pub label: String,
    /// The multiplier as an exact decimal, where it is one.
    pub multiplier: Option<String>,
    /// What this line adds: an exact signed decimal of credits.
    pub amount: String,
}

impl From<Factor> for FactorView {
    fn from(factor: Factor) -> Self {
        FactorView {
            code: factor.code,
            label: factor.label,
            multiplier: factor.multiplier,
            amount: factor.amount,
        }
    }
}
