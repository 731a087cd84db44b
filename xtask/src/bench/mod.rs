//! `cargo xtask bench`: how fast, how large, measured with the release binary.
//!
//! The load generator ([`load`]) shares the machine with the server, as a user's other programs
//! would; every run therefore also takes two figures of the machine itself (how often the disk can
//! make a small append durable, how many trivial requests the server answers), and ratios to
//! these decide, not absolute times. Every load is bounded and ends by itself. What each scenario
//! does stands in [`scenarios`]; the figures go to `benches/` ([`report`]).

mod histogram;
mod http;
mod lighthouse;
mod listeners;
mod live;
mod load;
mod report;
mod scenarios;
mod server;

use crate::{Outcome, run, setup, web};
use report::Measure;

/// A scenario's name and what takes its figures.
type Scenario = (&'static str, fn() -> Outcome<Vec<Measure>>);

const SCENARIOS: [Scenario; 14] = [
    ("floor", scenarios::floor::measure),
    ("start", scenarios::start::measure),
    ("accept", scenarios::accept::measure),
    ("list", scenarios::list::measure),
    ("rendering", scenarios::rendering::measure),
    ("latency", scenarios::latency::measure),
    ("picture", scenarios::picture::measure),
    ("edits", scenarios::edits::measure),
    ("providers", scenarios::providers::measure),
    ("motion", scenarios::motion::measure),
    ("queue", scenarios::queue::measure),
    ("engine", scenarios::engine::measure),
    ("money", scenarios::money::measure),
    ("listeners", scenarios::listeners::measure),
];

/// Measures all scenarios, or those named; with `--lighthouse` also the pages.
pub fn run(arguments: &[String]) -> Outcome {
    let (flags, names): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|word| word.starts_with("--"));
    if let Some(unknown) = flags.iter().find(|flag| **flag != "--lighthouse") {
        return Err(format!("there is no option `{unknown}`."));
    }
    let known = |name: &str| SCENARIOS.iter().any(|(have, _)| *have == name);
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        let all: Vec<&str> = SCENARIOS.iter().map(|(name, _)| *name).collect();
        return Err(format!("there is no scenario `{unknown}`; there are: {}.", all.join(", ")));
    }
    setup::require_tools()?;
    setup::npm_packages()?;
    if std::env::var_os("MARTY_BIN").is_none() {
        web::build()?;
        run::release_binary()?;
    }
    let pages_only = !flags.is_empty() && names.is_empty();
    let mut measures = Vec::new();
    for (name, measure) in SCENARIOS {
        if pages_only || !(names.is_empty() || names.iter().any(|wanted| *wanted == name)) {
            continue;
        }
        println!("\n== {name}");
        let taken = measure().map_err(|sentence| format!("{name}: {sentence}"))?;
        taken.iter().for_each(|measure| println!("{}", measure.line()));
        measures.extend(taken);
    }
    if !flags.is_empty() {
        println!("\n== lighthouse");
        let taken = lighthouse::measure().map_err(|sentence| format!("lighthouse: {sentence}"))?;
        taken.iter().for_each(|measure| println!("{}", measure.line()));
        measures.extend(taken);
    }
    report::write(&measures)?;
    println!("\nWritten to benches/last.json and benches/README.md.");
    Ok(())
}
