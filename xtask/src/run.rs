//! `cargo xtask run`: from a fresh clone to a running server, and in seconds the second time.
//!
//! The order matters: the release binary embeds the built web app. The server then takes this
//! process's place, so that Ctrl-C and every other signal reach it directly.

use std::os::unix::process::CommandExt;

use crate::workspace::{self, root};
use crate::{Outcome, process, setup, web};

const ADDRESS: &str = "127.0.0.1:7878";
const DATA: &str = "./data";

/// Builds and starts; returns only if something went wrong.
pub fn run(arguments: &[String]) -> Outcome {
    setup::require_tools()?;
    setup::npm_packages()?;
    web::build()?;
    release_binary()?;
    let arguments = serve_arguments(arguments);
    println!("\nMarty Martin is at http://{}", address(&arguments));
    println!("Its data is in {}. Stop it with Ctrl-C.\n", value_of(&arguments, "--data-dir").unwrap_or(DATA));
    let mut server = std::process::Command::new(workspace::binary("release"));
    server.current_dir(root()).arg("serve").args(&arguments);
    Err(format!("the server could not be started: {}.", server.exec()))
}

/// Builds the optimised server.
pub fn release_binary() -> Outcome {
    let build = ["build", "--release", "--locked", "--package", "server", "--bin", "marty"];
    process::check(process::command("cargo", &build, root()))
}

/// The caller's arguments, with our address and data folder where they name none.
fn serve_arguments(given: &[String]) -> Vec<String> {
    let mut arguments: Vec<String> = given.iter().skip_while(|word| *word == "--").cloned().collect();
    for (flag, value) in [("--listen", ADDRESS), ("--data-dir", DATA)] {
        if value_of(&arguments, flag).is_none() {
            arguments.extend([flag.to_owned(), value.to_owned()]);
        }
    }
    arguments
}

fn address(arguments: &[String]) -> &str {
    value_of(arguments, "--listen").unwrap_or(ADDRESS)
}

/// The value of `--flag value` or `--flag=value`.
fn value_of<'a>(arguments: &'a [String], flag: &str) -> Option<&'a str> {
    arguments.iter().enumerate().find_map(|(index, word)| {
        if word == flag {
            return Some(arguments.get(index + 1).map_or("", String::as_str));
        }
        word.strip_prefix(flag)?.strip_prefix('=')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn defaults_are_added_only_where_nothing_was_said() {
        assert_eq!(serve_arguments(&[]), words("--listen 127.0.0.1:7878 --data-dir ./data"));
        assert_eq!(
            serve_arguments(&words("-- --listen=0.0.0.0:80 --workers 1")),
            words("--listen=0.0.0.0:80 --workers 1 --data-dir ./data")
        );
        assert_eq!(address(&serve_arguments(&words("--listen 0.0.0.0:80"))), "0.0.0.0:80");
    }
}
