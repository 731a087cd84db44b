//! Hints between a commit and the workers.

use std::sync::Arc;

use tokio::sync::Notify;

/// Wakes workers when there is something to claim. Only a hint: workers also look by themselves.
#[derive(Clone, Default)]
pub struct Wakeup(Arc<Notify>);

impl Wakeup {
    /// Wakes every waiting worker.
    pub fn wake(&self) {
        self.0.notify_waiters();
    }

    /// Resolves at the next wake-up. Enable it before looking for work, so that none is missed.
    pub fn wait(&self) -> tokio::sync::futures::Notified<'_> {
        self.0.notified()
    }
}
