//! Revenue, for those who run the installation.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{payment::Currency, problem::ProblemCode};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    revenue,
    view::{RevenueMonthView, RevenueView},
};
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::Reader,
        http::{
            extract::ApiQuery,
            problem::{Problem, ProblemBody},
        },
    },
};

/// Months without a wish.
const MONTHS: i64 = 12;
const MONTHS_MAX: i64 = 36;

/// The routes of revenue.
#[must_use]
pub(in crate::billing) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_revenue))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RevenueQuery {
    /// `INR` or `USD`; `INR` when absent. Currencies are never added up.
    #[serde(default)]
    currency: Option<String>,
    /// 1 to 36; 12 when absent.
    #[param(minimum = 1, maximum = 36)]
    #[serde(default)]
    months: Option<i64>,
    /// `json` or `csv`.
    #[serde(default)]
    format: Option<String>,
}

/// What is earned, by month: recurring revenue, subscribers, churn, conversion, failed payments, refunds and what banks took back.
#[utoipa::path(
    get, path = "/api/admin/revenue", operation_id = "read_revenue", tag = "operation", params(RevenueQuery),
    responses(
        (status = 200, description = "The months, the newest first; with `format=csv` the same as rows.", body = RevenueView),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn read_revenue(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<RevenueQuery>,
) -> Result<Response, Problem> {
    caller.require_admin()?;
    let wrong = |sentence| Problem::new(ProblemCode::InvalidParameter, sentence);
    let currency = Currency::parse(query.0.currency.as_deref().unwrap_or("INR"));
    let currency = currency.ok_or_else(|| wrong("currency: INR or USD."))?;
    let months = query.0.months.unwrap_or(MONTHS);
    if !(1..=MONTHS_MAX).contains(&months) {
        return Err(wrong("months: a whole number from 1 to 36."));
    }
    let app = state.0.clone();
    // Several folds a month: not on a thread that requests wait for.
    let folded = tokio::task::spawn_blocking(move || {
        let look = |reader: &Reader<'_>| revenue(reader, &app, currency, months);
        tokio::runtime::Handle::current().block_on(app.db.read(look))
    });
    let found = folded.await.map_err(|error| Problem::internal(&error))??;
    let months = found.into_iter().map(|month| RevenueMonthView::new(month, currency)).collect();
    let view = RevenueView { currency: currency.id().to_owned(), months };
    match query.0.format.as_deref() {
        None | Some("json") => Ok(Json(view).into_response()),
        Some("csv") => {
            let bytes = view.csv().map_err(|error| Problem::internal(&error))?;
            let name = format!("attachment; filename=\"revenue-{}.csv\"", view.currency);
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            Ok((headers, bytes).into_response())
        }
        Some(_) => Err(wrong("format: json or csv.")),
    }
}
