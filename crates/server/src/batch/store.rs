//! The SQL of batches and their items.

use domain::{
    batch::{Counts, ItemState, Kind},
    generation::{
        request::RunRequest,
        state::{Failure, Status},
    },
    id::{BatchId, ConversationId, GenerationId, UserId, WorkspaceId},
    money::{Credits, Ratio},
    plan::Plan,
    time::Millis,
};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    price::{BatchQuoteView, StepPrice},
    request::PlannedItem,
};
use crate::{
    generation::item::{ItemStep, NewItem},
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const INSERT: &str = "INSERT INTO batches (id, workspace_id, user_id, conversation_id, flow_id, kind, plan, prompt, \
     quote, round, credits_held, credits_used, credits_returned, expected_ms, expanding, version, told, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, 0, 0, $11, 1, 1, 1, $12)";
const INSERT_ITEM: &str = "INSERT INTO batch_items (batch_id, item_index, state, round, progress, request, steps, \
     price_millionths, delivered_millionths, expected_ms, version) \
     VALUES ($1, $2, 'waiting', 1, 0, $3, $4, $5, 0, $6, 1)";
const FIND: &str = "SELECT id, workspace_id, user_id, conversation_id, flow_id, kind, plan, prompt, quote, round, \
     credits_held, credits_used, credits_returned, expected_ms, expanding, version, created_at, completed_at \
     FROM batches WHERE id = $1";
const PAGE: &str = "SELECT id FROM batches WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
const OPEN: &str = "SELECT CAST(count(*) AS BIGINT) FROM \
     (SELECT 1 FROM batches WHERE workspace_id = $1 AND credits_held > 0 LIMIT $2) AS open";
const COUNTS: &str = "SELECT state, count(*), CAST(sum(progress) AS BIGINT) FROM batch_items \
     WHERE batch_id = $1 GROUP BY state";
const ITEMS: &str = "SELECT item_index, state, generation_id, progress, request, steps, price_millionths, \
     delivered_millionths, error_code, error_message, version FROM batch_items \
     WHERE batch_id = $1 AND item_index > $2 AND version > $3 ORDER BY item_index LIMIT $4";
const WAITING: &str = "SELECT item_index, request, steps, expected_ms FROM batch_items \
     WHERE batch_id = $1 AND state = 'waiting' ORDER BY item_index LIMIT $2";
const IN_LINE: &str =
    "SELECT generation_id FROM batch_items WHERE batch_id = $1 AND state IN ('queued', 'processing')";
const FAILED: &str = "SELECT price_millionths FROM batch_items WHERE batch_id = $1 AND state = 'failed'";
const DELIVERED: &str = "SELECT delivered_millionths FROM batch_items \
     WHERE batch_id = $1 AND state = 'completed' AND round = $2";
const CHANGE: &str = "UPDATE batches SET version = version + 1 WHERE id = $1";
const VERSION: &str = "SELECT version FROM batches WHERE id = $1";
const SAVE: &str = "UPDATE batches SET round = $2, credits_held = $3, credits_used = $4, credits_returned = $5, \
     expanding = $6, completed_at = $7 WHERE id = $1";
const MADE: &str = "UPDATE batch_items SET state = 'queued', generation_id = $3, version = $4 \
     WHERE batch_id = $1 AND item_index = $2 AND state = 'waiting'";
const REPORT: &str = "UPDATE batch_items SET state = $4, progress = $5, delivered_millionths = $6, error_code = $7, \
     error_message = $8, version = $9 WHERE batch_id = $1 AND item_index = $2 AND generation_id = $3";
const CANCEL_WAITING: &str = "UPDATE batch_items SET state = 'cancelled', error_code = 'cancelled', \
     error_message = 'Not begun: you cancelled the batch.', version = $2 WHERE batch_id = $1 AND state = 'waiting'";
const RETRY_FAILED: &str = "UPDATE batch_items SET state = 'waiting', round = $2, progress = 0, error_code = NULL, \
     error_message = NULL, version = $3 WHERE batch_id = $1 AND state = 'failed'";
const UNTOLD: &str = "SELECT id, workspace_id, version FROM batches WHERE told < version LIMIT $1";
const TOLD: &str = "UPDATE batches SET told = $2 WHERE id = $1";

/// A row of `batches`.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub id: BatchId,
    pub workspace: WorkspaceId,
    pub user: UserId,
    pub conversation: ConversationId,
    pub flow_id: String,
    pub kind: Kind,
    pub plan: Plan,
    pub prompt: String,
    pub quote: BatchQuoteView,
    pub round: u32,
    pub held: Credits,
    pub used: Credits,
    pub returned: Credits,
    pub expected_ms: i64,
    pub expanding: bool,
    pub version: i64,
    pub created_at: Millis,
    pub completed_at: Option<Millis>,
}

/// A row of `batch_items`.
#[derive(Clone, Debug)]
pub(super) struct ItemRecord {
    pub index: u32,
    pub state: ItemState,
    pub generation: Option<GenerationId>,
    pub progress: u8,
    pub request: RunRequest,
    pub steps: Vec<ItemStep>,
    pub price: Ratio,
    pub delivered: Ratio,
    pub failure: Option<(String, String)>,
    pub version: i64,
}

/// What an item's run has come to.
#[derive(Clone, Debug)]
pub struct ItemReport {
    /// The batch.
    pub batch: BatchId,
    /// Which item.
    pub index: u32,
    /// The run that reports.
    pub generation: GenerationId,
    /// Where it stands.
    pub status: Status,
    /// How far it is.
    pub progress: u8,
    /// The exact price of what it delivered.
    pub delivered: Ratio,
    /// Why it, or a part of it, was not.
    pub failure: Option<Failure>,
}

fn to_json(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Engine(error.to_string()))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text)
        .map_err(|error| DbError::Engine(format!("a stored document does not fit: {error}")))
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &Record, items: &[RenderedItem]) -> Result<(), DbError> {
    let values = params![
        new.id,
        new.workspace,
        new.user,
        new.conversation,
        &new.flow_id,
        new.kind.id(),
        new.plan.id(),
        &new.prompt,
        to_json(&new.quote)?,
        new.held,
        new.expected_ms,
        new.created_at,
    ];
    tx.execute(INSERT, values)?;
    for (index, item) in (0u32..).zip(items) {
        let values = params![new.id, index, &item.request, &item.steps, item.price, item.expected_ms];
        tx.execute(INSERT_ITEM, values)?;
    }
    Ok(())
}

/// An item as its row needs it, rendered before the transaction.
#[derive(Debug)]
pub(super) struct RenderedItem {
    request: String,
    steps: String,
    price: i64,
    expected_ms: i64,
}

impl RenderedItem {
    /// `prices` are those of the steps.
    pub(super) fn new(item: &PlannedItem, prices: &[StepPrice]) -> Result<RenderedItem, DbError> {
        let steps: Vec<_> = item
            .steps
            .iter()
            .zip(prices)
            .map(|(step, price)| ItemStep::of(step, price.exact, price.own_key))
            .collect();
        Ok(RenderedItem {
            request: to_json(&item.request)?,
            price: steps.iter().map(|step| step.millionths).sum(),
            steps: to_json(&steps)?,
            expected_ms: item.expected_ms,
        })
    }
}

pub(super) fn find(reader: &Reader<'_>, id: BatchId) -> Result<Option<Record>, DbError> {
    reader.query_opt(FIND, params![id], |row| {
        let (kind, plan): (String, String) = (row.get(5)?, row.get(6)?);
        Ok(Record {
            id: row.get(0)?,
            workspace: row.get(1)?,
            user: row.get(2)?,
            conversation: row.get(3)?,
            flow_id: row.get(4)?,
            kind: Kind::parse(&kind).ok_or(DbError::Column { column: 5, expected: "a kind of batch" })?,
            plan: Plan::parse(&plan).ok_or(DbError::Column { column: 6, expected: "a plan" })?,
            prompt: row.get(7)?,
            quote: from_json(&row.get::<String>(8)?)?,
            round: row.get(9)?,
            held: row.get(10)?,
            used: row.get(11)?,
            returned: row.get(12)?,
            expected_ms: row.get(13)?,
            expanding: row.get(14)?,
            version: row.get(15)?,
            created_at: row.get(16)?,
            completed_at: row.get(17)?,
        })
    })
}

/// The batch, if it is one of this workspace.
pub(super) fn find_of(
    reader: &Reader<'_>,
    id: BatchId,
    workspace: WorkspaceId,
) -> Result<Option<Record>, DbError> {
    Ok(find(reader, id)?.filter(|record| record.workspace == workspace))
}

pub(super) fn page(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    before: &str,
    rows: u32,
) -> Result<Vec<BatchId>, DbError> {
    reader.query(PAGE, params![workspace, before, rows], |row| row.get(0))
}

/// Open batches of the workspace, counted up to `most`.
pub(super) fn open(reader: &Reader<'_>, workspace: WorkspaceId, most: i64) -> Result<i64, DbError> {
    reader.query_one(OPEN, params![workspace, most], |row| row.get(0))
}

/// How many items stand where, and the progress of the open ones, added up.
pub(super) fn counts(reader: &Reader<'_>, id: BatchId) -> Result<(Counts, u64), DbError> {
    let rows = reader.query(COUNTS, params![id], |row| {
        Ok((row.get::<String>(0)?, row.get::<u32>(1)?, row.get::<i64>(2)?))
    })?;
    let (mut counts, mut percents) = (Counts::default(), 0);
    for (state, count, progress) in rows {
        let state = item_state(&state, 0)?;
        counts.add(state, count);
        if !state.is_final() {
            percents += progress.unsigned_abs();
        }
    }
    Ok((counts, percents))
}

fn item_state(text: &str, column: usize) -> Result<ItemState, DbError> {
    ItemState::parse(text).ok_or(DbError::Column { column, expected: "an item's state" })
}

/// Items after `after` that changed since version `since`, in order.
pub(super) fn items(
    reader: &Reader<'_>,
    id: BatchId,
    after: i64,
    since: i64,
    rows: u32,
) -> Result<Vec<ItemRecord>, DbError> {
    reader.query(ITEMS, params![id, after, since, rows], item)
}

fn item(row: &Row<'_>) -> Result<ItemRecord, DbError> {
    let progress = u8::try_from(row.get::<i64>(3)?);
    let failure: Option<String> = row.get(8)?;
    Ok(ItemRecord {
        index: row.get(0)?,
        state: item_state(&row.get::<String>(1)?, 1)?,
        generation: row.get(2)?,
        progress: progress.map_err(|_| DbError::Column { column: 3, expected: "a percentage" })?,
        request: from_json(&row.get::<String>(4)?)?,
        steps: from_json(&row.get::<String>(5)?)?,
        price: Ratio::of_millionths(row.get(6)?),
        delivered: Ratio::of_millionths(row.get(7)?),
        failure: failure.zip(row.get(9)?),
        version: row.get(10)?,
    })
}

/// The next items to make, in order.
pub(super) fn waiting(reader: &Reader<'_>, id: BatchId, most: usize) -> Result<Vec<NewItem>, DbError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    reader.query(WAITING, params![id, most], |row| {
        Ok(NewItem {
            index: row.get(0)?,
            request: from_json(&row.get::<String>(1)?)?,
            steps: from_json(&row.get::<String>(2)?)?,
            expected_ms: row.get(3)?,
        })
    })
}

/// The runs of items that stand in line or run.
pub(super) fn in_line(reader: &Reader<'_>, id: BatchId) -> Result<Vec<GenerationId>, DbError> {
    reader.query(IN_LINE, params![id], |row| row.get(0))
}

fn ratio(row: &Row<'_>) -> Result<Ratio, DbError> {
    Ok(Ratio::of_millionths(row.get(0)?))
}

/// The exact prices of the failed items.
pub(super) fn failed(reader: &Reader<'_>, id: BatchId) -> Result<Vec<Ratio>, DbError> {
    reader.query(FAILED, params![id], ratio)
}

/// The exact prices of what the items of a round delivered.
pub(super) fn delivered(reader: &Reader<'_>, id: BatchId, round: u32) -> Result<Vec<Ratio>, DbError> {
    reader.query(DELIVERED, params![id, round], ratio)
}

/// The batch or an item changes: answers the version that change has.
pub(super) fn changed(tx: &mut Tx<'_>, id: BatchId) -> Result<i64, DbError> {
    tx.execute(CHANGE, params![id])?;
    tx.query_one(VERSION, params![id], |row| row.get(0))
}

/// Writes what may change of a batch, apart from its version.
pub(super) fn save(tx: &mut Tx<'_>, record: &Record) -> Result<(), DbError> {
    let values = params![
        record.id,
        record.round,
        record.held,
        record.used,
        record.returned,
        record.expanding,
        record.completed_at,
    ];
    tx.execute(SAVE, values).map(drop)
}

/// The item has a run now. Says whether it waited for one.
pub(super) fn made(
    tx: &mut Tx<'_>,
    id: BatchId,
    index: u32,
    generation: GenerationId,
    version: i64,
) -> Result<bool, DbError> {
    Ok(tx.execute(MADE, params![id, index, generation, version])? == 1)
}

/// Notes what an item's run says. Says whether it is the run that the item has now.
pub(super) fn report(tx: &mut Tx<'_>, report: &ItemReport, version: i64) -> Result<bool, DbError> {
    let failure = report.failure.as_ref();
    let values = params![
        report.batch,
        report.index,
        report.generation,
        ItemState::from(report.status).id(),
        u32::from(report.progress),
        report.delivered.millionths(),
        failure.map(|failure| failure.code.id()),
        failure.map(|failure| failure.message.as_str()),
        version,
    ];
    Ok(tx.execute(REPORT, values)? == 1)
}

pub(super) fn cancel_waiting(tx: &mut Tx<'_>, id: BatchId, version: i64) -> Result<usize, DbError> {
    tx.execute(CANCEL_WAITING, params![id, version])
}

pub(super) fn retry_failed(tx: &mut Tx<'_>, id: BatchId, round: u32, version: i64) -> Result<usize, DbError> {
    tx.execute(RETRY_FAILED, params![id, round, version])
}

/// Batches whose latest change nobody was told of.
pub(super) fn untold(reader: &Reader<'_>, most: u32) -> Result<Vec<(BatchId, WorkspaceId, i64)>, DbError> {
    reader.query(UNTOLD, params![most], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

pub(super) fn told(tx: &mut Tx<'_>, id: BatchId, version: i64) -> Result<(), DbError> {
    tx.execute(TOLD, params![id, version]).map(drop)
}
