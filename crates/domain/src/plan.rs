//! Plans and what they entitle to, as data (product reference §3 Queue and §4 Plans).

use serde::{Deserialize, Serialize};

use crate::time::DAY_MS;

/// What a workspace subscribes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plan {
    /// 50 credits once, at sign-up.
    #[default]
    Free,
    /// ₹499 a month.
    Starter,
    /// ₹1,499 a month.
    Creator,
    /// ₹3,999 a month.
    Studio,
}

/// The price tier a plan belongs to; the last row of the plans table maps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Free and Starter: no discount.
    Free,
    /// Creator: ×0.95.
    Pro,
    /// Studio: ×0.9.
    Business,
}

impl Plan {
    /// The cheapest plan with custom flows of one's own (product reference §4).
    pub const CUSTOM_FLOWS: Plan = Plan::Studio;

    /// Every plan, cheapest first.
    pub const ALL: [Plan; 4] = [Plan::Free, Plan::Starter, Plan::Creator, Plan::Studio];

    /// The name used in rows, JSON and addresses.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Plan::Free => "free",
            Plan::Starter => "starter",
            Plan::Creator => "creator",
            Plan::Studio => "studio",
        }
    }

    /// The plan with this name, if there is one.
    #[must_use]
    pub fn parse(id: &str) -> Option<Plan> {
        Plan::ALL.into_iter().find(|plan| plan.id() == id)
    }

    /// The price tier.
    #[must_use]
    pub fn tier(self) -> Tier {
        match self {
            Plan::Free | Plan::Starter => Tier::Free,
            Plan::Creator => Tier::Pro,
            Plan::Studio => Tier::Business,
        }
    }

    /// How long files are kept, in milliseconds (product reference §4: 30, 30, 60 and 90 days).
    #[must_use]
    pub fn file_retention_ms(self) -> i64 {
        match self {
            Plan::Free | Plan::Starter => 30 * DAY_MS,
            Plan::Creator => 60 * DAY_MS,
            Plan::Studio => 90 * DAY_MS,
        }
    }

    /// How many generations may run at once. The studio plan is bounded by the operator's fair-use cap.
    #[must_use]
    pub fn concurrent_generations(self, fair_use_cap: u32) -> u32 {
        match self {
            Plan::Free => 1,
            Plan::Starter => 2,
            Plan::Creator => 5,
            Plan::Studio => fair_use_cap,
        }
    }
}
