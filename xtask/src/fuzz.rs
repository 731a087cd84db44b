//! `cargo xtask fuzz`: the parsers of every adapter against a million answers each that no vendor should send.
//!
//! The same properties run with 256 cases in `cargo xtask test`; here they are optimised, and many. A seed is told, so
//! that a run can be repeated: `cargo xtask fuzz 1000000 SEED`. What fails is shrunk and written down beside its source.

use std::{
    hash::{BuildHasher, RandomState},
    time::Instant,
};

use crate::workspace::root;
use crate::{Outcome, process};

/// Cases of each property when nobody says.
const CASES: u64 = 1_000_000;
/// The properties: modules called `any_bytes`, and the strainer's.
const PROPERTIES: [&str; 2] = ["any_bytes", "any_file"];

/// Runs the properties with so many cases and this seed; a million and one of its own where they are not said.
pub fn run(arguments: &[String]) -> Outcome {
    let number = |text: &String| text.parse::<u64>().map_err(|_| format!("`{text}` is no number."));
    let cases = arguments.first().map_or(Ok(CASES), number)?;
    let seed = arguments.get(1).map_or_else(|| Ok(RandomState::new().hash_one(cases)), number)?;
    println!("{cases} cases of each property, seed {seed}.");
    let flags = ["test", "--release", "--locked", "--package", "providers", "--lib", "--"];
    let mut command = process::command("cargo", &[&flags[..], &PROPERTIES].concat(), root());
    command.env("PROPTEST_CASES", cases.to_string()).env("PROPTEST_RNG_SEED", seed.to_string());
    let began = Instant::now();
    process::check(command)?;
    println!("Nothing was found in {:.1} minutes, building included.", began.elapsed().as_secs_f64() / 60.0);
    Ok(())
}
