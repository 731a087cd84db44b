//! Folds SQLite's write-ahead log into the database file, beside the writer.
//!
//! The engine's own way is to fold inside the commit that passes a size: every caller of that group then
//! waits for some tens of milliseconds, and the writer's time goes into copying pages. Here a thread with
//! a connection of its own folds while the writer goes on. What the writer has added meanwhile stays in
//! the log, so under steady load the log would never be empty and never start over; once it is long, and
//! a pass has just left little to do, the writer folds that rest between two groups.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
};

use rusqlite::Connection;

use super::DbError;

/// Pages of 4 KiB after which the log is folded (16 MiB).
const FOLD_EVERY: u32 = 4_000;
/// Pages after which the writer folds the rest, so that the log starts over (64 MiB).
const LOG_LONG: u32 = 16_000;

thread_local! {
    /// Pages in the log after this thread's last commit, as the engine told it.
    static LOG_PAGES: Cell<u32> = const { Cell::new(0) };
}

/// The writer's handle to the thread that folds.
pub(super) struct Checkpointer {
    nudge: Option<SyncSender<()>>,
    folding: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    next_fold: u32,
    next_rest: u32,
}

impl Checkpointer {
    /// Starts the thread on `connection`, which it keeps.
    pub(super) fn start(connection: Connection) -> Result<Checkpointer, DbError> {
        let (nudge, nudged) = sync_channel(1);
        let folding = Arc::new(AtomicBool::new(false));
        let told = folding.clone();
        let thread = std::thread::Builder::new()
            .name("database-checkpointer".into())
            .spawn(move || fold_when_nudged(&connection, &nudged, &told))
            .map_err(|error| DbError::Engine(error.to_string()))?;
        Ok(Checkpointer {
            nudge: Some(nudge),
            folding,
            thread: Some(thread),
            next_fold: FOLD_EVERY,
            next_rest: LOG_LONG,
        })
    }

    /// Makes `writer` count the log instead of folding it inside a commit.
    pub(super) fn watch(writer: &Connection) {
        writer.wal_hook(Some(|_, pages| {
            LOG_PAGES.with(|count| count.set(u32::try_from(pages).unwrap_or(0)));
            Ok(())
        }));
    }

    /// Looks at the log after a commit, on the writer's thread.
    pub(super) fn after_commit(&mut self, writer: &Connection) {
        let pages = LOG_PAGES.with(Cell::get);
        if pages < FOLD_EVERY {
            // It started over.
            (self.next_fold, self.next_rest) = (FOLD_EVERY, LOG_LONG);
            return;
        }
        if self.folding.load(Ordering::Acquire) {
            return;
        }
        if pages >= self.next_rest {
            // A reader on an old snapshot can keep the log from starting over: then not before it has
            // grown as much again.
            self.next_rest = pages.saturating_add(FOLD_EVERY);
            fold(writer);
        } else if pages >= self.next_fold {
            self.next_fold = pages.saturating_add(FOLD_EVERY);
            if let Some(Err(TrySendError::Disconnected(()))) = self.nudge.as_ref().map(|n| n.try_send(())) {
                fold(writer);
            }
        }
    }

    /// Ends the thread and waits for it.
    pub(super) fn stop(&mut self) {
        self.nudge.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn fold_when_nudged(connection: &Connection, nudged: &Receiver<()>, folding: &AtomicBool) {
    while nudged.recv().is_ok() {
        folding.store(true, Ordering::Release);
        fold(connection);
        folding.store(false, Ordering::Release);
    }
}

/// Folds what can be folded without making anybody wait. Failing is no loss: the log stays, and is
/// folded later.
fn fold(connection: &Connection) {
    if let Err(error) = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
        tracing::warn!(%error, "the log could not be folded");
    }
}
