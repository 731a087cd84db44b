//! Callers' transactions on their way to the writer thread and back.
//!
//! There are two kinds. A closure that may refuse at any point is undone alone, which takes a savepoint. One that
//! looks first ([`checked_job`]) refuses before it has written anything, so there is nothing to undo.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use super::{DbError, Reader, Tx};
use crate::platform::events;

/// What the writer thread takes.
pub(super) enum Submission {
    Work(Box<dyn Work>),
    Checkpoint(oneshot::Sender<Result<(), DbError>>),
}

/// A caller's transaction: runs once, then is told how the commit went.
pub(super) trait Work: Send {
    fn run(&mut self, tx: &mut Tx<'_>) -> Ran;
    /// Whether it may refuse after it has written, so that it has to be undone alone.
    fn may_refuse_late(&self) -> bool;
    fn answer(self: Box<Self>, committed: Result<(), DbError>);
}

/// How a caller's transaction went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ran {
    /// What it wrote is to be kept.
    Kept,
    /// It refused before it had written anything.
    Refused,
    /// It may have written something that must not be kept.
    Broken,
}

struct Typed<T, E, F> {
    work: Option<F>,
    /// Whether `work` may refuse after it has written.
    refuses_late: bool,
    outcome: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Work for Typed<T, E, F>
where
    F: FnOnce(&mut Tx<'_>) -> (Ran, Result<T, E>) + Send,
    T: Send,
    E: From<DbError> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Ran {
        let Some(work) = self.work.take() else { return Ran::Refused };
        let (ran, outcome) = catch_unwind(AssertUnwindSafe(|| work(tx)))
            .unwrap_or_else(|_| (Ran::Broken, Err(DbError::Panicked.into())));
        self.outcome = Some(outcome);
        ran
    }

    fn may_refuse_late(&self) -> bool {
        self.refuses_late
    }

    fn answer(self: Box<Self>, committed: Result<(), DbError>) {
        let outcome = match (self.outcome, committed) {
            (Some(Ok(_)) | None, Err(error)) => Err(error.into()),
            (Some(outcome), _) => outcome,
            (None, Ok(())) => Err(DbError::Panicked.into()),
        };
        // A caller that went away does not undo its write; nobody is left to tell.
        let _ = self.answer.send(outcome);
    }
}

/// Wraps a closure for the writer thread.
pub(super) fn job<T, E, F>(work: F, answer: oneshot::Sender<Result<T, E>>) -> Submission
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    let work = move |tx: &mut Tx<'_>| match work(tx).and_then(|value| announced(tx, value)) {
        Ok(value) => (Ran::Kept, Ok(value)),
        Err(refusal) => (Ran::Broken, Err(refusal)),
    };
    Submission::Work(Box::new(Typed { work: Some(work), refuses_late: true, outcome: None, answer }))
}

/// Wraps a closure that looks and one that writes.
pub(super) fn checked_job<C, T, E, F, W>(
    check: F,
    write: W,
    answer: oneshot::Sender<Result<T, E>>,
) -> Submission
where
    F: FnOnce(&Reader<'_>) -> Result<C, E> + Send + 'static,
    W: FnOnce(&mut Tx<'_>, C) -> Result<T, DbError> + Send + 'static,
    C: Send + 'static,
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    let work = move |tx: &mut Tx<'_>| match check(tx) {
        Err(refusal) => (Ran::Refused, Err(refusal)),
        Ok(found) => match write(tx, found).and_then(|value| announced(tx, value)) {
            Ok(value) => (Ran::Kept, Ok(value)),
            Err(error) => (Ran::Broken, Err(error.into())),
        },
    };
    Submission::Work(Box::new(Typed { work: Some(work), refuses_late: false, outcome: None, answer }))
}

/// Writes what a closure announced.
fn announced<T, E: From<DbError>>(tx: &mut Tx<'_>, value: T) -> Result<T, E> {
    events::write_announced(tx)?;
    Ok(value)
}
