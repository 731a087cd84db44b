//! Hints between a commit and the streams.

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
            // The last listener is gone.
            listeners.remove(&workspace);
        }
    }

    /// Listens to `workspace` from now on.
    #[must_use]
    pub fn listen(&self, workspace: WorkspaceId) -> watch::Receiver<()> {
        self.listeners.lock().entry(workspace).or_insert_with(|| watch::channel(()).0).subscribe()
    }

    /// The workspaces that somebody listens to now.
    #[must_use]
    pub fn listened(&self) -> Vec<WorkspaceId> {
        let listeners = self.listeners.lock();
        let heard = listeners.iter().filter(|(_, sender)| sender.receiver_count() > 0);
        heard.map(|(workspace, _)| *workspace).collect()
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Millis;

    use super::*;

    #[test]
    fn wakes_only_the_workspace_and_forgets_who_left() {
        let hub = Hub::default();
        let [one, two] = [1, 2].map(|n| WorkspaceId::from_parts(Millis(n), [0; 10]));
        let (first, second) = (hub.listen(one), hub.listen(two));
        hub.wake(one);
        assert!(first.has_changed().unwrap() && !second.has_changed().unwrap());
        drop(first);
        assert_eq!(hub.listened(), [two]);
        hub.wake(one);
        assert_eq!(hub.listeners.lock().len(), 1);
    }
}
