//! The SQL of letters.

use domain::{id::UserId, time::Millis};

use super::Letter;
use crate::{
    params,
    platform::db::{DbError, Reader, Tx},
};

const INSERT: &str = "INSERT INTO mails (cause, user_id, letter, status, next_try_at, created_at) \
     VALUES ($1, $2, $3, 'waiting', $4, $4) ON CONFLICT (cause) DO NOTHING";
const DUE: &str = "SELECT cause, user_id, letter, tries FROM mails WHERE status = 'waiting' AND next_try_at <= $1 \
     ORDER BY next_try_at LIMIT $2";
const SENT: &str =
    "UPDATE mails SET status = 'sent', tries = tries + 1, sent_at = $2, failure = NULL WHERE cause = $1";
const LATER: &str = "UPDATE mails SET tries = tries + 1, next_try_at = $2, failure = $3 WHERE cause = $1";
const GIVEN_UP: &str =
    "UPDATE mails SET status = 'given_up', tries = tries + 1, failure = $2 WHERE cause = $1";

/// A letter that waits.
pub(super) struct Due {
    pub(super) cause: String,
    pub(super) to: UserId,
    pub(super) letter: Letter,
    pub(super) tries: i64,
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    cause: &str,
    to: UserId,
    letter: &Letter,
    now: Millis,
) -> Result<(), DbError> {
    let letter = serde_json::to_string(letter).map_err(|error| DbError::Engine(error.to_string()))?;
    tx.execute(INSERT, params![cause, to, letter, now]).map(drop)
}

pub(super) fn due(reader: &Reader<'_>, now: Millis, rows: u32) -> Result<Vec<Due>, DbError> {
    reader.query(DUE, params![now, rows], |row| {
        let letter = serde_json::from_str(&row.get::<String>(2)?);
        Ok(Due {
            cause: row.get(0)?,
            to: row.get(1)?,
            letter: letter.map_err(|_| DbError::Column { column: 2, expected: "a letter" })?,
            tries: row.get(3)?,
        })
    })
}

pub(super) fn sent(tx: &mut Tx<'_>, cause: &str, now: Millis) -> Result<(), DbError> {
    tx.execute(SENT, params![cause, now]).map(drop)
}

pub(super) fn later(tx: &mut Tx<'_>, cause: &str, at: Millis, failure: &str) -> Result<(), DbError> {
    tx.execute(LATER, params![cause, at, failure]).map(drop)
}

pub(super) fn given_up(tx: &mut Tx<'_>, cause: &str, failure: &str) -> Result<(), DbError> {
    tx.execute(GIVEN_UP, params![cause, failure]).map(drop)
}
