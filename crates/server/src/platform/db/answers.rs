//! Makes commits durable and tells their callers, beside the writer.
//!
//! An answered write is on disk. The wait for the disk is most of a commit, and waking many callers is not
//! free either; both happen here, on a thread of their own, while the writer runs and commits the next
//! groups. The engine itself therefore does not wait (`synchronous=NORMAL`, see ADR 2): the log is forced
//! to disk here, once for every group that has been committed meanwhile, and only then is anybody told.
//! A crash in between loses groups that nobody was told of, and never part of one: the log is read back up
//! to its last whole, valid commit (SQLite documentation, “Write-Ahead Logging”, the WAL file).
//!
//! ```text
//!  writer:   group 1 ─ commit │ group 2 ─ commit │ group 3 ─ commit │ …
//!  here:                      └─ force ── tell 1 └───── force ────── tell 2 and 3
//! ```

use std::{fs::File, path::Path, sync::mpsc, thread::JoinHandle};

use super::{DbError, Hint, OnHint, work::Work};

/// A group whose commit has ended, well or not.
struct Ended {
    group: Vec<Box<dyn Work>>,
    committed: Result<(), DbError>,
    hints: Vec<Hint>,
}

/// Whoever tells the callers.
pub(super) struct Answers {
    ended: Option<mpsc::Sender<Ended>>,
    thread: Option<JoinHandle<()>>,
}

impl Answers {
    /// Starts the thread for the database at `path`, whose log exists.
    pub(super) fn start(path: &Path, on_hint: OnHint) -> Result<Answers, DbError> {
        let failed = |error: std::io::Error| DbError::Engine(format!("the log: {error}"));
        let mut name = path.as_os_str().to_owned();
        name.push("-wal");
        let log = File::options().read(true).write(true).open(name).map_err(failed)?;
        // The log's own name has to survive too; it may have been made a moment ago.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all()).map_err(failed)?;
        let (ended, receiver) = mpsc::channel::<Ended>();
        let thread = std::thread::Builder::new()
            .name("database-answers".into())
            .spawn(move || force_and_tell(&receiver, &log, &on_hint))
            .map_err(failed)?;
        Ok(Answers { ended: Some(ended), thread: Some(thread) })
    }

    /// Takes a group whose commit has ended. Its callers are told once it is on disk, and its hints given.
    pub(super) fn give(&self, group: Vec<Box<dyn Work>>, committed: Result<(), DbError>, hints: Vec<Hint>) {
        // The thread lives as long as the sender.
        if let Some(sender) = &self.ended {
            let _ = sender.send(Ended { group, committed, hints });
        }
    }

    /// Ends the thread when everybody was told.
    pub(super) fn stop(&mut self) {
        self.ended.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn force_and_tell(receiver: &mpsc::Receiver<Ended>, log: &File, on_hint: &OnHint) {
    while let Ok(first) = receiver.recv() {
        let groups: Vec<Ended> = std::iter::once(first).chain(receiver.try_iter()).collect();
        let forced = log.sync_data().map_err(|error| match error.kind() {
            std::io::ErrorKind::StorageFull => DbError::Full,
            _ => DbError::Engine(format!("the log could not be forced to disk: {error}")),
        });
        for Ended { group, committed, hints } in groups {
            let kept = match (&committed, &forced) {
                (Ok(()), Ok(())) => None,
                (Err(error), _) | (Ok(()), Err(error)) => Some(error),
            };
            if let Some(error) = kept {
                tracing::error!(%error, callers = group.len(), "a group of transactions was not kept");
            }
            for work in group {
                work.answer(kept.map_or(Ok(()), |error| Err(again(error))));
            }
            if kept.is_none() {
                hints.iter().for_each(|hint| on_hint(hint));
            }
        }
    }
}

/// The same failure for one more caller.
fn again(error: &DbError) -> DbError {
    match error {
        DbError::Full => DbError::Full,
        DbError::Undone => DbError::Undone,
        other => DbError::Engine(other.to_string()),
    }
}
