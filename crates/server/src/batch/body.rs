//! What clients send: items or a table, and a table to look at before anything is priced.

use axum::{Json, extract::State};
use domain::{
    generation::request::FieldError,
    id::{ConversationId, QuoteId},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    request::{Asked, AskedItem, MISTAKES_SHOWN},
    table,
};
use crate::{
    app::App,
    auth::Caller,
    platform::http::{
        extract::ApiJson,
        problem::{Problem, ProblemBody},
    },
    quote::{self, CheckError},
};

/// Many runs: either `items` or `csv`, each made once for every model and variation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BatchRequest {
    /// A flow of `GET /api/flows`.
    flow_id: String,
    /// The items, 500 at most with their variations and models.
    #[serde(default)]
    #[schema(max_items = 500)]
    items: Vec<ItemRequest>,
    /// A table instead of items: the first row names the columns `prompt`, `aspect_ratio`, `style`,
    /// `quality`, `seed`; only `prompt` is required.
    csv: Option<String>,
    /// How often each item is made, with different seeds; once when absent.
    #[schema(minimum = 1, maximum = 500)]
    variations: Option<u32>,
    /// Compare these models of the flow: each item is made by each of them.
    #[serde(default)]
    models: Vec<String>,
    /// The price that was shown; it binds.
    quote_id: Option<String>,
    /// Where the messages go; a new conversation when absent.
    conversation_id: Option<String>,
}

/// One item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ItemRequest {
    /// Fits the flow's input schema.
    #[schema(value_type = Object)]
    input_data: Value,
    /// Ids of files to work on, where the flow takes any.
    #[serde(default)]
    input_assets: Vec<String>,
    /// A model of the flow that makes this item; the first choice when absent.
    model_id: Option<String>,
}

/// Prices that go with a request, and where it is made.
pub(super) struct Parsed {
    pub asked: Asked,
    pub quote: Option<QuoteId>,
}

pub(super) fn parse(body: BatchRequest) -> Result<Parsed, Problem> {
    let mut errors = Vec::new();
    let mut malformed =
        |path: &str| errors.push(FieldError::new(path, "malformed", "This is not an id of ours."));
    let quote = body.quote_id.map(|text| text.parse().map_err(|_| malformed("quoteId")));
    let conversation = body
        .conversation_id
        .map(|text| text.parse::<ConversationId>().map_err(|_| malformed("conversationId")));
    let variations = body.variations.unwrap_or(1) as usize;
    if variations == 0 {
        errors.push(FieldError::new("variations", "out_of_range", "At least 1."));
    }
    let mut items = Vec::new();
    match (body.items, body.csv) {
        (listed, None) => items.extend(listed.into_iter().map(|item| AskedItem {
            input: item.input_data,
            assets: item.input_assets,
            model: item.model_id,
            line: None,
        })),
        (listed, Some(text)) if listed.is_empty() => {
            let table = table::read(&text);
            let count = table.mistakes.len();
            if count > 0 {
                let error = |found: table::Mistake| {
                    FieldError::new(
                        &format!("csv[{}].{}", found.line, found.column),
                        found.code,
                        found.message,
                    )
                };
                let shown = table.mistakes.into_iter().take(MISTAKES_SHOWN).map(error).collect();
                return Err(Problem::invalid(shown).with("errorCount", count));
            }
            let item = |row: table::Row| AskedItem {
                input: row.input,
                assets: Vec::new(),
                model: None,
                line: Some(row.line),
            };
            items.extend(table.rows.into_iter().map(item));
        }
        _ => errors.push(FieldError::new("csv", "conflict", "Send items or csv, not both.")),
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let (quote, conversation) = (quote.and_then(Result::ok), conversation.and_then(Result::ok));
    let (flow_id, models) = (body.flow_id, body.models);
    Ok(Parsed { asked: Asked { flow_id, items, variations, models, conversation }, quote })
}

/// A table to look at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TableRequest {
    /// The flow whose input the rows are.
    flow_id: String,
    /// The text of the file.
    csv: String,
}

/// What a table holds.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TableView {
    /// The rows that can be run, in order.
    rows: Vec<TableRowView>,
    /// The first 50 mistakes.
    errors: Vec<TableErrorView>,
    /// How many mistakes there are.
    error_count: u32,
}

/// A row that can be run.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TableRowView {
    /// The line it begins in, from 1.
    line: u64,
    /// What to send as `inputData`.
    #[schema(value_type = Object)]
    input_data: Value,
}

/// A mistake in a table.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TableErrorView {
    /// The line, from 1.
    line: u64,
    /// The column; empty for the row as a whole.
    column: String,
    /// A stable name, e.g. `too_long`.
    code: String,
    /// A sentence for the person.
    message: String,
}

/// Reads a table of prompts: what can be run, and every mistake by line and column. Nothing is kept.
#[utoipa::path(
    post, path = "/api/batches/table", operation_id = "read_batch_table", tag = "batches", request_body = TableRequest,
    responses(
        (status = 200, description = "The rows, and what is wrong with the others.", body = TableView),
        (status = 401, description = "Not signed in.", body = ProblemBody),
        (status = 403, description = "The page is out of date, or the flow needs another plan.", body = ProblemBody),
        (status = 404, description = "There is no such flow.", body = ProblemBody),
        (status = 413, description = "The table is larger than 4 MiB.", body = ProblemBody),
    )
)]
pub(super) async fn read_table(
    state: State<App>,
    caller: Caller,
    body: ApiJson<TableRequest>,
) -> Result<Json<TableView>, Problem> {
    let TableRequest { flow_id, csv } = body.0;
    let read = table::read(&csv);
    let (mut rows, mut mistakes) = (Vec::with_capacity(read.rows.len()), read.mistakes);
    for row in read.rows {
        match quote::read(&state.0, caller, &flow_id, &row.input, &[]).await {
            Ok(_) => rows.push(TableRowView { line: row.line, input_data: row.input }),
            Err(CheckError::Invalid(errors)) => mistakes.extend(errors.into_iter().map(|error| {
                table::Mistake::new(row.line, table::column_of(&error.path), error.code, error.message)
            })),
            Err(error) => return Err(error.into()),
        }
    }
    mistakes.sort_by_key(|mistake| mistake.line);
    let error_count = u32::try_from(mistakes.len()).unwrap_or(u32::MAX);
    let error = |found: table::Mistake| TableErrorView {
        line: found.line,
        column: found.column,
        code: found.code.to_owned(),
        message: found.message,
    };
    let errors = mistakes.into_iter().take(MISTAKES_SHOWN).map(error).collect();
    Ok(Json(TableView { rows, errors, error_count }))
}
