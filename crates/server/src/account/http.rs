//! The endpoints of a person's own profile.

use axum::{Json, extract::State};
use domain::{generation::request::FieldError, problem::ProblemCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    change::{ChangeError, change},
    store,
    view::{ProfileChange, UserView},
};
use crate::{
    app::App,
    auth::Caller,
    platform::http::{
        extract::ApiJson,
        problem::{Problem, ProblemBody},
    },
};

/// The routes of this capability.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_profile, change_profile))
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Invalid(reason) => Problem::invalid(vec![FieldError {
                path: "name".to_owned(),
                code: reason.code(),
                message: reason.to_string(),
            }]),
            ChangeError::Gone => Problem::new(ProblemCode::NotSignedIn, "This account no longer exists."),
            ChangeError::Db(error) => error.into(),
        }
    }
}

/// Who you are.
#[utoipa::path(
    get,
    path = "/api/user/profile",
    tag = "accounts",
    responses(
        (status = 200, description = "Your account.", body = UserView),
        (status = 401, description = "not_signed_in", body = ProblemBody),
    )
)]
async fn read_profile(caller: Caller, state: State<App>) -> Result<Json<UserView>, Problem> {
    let user = state.0.db.read(|reader| store::user_by_id(reader, caller.user_id)).await?;
    user.map(|user| Json(user.into())).ok_or_else(|| ChangeError::Gone.into())
}

/// Changes what you are called, or what the composer offers.
#[utoipa::path(
    put,
    path = "/api/user/profile",
    tag = "accounts",
    request_body = ProfileChange,
    responses(
        (status = 200, description = "Your account as it is now.", body = UserView),
        (status = 400, description = "invalid_json", body = ProblemBody),
        (status = 401, description = "not_signed_in", body = ProblemBody),
        (status = 403, description = "csrf_rejected", body = ProblemBody),
        (status = 413, description = "body_too_large", body = ProblemBody),
        (status = 415, description = "unsupported_media_type", body = ProblemBody),
        (status = 422, description = "invalid_input; `errors` names the field `name`", body = ProblemBody),
    )
)]
async fn change_profile(
    caller: Caller,
    state: State<App>,
    body: ApiJson<ProfileChange>,
) -> Result<Json<UserView>, Problem> {
    Ok(Json(change(&state.0, caller.user_id, body.0).await?.into()))
}
