//! A fake's server: connections on a loopback port, cut when the fake is dropped or goes down.

use std::{
    future::Future,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    http::{Request, Response},
};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use parking_lot::Mutex;
use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};

/// The connection ends here, without another word.
#[derive(Debug)]
pub(crate) struct Cut;

impl std::fmt::Display for Cut {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("cut")
    }
}

impl std::error::Error for Cut {}

type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, Cut>> + Send>>;
type Answer = Arc<dyn Fn(Request<Incoming>) -> Answering + Send + Sync>;

/// Nanoseconds that the fakes of this process have taken to answer, all together.
static ANSWERING: AtomicU64 = AtomicU64::new(0);

/// How long the fakes of this process have taken to answer since it began, all together: what a measurement of those who
/// ask them takes off. Those that serve through a router of their own (n8n, language models) are not counted.
#[must_use]
pub fn time_answering() -> Duration {
    Duration::from_nanos(ANSWERING.load(Ordering::Relaxed))
}

/// Counts how long an answer takes.
async fn timed<T>(answer: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let answer = answer.await;
    ANSWERING.fetch_add(u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    answer
}

/// A port that is taken, before anybody answers there.
pub(crate) struct Port {
    /// e.g. `http://127.0.0.1:40123`.
    pub(crate) address: String,
    listener: TcpListener,
}

impl Port {
    /// A free port of the loopback.
    ///
    /// # Panics
    /// When there is none.
    pub(crate) async fn free() -> Port {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        Port { address: format!("http://{address}"), listener }
    }

    /// Answers every call with `answer`, which is handed what the parts of the fake share.
    pub(crate) fn serve<S, F>(self, state: &Arc<S>, answer: fn(Arc<S>, Request<Incoming>) -> F) -> Server
    where
        S: Send + Sync + 'static,
        F: Future<Output = Result<Response<Body>, Cut>> + Send + 'static,
    {
        let state = state.clone();
        let answer: Answer = Arc::new(move |request| Box::pin(timed(answer(state.clone(), request))));
        let task = tokio::spawn(serve(self.listener, answer.clone()));
        Server { address: self.address, answer, task: Mutex::new(Some(task)) }
    }
}

/// A running server. Ends when dropped, and its connections with it.
pub(crate) struct Server {
    address: String,
    answer: Answer,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Server {
    /// Refuses connections until [`Server::come_back`]; open ones are cut.
    pub(crate) async fn go_down(&self) {
        let task = self.task.lock().take();
        if let Some(task) = task {
            task.abort();
            let _ = task.await;
        }
    }

    /// Listens again at the same address.
    ///
    /// # Panics
    /// When somebody else took the port.
    pub(crate) async fn come_back(&self) {
        let address: SocketAddr =
            self.address.trim_start_matches("http://").parse().expect("an address we made");
        let listener = TcpListener::bind(address).await.expect("the port is still free");
        *self.task.lock() = Some(tokio::spawn(serve(listener, self.answer.clone())));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(task) = self.task.lock().take() {
            task.abort();
        }
    }
}

/// Answers connections until it is aborted; open ones end with it.
async fn serve(listener: TcpListener, answer: Answer) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        let _ = stream.set_nodelay(true);
        let answer = answer.clone();
        connections.spawn(async move {
            let service = service_fn(move |request| answer(request));
            let connection =
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // A cut connection ends in an error, as it should.
            let _ = connection.await;
        });
        while connections.try_join_next().is_some() {}
    }
}
