//! The command line: one binary, its roles as subcommands.

mod admin;
mod agents;
mod assets;
mod ledger;
mod make;
mod measure_ledger;
mod measure_queue;
mod models;
mod serve;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::{
    app::{App, StartError},
    config::Config,
    env::Env,
    planning::brain::Brain,
};

/// Marty Martin: pictures, video and voice from words, on your own machine.
#[derive(Debug, Parser)]
#[command(name = "marty", version, about)]
struct Arguments {
    /// A settings file; see config/default.toml for every key.
    #[arg(long, global = true, env = "MARTY_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start everything: the web app, the API and the workers.
    Serve {
        /// Address and port, e.g. 0.0.0.0:7878; port 0 takes a free one.
        #[arg(long)]
        listen: Option<std::net::SocketAddr>,
        /// Where the database and files live.
        #[arg(long)]
        data_dir: Option<PathBuf>,
        /// How many runs are worked on at once; 0 only accepts work.
        #[arg(long)]
        workers: Option<usize>,
    },
    /// Make one picture without a browser.
    Make(make::MakeArguments),
    /// Manage accounts and credits.
    Admin {
        /// Where the database lives.
        #[arg(long, global = true)]
        data_dir: Option<PathBuf>,
        #[command(subcommand)]
        command: admin::AdminCommand,
    },
    /// Measure the queue on this machine, on a database of its own, and print the figures as JSON.
    MeasureQueue(measure_queue::MeasureQueueArguments),
    /// Measure the ledger on this machine, on an empty database, and print the figures as JSON.
    MeasureLedger(measure_ledger::MeasureLedgerArguments),
    /// Evaluate the agents: the router that needs no model, or the language model of the settings.
    Agents {
        #[command(subcommand)]
        command: agents::AgentsCommand,
    },
    /// Show the models with their costs, or ask every provider whether its keys work.
    Models {
        /// Where the database lives.
        #[arg(long, global = true)]
        data_dir: Option<PathBuf>,
        #[command(subcommand)]
        command: models::ModelsCommand,
    },
    /// Fetch model files that are too large to ship, and see what is there.
    Assets {
        /// Where the database lives; model files lie beside it.
        #[arg(long, global = true)]
        data_dir: Option<PathBuf>,
        #[command(subcommand)]
        command: assets::AssetsCommand,
    },
    /// Check the settings and the catalog without starting anything.
    CheckConfig,
    /// Print the API's description.
    Openapi,
}

/// Brings the product to the point where requests can be served; [`App::open`] but for load tests.
pub type Open = fn(Config, Env) -> Result<App, StartError>;

/// Runs the command line. Answers what the process should exit with.
#[must_use]
pub fn run() -> std::process::ExitCode {
    run_with(App::open)
}

/// The same, where `serve` opens the product in another way.
#[must_use]
pub fn run_with(open: Open) -> std::process::ExitCode {
    let arguments = Arguments::parse();
    match carry_out(arguments, open) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("marty: {sentence}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn carry_out(arguments: Arguments, open: Open) -> Result<(), String> {
    let mut config = load(arguments.config.as_deref())?;
    match arguments.command {
        Command::Serve { listen, data_dir, workers } => {
            config.server.listen = listen.unwrap_or(config.server.listen);
            config.storage.data_dir = data_dir.unwrap_or(config.storage.data_dir);
            config.workers.count = workers.unwrap_or(config.workers.count);
            crate::platform::telemetry::start(&config.log)?;
            runtime()?.block_on(serve::serve(config, open))
        }
        Command::Make(arguments) => make::make(&config, &arguments),
        Command::Admin { data_dir, command } => {
            config.storage.data_dir = data_dir.unwrap_or(config.storage.data_dir);
            crate::platform::telemetry::start(&config.log)?;
            runtime()?.block_on(admin::admin(config, command))
        }
        Command::MeasureQueue(arguments) => runtime()?.block_on(measure_queue::measure_queue(arguments)),
        Command::MeasureLedger(arguments) => {
            runtime()?.block_on(measure_ledger::measure_ledger(config, arguments))
        }
        Command::Agents { command } => agents::agents(&config, command),
        Command::Models { data_dir, command } => {
            config.storage.data_dir = data_dir.unwrap_or(config.storage.data_dir);
            runtime()?.block_on(models::models(config, command))
        }
        Command::Assets { data_dir, command } => {
            config.storage.data_dir = data_dir.unwrap_or(config.storage.data_dir);
            assets::assets(&config.packs(), &command)
        }
        Command::CheckConfig => {
            let catalog = crate::catalog::load(&config.catalog.directory)?;
            let providers = providers::Providers::default();
            let now = Env::system().now();
            let offers = crate::catalog::Offers { catalog: &catalog, providers: &providers, now, own: None };
            let files = crate::flow::read_files(&config.catalog.directory, offers)?;
            let flows = catalog.flows.len() + files.len();
            let brain = Brain::start(&config.language_model, &Env::system())?;
            println!("Settings are fine. {flows} flows, {} models.", catalog.models.len());
            match brain {
                Some(brain) => println!("Requests are read by {}.", brain.label()),
                None => println!("Requests are read by the built-in router; no language model is set up."),
            }
            println!("{}", crate::moderation::how_pictures_are_judged(&config));
            Ok(())
        }
        Command::Openapi => {
            println!("{}", crate::router::openapi_text()?);
            Ok(())
        }
    }
}

fn load(file: Option<&std::path::Path>) -> Result<Config, String> {
    let text = file
        .map(|path| {
            let name = path.display().to_string();
            std::fs::read_to_string(path)
                .map(|text| (name.clone(), text))
                .map_err(|error| format!("{name}: {error}"))
        })
        .transpose()?;
    let text = text.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    Config::load(text, std::env::vars()).map_err(|error| error.to_string())
}

fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())
}
