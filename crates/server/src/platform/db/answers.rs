//! Tells callers what came of their transactions, beside the writer.
//!
//! Waking a caller costs some microseconds, and a large group has many: while they are told, the writer is
//! on its next group already. A small group is told at once, where a change of threads would cost more.

use std::{sync::mpsc, thread::JoinHandle};

use super::{DbError, Hint, OnHint, sqlite::Work};

/// The largest group that the writer answers itself.
const SMALL_GROUP: usize = 4;

/// A group whose commit has ended, well or not.
struct Ended {
    group: Vec<Box<dyn Work>>,
    committed: Result<(), DbError>,
    hints: Vec<Hint>,
}

/// Whoever tells the callers.
pub(super) struct Answers {
    on_hint: OnHint,
    ended: Option<mpsc::Sender<Ended>>,
    thread: Option<JoinHandle<()>>,
}

impl Answers {
    /// Starts the thread.
    pub(super) fn start(on_hint: OnHint) -> Result<Answers, DbError> {
        let (ended, receiver) = mpsc::channel::<Ended>();
        let hint = on_hint.clone();
        let thread = std::thread::Builder::new()
            .name("database-answers".into())
            .spawn(move || receiver.into_iter().for_each(|ended| tell(ended, &hint)))
            .map_err(|error| DbError::Engine(error.to_string()))?;
        Ok(Answers { on_hint, ended: Some(ended), thread: Some(thread) })
    }

    /// Answers a group whose commit has ended, and gives its hints when it was kept.
    pub(super) fn give(&self, group: Vec<Box<dyn Work>>, committed: Result<(), DbError>, hints: Vec<Hint>) {
        let ended = Ended { group, committed, hints };
        let left = match &self.ended {
            Some(sender) if ended.group.len() > SMALL_GROUP => sender.send(ended).err().map(|error| error.0),
            _ => Some(ended),
        };
        if let Some(ended) = left {
            tell(ended, &self.on_hint);
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

fn tell(ended: Ended, on_hint: &OnHint) {
    let Ended { group, committed, hints } = ended;
    match committed {
        Ok(()) => {
            for work in group {
                work.answer(Ok(()));
            }
            for hint in &hints {
                on_hint(hint);
            }
        }
        Err(error) => {
            tracing::error!(%error, callers = group.len(), "a group of transactions could not be committed");
            let full = matches!(error, DbError::Full);
            for work in group {
                let told = if full { DbError::Full } else { DbError::Engine(error.to_string()) };
                work.answer(Err(told));
            }
        }
    }
}
