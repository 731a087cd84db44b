//! Signing up and in as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::account::UserView;

/// What to sign up with. A missing field is reported like an empty one. Has no `Debug`.
#[derive(Deserialize, ToSchema)]
pub struct SignUpRequest {
    /// At most 254 characters; capitals make no difference.
    #[serde(default)]
    #[schema(required = true, max_length = 254)]
    pub email: String,
    /// 12 to 256 characters that are hard to guess.
    #[serde(default)]
    #[schema(required = true, min_length = 12, max_length = 256)]
    pub password: String,
    /// At most 80 characters; what stands before the `@` when absent.
    #[schema(max_length = 80)]
    pub name: Option<String>,
    /// The code of the invitation they came by, if any; one that nobody has is ignored.
    #[serde(default)]
    #[schema(max_length = 64)]
    pub friend: Option<String>,
}

/// What to sign in with. A missing field is reported like an empty one. Has no `Debug`.
#[derive(Deserialize, ToSchema)]
pub struct SignInRequest {
    /// At most 254 characters; capitals make no difference.
    #[serde(default)]
    #[schema(required = true, max_length = 254)]
    pub email: String,
    /// At most 256 characters.
    #[serde(default)]
    #[schema(required = true, max_length = 256)]
    pub password: String,
}

/// Who is signed in here.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
pub struct SessionView {
    /// The person.
    pub user: UserView,
    /// To be sent as `X-CSRF-Token` with every request that changes something.
    pub csrf_token: String,
}
