//! Balance and statement.

use axum::{Json, extract::State};
use domain::problem::ProblemCode;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    store,
    view::{BalanceView, TransactionView},
};
use crate::{
    app::App,
    auth::Caller,
    platform::http::{
        extract::ApiQuery,
        page::{Page, PageQuery},
        problem::{Problem, ProblemBody},
    },
};

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(balance)).routes(routes!(transactions))
}

/// The credits of the caller's workspace.
#[utoipa::path(
    get, path = "/api/credits/balance", operation_id = "read_balance", tag = "credits",
    responses(
        (status = 200, description = "What can be spent and what is set aside.", body = BalanceView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn balance(state: State<App>, caller: Caller) -> Result<Json<BalanceView>, Problem> {
    let balance = state.db.read(|reader| super::balance(reader, caller.workspace_id)).await?;
    let view =
        BalanceView { available: balance.available.0, held: balance.held.0, plan: caller.plan.id().into() };
    Ok(Json(view))
}

/// Where the credits went, newest first.
#[utoipa::path(
    get, path = "/api/credits/transactions", operation_id = "list_transactions", tag = "credits", params(PageQuery),
    responses(
        (status = 200, description = "A page of the statement.", body = Page<TransactionView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn transactions(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<PageQuery>,
) -> Result<Json<Page<TransactionView>>, Problem> {
    let rows = query.0.rows()?;
    let before = query.0.cursor.as_deref().map_or(Ok(i64::MAX), str::parse);
    let before =
        before.map_err(|_| Problem::new(ProblemCode::InvalidParameter, "cursor: not one of ours."))?;
    let lines = state.db.read(|reader| store::page(reader, caller.workspace_id, before, rows + 1)).await?;
    Ok(Json(Page::cut(lines, rows, |line| line.sequence.to_string())))
}
