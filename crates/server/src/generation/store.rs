//! The SQL of runs and steps.

use domain::{
    catalog::Operation,
    generation::{
        request::RunRequest,
        state::{Failure, Status},
        step::StepState,
    },
    id::{ConversationId, GenerationId, WorkspaceId},
    money::{Credits, Ratio},
    problem::ProblemCode,
};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    cache::MadeIdentity,
    record::{Record, StepRecord},
    view::{self, GenerationView},
};
use crate::{
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const INSERT: &str = "INSERT INTO generations (id, workspace_id, user_id, conversation_id, flow_id, status, version, \
     progress, sentence, input, quote, request_hash, credits_held, credits_used, credits_returned, warnings, \
     expected_ms, created_at, view, transcript, batch_id, batch_item, retry_of, inputs, response, completed_at, \
     identity, made_seed, seed_by_chance) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, \
     $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)";
// The version makes a write that was decided on older facts change nothing.
const UPDATE: &str = "UPDATE generations SET status = $2, version = $3, progress = $4, sentence = $5, preview = $6, \
     credits_held = $7, credits_used = $8, credits_returned = $9, response = $10, warnings = $11, error_code = $12, \
     error_message = $13, started_at = $14, completed_at = $15, view = $16 WHERE id = $1 AND version = $3 - 1";
const FIND: &str = "SELECT id, workspace_id, user_id, conversation_id, flow_id, status, version, progress, sentence, \
     preview, input, quote, request_hash, credits_held, credits_used, credits_returned, response, warnings, \
     error_code, error_message, expected_ms, created_at, started_at, completed_at, batch_id, batch_item, retry_of, inputs \
     FROM generations WHERE id = $1";
const INSERT_STEP: &str = "INSERT INTO generation_steps (generation_id, step_index, id, operation, tool, parameters, \
     sources, price_millionths, expected_ms, provider, model_id, model_name, state, attempt, progress, tried) VALUES \
     ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, '[]')";
const UPDATE_STEP: &str = "UPDATE generation_steps SET state = $3, attempt = $4, remote_id = $5, progress = $6, \
     sentence = $7, made_by = $8, error_code = $9, error_message = $10, started_at = $11, completed_at = $12, \
     provider = $13, model_id = $14, model_name = $15, tried = $16, not_before = $17 \
     WHERE generation_id = $1 AND step_index = $2";
const STEPS: &str = "SELECT step_index, id, operation, provider, model_id, model_name, state, attempt, remote_id, \
     progress, sentence, made_by, error_code, error_message, started_at, completed_at, tool, parameters, sources, \
     price_millionths, expected_ms, tried, not_before \
     FROM generation_steps WHERE generation_id = $1 ORDER BY step_index";
const VIEW: &str = "SELECT view FROM generations WHERE id = $1";
const VIEW_OF: &str = "SELECT view FROM generations WHERE id = $1 AND workspace_id = $2";
const TRANSCRIPT: &str = "SELECT transcript FROM generations WHERE id = $1 AND workspace_id = $2";
const REPEAT: &str = "SELECT workspace_id, request_hash FROM generations WHERE id = $1";
const PAGE: &str =
    "SELECT id, view FROM generations WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
const PAGE_BY_STATUS: &str = "SELECT id, view FROM generations WHERE workspace_id = $1 AND id < $2 AND status = $4 \
     ORDER BY id DESC LIMIT $3";
const PAGE_BY_CONVERSATION: &str = "SELECT id, view FROM generations WHERE conversation_id = $4 AND id < $2 \
     AND workspace_id = $1 ORDER BY id DESC LIMIT $3";

pub(super) fn to_json(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Engine(error.to_string()))
}

pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text)
        .map_err(|error| DbError::Engine(format!("a stored document does not fit: {error}")))
}

/// A new run with its steps, rendered: what a transaction that accepts it has to write, and no more.
#[derive(Debug)]
pub(super) struct Prepared {
    pub record: Record,
    pub steps: Vec<StepRecord>,
    /// As the API shows it.
    pub view: String,
    input: String,
    quote: String,
    warnings: String,
    inputs: String,
    /// Parameters and sources of each step.
    calls: Vec<(String, String)>,
}

impl Prepared {
    /// Renders a run that has made nothing yet.
    pub(super) fn new(record: Record, steps: Vec<StepRecord>) -> Result<Prepared, DbError> {
        let rendered = view::render(&record, &steps, Vec::new());
        Prepared::rendered(record, steps, &rendered)
    }

    /// A run that was rendered already.
    pub(super) fn rendered(
        record: Record,
        steps: Vec<StepRecord>,
        rendered: &GenerationView,
    ) -> Result<Prepared, DbError> {
        let call = |step: &StepRecord| Ok((to_json(&step.parameters)?, to_json(&step.sources)?));
        Ok(Prepared {
            view: to_json(rendered)?,
            input: to_json(&record.request)?,
            quote: to_json(&record.quote)?,
            warnings: to_json(&record.warnings)?,
            inputs: to_json(&record.inputs)?,
            calls: steps.iter().map(call).collect::<Result<_, DbError>>()?,
            record,
            steps,
        })
    }
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &Prepared) -> Result<(), DbError> {
    let record = &new.record;
    let identity: Option<&MadeIdentity> = record.identity.as_ref();
    let values = params![
        record.id,
        record.workspace,
        record.user,
        record.conversation,
        &record.flow_id,
        record.status.id(),
        record.version,
        u32::from(record.progress),
        record.sentence.as_deref(),
        &new.input,
        &new.quote,
        &record.request_hash,
        record.held,
        &new.warnings,
        record.expected_ms,
        record.created_at,
        &new.view,
        record.transcript.as_deref(),
        record.batch.map(|(batch, _)| batch),
        record.batch.map(|(_, item)| item),
        record.retry_of,
        &new.inputs,
        record.response.as_deref(),
        record.completed_at,
        identity.map(|identity| identity.digest.as_str()),
        identity.map(|identity| identity.seed.seed),
        identity.map(|identity| identity.seed.by_chance),
    ];
    tx.execute(INSERT, values)?;
    for (step, (parameters, sources)) in new.steps.iter().zip(&new.calls) {
        let values = params![
            step.generation,
            step.index,
            step.id,
            step.operation.id(),
            &step.tool,
            parameters,
            sources,
            step.price.millionths(),
            step.expected_ms,
            &step.provider,
            &step.model_id,
            &step.model_name,
            step.state.id(),
        ];
        tx.execute(INSERT_STEP, values)?;
    }
    Ok(())
}

/// Writes what may change. Says whether the row still had the version before.
pub(super) fn update(tx: &mut Tx<'_>, record: &Record, view: &str) -> Result<bool, DbError> {
    let values = params![
        record.id,
        record.status.id(),
        record.version,
        u32::from(record.progress),
        record.sentence.as_deref(),
        record.preview.as_deref(),
        record.held,
        record.used,
        record.returned,
        record.response.as_deref(),
        to_json(&record.warnings)?,
        record.failure.as_ref().map(|failure| failure.code.id()),
        record.failure.as_ref().map(|failure| failure.message.as_str()),
        record.started_at,
        record.completed_at,
        view,
    ];
    Ok(tx.execute(UPDATE, values)? == 1)
}

pub(super) fn find(reader: &Reader<'_>, id: GenerationId) -> Result<Option<Record>, DbError> {
    reader.query_opt(FIND, params![id], |row| {
        let status: String = row.get(5)?;
        let request: RunRequest = from_json(&row.get::<String>(10)?)?;
        Ok(Record {
            id: row.get(0)?,
            workspace: row.get(1)?,
            user: row.get(2)?,
            conversation: row.get(3)?,
            flow_id: row.get(4)?,
            status: Status::parse(&status).ok_or(DbError::Column { column: 5, expected: "a status" })?,
            version: row.get(6)?,
            progress: percent(row, 7)?,
            sentence: row.get(8)?,
            preview: row.get(9)?,
            request,
            quote: from_json(&row.get::<String>(11)?)?,
            request_hash: row.get(12)?,
            held: row.get(13)?,
            used: row.get(14)?,
            returned: row.get(15)?,
            response: row.get(16)?,
            // Written once and never needed to go on.
            transcript: None,
            warnings: from_json(&row.get::<String>(17)?)?,
            failure: failure(row, 18)?,
            expected_ms: row.get(20)?,
            created_at: row.get(21)?,
            started_at: row.get(22)?,
            completed_at: row.get(23)?,
            batch: row.get::<Option<_>>(24)?.zip(row.get(25)?),
            retry_of: row.get(26)?,
            inputs: from_json(&row.get::<String>(27)?)?,
            identity: None,
        })
    })
}

fn percent(row: &Row<'_>, column: usize) -> Result<u8, DbError> {
    u8::try_from(row.get::<i64>(column)?).map_err(|_| DbError::Column { column, expected: "a percentage" })
}

/// The failure in two neighbouring columns: code and message.
fn failure(row: &Row<'_>, column: usize) -> Result<Option<Failure>, DbError> {
    let Some(code) = row.get::<Option<String>>(column)? else { return Ok(None) };
    let code = ProblemCode::parse(&code).ok_or(DbError::Column { column, expected: "a problem code" })?;
    Ok(Some(Failure { code, message: row.get::<Option<String>>(column + 1)?.unwrap_or_default() }))
}

pub(super) fn update_step(tx: &mut Tx<'_>, step: &StepRecord) -> Result<(), DbError> {
    let failure = match &step.state {
        StepState::Failed(failure) => Some(failure),
        _ => None,
    };
    let values = params![
        step.generation,
        step.index,
        step.state.id(),
        step.attempt,
        step.remote_id.as_deref(),
        u32::from(step.progress),
        step.sentence.as_deref(),
        step.made_by.as_deref(),
        failure.map(|failure| failure.code.id()),
        failure.map(|failure| failure.message.as_str()),
        step.started_at,
        step.completed_at,
        &step.provider,
        &step.model_id,
        &step.model_name,
        to_json(&step.tried)?,
        step.not_before,
    ];
    tx.execute(UPDATE_STEP, values).map(drop)
}

pub(super) fn steps(reader: &Reader<'_>, generation: GenerationId) -> Result<Vec<StepRecord>, DbError> {
    reader.query(STEPS, params![generation], |row| {
        Ok(StepRecord {
            generation,
            index: row.get(0)?,
            id: row.get(1)?,
            operation: Operation::parse(&row.get::<String>(2)?)
                .ok_or(DbError::Column { column: 2, expected: "an operation" })?,
            tool: row.get(16)?,
            parameters: from_json(&row.get::<String>(17)?)?,
            sources: from_json(&row.get::<String>(18)?)?,
            price: Ratio::of_millionths(row.get(19)?),
            expected_ms: row.get(20)?,
            provider: row.get(3)?,
            model_id: row.get(4)?,
            model_name: row.get(5)?,
            state: step_state(row)?,
            attempt: row.get(7)?,
            remote_id: row.get(8)?,
            progress: percent(row, 9)?,
            sentence: row.get(10)?,
            made_by: row.get(11)?,
            tried: from_json(&row.get::<String>(21)?)?,
            not_before: row.get(22)?,
            started_at: row.get(14)?,
            completed_at: row.get(15)?,
        })
    })
}

/// The state with its data; a row that fits no state is an error, not a guess.
fn step_state(row: &Row<'_>) -> Result<StepState, DbError> {
    let attempt: u32 = row.get(7)?;
    let remote_id = row.get::<Option<String>>(8)?;
    let missing = DbError::Column { column: 8, expected: "a remote id" };
    Ok(match row.get::<String>(6)?.as_str() {
        "waiting" => StepState::Waiting { attempts: attempt },
        "submitting" => StepState::Submitting { attempt },
        "running" => StepState::Running { attempt, remote_id: remote_id.ok_or(missing)? },
        "collecting" => StepState::Collecting { attempt, remote_id: remote_id.ok_or(missing)? },
        "completed" => StepState::Completed,
        "failed" => {
            let expected = "a failure";
            StepState::Failed(failure(row, 12)?.ok_or(DbError::Column { column: 12, expected })?)
        }
        "cancelled" => StepState::Cancelled,
        "unresolved" => StepState::Unresolved { attempt },
        _ => return Err(DbError::Column { column: 6, expected: "a step's state" }),
    })
}

/// The stored view, or as much of it as `T` reads.
pub(super) fn read_view<T: DeserializeOwned>(
    reader: &Reader<'_>,
    id: GenerationId,
) -> Result<Option<T>, DbError> {
    let text: Option<String> = reader.query_opt(VIEW, params![id], |row| row.get(0))?;
    text.map(|text| from_json(&text)).transpose()
}

/// The view of a run of this workspace, as it is stored.
pub(super) fn view_text(
    reader: &Reader<'_>,
    id: GenerationId,
    workspace: WorkspaceId,
) -> Result<Option<String>, DbError> {
    reader.query_opt(VIEW_OF, params![id, workspace], |row| row.get(0))
}

/// What the agent considered, as it was stored; nothing where no agent was asked.
pub(super) fn transcript(
    reader: &Reader<'_>,
    id: GenerationId,
    workspace: WorkspaceId,
) -> Result<Option<String>, DbError> {
    Ok(reader.query_opt(TRANSCRIPT, params![id, workspace], |row| row.get(0))?.flatten())
}

/// Whose run this id names, and for which request.
pub(super) fn repeat(
    reader: &Reader<'_>,
    id: GenerationId,
) -> Result<Option<(WorkspaceId, String)>, DbError> {
    reader.query_opt(REPEAT, params![id], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Which runs a list shows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Filter {
    All,
    Status(Status),
    Conversation(ConversationId),
}

/// Ids and stored views of a page, newest first, from before `before`.
pub(super) fn page(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    filter: Filter,
    before: &str,
    rows: u32,
) -> Result<Vec<(String, String)>, DbError> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    match filter {
        Filter::All => reader.query(PAGE, params![workspace, before, rows], read),
        Filter::Status(status) => {
            reader.query(PAGE_BY_STATUS, params![workspace, before, rows, status.id()], read)
        }
        Filter::Conversation(conversation) => {
            reader.query(PAGE_BY_CONVERSATION, params![workspace, before, rows, conversation], read)
        }
    }
}

/// What a settled run keeps of its credits, for the transition to write.
pub(super) fn settle_credits(record: &mut Record, captured: Credits) {
    record.used = captured;
    record.returned = Credits(record.held.0 - captured.0);
    record.held = Credits::ZERO;
}
