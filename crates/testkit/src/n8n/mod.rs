//! n8n as a local server: production webhooks, workflows that report back, the public API for executions.
//!
//! Whether it is true is asked by the opt-in test that starts a real n8n (`server/tests/it/n8n/shipped.rs`).
//! A workflow is published under a path, asks for a header where it was given one, and answers at once as
//! n8n does with `onReceived`. What it then reports is a [`Plan`]; a test that wants to say things itself
//! makes the plan silent and calls [`FakeN8n::report`].

mod serve;

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// A running fake. Ends when dropped.
pub struct FakeN8n {
    /// e.g. `http://127.0.0.1:40123`.
    pub address: String,
    state: Arc<State>,
    server: JoinHandle<()>,
}

/// How the webhook answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// At once, and the workflow runs.
    Started,
    /// The workflow runs, half of the answer comes, then the connection is cut.
    Lost,
    /// The connection is cut with nothing started, which looks the same.
    NotStarted,
    /// This status; nothing runs.
    Status(u16),
}

/// What a started workflow does.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How the webhook answers.
    pub answer: Answer,
    /// What is reported, in order, each right after the one before was answered. Fields that every report
    /// has (`generationId`, `executionId`) are added; `"$picture"` becomes the address of a picture.
    pub reports: Vec<Value>,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            answer: Answer::Started,
            reports: vec![
                json!({"status": "processing", "progress": 10, "currentStep": "Warming up"}),
                json!({"status": "processing", "progress": 60, "currentStep": "Painting"}),
                json!({"status": "completed", "progress": 100, "outputAssets": [{"url": "$picture"}]}),
            ],
        }
    }
}

impl Plan {
    /// Says nothing by itself.
    #[must_use]
    pub fn silent() -> Plan {
        Plan { reports: Vec::new(), ..Plan::default() }
    }
}

/// What a webhook was called with.
#[derive(Clone, Debug)]
pub struct Order {
    /// The path of the webhook.
    pub path: String,
    /// The whole body.
    pub body: Value,
    /// n8n's name of what it started.
    pub execution_id: String,
}

struct State {
    address: String,
    plan: Mutex<Plan>,
    /// What each published webhook asks for: name and value of a header.
    published: Mutex<HashMap<String, Option<(String, String)>>>,
    api_key: Mutex<Option<String>>,
    orders: Mutex<Vec<Order>>,
    order_count: watch::Sender<usize>,
    stopped: Mutex<Vec<String>>,
    stop_count: watch::Sender<usize>,
    client: reqwest::Client,
}

impl FakeN8n {
    /// A fake without workflows, on a free loopback port.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> FakeN8n {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("a bound listener has an address"));
        let state = Arc::new(State {
            address: address.clone(),
            plan: Mutex::default(),
            published: Mutex::default(),
            api_key: Mutex::default(),
            orders: Mutex::default(),
            order_count: watch::channel(0).0,
            stopped: Mutex::default(),
            stop_count: watch::channel(0).0,
            client: crate::client(),
        });
        let server = tokio::spawn(serve::serve(listener, state.clone()));
        FakeN8n { address, state, server }
    }

    /// Publishes a workflow under this path; `header` is what it asks for.
    pub fn publish(&self, path: &str, header: Option<(&str, &str)>) {
        let header = header.map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        self.state.published.lock().insert(path.to_owned(), header);
    }

    /// Lets the public API be used with this key.
    pub fn allow_api(&self, key: &str) {
        *self.state.api_key.lock() = Some(key.to_owned());
    }

    /// How workflows go from now on.
    pub fn plan(&self, plan: Plan) {
        *self.state.plan.lock() = plan;
    }

    /// Every call that started a workflow, in order.
    #[must_use]
    pub fn orders(&self) -> Vec<Order> {
        self.state.orders.lock().clone()
    }

    /// Waits until this many workflows were started; answers the last of them.
    ///
    /// # Panics
    /// Never: the fake outlives the wait.
    pub async fn ordered(&self, count: usize) -> Order {
        let mut counts = self.state.order_count.subscribe();
        let _ = counts.wait_for(|seen| *seen >= count).await;
        self.orders().swap_remove(count - 1)
    }

    /// Waits until this many executions were stopped by the API; answers which.
    pub async fn stopped(&self, count: usize) -> Vec<String> {
        let mut counts = self.state.stop_count.subscribe();
        let _ = counts.wait_for(|seen| *seen >= count).await;
        self.state.stopped.lock().clone()
    }

    /// Reports as the workflow of an order does; answers the receiver's status and body.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn report(&self, order: &Order, report: Value) -> (u16, Value) {
        let token = order.body["callbackToken"].as_str().unwrap_or_default().to_owned();
        self.report_as(order, &token, report).await
    }

    /// Reports with another token.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn report_as(&self, order: &Order, token: &str, report: Value) -> (u16, Value) {
        serve::report(&self.state, order, token, report).await.expect("the server answers")
    }

    /// The address of a small picture.
    #[must_use]
    pub fn picture(&self) -> String {
        serve::picture_address(&self.state)
    }
}

impl Drop for FakeN8n {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Describes a workflow of `operation` to the catalog in `directory`: webhook `marty-picture`, flow
/// `house-style`, which gives up after `deadline_ms`.
///
/// # Panics
/// When the catalog cannot be written.
pub fn describe(directory: &str, operation: &str, deadline_ms: i64) {
    let text = format!(
        "[[workflow]]\nwebhook = \"marty-picture\"\nfields = [\"prompt\", \"aspectRatio\"]\n\
         cost_usd_micros = 40000\ncost_source = \"made up\"\nexpected_ms = 1000\ndeadline_ms = {deadline_ms}\n\
         [workflow.flow]\nid = \"house-style\"\nname = \"House style\"\nsummary = \"As the house paints.\"\n\
         description = \"A workflow.\"\ncategory = \"picture\"\noperation = \"{operation}\"\n\
         minimum_plan = \"free\"\ncover = \"/examples/fox-dawn.webp\"\nsample_prompts = []\n"
    );
    std::fs::write(std::path::Path::new(directory).join("n8n.toml"), text)
        .expect("the catalog can be written");
}
