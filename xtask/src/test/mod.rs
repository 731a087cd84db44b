//! `cargo xtask test`: everything that guards the main branch, in order of speed.
//!
//! The stages run one after another, the fastest first, and the first that fails ends the run:
//! whoever waits learns of a missing semicolon in a second, not after the browser tests. At the
//! end stand the closing lines of the test runners, the time each stage took, and one plain line
//! with the sum of what the runners counted:
//!
//! ```text
//! 412 passed, 0 failed
//! ```
//!
//! A stage that fails without counting tests (the format, a build) counts as one failure, so that
//! the line never looks green when the run is not.

mod count;
mod stages;

use std::time::{Duration, Instant};

use crate::Outcome;
use count::Counts;

/// What a stage that went through has to report.
#[derive(Default)]
pub struct Report {
    counts: Counts,
    /// The runner's closing lines, as it wrote them.
    closing: Vec<String>,
}

/// A stage that did not go through: why, and what its runner had counted.
pub struct Failure {
    sentence: String,
    report: Report,
}

impl From<String> for Failure {
    fn from(sentence: String) -> Failure {
        Failure { sentence, report: Report::default() }
    }
}

struct Timing {
    name: &'static str,
    took: Duration,
    failed: bool,
}

/// Runs all stages, or those named, in their order.
pub fn run(names: &[String]) -> Outcome {
    let known: Vec<&str> = stages::ALL.iter().map(|stage| stage.name).collect();
    if let Some(unknown) = names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("there is no stage `{unknown}`; the stages are: {}.", known.join(", ")));
    }
    let chosen =
        stages::ALL.iter().filter(|stage| names.is_empty() || names.iter().any(|name| name == stage.name));
    let mut total = Counts::default();
    let mut closing = Vec::new();
    let mut timings = Vec::new();
    let mut failure = None;
    for stage in chosen {
        println!("\n== {}: {}", stage.name, stage.says);
        let start = Instant::now();
        let outcome = (stage.run)();
        let failed = outcome.is_err();
        timings.push(Timing { name: stage.name, took: start.elapsed(), failed });
        let report = match outcome {
            Ok(report) => report,
            Err(problem) => {
                failure = Some((stage.name, problem.sentence));
                let mut report = problem.report;
                report.counts.failed = report.counts.failed.max(1);
                report
            }
        };
        total = total + report.counts;
        closing.extend(report.closing.into_iter().map(|line| format!("{:>12}  {line}", stage.name)));
        if failed {
            break;
        }
    }
    println!("\n{}", table(&timings));
    for line in &closing {
        println!("{line}");
    }
    if let Some((name, sentence)) = &failure {
        println!("\nStopped at the stage `{name}`: {sentence}");
        println!("Run it alone with: cargo xtask test {name}");
    }
    println!("\n{total}");
    // The sentence was printed above the counts; the exit code is what is left to give.
    if failure.is_some() { std::process::exit(1) } else { Ok(()) }
}

/// The durations of the stages, longest name aligned, with their sum.
fn table(timings: &[Timing]) -> String {
    let mut text = String::from("stage             seconds\n");
    for timing in timings {
        let mark = if timing.failed { "  failed" } else { "" };
        text.push_str(&format!("{:<16} {:>8.1}{mark}\n", timing.name, timing.took.as_secs_f64()));
    }
    let sum: Duration = timings.iter().map(|timing| timing.took).sum();
    text.push_str(&format!("{:<16} {:>8.1}\n", "all", sum.as_secs_f64()));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_the_failed_stage_and_sums_up() {
        let timing = |name, seconds, failed| Timing { name, took: Duration::from_secs(seconds), failed };
        let text = table(&[timing("format", 1, false), timing("clippy", 90, true)]);
        assert!(text.contains("clippy               90.0  failed\n"), "{text}");
        assert!(text.contains("format                1.0\n"), "{text}");
        assert!(text.ends_with("all                  91.0\n"), "{text}");
    }

    #[test]
    fn an_unknown_stage_is_refused_with_the_list() {
        let error = run(&["nonsense".to_owned()]).unwrap_err();
        assert!(error.contains("nonsense") && error.contains("format, "), "{error}");
    }
}
