//! Vendors that answer a call with the result itself, as local servers: OpenAI, Gemini and ElevenLabs, true to the
//! wire.
//!
//! Whether they are true is not ours to say: `providers`' tests drive each with the vendor's own SDK. Calls are held to
//! the vendor's rules (key, path, fields); what goes wrong is scripted, one [`Trouble`] a call.
//!
//! ```no_run
//! # async fn example() {
//! use testkit::direct::{FakeVendor, Name, Trouble};
//!
//! let openai = FakeVendor::start(Name::OpenAi).await;
//! openai.script([Trouble::rate_limit(Some("2")), Trouble::LoseAnswer]);
//! // … the first call is refused, the second is taken and its answer lost …
//! assert_eq!(openai.calls().iter().filter(|call| call.taken).count(), 1);
//! # }
//! ```

mod elevenlabs;
mod form;
mod gemini;
mod interactions;
mod openai;
mod script;
mod serve;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
};

use bytes::Bytes;
pub use form::{Part, parts};
pub use interactions::{ClipEnding, ClipPlan};
use parking_lot::Mutex;
pub use script::Trouble;
use serde_json::Value;
use tokio::sync::watch;

use crate::server::{Port, Server};

/// Whose server it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// OpenAI, or a gateway that speaks as it does.
    OpenAi,
    /// Google Gemini.
    Gemini,
    /// ElevenLabs.
    ElevenLabs,
}

/// One call as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// e.g. `POST`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers by lower-case name.
    pub headers: HashMap<String, String>,
    /// The key; empty where none came.
    pub key: String,
    /// The body.
    pub body: Bytes,
    /// Whether it was taken: something was made, and is paid for.
    pub taken: bool,
}

impl Call {
    /// The body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header; empty where it did not come.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// A running fake. Ends when dropped.
pub struct FakeVendor {
    /// e.g. `http://127.0.0.1:40123`.
    pub address: String,
    /// Whose server it is.
    pub name: Name,
    state: Arc<State>,
    server: Server,
}

/// What the parts of the fake share.
struct State {
    name: Name,
    script: Mutex<VecDeque<Trouble>>,
    otherwise: Mutex<Trouble>,
    calls: Mutex<Vec<Call>>,
    call_count: watch::Sender<usize>,
    /// Calls that were held and then dropped by whoever made them.
    dropped_count: watch::Sender<usize>,
    released: watch::Sender<bool>,
    revoked: Mutex<HashSet<String>>,
    clip_plan: Mutex<ClipPlan>,
    interactions: Mutex<HashMap<String, interactions::Interaction>>,
}

impl FakeVendor {
    /// A fake that does everything at once and nothing wrong, on a free loopback port.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start(name: Name) -> FakeVendor {
        let port = Port::free().await;
        let address = port.address.clone();
        let state = Arc::new(State {
            name,
            script: Mutex::default(),
            otherwise: Mutex::new(Trouble::None),
            calls: Mutex::default(),
            call_count: watch::channel(0).0,
            dropped_count: watch::channel(0).0,
            released: watch::channel(false).0,
            revoked: Mutex::default(),
            clip_plan: Mutex::default(),
            interactions: Mutex::default(),
        });
        let server = port.serve(&state, serve::answer);
        FakeVendor { address, name, state, server }
    }

    /// What `base_url` is set to.
    #[must_use]
    pub fn base_url(&self) -> String {
        match self.name {
            Name::OpenAi => format!("{}/v1", self.address),
            Name::Gemini | Name::ElevenLabs => self.address.clone(),
        }
    }

    /// What happens to the next calls, after what was scripted before.
    pub fn script(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.state.script.lock().extend(troubles);
    }

    /// What happens to every call beyond the script.
    pub fn otherwise(&self, trouble: Trouble) {
        *self.state.otherwise.lock() = trouble;
    }

    /// Takes a key out of use.
    pub fn revoke(&self, key: &str) {
        self.state.revoked.lock().insert(key.to_owned());
    }

    /// Lets calls go on that [`Trouble::Hold`] holds, now and later.
    pub fn release(&self) {
        self.state.released.send_replace(true);
    }

    /// The calls so far, refused ones too.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.state.calls.lock().clone()
    }

    /// How many calls were taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.state.calls.lock().iter().filter(|call| call.taken).count()
    }

    /// Waits until so many calls came.
    pub async fn has_been_called(&self, times: usize) {
        // The sender lives as long as the fake.
        let _ = self.state.call_count.subscribe().wait_for(|count| *count >= times).await;
    }

    /// Waits until so many held calls were given up by whoever made them.
    pub async fn has_been_hung_up_on(&self, times: usize) {
        let _ = self.state.dropped_count.subscribe().wait_for(|count| *count >= times).await;
    }

    /// Refuses connections until [`FakeVendor::come_back`]; open ones are cut.
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
