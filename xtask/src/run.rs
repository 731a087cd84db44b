//! `cargo xtask run`: from a fresh clone to a running server, and in seconds the second time.
//!
//! The order matters: the release binary embeds the built web app. The server then takes this
//! process's place, so that Ctrl-C and every other signal reach it directly. It says itself where
//! it listens, once it does: a line printed before could be wrong.

use std::os::unix::process::CommandExt;

use crate::workspace::{self, root};
use crate::{Outcome, process, setup, web};

/// Builds and starts; returns only if something went wrong.
pub fn run(arguments: &[String]) -> Outcome {
    setup::require_tools()?;
    setup::npm_packages()?;
    web::build()?;
    release_binary()?;
    let binary = workspace::binary("release");
    let (fakes, arguments) = with_fakes(for_the_server(arguments));
    let mut server = if fakes {
        println!("Building the fakes…");
        let build = ["build", "--locked", "--package", "testkit", "--features", "app", "--bin", "with_fakes"];
        process::check(process::command("cargo", &build, root()))?;
        let mut fakes = std::process::Command::new(workspace::binary("debug").with_file_name("with_fakes"));
        fakes.arg(binary);
        fakes
    } else {
        let mut server = std::process::Command::new(binary);
        server.arg("serve");
        server
    };
    server.current_dir(root()).args(arguments);
    Err(format!("the server could not be started: {}.", server.exec()))
}

/// Whether every vendor is to be a fake, and what else was given.
fn with_fakes(given: &[String]) -> (bool, Vec<String>) {
    let others: Vec<String> = given.iter().filter(|word| *word != "--with-fakes").cloned().collect();
    (others.len() < given.len(), others)
}

/// Builds the optimised server.
pub fn release_binary() -> Outcome {
    println!("Building the release binary…");
    let build = ["build", "--release", "--locked", "--package", "server", "--bin", "marty"];
    process::check(process::command("cargo", &build, root()))
}

/// What was given after `run`, with or without the `--` that many write there. Nothing is added:
/// the address and the data folder are settings, whose defaults the server has.
fn for_the_server(given: &[String]) -> &[String] {
    match given.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => given,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn arguments_reach_the_server_as_they_were_given() {
        assert!(for_the_server(&[]).is_empty());
        assert_eq!(for_the_server(&words("--listen 0.0.0.0:80")), words("--listen 0.0.0.0:80"));
        assert_eq!(with_fakes(&words("--with-fakes --listen x")), (true, words("--listen x")));
        assert_eq!(with_fakes(&words("--listen x")), (false, words("--listen x")));
        assert_eq!(for_the_server(&words("-- --listen=[::1]:0 -- x")), words("--listen=[::1]:0 -- x"));
    }
}
