//! The endpoints of keys: those of the operator, and those that a workspace brings.

use axum::{Json, extract::State, http::StatusCode};
use domain::{id::ProviderKeyId, problem::ProblemCode};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Owner, change,
    view::{self, AddedKeyView, KeyCheckView, OwnKeysView},
};
use crate::{
    app::App,
    auth::Caller,
    platform::http::{
        extract::{ApiJson, ApiPath},
        page::Page,
        problem::{Problem, ProblemBody},
    },
};

/// The routes of those who run the installation.
#[must_use]
pub fn admin_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add_for_installation))
        .routes(routes!(switch_for_installation, remove_for_installation))
        .routes(routes!(check_for_installation))
}

/// The routes of a workspace's own keys.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(switch, remove)).routes(routes!(check))
}

/// A key to add. It is never answered, logged or shown again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewKey {
    /// The key as the provider gave it, at most 512 characters.
    key: String,
}

/// A key to add to a provider.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewOwnKey {
    /// e.g. `fal`.
    provider: String,
    /// The key as the provider gave it, at most 512 characters.
    key: String,
}

/// What a key should do.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct KeyChange {
    /// Whether it takes new work. What it has is finished.
    switched_on: bool,
}

fn key_id(text: &str) -> Result<ProviderKeyId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

async fn one(app: &App, owner: Owner, id: ProviderKeyId) -> Result<Json<AddedKeyView>, Problem> {
    let keys = view::added(app, owner).await?;
    let id = id.to_string();
    keys.into_iter().find(|key| key.id == id).map(Json).ok_or_else(Problem::not_found)
}

/// Adds a key of the operator to a provider, after the provider took it. It is used at once.
#[utoipa::path(
    post, path = "/api/admin/providers/{id}/keys", operation_id = "add_provider_key", tag = "operation",
    params(("id" = String, Path, description = "e.g. `fal`")), request_body = NewKey,
    responses(
        (status = 201, description = "The key, without what it is.", body = AddedKeyView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is no such provider, or not an administrator.", body = ProblemBody),
        (status = 409, description = "key_exists", body = ProblemBody),
        (status = 413, description = "body_too_large", body = ProblemBody),
        (status = 422, description = "It is no key, or key_refused: the provider does not take it.", body = ProblemBody),
        (status = 503, description = "provider_unavailable: it could not be asked; nothing was saved.", body = ProblemBody),
    )
)]
async fn add_for_installation(
    state: State<App>,
    caller: Caller,
    id: ApiPath<String>,
    body: ApiJson<NewKey>,
) -> Result<(StatusCode, Json<AddedKeyView>), Problem> {
    caller.require_admin()?;
    if state.0.providers.get(&id.0).is_none() {
        return Err(Problem::new(ProblemCode::NotFound, "There is no provider of that name."));
    }
    let owner = Owner::Installation;
    let added = change::add(&state.0, caller.user_id, owner, &id.0, &body.0.key).await?;
    Ok((StatusCode::CREATED, one(&state.0, owner, added).await?))
}

/// Switches a key of the operator on or off. It holds at once, and after a restart.
#[utoipa::path(
    put, path = "/api/admin/provider-keys/{id}", operation_id = "switch_provider_key", tag = "operation",
    params(("id" = String, Path, description = "`pky_…`")), request_body = KeyChange,
    responses(
        (status = 200, description = "The key as it is now.", body = AddedKeyView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is no such key, or not an administrator.", body = ProblemBody),
    )
)]
async fn switch_for_installation(
    state: State<App>,
    caller: Caller,
    id: ApiPath<String>,
    body: ApiJson<KeyChange>,
) -> Result<Json<AddedKeyView>, Problem> {
    caller.require_admin()?;
    let (id, owner) = (key_id(&id.0)?, Owner::Installation);
    change::switch(&state.0, caller.user_id, owner, id, body.0.switched_on).await?;
    one(&state.0, owner, id).await
}

/// Removes a key of the operator. What it works on is finished; new work goes to the other keys, or elsewhere.
#[utoipa::path(
    delete, path = "/api/admin/provider-keys/{id}", operation_id = "remove_provider_key", tag = "operation",
    params(("id" = String, Path, description = "`pky_…`")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is no such key, or not an administrator.", body = ProblemBody),
    )
)]
async fn remove_for_installation(
    state: State<App>,
    caller: Caller,
    id: ApiPath<String>,
) -> Result<StatusCode, Problem> {
    caller.require_admin()?;
    change::remove(&state.0, caller.user_id, Owner::Installation, key_id(&id.0)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the provider about a key of the operator, with a call that costs nothing.
#[utoipa::path(
    post, path = "/api/admin/provider-keys/{id}/check", operation_id = "check_provider_key", tag = "operation",
    params(("id" = String, Path, description = "`pky_…`")),
    responses(
        (status = 200, description = "What the provider said.", body = KeyCheckView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is no such key, or not an administrator.", body = ProblemBody),
        (status = 422, description = "key_refused: the row cannot be read.", body = ProblemBody),
    )
)]
async fn check_for_installation(
    state: State<App>,
    caller: Caller,
    id: ApiPath<String>,
) -> Result<Json<KeyCheckView>, Problem> {
    caller.require_admin()?;
    let checked = change::check(&state.0, Owner::Installation, key_id(&id.0)?).await?;
    Ok(Json(KeyCheckView::from(checked)))
}

/// The providers that you can bring keys for, with those you brought.
#[utoipa::path(
    get, path = "/api/provider-keys", operation_id = "list_own_keys", tag = "accounts",
    responses(
        (status = 200, description = "Every provider that takes keys.", body = Page<OwnKeysView>),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn list(state: State<App>, caller: Caller) -> Result<Json<Page<OwnKeysView>>, Problem> {
    let items = view::own(&state.0, caller.workspace_id).await?;
    Ok(Json(Page { items, next_cursor: None }))
}

/// Brings a key of your own, after the provider took it. Your runs use it from now on: the provider bills you, and
/// a step costs the platform fee only.
#[utoipa::path(
    post, path = "/api/provider-keys", operation_id = "add_own_key", tag = "accounts", request_body = NewOwnKey,
    responses(
        (status = 201, description = "The key, without what it is.", body = AddedKeyView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 409, description = "key_exists", body = ProblemBody),
        (status = 413, description = "body_too_large", body = ProblemBody),
        (status = 422, description = "It is no key, or key_refused: the provider does not take it.", body = ProblemBody),
        (status = 503, description = "provider_unavailable: it could not be asked; nothing was saved.", body = ProblemBody),
    )
)]
async fn add(
    state: State<App>,
    caller: Caller,
    body: ApiJson<NewOwnKey>,
) -> Result<(StatusCode, Json<AddedKeyView>), Problem> {
    let (owner, NewOwnKey { provider, key }) = (Owner::Workspace(caller.workspace_id), body.0);
    let added = change::add(&state.0, caller.user_id, owner, &provider, &key).await?;
    Ok((StatusCode::CREATED, one(&state.0, owner, added).await?))
}

/// Switches a key of yours on or off.
#[utoipa::path(
    put, path = "/api/provider-keys/{id}", operation_id = "switch_own_key", tag = "accounts",
    params(("id" = String, Path, description = "`pky_…`")), request_body = KeyChange,
    responses(
        (status = 200, description = "The key as it is now.", body = AddedKeyView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is no such key, or it is somebody else's.", body = ProblemBody),
    )
)]
async fn switch(
    state: State<App>,
    caller: Caller,
    id: ApiPath<String>,
    body: ApiJson<KeyChange>,
) -> Result<Json<AddedKeyView>, Problem> {
    let (id, owner) = (key_id(&id.0)?, Owner::Workspace(caller.workspace_id));
    change::switch(&state.0, caller.user_id, owner, id, body.0.switched_on).await?;
    one(&state.0, owner, id).await
}

/// Removes a key of yours. Runs that were priced for it and have not begun end with own_key_failed, uncharged.
#[utoipa::path(
    delete, path = "/api/provider-keys/{id}", operation_id = "remove_own_key", tag = "accounts",
    params(("id" = String, Path, description = "`pky_…`")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is no such key, or it is somebody else's.", body = ProblemBody),
    )
)]
async fn remove(state: State<App>, caller: Caller, id: ApiPath<String>) -> Result<StatusCode, Problem> {
    let owner = Owner::Workspace(caller.workspace_id);
    change::remove(&state.0, caller.user_id, owner, key_id(&id.0)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the provider about a key of yours, with a call that costs nothing.
#[utoipa::path(
    post, path = "/api/provider-keys/{id}/check", operation_id = "check_own_key", tag = "accounts",
    params(("id" = String, Path, description = "`pky_…`")),
    responses(
        (status = 200, description = "What the provider said.", body = KeyCheckView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is no such key, or it is somebody else's.", body = ProblemBody),
        (status = 422, description = "key_refused: the row cannot be read.", body = ProblemBody),
    )
)]
async fn check(
    state: State<App>,
    caller: Caller,
    id: ApiPath<String>,
) -> Result<Json<KeyCheckView>, Problem> {
    let checked = change::check(&state.0, Owner::Workspace(caller.workspace_id), key_id(&id.0)?).await?;
    Ok(Json(KeyCheckView::from(checked)))
}
