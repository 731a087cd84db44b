//! The endpoints of batches.

use axum::{
    Json,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    generation::request::FieldError,
    id::BatchId,
    limits::{BATCH_BODY_BYTES_MAX, IDEMPOTENCY_KEY_CHARACTERS_MAX},
    money::Credits,
    problem::ProblemCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    archive,
    body::{BatchRequest, Parsed, parse},
    cancel, create,
    price::{self, BatchQuoteView},
    request, retry, store,
    view::{self, BatchItemView, BatchView},
};
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::{DbError, Reader},
        http::{
            extract::{ApiJson, ApiPath, ApiQuery},
            page::{self, Page, PageQuery},
            problem::{Problem, ProblemBody},
        },
    },
};

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    let large = OpenApiRouter::new()
        .routes(routes!(super::body::read_table))
        .routes(routes!(quote_batch))
        .routes(routes!(create_batch, list))
        .layer(DefaultBodyLimit::max(BATCH_BODY_BYTES_MAX));
    large
        .routes(routes!(one))
        .routes(routes!(cancel_batch))
        .routes(routes!(retry_batch))
        .routes(routes!(download))
}

/// The exact price of a batch, binding for ten minutes.
#[utoipa::path(
    post, path = "/api/batches/quote", operation_id = "create_batch_quote", tag = "batches", request_body = BatchRequest,
    responses(
        (status = 200, description = "The price, with every factor named.", body = BatchQuoteView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date, or batches like this need another plan.", body = ProblemBody),
        (status = 404, description = "There is no such flow or conversation.", body = ProblemBody),
        (status = 413, description = "The body is larger than 4 MiB.", body = ProblemBody),
        (status = 422, description = "Some items need a change: the first 50 mistakes, and `errorCount`.", body = ProblemBody),
    )
)]
async fn quote_batch(
    state: State<App>,
    caller: Caller,
    body: ApiJson<BatchRequest>,
) -> Result<Json<BatchQuoteView>, Problem> {
    let Parsed { asked, .. } = parse(body.0)?;
    let planned = request::plan(&state.0, caller, &asked).await?;
    Ok(Json(price::offer(&state.0, caller, &asked.flow_id, &planned).await?))
}

/// Accepts a batch: its price is held, and each item will happen exactly once.
///
/// Safe to repeat with the same `Idempotency-Key` header. Many prompts need the creator or studio plan; up
/// to 4 variations or models of one prompt are for everybody.
#[utoipa::path(
    post, path = "/api/batches", operation_id = "create_batch", tag = "batches", request_body = BatchRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request repeatable.", max_length = 128)),
    responses(
        (status = 202, description = "The batch was accepted.", body = BatchView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 402, description = "Not enough credits: `needed` and `available` say how many.", body = ProblemBody),
        (status = 403, description = "The page is out of date, or batches like this need another plan.", body = ProblemBody),
        (status = 404, description = "There is no such flow or conversation.", body = ProblemBody),
        (status = 409, description = "The key was used for another request, or the price no longer binds.", body = ProblemBody),
        (status = 413, description = "The body is larger than 4 MiB.", body = ProblemBody),
        (status = 422, description = "Some items need a change: the first 50 mistakes, and `errorCount`.", body = ProblemBody),
        (status = 429, description = "Too many batches are open, or too many requests.", body = ProblemBody),
    )
)]
async fn create_batch(
    state: State<App>,
    caller: Caller,
    headers: HeaderMap,
    body: ApiJson<BatchRequest>,
) -> Result<(StatusCode, Json<BatchView>), Problem> {
    state.limits.check_runs(caller.workspace_id)?;
    let key = match headers.get("idempotency-key").map(|value| value.to_str()) {
        None => None,
        Some(Ok(key)) if (1..=IDEMPOTENCY_KEY_CHARACTERS_MAX).contains(&key.len()) => Some(key.to_owned()),
        Some(_) => {
            let message = "An idempotency key has 1 to 128 plain characters.";
            return Err(Problem::invalid(vec![FieldError::new("Idempotency-Key", "malformed", message)]));
        }
    };
    let Parsed { asked, quote } = parse(body.0)?;
    let view = create::create(&state.0, caller, asked, quote, key).await?;
    Ok((StatusCode::ACCEPTED, Json(view)))
}

/// The batches of the caller's workspace, newest first.
#[utoipa::path(
    get, path = "/api/batches", operation_id = "list_batches", tag = "batches", params(PageQuery),
    responses(
        (status = 200, description = "A page of batches.", body = Page<BatchView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn list(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<PageQuery>,
) -> Result<Json<Page<BatchView>>, Problem> {
    let rows = query.0.rows()?;
    let before = query.0.cursor.map(|cursor| cursor.parse::<BatchId>()).transpose();
    let before =
        before.map_err(|_| Problem::new(ProblemCode::InvalidParameter, "cursor: not one of ours."))?;
    // Behind every id: the alphabet of ids ends at z.
    let before = before.map_or_else(|| "bat_~".to_owned(), |id| id.to_string());
    let look = |reader: &Reader<'_>| {
        let ids = store::page(reader, caller.workspace_id, &before, rows + 1)?;
        let page = Page::cut(ids, rows, ToString::to_string);
        let views = page.items.iter().filter_map(|id| view::view(reader, *id).transpose());
        let items = views.collect::<Result<Vec<_>, _>>()?;
        Ok::<_, DbError>(Page { items, next_cursor: page.next_cursor })
    };
    Ok(Json(state.db.read(look).await?))
}

/// Which items of a batch.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ItemsQuery {
    /// Items on the page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<u32>,
    /// Only items that changed since the batch had this `version`.
    since: Option<i64>,
}

/// A batch with a page of its items.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BatchWithItemsView {
    /// The batch.
    batch: BatchView,
    /// Items, in order.
    items: Vec<BatchItemView>,
    /// Where the next page starts; null on the last one.
    next_cursor: Option<String>,
}

/// One batch with a page of its items.
#[utoipa::path(
    get, path = "/api/batches/{id}", operation_id = "read_batch", tag = "batches",
    params(("id" = String, Path, description = "`bat_…`"), ItemsQuery),
    responses(
        (status = 200, description = "The batch, as it is now.", body = BatchWithItemsView),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "There is no such batch.", body = ProblemBody),
    )
)]
async fn one(
    state: State<App>,
    caller: Caller,
    id: ApiPath<BatchId>,
    query: ApiQuery<ItemsQuery>,
) -> Result<Json<BatchWithItemsView>, Problem> {
    let ItemsQuery { limit, cursor, since } = query.0;
    let (rows, id) = (page::rows(limit)?, id.0);
    let look = |reader: &Reader<'_>| {
        let Some(batch) = view::view_of(reader, id, caller.workspace_id)? else { return Ok(None) };
        let after = cursor.map_or(-1, i64::from);
        let records = store::items(reader, id, after, since.unwrap_or(0), rows + 1)?;
        let page = Page::cut(records, rows, |record| record.index.to_string());
        let items = page.items.iter().map(|record| view::item(reader, record)).collect::<Result<_, _>>()?;
        let next_cursor = page.next_cursor;
        Ok::<_, DbError>(Some(BatchWithItemsView { batch, items, next_cursor }))
    };
    state.db.read(look).await?.map(Json).ok_or_else(Problem::not_found)
}

/// Cancels everything of a batch that has not ended. What was delivered is charged, the rest given back.
#[utoipa::path(
    post, path = "/api/batches/{id}/cancel", operation_id = "cancel_batch", tag = "batches",
    params(("id" = String, Path, description = "`bat_…`")),
    responses(
        (status = 200, description = "The batch, as it is now.", body = BatchView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "There is no such batch.", body = ProblemBody),
    )
)]
async fn cancel_batch(
    state: State<App>,
    caller: Caller,
    id: ApiPath<BatchId>,
) -> Result<Json<BatchView>, Problem> {
    let view = cancel::cancel(&state.0, caller, id.0).await?;
    view.map(Json).ok_or_else(Problem::not_found)
}

/// Which price was shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RetryRequest {
    /// `retry.credits` of the batch. Not needed while the batch is open, whose hold covers it.
    credits: Option<i64>,
}

/// Tries the failed items again: at no further price while the batch is open, else for exactly theirs.
#[utoipa::path(
    post, path = "/api/batches/{id}/retry", operation_id = "retry_batch", tag = "batches", request_body = RetryRequest,
    params(("id" = String, Path, description = "`bat_…`")),
    responses(
        (status = 202, description = "The batch, as it is now.", body = BatchView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 402, description = "Not enough credits: `needed` and `available` say how many.", body = ProblemBody),
        (status = 403, description = "The page is out of date, or the flow or the batch needs another plan.", body = ProblemBody),
        (status = 404, description = "There is no such batch.", body = ProblemBody),
        (status = 409, description = "It costs something else: `credits` says what.", body = ProblemBody),
    )
)]
async fn retry_batch(
    state: State<App>,
    caller: Caller,
    id: ApiPath<BatchId>,
    body: ApiJson<RetryRequest>,
) -> Result<(StatusCode, Json<BatchView>), Problem> {
    let shown = body.0.credits.map(Credits);
    let view = retry::retry(&state.0, caller, id.0, shown).await?.ok_or_else(Problem::not_found)?;
    Ok((StatusCode::ACCEPTED, Json(view)))
}

/// Everything a batch made, as one ZIP with a `manifest.json`.
#[utoipa::path(
    get, path = "/api/batches/{id}/zip", operation_id = "download_batch", tag = "batches",
    params(("id" = String, Path, description = "`bat_…`")),
    responses(
        (status = 200, description = "The archive, written as it is sent.", content_type = "application/zip"),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "There is no such batch.", body = ProblemBody),
    )
)]
async fn download(state: State<App>, caller: Caller, id: ApiPath<BatchId>) -> Result<Response, Problem> {
    let (id, workspace) = (id.0, caller.workspace_id);
    let found = state.db.read(|reader| store::find_of(reader, id, workspace)).await?;
    let prompt = found.ok_or_else(Problem::not_found)?.prompt;
    let name = crate::media::archive_name(&prompt);
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, archive::stream(&state.0, id, workspace)).into_response())
}
