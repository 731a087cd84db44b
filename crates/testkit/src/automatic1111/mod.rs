//! A stand-in for AUTOMATIC1111's web UI as it is with `--api`: it draws one thing after the other, tells how far it is, can
//! be stopped, and answers with small real pictures. Its shapes are those that stable-diffusion-api 0.0.7 (npm), which
//! is driven against it, reads and writes.

mod serve;

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::watch;

pub use crate::exchange::{Call, Trouble};
use crate::server::{Port, Server};

/// A kind of call, to script what happens to the next ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// A picture is drawn, redrawn or enlarged.
    Draw,
    /// How far it is.
    Progress,
}

/// What runs there now.
#[derive(Clone, Debug, Default)]
struct Running {
    task: Option<String>,
    step: u64,
    steps: u64,
}

struct State {
    script: Mutex<HashMap<Phase, VecDeque<Trouble>>>,
    calls: Mutex<Vec<Call>>,
    running: Mutex<Option<Running>>,
    /// Whether drawings end by themselves.
    held: watch::Sender<bool>,
    /// Times that somebody stopped what runs.
    interrupted: watch::Sender<usize>,
    /// `user:password`, where one is asked for.
    login: Mutex<Option<String>>,
    /// Whether it tells the names of tasks, as newer builds do.
    names_tasks: Mutex<bool>,
}

/// A running fake.
pub struct FakeAutomatic1111 {
    /// e.g. `http://127.0.0.1:40123`.
    pub address: String,
    state: Arc<State>,
    _server: Server,
}

/// The checkpoint it has.
pub const CHECKPOINT: &str = "v1-5-pruned-emaonly.safetensors [6ce0161689]";

impl FakeAutomatic1111 {
    /// A fake that does everything at once and nothing wrong, on a free loopback port.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> FakeAutomatic1111 {
        let port = Port::free().await;
        let address = port.address.clone();
        let state = Arc::new(State {
            script: Mutex::default(),
            calls: Mutex::default(),
            running: Mutex::default(),
            held: watch::channel(false).0,
            interrupted: watch::channel(0).0,
            login: Mutex::default(),
            names_tasks: Mutex::new(true),
        });
        let server = port.serve(&state, serve::answer);
        FakeAutomatic1111 { address, state, _server: server }
    }

    /// What happens to the next calls of a kind, one after the other.
    pub fn script(&self, phase: Phase, troubles: impl IntoIterator<Item = Trouble>) {
        self.state.script.lock().entry(phase).or_default().extend(troubles);
    }

    /// Asks for this `user:password` from now on.
    pub fn ask_for(&self, login: &str) {
        *self.state.login.lock() = Some(login.to_owned());
    }

    /// Tells no names of tasks from now on, as older builds do.
    pub fn name_no_tasks(&self) {
        *self.state.names_tasks.lock() = false;
    }

    /// Makes drawings wait in the middle until they are let go on, or stopped.
    pub fn hold(&self, hold: bool) {
        self.state.held.send_replace(hold);
    }

    /// Waits until something is being drawn.
    ///
    /// # Panics
    /// Never: the fake outlives this.
    pub async fn is_drawing(&self) {
        while self.state.running.lock().is_none() {
            tokio::task::yield_now().await;
        }
    }

    /// Makes it draw something that nobody asked it for: what somebody does at its own screen.
    pub fn draws_by_itself(&self, draws: bool) {
        let other = Running { task: Some("task(somebody-else)".into()), step: 1, steps: 20 };
        *self.state.running.lock() = draws.then_some(other);
    }

    /// How often what runs was stopped.
    #[must_use]
    pub fn interrupted(&self) -> usize {
        *self.state.interrupted.borrow()
    }

    /// Every call since the last time this was asked.
    #[must_use]
    pub fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut *self.state.calls.lock())
    }

    /// The bodies of the calls that draw, in order.
    #[must_use]
    pub fn drawn(&self) -> Vec<(String, Value)> {
        let calls = self.state.calls.lock();
        let draws = calls.iter().filter(|call| serve::draws(&call.method, &call.path));
        let body = |call: &Call| serde_json::from_slice(&call.body).unwrap_or_default();
        draws.map(|call| (call.path.clone(), body(call))).collect()
    }
}
