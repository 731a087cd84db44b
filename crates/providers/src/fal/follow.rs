//! Asking how a request goes, and finding out which key submitted one.

use std::{sync::Arc, time::Duration};

use domain::time::Millis;
use reqwest::Method;

use super::wire::{QueueStatus, Submitted};
use super::{Fal, Shared, collect, map, models, remote::Remote};
use crate::{
    FaultClass, KeyRing, Status, Submission,
    following::{self, Asked, Following, Vendor, failed, question},
    http::Secret,
};

impl Vendor for Shared {
    type Remote = Remote;
    /// The seconds of computing, where fal says so.
    type Done = Option<f64>;
    const NAME: &'static str = "fal";

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
        (self.settings.poll_every_min, self.settings.poll_every_max)
    }

    fn names(remote: &Remote) -> (&str, &str) {
        (&remote.request_id, &remote.key)
    }

    async fn ask(&self, remote: &Remote, secret: &Secret) -> Asked<Option<f64>> {
        let mut url = remote.status_url.clone();
        url.query_pairs_mut().append_pair("logs", "1");
        let (call, now) = (self.authorised(Method::GET, url, secret), self.now());
        question(&self.client, call, now, read, |answer| {
            map::fault(answer.status.as_u16(), &answer.headers, &answer.body, now)
        })
        .await
    }

    async fn collect(&self, remote: &Remote, secret: &Secret, seconds: Option<f64>) -> Option<Status> {
        match models::find(&remote.model_id) {
            Some(model) => collect::collect(self, remote, secret, (model, seconds)).await,
            None => Some(failed(FaultClass::Broken, "The model of this run is no longer known.")),
        }
    }
}

/// What fal says of a request.
fn read(body: &[u8]) -> Asked<Option<f64>> {
    match serde_json::from_slice::<QueueStatus>(body) {
        Ok(status) if status.status == "COMPLETED" => {
            Asked::Done(status.metrics.and_then(|metrics| metrics.inference_time))
        }
        Ok(status) => map::progress(&status).map_or(Asked::Unreachable, Asked::Progress),
        Err(_) => Asked::Unreadable,
    }
}

impl Fal {
    /// How it goes: at once when something changed since `revision`, or after `wait`.
    pub(crate) async fn poll(&self, remote_id: &str, revision: u64, wait: Duration) -> Status {
        let remote = Remote::decode(remote_id, &self.shared.settings.queue);
        following::poll(&self.shared, remote_id, remote, revision, wait).await
    }

    /// The remote id of a request that somebody found at fal. Which key submitted it is not known, so each
    /// is asked whether it knows it.
    pub(crate) async fn adopt(&self, submission: &Submission, request_id: &str) -> Option<String> {
        let model = models::find(&submission.model_id)?;
        let endpoint = model.preview(submission).ok()?.endpoint;
        let found = Submitted {
            request_id: request_id.to_owned(),
            status_url: None,
            response_url: None,
            cancel_url: None,
        };
        let queue = &self.shared.settings.queue;
        let named = |key: &str| Remote::new(&found, queue, endpoint, model.id, key);
        let remote = following::find_key(Arc::as_ref(&self.shared), named).await?;
        Some(remote.encode())
    }

    /// Makes whoever polls this request ask now.
    pub(crate) fn nudge(&self, request_id: &str) {
        self.shared.following.nudge(request_id);
    }
}
