//! The statement: every line of a workspace's ledger, explained; as pages, as a table, and as figures of use.

mod store;
mod table;
mod usage;
mod view;

use axum::{Json, extract::State, response::Response};
use domain::{
    id::{GenerationId, WorkspaceId},
    problem::ProblemCode,
    time::Millis,
};
use serde::Deserialize;
use store::Filter;
pub use table::write_statement;
use usage::UsageView;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
pub use view::StatementLineView;

use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::{DbError, Reader},
        http::{
            extract::ApiQuery,
            page::{Page, rows},
            problem::{Problem, ProblemBody},
        },
    },
};

/// Days of use that can be asked for.
const USAGE_DAYS_MAX: u32 = 366;
/// Minutes that clocks are ahead of UTC, or behind: as far as there are clocks (UTC−12 to UTC+14).
pub(super) const AHEAD_MINUTES: std::ops::RangeInclusive<i32> = -720..=840;

/// The newest lines of a statement, explained.
///
/// # Errors
/// [`DbError`].
pub fn latest_lines(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    rows: u32,
) -> Result<Vec<StatementLineView>, DbError> {
    let lines = store::page(reader, workspace, Filter::default(), i64::MAX, rows)?;
    lines.into_iter().map(|line| StatementLineView::explained(reader, line)).collect()
}

/// The routes of the statement.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(statement)).routes(routes!(csv)).routes(routes!(usage))
}

/// Which lines.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct StatementQuery {
    /// Rows on the page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
    /// Only lines of this kind.
    kind: Option<String>,
    /// Only lines from this instant on, in UTC milliseconds.
    from: Option<i64>,
    /// Only lines before this instant, in UTC milliseconds.
    until: Option<i64>,
    /// Only lines of this run: `gen_…`
    #[serde(rename = "generationId")]
    generation_id: Option<String>,
}

/// What a query asks for, checked.
struct Asked {
    filter: Filter,
    from: Option<Millis>,
    until: Option<Millis>,
    before: i64,
}

impl StatementQuery {
    fn check(&self) -> Result<Asked, Problem> {
        let wrong = |what: &str| Problem::new(ProblemCode::InvalidParameter, what.to_owned());
        let kind = self
            .kind
            .as_deref()
            .map(|kind| view::kind(kind).ok_or_else(|| wrong("kind: there is no such kind.")));
        let run = self.generation_id.as_deref().map(str::parse::<GenerationId>);
        let run = run.transpose().map_err(|error| wrong(&format!("generationId: {error}.")))?;
        let before = self.cursor.as_deref().map_or(Ok(i64::MAX), str::parse);
        Ok(Asked {
            filter: Filter { kind: kind.transpose()?, generation: run, first: 0 },
            from: self.from.map(Millis),
            until: self.until.map(Millis),
            before: before.map_err(|_| wrong("cursor: not one of ours."))?,
        })
    }
}

impl Asked {
    /// Finds the lines that the dates mean.
    fn dated(mut self, reader: &Reader<'_>, caller: Caller) -> Result<Asked, DbError> {
        let line = |at| super::store::first_line_from(reader, caller.workspace_id, at);
        if let Some(from) = self.from {
            self.filter.first = line(from)?;
        }
        if let Some(until) = self.until {
            self.before = self.before.min(line(until)?);
        }
        Ok(self)
    }
}

/// Where the credits went, newest first, each line explained down to the run and its steps.
#[utoipa::path(
    get, path = "/api/credits/statement", operation_id = "list_statement", tag = "credits", params(StatementQuery),
    responses(
        (status = 200, description = "A page of the statement.", body = Page<StatementLineView>),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn statement(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<StatementQuery>,
) -> Result<Json<Page<StatementLineView>>, Problem> {
    let rows = rows(query.0.limit)?;
    let asked = query.0.check()?;
    let look = |reader: &Reader<'_>| {
        let asked = asked.dated(reader, caller)?;
        let lines = store::page(reader, caller.workspace_id, asked.filter, asked.before, rows + 1)?;
        let explain = |line| StatementLineView::explained(reader, line);
        lines.into_iter().map(explain).collect::<Result<Vec<_>, DbError>>()
    };
    let lines = state.db.read(look).await?;
    Ok(Json(Page::cut(lines, rows, |line| line.sequence.to_string())))
}

/// The statement as CSV, newest first; times are in UTC. It is written while it is sent.
#[utoipa::path(
    get, path = "/api/credits/statement.csv", operation_id = "download_statement", tag = "credits", params(StatementQuery),
    responses(
        (status = 200, description = "The lines.", content_type = "text/csv", body = String),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn csv(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<StatementQuery>,
) -> Result<Response, Problem> {
    let asked = query.0.check()?;
    let asked = state.db.read(|reader| asked.dated(reader, caller)).await?;
    Ok(table::download(&state.0, caller.workspace_id, asked.filter, asked.before))
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct UsageQuery {
    /// How many days, today included: 1 to 366; 30 when absent.
    #[param(minimum = 1, maximum = 366)]
    days: Option<u32>,
    /// Minutes that the caller's clocks are ahead of UTC: when days begin. India is 330; 0 when absent.
    #[serde(rename = "aheadMinutes")]
    #[param(minimum = -720, maximum = 840)]
    ahead_minutes: Option<i32>,
}

/// The use of credits by day, operation and model, and how long the rest lasts.
#[utoipa::path(
    get, path = "/api/credits/usage", operation_id = "read_usage", tag = "credits", params(UsageQuery),
    responses(
        (status = 200, description = "The figures.", body = UsageView),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody),
        (status = 401, description = "Not signed in.", body = ProblemBody),
    )
)]
async fn usage(
    state: State<App>,
    caller: Caller,
    query: ApiQuery<UsageQuery>,
) -> Result<Json<UsageView>, Problem> {
    let wrong = |what: &str| Problem::new(ProblemCode::InvalidParameter, what.to_owned());
    let days = query.0.days.unwrap_or(30);
    let ahead = query.0.ahead_minutes.unwrap_or(0);
    if !(1..=USAGE_DAYS_MAX).contains(&days) {
        return Err(wrong("days: a whole number from 1 to 366."));
    }
    if !AHEAD_MINUTES.contains(&ahead) {
        return Err(wrong("aheadMinutes: from -720 to 840."));
    }
    let now = state.env.now();
    let look = |reader: &Reader<'_>| usage::usage(reader, caller.workspace_id, days.into(), ahead, now);
    Ok(Json(state.db.read(look).await?))
}
