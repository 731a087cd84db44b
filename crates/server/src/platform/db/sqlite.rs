//! SQLite behind the door: one writer thread with grouped commits, a few read connections.
//!
//! The only file that names the engine's crate, besides the row layer. Statements are prepared once per
//! connection and kept. WAL lets readers go on while the writer commits. What is answered is on disk: the
//! engine does not wait for it, [`Answers`] does, while the writer is on its next group.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{LazyLock, mpsc},
    time::{Duration, Instant},
};

use parking_lot::{Condvar, Mutex, RwLock};
use rusqlite::{Connection, OpenFlags, Statement};

use super::{
    DbError, Hint, OnHint, Param, Row,
    answers::Answers,
    checkpoint::Checkpointer,
    migrate,
    work::{Ran, Submission, Work},
};
use crate::platform::events::Announcement;

/// Callers that share one commit, at most: bounds how long the first of them waits.
const GROUP_MAX: usize = 256;
/// How long a group gathers before it is committed: about as long as the disk takes, so that the disk
/// forces one group while the next is run. Without a bound, everybody would be in one group, and wait.
const GATHER: Duration = Duration::from_millis(4);
/// How long every write is run in a savepoint of its own after one broke that should not have.
const CAREFUL_FOR: Duration = Duration::from_secs(600);
/// Prepared statements kept per connection; the whole server has fewer.
const STATEMENTS_KEPT: usize = 256;

/// A snapshot to read from. Also what a transaction reads through.
pub struct Reader<'c> {
    connection: &'c Connection,
}

/// A transaction that can write. Dereferences to [`Reader`].
pub struct Tx<'c> {
    reader: Reader<'c>,
    hints: Vec<Hint>,
    /// What [`events`] writes when the closure has ended.
    pub(in crate::platform) announced: Vec<Announcement>,
}

impl<'c> std::ops::Deref for Tx<'c> {
    type Target = Reader<'c>;
    fn deref(&self) -> &Reader<'c> {
        &self.reader
    }
}

impl Reader<'_> {
    /// All rows, each turned into a `T`.
    ///
    /// # Errors
    /// [`DbError`].
    pub fn query<T>(
        &self,
        sql: &'static str,
        params: &[Param<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        let mut statement = self.prepare(sql, params)?;
        let mut rows = statement.raw_query();
        let mut list = Vec::new();
        while let Some(row) = rows.next().map_err(engine)? {
            list.push(read(&Row(row))?);
        }
        Ok(list)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// [`DbError`].
    pub fn query_opt<T>(
        &self,
        sql: &'static str,
        params: &[Param<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Option<T>, DbError> {
        let mut statement = self.prepare(sql, params)?;
        let mut rows = statement.raw_query();
        rows.next().map_err(engine)?.map(|row| read(&Row(row))).transpose()
    }

    /// The first row.
    ///
    /// # Errors
    /// [`DbError::NoRow`] when there is none.
    pub fn query_one<T>(
        &self,
        sql: &'static str,
        params: &[Param<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        self.query_opt(sql, params, read)?.ok_or(DbError::NoRow)
    }

    /// Prepares `sql` (or takes it from the cache) and binds `$1…$n`.
    fn prepare(
        &self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<rusqlite::CachedStatement<'_>, DbError> {
        let mut statement = self.connection.prepare_cached(numbered(sql)).map_err(engine)?;
        bind(&mut statement, params)?;
        Ok(statement)
    }
}

/// SQLite numbers `$name` parameters by first appearance and `?n` parameters by their number: our `$n`
/// become `?n`, once for each statement.
fn numbered(sql: &'static str) -> &'static str {
    /// Addresses and lengths of program texts, with what they became.
    type Known = HashMap<(usize, usize), &'static str>;
    static KNOWN: LazyLock<RwLock<Known>> = LazyLock::new(RwLock::default);
    let key = (sql.as_ptr() as usize, sql.len());
    if let Some(known) = KNOWN.read().get(&key) {
        return known;
    }
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        let parameter = c == '$' && rest.peek().is_some_and(char::is_ascii_digit);
        text.push(if parameter { '?' } else { c });
    }
    // The statements of the program are finitely many.
    KNOWN.write().entry(key).or_insert_with(|| Box::leak(text.into_boxed_str()))
}

fn bind(statement: &mut Statement<'_>, params: &[Param<'_>]) -> Result<(), DbError> {
    let wanted = statement.parameter_count();
    if wanted > params.len() {
        return Err(DbError::Engine(format!("parameter {wanted} of a statement has no value")));
    }
    for (index, value) in (1..=wanted).zip(params) {
        match value {
            Param::Null => statement.raw_bind_parameter(index, rusqlite::types::Null),
            Param::Int(value) => statement.raw_bind_parameter(index, value),
            Param::Text(value) => statement.raw_bind_parameter(index, value.as_ref()),
            Param::Bytes(value) => statement.raw_bind_parameter(index, value),
        }
        .map_err(engine)?;
    }
    Ok(())
}

impl Tx<'_> {
    /// Runs a statement that answers no rows; says how many rows it changed.
    ///
    /// # Errors
    /// [`DbError`].
    pub fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<usize, DbError> {
        let mut statement = self.reader.prepare(sql, params)?;
        statement.raw_execute().map_err(engine)
    }

    /// Asks for `hint` to be given once this transaction is on disk.
    pub fn hint(&mut self, hint: Hint) {
        if !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
    }
}

fn engine(error: rusqlite::Error) -> DbError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => DbError::Full,
        _ => DbError::Engine(error.to_string()),
    }
}

/// The embedded database.
pub(super) struct Sqlite {
    submissions: Mutex<Option<mpsc::Sender<Submission>>>,
    readers: Mutex<Vec<Connection>>,
    reader_free: Condvar,
    writer: Mutex<Option<std::thread::JoinHandle<()>>>,
}

impl Sqlite {
    pub(super) fn open(path: &Path, read_connections: usize, on_hint: OnHint) -> Result<Sqlite, DbError> {
        let mut writer = connect(path, Purpose::Write)?;
        migrate::run(&mut writer)?;
        let mut answers = Answers::start(path, on_hint)?;
        let mut checkpointer = Checkpointer::start(connect(path, Purpose::Checkpoint)?)?;
        let readers =
            (0..read_connections.max(1)).map(|_| connect(path, Purpose::Read)).collect::<Result<_, _>>()?;
        let (submissions, received) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("database-writer".into())
            .spawn(move || write_loop(&mut writer, &mut checkpointer, &received, &mut answers))
            .map_err(|error| DbError::Engine(error.to_string()))?;
        Ok(Sqlite {
            submissions: Mutex::new(Some(submissions)),
            readers: Mutex::new(readers),
            reader_free: Condvar::new(),
            writer: Mutex::new(Some(thread)),
        })
    }

    pub(super) fn submit(&self, submission: Submission) -> Result<(), DbError> {
        let guard = self.submissions.lock();
        let sender = guard.as_ref().ok_or(DbError::Closed)?;
        sender.send(submission).map_err(|_| DbError::Closed)
    }

    pub(super) fn read<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.take_reader();
        // Given back also when `work` unwinds.
        let lent = Lent { home: self, connection: Some(connection) };
        let connection = lent.connection.as_ref().ok_or(DbError::Closed)?;
        // A deferred transaction makes several statements see one snapshot.
        run(connection, "BEGIN DEFERRED")?;
        let outcome = catch_unwind(AssertUnwindSafe(|| work(&Reader { connection })));
        run(connection, "COMMIT")?;
        outcome.unwrap_or_else(|_| Err(DbError::Panicked.into()))
    }

    fn take_reader(&self) -> Connection {
        let mut readers = self.readers.lock();
        loop {
            if let Some(connection) = readers.pop() {
                return connection;
            }
            self.reader_free.wait(&mut readers);
        }
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.submissions.lock().take();
        if let Some(thread) = self.writer.lock().take() {
            // The writer never drops the last handle to itself, so this cannot wait for its own thread.
            let _ = thread.join();
        }
    }
}

struct Lent<'a> {
    home: &'a Sqlite,
    connection: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.home.readers.lock().push(connection);
            self.home.reader_free.notify_one();
        }
    }
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Read,
    Write,
    Checkpoint,
}

fn connect(path: &Path, purpose: Purpose) -> Result<Connection, DbError> {
    let mode = match purpose {
        Purpose::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Purpose::Write | Purpose::Checkpoint => {
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
        }
    };
    let connection =
        Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(engine)?;
    connection.busy_timeout(Duration::from_secs(5)).map_err(engine)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    // No memory map: the file grows with every fold, and mapping it anew stops every thread for a moment.
    connection
        .execute_batch(
            "PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;",
        )
        .map_err(engine)?;
    if purpose != Purpose::Read {
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; \
                 PRAGMA journal_size_limit = 67108864;",
            )
            .map_err(engine)?;
    }
    if purpose == Purpose::Write {
        // What the writer has just written it keeps.
        connection.execute_batch("PRAGMA cache_size = -64000;").map_err(engine)?;
        Checkpointer::watch(&connection);
    }
    Ok(connection)
}

fn run(connection: &Connection, sql: &'static str) -> Result<(), DbError> {
    let mut statement = connection.prepare_cached(sql).map_err(engine)?;
    statement.raw_execute().map(drop).map_err(engine)
}

fn write_loop(
    connection: &mut Connection,
    checkpointer: &mut Checkpointer,
    received: &mpsc::Receiver<Submission>,
    answers: &mut Answers,
) {
    let mut careful_until = None;
    while let Ok(first) = received.recv() {
        let mut next = Some(first);
        let careful = careful_until.is_some_and(|until| Instant::now() < until);
        let mut group: Vec<Box<dyn Work>> = Vec::new();
        let mut hints = Vec::new();
        let mut checkpoint = None;
        let gathered = Instant::now();
        let mut began = run(connection, "BEGIN IMMEDIATE");
        while let Some(submission) = next.take() {
            match submission {
                Submission::Work(mut work) => {
                    if began.is_ok() {
                        began = run_one(connection, work.as_mut(), &mut hints, careful);
                    }
                    group.push(work);
                }
                Submission::Checkpoint(answer) => checkpoint = Some(answer),
            }
            let room = group.len() < GROUP_MAX && checkpoint.is_none() && gathered.elapsed() < GATHER;
            if room && began.is_ok() {
                next = received.try_recv().ok();
            }
        }
        if matches!(began, Err(DbError::Undone)) {
            tracing::error!(callers = group.len(), "a write broke and took the others of its commit with it");
            careful_until = Some(Instant::now() + CAREFUL_FOR);
        }
        let committed = began.and_then(|()| run(connection, "COMMIT"));
        if committed.is_err() && !connection.is_autocommit() {
            let _ = run(connection, "ROLLBACK");
        }
        answers.give(group, committed, hints);
        checkpointer.after_commit(connection);
        if let Some(answer) = checkpoint {
            let folded = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").map_err(engine);
            let _ = answer.send(folded);
        }
    }
    answers.stop();
    checkpointer.stop();
    // The last handle is gone: leave a tidy file behind. Failing to is no loss, the log is replayed.
    let _ = connection.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);");
}

/// Runs one caller's transaction. An error says that nothing of the group can be kept.
fn run_one(
    connection: &Connection,
    work: &mut dyn Work,
    hints: &mut Vec<Hint>,
    careful: bool,
) -> Result<(), DbError> {
    let alone = careful || work.may_refuse_late();
    if alone {
        run(connection, "SAVEPOINT caller")?;
    }
    let mut tx = Tx { reader: Reader { connection }, hints: Vec::new(), announced: Vec::new() };
    match work.run(&mut tx) {
        Ran::Kept => {
            for hint in tx.hints {
                if !hints.contains(&hint) {
                    hints.push(hint);
                }
            }
        }
        Ran::Refused => {}
        Ran::Broken if alone => run(connection, "ROLLBACK TO caller")?,
        Ran::Broken => return Err(DbError::Undone),
    }
    if alone { run(connection, "RELEASE caller") } else { Ok(()) }
}
