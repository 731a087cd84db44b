//! The one door to the database.
//!
//! Every write goes through [`Db::write`], which takes a *synchronous* closure. No `await` fits inside
//! it, so nothing external can happen in a transaction, and many callers' transactions can share one
//! commit: a single writer thread runs each closure in a savepoint and commits the group at once. An
//! answered write is on disk. Reads go through [`Db::read`] on a small pool
//! of read connections and see a snapshot.
//!
//! What may differ between engines (SQLite today, PostgreSQL behind the same door later) is in
//! [`sqlite`]; everything above it writes portable SQL: numbered parameters `$1`, `RETURNING`,
//! `ON CONFLICT`, `BIGINT` times and amounts, `TEXT` ids and JSON, no functions of the clock.
//!
//! ```text
//!  handlers ──write(closure)──► channel ──► writer thread: BEGIN IMMEDIATE
//!                                             savepoint · closure · release   (× up to 256)
//!                                           COMMIT ──► force to disk ──► answer all ──► hints
//! ```

mod answers;
mod checkpoint;
mod migrate;
mod row;
mod sqlite;
#[cfg(test)]
mod tests;
mod work;

use std::{path::Path, sync::Arc};

#[cfg(test)]
pub(crate) use migrate::old_database;
pub use row::{FromColumn, Param, Row};
pub use sqlite::{Reader, Tx};
use tokio::sync::oneshot;

/// What went wrong at the door.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The engine refused; the source says why.
    #[error("the database failed: {0}")]
    Engine(String),
    /// The disk that holds the database is full; nothing of the transaction was kept.
    #[error("the disk that holds the database is full")]
    Full,
    /// A row that must exist does not.
    #[error("no row")]
    NoRow,
    /// A column does not hold what its type promises.
    #[error("column {column} does not hold {expected}")]
    Column {
        /// Counted from zero.
        column: usize,
        /// The type that was asked for.
        expected: &'static str,
    },
    /// The closure panicked; nothing of it was kept.
    #[error("a transaction panicked")]
    Panicked,
    /// Another transaction of the same commit broke and took this one with it; nothing of it was kept.
    #[error("nothing was kept; it can be tried again")]
    Undone,
    /// The door is closed: the server is stopping.
    #[error("the database is closed")]
    Closed,
}

/// Something other parts like to know right after a commit. Only ever a hint: whoever misses one finds
/// the same facts by looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The queue has something to claim.
    Jobs,
    /// This workspace has new events.
    Events(domain::id::WorkspaceId),
}

/// Receives hints after a commit, on the writer thread: it must not block.
pub type OnHint = Arc<dyn Fn(&Hint) + Send + Sync>;

/// The database. Clones share it.
#[derive(Clone)]
pub struct Db {
    inner: Arc<sqlite::Sqlite>,
}

impl Db {
    /// Opens or creates the database at `path`, brings its schema up to date and starts the writer.
    ///
    /// # Errors
    /// When the file cannot be opened, another process has it, or a migration fails.
    pub fn open(path: &Path, read_connections: usize, on_hint: OnHint) -> Result<Db, DbError> {
        Ok(Db { inner: Arc::new(sqlite::Sqlite::open(path, read_connections, on_hint)?) })
    }

    /// Runs `work` in a transaction of its own and answers once it is on disk. An `Err` undoes
    /// everything `work` wrote, and nothing of other callers.
    ///
    /// # Errors
    /// What `work` answers, or a [`DbError`] when it could not be run or kept.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.inner.submit(work::job(work, answer))?;
        answered.await.unwrap_or_else(|_| Err(DbError::Closed.into()))
    }

    /// The same in two parts, for what is written most: `check` looks and may refuse, `write` does what was
    /// found to be right and answers no refusals of its own. Nothing is written before the last refusal, so no
    /// savepoint is opened, which copies every page that is touched. Should `write`
    /// break all the same, everybody of that commit is told that nothing was kept ([`DbError::Undone`]), and
    /// for a while each write is run in a savepoint again.
    ///
    /// # Errors
    /// What `check` answers, or a [`DbError`] when it could not be run or kept.
    pub async fn check_and_write<C, T, E, F, W>(&self, check: F, write: W) -> Result<T, E>
    where
        F: FnOnce(&Reader<'_>) -> Result<C, E> + Send + 'static,
        W: FnOnce(&mut Tx<'_>, C) -> Result<T, DbError> + Send + 'static,
        C: Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.inner.submit(work::checked_job(check, write, answer))?;
        answered.await.unwrap_or_else(|_| Err(DbError::Closed.into()))
    }

    /// Runs `work` on a snapshot. Reads are short, indexed and bounded by a page, so they run right
    /// here instead of paying for a thread switch; `work` must not loop over a whole table.
    ///
    /// # Errors
    /// What `work` answers, or a [`DbError`] when no connection is left.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&Reader<'_>) -> Result<T, E>,
        E: From<DbError>,
    {
        self.inner.read(work)
    }

    /// The same where nothing waits, e.g. before there is anybody to serve.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_now<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&Reader<'_>) -> Result<T, E>,
        E: From<DbError>,
    {
        self.inner.read(work)
    }

    /// Answers once everything written so far is on disk and the log is folded into the database file.
    ///
    /// # Errors
    /// When the engine fails.
    pub async fn checkpoint(&self) -> Result<(), DbError> {
        let (answer, answered) = oneshot::channel();
        self.inner.submit(work::Submission::Checkpoint(answer))?;
        answered.await.unwrap_or(Err(DbError::Closed))
    }
}

/// Makes the parameter list of a statement: `params![id, at, 5]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::platform::db::Param::from($value)),*] };
}
