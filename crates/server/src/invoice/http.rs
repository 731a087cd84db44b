//! The endpoints of invoices.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{calendar::Date, id::InvoiceId, problem::ProblemCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Record,
    export::{self, Row},
    store,
};
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::{DbError, Reader},
        http::{
            extract::{ApiPath, ApiQuery},
            page::{Page, PageQuery},
            problem::{Problem, ProblemBody},
        },
    },
};

/// Sorts after every identifier.
const NEWEST: &str = "~";
/// Documents of one archive of a customer.
const OWN_DOCUMENTS_MAX: u32 = 200;
/// Documents of one export; a month with more is exported from the database.
const DOCUMENTS_MAX: u32 = 5_000;

/// The routes of customers.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(pdf)).routes(routes!(own_archive))
}

/// The routes for those who run the installation.
pub fn admin_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(export_month)).routes(routes!(archive))
}

/// An invoice or a credit note.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InvoiceView {
    /// `inv_…`
    id: String,
    /// `invoice` or `credit_note`.
    kind: &'static str,
    /// The serial number.
    number: String,
    /// The payment it is for.
    payment_id: String,
    /// What was sold.
    description: String,
    /// With taxes, in paise or cents.
    total_minor: i64,
    /// `INR` or `USD`.
    currency: String,
    /// For people.
    total_text: String,
    /// Taxes in it.
    tax_minor: i64,
    /// When it was issued, in UTC milliseconds.
    issued_at: i64,
    /// Where the PDF is.
    url: String,
}

impl From<Record> for InvoiceView {
    fn from(record: Record) -> InvoiceView {
        InvoiceView {
            id: record.id.to_string(),
            kind: if record.is_credit_note { "credit_note" } else { "invoice" },
            url: format!("/api/invoices/{}/pdf", record.id),
            number: record.number,
            payment_id: record.payment,
            description: record.document.line.description,
            total_minor: record.total.minor,
            currency: record.total.currency.id().to_owned(),
            total_text: record.total.to_string(),
            tax_minor: record.split.tax(),
            issued_at: record.issued_at.0,
        }
    }
}

/// Invoices and credit notes of the workspace, the newest first.
#[utoipa::path(
    get, path = "/api/invoices", operation_id = "list_invoices", tag = "payments", params(PageQuery),
    responses(
        (status = 200, description = "A page of documents.", body = Page<InvoiceView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn list(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<PageQuery>,
) -> Result<Json<Page<InvoiceView>>, Problem> {
    let rows = query.0.rows()?;
    let before = query.0.cursor.as_deref().unwrap_or(NEWEST);
    let found = state.db.read(|reader| store::page(reader, caller.workspace_id, before, rows + 1)).await?;
    let views = found.into_iter().map(InvoiceView::from).collect();
    Ok(Json(Page::cut(views, rows, |view: &InvoiceView| view.id.clone())))
}

/// A document as PDF.
#[utoipa::path(
    get, path = "/api/invoices/{id}/pdf", operation_id = "read_invoice_pdf", tag = "payments",
    params(("id" = String, Path, description = "`inv_…`")),
    responses(
        (status = 200, description = "One page.", content_type = "application/pdf", body = Vec<u8>),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "There is no such document, or it is not yours.", body = ProblemBody),
    )
)]
async fn pdf(state: State<App>, caller: Caller, id: ApiPath<InvoiceId>) -> Result<Response, Problem> {
    let found = state.db.read(|reader| store::by_id(reader, id.0)).await?;
    let visible = |one: &Record| one.workspace == caller.workspace_id || caller.is_admin;
    let found = found.filter(visible).ok_or_else(Problem::not_found)?;
    let name = format!("{}.pdf", found.number.replace('/', "-"));
    let drawn = tokio::task::spawn_blocking(move || documents::render(&found.document)).await;
    let bytes =
        drawn.map_err(|error| Problem::internal(&error))?.map_err(|error| Problem::internal(&error))?;
    Ok(file("application/pdf", &name, bytes))
}

fn file(media_type: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(value) = format!("attachment; filename=\"{name}\"").parse() {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MonthQuery {
    /// e.g. `2026-11`, by India's day.
    month: String,
    /// `csv` or `json`, where there is a choice.
    #[serde(default)]
    format: Option<String>,
}

impl MonthQuery {
    fn month(&self) -> Result<String, Problem> {
        let month = Date::parse_month(&self.month).map(Date::month_text);
        month.ok_or_else(|| Problem::new(ProblemCode::InvalidParameter, "month: e.g. 2026-11."))
    }
}

/// The month's documents of the workspace in one archive.
#[utoipa::path(
    get, path = "/api/billing/invoices.zip", operation_id = "download_invoices", tag = "payments", params(MonthQuery),
    responses(
        (status = 200, description = "A ZIP of PDFs.", content_type = "application/zip", body = Vec<u8>),
        (status = 400, description = "There is no such month.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn own_archive(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<MonthQuery>,
) -> Result<Response, Problem> {
    let month = query.0.month()?;
    let look =
        |reader: &Reader<'_>| store::own_of_month(reader, caller.workspace_id, &month, OWN_DOCUMENTS_MAX);
    zipped(state.db.read(look).await?, &month).await
}

/// The month's documents of everybody in one archive, for the accountant.
#[utoipa::path(
    get, path = "/api/admin/invoices.zip", operation_id = "download_all_invoices", tag = "operation", params(MonthQuery),
    responses(
        (status = 200, description = "A ZIP of PDFs.", content_type = "application/zip", body = Vec<u8>),
        (status = 400, description = "There is no such month.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn archive(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<MonthQuery>,
) -> Result<Response, Problem> {
    caller.require_admin()?;
    let month = query.0.month()?;
    zipped(of_month(&state.0, &month).await?, &month).await
}

async fn zipped(records: Vec<Record>, month: &str) -> Result<Response, Problem> {
    let packed = tokio::task::spawn_blocking(move || export::archive(&records)).await;
    let bytes =
        packed.map_err(|error| Problem::internal(&error))?.map_err(|error| Problem::internal(&error))?;
    Ok(file("application/zip", &format!("invoices-{month}.zip"), bytes))
}

async fn of_month(app: &App, month: &str) -> Result<Vec<Record>, DbError> {
    app.db.read(|reader| store::of_month(reader, month, "", DOCUMENTS_MAX)).await
}

/// The month's documents as rows for the tax return.
#[utoipa::path(
    get, path = "/api/admin/invoices", operation_id = "export_invoices", tag = "operation", params(MonthQuery),
    responses(
        (status = 200, description = "A row for each document; credit notes are negative.", body = Vec<Row>),
        (status = 400, description = "There is no such month or format.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "Not an administrator.", body = ProblemBody),
    )
)]
async fn export_month(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<MonthQuery>,
) -> Result<Response, Problem> {
    caller.require_admin()?;
    let month = query.0.month()?;
    let records = of_month(&state.0, &month).await?;
    let mut rows = Vec::with_capacity(records.len());
    for record in &records {
        let corrected = match record.corrects {
            Some(id) => state.db.read(|reader| store::by_id(reader, id)).await?.map(|one| one.number),
            None => None,
        };
        rows.push(Row::new(record, corrected.as_deref()));
    }
    match query.0.format.as_deref() {
        None | Some("json") => Ok(Json(rows).into_response()),
        Some("csv") => {
            let bytes = export::csv(&rows).map_err(|error| Problem::internal(&error))?;
            Ok(file("text/csv; charset=utf-8", &format!("gstr1-{month}.csv"), bytes))
        }
        Some(_) => Err(Problem::new(ProblemCode::InvalidParameter, "format: csv or json.")),
    }
}
