//! Polling: asking where a prompt stands until something changes.

use std::time::Duration;

use tokio::time::Instant;

use super::{ComfyUi, Place, failed, is_plain, map};
use crate::{FaultClass, Progress, Status};

impl ComfyUi {
    /// How it goes: at once when something changed since `revision`, or after `wait`.
    pub(crate) async fn poll(&self, remote_id: &str, revision: u64, wait: Duration) -> Status {
        if !is_plain(remote_id) {
            return failed(FaultClass::Broken, "This run was not submitted to ComfyUI.");
        }
        let until = Instant::now() + wait;
        loop {
            let progress = match self.place(remote_id).await {
                Place::Waiting(before) => Some(map::waiting(before)),
                Place::Running => Some(map::running()),
                Place::Ended(history) => match self.collect(remote_id, &history).await {
                    Some(status) => return status,
                    None => None,
                },
                // It was restarted: its queue is in memory only.
                Place::Nowhere => return Status::Forgotten,
                Place::Unknown => None,
            };
            if let Some(progress) = progress.clone().filter(|progress| progress.revision > revision) {
                return Status::Running(progress);
            }
            let now = Instant::now();
            if now >= until {
                let sentence = "ComfyUI is working on it".to_owned();
                let known = Progress { revision, sentence, ..Progress::default() };
                return Status::Running(progress.unwrap_or(known));
            }
            tokio::time::sleep_until((now + self.shared.settings.poll_every).min(until)).await;
        }
    }
}
