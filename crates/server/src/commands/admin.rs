//! `marty admin`: accounts and credits from the command line, also while the server runs.

use std::io::Read;

use clap::Subcommand;
use domain::{
    ledger::{Actor, NewLot, lot::LotSource},
    money::Credits,
    plan::Plan,
};

use crate::{
    account::{self, Role},
    app::App,
    auth,
    config::Config,
    env::Env,
    keys, ledger,
    planning::spending,
    platform::db::DbError,
};

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum AdminCommand {
    /// Make an account that may run this installation.
    CreateAdmin {
        /// Where the person is reached; what they sign in with.
        #[arg(long)]
        email: String,
        /// As they want to be called.
        #[arg(long)]
        name: Option<String>,
        /// Read the password from standard input instead of making one up.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Change the plan of an account's workspace.
    SetPlan {
        /// Whose account.
        #[arg(long)]
        email: String,
        /// `free`, `starter`, `creator` or `studio`.
        #[arg(long)]
        plan: String,
    },
    /// Give credits to an account.
    Grant {
        /// Whose account.
        #[arg(long)]
        email: String,
        /// How many.
        #[arg(long)]
        credits: i64,
        /// Why; the person sees it in their statement.
        #[arg(long)]
        reason: String,
        /// Makes the command repeatable: the same key gives only once.
        #[arg(long)]
        key: Option<String>,
    },
    /// Manage the provider keys that are added in the web app.
    Keys {
        /// What to do with them.
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Print what the language model cost, by day.
    LanguageModel {
        /// Days, with one row for each model.
        #[arg(long, default_value_t = 31)]
        rows: u32,
    },
}

/// What to do with provider keys.
#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Encrypt every key under a new master key, also while the server runs.
    Rotate,
}

pub(super) async fn admin(mut config: Config, command: AdminCommand) -> Result<(), String> {
    // A command draws nothing.
    config.local_studio.enabled = false;
    let app = App::open(config, Env::system()).map_err(|error| error.to_string())?;
    match command {
        AdminCommand::CreateAdmin { email, name, password_stdin } => {
            create_admin(&app, &email, name.as_deref(), password_stdin).await
        }
        AdminCommand::SetPlan { email, plan } => set_plan(&app, &email, &plan).await,
        AdminCommand::Grant { email, credits, reason, key } => {
            grant(&app, &email, Credits(credits), reason, key).await
        }
        AdminCommand::Keys { command: KeysCommand::Rotate } => rotate_keys(&app).await,
        AdminCommand::LanguageModel { rows } => language_model(&app, rows).await,
    }
}

async fn rotate_keys(app: &App) -> Result<(), String> {
    let (count, name) = keys::rotate(app).await.map_err(|error| error.to_string())?;
    println!("{count} provider keys are encrypted under the master key {name} now.");
    if app.config.keys.master_key.is_empty() {
        println!("It is in the file master.key of the data directory. Keep a copy of it elsewhere.");
    } else {
        println!("keys.earlier_master_keys can be emptied.");
    }
    Ok(())
}

async fn language_model(app: &App, rows: u32) -> Result<(), String> {
    let days = app.db.read(|reader| spending::days(reader, rows)).await;
    let days = days.map_err(|error: DbError| error.to_string())?;
    println!("day         requests  by the router  tokens read  written     dollars  model");
    for spent in days {
        let spending::SpentDay { requests, fell_back, input_tokens, output_tokens, .. } = spent;
        let dollars = spent.cost_usd_micros as f64 / 1e6;
        println!(
            "{}  {requests:>8}  {fell_back:>13}  {input_tokens:>11}  {output_tokens:>7}  {dollars:>10.4}  {} ({})",
            spent.date(),
            spent.model,
            spent.provider,
        );
    }
    Ok(())
}

async fn create_admin(
    app: &App,
    email: &str,
    name: Option<&str>,
    password_stdin: bool,
) -> Result<(), String> {
    let password = if password_stdin {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(|error| error.to_string())?;
        text.trim_end_matches(['\r', '\n']).to_owned()
    } else {
        crate::platform::hex(&app.env.random_bytes::<12>())
    };
    let user = auth::create_account(app, email, &password, name, Role::Admin)
        .await
        .map_err(|error| error.to_string())?;
    println!("{} may now sign in and run this installation.", user.email);
    if !password_stdin {
        println!("Password: {password}");
    }
    Ok(())
}

async fn set_plan(app: &App, email: &str, plan: &str) -> Result<(), String> {
    let email = email.trim().to_lowercase();
    let names = Plan::ALL.map(Plan::id).join(", ");
    let plan = Plan::parse(plan).ok_or_else(|| format!("there is no plan `{plan}`; there are {names}"))?;
    let wanted = email.clone();
    let changed = app
        .db
        .write(move |tx| match account::find_by_email(tx, &wanted)? {
            Some(user) => account::set_plan(tx, user.workspace_id, plan),
            None => Ok(false),
        })
        .await
        .map_err(|error: DbError| error.to_string())?;
    if !changed {
        return Err(format!("nobody signs in as {email}"));
    }
    println!("{email} is on the {} plan now.", plan.id());
    Ok(())
}

async fn grant(
    app: &App,
    email: &str,
    credits: Credits,
    reason: String,
    key: Option<String>,
) -> Result<(), String> {
    let email = email.trim().to_lowercase();
    let cause =
        format!("operator:{}", key.unwrap_or_else(|| crate::platform::hex(&app.env.random_bytes::<16>())));
    let (now, wanted) = (app.env.now(), email.clone());
    let balance = app
        .db
        .write(move |tx| {
            let Some(user) = account::find_by_email(tx, &wanted)? else { return Ok(None) };
            let given = NewLot { source: LotSource::Adjustment, credits, expires_at: None, cause, reason };
            match ledger::grant_lot(tx, user.workspace_id, &given, Actor::Operator, now) {
                Ok(_) => ledger::balance(tx, user.workspace_id).map(|balance| Some(Ok(balance))),
                Err(ledger::PostError::Rule(rule)) => Ok(Some(Err(rule))),
                Err(ledger::PostError::Db(error)) => Err(error),
            }
        })
        .await
        .map_err(|error: DbError| error.to_string())?;
    match balance {
        None => Err(format!("nobody signs in as {email}")),
        Some(Err(rule)) => Err(rule.to_string()),
        Some(Ok(balance)) => {
            println!("{email} now has {} credits.", balance.available);
            Ok(())
        }
    }
}
