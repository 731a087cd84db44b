//! `marty agents`: how well the agents answer labelled requests, by the router or by the language model.

use std::collections::BTreeMap;

use agents::{
    brain::Session,
    evaluation::{self, Case},
};
use clap::{Subcommand, ValueEnum};

use crate::{
    config::Config,
    env::Env,
    planning::brain::{Account, Brain},
};

/// What to do with the agents.
#[derive(Debug, Subcommand)]
pub(super) enum AgentsCommand {
    /// Answer the labelled requests with the deterministic router, and print how many are right.
    Evaluate {
        /// Which requests.
        #[arg(long, value_enum, default_value_t = Set::HeldOut)]
        set: Set,
        /// With the language model of the settings instead; every request is paid for.
        #[arg(long)]
        language_model: bool,
        /// Only the first so many requests.
        #[arg(long)]
        first: Option<usize>,
    },
}

/// A set of labelled requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Set {
    /// The requests the router is tuned on.
    Development,
    /// The requests it never was.
    HeldOut,
}

/// Prints the groups and the confusion table.
///
/// # Errors
/// A sentence, if a compiled-in set cannot be read or no language model is set up.
pub(super) fn agents(config: &Config, command: AgentsCommand) -> Result<(), String> {
    let AgentsCommand::Evaluate { set, language_model, first } = command;
    let mut cases = cases(set)?;
    cases.truncate(first.unwrap_or(usize::MAX));
    // Not which requests are wrong: whoever works on the router must not see that of the held-out set.
    if language_model {
        let brain = Brain::start(&config.language_model, &Env::system())?;
        let brain = brain.ok_or("language_model.provider is empty: name one in the settings")?;
        print!("{}", with_model(&brain, &cases)?);
    } else {
        print!("{}", evaluation::run(&cases).render_confusion());
    }
    Ok(())
}

/// The table with the model's answers, and what they took.
fn with_model(brain: &Brain, cases: &[Case]) -> Result<String, String> {
    let runtime = super::runtime()?;
    let mut accounts: Vec<Account> = Vec::with_capacity(cases.len());
    let report = evaluation::run_with(cases, |request| {
        let (routed, account) = runtime.block_on(brain.decide(Session::new(request, brain.limits())));
        accounts.push(account);
        routed
    });
    Ok(format!("{}\n{}", report.render_confusion(), render(&brain.label(), &accounts)))
}

fn render(label: &str, accounts: &[Account]) -> String {
    let sum = |of: &dyn Fn(&Account) -> i64| accounts.iter().map(of).sum::<i64>();
    let mut times: Vec<i64> = accounts.iter().map(|account| account.took_ms).collect();
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in accounts.iter().filter_map(|account| account.fell_back) {
        *reasons.entry(reason).or_default() += 1;
    }
    let fell_back: Vec<_> = reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    format!(
        "{label}: {} questions, {} tokens read, {} written, {:.4} dollars; median {median} ms\n\
         planned by the router instead: {}\n",
        sum(&|account| account.questions.into()),
        sum(&|account| account.input_tokens.into()),
        sum(&|account| account.output_tokens.into()),
        sum(&|account| account.cost_usd_micros) as f64 / 1e6,
        if fell_back.is_empty() { "none".to_owned() } else { fell_back.join(", ") },
    )
}

fn cases(set: Set) -> Result<Vec<Case>, String> {
    let texts: &[&str] = match set {
        Set::Development => &evaluation::DEVELOPMENT_SETS,
        Set::HeldOut => &[evaluation::HELD_OUT],
    };
    let mut cases = Vec::new();
    for text in texts {
        cases.extend(evaluation::read(text).map_err(|error| error.to_string())?);
    }
    Ok(cases)
}
