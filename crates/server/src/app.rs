//! The running product: everything a request or a worker may need, in one shared handle.

use std::{path::Path, sync::Arc, time::Duration};

use domain::catalog::{Catalog, WORKFLOW_PROVIDER};
use providers::{Provider, Providers, comfyui, fal, local, n8n, runway};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    auth::Passwords,
    billing::Gateways,
    catalog::Offers,
    config::Config,
    env::Env,
    flow::{self, FileFlow},
    keys::Keys,
    live::Hub,
    metrics::Metrics,
    moderation::Moderation,
    planning::brain::Brain,
    platform::{
        db::{Db, Hint},
        http::rate_limit::Limits,
        jobs::Wakeup,
        mail::Mailer,
        storage::Storage,
    },
    queue::Places,
};

/// The running product. Clones share it.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

/// What an [`App`] holds; reached by dereferencing it.
pub struct Inner {
    /// Time, randomness, identifiers.
    pub env: Env,
    /// The settings it was started with.
    pub config: Config,
    /// Flows and models.
    pub catalog: Catalog,
    /// The operator's flows, as their files had them at start.
    pub flow_files: Vec<FileFlow>,
    /// The one door to the database.
    pub db: Db,
    /// Where files are kept.
    pub storage: Storage,
    /// Who does the work.
    pub providers: Providers,
    /// The provider keys that were added while it ran.
    pub keys: Keys,
    /// The language model that plays the agents, where one is set up.
    pub brain: Option<Brain>,
    /// Who takes payments.
    pub gateways: Gateways,
    /// Hands letters to the mail server, where one is set up.
    pub mailer: Option<Mailer>,
    /// Hashes passwords, a few at a time.
    pub passwords: Passwords,
    /// What happened so far, in numbers.
    pub metrics: Metrics,
    /// What is not made, not taken and not shown.
    pub moderation: Moderation,
    /// How much one client may ask for.
    pub limits: Limits,
    /// Wakes live streams.
    pub hub: Hub,
    /// Wakes workers.
    pub wakeup: Wakeup,
    /// Where waiting runs stand in line.
    pub places: Places,
    /// Set when the process is asked to stop: streams end, workers finish or hand back.
    pub stopping: CancellationToken,
    /// Set when there is no time left: workers hand back what they carry.
    pub abandoning: CancellationToken,
    /// Everything that runs beside requests.
    pub tasks: TaskTracker,
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.inner
    }
}

/// Why the product cannot start; the sentence says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StartError(pub String);

/// Starts the providers of an installation.
pub type StartProviders = fn(&Config, &Env, &Catalog, &Db, &Storage) -> Result<Providers, StartError>;

impl App {
    /// Opens the data directory and brings everything to the point where requests can be served.
    ///
    /// # Errors
    /// [`StartError`] when a setting, the catalog or the data directory does not allow it.
    pub fn open(config: Config, env: Env) -> Result<App, StartError> {
        App::open_with(config, env, start_providers)
    }

    /// The same with providers that are started in another way.
    ///
    /// # Errors
    /// As [`App::open`].
    pub fn open_with(config: Config, env: Env, start: StartProviders) -> Result<App, StartError> {
        let data_dir = config.storage.data_dir.clone();
        std::fs::create_dir_all(&data_dir)
            .map_err(|error| StartError(format!("cannot create {}: {error}", data_dir.display())))?;
        let catalog = crate::catalog::load(&config.catalog.directory).map_err(StartError)?;
        let (hub, wakeup) = (Hub::default(), Wakeup::default());
        let db = open_database(&data_dir, &config, hub.clone(), wakeup.clone())?;
        let storage = Storage::open(&data_dir)
            .map_err(|error| StartError(format!("cannot keep files in {}: {error}", data_dir.display())))?;
        let passwords = Passwords::new(&config.auth).map_err(StartError)?;
        let limits = Limits::new(&config.limits, &env);
        let providers = start(&config, &env, &catalog, &db, &storage)?;
        let keys = Keys::open(&config, &data_dir, &db, &providers)
            .map_err(|error| StartError(format!("cannot use the provider keys: {error}")))?;
        let offers = Offers { catalog: &catalog, providers: &providers, now: env.now(), own: None };
        crate::catalog::report(&offers);
        let flow_files = flow::read_files(&config.catalog.directory, offers).map_err(StartError)?;
        let inner = Inner {
            providers,
            gateways: Gateways::start(&config)?,
            mailer: Mailer::start(&config.mail).map_err(StartError)?,
            keys,
            brain: Brain::start(&config.language_model, &env).map_err(StartError)?,
            flow_files,
            moderation: Moderation::new(&config),
            env,
            config,
            catalog,
            db,
            storage,
            passwords,
            metrics: Metrics::new(),
            limits,
            hub,
            wakeup,
            places: Places::default(),
            stopping: CancellationToken::new(),
            abandoning: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        Ok(App { inner: Arc::new(inner) })
    }
}

fn open_database(data_dir: &Path, config: &Config, hub: Hub, wakeup: Wakeup) -> Result<Db, StartError> {
    let path = data_dir.join("marty.sqlite");
    let on_hint = Arc::new(move |hint: &Hint| match hint {
        Hint::Jobs => wakeup.wake(),
        Hint::Events(workspace) => hub.wake(*workspace),
    });
    Db::open(&path, config.database.read_connections, on_hint)
        .map_err(|error| StartError(format!("cannot open {}: {error}", path.display())))
}

fn start_providers(
    config: &Config,
    env: &Env,
    catalog: &Catalog,
    db: &Db,
    storage: &Storage,
) -> Result<Providers, StartError> {
    let mut providers = Providers::default();
    if config.local_studio.enabled {
        let settings = local::Settings {
            threads: config.local_studio.threads,
            niceness: config.local_studio.niceness,
            pictures_at_once: config.local_studio.pictures_at_once,
            packs: Some(config.packs()),
        };
        let studio = local::Local::start(settings)
            .map_err(|error| StartError(format!("cannot start the local studio: {error}")))?;
        providers = providers.with("local", Provider::Local(studio));
    }
    // Vendors also without a key: one can be added while it runs.
    let fal =
        start_fal(config, env, storage).map_err(|error| StartError(format!("cannot use fal: {error}")))?;
    providers = providers.with("fal", Provider::Fal(fal));
    let runway = start_runway(config, env, storage)
        .map_err(|error| StartError(format!("cannot use Runway: {error}")))?;
    providers = providers.with("runway", Provider::Runway(runway));
    if !config.comfyui.url.is_empty() {
        let comfyui = start_comfyui(config, catalog, storage)
            .map_err(|error| StartError(format!("cannot use ComfyUI: {error}")))?;
        providers = providers.with("comfyui", Provider::ComfyUi(comfyui));
    }
    providers = crate::provider::start_direct(config, env, storage, providers).map_err(StartError)?;
    if !config.n8n.url.is_empty() {
        let n8n = start_n8n((config, env, storage), catalog, db)
            .map_err(|error| StartError(format!("cannot use n8n: {error}")))?;
        providers = providers.with(WORKFLOW_PROVIDER, Provider::N8n(n8n));
    }
    Ok(providers)
}

fn start_fal(config: &Config, env: &Env, storage: &Storage) -> Result<fal::Fal, String> {
    let clock = env.clone();
    let mut settings = fal::Settings::new(config.fal.keys.clone(), Arc::new(move || clock.now()));
    let address = |text: &str, key: &str| text.parse().map_err(|error| format!("fal.{key}: {error}"));
    settings.queue = address(&config.fal.queue_url, "queue_url")?;
    settings.rest = address(&config.fal.rest_url, "rest_url")?;
    // Without an address of ours there is nobody to announce to, and polling does.
    if !config.server.public_url.is_empty() {
        let own = directory(&config.server.public_url);
        settings.webhook = Some(address(&format!("{own}api/webhooks/fal"), "webhook")?);
    }
    settings.poll_every_min = Duration::from_millis(config.fal.poll_milliseconds);
    settings.poll_every_max = 2 * settings.poll_every_min;
    Ok(fal::Fal::new(settings, crate::provider::client(storage, config.fal.allow_private_addresses)?))
}

fn start_runway(config: &Config, env: &Env, storage: &Storage) -> Result<runway::Runway, String> {
    let (clock, own) = (env.clone(), &config.runway);
    let mut settings = runway::Settings::new(own.keys.clone(), Arc::new(move || clock.now()));
    settings.api = directory(&own.api_url).parse().map_err(|error| format!("runway.api_url: {error}"))?;
    settings.poll_every = Duration::from_millis(own.poll_milliseconds);
    Ok(runway::Runway::new(settings, crate::provider::client(storage, own.allow_private_addresses)?))
}

fn start_comfyui(config: &Config, catalog: &Catalog, storage: &Storage) -> Result<comfyui::ComfyUi, String> {
    let (own, folder) = (&config.comfyui, Path::new(&config.catalog.directory).join("comfyui"));
    let mut workflows = std::collections::BTreeMap::new();
    for model in catalog.models.iter().filter(|model| model.provider == "comfyui") {
        let path = folder.join(format!("{}.json", model.id));
        let named = |error: String| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(&path).map_err(|error| named(error.to_string()))?;
        workflows.insert(model.id.clone(), comfyui::template::Template::parse(&text).map_err(named)?);
    }
    let base = directory(&own.url).parse().map_err(|error| format!("comfyui.url: {error}"))?;
    let poll_every = Duration::from_millis(own.poll_milliseconds);
    let client = crate::provider::client(storage, own.allow_private_addresses)?;
    let settings = comfyui::Settings { base, workflows, poll_every };
    Ok(comfyui::ComfyUi::new(settings, client))
}

fn start_n8n(
    (config, env, storage): (&Config, &Env, &Storage),
    catalog: &Catalog,
    db: &Db,
) -> Result<n8n::N8n, String> {
    let (clock, own) = (env.clone(), &config.n8n);
    let address =
        |text: &str, key: &str| directory(text).parse().map_err(|error| format!("n8n.{key}: {error}"));
    let named = own.header_name.parse().map_err(|_| "n8n.header_name: not the name of a header".to_owned());
    let workflow = |workflow: &domain::catalog::Workflow| {
        let (name, webhook) = (workflow.flow.name.clone(), workflow.webhook.clone());
        (workflow.model_id(), n8n::Workflow { name, webhook, fields: workflow.fields.clone() })
    };
    let settings = n8n::Settings {
        base: address(&own.url, "url")?,
        webhook_prefix: own.webhook_prefix.clone(),
        header: if own.header_value.is_empty() { None } else { Some((named?, own.header_value.clone())) },
        api_key: Some(own.api_key.clone()).filter(|key| !key.is_empty()),
        callback: address(config.n8n_callback(), "callback_url")?,
        workflows: catalog.workflows.iter().map(workflow).collect(),
        look_every: Duration::from_millis(own.look_milliseconds),
        breaker: providers::breaker::Settings::default(),
        clock: Arc::new(move || clock.now()),
    };
    let client = crate::provider::client(storage, own.allow_private_addresses)?;
    let reports = crate::n8n::Reports::new(db.clone(), env.clone());
    Ok(n8n::N8n::new(settings, client, Arc::new(reports)))
}

/// An address that others can be joined to: it ends with a slash.
fn directory(address: &str) -> String {
    format!("{}/", address.trim_end_matches('/'))
}
