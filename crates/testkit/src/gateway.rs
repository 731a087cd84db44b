//! What the stand-ins for payment gateways have in common: books behind a lock, a clock, troubles that wait for calls,
//! the calls that came, and announcements of what happened.
//!
//! A gateway is its [`Books`]: what it keeps, how it answers, and what it announces. Everything else is here once.

use std::{
    collections::{HashMap, VecDeque},
    future::Future,
    sync::Arc,
};

use axum::{
    body::Body,
    http::{Request, Response},
};
use hyper::body::Incoming;
use parking_lot::Mutex;

use crate::{
    exchange::{Asked, Call, Reply, Trouble, troubled, whole},
    server::{Cut, Port, Server},
};

/// Tells the time in seconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What one gateway keeps and does.
pub trait Books: Default + Send + 'static {
    /// Something that happened, as the gateway announces it.
    type Event: Send + 'static;

    /// What happened and was not taken yet, in order.
    fn events(&mut self) -> &mut Vec<Self::Event>;

    /// Sends an announcement once, at `seconds` of the gateway's clock, and answers the status.
    fn deliver(
        event: &Self::Event,
        client: &reqwest::Client,
        url: &str,
        seconds: i64,
    ) -> impl Future<Output = u16> + Send;
}

/// What the parts of a stand-in share.
pub struct Desk<B> {
    pub(crate) address: String,
    pub(crate) clock: Clock,
    pub(crate) books: Mutex<B>,
    script: Mutex<HashMap<&'static str, VecDeque<Trouble>>>,
    calls: Mutex<Vec<Call>>,
    target: Mutex<Option<String>>,
}

impl<B: Books> Desk<B> {
    /// Changes the books and lets what happened go out, where somebody listens.
    pub(crate) fn change<T>(&self, act: impl FnOnce(&Self, &mut B) -> T) -> T {
        let mut books = self.books.lock();
        let done = act(self, &mut books);
        let target = self.target.lock().clone();
        if let Some(url) = target {
            let (events, seconds) = (std::mem::take(books.events()), (self.clock)());
            tokio::spawn(async move {
                let client = crate::client();
                for event in events {
                    B::deliver(&event, &client, &url, seconds).await;
                }
            });
        }
        done
    }

    /// Writes a call down and answers it, through the trouble that waits for calls of its kind.
    pub(crate) async fn meet(
        &self,
        kind: &str,
        asked: &Asked,
        reply: impl FnOnce() -> Reply,
    ) -> Result<Response<Body>, Cut> {
        self.calls.lock().push(asked.call());
        let next = self.script.lock().get_mut(kind).and_then(VecDeque::pop_front);
        match next.unwrap_or(Trouble::None) {
            Trouble::Answer { status, retry_after, body } => {
                Ok(whole(Reply::instead(status, retry_after.as_deref(), body)))
            }
            Trouble::CutBefore => Err(Cut),
            trouble => troubled(reply(), trouble).await,
        }
    }
}

/// A running stand-in for a payment gateway.
pub struct FakeGateway<B> {
    /// e.g. `http://127.0.0.1:40123`.
    pub address: String,
    pub(crate) desk: Arc<Desk<B>>,
    server: Server,
}

impl<B: Books> FakeGateway<B> {
    /// Serves on a free loopback port, by this clock.
    ///
    /// # Panics
    /// When there is no free port.
    pub(crate) async fn serve<F>(
        clock: Clock,
        answer: fn(Arc<Desk<B>>, Request<Incoming>) -> F,
    ) -> FakeGateway<B>
    where
        F: Future<Output = Result<Response<Body>, Cut>> + Send + 'static,
    {
        let port = Port::free().await;
        let address = port.address.clone();
        let desk = Arc::new(Desk {
            address: address.clone(),
            clock,
            books: Mutex::default(),
            script: Mutex::default(),
            calls: Mutex::default(),
            target: Mutex::default(),
        });
        let server = port.serve(&desk, answer);
        FakeGateway { address, desk, server }
    }

    /// What happens to the next calls of a kind. The gateway's module says which kinds there are.
    pub fn script(&self, kind: &'static str, troubles: impl IntoIterator<Item = Trouble>) {
        self.desk.script.lock().entry(kind).or_default().extend(troubles);
    }

    /// Troubles that waited for calls do not come any more.
    pub fn forget_script(&self) {
        self.desk.script.lock().clear();
    }

    /// Every call that came, in order.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.desk.calls.lock().clone()
    }

    /// From now on events are sent to this address as they happen.
    pub fn announce_to(&self, url: &str) {
        *self.desk.target.lock() = Some(url.to_owned());
    }

    /// Everything that happened and was not taken yet, in order.
    #[must_use]
    pub fn take_events(&self) -> Vec<B::Event> {
        std::mem::take(self.desk.books.lock().events())
    }

    /// Sends an event once, signed now, and answers the status.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn deliver(&self, client: &reqwest::Client, event: &B::Event, url: &str) -> u16 {
        B::deliver(event, client, url, (self.desk.clock)()).await
    }

    pub(crate) fn change<T>(&self, act: impl FnOnce(&Desk<B>, &mut B) -> T) -> T {
        self.desk.change(act)
    }

    /// Refuses connections until [`FakeGateway::come_back`]; open ones are cut.
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

/// The clock of a stand-in that nobody gave one: it stands at [`crate::START`].
pub(crate) fn stopped() -> Clock {
    Arc::new(|| crate::START.0 / 1_000)
}
