//! What must be on the machine, and fetching it where we have the right to.
//!
//! A Rust toolchain is there, or this would not run. Node, npm and a C compiler cannot be
//! installed politely by a build command, so their absence is one sentence. Debian packages that
//! only the tests need (a browser, ffmpeg) are installed with apt-get when we are root or may use
//! sudo without a password.

use std::process::Command;

use crate::workspace::{root, web};
use crate::{Outcome, process, workspace};

/// The oldest Node that the web app's tools support.
const NODE_MAJOR_MIN: u32 = 20;

/// Checks for Node, npm and a C compiler.
pub fn require_tools() -> Outcome {
    let version = process::read(process::command("node", &["--version"], root()))
        .map_err(|_| node_sentence("Node is missing"))?;
    if node_major(&version).is_none_or(|major| major < NODE_MAJOR_MIN) {
        return Err(node_sentence(&format!("Node {} is too old", version.trim())));
    }
    if !process::exists("npm") {
        return Err("npm is missing: install it (on Debian: apt-get install npm).".into());
    }
    if !process::exists("cc") {
        return Err(
            "a C compiler is missing: install one (on Debian: apt-get install build-essential).".into()
        );
    }
    Ok(())
}

fn node_sentence(what: &str) -> String {
    format!("{what}: install Node {NODE_MAJOR_MIN} or newer with npm, from your system or nodejs.org.")
}

/// The major number of `v20.20.2`.
fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Installs the npm packages if the lock file changed since the last time.
pub fn npm_packages() -> Outcome {
    let modules = web().join("node_modules");
    let stamp = modules.join(".installed-lock-hash");
    let inputs = [web().join("package.json"), web().join("package-lock.json")];
    let wanted = workspace::hash_tree(&inputs).map_err(|error| format!("web/: {error}."))?;
    let wanted = format!("{wanted:016x}");
    if std::fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    process::check(process::command("npm", &["ci", "--no-audit", "--no-fund"], &web()))?;
    std::fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}.", stamp.display()))
}

/// How commands are run with the rights to install packages, if at all.
enum Rights {
    Root,
    Sudo,
    None,
}

fn rights() -> Rights {
    let id = process::read(process::command("id", &["-u"], root()));
    if id.is_ok_and(|id| id.trim() == "0") {
        return Rights::Root;
    }
    let mut sudo = process::command("sudo", &["-n", "true"], root());
    sudo.stderr(std::process::Stdio::null());
    if sudo.status().is_ok_and(|status| status.success()) { Rights::Sudo } else { Rights::None }
}

/// Makes a program available from a Debian package, or says what to install.
pub fn debian_package(program: &str, package: &str) -> Outcome {
    if on_path(program) {
        return Ok(());
    }
    let missing = format!("{program} is missing: install it (on Debian: apt-get install {package}).");
    let apt = |arguments: &[&str]| -> Option<Command> {
        let mut command = match rights() {
            Rights::Root => process::command("apt-get", arguments, root()),
            Rights::Sudo => {
                let all: Vec<&str> = ["-n", "apt-get"].iter().chain(arguments).copied().collect();
                process::command("sudo", &all, root())
            }
            Rights::None => return None,
        };
        command.env("DEBIAN_FRONTEND", "noninteractive");
        Some(command)
    };
    let install = ["install", "--yes", "--no-install-recommends", package];
    let Some(update) = apt(&["update"]).filter(|_| on_path("apt-get")) else { return Err(missing) };
    println!("Installing the Debian package {package}…");
    // A stale list of packages is not fatal by itself: the installation decides.
    let _ = process::check(update);
    let Some(command) = apt(&install) else { return Err(missing) };
    process::check(command).map_err(|error| format!("{missing} ({error})"))?;
    if on_path(program) { Ok(()) } else { Err(missing) }
}

/// Whether a program of this name is in a folder of the search path.
pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// The browser the tests and page scores use: `CHROMIUM_PATH`, or the one that is installed.
pub fn chromium() -> Outcome<String> {
    if let Ok(path) = std::env::var("CHROMIUM_PATH") {
        return Ok(path);
    }
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let found = || names.into_iter().find(|name| on_path(name));
    if found().is_none() {
        debian_package("chromium", "chromium")?;
    }
    let name = found().ok_or("no Chromium was found: install it or set CHROMIUM_PATH.")?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let file = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    Ok(file.map_or_else(|| name.to_owned(), |file| file.to_string_lossy().into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_and_nonsense_is_not() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("v8.1"), Some(8));
        assert_eq!(node_major("20.1"), None);
        assert_eq!(node_major("vx"), None);
    }

    #[test]
    fn programs_are_found_on_the_path() {
        assert!(on_path("sh"));
        assert!(!on_path("no-such-program-here"));
    }
}
