//! The SQL of notices.

use domain::{id::WorkspaceId, time::Millis};

use super::{NewNotice, view::NoticeView};
use crate::{
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const KNOWN: &str = "SELECT 1 FROM notices WHERE workspace_id = $1 AND cause = $2";
const NEXT: &str =
    "SELECT CAST(1 + coalesce(max(sequence), 0) AS BIGINT) FROM notices WHERE workspace_id = $1";
const INSERT: &str = "INSERT INTO notices (workspace_id, sequence, cause, kind, tone, title, detail, link, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const FIND: &str = "SELECT sequence, kind, tone, title, detail, link, created_at, seen_at FROM notices \
     WHERE workspace_id = $1 AND sequence = $2";
const PAGE: &str = "SELECT sequence, kind, tone, title, detail, link, created_at, seen_at FROM notices \
     WHERE workspace_id = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3";
const SEEN: &str =
    "UPDATE notices SET seen_at = $3 WHERE workspace_id = $1 AND sequence <= $2 AND seen_at IS NULL";

fn view(row: &Row<'_>) -> Result<NoticeView, DbError> {
    Ok(NoticeView {
        id: row.get(0)?,
        kind: row.get(1)?,
        tone: row.get(2)?,
        title: row.get(3)?,
        detail: row.get(4)?,
        link: row.get(5)?,
        created_at: row.get(6)?,
        seen_at: row.get(7)?,
    })
}

/// Its number; nothing where its cause was told.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    notice: &NewNotice,
    now: Millis,
) -> Result<Option<i64>, DbError> {
    if tx.query_opt(KNOWN, params![workspace, &notice.cause], |row| row.get::<i64>(0))?.is_some() {
        return Ok(None);
    }
    let sequence: i64 = tx.query_one(NEXT, params![workspace], |row| row.get(0))?;
    let values = params![
        workspace,
        sequence,
        &notice.cause,
        notice.kind,
        notice.tone.id(),
        &notice.title,
        &notice.detail,
        notice.link,
        now
    ];
    tx.execute(INSERT, values)?;
    Ok(Some(sequence))
}

pub(super) fn find(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    sequence: i64,
) -> Result<Option<NoticeView>, DbError> {
    reader.query_opt(FIND, params![workspace, sequence], view)
}

/// Those before `before`, the newest first.
pub(super) fn page(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    before: i64,
    rows: u32,
) -> Result<Vec<NoticeView>, DbError> {
    reader.query(PAGE, params![workspace, before, rows], view)
}

/// Marks everything up to one as seen.
pub(super) fn seen(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    through: i64,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(SEEN, params![workspace, through, now]).map(drop)
}
