//! A price as people see it.

use domain::{
    catalog::Model,
    pricing::{Factor, FactorCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An exact price with every factor named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuoteView {
    /// `qte_…`
    pub id: String,
    /// The flow it is for.
    pub flow_id: String,
    /// What is done, e.g. `text_to_image`.
    pub operation: String,
    /// Who does it.
    pub model: ModelView,
    /// The most that will be charged, in whole credits.
    pub credits: i64,
    /// The bill; the amounts add up to `credits` exactly.
    pub factors: Vec<FactorView>,
    /// How long it usually takes, in milliseconds.
    pub expected_ms: i64,
    /// When it was made, in UTC milliseconds.
    pub created_at: i64,
    /// Until when it binds, in UTC milliseconds.
    pub expires_at: i64,
}

/// A model as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
    /// `base`, `quality`, `batch`, `tier`, `peak` or `rounding`.
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
