//! The project's own commands: `cargo xtask run | test | tidy | bench | fuzz | codegen`.
//!
//! Two of them are all a newcomer needs. `run` builds the web app and the release binary and
//! starts the server; `test` is everything that guards the main branch, and exactly what the
//! continuous integration calls. Both fetch what is missing where they have the right to, and
//! otherwise say in one sentence what to install.
//!
//! This crate compiles first on a fresh machine, so it takes few dependencies; whatever it can
//! leave to cargo, npm or the system it starts as a child process ([`process`]), in a process
//! group of its own, so that nothing outlives the command.

mod bench;
mod codegen;
mod fuzz;
mod process;
mod run;
mod setup;
mod test;
mod tidy;
mod web;
mod workspace;

use std::process::ExitCode;

const MENU: &str = "\
Usage: cargo xtask <command>

  run [-- ARGS]         build the web app and the release binary, start the server on 127.0.0.1:7878
      --with-fakes      the same, with every vendor a fake on this machine: nothing needs a key
  test [STAGE…]         everything that guards main, in order of speed (or only the stages named)
  tidy                  the project's own rules: layers, tables, sizes, licences, forbidden calls
  codegen               refresh openapi.json, the web app's API types, the list of providers
  bench [SCENARIO…]     measure the release binary; writes benches/ (--lighthouse adds page scores)
  fuzz [CASES [SEED]]   the parsers of every adapter against a million answers each that no vendor should send
";

/// Every command ends in nothing to say, or in one sentence about what went wrong.
type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    process::watch_signals();
    let outcome = match arguments.first().map(String::as_str) {
        Some("run") => run::run(rest),
        Some("test") => test::run(rest),
        Some("tidy") => tidy::run(),
        Some("codegen") => codegen::run(),
        Some("bench") => bench::run(rest),
        Some("fuzz") => fuzz::run(rest),
        None | Some("help" | "--help" | "-h") => {
            print!("{MENU}");
            return ExitCode::SUCCESS;
        }
        Some(unknown) => Err(format!("there is no command `{unknown}`.\n\n{MENU}")),
    };
    process::stop_all();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("xtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}
