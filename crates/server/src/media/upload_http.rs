//! The endpoints for files that people bring.

use std::time::Duration;

use axum::{
    Json,
    extract::{
        DefaultBodyLimit, FromRequest, Multipart, Request, State,
        multipart::{Field, MultipartError},
    },
    http::StatusCode,
};
use domain::{generation::request::FieldError, id::AssetId, problem::ProblemCode};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    AssetView, store,
    upload::{self, NewUpload, Receiving, Refusal, quoted},
};
use crate::{
    app::App,
    auth::Caller,
    moderation::{self, Verdict, What},
    platform::http::{
        extract::ApiPath,
        problem::{FieldProblem, Problem, ProblemBody},
    },
};

/// Where files are sent. Takes as long as it takes, as long as something comes.
pub const UPLOAD_PATH: &str = "/api/files/upload";
/// A sender who sends nothing for so long is gone.
const SILENCE: Duration = Duration::from_secs(30);

/// The routes that take files.
pub(super) fn routes() -> OpenApiRouter<App> {
    // Each file has a limit of its own, which depends on what it is.
    OpenApiRouter::new().routes(routes!(upload)).layer(DefaultBodyLimit::disable())
}

/// Files, as a form sends them.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body, which is read piece by piece")]
struct UploadForm {
    /// One or several files.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<String>,
}

/// What became of the files.
#[derive(Debug, Serialize, ToSchema)]
pub struct UploadView {
    /// Those that were taken, in the order in which they were sent.
    pub files: Vec<AssetView>,
    /// Why the others were not, each by its place: `file[0]` is the first.
    #[schema(value_type = Vec<FieldProblem>)]
    pub errors: Vec<FieldError>,
}

/// Takes files to work on: pictures, sounds and videos.
///
/// What a file is, its content says, not its name. Pictures are turned as they were held and written anew without
/// what a camera adds (place, time). One file that cannot be taken does not keep the others out.
#[utoipa::path(
    post, path = "/api/files/upload", operation_id = "upload_files", tag = "files",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "At least one file was taken.", body = UploadView),
        (status = 400, description = "The body ended too soon, or is not a form.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 415, description = "Not a form with files.", body = ProblemBody),
        (status = 422, description = "No file could be taken; `errors` says why of each.", body = ProblemBody),
        (status = 507, description = "The storage is full.", body = ProblemBody),
    )
)]
async fn upload(
    state: State<App>,
    caller: Caller,
    form: ApiMultipart,
) -> Result<(StatusCode, Json<UploadView>), Problem> {
    let (app, mut form) = (&state.0, form.0);
    let mut taken = UploadView { files: Vec::new(), errors: Vec::new() };
    let mut index = 0;
    while let Some(field) = patient(form.next_field()).await? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        if index >= app.config.uploads.files_per_request {
            let most = app.config.uploads.files_per_request;
            let sentence = format!("{} is one too many; send at most {most} at once.", quoted(&name));
            taken.errors.push(FieldError::new(&format!("file[{index}]"), "too_many", sentence));
            break;
        }
        match take(app, caller, field, &name).await? {
            Ok(file) => taken.files.push(file),
            Err(refusal) => {
                let cut = matches!(refusal, Refusal::File("too_large", _));
                taken.errors.push(refusal.told(index, &quoted(&name)));
                if cut {
                    // The rest of it is not waited for, and what follows it cannot be reached.
                    break;
                }
            }
        }
        index += 1;
    }
    if !taken.files.is_empty() {
        return Ok((StatusCode::CREATED, Json(taken)));
    }
    let first = taken.errors.first().cloned();
    Err(match first {
        Some(error) if error.code == "storage_full" => Problem::new(ProblemCode::StorageFull, error.message),
        Some(error) => {
            Problem { errors: taken.errors, ..Problem::new(ProblemCode::UploadRefused, error.message) }
        }
        None => {
            Problem::new(ProblemCode::UploadRefused, "There is no file in this form. Its name is `file`.")
        }
    })
}

/// Takes one file. Inside, why it was not taken; outside, why the rest cannot be read.
async fn take(
    app: &App,
    caller: Caller,
    mut field: Field<'_>,
    name: &str,
) -> Result<Result<AssetView, Refusal>, Problem> {
    let mut receiving = match Receiving::begin(app, name).await {
        Ok(receiving) => receiving,
        Err(refusal) => return Ok(Err(refusal)),
    };
    while let Some(piece) = patient(field.chunk()).await? {
        if let Err(refusal) = receiving.write(piece).await {
            return Ok(Err(refusal));
        }
    }
    let file = match receiving.keep(app).await {
        Ok(file) => file,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let verdict = moderation::judge(app, What::Upload, &file).await;
    if verdict == Verdict::Block {
        return Ok(Err(upload::not_allowed(name)));
    }
    let (id, now, name) = (app.env.new_id(), app.env.now(), name.to_owned());
    let workspace = caller.workspace_id;
    let note = move |tx: &mut crate::platform::db::Tx<'_>| {
        let view = upload::insert(tx, &NewUpload { id, workspace, name: &name, now }, &file)?;
        if let Verdict::Review(score) = verdict {
            moderation::list(tx, id, workspace, (What::Upload, score), now)?;
        }
        Ok::<_, crate::platform::db::DbError>(view)
    };
    Ok(Ok(app.db.write(note).await?))
}

/// Waits for the next piece, but not for ever.
async fn patient<T>(
    piece: impl Future<Output = Result<Option<T>, MultipartError>>,
) -> Result<Option<T>, Problem> {
    match tokio::time::timeout(SILENCE, piece).await {
        Ok(Ok(piece)) => Ok(piece),
        _ => {
            Err(Problem::new(ProblemCode::InvalidParameter, "The file did not arrive whole. Send it again."))
        }
    }
}

/// Deletes a file that was uploaded. Runs that were accepted with it and have not begun fail and are given back.
#[utoipa::path(
    delete, path = "/api/files/{id}", operation_id = "delete_file", tag = "files",
    params(("id" = String, Path, description = "`ast_…`")),
    responses(
        (status = 204, description = "Deleted."),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date.", body = ProblemBody),
        (status = 404, description = "No such uploaded file, or not yours; what runs made is not deleted here.", body = ProblemBody),
    )
)]
pub(super) async fn delete(
    state: State<App>,
    caller: Caller,
    id: ApiPath<AssetId>,
) -> Result<StatusCode, Problem> {
    let (now, workspace, id) = (state.env.now(), caller.workspace_id, id.0);
    match state.db.write(move |tx| store::delete_input(tx, id, workspace, now)).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found()),
    }
}

/// A form with files.
struct ApiMultipart(Multipart);

impl<S: Send + Sync> FromRequest<S> for ApiMultipart {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let form = Multipart::from_request(request, state).await;
        form.map(ApiMultipart).map_err(|_| {
            Problem::new(ProblemCode::UnsupportedMediaType, "Send the files as multipart/form-data.")
        })
    }
}
