//! Balance and budgets.

use axum::{Json, extract::State};
use domain::{generation::request::FieldError, limits::GRANT_CREDITS_MAX};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    BudgetChange, BudgetView, lot,
    statement::{self, AHEAD_MINUTES},
    view::BalanceView,
};
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::{DbError, Reader},
        http::{
            extract::ApiJson,
            problem::{Problem, ProblemBody},
        },
    },
};

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(balance))
        .routes(routes!(read_budgets, change_budget))
        .merge(statement::routes())
}

/// The routes for those who run the installation.
pub fn admin_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(super::audit::routes()).merge(super::adjustment::routes())
}

/// The credits of the caller's workspace: what there is, where it comes from and when it expires.
#[utoipa::path(
    get, path = "/api/credits/balance", operation_id = "read_balance", tag = "credits",
    responses(
        (status = 200, description = "What can be spent and what is set aside.", body = BalanceView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn balance(state: State<App>, caller: Caller) -> Result<Json<BalanceView>, Problem> {
    let (app, workspace) = (state.0, caller.workspace_id);
    loop {
        if let Some(view) = app.db.read(|reader| look(&app, reader, caller)).await? {
            return Ok(Json(view));
        }
        // Far behind: folded for good, a bounded part at a time, and then looked at again.
        while !app.db.write(move |tx| lot::bring_up(tx, workspace)).await? {}
    }
}

fn look(app: &App, reader: &Reader<'_>, caller: Caller) -> Result<Option<BalanceView>, DbError> {
    let workspace = caller.workspace_id;
    let Some(lots) = lot::look(reader, workspace)? else { return Ok(None) };
    let budgets = super::budgets(reader, workspace, caller.user_id, app.env.now())?;
    let owed = lot::owed(reader, workspace)?;
    let balance = super::balance(reader, workspace)?;
    Ok(Some(BalanceView::new(balance, caller.plan.id(), &lots, owed, budgets)))
}

/// What a month may cost: the budgets that hold for the caller, the widest first.
#[utoipa::path(
    get, path = "/api/credits/budgets", operation_id = "list_budgets", tag = "credits",
    responses(
        (status = 200, description = "Those that are set.", body = Vec<BudgetView>),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn read_budgets(state: State<App>, caller: Caller) -> Result<Json<Vec<BudgetView>>, Problem> {
    let now = state.env.now();
    let look = |reader: &Reader<'_>| super::budgets(reader, caller.workspace_id, caller.user_id, now);
    Ok(Json(state.db.read(look).await?))
}

/// Sets what a month may cost, or takes a budget away. A run that would cost more is refused before anything is set aside;
/// where several budgets hold, all of them have to allow it.
#[utoipa::path(
    put, path = "/api/credits/budgets", operation_id = "change_budget", tag = "credits", request_body = BudgetChange,
    responses(
        (status = 200, description = "The budgets, with what this month has cost so far.", body = Vec<BudgetView>),
        (status = 400, description = "The body is not valid JSON, or has no such scope.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 422, description = "A budget is negative or too large.", body = ProblemBody),
    )
)]
async fn change_budget(
    state: State<App>,
    caller: Caller,
    body: ApiJson<BudgetChange>,
) -> Result<Json<Vec<BudgetView>>, Problem> {
    let change = body.0;
    let mut errors = Vec::new();
    if change.cap.is_some_and(|cap| !(0..=GRANT_CREDITS_MAX.0).contains(&cap)) {
        errors.push(FieldError::new("cap", "out_of_range", "A whole number from 0 to 1,000,000,000."));
    }
    if !AHEAD_MINUTES.contains(&change.ahead_minutes) {
        errors.push(FieldError::new("aheadMinutes", "out_of_range", "From -720 to 840."));
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let (workspace, user, now) = (caller.workspace_id, caller.user_id, state.env.now());
    let budgets = state.db.write(move |tx| {
        super::set_budget(tx, workspace, user, change, now)?;
        super::budgets(tx, workspace, user, now)
    });
    Ok(Json(budgets.await.map_err(|error: DbError| Problem::from(error))?))
}
