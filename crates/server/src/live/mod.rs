//! Live updates: one stream per client over the workspace's events.

use std::{collections::HashMap, sync::Arc};

use domain::id::WorkspaceId;
use parking_lot::Mutex;
use tokio::sync::watch;

/// Wakes the streams of a workspace when it has new events. Only a hint: a stream also looks by itself.
#[derive(Clone, Default)]
pub struct Hub {
    listeners: Arc<Mutex<HashMap<WorkspaceId, watch::Sender<()>>>>,
}

impl Hub {
    /// Wakes everyone who listens to `workspace`.
    pub fn wake(&self, workspace: WorkspaceId) {
        let mut listeners = self.listeners.lock();
        if let Some(sender) = listeners.get(&workspace)
            && sender.send(()).is_err()
        {
            listeners.remove(&workspace);
        }
    }

    /// Listens to `workspace` from now on.
    #[must_use]
    pub fn listen(&self, workspace: WorkspaceId) -> watch::Receiver<()> {
        self.listeners.lock().entry(workspace).or_insert_with(|| watch::channel(()).0).subscribe()
    }
}
