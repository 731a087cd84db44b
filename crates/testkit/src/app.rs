//! The product on a free loopback port.

use server::{
    app::App,
    config::Config,
    env::{Env, ManualClock},
    flow,
    generation::worker,
    router,
};
use tempfile::TempDir;

use crate::{PASSWORD, Person, START, client, small_pictures};

/// A server of its own. Ends with the test.
pub struct TestApp {
    /// The running product, for a look behind the API.
    pub app: App,
    /// e.g. `http://127.0.0.1:40123`.
    pub address: String,
    /// The clock, where the test holds it.
    pub clock: Option<ManualClock>,
    /// Keeps the data directory until the end.
    pub data_dir: TempDir,
    client: reqwest::Client,
}

impl TestApp {
    /// A server without workers: runs are accepted and wait.
    pub async fn start() -> TestApp {
        TestApp::start_with(|_| {}).await
    }

    /// A server with changed settings, without workers.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> TestApp {
        TestApp::open(|config, _| change(config), Env::system(), None).await
    }

    /// A server with changed settings that know its own address, without workers.
    pub async fn start_addressed(change: impl FnOnce(&mut Config, &str)) -> TestApp {
        TestApp::open(change, Env::system(), None).await
    }

    /// A server whose clock stands still at [`START`] until the test moves it.
    pub async fn start_frozen(change: impl FnOnce(&mut Config)) -> TestApp {
        let (env, clock) = Env::manual(START, 7);
        TestApp::open(|config, _| change(config), env, Some(clock)).await
    }

    async fn open(change: impl FnOnce(&mut Config, &str), env: Env, clock: Option<ManualClock>) -> TestApp {
        let data_dir = TempDir::new().expect("a temporary directory");
        let mut config = Config::load(None, std::iter::empty()).expect("the default settings are fine");
        config.storage.data_dir = data_dir.path().to_path_buf();
        config.workers.count = 0;
        // Hashing is what makes sign-ups slow; tests need many.
        config.auth.hash_memory_kib = 8;
        config.auth.hash_iterations = 1;
        config.local_studio.threads = 1;
        config.local_studio.niceness = 0;
        config.catalog.directory = small_pictures::write(data_dir.path());
        config.limits.enabled = false;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("a bound listener has an address"));
        change(&mut config, &address);
        let app = App::open(config, env).expect("the product starts");
        flow::publish(&app).await.expect("the operator's flows are written down");
        worker::start(&app).await.expect("workers start");
        let service =
            router::router(app.clone()).into_make_service_with_connect_info::<std::net::SocketAddr>();
        let stopping = app.stopping.clone();
        tokio::spawn(router::serve(listener, service, stopping));
        TestApp { app, address, clock, data_dir, client: client() }
    }

    /// Somebody who has not signed in.
    #[must_use]
    pub fn stranger(&self) -> Person {
        Person::new(self.client.clone(), self.address.clone())
    }

    /// Somebody who runs the installation.
    ///
    /// # Panics
    /// When the account cannot be made or signed in to.
    pub async fn administrator(&self) -> Person {
        self.administrator_named("operator").await
    }

    /// Somebody who runs the installation, as `<name>@example.test`.
    ///
    /// # Panics
    /// When the account cannot be made or signed in to.
    pub async fn administrator_named(&self, name: &str) -> Person {
        let email = &format!("{name}@example.test");
        server::auth::create_account(&self.app, email, PASSWORD, None, server::account::Role::Admin)
            .await
            .expect("an account for the operator");
        let mut admin = self.stranger();
        let body = serde_json::json!({"email": email, "password": PASSWORD});
        let answer = admin.post("/api/auth/sign-in", &body).await;
        admin.keep_session(&answer);
        admin.csrf_token = answer.expect(200)["csrfToken"].as_str().map(str::to_owned);
        admin
    }

    /// Somebody who has just signed up as `<name>@example.test`.
    pub async fn sign_up(&self, name: &str) -> Person {
        let mut person = self.stranger();
        person.sign_up(name).await;
        person
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.app.stopping.cancel();
        self.app.abandoning.cancel();
    }
}
