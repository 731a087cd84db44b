//! The SQL of custom flows.

use domain::{
    id::{FlowId, UserId},
    time::Millis,
};

use crate::{
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const COLUMNS_WHERE_ID: &str = "SELECT f.id, f.owner, f.slug, f.origin, f.version, f.updated_at, f.archived_at, v.definition \
     FROM flows f JOIN flow_versions v ON v.flow_id = f.id AND v.version = f.version WHERE f.id = $1";
const BY_SLUG: &str = "SELECT f.id, f.owner, f.slug, f.origin, f.version, f.updated_at, f.archived_at, v.definition \
     FROM flows f JOIN flow_versions v ON v.flow_id = f.id AND v.version = f.version \
     WHERE f.owner = $1 AND f.slug = $2 AND f.archived_at IS NULL";
const OF_OWNER: &str = "SELECT f.id, f.owner, f.slug, f.origin, f.version, f.updated_at, f.archived_at, v.definition \
     FROM flows f JOIN flow_versions v ON v.flow_id = f.id AND v.version = f.version \
     WHERE f.owner = $1 AND f.archived_at IS NULL ORDER BY f.slug LIMIT $2";
const COUNT: &str = "SELECT COUNT(*) FROM flows WHERE owner = $1 AND archived_at IS NULL";
const INSERT: &str = "INSERT INTO flows (id, owner, slug, origin, version, created_at, updated_at) \
     VALUES ($1, $2, $3, $4, 1, $5, $5)";
const INSERT_VERSION: &str = "INSERT INTO flow_versions (flow_id, version, definition, source, created_by, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const NEXT: &str = "UPDATE flows SET version = $2, updated_at = $3 WHERE id = $1 AND version = $2 - 1";
const ARCHIVE: &str = "UPDATE flows SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL";
const VERSIONS: &str = "SELECT version, created_at FROM flow_versions WHERE flow_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3";
const VERSION: &str =
    "SELECT version, created_at, source FROM flow_versions WHERE flow_id = $1 AND version = $2";

/// A flow with its latest version.
#[derive(Clone, Debug)]
pub(super) struct FlowRow {
    pub id: FlowId,
    pub owner: String,
    pub slug: String,
    pub origin: String,
    pub version: u32,
    pub updated_at: Millis,
    pub archived_at: Option<Millis>,
    pub definition: String,
}

/// A version as a list shows it.
#[derive(Clone, Debug)]
pub(super) struct VersionRow {
    pub version: u32,
    pub created_at: Millis,
    /// As it was written; only where one version is asked for.
    pub source: Option<String>,
}

/// A version to be.
#[derive(Clone, Debug)]
pub(super) struct NewVersion {
    pub definition: String,
    pub source: String,
    pub by: Option<UserId>,
    pub now: Millis,
}

fn read(row: &Row<'_>) -> Result<FlowRow, DbError> {
    Ok(FlowRow {
        id: row.get(0)?,
        owner: row.get(1)?,
        slug: row.get(2)?,
        origin: row.get(3)?,
        version: row.get(4)?,
        updated_at: row.get(5)?,
        archived_at: row.get(6)?,
        definition: row.get(7)?,
    })
}

/// Also where it is archived.
pub(super) fn by_id(reader: &Reader<'_>, id: FlowId) -> Result<Option<FlowRow>, DbError> {
    reader.query_opt(COLUMNS_WHERE_ID, params![id], read)
}

pub(super) fn by_slug(reader: &Reader<'_>, owner: &str, slug: &str) -> Result<Option<FlowRow>, DbError> {
    reader.query_opt(BY_SLUG, params![owner, slug], read)
}

pub(super) fn of_owner(reader: &Reader<'_>, owner: &str) -> Result<Vec<FlowRow>, DbError> {
    reader.query(OF_OWNER, params![owner, super::FLOWS_MAX], read)
}

pub(super) fn count(reader: &Reader<'_>, owner: &str) -> Result<i64, DbError> {
    reader.query_one(COUNT, params![owner], |row| row.get(0))
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    id: FlowId,
    owner: &str,
    slug: &str,
    origin: &str,
    first: &NewVersion,
) -> Result<(), DbError> {
    tx.execute(INSERT, params![id, owner, slug, origin, first.now])?;
    insert_version(tx, id, 1, first)
}

/// Makes `version` the latest one. Says whether the one before was the latest until now.
pub(super) fn next(tx: &mut Tx<'_>, id: FlowId, version: u32, new: &NewVersion) -> Result<bool, DbError> {
    if tx.execute(NEXT, params![id, version, new.now])? == 0 {
        return Ok(false);
    }
    insert_version(tx, id, version, new).map(|()| true)
}

fn insert_version(tx: &mut Tx<'_>, id: FlowId, version: u32, new: &NewVersion) -> Result<(), DbError> {
    tx.execute(INSERT_VERSION, params![id, version, &new.definition, &new.source, new.by, new.now]).map(drop)
}

pub(super) fn archive(tx: &mut Tx<'_>, id: FlowId, now: Millis) -> Result<bool, DbError> {
    Ok(tx.execute(ARCHIVE, params![id, now])? == 1)
}

/// The versions before `before`, newest first.
pub(super) fn versions(
    reader: &Reader<'_>,
    id: FlowId,
    before: u32,
    rows: u32,
) -> Result<Vec<VersionRow>, DbError> {
    reader.query(VERSIONS, params![id, before, rows], |row| {
        Ok(VersionRow { version: row.get(0)?, created_at: row.get(1)?, source: None })
    })
}

pub(super) fn version(reader: &Reader<'_>, id: FlowId, version: u32) -> Result<Option<VersionRow>, DbError> {
    reader.query_opt(VERSION, params![id, version], |row| {
        Ok(VersionRow { version: row.get(0)?, created_at: row.get(1)?, source: Some(row.get(2)?) })
    })
}
