//! Keys of providers that are added while the product runs, by the operator or by a workspace.
//!
//! Owns `provider_keys`. A key is asked about at its vendor, sealed ([`seal`]) under a master key ([`master`]),
//! written down, and handed to the adapters of this process, all without a restart. It is never shown again: what
//! leaves is its last four characters.
//!
//! ```text
//!  add ─► the vendor is asked ─► sealed ─► row + audit line, one transaction ─► reload
//!  reload: every row ─► opened ─► the adapters' key rings      (also at start)
//! ```
//!
//! A row whose master key is missing stops the start, because everything sealed under it would silently not work;
//! a row that was tampered with is refused and named, and the others work on.

mod change;
mod http;
pub mod master;
mod rotate;
pub mod seal;
mod store;
mod view;

use std::path::Path;

use domain::id::WorkspaceId;
pub use http::{admin_routes, routes};
use master::Source;
use parking_lot::Mutex;
use providers::{Providers, StoredKey};
pub use rotate::{RotateError, rotate};
use seal::{OpenError, Place};
pub use view::{AddedKeyView, KeyCheckView, added};

use crate::{
    app::App,
    config::Config,
    platform::db::{Db, DbError},
};

/// Keys of one provider that one owner may have.
const KEYS_MAX: i64 = 20;

/// Whose a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The operator's: everybody's runs use it.
    Installation,
    /// A workspace's: its own runs use it.
    Workspace(WorkspaceId),
}

const INSTALLATION: &str = "installation";

impl Owner {
    fn text(self) -> String {
        match self {
            Owner::Installation => INSTALLATION.to_owned(),
            Owner::Workspace(id) => id.to_string(),
        }
    }
}

/// Where provider keys are kept, and which of them cannot be read.
#[derive(Debug)]
pub struct Keys {
    source: Source,
    /// Ids of rows that were tampered with. Held while keys are handed on, so that the latest wins.
    unreadable: Mutex<Vec<String>>,
}

/// Why keys cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The settings or the file of master keys; the sentence says what to do.
    #[error("{0}")]
    Master(String),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Keys {
    /// Reads every key and hands it to its provider.
    ///
    /// # Errors
    /// [`KeysError`], when a master key is missing or unusable. Nothing is changed then.
    pub fn open(config: &Config, data_dir: &Path, db: &Db, providers: &Providers) -> Result<Keys, KeysError> {
        let source = Source::of(&config.keys, data_dir).map_err(KeysError::Master)?;
        let keys = Keys { source, unreadable: Mutex::default() };
        keys.reload(db, providers)?;
        Ok(keys)
    }

    /// Hands every key, as the database has it now, to its provider. Doing it twice changes nothing.
    ///
    /// # Errors
    /// As [`Keys::open`].
    pub fn reload(&self, db: &Db, providers: &Providers) -> Result<(), KeysError> {
        let mut unreadable = self.unreadable.lock();
        let rows = db.read_now(store::all)?;
        let masters = self.source.read().map_err(KeysError::Master)?;
        unreadable.clear();
        let mut opened = Vec::with_capacity(rows.len());
        for row in rows {
            let id = row.id.to_string();
            let place = Place { id: &id, owner: &row.owner, provider: &row.provider };
            match seal::open(&masters, &row.master_key, place, &row.sealed) {
                Ok(secret) => {
                    let owner = Some(row.owner).filter(|owner| owner != INSTALLATION);
                    opened.push((row.provider, StoredKey { secret, owner, switched_on: !row.switched_off }));
                }
                Err(OpenError::OtherMasterKey(name)) => {
                    return Err(KeysError::Master(missing(&name, &masters.names(), &self.source)));
                }
                Err(error @ OpenError::Tampered) => {
                    let (provider, owner) = (row.provider, row.owner);
                    tracing::error!(key.id = id, provider, owner, %error, "a provider key cannot be used");
                    unreadable.push(id);
                }
            }
        }
        for (name, provider) in providers.iter() {
            let own = opened.iter().filter(|(of, _)| of == name).map(|(_, key)| key.clone());
            provider.set_stored_keys(own.collect());
        }
        Ok(())
    }

    fn is_unreadable(&self, id: &str) -> bool {
        self.unreadable.lock().iter().any(|known| known == id)
    }
}

fn missing(name: &str, known: &str, source: &Source) -> String {
    let here = match (known, source) {
        ("", Source::File(path)) => format!("there is none in {}", path.display()),
        (known, Source::File(path)) => format!("{} has {known}", path.display()),
        (known, Source::Settings(_)) => format!("the settings have {known}"),
    };
    format!(
        "the provider keys in the database are encrypted under the master key {name}, but {here}. Give it back \
         (keys.master_key, keys.earlier_master_keys or the file master.key in the data directory); nothing was \
         changed"
    )
}

/// Hands changed keys to the providers of this process.
fn reload(app: &App) -> Result<(), KeysError> {
    app.keys.reload(&app.db, &app.providers)
}
