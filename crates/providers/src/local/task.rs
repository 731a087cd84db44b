//! One picture on its way: painted by a studio thread, watched by whoever polls.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use studio::{StudioError, Watch};
use tokio::sync::watch;

use super::{Job, Painter};
use crate::{Fault, FaultClass, Progress, Status, Thumb};

/// One picture on its way.
pub(super) struct Task {
    job: Job,
    cancelled: AtomicBool,
    status: watch::Sender<Status>,
}

impl Task {
    pub(super) fn new(job: Job) -> Task {
        let waiting =
            Progress { revision: 1, percent: 0, sentence: "Waiting for a brush".into(), preview: None };
        Task { job, cancelled: AtomicBool::new(false), status: watch::channel(Status::Running(waiting)).0 }
    }

    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
        self.status.send_replace(Status::Forgotten);
    }

    /// The status once it is newer than `revision`, or as it is after `wait`.
    pub(super) async fn status_after(&self, revision: u64, wait: Duration) -> Status {
        let mut changes = self.status.subscribe();
        let newer = changes.wait_for(|status| match status {
            Status::Running(progress) => progress.revision > revision,
            _ => true,
        });
        match tokio::time::timeout(wait, newer).await {
            Ok(Ok(status)) => status.clone(),
            _ => self.status.borrow().clone(),
        }
    }

    /// Has it painted. A panic of the painter is a fault of this picture alone.
    pub(super) fn paint(&self, painter: &dyn Painter) {
        if self.cancelled.load(Ordering::Relaxed) {
            return;
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| painter.paint(&self.job, self)));
        let status = match outcome {
            Ok(Ok(output)) => Status::Finished(Arc::new(vec![output])),
            Ok(Err(StudioError::Cancelled)) => Status::Forgotten,
            Ok(Err(StudioError::Invalid(message))) => {
                Status::Failed(Fault { class: FaultClass::Invalid, message })
            }
            Ok(Err(StudioError::Machine(message))) => {
                tracing::error!(message, "the local studio could not go on");
                Status::Failed(Fault { class: FaultClass::Broken, message })
            }
            Ok(Err(error @ StudioError::Engine(_))) => broken(&error.to_string()),
            Err(_) => broken("the painter stopped unexpectedly"),
        };
        self.status.send_replace(status);
    }
}

impl Watch for Task {
    fn progress(&self, step: studio::Progress<'_>) {
        self.status.send_modify(|status| {
            if let Status::Running(progress) = status {
                progress.revision += 1;
                // Finished is told by the status itself: a running picture is never at 100.
                progress.percent = (step.fraction.clamp(0.0, 0.99) * 100.0) as u8;
                step.sentence.clone_into(&mut progress.sentence);
                if let Some(preview) = step.preview {
                    let (width, height, rgb) = (preview.width, preview.height, preview.rgb.clone());
                    progress.preview = Some(Arc::new(Thumb { width, height, rgb }));
                }
            }
        });
    }

    fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

fn broken(reason: &str) -> Status {
    tracing::error!(reason, "the local studio failed");
    let message = "The local studio could not finish this.".to_owned();
    Status::Failed(Fault { class: FaultClass::Broken, message })
}
