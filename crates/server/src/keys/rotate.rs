//! Changing the master key: everything is encrypted anew in one transaction.
//!
//! A file of master keys gets a new first key before, keeps the one from before after, and drops what is older:
//! whatever a server that runs meanwhile writes under the earlier key stays readable until the next rotation.
//! Master keys from the settings are changed there; this then encrypts everything under the new one. Killed at any
//! moment, every row stays readable, and doing it again finishes it.

use super::{
    Keys, KeysError,
    master::{MasterKey, MasterKeys, Source, replace_file},
    seal::{self, Place},
    store,
};
use crate::{app::App, platform::db::DbError};

/// Why nothing was rotated.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// Keys cannot be read at all.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// A row cannot be opened, so it could not be encrypted anew.
    #[error("the key {id} for {provider} cannot be read: {reason}. Remove it first; nothing was changed")]
    Unreadable {
        /// The row's id.
        id: String,
        /// What it is a key of.
        provider: String,
        /// Why.
        reason: String,
    },
}

impl From<DbError> for RotateError {
    fn from(error: DbError) -> Self {
        RotateError::Keys(error.into())
    }
}

/// Encrypts every provider key under a new master key. Answers how many, and the new master key's name.
///
/// # Errors
/// [`RotateError`]; then every key is readable as before.
pub async fn rotate(app: &App) -> Result<(usize, String), RotateError> {
    let Keys { source, .. } = &app.keys;
    let known = source.read().map_err(KeysError::Master)?;
    // Before a new key is made: a row that does not open would be lost with the old one.
    open_all(app.db.read_now(store::all)?, &known)?;
    let masters = match source {
        Source::Settings(_) => known,
        Source::File(path) => {
            let masters = with_first(&known, MasterKey::new(app.env.random_bytes()));
            replace_file(path, &masters).map_err(KeysError::Master)?;
            masters
        }
    };
    let current =
        masters.current().cloned().ok_or_else(|| KeysError::Master("there is no master key".into()))?;
    let (env, name) = (app.env.clone(), current.id().to_owned());
    let all = masters.clone();
    let done = app.db.write(move |tx| {
        let rows = store::all(tx)?;
        let secrets = open_all(rows.clone(), &all)?;
        for (row, secret) in rows.iter().zip(secrets) {
            let id = row.id.to_string();
            let place = Place { id: &id, owner: &row.owner, provider: &row.provider };
            let sealed = seal::seal(&current, place, &secret, env.random_bytes());
            store::reseal(tx, row.id, &sealed, current.id())?;
        }
        Ok::<_, RotateError>(rows.len())
    });
    let done = done.await?;
    if let Source::File(path) = source {
        replace_file(path, &masters.newest(2)).map_err(KeysError::Master)?;
    }
    Ok((done, name))
}

fn with_first(known: &MasterKeys, first: MasterKey) -> MasterKeys {
    MasterKeys::of(std::iter::once(first).chain(known.iter().cloned()).collect())
}

fn open_all(
    rows: Vec<store::KeyRow>,
    masters: &MasterKeys,
) -> Result<Vec<providers::http::Secret>, RotateError> {
    let open = |row: store::KeyRow| {
        let id = row.id.to_string();
        let place = Place { id: &id, owner: &row.owner, provider: &row.provider };
        seal::open(masters, &row.master_key, place, &row.sealed).map_err(|error| RotateError::Unreadable {
            id: id.clone(),
            provider: row.provider.clone(),
            reason: error.to_string(),
        })
    };
    rows.into_iter().map(open).collect()
}
