//! The endpoints of conversations.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    id::{ConversationId, MessageId},
    problem::ProblemCode,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    change::{Change, Title},
    list::{self, NoMessages, Wanted},
    store::Place,
    view::{ConversationView, MessageView},
};
use crate::{
    app::App,
    auth::Caller,
    platform::http::{
        extract::{ApiJson, ApiPath, ApiQuery},
        page::{self, Page},
        problem::{Problem, ProblemBody},
    },
};

/// Characters that people may search for; longer than any title, far shorter than a prompt.
const QUERY_CHARACTERS_MAX: usize = 200;

/// The endpoints of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(conversations))
        .routes(routes!(conversation, rename, delete))
        .routes(routes!(restore))
        .routes(routes!(messages))
}

/// Which conversations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Only those with these words in the title or in something a person said there.
    #[param(max_length = 200)]
    query: Option<String>,
    /// Rows on the page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Another title.
#[derive(Debug, Deserialize, ToSchema)]
struct RenameBody {
    /// 1 to 120 characters on one line.
    title: String,
}

/// Conversations, the latest activity first.
#[utoipa::path(
    get, path = "/api/conversations", operation_id = "list_conversations", tag = "conversations", params(ListQuery),
    responses(
        (status = 200, description = "A page.", body = Page<ConversationView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn conversations(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<ListQuery>,
) -> Result<Json<Page<ConversationView>>, Problem> {
    let ListQuery { query, limit, cursor } = query.0;
    let (query, rows) = (query.unwrap_or_default(), page::rows(limit)?);
    if query.chars().count() > QUERY_CHARACTERS_MAX {
        return Err(Problem::new(ProblemCode::InvalidParameter, "query: at most 200 characters."));
    }
    let below = match cursor {
        Some(cursor) => list::place(&cursor).ok_or_else(unknown_cursor)?,
        None => Place::top(),
    };
    let workspace = caller.workspace_id;
    let page = state.db.read(|reader| list::conversations(reader, workspace, &query, &below, rows)).await?;
    Ok(Json(page))
}

/// One conversation.
#[utoipa::path(
    get, path = "/api/conversations/{id}", operation_id = "read_conversation", tag = "conversations",
    params(("id" = String, Path, description = "`cnv_…`")),
    responses(
        (status = 200, description = "The conversation.", body = ConversationView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "No such conversation, or not yours.", body = ProblemBody),
    )
)]
async fn conversation(
    state: State<App>,
    caller: Caller,
    id: ApiPath<ConversationId>,
) -> Result<Json<ConversationView>, Problem> {
    let workspace = caller.workspace_id;
    let found = state.db.read(|reader| {
        if super::belongs_to(reader, id.0, workspace)? { super::view(reader, id.0) } else { Ok(None) }
    });
    found.await?.map(Json).ok_or_else(Problem::not_found)
}

/// Gives a conversation another title.
#[utoipa::path(
    patch, path = "/api/conversations/{id}", operation_id = "rename_conversation", tag = "conversations",
    params(("id" = String, Path, description = "`cnv_…`")), request_body = RenameBody,
    responses(
        (status = 200, description = "The conversation as it is now.", body = ConversationView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "No such conversation, or not yours.", body = ProblemBody),
        (status = 422, description = "The title needs a change.", body = ProblemBody),
    )
)]
async fn rename(
    state: State<App>,
    caller: Caller,
    id: ApiPath<ConversationId>,
    body: ApiJson<RenameBody>,
) -> Result<Json<ConversationView>, Problem> {
    let title = Title::parse(&body.0.title).map_err(|error| Problem::invalid(vec![error]))?;
    let change = change(&state, &caller, &id);
    let renamed = state.db.write(move |tx| change.rename(tx, &title)).await?;
    renamed.map(Json).ok_or_else(Problem::not_found)
}

/// Deletes a conversation. It can be restored for a while; its runs go on.
#[utoipa::path(
    delete, path = "/api/conversations/{id}", operation_id = "delete_conversation", tag = "conversations",
    params(("id" = String, Path, description = "`cnv_…`")),
    responses(
        (status = 204, description = "Deleted."),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "No such conversation, or not yours.", body = ProblemBody),
    )
)]
async fn delete(
    state: State<App>,
    caller: Caller,
    id: ApiPath<ConversationId>,
) -> Result<StatusCode, Problem> {
    let change = change(&state, &caller, &id);
    match state.db.write(move |tx| change.delete(tx)).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found()),
    }
}

/// Brings a deleted conversation back.
#[utoipa::path(
    post, path = "/api/conversations/{id}/restore", operation_id = "restore_conversation", tag = "conversations",
    params(("id" = String, Path, description = "`cnv_…`")),
    responses(
        (status = 200, description = "The conversation as it is now.", body = ConversationView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "No such deleted conversation, or not yours.", body = ProblemBody),
    )
)]
async fn restore(
    state: State<App>,
    caller: Caller,
    id: ApiPath<ConversationId>,
) -> Result<Json<ConversationView>, Problem> {
    let change = change(&state, &caller, &id);
    let restored = state.db.write(move |tx| change.restore(tx)).await?;
    restored.map(Json).ok_or_else(Problem::not_found)
}

/// Which messages.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MessagesQuery {
    /// A message that the branch leads through: the newest such branch; the newest of all when absent.
    #[param(value_type = Option<String>, max_length = 64)]
    through: Option<MessageId>,
    /// Rows on the page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[param(value_type = Option<String>, max_length = 64)]
    cursor: Option<MessageId>,
}

/// What was said in one branch of a conversation, the newest first.
#[utoipa::path(
    get, path = "/api/conversations/{id}/messages", operation_id = "list_messages", tag = "conversations",
    params(("id" = String, Path, description = "`cnv_…`"), MessagesQuery),
    responses(
        (status = 200, description = "A page.", body = Page<MessageView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 404, description = "No such conversation, or not yours.", body = ProblemBody),
    )
)]
async fn messages(
    state: State<App>,
    caller: Caller,
    id: ApiPath<ConversationId>,
    query: ApiQuery<MessagesQuery>,
) -> Result<Json<Page<MessageView>>, Problem> {
    let MessagesQuery { through, limit, cursor } = query.0;
    let wanted = Wanted { through, below: cursor, rows: page::rows(limit)? };
    let workspace = caller.workspace_id;
    match state.db.read(|reader| list::messages(reader, workspace, id.0, wanted)).await? {
        Ok(page) => Ok(Json(page)),
        Err(NoMessages::NotFound) => Err(Problem::not_found()),
        Err(NoMessages::UnknownCursor) => Err(unknown_cursor()),
    }
}

fn change(app: &App, caller: &Caller, id: &ApiPath<ConversationId>) -> Change {
    Change { id: id.0, workspace: caller.workspace_id, now: app.env.now() }
}

fn unknown_cursor() -> Problem {
    Problem::new(ProblemCode::InvalidParameter, "cursor: take it from `nextCursor` of the page before.")
}
