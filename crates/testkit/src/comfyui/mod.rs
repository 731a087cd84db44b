//! A stand-in for ComfyUI, as slow and as wrong as a test needs.
//!
//! It takes prompts into a queue, runs them by being asked about them, keeps a history and gives out small real
//! pictures. There is no vendor's SDK to hold it against: it follows ComfyUI's own server.py and execution.py.

mod serve;

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use bytes::Bytes;
use parking_lot::Mutex;
use serde_json::Value;

pub use crate::exchange::Trouble;
use crate::server::{Port, Server};

/// A kind of call, to script what happens to the next ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// A prompt is put into the queue.
    Prompt,
    /// What came of it.
    History,
    /// What waits and runs.
    Queue,
    /// A picture is handed over.
    Upload,
    /// A picture is fetched.
    View,
}

/// A prompt in the queue or the history.
struct Prompt {
    id: String,
    number: u64,
    graph: Value,
    /// Looks at the queue that are left until it has ended.
    looks: u32,
    /// The exception it ends with.
    fails: Option<&'static str>,
}

#[derive(Default)]
struct State {
    script: Mutex<HashMap<Phase, VecDeque<Trouble>>>,
    queue: Mutex<Vec<Prompt>>,
    ended: Mutex<HashMap<String, Prompt>>,
    uploads: Mutex<HashMap<String, Bytes>>,
    plan: Mutex<(u32, Option<&'static str>)>,
    interrupted: Mutex<Vec<String>>,
}

/// A running fake.
pub struct FakeComfyUi {
    /// e.g. `http://127.0.0.1:40123`.
    pub address: String,
    state: Arc<State>,
    _server: Server,
}

impl FakeComfyUi {
    /// A fake that does everything at once and nothing wrong, on a free loopback port.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> FakeComfyUi {
        let port = Port::free().await;
        let address = port.address.clone();
        let state = Arc::<State>::default();
        let server = port.serve(&state, serve::answer);
        FakeComfyUi { address, state, _server: server }
    }

    /// Prompts that are taken from now on end after so many looks at the queue, with this exception or a picture.
    pub fn plan(&self, looks: u32, fails: Option<&'static str>) {
        *self.state.plan.lock() = (looks, fails);
    }

    /// What happens to the next calls of a kind, one after the other.
    pub fn script(&self, phase: Phase, troubles: impl IntoIterator<Item = Trouble>) {
        self.state.script.lock().entry(phase).or_default().extend(troubles);
    }

    /// Forgets queue and history, as a restart does.
    pub fn restart(&self) {
        self.state.queue.lock().clear();
        self.state.ended.lock().clear();
    }

    /// The graphs that were taken and have not been forgotten, by their ids.
    #[must_use]
    pub fn graphs(&self) -> Vec<(String, Value)> {
        let queue = self.state.queue.lock();
        let ended = self.state.ended.lock();
        queue.iter().chain(ended.values()).map(|prompt| (prompt.id.clone(), prompt.graph.clone())).collect()
    }

    /// The picture that was handed over under this name.
    #[must_use]
    pub fn uploaded(&self, name: &str) -> Option<Bytes> {
        self.state.uploads.lock().get(name).cloned()
    }

    /// The prompts that somebody stopped while they ran.
    #[must_use]
    pub fn interrupted(&self) -> Vec<String> {
        self.state.interrupted.lock().clone()
    }
}
