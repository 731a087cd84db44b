//! Asking how a task goes, and finding out which key created one.

use std::{sync::Arc, time::Duration};

use domain::time::Millis;
use reqwest::Method;

use super::{Remote, Runway, Shared, collect, map, models, wire::Task};
use crate::{
    FaultClass, KeyRing, Status, Submission,
    following::{self, Asked, Following, Vendor, failed, question},
    http::Secret,
};

impl Vendor for Shared {
    type Remote = Remote;
    type Done = Task;
    const NAME: &'static str = "Runway";

    fn following(&self) -> &Following {
        &self.following
    }

    fn keys(&self) -> &KeyRing {
        &self.keys
    }

    fn now(&self) -> Millis {
        (self.settings.clock)()
    }

    fn pauses(&self) -> (Duration, Duration) {
        (self.settings.poll_every, self.settings.poll_every)
    }

    fn names(remote: &Remote) -> (&str, &str) {
        (&remote.task_id, &remote.key)
    }

    async fn ask(&self, remote: &Remote, secret: &Secret) -> Asked<Task> {
        let path = format!("v1/tasks/{}", remote.task_id);
        let (call, now) = (self.call(Method::GET, &path, secret), self.now());
        question(&self.client, call, now, read, |answer| map::fault(answer, now)).await
    }

    async fn collect(&self, remote: &Remote, secret: &Secret, task: Task) -> Option<Status> {
        match models::find(&remote.model_id) {
            Ok(model) => collect::collect(self, remote, secret, model, task).await,
            Err(fault) => Some(Status::Failed(fault)),
        }
    }
}

/// What a task says of itself. A state that is newer than this code is none that ends a run.
fn read(body: &[u8]) -> Asked<Task> {
    let Ok(task) = serde_json::from_slice::<Task>(body) else { return Asked::Unreadable };
    match task.status.as_str() {
        "SUCCEEDED" => Asked::Done(task),
        "FAILED" => Asked::Ended(Status::Failed(map::failure(&task))),
        "CANCELLED" => {
            Asked::Ended(failed(FaultClass::Broken, "The task was cancelled at Runway, not by us."))
        }
        _ => map::progress(&task).map_or(Asked::Unreachable, Asked::Progress),
    }
}

impl Runway {
    /// How it goes: at once when something changed since `revision`, or after `wait`.
    pub(crate) async fn poll(&self, remote_id: &str, revision: u64, wait: Duration) -> Status {
        following::poll(&self.shared, remote_id, Remote::decode(remote_id), revision, wait).await
    }

    /// The remote id of a task that somebody found at Runway. Which key created it is not known, so each is asked
    /// whether it knows it.
    pub(crate) async fn adopt(&self, submission: &Submission, task_id: &str) -> Option<String> {
        let model = models::find(&submission.model_id).ok()?;
        let changes = model.preview(submission).ok()?.changes;
        let named = |key: &str| {
            let (task_id, model_id) = (task_id.to_owned(), model.id.to_owned());
            let remote = Remote { task_id, model_id, key: key.to_owned(), changes: changes.clone() };
            Remote::decode(&remote.encode())
        };
        let remote = following::find_key(Arc::as_ref(&self.shared), named).await?;
        Some(remote.encode())
    }
}
