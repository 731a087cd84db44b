//! A stand-in for Runway, as slow and as wrong as a test needs.
//!
//! Tasks are created, asked about and deleted as the vendor's SDK does it; small real files come out. What goes
//! wrong is scripted by kind of call, with the troubles of [`Trouble`].

mod serve;
mod task;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
};

use bytes::Bytes;
use parking_lot::Mutex;
use serde_json::Value;

pub use crate::exchange::{Call, Trouble};
use crate::server::{Port, Server};

/// A kind of call, to script what happens to the next ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// A task is created.
    Create,
    /// How it goes.
    Task,
    /// A wish to stop it.
    Cancel,
    /// Asking for a place for a file, and putting it there.
    Upload,
    /// Fetching an output file.
    File,
    /// Asking for the account.
    Organisation,
}

/// How tasks go that are created from now on.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The states that are told before the end, one for each question.
    pub states: Vec<&'static str>,
    /// Never ends.
    pub stuck: bool,
    /// The `failureCode` it ends with; `None` for a result.
    pub fails_with: Option<&'static str>,
    /// How many links expire before one works.
    pub expired_links: u32,
}

impl Default for Plan {
    /// Done at once.
    fn default() -> Plan {
        Plan { states: Vec::new(), stuck: false, fails_with: None, expired_links: 0 }
    }
}

/// Something that was asked to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Create {
    /// e.g. `/v1/image_to_video`.
    pub path: String,
    /// The body.
    pub body: Value,
    /// The key.
    pub key: String,
    /// The name of the task.
    pub task_id: String,
}

struct State {
    address: String,
    script: Mutex<HashMap<Phase, VecDeque<Trouble>>>,
    plan: Mutex<Plan>,
    tasks: Mutex<HashMap<String, task::Task>>,
    creates: Mutex<Vec<Create>>,
    calls: Mutex<Option<Vec<Call>>>,
    uploads: Mutex<HashMap<String, Bytes>>,
    revoked: Mutex<HashSet<String>>,
    exhausted: Mutex<HashSet<String>>,
}

/// A running fake.
pub struct FakeRunway {
    /// e.g. `http://127.0.0.1:40123`.
    pub address: String,
    state: Arc<State>,
    server: Server,
}

impl FakeRunway {
    /// A fake that does everything at once and nothing wrong, on a free loopback port.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> FakeRunway {
        let port = Port::free().await;
        let address = port.address.clone();
        let state = Arc::new(State {
            address: address.clone(),
            script: Mutex::default(),
            plan: Mutex::default(),
            tasks: Mutex::default(),
            creates: Mutex::default(),
            calls: Mutex::default(),
            uploads: Mutex::default(),
            revoked: Mutex::default(),
            exhausted: Mutex::default(),
        });
        let server = port.serve(&state, serve::answer);
        FakeRunway { address, state, server }
    }

    /// How tasks go that are created from now on.
    pub fn plan(&self, plan: Plan) {
        *self.state.plan.lock() = plan;
    }

    /// What happens to the next calls of a kind, one after the other.
    pub fn script(&self, phase: Phase, troubles: impl IntoIterator<Item = Trouble>) {
        self.state.script.lock().entry(phase).or_default().extend(troubles);
    }

    /// From now on this key is refused with 401.
    pub fn revoke(&self, key: &str) {
        self.state.revoked.lock().insert(key.to_owned());
    }

    /// From now on the balance of this key is used up.
    pub fn exhaust(&self, key: &str) {
        self.state.exhausted.lock().insert(key.to_owned());
    }

    /// Everything that was taken, in order.
    #[must_use]
    pub fn creates(&self) -> Vec<Create> {
        self.state.creates.lock().clone()
    }

    /// Whether somebody stopped or deleted this task.
    #[must_use]
    pub fn was_deleted(&self, task_id: &str) -> bool {
        self.state.tasks.lock().get(task_id).is_some_and(|task| task.deleted)
    }

    /// The file that was uploaded under a `runway://` name.
    #[must_use]
    pub fn uploaded(&self, uri: &str) -> Option<Bytes> {
        self.state.uploads.lock().get(uri.strip_prefix("runway://")?).cloned()
    }

    /// Starts to write every call down, and answers those written down so far.
    #[must_use]
    pub fn take_calls(&self) -> Vec<Call> {
        self.state.calls.lock().replace(Vec::new()).unwrap_or_default()
    }

    /// Refuses connections until [`FakeRunway::come_back`]; open ones are cut.
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
