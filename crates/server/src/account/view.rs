//! Accounts as JSON.

use domain::time::Millis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::User;

/// A person with an account, as they see themselves.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub struct UserView {
    /// `usr_…`.
    pub id: String,
    /// Normalised e-mail address.
    pub email: String,
    /// As they want to be called.
    pub name: String,
    /// What their workspace subscribes to.
    #[schema(pattern = "^(free|starter|creator|studio)$")]
    pub plan: &'static str,
    /// What they may do.
    #[schema(pattern = "^(user|admin)$")]
    pub role: &'static str,
    /// `wsp_…`: where their work and credits live.
    pub workspace_id: String,
    /// UTC milliseconds.
    #[schema(value_type = i64)]
    pub created_at: Millis,
    /// Whether the composer offers identical results that were made before, as they last chose it. It only chooses
    /// for the composer: an order says for itself whether the cache may answer (`useCache`).
    pub use_cache: bool,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        UserView {
            id: user.id.to_string(),
            email: user.email,
            name: user.name,
            plan: user.plan.id(),
            role: user.role.id(),
            workspace_id: user.workspace_id.to_string(),
            created_at: user.created_at,
            use_cache: user.use_cache,
        }
    }
}

/// What a person may change about themselves; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProfileChange {
    /// 1 to 80 characters on one line.
    #[schema(min_length = 1, max_length = 80)]
    pub name: Option<String>,
    /// Whether the composer offers identical results that were made before.
    pub use_cache: Option<bool>,
}
