//! The SQL of provider keys. Nothing here knows a key: only what it is sealed into.

use domain::{
    id::{ProviderKeyId, UserId},
    time::Millis,
};

use crate::{
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const ALL: &str = "SELECT id, owner, provider, fingerprint, last_four, sealed, master_key, switched_off, created_at \
     FROM provider_keys ORDER BY id";
const OF: &str = "SELECT id, owner, provider, fingerprint, last_four, sealed, master_key, switched_off, created_at \
     FROM provider_keys WHERE owner = $1 ORDER BY id";
const INSERT: &str = "INSERT INTO provider_keys (id, owner, provider, fingerprint, last_four, sealed, master_key, \
     created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const KNOWN: &str = "SELECT count(*), coalesce(sum(fingerprint = $3), 0) FROM provider_keys WHERE owner = $1 AND provider = $2";
const SWITCH: &str = "UPDATE provider_keys SET switched_off = $3 WHERE id = $1 AND owner = $2";
const REMOVE: &str = "DELETE FROM provider_keys WHERE id = $1 AND owner = $2";
const RESEAL: &str = "UPDATE provider_keys SET sealed = $2, master_key = $3 WHERE id = $1";

/// A row of `provider_keys`.
#[derive(Clone, Debug)]
pub(super) struct KeyRow {
    pub id: ProviderKeyId,
    pub owner: String,
    pub provider: String,
    pub fingerprint: String,
    pub last_four: String,
    pub sealed: Vec<u8>,
    pub master_key: String,
    pub switched_off: bool,
    pub created_at: Millis,
}

fn row(row: &Row<'_>) -> Result<KeyRow, DbError> {
    Ok(KeyRow {
        id: row.get(0)?,
        owner: row.get(1)?,
        provider: row.get(2)?,
        fingerprint: row.get(3)?,
        last_four: row.get(4)?,
        sealed: row.get(5)?,
        master_key: row.get(6)?,
        switched_off: row.get(7)?,
        created_at: row.get(8)?,
    })
}

/// Every key of everybody, oldest first.
pub(super) fn all(reader: &Reader<'_>) -> Result<Vec<KeyRow>, DbError> {
    reader.query(ALL, params![], row)
}

/// The keys of one owner, oldest first.
pub(super) fn of(reader: &Reader<'_>, owner: &str) -> Result<Vec<KeyRow>, DbError> {
    reader.query(OF, params![owner], row)
}

/// How many keys of a provider an owner has, and whether this is one of them.
pub(super) fn known(
    reader: &Reader<'_>,
    owner: &str,
    provider: &str,
    fingerprint: &str,
) -> Result<(i64, bool), DbError> {
    reader.query_one(KNOWN, params![owner, provider, fingerprint], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(super) fn insert(tx: &mut Tx<'_>, key: &KeyRow, by: UserId) -> Result<(), DbError> {
    let sealed = key.sealed.as_slice();
    let values = params![
        key.id,
        &key.owner,
        &key.provider,
        &key.fingerprint,
        &key.last_four,
        sealed,
        &key.master_key,
        by,
        key.created_at,
    ];
    tx.execute(INSERT, values).map(drop)
}

/// Whether there was such a key of this owner.
pub(super) fn switch(tx: &mut Tx<'_>, id: ProviderKeyId, owner: &str, off: bool) -> Result<bool, DbError> {
    tx.execute(SWITCH, params![id, owner, off]).map(|changed| changed > 0)
}

/// Whether there was such a key of this owner.
pub(super) fn remove(tx: &mut Tx<'_>, id: ProviderKeyId, owner: &str) -> Result<bool, DbError> {
    tx.execute(REMOVE, params![id, owner]).map(|changed| changed > 0)
}

pub(super) fn reseal(
    tx: &mut Tx<'_>,
    id: ProviderKeyId,
    sealed: &[u8],
    master_key: &str,
) -> Result<(), DbError> {
    tx.execute(RESEAL, params![id, sealed, master_key]).map(drop)
}
