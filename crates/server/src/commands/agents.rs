//! `marty agents`: how well the agents without a model answer labelled requests.

use agents::evaluation::{self, Case};
use clap::{Subcommand, ValueEnum};

/// What to do with the agents.
#[derive(Debug, Subcommand)]
pub(super) enum AgentsCommand {
    /// Answer the labelled requests with the deterministic router, and print how many are right.
    Evaluate {
        /// Which requests.
        #[arg(long, value_enum, default_value_t = Set::HeldOut)]
        set: Set,
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
/// A sentence, if a compiled-in set cannot be read.
pub(super) fn agents(command: AgentsCommand) -> Result<(), String> {
    let AgentsCommand::Evaluate { set } = command;
    // Not which requests are wrong: whoever works on the router must not see that of the held-out set.
    print!("{}", evaluation::run(&cases(set)?).render_confusion());
    Ok(())
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
