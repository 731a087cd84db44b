//! The endpoint that serves files.

use axum::{
    extract::State,
    http::{HeaderMap, Method},
    response::Response,
};
use domain::{id::AssetId, problem::ProblemCode};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    respond::{self, Purpose},
    store::{self, Variant},
};
use crate::{
    app::App,
    auth::Caller,
    platform::http::{
        extract::{ApiPath, ApiQuery},
        problem::{Problem, ProblemBody},
    },
};

/// The endpoints of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(file, super::upload_http::delete)).merge(super::upload_http::routes())
}

/// Which version of a file, and what for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FileQuery {
    /// `original` (when absent), `preview` or `thumbnail`: a version that was not made is the original. `captions` and
    /// `captions-srt`: what is said and when, as WebVTT and SubRip.
    variant: Option<String>,
    /// `1`: to be saved under its name rather than shown.
    download: Option<String>,
}

impl FileQuery {
    fn variant(&self) -> Result<Variant, Problem> {
        let variant = self.variant.as_deref().map_or(Some(Variant::Original), Variant::parse);
        variant.ok_or_else(|| {
            Problem::new(
                ProblemCode::InvalidParameter,
                "variant: original, preview, thumbnail, captions or captions-srt.",
            )
        })
    }

    fn purpose(&self) -> Result<Purpose, Problem> {
        match self.download.as_deref() {
            None | Some("0") => Ok(Purpose::Show),
            Some("1") => Ok(Purpose::Save),
            Some(_) => Err(Problem::new(ProblemCode::InvalidParameter, "download: 1, or leave it out.")),
        }
    }
}

/// A stored file. Takes `Range`, `If-Range` and `If-None-Match`; the ETag is the SHA-256 of the content.
#[utoipa::path(
    get, path = "/api/files/{id}", operation_id = "read_file", tag = "files",
    params(("id" = String, Path, description = "`ast_…`"), FileQuery),
    responses(
        (status = 200, description = "The file.", content_type = "application/octet-stream"),
        (status = 206, description = "The part of the file that was asked for.", content_type = "application/octet-stream"),
        (status = 304, description = "You have it already."),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "No such file, or not yours.", body = ProblemBody),
        (status = 416, description = "The file has nothing there."),
        (status = 500, description = "The file could not be read.", body = ProblemBody),
    )
)]
async fn file(
    state: State<App>,
    caller: Caller,
    id: ApiPath<AssetId>,
    query: ApiQuery<FileQuery>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (variant, purpose) = (query.0.variant()?, query.0.purpose()?);
    let workspace = caller.workspace_id;
    let found = state.db.read(|reader| store::file(reader, id.0, workspace, variant)).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    respond::respond(&state.storage, &found, purpose, &method, &headers).await
}
