//! Programs that may be missing, and the Debian packages that bring them.
//!
//! What is missing is found first and installed at once, with apt-get, when we are root or may
//! use sudo without a password. Nobody else is asked for a password: they get one sentence with
//! the command, before anything was fetched or built.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Stdio;

use crate::workspace::root;
use crate::{Outcome, process};

/// A program that is needed.
#[derive(Debug)]
struct Program {
    /// The names it may have on the search path.
    names: &'static [&'static str],
    /// The Debian package that brings the first of them.
    package: &'static str,
    /// Whether nothing goes on without it.
    required: bool,
}

const CHROMIUM: Program = Program {
    names: &["chromium", "chromium-browser", "google-chrome"],
    package: "chromium",
    required: true,
};

/// For the video encoder that is built in (ADR 27).
const CXX_COMPILER: Program = Program { names: &["c++", "g++"], package: "g++", required: true };

/// Only video needs it, and what needs it says so itself.
const FFMPEG: Program = Program { names: &["ffmpeg"], package: "ffmpeg", required: false };

/// A voice to read aloud with; without it the tests of speech see that its absence is told.
const ESPEAK: Program = Program { names: &["espeak-ng"], package: "espeak-ng", required: false };

/// Where another browser than the installed one can be named.
const BROWSER_VARIABLE: &str = "CHROMIUM_PATH";

/// Makes a C++ compiler available, or says what to install.
pub fn for_builds() -> Outcome {
    provide(&[&CXX_COMPILER])
}

/// Makes the programs of the tests available, or says what to install.
pub fn for_tests() -> Outcome {
    let browser_is_named = named_browser()?.is_some();
    let mut wanted = vec![&FFMPEG, &ESPEAK];
    if !browser_is_named {
        wanted.insert(0, &CHROMIUM);
    }
    provide(&wanted)
}

/// The browser the tests and page scores use: `CHROMIUM_PATH`, or the one that is installed.
pub fn chromium() -> Outcome<String> {
    if let Some(named) = named_browser()? {
        return Ok(named);
    }
    provide(&[&CHROMIUM])?;
    let file = find(CHROMIUM.names).ok_or_else(|| sentence(&[&CHROMIUM]))?;
    Ok(file.to_string_lossy().into_owned())
}

/// The browser that the environment names, which must be there.
fn named_browser() -> Outcome<Option<String>> {
    match std::env::var(BROWSER_VARIABLE) {
        Ok(path) if !PathBuf::from(&path).is_file() => {
            Err(format!("{BROWSER_VARIABLE} names {path}, which is not there."))
        }
        Ok(path) => Ok(Some(path)),
        Err(_) => Ok(None),
    }
}

/// Installs those that are missing. Fails if a required one is still missing afterwards.
fn provide(wanted: &[&Program]) -> Outcome {
    let missing = missing(wanted);
    if missing.is_empty() {
        return Ok(());
    }
    let commands = apt_commands(rights(), &missing);
    if !commands.is_empty() {
        let packages: Vec<&str> = missing.iter().map(|program| program.package).collect();
        println!("Installing the Debian packages {}…", packages.join(" and "));
    }
    for words in commands {
        let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        // A list of packages that could not be refreshed is not fatal: what is missing afterwards
        // decides, and apt-get has said why.
        let _ = process::check(process::command(&words[0], &arguments, root()));
    }
    judge(&self::missing(wanted))
}

/// A required program that is missing is an error, any other one a note.
fn judge(missing: &[&Program]) -> Outcome {
    if missing.iter().any(|program| program.required) {
        return Err(sentence(missing));
    }
    if !missing.is_empty() {
        println!("Note: {}", sentence(missing));
    }
    Ok(())
}

fn missing<'a>(wanted: &[&'a Program]) -> Vec<&'a Program> {
    wanted.iter().filter(|program| find(program.names).is_none()).copied().collect()
}

/// What to install, in one sentence.
fn sentence(missing: &[&Program]) -> String {
    let packages: Vec<&str> = missing.iter().map(|program| program.package).collect();
    let (verb, object) = if packages.len() == 1 { ("is", "it") } else { ("are", "them") };
    let names = packages.join(" and ");
    format!("{names} {verb} missing: install {object} (on Debian: apt-get install {}).", packages.join(" "))
}

/// How commands are run with the rights to install packages, if at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rights {
    Root,
    Sudo,
    None,
}

fn rights() -> Rights {
    if find(&["apt-get"]).is_none() {
        return Rights::None;
    }
    let id = process::read(process::command("id", &["-u"], root()));
    if id.is_ok_and(|id| id.trim() == "0") {
        return Rights::Root;
    }
    let mut sudo = process::command("sudo", &["-n", "true"], root());
    sudo.stderr(Stdio::null());
    if sudo.status().is_ok_and(|status| status.success()) { Rights::Sudo } else { Rights::None }
}

/// The commands that install these programs' packages. None without the rights.
fn apt_commands(rights: Rights, missing: &[&Program]) -> Vec<Vec<String>> {
    let elevated: &[&str] = match rights {
        Rights::None => return Vec::new(),
        Rights::Root => &[],
        Rights::Sudo => &["sudo", "-n"],
    };
    // A machine that has just started may hold the lock for its own updates.
    let apt = [
        elevated,
        &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"],
    ];
    let packages: Vec<&str> = missing.iter().map(|program| program.package).collect();
    let install = [&["install", "--yes", "--no-install-recommends"], packages.as_slice()].concat();
    let whole = |rest: &[&str]| apt.concat().iter().chain(rest).map(|word| (*word).to_owned()).collect();
    vec![whole(&["update"]), whole(&install)]
}

/// The first of these programs that is in a folder of the search path.
fn find(names: &[&str]) -> Option<PathBuf> {
    find_in(&std::env::var_os("PATH")?, names)
}

fn find_in(path: &OsStr, names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(path).collect();
    let files = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    files.into_iter().find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::target;

    const ABSENT: Program = Program { names: &["no-such-program"], package: "no-such", required: true };
    const SHELL: Program = Program { names: &["no-such-shell", "sh"], package: "dash", required: true };

    #[test]
    fn only_what_no_name_finds_is_missing() {
        let names: Vec<&str> = missing(&[&ABSENT, &SHELL]).iter().map(|program| program.package).collect();
        assert_eq!(names, ["no-such"]);
    }

    #[test]
    fn root_installs_all_at_once_after_refreshing_the_lists() {
        let commands = apt_commands(Rights::Root, &[&CHROMIUM, &FFMPEG]);
        let lines: Vec<String> = commands.iter().map(|words| words.join(" ")).collect();
        let apt = "env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120";
        assert_eq!(
            lines,
            [format!("{apt} update"), format!("{apt} install --yes --no-install-recommends chromium ffmpeg")]
        );
    }

    #[test]
    fn sudo_is_never_asked_for_a_password_and_without_rights_nothing_is_run() {
        let commands = apt_commands(Rights::Sudo, &[&FFMPEG]);
        assert!(commands.iter().all(|words| words[..2] == ["sudo", "-n"]), "{commands:?}");
        assert!(commands[1].ends_with(&["ffmpeg".to_owned()]), "{commands:?}");
        assert!(apt_commands(Rights::None, &[&CHROMIUM]).is_empty());
    }

    #[test]
    fn a_required_program_stops_the_tests_and_the_sentence_names_everything_to_install() {
        let sentence = judge(&[&CHROMIUM, &FFMPEG]).unwrap_err();
        assert_eq!(
            sentence,
            "chromium and ffmpeg are missing: install them (on Debian: apt-get install chromium ffmpeg)."
        );
        assert_eq!(judge(&[&FFMPEG]), Ok(()));
        assert_eq!(judge(&[]), Ok(()));
    }

    #[test]
    fn the_names_are_tried_in_order_and_folders_are_not_programs() {
        let folder = target().join(format!("path-test-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("first")).unwrap();
        std::fs::write(folder.join("second"), "").unwrap();
        let found = find_in(folder.as_os_str(), &["first", "second"]);
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, Some(folder.join("second")));
    }
}
