//! The audit, for those who run the installation.

use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{AuditReport, reports, run_audit};
use crate::{
    app::App,
    auth::Caller,
    platform::http::{
        page::Page,
        problem::{Problem, ProblemBody},
    },
};

/// Reports that are shown.
const REPORTS: u32 = 30;

/// The routes of the audit.
pub(in crate::ledger) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, run))
}

/// What the last 30 audits found, the newest first.
#[utoipa::path(
    get, path = "/api/admin/ledger/audit", operation_id = "list_audits", tag = "operation",
    responses(
        (status = 200, description = "The reports.", body = Page<AuditReport>),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn list(state: State<App>, caller: Caller) -> Result<Json<Page<AuditReport>>, Problem> {
    caller.require_admin()?;
    let items = state.db.read(|reader| reports(reader, REPORTS)).await?;
    Ok(Json(Page { items, next_cursor: None }))
}

/// Audits the ledger now. Reads every entry; it changes nothing but the list of reports.
#[utoipa::path(
    post, path = "/api/admin/ledger/audit", operation_id = "run_audit", tag = "operation",
    responses(
        (status = 200, description = "What it found.", body = AuditReport),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn run(state: State<App>, caller: Caller) -> Result<Json<AuditReport>, Problem> {
    caller.require_admin()?;
    Ok(Json(run_audit(&state.0).await?))
}
