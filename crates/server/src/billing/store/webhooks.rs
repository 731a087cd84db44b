//! What gateways announced.

use domain::{id::WebhookEventId, payment::Gateway, time::Millis};

use super::named;
use crate::{
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const INSERT: &str = "INSERT INTO webhook_events (id, gateway, event_id, kind, headers, body, status, received_at) \
     VALUES ($1, $2, $3, $4, $5, $6, 'stored', $7) ON CONFLICT (gateway, event_id) DO NOTHING";
const BY_ID: &str = "SELECT id, gateway, event_id, kind, headers, body, status, reason, tries, received_at, handled_at \
     FROM webhook_events WHERE id = $1";
const WAITING: &str = "SELECT id FROM webhook_events WHERE status = 'stored' ORDER BY id LIMIT $1";
const PAGE: &str = "SELECT id, gateway, event_id, kind, '', substr(body, 1, 0), status, reason, tries, received_at, handled_at \
     FROM webhook_events WHERE id < $1 AND ($2 = '' OR status = $2) ORDER BY id DESC LIMIT $3";
const HANDLED: &str =
    "UPDATE webhook_events SET status = $2, reason = $3, tries = tries + 1, handled_at = $4 WHERE id = $1";

/// An announcement, as it is kept.
#[derive(Clone, Debug)]
pub(in crate::billing) struct StoredEvent {
    pub(in crate::billing) id: WebhookEventId,
    pub(in crate::billing) gateway: Gateway,
    pub(in crate::billing) event_id: String,
    pub(in crate::billing) kind: String,
    pub(in crate::billing) headers: String,
    pub(in crate::billing) body: Vec<u8>,
    pub(in crate::billing) status: String,
    pub(in crate::billing) reason: Option<String>,
    pub(in crate::billing) tries: i64,
    pub(in crate::billing) received_at: Millis,
    pub(in crate::billing) handled_at: Option<Millis>,
}

fn event(row: &Row<'_>) -> Result<StoredEvent, DbError> {
    Ok(StoredEvent {
        id: row.get(0)?,
        gateway: named(1, &row.get::<String>(1)?, Gateway::parse)?,
        event_id: row.get(2)?,
        kind: row.get(3)?,
        headers: row.get(4)?,
        body: row.get(5)?,
        status: row.get(6)?,
        reason: row.get(7)?,
        tries: row.get(8)?,
        received_at: row.get(9)?,
        handled_at: row.get(10)?,
    })
}

/// Keeps an announcement and says whether it is the first of its name.
pub(in crate::billing) fn keep_event(tx: &mut Tx<'_>, new: &StoredEvent) -> Result<bool, DbError> {
    let body = new.body.as_slice();
    let values =
        params![new.id, new.gateway.id(), &new.event_id, &new.kind, &new.headers, body, new.received_at];
    Ok(tx.execute(INSERT, values)? > 0)
}

pub(in crate::billing) fn event_by_id(
    reader: &Reader<'_>,
    id: WebhookEventId,
) -> Result<Option<StoredEvent>, DbError> {
    reader.query_opt(BY_ID, params![id], event)
}

/// Announcements that nobody has handled.
pub(in crate::billing) fn waiting_events(
    reader: &Reader<'_>,
    rows: u32,
) -> Result<Vec<WebhookEventId>, DbError> {
    reader.query(WAITING, params![rows], |row| row.get(0))
}

/// A page of the log, without bodies; `status` empty for all.
pub(in crate::billing) fn events_page(
    reader: &Reader<'_>,
    before: &str,
    status: &str,
    rows: u32,
) -> Result<Vec<StoredEvent>, DbError> {
    reader.query(PAGE, params![before, status, rows], event)
}

/// Writes what came of an announcement.
pub(in crate::billing) fn event_handled(
    tx: &mut Tx<'_>,
    id: WebhookEventId,
    status: &'static str,
    reason: Option<&str>,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(HANDLED, params![id, status, reason, now]).map(|_| ())
}
