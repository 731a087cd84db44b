//! Disputes, for those who run the installation.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::App,
    auth::Caller,
    billing::{record::Dispute, store, view::AmountView},
    platform::http::{
        extract::ApiQuery,
        page::{Page, PageQuery},
        problem::{Problem, ProblemBody},
    },
};

/// Sorts after every identifier.
const NEWEST: &str = "~";

/// The routes of disputes.
pub(in crate::billing) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_disputes))
}

/// A dispute.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisputeView {
    /// `dsp_…`
    pub id: String,
    /// `pmt_…`
    pub payment_id: String,
    /// `wsp_…`
    pub workspace_id: String,
    /// `razorpay` or `stripe`.
    pub gateway: String,
    /// The gateway's name: where evidence is sent, in its dashboard.
    pub gateway_dispute_id: String,
    /// `inquiry`, `open`, `won`, `lost` or `closed`.
    pub status: String,
    /// What the bank asks for.
    pub amount: AmountView,
    /// What it took.
    pub taken: AmountView,
    /// The gateway's word for why.
    pub reason: Option<String>,
    /// Until when evidence is taken, in UTC milliseconds.
    pub respond_by: Option<i64>,
    /// Credits that are set aside for it now.
    pub frozen: i64,
    /// Credits that went when it was lost.
    pub credits_taken: i64,
    /// Credits that are owed for it.
    pub credits_owed: i64,
    /// When it was heard of.
    pub created_at: i64,
    /// When it ended.
    pub ended_at: Option<i64>,
}

impl From<Dispute> for DisputeView {
    fn from(one: Dispute) -> DisputeView {
        let taken = domain::payment::Amount { minor: one.taken_minor, ..one.amount };
        DisputeView {
            id: one.id.to_string(),
            payment_id: one.payment.to_string(),
            workspace_id: one.workspace.to_string(),
            gateway: one.gateway.id().to_owned(),
            gateway_dispute_id: one.gateway_id,
            status: one.status.id().to_owned(),
            amount: one.amount.into(),
            taken: taken.into(),
            reason: one.reason,
            respond_by: one.respond_by.map(|at| at.0),
            frozen: one.frozen,
            credits_taken: one.credits.0,
            credits_owed: one.credits.1,
            created_at: one.created_at.0,
            ended_at: one.ended_at.map(|at| at.0),
        }
    }
}

/// Payments that banks take issue with, the newest first.
#[utoipa::path(
    get, path = "/api/admin/disputes", operation_id = "list_disputes", tag = "operation", params(PageQuery),
    responses(
        (status = 200, description = "A page of disputes.", body = Page<DisputeView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn list_disputes(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<PageQuery>,
) -> Result<Json<Page<DisputeView>>, Problem> {
    caller.require_admin()?;
    let rows = query.0.rows()?;
    let before = query.0.cursor.as_deref().unwrap_or(NEWEST);
    let found = state.db.read(|reader| store::disputes_page(reader, before, rows + 1)).await?;
    let views = found.into_iter().map(DisputeView::from).collect();
    Ok(Json(Page::cut(views, rows, |view: &DisputeView| view.id.clone())))
}
