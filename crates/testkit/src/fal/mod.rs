//! fal.ai as a local server: the queue, storage, webhooks and output files, true to the wire.
//!
//! Whether it is true is not ours to say: `tests/fal_sdk.rs` drives it with the vendor's own SDK. One
//! address stands for all of fal's hosts; a key is any that was not revoked.
//!
//! ```no_run
//! # async fn example() {
//! use testkit::fal::{FakeFal, Phase, Trouble};
//!
//! let fal = FakeFal::start().await;
//! fal.script(Phase::Submit, [Trouble::rate_limit(Some("2")), Trouble::LoseAnswer]);
//! // … the first submit is refused, the second is taken and its answer lost …
//! assert_eq!(fal.submits().iter().filter(|submit| submit.taken).count(), 1);
//! # }
//! ```
//!
//! Out of the box every request is done at once and nothing goes wrong. [`Plan`] says how requests go,
//! [`FakeFal::script`] what happens to the next calls of a kind, [`FakeFal::chaos`] makes any call go
//! wrong by a seed, and [`FakeFal::submits`] tells what was asked for, taken and answered.

mod endpoints;
mod queue;
mod script;
mod serve;
mod storage;
mod webhook;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use bytes::Bytes;
use parking_lot::Mutex;
use script::Script;
pub use script::{Chaos, Ending, Phase, Plan};
use serde_json::Value;
use tokio::sync::watch;

pub use crate::exchange::{Call, Trouble};
use crate::server::{Port, Server};

/// A running fake. Ends when dropped.
pub struct FakeFal {
    /// e.g. `http://127.0.0.1:40123`; stands for `queue.fal.run` and `rest.fal.ai` alike.
    pub address: String,
    state: Arc<State>,
    server: Server,
}

/// Something that was asked to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Submit {
    /// The name the fake gave it.
    pub request_id: String,
    /// Which model.
    pub endpoint: String,
    /// Its input object.
    pub input: Value,
    /// The key it came with.
    pub key: String,
    /// Whether it was taken; a refused one costs nothing.
    pub taken: bool,
    /// Whether its answer was sent whole.
    pub answered: bool,
}

/// What the parts of the fake share.
struct State {
    address: String,
    script: Mutex<Script>,
    plan: Mutex<Plan>,
    requests: Mutex<HashMap<String, queue::Request>>,
    submits: Mutex<Vec<Submit>>,
    submit_count: watch::Sender<usize>,
    calls: Mutex<Option<Vec<Call>>>,
    uploads: Mutex<HashMap<String, (String, Option<Bytes>)>>,
    revoked: Mutex<HashSet<String>>,
    exhausted: Mutex<HashSet<String>>,
    signer: webhook::Signer,
    client: reqwest::Client,
}

impl FakeFal {
    /// A fake that does everything at once and nothing wrong, on a free loopback port.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> FakeFal {
        let port = Port::free().await;
        let address = port.address.clone();
        let state = Arc::new(State {
            address: address.clone(),
            script: Mutex::default(),
            plan: Mutex::default(),
            requests: Mutex::default(),
            submits: Mutex::default(),
            submit_count: watch::channel(0).0,
            calls: Mutex::default(),
            uploads: Mutex::default(),
            revoked: Mutex::default(),
            exhausted: Mutex::default(),
            signer: webhook::Signer::new(1),
            client: crate::client(),
        });
        let server = port.serve(&state, serve::answer);
        FakeFal { address, state, server }
    }

    /// How requests go that are submitted from now on.
    pub fn plan(&self, plan: Plan) {
        *self.state.plan.lock() = plan;
    }

    /// What happens to the next calls of a kind, one after the other.
    pub fn script(&self, phase: Phase, troubles: impl IntoIterator<Item = Trouble>) {
        let mut script = self.state.script.lock();
        troubles.into_iter().for_each(|trouble| script.push(phase, trouble));
    }

    /// Random trouble for every call that no script is for; `None` ends it.
    pub fn chaos(&self, chaos: Option<Chaos>) {
        self.state.script.lock().set_chaos(chaos);
    }

    /// From now on this key is refused with 401.
    pub fn revoke(&self, key: &str) {
        self.state.revoked.lock().insert(key.to_owned());
    }

    /// From now on the balance of this key is used up: 403.
    pub fn exhaust(&self, key: &str) {
        self.state.exhausted.lock().insert(key.to_owned());
    }

    /// Ends a stuck request. Unknown ones are ignored.
    pub fn finish(&self, request_id: &str) {
        if let Some(request) = self.state.requests.lock().get_mut(request_id) {
            request.plan.stuck = false;
        }
    }

    /// Everything that was asked to be made, in order.
    #[must_use]
    pub fn submits(&self) -> Vec<Submit> {
        self.state.submits.lock().clone()
    }

    /// Waits until this many submits came, taken or not.
    pub async fn submitted(&self, count: usize) {
        let mut counts = self.state.submit_count.subscribe();
        // The sender lives as long as the fake.
        let _ = counts.wait_for(|seen| *seen >= count).await;
    }

    /// Whether somebody asked to stop this request.
    #[must_use]
    pub fn was_cancelled(&self, request_id: &str) -> bool {
        self.state.requests.lock().get(request_id).is_some_and(|request| request.cancelled)
    }

    /// Starts to write every call down, and answers those written down so far.
    #[must_use]
    pub fn take_calls(&self) -> Vec<Call> {
        self.state.calls.lock().replace(Vec::new()).unwrap_or_default()
    }

    /// What was uploaded to a `file_url`: its media type and content.
    #[must_use]
    pub fn uploaded(&self, file_url: &str) -> Option<(String, Bytes)> {
        let (_, id) = file_url.split_once("/files/uploaded/")?;
        let uploads = self.state.uploads.lock();
        uploads.get(id).and_then(|(media_type, bytes)| Some((media_type.clone(), bytes.clone()?)))
    }

    /// Announces a request once more, signed as fal would; with `forged`, by somebody else. Answers the
    /// receiver's status.
    ///
    /// # Panics
    /// When the request is unknown or the receiver does not answer.
    pub async fn announce(&self, request_id: &str, receiver: &str, forged: bool) -> u16 {
        let body = queue::webhook_body(&self.state, request_id).expect("a known request");
        let signer = if forged { &webhook::Signer::new(99) } else { &self.state.signer };
        webhook::deliver(&self.state.client, signer, receiver, request_id, &body).await.expect("an answer")
    }

    /// The headers and body fal would announce this request with, signed for this second of Unix time.
    ///
    /// # Panics
    /// When the request is unknown.
    #[must_use]
    pub fn announcement(&self, request_id: &str, unix_seconds: i64) -> (Vec<(&'static str, String)>, Bytes) {
        let body = queue::webhook_body(&self.state, request_id).expect("a known request");
        (self.state.signer.headers(request_id, unix_seconds, &body), body)
    }

    /// Refuses connections until [`FakeFal::come_back`]; open ones are cut.
    pub async fn go_down(&self) {
        self.server.go_down().await;
    }

    /// Listens again at the same address, with everything it knew.
    ///
    /// # Panics
    /// When somebody else took the port.
    pub async fn come_back(&self) {
        self.server.come_back().await;
    }
}
